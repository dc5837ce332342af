"""Names, reasons and what was said can be read. A family without a contact has a place without a name in a draft."""

from django.db import migrations

from config.walls import readable

# Of officials as they were when the round was approved, and of who signed on paper.
SIGNERS = ("handing_name", "handing_title", "head_name", "head_title", "paper_signer")


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0058_lists_of_inmates_are_copied"),
        ("centres", "0028_texts_have_something_to_read"),
    )

    operations = (
        readable("programme_is_named", "distributions_programme", "name", instead_of_says=True),
        readable("round_line_is_named", "distributions_roundline", "item_name", "unit", instead_of_says=True),
        readable("pause_is_readable", "distributions_pause", "reason"),
        readable("moved_date_is_readable", "distributions_moveddate", "reason"),
        readable("round_is_readable", "distributions_round", optional=("extra_reason", "cancelled_reason", *SIGNERS)),
        readable("round_transition_is_readable", "distributions_roundtransition", optional=("note",)),
        readable("round_change_is_readable", "distributions_roundchange", "reason"),
        readable(
            "recipient_is_readable",
            "distributions_recipient",
            "village_name",
            "district_name",
            optional=("contact_name", "hand_reason", "missed_note", "received_by_name"),
        ),
        readable("exclusion_is_readable", "distributions_exclusion", "reason"),
        readable(
            "handover_is_readable",
            "distributions_handover",
            optional=("proxy_relation", "difference_reason", "void_reason"),
        ),
        readable("report_resolution_is_readable", "distributions_reportresolution", "note"),
        readable("notice_settlement_is_readable", "distributions_noticesettlement", "note"),
        readable("correction_is_readable", "distributions_correction", "text", "reason"),
        readable("attendance_is_readable", "distributions_attendance", "name"),
        readable("quote_is_readable", "distributions_quote", "text", "speaker"),
        readable("publication_is_readable", "distributions_publication", "outlet"),
        readable("paper_number_is_readable", "distributions_papernumber", "text"),
    )
