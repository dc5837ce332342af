"""Who submitted stays named until the decision, what was handed over stays as it was, and nothing slips in at close."""

from django.db import migrations

from config.walls import OWN_TABLES, trigger


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


# Every trigger on the rows of a round asks here. Whoever closes or approves the round at this moment is waited for, so
# that nothing is added to what was just counted; an operation that holds the round already waits for nobody.
ROUND_STATE_HELD = f"""
CREATE OR REPLACE FUNCTION round_state(the_round bigint) RETURNS text LANGUAGE sql VOLATILE {OWN_TABLES} AS $$
    SELECT state FROM distributions_round WHERE id = the_round FOR SHARE
$$
"""
ROUND_STATE_READ = f"""
CREATE OR REPLACE FUNCTION round_state(the_round bigint) RETURNS text LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT state FROM distributions_round WHERE id = the_round
$$
"""

# An erasure empties: nothing else may be written in the place of what was erased.
RECIPIENT_EMPTIED = f"""
CREATE OR REPLACE FUNCTION recipient_erased(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT before - personal = after - personal
       AND NOT EXISTS (SELECT FROM unnest(personal) p WHERE coalesce(after->>p, '') <> '')
       AND EXISTS (
        SELECT FROM families_erasure e
         WHERE e.family_id_erased = (before->>'family_id')::bigint AND e.transaction = txid_current())
      FROM (SELECT ARRAY['contact_name', 'nik_digest', 'nik_last4', 'address', 'rt', 'rw', 'landmark',
                         'received_by_name', 'missed_note'] AS personal) p
$$
"""
RECIPIENT_ERASED = f"""
CREATE OR REPLACE FUNCTION recipient_erased(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT after->>'contact_name' = '' AND before - personal = after - personal AND EXISTS (
        SELECT FROM families_erasure e
         WHERE e.family_id_erased = (before->>'family_id')::bigint AND e.transaction = txid_current())
      FROM (SELECT ARRAY['contact_name', 'nik_digest', 'nik_last4', 'address', 'rt', 'rw', 'landmark',
                         'received_by_name', 'missed_note'] AS personal) p
$$
"""


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0005_rows_stay_in_their_round"),
        ("centres", "0004_rows_stay_with_their_centre"),
        ("families", "0006_rows_stay_with_their_family"),
    )

    operations = (
        migrations.RunSQL(ROUND_STATE_HELD, ROUND_STATE_READ),
        migrations.RunSQL(RECIPIENT_EMPTIED, RECIPIENT_ERASED),
        trigger(
            "round_submission_stays",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state = 'submitted' AND NEW.state <> 'draft'"
            " AND (OLD.submitted_by_id, OLD.submitted_at) IS DISTINCT FROM (NEW.submitted_by_id, NEW.submitted_at))",
            f"BEGIN {refuse('round_submission_stays', 'who submitted a round stays named until it is sent back')} END",
        ),
        trigger(
            "round_approved_alone_where_one_officer",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW"
            " WHEN (OLD.state = 'submitted' AND NEW.state = 'approved' AND NEW.approved_alone)",
            f"""
            BEGIN
                IF NOT EXISTS (SELECT FROM centres_centre WHERE id = NEW.centre_id AND single_officer) THEN
                    {refuse("round_approved_alone_where_one_officer", "this centre has a second officer who approves")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        # Where the goods come from, who is named, the photo of the signed paper, and who issued.
        trigger(
            "round_details_frozen_once_approved",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state IN ('approved', 'issued') AND ("
            " (OLD.supplier_id, OLD.terms, OLD.source_of_funds, OLD.paper_photo_id, OLD.handing_official_id,"
            " OLD.head_official_id, OLD.planned_at) IS DISTINCT FROM"
            " (NEW.supplier_id, NEW.terms, NEW.source_of_funds, NEW.paper_photo_id, NEW.handing_official_id,"
            " NEW.head_official_id, NEW.planned_at)"
            " OR (OLD.state = 'issued' AND"
            " (OLD.issued_at, OLD.issued_by_id) IS DISTINCT FROM (NEW.issued_at, NEW.issued_by_id))))",
            f"BEGIN {refuse('round_details_frozen_once_approved', 'what was approved is frozen')} END",
        ),
        # Its village was frozen with it, so another location could only contradict the papers.
        trigger(
            "recipient_stays_at_its_stop",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.stop_id <> NEW.stop_id)",
            f"""
            BEGIN
                IF round_state(NEW.round_id) NOT IN ('draft', 'submitted') THEN
                    {refuse("recipient_stays_at_its_stop", "what was approved is frozen")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "handover_line_in_an_open_round",
            "distributions_handoverline",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            f"""
            BEGIN
                PERFORM 1 FROM distributions_round WHERE id IN (
                    SELECT p.round_id FROM added a JOIN distributions_handover h ON h.id = a.handover_id
                      JOIN distributions_recipient p ON p.id = h.recipient_id)
                  ORDER BY id FOR SHARE;
                IF EXISTS (SELECT FROM added a
                             JOIN distributions_handover h ON h.id = a.handover_id
                             JOIN distributions_recipient p ON p.id = h.recipient_id
                             JOIN distributions_round r ON r.id = p.round_id
                            WHERE r.state NOT IN ('approved', 'issued') OR h.voided_at IS NOT NULL) THEN
                    {refuse("handover_line_in_an_open_round", "nothing is added to a handover of a closed round")}
                END IF;
                RETURN NULL;
            END
            """,
        ),
        trigger(
            "round_closes_when_records_agree",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> 'closed' AND NEW.state = 'closed')",
            f"""
            BEGIN
                IF EXISTS (SELECT FROM distributions_recipient p
                            WHERE p.round_id = NEW.id AND (p.state = 'served') <> EXISTS (
                                SELECT FROM distributions_handover h
                                 WHERE h.recipient_id = p.id AND h.voided_at IS NULL)) THEN
                    {refuse("round_closes_when_records_agree", "a family that was served has a handover, no other has")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        # A transaction id that somebody chose would let a later transaction change or empty without saying why.
        *(
            trigger(
                name,
                table,
                "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.transaction <> txid_current())",
                f"BEGIN {refuse(name, 'it counts for the transaction that writes it')} END",
            )
            for name, table in (
                ("erasure_of_this_transaction", "families_erasure"),
                ("round_change_of_this_transaction", "distributions_roundchange"),
            )
        ),
        trigger(
            "letterhead_of_approved_papers_stays",
            "centres_letterhead",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW)",
            f"""
            BEGIN
                IF EXISTS (SELECT FROM distributions_round WHERE letterhead_id = OLD.id AND approved_at IS NOT NULL) THEN
                    {refuse("letterhead_of_approved_papers_stays", "papers were approved with this letterhead")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
