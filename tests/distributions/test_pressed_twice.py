"""A second press from the same page is answered as the first; another page, and a press that was refused, are not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.models import Round, State
from distributions.rounds.approval import submit_round
from tests.client import Client
from tests.distributions.blora import blora
from tests.distributions.months import approved_month, delivered, from_canteen
from tests.distributions.round_pages import prepared
from tests.read_page import words
from tests.standing import stands
from tests.versions import form_to

pytestmark = pytest.mark.django_db
AGAIN = "Ini sudah dilakukan pada"


@stands
def people():
    return blora(families=4)


@pytest.fixture
def draft(people):
    return prepared(people)


def browser_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name, round) -> str:
    return reverse(f"distributions:{name}", args=[round.pk])


def pressed_twice(user, page, target) -> list:
    """The answers to both, each as it is read in the end."""
    client = browser_of(user)
    form = form_to(client.get(page), target)
    return [client.post(target or page, form, follow=True) for _each in range(2)]


def told(answer) -> str:
    return words(answer.content.decode())


def steps(round) -> list[str]:
    return list(round.transitions.values_list("to_state", flat=True))


def test_a_round_that_is_submitted_twice_from_one_page_is_submitted_once_and_both_say_so(people, draft):
    first, second = pressed_twice(people.coordinator, address("prepare", draft), address("submit", draft))
    assert second.redirect_chain == first.redirect_chain
    assert ("Sudah diajukan ke Kepala UPT" in told(first), AGAIN in told(first), AGAIN in told(second)) == (
        True,
        False,
        True,
    )
    assert steps(draft) == ["submitted"]


def test_so_is_one_that_is_approved(people, draft):
    submit_round(draft, by=people.coordinator, now=timezone.now())
    first, second = pressed_twice(people.head, address("approval", draft), "")
    assert second.redirect_chain == first.redirect_chain
    assert (AGAIN in told(first), AGAIN in told(second)) == (False, True)
    assert steps(draft) == ["submitted", "approved"]


def test_and_one_that_is_closed():
    month = approved_month(1)
    from_canteen(month, rice="10", sugar="2")
    delivered(month, month.recipients[0])
    page, target = address("close", month.round), address("close_now", month.round)
    first, second = pressed_twice(month.people.coordinator, page, target)
    assert second.redirect_chain == first.redirect_chain
    assert (AGAIN in told(first), AGAIN in told(second)) == (False, True)
    assert Round.objects.get(pk=month.round.pk).state == State.CLOSED


def test_who_pressed_in_another_tab_reads_what_is_so(people, draft):
    client, target = browser_of(people.coordinator), address("submit", draft)
    one, other = (form_to(client.get(address("prepare", draft)), target) for _tab in range(2))
    client.post(target, one, follow=True)
    said = told(client.post(target, other, follow=True))
    assert (AGAIN in said, "Periode ini sekarang “Diajukan”" in said) == (False, True)


def test_what_was_refused_is_refused_again_and_not_said_to_be_done(people, draft):
    client, target = browser_of(people.coordinator), address("submit", draft)
    form = form_to(client.get(address("prepare", draft)), target)
    submit_round(draft, by=people.coordinator, now=timezone.now())
    said = [told(client.post(target, form, follow=True)) for _each in range(2)]
    assert [AGAIN in one for one in said] == [False, False]
