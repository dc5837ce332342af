"""A round is approved by its day, and nothing of it is handed over, or missed, before the day of its approval."""

from django.db import migrations

from config.walls import OWN_TABLES, trigger

# That of the signature where the head signed on paper, else the day at the centre of the press of the button.
APPROVED_ON = f"""
CREATE FUNCTION round_approved_on(the_centre bigint, at timestamptz, signed date) RETURNS date
    LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT coalesce(signed, (at AT TIME ZONE time_zone)::date) FROM centres_centre WHERE id = the_centre
$$
"""


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


def not_before_approval(name: str, table: str, moment: str, which: str, sentence: str) -> migrations.RunSQL:
    """Refuse new rows of ``table`` whose ``moment`` lies on a day before that of the approval of their round."""
    return trigger(
        name,
        table,
        "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        f"""
        BEGIN
            IF EXISTS (
                SELECT FROM added a
                  JOIN distributions_recipient p ON p.id = a.recipient_id
                  JOIN distributions_round r ON r.id = p.round_id
                  JOIN centres_centre c ON c.id = r.centre_id
                 WHERE {which} (a.{moment} AT TIME ZONE c.time_zone)::date
                       < round_approved_on(r.centre_id, r.approved_at, r.paper_signed_on)
            ) THEN
                {refuse(name, sentence)}
            END IF;
            RETURN NULL;
        END
        """,
    )


class Migration(migrations.Migration):
    dependencies = (("distributions", "0027_calendar_link"),)

    operations = (
        migrations.RunSQL(APPROVED_ON, "DROP FUNCTION round_approved_on(bigint, timestamptz, date)"),
        trigger(
            "round_approved_by_its_day",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.state IN ('approved', 'issued')"
            " AND (OLD.state = 'submitted' OR OLD.date <> NEW.date))",
            f"""
            BEGIN
                IF NEW.date < round_approved_on(NEW.centre_id, NEW.approved_at, NEW.paper_signed_on) THEN
                    {refuse("round_approved_by_its_day", "a round is approved by its day, and not moved before")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        not_before_approval(
            "handover_not_before_approval",
            "distributions_handover",
            "handed_at",
            "",
            "nothing is handed over before the round is approved",
        ),
        not_before_approval(
            "report_not_before_approval",
            "distributions_handoverreport",
            "recorded_at",
            "a.verdict = 'accepted' AND a.kind <> 'void' AND",
            "nobody is missed before the round is approved",
        ),
    )
