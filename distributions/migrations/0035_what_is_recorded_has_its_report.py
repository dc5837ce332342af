"""What is recorded of a family has its report, and a report is of a round that was approved, not sent before that.

A comparison with NULL refuses nothing: a round without an approval has no day of it, so each wall asks for the state of
the round, too. The hour counts where it is known: of a signature on paper it is the day.
"""

from django.db import migrations

from config.walls import OWN_TABLES, trigger


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


# From this moment on something of the round may be handed over; NULL while it is not approved.
APPROVED_FROM = f"""
CREATE FUNCTION round_approved_from(the_centre bigint, at timestamptz, signed date) RETURNS timestamptz
    LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT CASE WHEN signed IS NULL OR at IS NULL THEN at ELSE least(at, signed::timestamp AT TIME ZONE time_zone) END
      FROM centres_centre WHERE id = the_centre
$$
"""

# Whether the last accepted report of a family says what its row says: its kind, when it came, and from whom.
RECORD_STANDS = f"""
CREATE FUNCTION recipient_record_stands(the_recipient bigint, the_state text, at timestamptz, the_user bigint)
    RETURNS boolean LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT coalesce((
        SELECT CASE the_state WHEN 'served' THEN said.kind = 'delivered' WHEN 'missed' THEN said.kind = 'missed'
                              WHEN 'planned' THEN said.kind = 'void' END
               AND (the_state = 'planned' OR (said.received_at, said.actor_id) = (at, the_user))
          FROM distributions_handoverreport said
         WHERE said.recipient_id = the_recipient AND said.verdict = 'accepted'
         ORDER BY said.id DESC LIMIT 1), false)
       AND (the_state = 'served') = EXISTS (
        SELECT FROM distributions_handover h WHERE h.recipient_id = the_recipient AND h.voided_at IS NULL)
$$
"""

AGREE = """
CREATE OR REPLACE FUNCTION round_closes_when_records_agree() RETURNS trigger LANGUAGE plpgsql{own} AS $$
BEGIN
    IF EXISTS (SELECT FROM distributions_recipient p WHERE p.round_id = NEW.id AND {differs}) THEN
        {refusal}
    END IF;
    RETURN NEW;
END
$$
"""
WITHOUT_ITS_REPORT = """p.state <> 'reserve'
                       AND NOT recipient_record_stands(p.id, p.state, p.recorded_at, p.recorded_by_id)"""
WITHOUT_ITS_SLIP = """(p.state = 'served') <> EXISTS (
                       SELECT FROM distributions_handover h WHERE h.recipient_id = p.id AND h.voided_at IS NULL)"""


def closes_unless(differs: str) -> str:
    """The function behind the wall of 0006, which refuses to close while a family ``differs``."""
    refusal = refuse("round_closes_when_records_agree", "what is recorded of a family has its report")
    return AGREE.format(own=OWN_TABLES, differs=differs, refusal=refusal)


NOT_BEFORE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{own} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added a
          JOIN distributions_recipient p ON p.id = a.recipient_id
          JOIN distributions_round r ON r.id = p.round_id
          JOIN centres_centre c ON c.id = r.centre_id
         WHERE {early}
    ) THEN
        {refusal}
    END IF;
    RETURN NULL;
END
$$
"""
SPOKEN = "a.verdict = 'accepted' AND a.kind <> 'void' AND "
SINCE = "round_approved_from(r.centre_id, r.approved_at, r.paper_signed_on)"


def by_the_day(moment: str) -> str:
    """The condition of 0028: the day lies before that of the approval."""
    approved = "round_approved_on(r.centre_id, r.approved_at, r.paper_signed_on)"
    return f"(a.{moment} AT TIME ZONE c.time_zone)::date\n               < {approved}"


def not_before_approval(name: str, sentence: str, early: str, before: str) -> migrations.RunSQL:
    """Let the wall ``name`` of 0028 refuse what is ``early``, instead of what it called so ``before``."""
    now, then = (
        NOT_BEFORE.format(name=name, own=OWN_TABLES, early=condition, refusal=refuse(name, sentence))
        for condition in (early, before)
    )
    return migrations.RunSQL(now, then)


RECORDED = "NEW.state IN ('served', 'missed')"
OTHERWISE = (
    "(OLD.state, OLD.recorded_at, OLD.recorded_by_id, OLD.missed_reason) IS DISTINCT FROM"
    " (NEW.state, NEW.recorded_at, NEW.recorded_by_id, NEW.missed_reason)"
)


class Migration(migrations.Migration):
    dependencies = (("distributions", "0034_extra_rounds_are_told_apart"),)

    operations = (
        migrations.RunSQL(
            [APPROVED_FROM, RECORD_STANDS],
            [
                "DROP FUNCTION recipient_record_stands(bigint, text, timestamptz, bigint)",
                "DROP FUNCTION round_approved_from(bigint, timestamptz, date)",
            ],
        ),
        not_before_approval(
            "handover_not_before_approval",
            "nothing is handed over before the round is approved",
            f"(a.handed_at >= {SINCE}) IS NOT TRUE",
            by_the_day("handed_at"),
        ),
        not_before_approval(
            "report_not_before_approval",
            "nobody is missed before the round is approved",
            f"{SPOKEN}(least(a.recorded_at, a.received_at) >= {SINCE}) IS NOT TRUE",
            SPOKEN + by_the_day("recorded_at"),
        ),
        # What arrives after close is kept for the coordinator; nothing arrives for a round that nobody approved, but
        # for one that was cancelled before: whoever was on the way did not know.
        trigger(
            "report_in_an_open_round",
            "distributions_handoverreport",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            f"""
            BEGIN
                PERFORM 1 FROM distributions_round WHERE id IN (SELECT round_id FROM added) ORDER BY id FOR SHARE;
                IF EXISTS (SELECT FROM added a JOIN distributions_round r ON r.id = a.round_id
                            WHERE r.state IN ('draft', 'submitted')
                               OR a.verdict = 'accepted' AND r.state NOT IN ('approved', 'issued')) THEN
                    {refuse("report_in_an_open_round", "what is accepted is of an approved round that is still open")}
                END IF;
                RETURN NULL;
            END
            """,
        ),
        trigger(
            "handover_of_an_accepted_report",
            "distributions_handover",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            f"""
            BEGIN
                IF EXISTS (SELECT FROM added a JOIN distributions_handoverreport said ON said.id = a.report_id
                            WHERE (said.kind, said.verdict, said.recorded_at, said.actor_id)
                                  <> ('delivered', 'accepted', a.handed_at, a.recorded_by_id)) THEN
                    {refuse("handover_of_an_accepted_report", "a handover is what its report said")}
                END IF;
                RETURN NULL;
            END
            """,
        ),
        trigger(
            "handover_voided_by_a_report",
            "distributions_handover",
            "AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL)",
            f"""
            BEGIN
                IF NOT EXISTS (SELECT FROM distributions_handoverreport said
                                WHERE said.recipient_id = NEW.recipient_id AND said.id > NEW.report_id
                                  AND said.kind = 'void' AND said.verdict = 'accepted'
                                  AND (said.received_at, said.actor_id) = (NEW.voided_at, NEW.voided_by_id)) THEN
                    {refuse("handover_voided_by_a_report", "a handover is undone by a report of that")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "recipient_begins_unrecorded",
            "distributions_recipient",
            f"BEFORE INSERT ON {{table}} FOR EACH ROW WHEN ({RECORDED})",
            f"BEGIN {refuse('recipient_begins_unrecorded', 'nothing is recorded of a family that is only planned')} END",
        ),
        trigger(
            "recipient_recorded_by_its_report",
            "distributions_recipient",
            "AFTER UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({OTHERWISE} AND (OLD.state IN ('served', 'missed') OR {RECORDED}))",
            f"""
            BEGIN
                IF NOT recipient_record_stands(NEW.id, NEW.state, NEW.recorded_at, NEW.recorded_by_id) THEN
                    {refuse("recipient_recorded_by_its_report", "what is recorded of a family has its report")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        # The other half of an exchange: who gives a place away leaves the round as who takes it comes in.
        trigger(
            "recipient_goes_to_reserve_in_exchange",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state = 'planned' AND NEW.state = 'reserve')",
            f"""
            BEGIN
                IF round_state(NEW.round_id) IN ('approved', 'issued')
                   AND NOT round_change_named(NEW.round_id, 'reserve') THEN
                    {refuse("recipient_goes_to_reserve_in_exchange", "a change after approval needs a reason")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        migrations.RunSQL(closes_unless(WITHOUT_ITS_REPORT), closes_unless(WITHOUT_ITS_SLIP)),
    )
