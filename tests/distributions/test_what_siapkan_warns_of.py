"""What the rule and the register say against a draft: a pause, a month without a round, an eligibility too short."""

import datetime

import pytest
from django.urls import reverse

from distributions.models import Programme, Round
from distributions.rotation.choose import select
from distributions.rounds import forecasts
from distributions.rounds.by_hand import swap_family
from distributions.rounds.checks import check
from distributions.rounds.planning import change_details
from distributions.rounds.remembered import Remembered
from distributions.rounds.rule import pause
from distributions.rounds.schedule import make_extra_round
from families.models import Family
from tests.client import Client
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.factories import PauseFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = D(2024, 11, 15)
PAUSES = "Program berhenti sementara pada 15 November 2024 (Libur bersama)."
NO_ROUND = "Menurut aturan program, tidak ada lagi periode pada November 2024."


@stands
def people():
    return blora(families=8, packages_per_round=2)


@stands
def round(people):
    """November: the families 0 and 1."""
    return november(people)


def warned(round: Round, today: datetime.date = TODAY) -> list[str]:
    return check(Round.objects.get(pk=round.pk), today=today).warnings


def said(round: Round, words: str) -> bool:
    return any(words in warning for warning in warned(round))


@pytest.mark.parametrize(
    ("first", "last", "is_said"),
    [
        (D(2024, 11, 1), D(2024, 11, 14), False),
        (D(2024, 11, 1), DAY, True),
        (DAY, D(2024, 12, 1), True),
        (D(2024, 11, 16), D(2024, 12, 1), False),
    ],
)
def test_a_pause_over_the_day_of_a_round_is_said(people, round, first, last, is_said):
    pause(people.programme, starts_on=first, ends_on=last, reason="Libur bersama", today=TODAY)
    assert said(round, PAUSES) is is_said
    assert check(round, today=TODAY).off_rule is is_said


def test_a_round_that_was_moved_out_of_the_pause_and_an_extra_one_have_nothing_to_do_with_it(people, round):
    PauseFactory(programme=people.programme, starts_on=DAY, ends_on=D(2024, 11, 16), reason="Libur bersama")
    change_details(round, date=D(2024, 11, 18))
    extra = make_extra_round(people.programme, date=DAY, packages=2, extra="disaster", reason="Banjir", now=NOW)
    assert not said(round, "berhenti sementara")
    assert not said(extra, "berhenti sementara")


def test_a_month_in_which_the_rule_gives_no_round_any_more_is_said(people, round):
    assert not said(round, NO_ROUND)
    Programme.objects.filter(pk=people.programme.pk).update(every_months=2, starts_on=D(2024, 10, 1))
    assert said(round, NO_ROUND)
    Programme.objects.filter(pk=people.programme.pk).update(every_months=2, starts_on=D(2024, 9, 1))
    assert not said(round, NO_ROUND)


def test_the_page_does_not_call_such_a_day_that_of_the_rule(people, round):
    client = Client()
    client.force_login(people.coordinator)
    address = reverse("distributions:prepare", args=[round.pk])
    assert "Sesuai aturan program" in client.get(address).content.decode()
    PauseFactory(programme=people.programme, starts_on=DAY, ends_on=DAY, reason="Libur bersama")
    page = client.get(address).content.decode()
    assert PAUSES in page
    assert "Sesuai aturan program" not in page


@pytest.mark.parametrize(
    ("until", "is_said"), [(D(2024, 11, 3), False), (TODAY, True), (D(2024, 11, 14), True), (DAY, False)]
)
def test_whose_eligibility_ends_between_today_and_the_day_and_whose_turn_it_is_is_named(people, round, until, is_said):
    Family.objects.filter(pk=people.families[1].pk).update(eligible_until=until)
    found = [warning for warning in warned(round) if "akan menerima pada periode ini" in warning]
    assert found == [
        f"Keluarga 1 akan menerima pada periode ini, tetapi hanya layak sampai {until.day} November 2024."
        " Nilai ulang sebelum itu."
    ] * is_said  # fmt: skip


def test_who_would_not_come_anyway_is_not_named_nor_who_was_taken_out_by_hand(people, round):
    Family.objects.filter(pk__in=[people.families[0].pk, people.families[5].pk]).update(eligible_until=D(2024, 11, 10))
    assert [w.split(" akan")[0] for w in warned(round) if "akan menerima pada periode ini" in w] == ["Keluarga 0"]
    there = round.recipients.planned().get(family=people.families[0])
    swap_family(there, people.families[4], reason="Lebih mendesak", by=people.coordinator, now=NOW)
    assert not said(round, "akan menerima pada periode ini")


def test_of_many_the_first_five_are_named_and_the_others_counted(people, round):
    change_details(round, packages=7)
    Family.objects.filter(pk__in=[family.pk for family in people.families[:7]]).update(eligible_until=D(2024, 11, 10))
    found = [w for w in warned(round) if "akan menerima pada periode ini" in w or "keluarga lain" in w]
    assert [w.split(" akan")[0] for w in found] == [
        *(f"Keluarga {n}" for n in range(5)),
        "Begitu juga 2 keluarga lain.",
    ]


def test_whether_somebody_would_receive_is_asked_once_and_anew_when_anything_is_different(people, round, monkeypatch):
    selected = []
    monkeypatch.setattr(forecasts, "_would_receive", Remembered(9))
    monkeypatch.setattr(forecasts, "select", lambda *known: selected.append(1) or select(*known))
    families = [family.pk for family in people.families]

    def warns() -> tuple[list[str], int]:
        return [w.split(" akan")[0] for w in warned(round) if "akan menerima pada periode ini" in w], len(selected)

    Family.objects.filter(pk=families[1]).update(eligible_until=D(2024, 11, 10))
    assert [warns(), warns()] == [(["Keluarga 1"], 1)] * 2
    # Of the family that ends, of another one, of the rules and by hand.
    Family.objects.filter(pk=families[1]).update(registered_on=D(2024, 9, 1))
    assert warns() == ([], 2)
    Family.objects.filter(pk=families[1]).update(registered_on=people.families[1].registered_on)
    assert warns() == (["Keluarga 1"], 2)
    Family.objects.filter(pk__in=families[2:]).update(registered_on=D(2023, 9, 1))
    assert warns() == ([], 3)
    Family.objects.filter(pk__in=families[2:]).update(registered_on=D(2024, 8, 1))
    assert warns() == (["Keluarga 1"], 4)
    add = round.recipients.planned().get(family=families[0])
    swap_family(add, people.families[5], reason="Lebih mendesak", by=people.coordinator, now=NOW)
    assert warns() == (["Keluarga 1"], 5)
