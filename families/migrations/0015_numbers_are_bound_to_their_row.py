"""A number opens for its own centre and family only: what is written from now on is bound (format 2 of a sealed value).

What was sealed before stays as it is until ``rotate_keys --bind`` seals it again. Until then it would open on every row,
so no copy of it is taken any more.
"""

from django.db import migrations

from config.walls import bound, other_check, sealed

NUMBERS = (
    ("member_nik", "families_member", "nik", 16, 16),
    ("member_phone", "families_member", "phone", 10, 16),
    ("family_kk", "families_family", "kk", 16, 16),
)


def _is_sealed(name: str, shortest: int, longest: int, formats: tuple[int, ...]) -> str:
    return (
        f"{sealed(f'{name}_cipher', shortest, longest, formats=formats)} AND octet_length({name}_digest) = 32"
        f" AND {name}_last4 ~ '^([0-9]{{4}})?$'"
    )


class Migration(migrations.Migration):
    dependencies = (("families", "0014_import_says_what_is_not_read"),)

    operations = (
        *(
            other_check(
                f"{wall}_is_sealed",
                table,
                _is_sealed(name, shortest, longest, (1, 2)),
                before=_is_sealed(name, shortest, longest, (1,)),
            )
            for wall, table, name, shortest, longest in NUMBERS
        ),
        *(bound(f"{wall}_is_bound", table, f"{name}_cipher") for wall, table, name, _least, _most in NUMBERS),
        other_check(
            "register_import_row_is_sealed",
            "families_registerimportrow",
            sealed("content", 2, formats=(1, 2)),
            before=sealed("content", 2),
        ),
        bound("register_import_row_is_bound", "families_registerimportrow", "content"),
    )
