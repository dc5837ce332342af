"""A cipher has its form, changes with its digest only, and no change of a number escapes the history."""

from django.db import migrations

from config.walls import changes_as_one, check, sealed, seen_in_history

# A NIK and a No. KK have 16 digits; a phone number is + and 9 to 15 digits.
NUMBERS = (
    ("member_nik", "families_member", "nik", 16, 16),
    ("member_phone", "families_member", "phone", 10, 16),
    ("family_kk", "families_family", "kk", 16, 16),
)


class Migration(migrations.Migration):
    dependencies = (("families", "0008_import_rows_say_who_changed_them"),)

    operations = (
        *(
            check(
                f"{wall}_is_sealed",
                table,
                f"{sealed(f'{name}_cipher', shortest, longest)} AND octet_length({name}_digest) = 32"
                f" AND {name}_last4 ~ '^([0-9]{{4}})?$'",
            )
            for wall, table, name, shortest, longest in NUMBERS
        ),
        *(
            changes_as_one(f"{wall}_changes_as_one", table, f"{name}_cipher", f"{name}_digest", f"{name}_last4")
            for wall, table, name, _shortest, _longest in NUMBERS
        ),
        seen_in_history("seen_in_history_of_members", "families_member", "nik_digest", "phone_digest"),
        seen_in_history("seen_in_history_of_families", "families_family", "kk_digest"),
        check("register_import_has_a_digest", "families_registerimport", "octet_length(file_digest) = 32"),
        check("register_import_row_is_sealed", "families_registerimportrow", sealed("content", 2)),
    )
