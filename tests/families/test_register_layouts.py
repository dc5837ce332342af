"""Twenty-nine lists as other kinds of office would write them, each row with what a careful clerk would make of it.

They were drawn by people who had not seen the program; a key says for each row of a family what may be said of it.
"""

import json
from datetime import date

import pytest

from families.register_import.judging import judge
from tests.families.blora import DATA, read_here, villages

AS_OF = date(2026, 11, 20)
# What only the colour of a cell says is not read; a legend beneath the table explains it to people.
ONLY_BY_COLOUR = {("17_bendahara_smp.ods", 8)}
KEYS = sorted((DATA / "layouts").glob("*.key.json"))


def file_of(key):
    return next(
        path for path in key.parent.iterdir() if path.name.split(".")[0] == key.name.split(".")[0] and path != key
    )


def judged(key):
    """The rows of a layout by sheet and row, a second table of a sheet by its columns, too."""
    said = json.loads(key.read_text())
    as_of = date.fromisoformat(said.get("as_of", AS_OF.isoformat()))
    rows = judge(read_here(file_of(key)).rows, villages=villages(), as_of=as_of)
    return {(row.sheet, row.number): row for row in rows}


def place_of(expected, key):
    """Where the program says that a row of the key stands."""
    sheet, number = expected["sheet"] or "", expected["row"]
    if expected.get("block", "A:").split(":")[0] != "A":
        sheet = f"{sheet} ({expected['block']})"
    # The key counts the records of a file; Excel, and so the program, doesn't show the line that names the separator.
    return sheet, number - file_of(key).read_bytes().startswith(b"sep=")


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name.removesuffix(".key.json"))
def test_every_family_of_a_layout_that_nobody_had_seen_is_judged_as_a_careful_clerk_would(key):
    read = judged(key)
    for expected in json.loads(key.read_text())["rows"]:
        if (file_of(key).name, expected["row"]) in ONLY_BY_COLOUR:
            continue
        row = read[place_of(expected, key)]
        assert row.status in (expected["status"], *expected.get("also_ok", ())), (expected, row.codes)
        if row.status in ("valid", "review"):
            also = expected.get("values_also", {})
            for name, value in expected["values"].items():
                if value and name in row.values:
                    good = [value, *also.get(name, ())]
                    assert _folded(row.values[name]) in map(_folded, good), (name, expected, row.values[name])


def _folded(value):
    return (value or "").casefold()


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name.removesuffix(".key.json"))
def test_no_line_that_is_no_family_can_be_saved(key):
    families = {place_of(expected, key) for expected in json.loads(key.read_text())["rows"]}
    assert {row.status for place, row in judged(key).items() if place not in families} <= {"invalid"}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name.removesuffix(".key.json"))
def test_the_second_lines_of_a_family_are_named_or_its_card(key):
    told = {(part.sheet, number) for part in read_here(file_of(key)).unread for number in part.rows}
    for expected in json.loads(key.read_text())["rows"]:
        lines = {(expected["sheet"], number) for number in expected.get("rows_together", ())[1:]}
        assert len(lines) != 1 or lines <= told


def test_all_that_is_in_no_row_of_them_is_named():
    unread = {key.name[3:-9]: [str(part) for part in read_here(file_of(key)).unread] for key in KEYS}
    assert unread["lembar_per_kecamatan"] == [
        "Lembar ini tersembunyi, jadi 2 barisnya tidak dibaca. Tampilkan di Excel bila diperlukan.",
        "Lembar ini tersembunyi, jadi 1 barisnya tidak dibaca. Tampilkan di Excel bila diperlukan.",
    ]
    assert unread["dinsos_dtks"] == [
        "Kolom tentang orang lain tidak dibaca: NAMA IBU KANDUNG.",
        "Kolom formulir atau hasil ekspor yang tidak diperlukan tidak dibaca: ID DTKS.",
        "Jumlah: baris 13.",
        "Bukan keluarga: baris 15–16.",
        "Tidak dibaca, 7 baris: judul kolomnya tidak dikenal.",
    ]
    assert unread["kelompok_desa_subtotal"] == [
        "Judul kolom yang diulang: baris 14.",
        "Jumlah: baris 8, 11–12, 19, 23–24.",
        "Tempat, tanggal, dan tanda tangan: baris 27, 31.",
    ]
