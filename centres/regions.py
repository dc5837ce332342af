"""Loading the country's regions into the database, from the file that is shipped in ``centres/data``."""

import csv
import hashlib
import lzma
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

REGIONS_FILE = Path(__file__).with_name("data") / "regions.csv.xz"
LEVELS = ("province", "regency", "district", "village")


def load_regions(connection: BaseDatabaseWrapper, *, under: str = "") -> int:
    """Bring the table of regions up to the shipped file; returns how many rows were new or changed.

    ``under`` limits it to one region with everything below and its ancestors (``"33.16"``). Regions that the file no
    longer has are kept, because families may live in them. The connection must be the owner's: the application may
    only read regions. The whole country is 91,599 rows and takes about two seconds, or a quarter of a second when
    there is nothing to do.
    """
    text = _shipped_text(under)
    if _is_loaded(connection, text):
        return 0
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE shipped_region"
            " (id bigint, code text, level text, name text, parent_id bigint) ON COMMIT DROP"
        )
        with cursor.copy("COPY shipped_region FROM STDIN") as copy:
            for row in _rows(text):
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO centres_region (id, code, level, name, parent_id)"
            " SELECT id, code, level, name, parent_id FROM shipped_region ORDER BY id"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE centres_region.name <> excluded.name"
        )
        changed: int = cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE centres_region")
    return changed


def region_id(code: str) -> int:
    """The primary key of a region: its official code without dots, ``33.16.12.2016`` → 3316122016."""
    return int(code.replace(".", ""))


def _shipped_text(under: str) -> str:
    text = lzma.decompress(REGIONS_FILE.read_bytes()).decode()
    if not under:
        return text
    parts = under.split(".")
    ancestors = {".".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith(under + ".") or line.split(",", 1)[0] in ancestors)


def _is_loaded(connection: BaseDatabaseWrapper, text: str) -> bool:
    """Whether the table holds exactly the file's codes and names, compared by one digest on either side."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(string_agg(code || ',' || name, chr(10) ORDER BY id)) FROM centres_region")
        loaded: str | None = cursor.fetchone()[0]
    plain = "\n".join(f"{code},{name}" for code, name in csv.reader(text.splitlines()))
    return loaded == hashlib.md5(plain.encode(), usedforsecurity=False).hexdigest()


def _rows(text: str) -> Iterator[tuple[int, str, str, str, int | None]]:
    for code, name in csv.reader(text.splitlines()):
        parent = code.rpartition(".")[0]
        yield region_id(code), code, LEVELS[code.count(".")], name, region_id(parent) if parent else None
