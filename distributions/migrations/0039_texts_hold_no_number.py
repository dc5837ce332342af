"""No number of a person stands in what is written beside a round and its families."""

from django.db import migrations

from config.walls import no_number

# What may still be set right; the other rows are frozen, or only added to.
CHANGING = (
    ("distributions_pause", "pause", "reason"),
    ("distributions_moveddate", "moveddate", "reason"),
    ("distributions_attendance", "attendance", "name", "title"),
    ("distributions_photo", "photo", "caption", "credit"),
    ("distributions_quote", "quote", "text", "speaker", "title"),
)
STAYING = (
    ("distributions_round", "round", "extra_reason", "cancelled_reason", "obstacles"),
    ("distributions_roundtransition", "round_transition", "note"),
    ("distributions_roundchange", "round_change", "reason"),
    ("distributions_exclusion", "exclusion", "reason"),
    ("distributions_recipient", "recipient", "hand_reason", "missed_note", "received_by_name"),
    ("distributions_reportresolution", "report_resolution", "note"),
    ("distributions_noticesettlement", "notice_settlement", "note"),
    ("distributions_handover", "handover", "proxy_relation", "difference_reason", "void_reason"),
    ("distributions_correction", "correction", "text", "reason"),
)


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0038_words_are_known_and_zones_stay"),
        ("families", "0022_texts_hold_no_number"),
    )

    operations = (
        *(no_number(*wall) for wall in CHANGING),
        *(no_number(*wall, old_rows=False) for wall in STAYING),
    )
