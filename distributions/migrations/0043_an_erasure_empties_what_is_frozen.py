"""Whoever writes an Erasure empties what approved rounds keep of that family; who received, when and what stays.

Frozen rows and reports are changed by nobody, so it is done by the owner's trigger. Not while a round of the family is open.
"""

from django.db import migrations

from config.walls import trigger

OF_FAMILY = (
    "SELECT id FROM distributions_recipient WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id"
)
# Reasons may not be empty; what they said may be about a person.
TABLES = (
    "distributions_recipient", "distributions_handover", "distributions_handoverreport", "distributions_correction",
    "distributions_noticesettlement", "distributions_reportresolution", "distributions_exclusion",
)  # fmt: skip


def aside(what: str) -> str:
    return " ".join(f"ALTER TABLE {table} {what} TRIGGER USER;" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0042_papers_are_kept"),
        ("families", "0027_an_erasure_empties_the_history"),
    )

    operations = (
        trigger(
            "erasure_after_its_rounds",
            "families_erasure",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                IF EXISTS (SELECT FROM distributions_recipient p JOIN distributions_round r ON r.id = p.round_id
                            WHERE p.family_id = NEW.family_id_erased AND r.state NOT IN ('closed', 'cancelled')) THEN
                    RAISE EXCEPTION 'a round of this family is open'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_after_its_rounds';
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "erasure_empties_what_is_frozen",
            "families_erasure",
            "AFTER INSERT ON {table} FOR EACH ROW",
            f"""
            DECLARE proofs bigint[];
            BEGIN
                SET CONSTRAINTS ALL IMMEDIATE;
                {aside("DISABLE")}
                SELECT array_agg(proof_file_id) INTO proofs FROM distributions_handover
                 WHERE recipient_id IN ({OF_FAMILY}) AND proof_file_id IS NOT NULL;
                UPDATE distributions_handover
                   SET proof_file_id = NULL,
                       proxy_relation = CASE proxy_relation WHEN '' THEN '' ELSE '…' END,
                       difference_reason = CASE difference_reason WHEN '' THEN '' ELSE '…' END,
                       void_reason = CASE void_reason WHEN '' THEN '' ELSE '…' END
                 WHERE recipient_id IN ({OF_FAMILY});
                UPDATE distributions_handoverevent
                   SET proof_file_id = NULL, proxy_relation = '', difference_reason = '', void_reason = ''
                 WHERE recipient_id IN ({OF_FAMILY});
                DELETE FROM centres_storedfile f
                 WHERE f.id = ANY (proofs)
                   AND NOT EXISTS (SELECT FROM distributions_handover h WHERE h.proof_file_id = f.id)
                   AND NOT EXISTS (SELECT FROM distributions_photo p WHERE p.file_id = f.id);
                -- Of the form of what is sealed, and of no content: nothing opens it.
                UPDATE distributions_handoverreport
                   SET content = substring(content FOR 5) || decode(repeat('00', 30), 'hex'), device = ''
                 WHERE recipient_id IN ({OF_FAMILY});
                UPDATE distributions_reportresolution SET note = '…' WHERE report_id IN (
                    SELECT id FROM distributions_handoverreport WHERE recipient_id IN ({OF_FAMILY}));
                UPDATE distributions_correction SET text = '…', reason = '…' WHERE recipient_id IN ({OF_FAMILY});
                UPDATE distributions_noticesettlement SET note = '…' WHERE recipient_id IN ({OF_FAMILY});
                UPDATE distributions_exclusion SET reason = '…'
                 WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id;
                UPDATE distributions_recipient
                   SET contact_name = '', nik_digest = NULL, nik_last4_cipher = NULL, address = '', rt = '', rw = '',
                       landmark = '', received_by_name = '', missed_note = '',
                       hand_reason = CASE hand_reason WHEN '' THEN '' ELSE '…' END
                 WHERE id IN ({OF_FAMILY});
                {aside("ENABLE")}
                RETURN NULL;
            END
            """,
            definer=True,
        ),
    )
