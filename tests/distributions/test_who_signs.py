"""Who signs the papers: the head of that day as head, and for handing over nobody of the cooperative."""

import datetime

import pytest
from django.urls import reverse

from centres.models import Official
from config.errors import Refused
from distributions.models import Round, State
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.checks import check
from distributions.rounds.forms import PeopleForm
from distributions.rounds.planning import change_details
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.factories import OfficialFactory
from tests.standing import stands
from tests.walls import changing_is_refused

pytestmark = pytest.mark.django_db
FRIDAY = datetime.date(2024, 11, 15)
THURSDAY, SATURDAY = (FRIDAY + datetime.timedelta(days=days) for days in (-1, 1))
Function = Official.Function


@stands
def people():
    return blora()


@stands
def round(people):
    return november(people)


def official(people, function, **more):
    return OfficialFactory(centre=people.centre, function=function, **more)


def others(people):
    """Who is not the head on the day of the round."""
    return {
        "chairman of the cooperative": official(people, Function.COOPERATIVE, title="Ketua Koperasi"),
        "head of services": people.services,
        "staff": people.staff[0],
        "head until yesterday": official(people, Function.HEAD, ends_on=THURSDAY),
        "head from tomorrow": official(people, Function.HEAD, starts_on=SATURDAY),
    }


OTHERS = (
    "chairman of the cooperative",
    "head of services",
    "staff",
    "head until yesterday",
    "head from tomorrow",
)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_is_named_head(people, round, who):
    """What was found: the chairman of the cooperative signed as head."""
    somebody = others(people)[who]

    with pytest.raises(Refused, match="bukan Kepala UPT pada 15 November 2024") as refused:
        change_details(round, head_official=somebody)
    assert refused.value.field == "head_official"


@pytest.mark.parametrize("who", OTHERS)
def test_a_round_that_names_another_is_neither_submitted_nor_approved(people, round, who):
    submit_round(round, by=people.coordinator, now=NOW)
    somebody = others(people)[who]
    Round.objects.filter(pk=round.pk).update(head_official=somebody)

    with pytest.raises(Refused, match="bukan Kepala UPT pada 15 November 2024"):
        approve_round(round, by=people.head, now=NOW)
    changing_is_refused(
        "round_head_is_head_on_that_day",
        round,
        state=State.APPROVED,
        approved_at=NOW,
        approved_by=people.head,
        head_name=somebody.name,
        head_nip=somebody.nip,
    )


def test_papers_name_no_other_than_the_official_of_the_round(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    approved = {"state": State.APPROVED, "approved_at": NOW, "approved_by": people.head}

    changing_is_refused("round_head_is_head_on_that_day", round, **approved, head_name="Orang Lain")
    changing_is_refused("round_handed_over_by_an_official", round, **approved, handing_name="Orang Lain")


@pytest.mark.parametrize("capacity", ["", "plt", "plh", "an"])
def test_the_head_and_who_acts_for_the_head_sign(people, round, capacity):
    acting = official(people, Function.HEAD, capacity=capacity, starts_on=FRIDAY, ends_on=FRIDAY)
    change_details(round, head_official=acting)
    submit_round(round, by=people.coordinator, now=NOW)

    approve_round(round, by=people.head, now=NOW)

    assert Round.objects.get(pk=round.pk).head_name == acting.name


def test_the_cooperative_delivers_and_does_not_hand_over(people, round):
    chairman = others(people)["chairman of the cooperative"]
    with pytest.raises(Refused, match="tidak menyerahkan") as refused:
        change_details(round, handing_official=chairman)
    assert refused.value.field == "handing_official"
    submit_round(Round.objects.get(pk=round.pk), by=people.coordinator, now=NOW)
    Round.objects.filter(pk=round.pk).update(handing_official=chairman)

    changing_is_refused(
        "round_handed_over_by_an_official", round, state=State.APPROVED, approved_at=NOW, approved_by=people.head
    )


@pytest.mark.parametrize("function", [Function.HEAD, Function.SERVICES_HEAD, Function.MANAGEMENT_HEAD, Function.STAFF])
def test_every_officer_of_the_centre_may_hand_over(people, round, function):
    somebody = official(people, function)

    assert change_details(round, handing_official=somebody).handing_official == somebody


def test_the_form_offers_who_may_sign(people, round):
    named = others(people)
    form = PeopleForm(round=round)

    assert list(form.fields["head_official"].queryset) == [people.head_official]
    assert named["chairman of the cooperative"] not in form.fields["handing_official"].queryset
    assert set(people.staff) < set(form.fields["handing_official"].queryset)
    assert named["chairman of the cooperative"] in form.fields["staff"].queryset


def test_the_page_takes_nobody_else_either(people, round):
    client = Client()
    client.force_login(people.coordinator)
    answer = client.post(
        reverse("distributions:round_people", args=[round.pk]),
        {"staff": [], "handing_official": "", "head_official": others(people)["chairman of the cooperative"].pk},
    )

    assert list(answer.context["form"].errors) == ["head_official"]


def test_on_another_day_who_serves_then_is_named(people, round):
    Official.objects.filter(pk=people.head_official.pk).update(ends_on=FRIDAY)
    following = official(people, Function.HEAD, starts_on=SATURDAY)

    change_details(round, date=SATURDAY)

    assert Round.objects.get(pk=round.pk).head_official is None
    assert check(round).blocking == []
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    assert Round.objects.get(pk=round.pk).head_name == following.name


def test_who_left_before_the_day_keeps_the_round_from_being_submitted(people, round):
    Official.objects.filter(pk=people.head_official.pk).update(ends_on=THURSDAY)

    with pytest.raises(Refused, match="bukan Kepala UPT pada 15 November 2024"):
        submit_round(round, by=people.coordinator, now=NOW)
