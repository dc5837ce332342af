"""The one next thing of a round, for each state and role."""

import datetime

import pytest
from django.utils.translation import override

from centres.models import Role
from distributions.models import State
from distributions.rounds.next_step import Facts, next_step, prepare_words

D = datetime.date
MONTH, DAY = "November 2024", D(2024, 11, 15)
BEFORE = D(2024, 11, 4)


def step(state: str, *roles: str, today: datetime.date = BEFORE, **known: object):
    with override("id"):
        return next_step(Facts(state=state, prepared_as=MONTH, date=DAY, today=today, roles=roles, **known))


@pytest.mark.parametrize(
    ("state", "role", "known", "view"),
    [
        (State.DRAFT, Role.COORDINATOR, {"planned": 4}, "distributions:prepare"),
        (State.SUBMITTED, Role.HEAD, {}, "distributions:approval"),
        (State.SUBMITTED, Role.COORDINATOR, {}, "distributions:paper_approval"),
        (State.APPROVED, Role.STOREKEEPER, {}, "distributions:goods_from_canteen"),
        (State.APPROVED, Role.STOREKEEPER, {"keeps_stock": True}, "distributions:goods_from_stock"),
        (State.ISSUED, Role.OFFICER, {"planned": 2}, "distributions:handover"),
        (State.ISSUED, Role.COORDINATOR, {"served": 4}, "distributions:close"),
        (State.CLOSED, Role.VIEWER, {"served": 4}, "distributions:report"),
        (State.CANCELLED, Role.COORDINATOR, {}, ""),
    ],
)
def test_whoever_can_act_is_led_to_one_page(state, role, known, view):
    assert step(state, role, **known).view == view


@pytest.mark.parametrize(
    ("state", "role", "who"),
    [
        (State.DRAFT, Role.HEAD, "Kasubsi Pelayanan Tahanan"),
        (State.SUBMITTED, Role.OFFICER, "Kepala UPT"),
        (State.APPROVED, Role.HEAD, "Pengelola stok"),
        (State.ISSUED, Role.HEAD, "Petugas lapangan"),
    ],
)
def test_others_read_whose_turn_it_is(state, role, who):
    found = step(state, role, planned=1)
    assert (found.view, found.mine) == ("", False)
    assert found.who == who


def test_a_round_that_was_sent_back_says_what_to_change():
    assert step(State.DRAFT, Role.COORDINATOR, note="Tambah satu desa").sentence == "Dikembalikan: Tambah satu desa"


def test_who_may_not_approve_what_they_submitted_is_led_to_the_signed_paper():
    assert step(State.SUBMITTED, Role.HEAD, second_person=True).view == "distributions:approval"
    assert step(State.SUBMITTED, Role.HEAD, second_person=False).view == "distributions:paper_approval"


@pytest.mark.parametrize(
    ("today", "title"),
    [
        (D(2024, 11, 14), "Salurkan pada Jumat, 15 November 2024"),
        (DAY, "Catat penyaluran: tinggal 3 keluarga"),
        (D(2024, 11, 16), "Catat penyaluran: tinggal 3 keluarga"),
    ],
)
def test_from_the_day_itself_on_the_families_that_are_left_are_counted(today, title):
    assert step(State.ISSUED, Role.OFFICER, planned=3, today=today).title == title


def test_what_blocks_closing_is_said():
    blocked = step(State.ISSUED, Role.COORDINATOR, served=4, open_reports=1, unsettled=True).blocked
    assert blocked == [
        "1 laporan dari lapangan perlu diputuskan.",
        "Jelaskan ke mana barang yang tidak diserahkan.",
    ]


def test_the_button_of_a_draft_names_its_month_even_where_it_takes_place_in_another():
    with override("id"):
        facts = Facts(
            state=State.DRAFT, prepared_as="Desember 2024", date=D(2024, 11, 29), today=BEFORE, roles={"coordinator"}
        )
        assert next_step(facts).action == "Siapkan Desember 2024"
        assert prepare_words("") == "Siapkan periode berikutnya"
