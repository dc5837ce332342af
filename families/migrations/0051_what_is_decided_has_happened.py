"""No file, no list of inmates and no decision about their rows is of a moment to come."""

from django.db import migrations

from config.walls import has_happened


class Migration(migrations.Migration):
    dependencies = (("families", "0050_a_first_register_is_counted"),)

    operations = (
        has_happened("duplicate_decision_has_happened", "families_duplicatedecision", moments=("decided_at",)),
        has_happened("inmate_list_has_happened", "families_inmatelist", moments=("compared_at", "raised_at")),
        has_happened("inmate_finding_has_happened", "families_inmatefinding", moments=("decided_at",)),
        has_happened(
            "register_import_has_happened", "families_registerimport", moments=("uploaded_at", "confirmed_at")
        ),
        has_happened("register_columns_have_happened", "families_registercolumns", moments=("matched_at",)),
        has_happened("register_row_has_happened", "families_registerimportrow", moments=("changed_at",)),
        has_happened("remarks_read_have_happened", "families_remarksread", moments=("read_at",)),
    )
