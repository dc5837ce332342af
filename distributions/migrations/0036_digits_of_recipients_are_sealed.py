"""The last four digits that papers print are sealed in a recipient's row, for its round and its family alone.

Needs the keys where a round has recipients already. Approved rounds keep what they hold: the same digits, sealed.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

from centres.encryption import Unreadable, seal, unseal
from centres.identity import owned_by
from config.walls import check, sealed

BATCH = 2000
FIELD = "nik last4"
TABLE = "distributions_recipient"


def seal_digits(apps: Any, schema_editor: Any) -> None:
    rewrite(
        schema_editor.connection.cursor(),
        "nik_last4",
        "nik_last4 <> ''",
        "nik_last4_cipher = n.value",
        "bytea",
        lambda digits, whose: seal(FIELD, digits, bound_to=whose),
    )


def unseal_digits(apps: Any, schema_editor: Any) -> None:
    def opened(cipher: bytes, whose: str) -> str:
        try:
            return unseal(FIELD, cipher, bound_to=whose)
        except Unreadable:
            return ""

    rewrite(
        schema_editor.connection.cursor(),
        "nik_last4_cipher",
        "nik_last4_cipher IS NOT NULL",
        "nik_last4 = n.value",
        "text",
        opened,
    )


def rewrite(cursor: Any, source: str, condition: str, assignment: str, kind: str, turn: Any) -> None:
    """Turn one column into the other, batch by batch; what was approved is frozen, and says the same afterwards."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    for rows in batches(cursor, source, condition):
        ids = [pk for pk, *_rest in rows]
        values = [turn(value, owned_by(centre, family, round=round)) for _pk, centre, round, family, value in rows]
        cursor.execute(
            f"UPDATE {TABLE} r SET {assignment} FROM unnest(%s::bigint[], %s::{kind}[]) n(id, value) WHERE r.id = n.id",
            [ids, values],
        )
    cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


def batches(cursor: Any, source: str, condition: str) -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while True:
        cursor.execute(
            f"SELECT id, centre_id, round_id, family_id, {source} FROM {TABLE}"
            f" WHERE id > %s AND {condition} ORDER BY id LIMIT {BATCH}",
            [last],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def said_by(function: str, old: str, new: str) -> str:
    """The statement that lets a function name another column."""
    return f"""
        DO $do$ BEGIN
            EXECUTE replace(pg_get_functiondef('{function}'::regproc), '{old}', '{new}');
        END $do$
    """


def form(digits: str) -> str:
    return f"octet_length(nik_digest) = 32 AND {digits}"


def has_its_form(condition: str) -> migrations.RunSQL:
    return check("recipient_nik_has_its_form", TABLE, condition)


BEFORE = has_its_form(form("nik_last4 ~ '^([0-9]{4})?$'"))
FUNCTIONS = ("recipients_frozen", "recipient_erased")


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0035_what_is_recorded_has_its_report"),
        ("families", "0019_nothing_of_a_number_stands_in_clear"),
    )

    operations = (
        migrations.AddField("recipient", "nik_last4_cipher", models.BinaryField(null=True)),
        migrations.RunSQL(BEFORE.reverse_sql, BEFORE.sql),
        migrations.RunPython(seal_digits, unseal_digits),
        migrations.RemoveField("recipient", "nik_last4"),
        has_its_form(form(sealed("nik_last4_cipher", 4, 4, formats=(2,)))),
        *(
            migrations.RunSQL(
                said_by(function, "nik_last4", "nik_last4_cipher"),
                said_by(function, "nik_last4_cipher", "nik_last4"),
            )
            for function in FUNCTIONS
        ),
    )
