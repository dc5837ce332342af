import json

import pytest

from families.register_import.judging import judge
from families.register_import.row import count
from families.register_import.sheet import read_register
from tests.families.blora import AS_OF, DATA, villages

KEY = json.loads((DATA / "keluarga_wbp_oktober_2024_40.key.json").read_text())


@pytest.fixture(scope="module")
def rows():
    sheet_rows = read_register(DATA / "keluarga_wbp_oktober_2024_40.xlsx", villages()).rows
    return {row.number: row for row in judge(sheet_rows, villages=villages(), as_of=AS_OF)}


def test_exactly_the_rows_of_the_key_are_data(rows):
    assert list(rows) == [row["row"] for row in KEY["rows"]]
    assert count(rows.values()) == {"total": 40, **KEY["counts"]["status"]}


@pytest.mark.parametrize("expected", KEY["rows"], ids=lambda row: f"row {row['row']}")
def test_a_row_is_judged_as_a_careful_clerk_would(rows, expected):
    read = rows[expected["row"]].as_json()
    judged = ("status", "codes", "warnings", "normalised_by", "duplicate_of")
    assert {name: read[name] for name in judged} == {name: expected[name] for name in judged}


@pytest.mark.parametrize(
    "expected",
    [row for row in KEY["rows"] if "_catatan" not in row["expected"]],
    ids=lambda row: f"row {row['row']}",
)
def test_the_values_are_those_that_were_meant(rows, expected):
    values = rows[expected["row"]].as_json()["values"]
    assert {name: values[name] for name in expected["expected"]} == expected["expected"]


def test_what_cannot_be_recovered_is_left_empty(rows):
    assert rows[8].values["tgl_lahir"] is None
    assert [rows[number].values["nik"] for number in (21, 29, 37)] == [None, None, None]
    assert rows[47].as_json()["values"]["wbp_nama"] is None


def test_a_misspelt_village_is_proposed_and_not_decided(rows):
    assert rows[33].status == "review"
    assert [village.name for village in rows[33].suggestions] == ["Talokwohmojo"]


def test_remarks_and_hamlets_are_kept(rows):
    assert (rows[27].values["dukuh"], rows[27].values["keterangan"]) == ("Kedungsari", "dulu sdh dapat bln Juli")
