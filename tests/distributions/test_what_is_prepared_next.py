"""The button that prepares a round stands where one can be prepared; else it is said from when on."""

import datetime
from types import SimpleNamespace

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from config.formats import month_year, plain_date
from distributions.models import Pause, Round
from distributions.rounds.approval import cancel_round
from distributions.rounds.dates import next_later
from distributions.rounds.schedule import schedule_rounds
from tests.distributions.blora import NOW, blora
from tests.distributions.round_pages import signed_in
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
PREPARE = reverse("distributions:prepare_month")


@stands
def people() -> SimpleNamespace:
    """The rule falls on the last day of every month; this month and the next have a round, of which nothing comes."""
    people = blora(rule="day", day=31, nth=None, weekday=None)
    schedule_rounds([people.programme], now=timezone.now())
    for round in Round.objects.all():
        cancel_round(round, reason="Tidak ada barang", by=people.coordinator, now=timezone.now())
    return people


def said(people: SimpleNamespace) -> str:
    """What is to be read of the month after the next."""
    first = people.centre.local_date(timezone.now()).replace(day=1)
    third, opens = first + relativedelta(months=2), first + relativedelta(months=1)
    return f"Periode {month_year(third)} dapat disiapkan mulai {plain_date(opens)}."


def test_the_list_has_no_button_that_finds_nothing_and_says_from_when_on_it_does(people):
    client = signed_in(people.coordinator)
    page = client.get(reverse("distributions:rounds")).content.decode()
    assert PREPARE not in page
    assert reverse("distributions:extra_round") in page
    assert said(people) in words(page)
    assert said(people) not in words(signed_in(people.officer).get(reverse("distributions:rounds")).content.decode())


def test_who_presses_it_on_a_page_that_was_open_meanwhile_hears_what_is_true(people):
    answer = signed_in(people.coordinator).post(PREPARE, follow=True)
    assert f"Tidak ada periode yang bisa disiapkan. {said(people)}" in words(answer.content.decode())


def test_a_pause_is_named_before_what_comes_after_it():
    people = blora(code="rutan-b", rule="day", day=31, nth=None, weekday=None)
    today = people.centre.local_date(timezone.now())
    for month in (today.replace(day=1), today.replace(day=1) + relativedelta(months=1)):
        last = month + relativedelta(day=31)
        Pause.objects.create(
            centre=people.centre, programme=people.programme, starts_on=last, ends_on=last, reason="Renovasi"
        )
    answer = signed_in(people.coordinator).post(PREPARE, follow=True)
    assert f"Program sedang jeda: Renovasi. {said(people)}" in words(answer.content.decode())


def test_when_both_months_have_their_round_the_third_can_be_prepared_once_the_next_begins():
    people = blora(code="rutan-b")
    schedule_rounds([people.programme], today=D(2024, 11, 1), now=NOW)
    assert next_later(people.centre, D(2024, 11, 30)) == (D(2025, 1, 1), D(2024, 12, 1))
