"""A place in a round whose day has not come counts for the rotation, and is nowhere called a receipt."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from config.formats import long_date, month_year, plain_date
from distributions.models import Recipient, Round, State
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.round_on_paper import read_round
from distributions.rotation.candidates import candidates
from distributions.rotation.reasons import sentence, turn_in_short
from distributions.rounds.approval import approve_round
from distributions.rounds.by_hand import swap_family
from distributions.rounds.forecasts import effect_of_changes, turns_of
from distributions.rounds.planning import plan_round
from distributions.rounds.schedule import schedule_rounds
from distributions.rounds.transitions import transition
from families.models import Family
from tests.client import Client
from tests.distributions.blora import TODAY, blora
from tests.factories import EligibleFamilyFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def here() -> SimpleNamespace:
    """Seven families, four packages, one month of rest; ``first`` is to come, ``second`` is the round after it."""
    people = blora(families=7, rule="day", day=31, nth=None, weekday=None, family_rest_months=1)
    Family.objects.filter(pk=people.families[6].pk).update(
        aid_before_on=datetime.date(2023, 5, 2), aid_before_note="Baznas"
    )
    schedule_rounds([people.programme], now=timezone.now(), months=2)
    first, second = Round.objects.select_related("programme", "centre").order_by("date")
    return SimpleNamespace(people=people, families=people.families, first=first, second=second)


@pytest.fixture
def again(here) -> Recipient:
    """Who comes in both rounds: nobody else is left for the last package of the second."""
    both = here.second.recipients.planned().filter(family__in=here.first.recipients.planned().values("family"))
    return both.get()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(here, name: str, *args: int, who: str = "coordinator") -> str:
    return words(signed_in(getattr(here.people, who)).get(reverse(f"distributions:{name}", args=args)).content.decode())


def submitted(round: Round, people) -> Round:
    return transition(round, State.SUBMITTED, by=people.coordinator, now=timezone.now())


def test_the_reason_says_that_it_is_to_receive_and_on_which_day(here, again):
    day = here.first.date
    said = (
        f"menerima pada {plain_date(day)}. Desanya menjadi lokasi periode ini."
        " Keluarga lain sama haknya; urutan kecamatan dan desa yang menentukan."
    )
    why = {"code": "received", "because": "village", "beside": ["place"]}
    assert again.reason == why | {"proposed": day.isoformat()}
    assert sentence(again.reason, on=day) == f"Diusulkan {said}"
    transition(submitted(here.first, here.people), State.APPROVED, by=here.people.head, now=timezone.now())
    plan_round(here.second, now=timezone.now())
    reason = here.second.recipients.get(family=again.family_id).reason
    assert reason == why | {"planned": day.isoformat()}
    assert sentence(reason, on=day) == f"Akan {said}"
    assert sentence(reason, on=day + datetime.timedelta(days=1)) == f"Dijadwalkan {said}"


def test_whoever_rests_or_waits_after_it_reads_so_too(here):
    queue = page(here, "waiting", here.second.pk)
    day = plain_date(here.first.date)
    assert queue.count(f"Diusulkan menerima pada {day}") == 3
    assert f"erakhir menerima {day}" not in queue


def test_no_page_and_no_paper_calls_it_received(here, again):
    day = plain_date(here.first.date)
    other = here.second.recipients.planned().exclude(pk=again.pk).first()
    swap = reverse("distributions:round_family", args=[here.second.pk, other.pk])
    client = signed_in(here.people.coordinator)
    waiting = here.first.recipients.planned().exclude(family=again.family_id).first()
    pages = [
        page(here, "prepare", here.second.pk),
        page(here, "round", here.second.pk),
        words(client.get(swap).content.decode()),
        words(client.get(swap, {"cari": waiting.contact_name}).content.decode()),
    ]
    submitted(here.second, here.people)
    pages.append(page(here, "approval", here.second.pk, who="head"))
    rows = proposal_sheet_document(read_round(here.second.pk))["stops"]
    pages.append(str(rows))
    for shown in pages:
        assert f"Diusulkan menerima pada {day}" in shown
        assert f"erakhir menerima {day}" not in shown
    said = {row["name"]: (row["last_received"], row["reason"]) for stop in rows for row in stop["recipients"]}
    assert said[again.contact_name][0] == "Belum pernah"


def test_the_familys_page_calls_it_a_proposal_and_once_approved_its_next_turn(here, again):
    shown = page(here, "family", again.family_id)
    day = long_date(here.first.date)
    assert "Terakhir menerima Belum pernah" in shown
    assert f"Diusulkan untuk {day}, belum disetujui." in shown
    approve_round(submitted(here.first, here.people), by=here.people.head, now=timezone.now())
    assert f"Giliran berikutnya: {day}." in page(here, "family", again.family_id)


def test_a_receipt_that_is_later_than_the_place_is_a_receipt(here, again):
    later = here.first.date + datetime.timedelta(days=1)
    Family.objects.filter(pk=again.family_id).update(aid_before_on=later, aid_before_note="Bansos")
    (found,) = (c for c in candidates(here.second, TODAY) if c.family == again.family_id)
    assert (found.last_aid_on, found.planned) == (later, False)


class TestOneTurn:
    """What *Beranda*, the queue and the effect of changes say of a turn."""

    def test_beranda_says_of_a_family_what_the_queue_of_the_round_says(self, here):
        more = [EligibleFamilyFactory(centre=here.people.centre, village=here.families[0].village) for _n in range(12)]
        said = turns_of(here.people.centre, {family.pk for family in more})
        client = signed_in(here.people.coordinator)
        rows = client.get(reverse("distributions:waiting", args=[here.first.pk])).context["rows"]
        queue = {row["family"].pk: row["why"] for row in rows}
        for family in more:
            assert f"Perkiraan giliran: {turn_in_short(said[family.pk])}." in queue[family.pk]
        assert len({turn_in_short(turn) for turn in said.values()}) > 1

    def test_it_is_that_of_the_round_in_which_it_has_a_place(self, here):
        planned = list(here.first.recipients.planned().values_list("family_id", flat=True))
        first = {"turn": here.first.month.isoformat()}
        assert turns_of(here.people.centre, planned) == dict.fromkeys(planned, first)
        transition(submitted(here.first, here.people), State.APPROVED, by=here.people.head, now=timezone.now())
        assert turns_of(here.people.centre, planned) == dict.fromkeys(planned, first)

    def test_it_follows_what_was_changed_by_hand_as_the_effect_does(self, here):
        recipient = here.first.recipients.get(family=here.families[0])
        by = {"by": here.people.coordinator, "now": timezone.now()}
        swap_family(recipient, here.families[4], reason="Mendesak", **by)
        effect, _after = effect_of_changes(here.first)
        moved = {one.family: one.after for one in [*effect.later, *effect.earlier]}
        said = turns_of(here.people.centre, moved)
        assert said == {family: {"turn": date.replace(day=1).isoformat()} for family, date in moved.items()}
        assert moved[here.families[0].pk] == here.second.date

    def test_the_page_loads_them_for_whoever_may_see_families(self, here):
        Recipient.objects.all().delete()
        never = signed_in(here.people.officer)
        shown = never.get(reverse("distributions:turns"), headers={"HX-Request": "true"})
        months = [here.first.month] * 3 + [here.second.month]
        assert [row["turn"] for row in shown.context["never"]] == [month_year(month) for month in months]
        assert "<html" not in shown.content.decode()
        assert "<html" in never.get(reverse("distributions:turns")).content.decode()
        home = never.get(reverse("distributions:home")).content.decode()
        assert f'hx-get="{reverse("distributions:turns")}"' in home

    def test_where_no_round_is_prepared_it_waits_in_the_queue(self, here):
        for round in (here.first, here.second):
            transition(round, State.CANCELLED, by=here.people.head, now=timezone.now(), note="Banjir")
        assert turns_of(here.people.centre, [family.pk for family in here.families]) == {}
