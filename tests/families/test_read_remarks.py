"""What the remarks of a register say of aid before Peduli and of need, and what they don't."""

import datetime
import re

import pytest

from families.remarks import ANY, read_remarks

D = datetime.date
AS_OF = D(2024, 10, 31)
# A remark, the month of the aid (None where there is none, "?" where it isn't said), and whether that is only a bound.
AID = (
    ("dulu sdh dapat bln Juli", D(2024, 7, 1), True),
    ("sdh pernah dpt bln Nop", D(2023, 11, 1), True),
    ("sudah menerima Oktober", D(2024, 10, 1), True),
    ("pernah dibantu Maret 2023", D(2023, 3, 1), False),
    ("dapat sembako 07/2023", D(2023, 7, 1), False),
    ("terakhir terima bulan Agt'2024", D(2024, 8, 1), False),
    ("sdh dapat bulan lalu", D(2024, 9, 1), False),
    ("pernah dapat th 2022", D(2022, 12, 1), True),
    ("pernah dapat tahun 2024", D(2024, 10, 1), True),
    ("lansia; sudah pernah dapat", "?", False),
    ("sdh dapat Desember 2024", "?", False),
    ("belum pernah dapat", None, False),
    ("blm dpt bantuan bln Juli", None, False),
    ("mohon dibantu bulan Juli", None, False),
    ("dapat bantuan PKH Juli", None, False),
    ("sdh pulang bln Juli", None, False),
    ("lahir Juli 1970", None, False),
    ("", None, False),
)
NEEDS = (
    ("lansia", {"elderly": 1}),
    ("2 lansia, 1 balita", {"elderly": 2, "toddlers": 1}),
    ("ngontrak", {"housing": "rent"}),
    ("rumah kontrak; ada SKTM", {"housing": "rent", "has_sktm": True}),
    ("numpang di rumah mertua", {"housing": "family"}),
    ("ikut orang tua", {"housing": "family"}),
    ("rumah tdk layak huni", {"housing": "unfit"}),
    ("tidak kontrak", {}),
    ("karyawan kontrak", {}),
    ("belum punya SKTM", {}),
    ("istri hamil", {"pregnant": True}),
    ("anak difabel", {"disability": True}),
    ("penghasilan 500rb/bln", {"income_per_person": 125_000}),
    ("penghasilan Rp 1.200.000 per bulan", {"income_per_person": 300_000}),
    ("gaji 1,2 jt", {"income_per_person": 300_000}),
    ("upah 50rb/hari", {}),
    ("penghasilan 3 orang", {}),
    ("konfirmasi dulu", {}),
)


@pytest.mark.parametrize(("text", "on", "is_bound"), AID)
def test_aid_is_read_with_its_month(text, on, is_bound):
    said = read_remarks(text, as_of=AS_OF)

    assert (said.aided, said.aid_on, said.aid_is_bound) == (on is not None, None if on == "?" else on, is_bound)


@pytest.mark.parametrize(("text", "answers"), NEEDS)
def test_need_is_read_as_answers_of_a_survey(text, answers):
    said = read_remarks(text, as_of=AS_OF, household_size=4)

    assert (said.answers, said.aided) == (answers, False)


def test_of_an_income_nothing_is_made_without_the_size_of_the_household():
    assert not read_remarks("penghasilan 500rb/bln", as_of=AS_OF)


@pytest.mark.parametrize("text", [text for text, *_said in (*AID, *NEEDS) if read_remarks(text, as_of=AS_OF)])
def test_the_database_finds_what_is_read(text):
    assert re.search(ANY, text, re.IGNORECASE)
