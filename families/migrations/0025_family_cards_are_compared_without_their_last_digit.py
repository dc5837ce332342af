"""A family card of which Excel cut the last digit still says whose it may be: a keyed digest of the first fifteen.

Needs the keys where there are families already. Who was born on one day is found by an index.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from centres.encryption import Unreadable, blind_index, unseal
from centres.identity import owned_by

BATCH = 2000


def compare_cards(apps: Any, schema_editor: Any) -> None:
    """Write the digest of every card that can be read."""
    cursor = schema_editor.connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("ALTER TABLE families_family DISABLE TRIGGER USER")
    last = 0
    while rows := _batch(cursor, last):
        found = [(pk, _digest(bytes(cipher), centre)) for pk, centre, cipher in rows]
        known = [(pk, digest) for pk, digest in found if digest]
        cursor.execute(
            "UPDATE families_family f SET kk_block = n.digest FROM unnest(%s::bigint[], %s::bytea[]) n(id, digest)"
            " WHERE f.id = n.id",
            [[pk for pk, _digest in known], [digest for _pk, digest in known]],
        )
        last = rows[-1][0]
    cursor.execute("ALTER TABLE families_family ENABLE TRIGGER USER")


def _batch(cursor: Any, last: int) -> list[tuple[int, int, Any]]:
    cursor.execute(
        f"SELECT id, centre_id, kk_cipher FROM families_family WHERE id > %s AND kk_cipher IS NOT NULL"
        f" ORDER BY id LIMIT {BATCH}",
        [last],
    )
    rows: list[tuple[int, int, Any]] = cursor.fetchall()
    return rows


def _digest(cipher: bytes, centre: int) -> bytes | None:
    try:
        return blind_index("kk15", unseal("kk", cipher, bound_to=owned_by(centre))[:15])
    except Unreadable:
        return None


class Migration(migrations.Migration):
    dependencies = (("families", "0024_merged_entries_count_for_the_family"),)

    operations = (
        migrations.AddField("family", "kk_block", models.BinaryField(null=True, editable=False)),
        migrations.RunPython(compare_cards, migrations.RunPython.noop),
        migrations.AddIndex(
            "family",
            models.Index(
                fields=["centre", "kk_block"],
                name="family_by_card",
                condition=Q(kk_block__isnull=False, merged_into=None) & ~Q(eligibility="ended"),
            ),
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                fields=["centre", "birth_digest"],
                name="member_by_birth",
                condition=Q(birth_digest__isnull=False, active=True),
            ),
        ),
    )
