"""Composite keys, the order of a round's states, what approval and close freeze, and the balance at close."""

from django.db import migrations

from config.walls import OWN_TABLES, append_only, never_truncated, referable, same_centre, trigger

ROUND_CHILDREN = (
    "distributions_roundissue",
    "distributions_roundtransition",
    "distributions_roundchange",
    "distributions_handoverreport",
    "distributions_attendance",
    "distributions_photo",
    "distributions_quote",
    "distributions_publication",
    "distributions_correction",
)

# Named by a RoundChange of this transaction: the reason for a change after approval was written down first.
CHANGE_NAMED = f"""
CREATE FUNCTION round_change_named(the_round bigint, what_changes text) RETURNS boolean LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT EXISTS (SELECT FROM distributions_roundchange c
                    WHERE c.round_id = the_round AND c.what = what_changes AND c.transaction = txid_current())
$$
"""

ROUND_STATE = f"""
CREATE FUNCTION round_state(the_round bigint) RETURNS text LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT state FROM distributions_round WHERE id = the_round
$$
"""

# Per item: issued less what came back. A reversal counts for the kind of what it reverses.
ROUND_BALANCE = f"""
CREATE FUNCTION round_balance(the_round bigint)
    RETURNS TABLE (item_id bigint, out_with_round numeric, handed_over numeric) LANGUAGE sql STABLE {OWN_TABLES} AS $$
    WITH gone AS (
        SELECT l.item_id, -sum(m.quantity) AS quantity
          FROM distributions_roundissue ri
          JOIN aid_movement m ON m.issue_id = ri.issue_id
          LEFT JOIN aid_movement r ON r.id = m.reverses_id
          JOIN aid_lot l ON l.id = m.lot_id
         WHERE ri.round_id = the_round AND coalesce(r.kind, m.kind) IN ('issue', 'return')
         GROUP BY l.item_id
    ), handed AS (
        SELECT hl.item_id, sum(hl.quantity) AS quantity
          FROM distributions_recipient p
          JOIN distributions_handover h ON h.recipient_id = p.id AND h.voided_at IS NULL
          JOIN distributions_handoverline hl ON hl.handover_id = h.id
         WHERE p.round_id = the_round
         GROUP BY hl.item_id
    )
    SELECT coalesce(gone.item_id, handed.item_id), coalesce(gone.quantity, 0), coalesce(handed.quantity, 0)
      FROM gone FULL JOIN handed ON handed.item_id = gone.item_id
$$
"""


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


def frozen_with_round(name: str, table: str, *, while_open: str, always: str = "") -> migrations.RunSQL:
    """Refuse to add, change or remove rows of ``table`` once the round was approved.

    ``while_open`` lets a change through between approval and close, ``always`` lets one through at any time.
    """
    return trigger(
        name,
        table,
        "BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
        f"""
        DECLARE
            the_round bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
            the_state text := round_state(the_round);
        BEGIN
            {always}
            IF the_state IN ('closed', 'cancelled') THEN
                {refuse(name, "a closed round does not change")}
            ELSIF the_state IN ('approved', 'issued') THEN
                {while_open}
                {refuse(name, "what was approved is frozen")}
            END IF;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END
        """,
    )


# An erasure of this transaction empties the personal columns of a recipient, and touches no other.
RECIPIENT_ERASED = f"""
CREATE FUNCTION recipient_erased(before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE {OWN_TABLES} AS $$
    SELECT after->>'contact_name' = '' AND before - personal = after - personal AND EXISTS (
        SELECT FROM families_erasure e
         WHERE e.family_id_erased = (before->>'family_id')::bigint AND e.transaction = txid_current())
      FROM (SELECT ARRAY['contact_name', 'nik_digest', 'nik_last4', 'address', 'rt', 'rw', 'landmark',
                         'received_by_name', 'missed_note'] AS personal) p
$$
"""

PASS = "RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;"


class Migration(migrations.Migration):
    dependencies = (("distributions", "0001_facts"), ("families", "0002_walls"), ("aid", "0002_walls"))

    operations = (
        referable(
            "distributions_programme",
            "distributions_round",
            "distributions_stop",
            "distributions_recipient",
            "distributions_handoverreport",
            "distributions_handover",
        ),
        same_centre(
            ("distributions_programme", "package_id", "aid_package"),
            ("distributions_programme", "supplier_id", "aid_supplier"),
            ("distributions_round", "programme_id", "distributions_programme"),
            ("distributions_round", "package_version_id", "aid_packageversion"),
            ("distributions_round", "supplier_id", "aid_supplier"),
            ("distributions_round", "handing_official_id", "centres_official"),
            ("distributions_round", "head_official_id", "centres_official"),
            ("distributions_round", "letterhead_id", "centres_letterhead"),
            ("distributions_round", "paper_photo_id", "centres_storedfile"),
            ("distributions_roundstaff", "round_id", "distributions_round"),
            ("distributions_roundstaff", "official_id", "centres_official"),
            ("distributions_roundline", "round_id", "distributions_round"),
            ("distributions_roundline", "item_id", "aid_item"),
            ("distributions_roundissue", "issue_id", "aid_issue"),
            ("distributions_stop", "round_id", "distributions_round"),
            ("distributions_recipient", "round_id", "distributions_round"),
            ("distributions_recipient", "stop_id", "distributions_stop"),
            ("distributions_recipient", "family_id", "families_family"),
            ("distributions_handoverreport", "recipient_id", "distributions_recipient"),
            ("distributions_reportresolution", "report_id", "distributions_handoverreport"),
            ("distributions_handover", "report_id", "distributions_handoverreport"),
            ("distributions_handover", "recipient_id", "distributions_recipient"),
            ("distributions_handover", "given_by_id", "centres_official"),
            ("distributions_handover", "proof_file_id", "centres_storedfile"),
            ("distributions_handoverline", "handover_id", "distributions_handover"),
            ("distributions_handoverline", "item_id", "aid_item"),
            ("distributions_attendance", "official_id", "centres_official"),
            ("distributions_photo", "stop_id", "distributions_stop"),
            ("distributions_photo", "file_id", "centres_storedfile"),
            ("distributions_correction", "recipient_id", "distributions_recipient"),
            *((table, "round_id", "distributions_round") for table in ROUND_CHILDREN),
        ),
        append_only(
            "distributions_roundtransition",
            "distributions_roundchange",
            "distributions_roundissue",
            "distributions_handoverreport",
            "distributions_reportresolution",
            "distributions_handoverline",
            "distributions_correction",
        ),
        never_truncated(
            "distributions_programme",
            "distributions_round",
            "distributions_roundline",
            "distributions_roundstaff",
            "distributions_stop",
            "distributions_recipient",
            "distributions_handover",
            "distributions_attendance",
            "distributions_photo",
            "distributions_quote",
            "distributions_publication",
        ),
        migrations.RunSQL(
            [CHANGE_NAMED, ROUND_STATE, ROUND_BALANCE, RECIPIENT_ERASED],
            [
                "DROP FUNCTION round_change_named(bigint, text)",
                "DROP FUNCTION round_state(bigint)",
                "DROP FUNCTION round_balance(bigint)",
                "DROP FUNCTION recipient_erased(jsonb, jsonb)",
            ],
        ),
        trigger(
            "round_begins_as_draft",
            "distributions_round",
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.state <> 'draft')",
            f"BEGIN {refuse('round_begins_as_draft', 'a round begins as a draft')} END",
        ),
        trigger(
            "round_is_never_deleted",
            "distributions_round",
            "BEFORE DELETE ON {table} FOR EACH ROW",
            f"BEGIN {refuse('round_is_never_deleted', 'a round is cancelled, never deleted')} END",
        ),
        trigger(
            "round_state_order",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> NEW.state)",
            f"""
            BEGIN
                IF (OLD.state || ' ' || NEW.state) NOT IN (
                    'draft submitted', 'submitted draft', 'submitted approved', 'approved issued', 'issued closed',
                    'draft cancelled', 'submitted cancelled', 'approved cancelled'
                ) THEN
                    {refuse("round_state_order", "a round does not go that way")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "round_frozen_once_approved",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state NOT IN ('draft', 'submitted'))",
            f"""
            BEGIN
                IF OLD.state IN ('closed', 'cancelled') THEN
                    {refuse("round_frozen_once_closed", "a closed round does not change")}
                END IF;
                IF (OLD.programme_id, OLD.occurrence_on, OLD.month, OLD.packages, OLD.package_version_id,
                    OLD.handing_name, OLD.handing_nip, OLD.handing_title, OLD.head_name, OLD.head_nip, OLD.head_title,
                    OLD.letterhead_id, OLD.submitted_at, OLD.submitted_by_id, OLD.approved_at, OLD.approved_by_id,
                    OLD.paper_signed_on, OLD.paper_signer, OLD.approved_alone) IS DISTINCT FROM
                   (NEW.programme_id, NEW.occurrence_on, NEW.month, NEW.packages, NEW.package_version_id,
                    NEW.handing_name, NEW.handing_nip, NEW.handing_title, NEW.head_name, NEW.head_nip, NEW.head_title,
                    NEW.letterhead_id, NEW.submitted_at, NEW.submitted_by_id, NEW.approved_at, NEW.approved_by_id,
                    NEW.paper_signed_on, NEW.paper_signer, NEW.approved_alone) THEN
                    {refuse("round_frozen_once_approved", "what was approved is frozen")}
                END IF;
                IF (OLD.date, OLD.time) IS DISTINCT FROM (NEW.date, NEW.time)
                   AND NOT round_change_named(NEW.id, 'date') THEN
                    {refuse("round_change_has_a_reason", "a change after approval needs a reason")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "round_closes_when_balanced",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> 'closed' AND NEW.state = 'closed')",
            f"""
            BEGIN
                IF EXISTS (SELECT FROM distributions_recipient WHERE round_id = NEW.id AND state = 'planned') THEN
                    {refuse("round_closes_when_all_recorded", "a family of this round is not recorded yet")}
                END IF;
                IF EXISTS (SELECT FROM round_balance(NEW.id) b WHERE b.out_with_round <> b.handed_over) THEN
                    {refuse("round_closes_when_balanced", "what was issued is not all accounted for")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        frozen_with_round("round_lines_frozen", "distributions_roundline", while_open=""),
        frozen_with_round(
            "round_staff_frozen",
            "distributions_roundstaff",
            while_open=f"IF round_change_named(the_round, 'staff') THEN {PASS} END IF;",
        ),
        frozen_with_round(
            "stops_frozen",
            "distributions_stop",
            while_open=f"""
            IF TG_OP = 'UPDATE' AND round_change_named(the_round, 'order')
               AND (OLD.round_id, OLD.village_id, OLD.at_centre) IS NOT DISTINCT FROM
                   (NEW.round_id, NEW.village_id, NEW.at_centre) THEN {PASS}
            END IF;
            """,
        ),
        # After approval a recipient goes from planned to served or missed and back (a slip undone), and a reserve
        # family takes a place; who it is, where, and how many they are stays as it was approved.
        frozen_with_round(
            "recipients_frozen",
            "distributions_recipient",
            always=f"IF TG_OP = 'UPDATE' AND recipient_erased(to_jsonb(OLD), to_jsonb(NEW)) THEN {PASS} END IF;",
            while_open=f"""
            IF TG_OP = 'UPDATE'
               AND (OLD.round_id, OLD.family_id, OLD.reason, OLD.by_hand, OLD.hand_reason, OLD.contact_name,
                    OLD.nik_digest, OLD.nik_last4, OLD.address, OLD.rt, OLD.rw, OLD.landmark, OLD.village_name,
                    OLD.district_name, OLD.household_size) IS NOT DISTINCT FROM
                   (NEW.round_id, NEW.family_id, NEW.reason, NEW.by_hand, NEW.hand_reason, NEW.contact_name,
                    NEW.nik_digest, NEW.nik_last4, NEW.address, NEW.rt, NEW.rw, NEW.landmark, NEW.village_name,
                    NEW.district_name, NEW.household_size)
               AND (OLD.state <> 'reserve' OR NEW.state = 'reserve' OR round_change_named(the_round, 'reserve'))
               AND ((OLD.stop_id, OLD.position) = (NEW.stop_id, NEW.position)
                    OR round_change_named(the_round, 'order') OR round_change_named(the_round, 'reserve')) THEN {PASS}
            END IF;
            """,
        ),
        trigger(
            "handover_in_an_open_round",
            "distributions_handover",
            "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW",
            f"""
            BEGIN
                IF round_state((SELECT round_id FROM distributions_recipient WHERE id = NEW.recipient_id))
                   NOT IN ('approved', 'issued') THEN
                    {refuse("handover_in_an_open_round", "handovers belong to an approved round that is still open")}
                END IF;
                IF TG_OP = 'UPDATE' AND (OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL
                   OR (to_jsonb(OLD) - '{{voided_at,voided_by_id,void_reason}}'::text[]) IS DISTINCT FROM
                      (to_jsonb(NEW) - '{{voided_at,voided_by_id,void_reason}}'::text[])) THEN
                    {refuse("handover_is_only_voided", "a handover is voided, never changed")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
