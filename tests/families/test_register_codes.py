"""Every reason that a row of a register can have leads somewhere."""

import pytest

from families.register_import.codes import ACCEPTABLE, CODES, JOINABLE, SAME_PERSON, codes_about, fields_of
from families.register_import.preview import EDITABLE


@pytest.mark.parametrize("code", [code for code, (status, _text) in CODES.items() if status != "duplicate"])
def test_what_keeps_a_row_from_being_saved_can_be_typed(code):
    assert fields_of([code])
    assert set(fields_of([code])) <= set(EDITABLE)


@pytest.mark.parametrize("code", [code for code, (status, _text) in CODES.items() if status == "duplicate"])
def test_a_duplicate_can_join_its_household_or_is_the_same_person(code):
    assert code in JOINABLE | SAME_PERSON


def test_only_what_there_is_can_be_settled_or_joined():
    assert ACCEPTABLE.keys() <= CODES.keys()
    assert CODES.keys() >= JOINABLE


def test_a_cell_of_day_and_place_of_birth_or_of_a_whole_address_is_about_its_parts():
    assert codes_about(["ttl"]) == codes_about(["tgl_lahir"])
    assert codes_about(["alamat"]) == codes_about(["desa"])
    assert codes_about(["keterangan"]) == frozenset()
