"""Nothing of a round is recorded of a moment to come; a change says another thing after than before, and a correction
another than what stands.

When a phone recorded a report its own clock says, which may be wrong: ``handover.clocks`` judges it.
"""

from django.db import migrations

from config.walls import check, has_happened, trigger

# A day with an hour may be written in two ways, a number, too.
CHANGES = """
    CASE what WHEN 'date' THEN left(replace(old, 'T', ' '), 16) <> left(replace(new, 'T', ' '), 16)
              WHEN 'reserve' THEN ltrim(old, '0') <> ltrim(new, '0')
              ELSE old <> new END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0080_a_correction_says_something_new"),)

    operations = (
        has_happened("report_has_happened", "distributions_handoverreport", moments=("received_at",)),
        has_happened("report_resolution_has_happened", "distributions_reportresolution", moments=("at",)),
        has_happened("notice_settlement_has_happened", "distributions_noticesettlement", moments=("recorded_at", "at")),
        has_happened("handover_has_happened", "distributions_handover", moments=("handed_at", "voided_at")),
        has_happened("recipient_has_happened", "distributions_recipient", moments=("recorded_at",)),
        has_happened("exclusion_has_happened", "distributions_exclusion", moments=("at",)),
        has_happened("photo_has_happened", "distributions_photo", moments=("added_at",)),
        has_happened("publication_has_happened", "distributions_publication", moments=("published_at",)),
        has_happened("calendar_link_has_happened", "distributions_calendarlink", moments=("made_at", "withdrawn_at")),
        has_happened("paper_version_has_happened", "distributions_paperversion", moments=("at",)),
        has_happened("paper_has_happened", "distributions_paper", moments=("made_at",)),
        has_happened("signed_page_has_happened", "distributions_signedpage", moments=("added_at",)),
        has_happened("print_job_has_happened", "distributions_printjob", moments=("asked_at", "ended_at")),
        check("round_change_was_a_change", "distributions_roundchange", CHANGES, old_rows=False),
        trigger(
            "correction_says_another_result",
            "distributions_correction",
            "BEFORE INSERT ON {table} FOR EACH ROW"
            " WHEN (NEW.result IN ('received', 'not_received') AND NEW.recipient_id IS NOT NULL)",
            """
            DECLARE
                stands text;
            BEGIN
                PERFORM FROM distributions_round WHERE id = NEW.round_id FOR NO KEY UPDATE;
                SELECT coalesce(
                           (SELECT k.result FROM distributions_correction k
                             WHERE k.recipient_id = p.id AND k.result <> '' ORDER BY k.id DESC LIMIT 1),
                           CASE p.state WHEN 'served' THEN 'received' ELSE 'not_received' END)
                  INTO stands FROM distributions_recipient p WHERE p.id = NEW.recipient_id AND p.state <> 'reserve';
                IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
                   OR (stands <> NEW.result) IS NOT TRUE THEN
                    RAISE EXCEPTION 'This is what stands already.'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_says_another_result';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
