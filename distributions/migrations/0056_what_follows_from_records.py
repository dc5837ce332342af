"""When a family last received follows from its hand-overs; why it was missed is said by its report, in a column that stays.

And nobody goes to the reserve with goods, nor has a family goods of which nothing is recorded: such a round could not
be closed, and no page would show a way out.
"""

import json
from typing import Any

from django.db import migrations, models

from centres.encryption import Unreadable, unseal
from config.walls import OWN_TABLES, check, known_words, trigger

REASONS = "not_home postponed not_found moved refused deceased released other own_doing"


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


# A correction after close counts more than what was recorded; of a family that received by it alone, nothing but the
# day of the round is known.
LAST_RECEIVED = f"""
CREATE FUNCTION family_last_received(the_family bigint) RETURNS date LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT max(coalesce((h.handed_at AT TIME ZONE c.time_zone)::date, r.date))
      FROM distributions_recipient p
      JOIN distributions_round r ON r.id = p.round_id
      JOIN centres_centre c ON c.id = p.centre_id
      LEFT JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
      LEFT JOIN LATERAL (
           SELECT k.result FROM distributions_correction k
            WHERE k.recipient_id = p.id AND k.result <> '' ORDER BY k.id DESC LIMIT 1) k ON true
     WHERE p.family_id = the_family
       AND CASE WHEN k.result IS NULL THEN h.id IS NOT NULL ELSE k.result = 'received' END
$$
"""
# In the order in which an approval holds families, so that neither waits for the other; and before the next statement
# begins, which then sees what another round's delivery wrote.
RENEW = """
    BEGIN
        PERFORM FROM families_family WHERE id IN (
            SELECT p.family_id FROM added a JOIN distributions_recipient p ON p.id = a.recipient_id)
          ORDER BY id FOR NO KEY UPDATE;
        UPDATE families_family SET last_received_on = NULL WHERE id IN (
            SELECT p.family_id FROM added a JOIN distributions_recipient p ON p.id = a.recipient_id);
        RETURN NULL;
    END
"""


def renewed_by(name: str, table: str, what: str) -> migrations.RunSQL:
    return trigger(name, table, f"AFTER {what} ON {{table}} REFERENCING NEW TABLE AS added FOR EACH STATEMENT", RENEW)


STANDS = """
CREATE OR REPLACE FUNCTION recipient_record_stands(the_recipient bigint, the_state text, at timestamptz, the_user bigint)
    RETURNS boolean LANGUAGE sql STABLE {own} AS $$
    SELECT coalesce((
        SELECT CASE the_state WHEN 'served' THEN said.kind = 'delivered' WHEN 'missed' THEN said.kind = 'missed'{why}
                              WHEN 'planned' THEN said.kind = 'void' END
               AND (the_state = 'planned' OR (said.received_at, said.actor_id) = (at, the_user))
          FROM distributions_handoverreport said
         WHERE said.recipient_id = the_recipient AND said.verdict = 'accepted'
         ORDER BY said.id DESC LIMIT 1), false)
       AND (the_state = 'served') = EXISTS (
        SELECT FROM distributions_handover h WHERE h.recipient_id = the_recipient AND h.voided_at IS NULL)
$$
"""
WHY = """
                              AND said.missed_reason = (
                                  SELECT p.missed_reason FROM distributions_recipient p WHERE p.id = the_recipient)"""

RESERVE = """
CREATE OR REPLACE FUNCTION handover_to_who_has_a_place() RETURNS trigger LANGUAGE plpgsql{own} AS $$
BEGIN
    {hold}
    IF EXISTS (SELECT FROM added a JOIN distributions_recipient p ON p.id = a.recipient_id WHERE p.state = 'reserve') THEN
        {refusal}
    END IF;
    RETURN NULL;
END
$$
"""
# Whoever exchanges a family at this moment comes before, or sees its goods.
HOLD = "PERFORM FROM distributions_recipient WHERE id IN (SELECT recipient_id FROM added) ORDER BY id FOR SHARE;"


def reserve(hold: str) -> str:
    refusal = refuse("handover_to_who_has_a_place", "who is in reserve receives nothing")
    return RESERVE.format(own=OWN_TABLES, hold=hold, refusal=refusal)


def say_why(apps: Any, schema_editor: Any) -> None:
    """Copy from what a report said why the family was missed; of one that can't be opened, from the family's row."""
    cursor = schema_editor.connection.cursor()
    cursor.execute("ALTER TABLE distributions_handoverreport DISABLE TRIGGER USER")
    reports = apps.get_model("distributions", "HandoverReport").objects.filter(kind="missed").order_by("pk")
    for report in reports.select_related("recipient").iterator(chunk_size=1000):
        report.missed_reason = said(report) or (report.recipient.missed_reason if report.recipient else "") or "other"
        report.save(update_fields=["missed_reason"])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("ALTER TABLE distributions_handoverreport ENABLE TRIGGER USER")


def said(report: Any) -> str:
    bound_to = f"centre {report.centre_id} report {report.key}"
    try:
        reason = json.loads(unseal("handover_report", report.content, bound_to=bound_to)).get("missed_reason", "")
    except Unreadable:
        return ""
    return reason if reason in REASONS.split() else ""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0055_papers_are_bound"), ("families", "0034_proxies_stay_ended"))

    operations = (
        # --- when a family last received
        migrations.RunSQL(LAST_RECEIVED, "DROP FUNCTION family_last_received(bigint)"),
        trigger(
            "family_last_received_follows",
            "families_family",
            "BEFORE UPDATE OF last_received_on ON {table} FOR EACH ROW",
            "BEGIN NEW.last_received_on := family_last_received(NEW.id); RETURN NEW; END",
        ),
        trigger(
            "family_begins_without_goods",
            "families_family",
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.last_received_on IS NOT NULL)",
            "BEGIN NEW.last_received_on := NULL; RETURN NEW; END",
        ),
        renewed_by("handover_renews_last_received", "distributions_handover", "INSERT"),
        renewed_by("voiding_renews_last_received", "distributions_handover", "UPDATE"),
        renewed_by("correction_renews_last_received", "distributions_correction", "INSERT"),
        # --- why it was missed
        migrations.AddField(
            "handoverreport",
            "missed_reason",
            models.CharField(
                max_length=12,
                blank=True,
                default="",
                choices=[
                    ("not_home", "Not at home"),
                    ("postponed", "Postponed"),
                    ("not_found", "Address not found"),
                    ("moved", "Moved away"),
                    ("refused", "Refused"),
                    ("deceased", "The recipient has died"),
                    ("released", "The inmate is released"),
                    ("other", "Other reason, not the family's doing"),
                    ("own_doing", "Other reason, the family's own doing"),
                ],
            ),
            preserve_default=False,
        ),
        migrations.RunPython(say_why, migrations.RunPython.noop),
        known_words({"distributions_handoverreport": {"missed_reason": f"- {REASONS}"}}),
        check(
            "report_says_why_it_was_missed",
            "distributions_handoverreport",
            "CASE kind WHEN 'missed' THEN verdict = 'open' OR missed_reason <> '' ELSE missed_reason = '' END",
        ),
        migrations.RunSQL(STANDS.format(own=OWN_TABLES, why=WHY), STANDS.format(own=OWN_TABLES, why="")),
        # --- goods of a family in reserve
        migrations.RunSQL(reserve(HOLD), reserve("")),
        trigger(
            "recipient_in_reserve_has_nothing",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> 'reserve' AND NEW.state = 'reserve')",
            f"""
            BEGIN
                IF EXISTS (SELECT FROM distributions_handover h WHERE h.recipient_id = NEW.id AND h.voided_at IS NULL) THEN
                    {refuse("recipient_in_reserve_has_nothing", "who has goods stays in the round")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        # --- of the kind: what was ended stays so, as a proxy does
        trigger(
            "calendar_link_stays_withdrawn",
            "distributions_calendarlink",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL"
            " AND (OLD.withdrawn_at, OLD.withdrawn_by_id) IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id))",
            f"BEGIN {refuse('calendar_link_stays_withdrawn', 'a link that was withdrawn opens nothing any more')} END",
        ),
        # Its row is written after the slip, in the same transaction.
        migrations.RunSQL(
            [
                f"""
                CREATE FUNCTION handover_is_recorded() RETURNS trigger LANGUAGE plpgsql{OWN_TABLES} AS $$
                BEGIN
                    IF EXISTS (SELECT FROM distributions_handover h
                                 JOIN distributions_recipient p ON p.id = h.recipient_id
                                WHERE h.id = NEW.id AND h.voided_at IS NULL AND p.state <> 'served') THEN
                        {refuse("handover_is_recorded", "who has goods is recorded as having received")}
                    END IF;
                    RETURN NULL;
                END
                $$
                """,
                "CREATE CONSTRAINT TRIGGER handover_is_recorded AFTER INSERT ON distributions_handover"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION handover_is_recorded()",
            ],
            [
                "DROP TRIGGER handover_is_recorded ON distributions_handover",
                "DROP FUNCTION handover_is_recorded()",
            ],
        ),
    )
