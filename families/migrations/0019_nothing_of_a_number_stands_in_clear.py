"""Dates of birth are sealed, and the last four digits stand in no column: with the district they were the whole NIK.

Needs the keys where there are people already. What was in clear goes from the history, too, which keeps the digest of a
date of birth. The way back fills what can be known again: of a number in the history, the digits only while it is still
somebody's.
"""

import datetime
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations, models

from centres.encryption import Unreadable, blind_index, seal, unseal
from centres.identity import owned_by
from config.walls import changes_as_one, check, sealed, seen_in_history, trigger

BATCH = 2000
NUMBERS = (
    ("member_nik", "families_member", "nik", 16, 16),
    ("member_phone", "families_member", "phone", 10, 16),
    ("family_kk", "families_family", "kk", 16, 16),
)
YEARS = range(1900, 2101)


def seal_births(apps: Any, schema_editor: Any) -> None:
    """Seal every date of birth; name the numbers that can't be read, since nothing shows a digit of them any more."""
    cursor = schema_editor.connection.cursor()
    with walls_aside(cursor, "families_member"):
        for rows in batches(cursor, "families_member", "centre_id, family_id, birth_date", "birth_date IS NOT NULL"):
            ids, ciphers, digests, years = [], [], [], []
            for pk, centre, family, born in rows:
                ids.append(pk)
                ciphers.append(seal("birth", born.isoformat(), bound_to=owned_by(centre, family)))
                digests.append(blind_index("birth", born.isoformat()))
                years.append(born.year)
            cursor.execute(
                "UPDATE families_member m SET birth_cipher = n.cipher, birth_digest = n.digest, birth_year = n.year"
                " FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[], %s::int[]) n(id, cipher, digest, year)"
                " WHERE m.id = n.id",
                [ids, ciphers, digests, years],
            )
    with walls_aside(cursor, "families_memberevent"):
        days = column(cursor, "SELECT DISTINCT birth_date FROM families_memberevent WHERE birth_date IS NOT NULL")
        cursor.execute(
            "UPDATE families_memberevent e SET birth_digest = n.digest"
            " FROM unnest(%s::date[], %s::bytea[]) n(day, digest) WHERE e.birth_date = n.day",
            [days, [blind_index("birth", day.isoformat()) for day in days]],
        )
    for _wall, table, name, _least, _most in NUMBERS:
        unreadable = [str(pk) for pk, plain in opened(cursor, table, name) if plain is None]
        if unreadable:
            sys.stderr.write(
                f"{table}: {name} can't be read in the rows with the id {', '.join(unreadable)}. What is stored is"
                " damaged or another row's; ask the family and type the number anew.\n"
            )


def unseal_births(apps: Any, schema_editor: Any) -> None:
    """Write dates and digits in clear again."""
    cursor = schema_editor.connection.cursor()
    with walls_aside(cursor, "families_member"), walls_aside(cursor, "families_family"):
        for _wall, table, name, _least, _most in NUMBERS:
            fill(
                cursor, table, f"{name}_last4", ((pk, plain[-4:]) for pk, plain in opened(cursor, table, name) if plain)
            )
        dates = ((pk, plain) for pk, plain in opened(cursor, "families_member", "birth") if plain)
        fill(cursor, "families_member", "birth_date", dates)
    with walls_aside(cursor, "families_memberevent"), walls_aside(cursor, "families_familyevent"):
        for _wall, table, name, _least, _most in NUMBERS:
            cursor.execute(
                f"UPDATE {table}event e SET {name}_last4 = m.{name}_last4 FROM {table} m"
                f" WHERE e.pgh_obj_id = m.id AND e.{name}_digest = m.{name}_digest"
            )
        if column(cursor, "SELECT 1 FROM families_memberevent WHERE birth_digest IS NOT NULL LIMIT 1"):
            days = list(every_day())
            cursor.execute(
                "UPDATE families_memberevent e SET birth_date = n.day"
                " FROM unnest(%s::date[], %s::bytea[]) n(day, digest) WHERE e.birth_digest = n.digest",
                [days, [blind_index("birth", day.isoformat()) for day in days]],
            )


class walls_aside:
    """Within, no trigger of a table refuses, and none writes history: what it says stays the same."""

    def __init__(self, cursor: Any, table: str) -> None:
        self.cursor, self.table = cursor, table

    def __enter__(self) -> None:
        self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.cursor.execute(f"ALTER TABLE {self.table} DISABLE TRIGGER USER")

    def __exit__(self, *_error: object) -> None:
        self.cursor.execute(f"ALTER TABLE {self.table} ENABLE TRIGGER USER")


def batches(cursor: Any, table: str, columns: str, condition: str) -> Iterator[list[tuple[Any, ...]]]:
    """The id and these columns of the rows that fulfil a condition."""
    last = 0
    while True:
        cursor.execute(
            f"SELECT id, {columns} FROM {table} WHERE id > %s AND {condition} ORDER BY id LIMIT {BATCH}", [last]
        )
        rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def opened(cursor: Any, table: str, name: str) -> Iterator[tuple[int, str | None]]:
    """Each row with what is sealed under a name; None where that can't be read."""
    owners = "centre_id, family_id" if table == "families_member" else "centre_id, NULL::bigint"
    for rows in batches(cursor, table, f"{owners}, {name}_cipher, {name}_digest", f"{name}_cipher IS NOT NULL"):
        for pk, centre, family, cipher, digest in rows:
            try:
                plain = unseal(name, cipher, bound_to=owned_by(centre, family))
            except Unreadable:
                yield pk, None
            else:
                yield pk, plain if blind_index(name, plain) == bytes(digest) else None


def fill(cursor: Any, table: str, name: str, values: Iterator[tuple[int, str]]) -> None:
    kind = "date" if name == "birth_date" else "text"
    pairs = list(values)
    for start in range(0, len(pairs), BATCH):
        ids, texts = zip(*pairs[start : start + BATCH], strict=True)
        cursor.execute(
            f"UPDATE {table} m SET {name} = n.value::{kind} FROM unnest(%s::bigint[], %s::text[]) n(id, value)"
            " WHERE m.id = n.id",
            [list(ids), list(texts)],
        )


def column(cursor: Any, statement: str) -> list[Any]:
    cursor.execute(statement)
    return [value for (value,) in cursor.fetchall()]


def every_day() -> Iterator[datetime.date]:
    day = datetime.date(YEARS[0], 1, 1)
    while day.year in YEARS:
        yield day
        day += datetime.timedelta(days=1)


def backwards(operation: migrations.RunSQL) -> migrations.RunSQL:
    """Undo what ``operation`` made, and make it again on the way back."""
    return migrations.RunSQL(operation.reverse_sql, operation.sql)


def is_sealed(name: str, shortest: int, longest: int, formats: tuple[int, ...] = (1, 2)) -> str:
    return f"{sealed(f'{name}_cipher', shortest, longest, formats=formats)} AND octet_length({name}_digest) = 32"


def is_sealed_with_digits(name: str, shortest: int, longest: int) -> str:
    return f"{is_sealed(name, shortest, longest)} AND {name}_last4 ~ '^([0-9]{{4}})?$'"


def is_whole(name: str, *columns: str, digits: bool = False) -> models.Q:
    filled, empty = (models.Q(*((f"{name}_{column}__isnull", null) for column in columns)) for null in (False, True))
    if digits:
        filled, empty = filled & ~models.Q((f"{name}_last4", "")), empty & models.Q((f"{name}_last4", ""))
    return filled | empty


def personal_columns_stay(born: str) -> migrations.RunSQL:
    """Identity columns are emptied by an erasure in the same transaction, and by nothing else."""
    return trigger(
        "member_personal_columns_stay",
        "families_member",
        "BEFORE UPDATE ON {table} FOR EACH ROW WHEN ((OLD.name <> '' AND NEW.name = '')"
        " OR (OLD.nik_digest IS NOT NULL AND NEW.nik_digest IS NULL)"
        f" OR (OLD.{born} IS NOT NULL AND NEW.{born} IS NULL))",
        """
            BEGIN
                IF NOT EXISTS (SELECT FROM families_erasure e
                                WHERE e.family_id_erased = OLD.family_id AND e.transaction = txid_current()) THEN
                    RAISE EXCEPTION 'only an erasure empties personal columns'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'member_personal_columns_stay';
                END IF;
                RETURN NEW;
            END
        """,
    )


def seen(*columns: str) -> migrations.RunSQL:
    return seen_in_history("seen_in_history_of_members", "families_member", *columns)


# Every moment of the history, and its days, lie in our time; a CHECK goes with its column.
HISTORY = "families_memberevent_moments_in_our_time"
HISTORY_BOUNDS = (
    "left_on BETWEEN '1900-01-01' AND '2100-12-31' AND pgh_created_at BETWEEN '2000-01-01Z' AND '2100-12-31Z'"
)
history_bounds = check(HISTORY, "families_memberevent", HISTORY_BOUNDS, old_rows=False)
history_bounds_before = check(
    HISTORY,
    "families_memberevent",
    f"birth_date BETWEEN '1900-01-01' AND '2100-12-31' AND {HISTORY_BOUNDS}",
    old_rows=False,
)
OUR_DAYS = (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))
DIGITS = (
    ("family", "kk"),
    ("familyevent", "kk"),
    *((m, n) for m in ("member", "memberevent") for n in ("nik", "phone")),
)
NAMES = {"nik": "NIK", "kk": "No. KK", "phone": "Phone"}


class Migration(migrations.Migration):
    dependencies = (
        ("centres", "0014_a_sent_form_is_known_by_its_key"),
        ("families", "0018_numbers_are_found_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.AddField("member", "birth_cipher", models.BinaryField(blank=True, null=True)),
        migrations.AddField(
            "member", "birth_digest", models.BinaryField(blank=True, null=True, verbose_name="date of birth")
        ),
        migrations.AddField(
            "member",
            "birth_year",
            models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="year of birth"),
        ),
        migrations.AddField(
            "memberevent", "birth_digest", models.BinaryField(blank=True, null=True, verbose_name="date of birth")
        ),
        # The walls that name a column that goes.
        backwards(history_bounds_before),
        backwards(personal_columns_stay("birth_date")),
        backwards(seen("nik_digest", "phone_digest")),
        *(
            backwards(
                changes_as_one(f"{wall}_changes_as_one", table, f"{name}_cipher", f"{name}_digest", f"{name}_last4")
            )
            for wall, table, name, _least, _most in NUMBERS
        ),
        *(
            backwards(check(f"{wall}_is_sealed", table, is_sealed_with_digits(name, least, most)))
            for wall, table, name, least, most in NUMBERS
        ),
        *(migrations.RemoveConstraint(wall.split("_")[0], f"{wall}_is_whole") for wall, *_rest in NUMBERS),
        migrations.RemoveConstraint("member", "member_days_in_our_time"),
        migrations.RunPython(seal_births, unseal_births),
        *(migrations.RemoveField(model, f"{name}_last4") for model, name in DIGITS),
        *(migrations.RemoveField(model, "birth_date") for model in ("member", "memberevent")),
        *(
            migrations.AlterField(
                model, f"{name}_digest", models.BinaryField(blank=True, null=True, verbose_name=NAMES[name])
            )
            for model, name in DIGITS
        ),
        *(
            migrations.AddConstraint(
                wall.split("_")[0],
                models.CheckConstraint(condition=is_whole(name, "cipher", "digest"), name=f"{wall}_is_whole"),
            )
            for wall, _table, name, _least, _most in NUMBERS
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=is_whole("birth", "cipher", "digest", "year"), name="member_birth_is_whole"
            ),
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=models.Q(("left_on__range", OUR_DAYS)),
                name="member_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        *(
            check(f"{wall}_is_sealed", table, is_sealed(name, least, most))
            for wall, table, name, least, most in NUMBERS
        ),
        check(
            "member_birth_is_sealed",
            "families_member",
            f"{is_sealed('birth', 10, 10, (2,))} AND birth_year BETWEEN {YEARS[0]} AND {YEARS[-1]}",
        ),
        *(
            changes_as_one(f"{wall}_changes_as_one", table, f"{name}_cipher", f"{name}_digest")
            for wall, table, name, _least, _most in NUMBERS
        ),
        changes_as_one(
            "member_birth_changes_as_one", "families_member", "birth_cipher", "birth_digest", beside="birth_year"
        ),
        seen("nik_digest", "phone_digest", "birth_digest"),
        personal_columns_stay("birth_digest"),
        history_bounds,
    )
