"""Importing a register: 10,000 clean rows through the command's own operation, against reading and COPY.

The floor is what no import can do without: the file is read by the same parser, in the same process, and the rows that
the import makes of it are copied into the same tables, with all triggers and constraints on and everything known
beforehand, sealed numbers included. Both are taken back. They run in turns; the import a last time in a process of its
own, whose peak of memory is then that of the import.
"""

import datetime
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.people import HAMLETS, RELATIONS, Numbers, name_of

ROWS = 10_000
TURNS = 3
MOST_ALIKE = 5
ABOVE_FLOOR = 2
PEAK = 200  # MB
TITLES = (
    "No", "Nama Penerima", "NIK", "No. KK", "Tgl Lahir", "L/P", "Hubungan dg WBP", "Nama WBP", "No. Register", "Dukuh",
    "RT/RW", "Desa/Kel", "Kecamatan", "Jml Tanggungan", "No. HP/WA",
)  # fmt: skip
CALLED = {
    "wife": "Istri", "mother": "Ibu", "father": "Ayah", "older_sibling": "Kakak", "younger_sibling": "Adik",
    "husband": "Suami", "parent_in_law": "Mertua", "child": "Anak",
}  # fmt: skip


def measure(*, seed: int) -> None:
    """Print the import of a clean register into the smallest centre, as a ratio to its floor, and its memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write_register(path, seed, ROWS)
        _compare(path)
        subprocess.run([sys.executable, "-m", "bench.imports", str(path)], check=True)


def write_register(path: Path, seed: int, rows: int, *, more: int = 0) -> None:
    """A register as the template asks for it, of people who are nobody else's in the centre.

    With ``more`` columns of remarks; in every third each cell is of its own, the others say the same again and again.
    """
    from centres.models import Region

    random = Random(seed)
    centre = smallest_centre()
    villages = list(
        Region.objects.filter(level=Region.Level.VILLAGE, parent__parent=centre.regency_id)
        .order_by("pk")
        .values_list("pk", "name", "parent__name")
    )
    people = Numbers(random, set())
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Keluarga")
        sheet.write_row(0, 0, [*TITLES, *(f"Catatan {one}" for one in range(more))])
        for number in range(1, rows + 1):
            row = _row(random, people, number, *random.choice(villages))
            sheet.write_row(number, 0, [*row, *(f"hal {number % 9 if one % 3 else number}" for one in range(more))])


def _row(random: Random, people: Numbers, number: int, code: int, village: str, district: str) -> list[Any]:
    relation, sex, youngest, oldest = random.choice(RELATIONS)
    born = datetime.date(2024 - random.randint(youngest, oldest), random.randint(1, 12), random.randint(1, 28))
    name = name_of(random, sex)
    inmate = name_of(random, "L")
    while inmate == name:
        inmate = name_of(random, "L")
    return [
        number,
        name,
        people.one(code, born, woman=sex == "P"),
        people.one(code, datetime.date(2015, random.randint(1, 12), random.randint(1, 28))),
        f"{born:%d/%m/%Y}",
        sex,
        CALLED[relation],
        inmate,
        f"BI.{number}/2024",
        random.choice(HAMLETS),
        f"{random.randint(1, 12):03d}/{random.randint(1, 9):03d}",
        village,
        district,
        random.randint(0, 5),
        f"08{random.randint(10**9, 10**10 - 1)}",
    ]


def smallest_centre() -> Any:
    from django.db.models import Count

    from centres.models import Centre
    from families.models import Family

    # What a centre has already is looked at, too: least of it in the smallest one.
    sizes = Family.objects.order_by().values("centre").annotate(size=Count("pk")).order_by("size", "centre")
    return Centre.objects.select_related("regency").get(pk=sizes[0]["centre"])


def _import(path: Path) -> int:
    from django.utils import timezone

    from families.register_import.importing import import_at_once

    now = timezone.now()
    centre = smallest_centre()
    today = centre.local_date(now)
    return import_at_once(path, file_name=path.name, centre=centre, as_of=today, by=None, now=now)[-1]


@contextmanager
def taken_back() -> Iterator[None]:
    from django.db import connection, transaction

    from centres.history import acting_as

    with acting_as("bench"), transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)


def _seconds(act: Callable[[], object]) -> float:
    with taken_back():
        started = time.perf_counter()
        act()
        return time.perf_counter() - started


def _rows_of_an_import(path: Path) -> list[tuple[str, list[str], list[tuple[Any, ...]]]]:
    """Per table, its columns and the rows that an import of the file writes; ids included, which are free again."""
    from django.db import connection

    from families.models import Family, FamilyInmate, Inmate, Member

    found = []
    with taken_back(), connection.cursor() as cursor:
        last = {}
        for model in (Inmate, Family, Member, FamilyInmate):
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")
            last[model] = cursor.fetchone()[0]
            # Of so many made-up people one may look like somebody whom the centre has.
        if ROWS - _import(path) > MOST_ALIKE:
            raise SystemExit("The register of the benchmark has rows that are not clean.")
        for model, highest in last.items():
            fields = [field for field in model._meta.concrete_fields if not field.generated]
            columns = [field.column for field in fields if field.column not in ("search", "inmate_held")]
            cursor.execute(
                f"SELECT {', '.join(columns)} FROM {model._meta.db_table} WHERE id > %s ORDER BY id", [highest]
            )
            found.append((model._meta.db_table, columns, cursor.fetchall()))
    return found


def _floor(path: Path, tables: list[tuple[str, list[str], list[tuple[Any, ...]]]]) -> None:
    from django.db import connection

    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    with connection.cursor() as cursor:
        # The history says who it was: that goes along with a statement that writes, and not with COPY.
        cursor.execute("UPDATE families_family SET hamlet = hamlet WHERE false")
        for table, columns, rows in tables:
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _compare(path: Path) -> None:
    tables = _rows_of_an_import(path)
    imports, floors = [], []
    for _turn in range(TURNS):
        imports.append(_seconds(lambda: _import(path)))
        floors.append(_seconds(lambda: _floor(path, tables)))
    took, floor = statistics.median(imports), statistics.median(floors)
    print(f"\n{ROWS:,} clean rows of a register: {took:.1f} s; read and copied {floor:.1f} s: {took / floor:.2f} ×.")
    if took > ABOVE_FLOOR * floor:
        print(f"Aim missed: at most {ABOVE_FLOOR} ×.", flush=True)


def _peak_of(path: Path) -> None:
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench.night import peak

    with taken_back():
        _import(path)
    print(f"Its peak of memory is {(most := peak()):.0f} MB.")
    if most > PEAK:
        print(f"Aim missed: at most {PEAK} MB.", flush=True)


if __name__ == "__main__":
    _peak_of(Path(sys.argv[1]))
