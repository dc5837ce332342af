"""Ten lists as ten other kinds of office would write them, each row with what a careful clerk would make of it.

They were drawn by people who had not seen the program; a key says for each row of a family what may be said of it.
"""

import json
from datetime import date

import pytest

from families.register_import.judging import judge
from families.register_import.sheet import read_register
from tests.families.blora import DATA, villages

AS_OF = date(2026, 11, 20)
KEYS = sorted((DATA / "layouts").glob("*.key.json"))


def file_of(key):
    return next(
        path for path in key.parent.iterdir() if path.name.split(".")[0] == key.name.split(".")[0] and path != key
    )


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name.removesuffix(".key.json"))
def test_every_family_of_a_layout_that_nobody_had_seen_is_judged_as_a_careful_clerk_would(key):
    rows = judge(read_register(file_of(key), villages()).rows, villages=villages(), as_of=AS_OF)
    read = {(row.sheet, row.number): row for row in rows}
    for expected in json.loads(key.read_text())["rows"]:
        row = read[expected["sheet"] or "", expected["row"]]
        assert row.status in (expected["status"], *expected.get("also_ok", ())), (expected, row.codes)
        if row.status in ("valid", "review"):
            meant = {name: value for name, value in expected["values"].items() if value}
            assert {name: (row.values[name] or "").casefold() for name in meant} == {
                name: value.casefold() for name, value in meant.items()
            }


def test_all_that_is_in_no_row_of_them_is_named():
    unread = {key.name[3:-9]: [str(part) for part in read_register(file_of(key), villages()).unread] for key in KEYS}
    assert unread["lembar_per_kecamatan"] == [
        "Lembar ini tersembunyi, jadi 2 barisnya tidak dibaca. Tampilkan di Excel bila diperlukan.",
        "Lembar ini tersembunyi, jadi 1 barisnya tidak dibaca. Tampilkan di Excel bila diperlukan.",
    ]
    assert unread["dinsos_dtks"] == [
        "Kolom tentang orang lain tidak dibaca: NAMA IBU KANDUNG.",
        "Jumlah: baris 13.",
        "Bukan keluarga: baris 15–16.",
        "Tidak dibaca, 7 baris: judul kolomnya tidak dikenal.",
    ]
    assert unread["kelompok_desa_subtotal"] == [
        "Judul kolom yang diulang: baris 14.",
        "Jumlah: baris 8, 11–12, 19, 23–24.",
        "Tempat, tanggal, dan tanda tangan: baris 27, 31.",
    ]
