"""Extra rounds: besides those of the rule, with a reason, and seen by the rotation as what they are."""

import datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from config.errors import Refused
from distributions.models import Extra, Programme, Recipient, Round, State
from distributions.papers import pdf as papers
from distributions.rotation.candidates import resting_villages
from distributions.rounds.approval import approve_round, cancel_round, move_date, submit_round
from distributions.rounds.dates import next_day
from distributions.rounds.forecasts import rotation_ahead
from distributions.rounds.planning import change_details, plan_round, set_staff
from distributions.rounds.schedule import make_extra_round, schedule_rounds
from distributions.rounds.transitions import transition
from families.models import Family
from tests.client import Client
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.recorded import recorded
from tests.factories import (
    GERSI,
    LONG_AGO,
    NGLANJUK,
    PackageFactory,
    RecipientFactory,
    RoundFactory,
    StopFactory,
    region,
)
from tests.paper_files import page_texts

pytestmark = pytest.mark.django_db
D = datetime.date
LATE = D(2024, 11, 28)
REASON = "Banjir di Kradenan"


def extra(people, date: datetime.date = LATE, *, packages: int = 2, **more) -> Round:
    said = {"extra": Extra.DISASTER, "reason": REASON, "now": NOW} | more
    return make_extra_round(people.programme, date=date, packages=packages, **said)


def approved(people, round: Round) -> Round:
    submit_round(round, by=people.coordinator, now=NOW)
    return approve_round(round, by=people.head, now=NOW)


def change_or_move(people, round: Round, date: datetime.date) -> None:
    if round.state == State.DRAFT:
        change_details(round, date=date)
    else:
        move_date(round, date=date, time=round.time, reason="Hujan", by=people.coordinator, now=NOW)


def families(round: Round) -> set[int]:
    return set(round.recipients.planned().values_list("family_id", flat=True))


# --- making one


def test_a_centre_whose_next_round_was_moved_ahead_makes_an_extra_round_in_the_month_that_became_free():
    people = blora(families=12)
    schedule_rounds([people.programme], today=TODAY, now=NOW)
    december = Round.objects.get(month=D(2024, 12, 1))
    change_details(december, date=D(2024, 11, 28))
    assert next_day(people.centre, D(2024, 11, 29)) is None

    made = extra(people, D(2024, 12, 19), packages=3)

    assert (made.occurrence_on, made.month, made.date, made.packages) == (None, D(2024, 12, 1), D(2024, 12, 19), 3)
    assert (made.extra, made.extra_reason, made.state) == ("disaster", REASON, State.DRAFT)
    assert made.recipients.planned().count() == 3
    assert made.lines.exists()


def test_an_extra_round_takes_no_month_from_the_rule():
    people = blora(families=12)
    extra(people, D(2024, 11, 7))
    assert next_day(people.centre, TODAY) == D(2024, 11, 15)
    done = schedule_rounds([people.programme], today=TODAY, now=NOW)
    assert [scheduled.outcome for scheduled in done] == ["made", "made"]
    extra(people, D(2024, 11, 7), extra=Extra.MAKE_UP)
    assert Round.objects.filter(month=D(2024, 11, 1)).count() == 3


@pytest.mark.parametrize(
    ("date", "possible"),
    [(D(2024, 11, 3), False), (TODAY, True), (D(2025, 11, 4), True), (D(2025, 11, 5), False)],
)
def test_an_extra_round_is_planned_from_today_and_a_year_ahead_at_most(date, possible):
    people = blora()
    if possible:
        assert extra(people, date).date == date
        return
    with pytest.raises(Refused, match="Isi tanggal dari 4 November 2024 sampai 4 November 2025") as refused:
        extra(people, date)
    assert refused.value.field == "date"


def test_without_a_reason_or_contents_of_the_package_none_is_made():
    people = blora()
    with pytest.raises(Refused, match="Isi alasannya") as refused:
        extra(people, reason=" ")
    assert refused.value.field == "extra_reason"
    people.programme.package = PackageFactory(centre=people.centre)
    with pytest.raises(Refused, match="Isi paket belum ada pada tanggal itu"):
        extra(people)
    assert not Round.objects.exists()


def test_a_draft_counts_for_the_month_of_its_day_and_from_approval_on_for_the_one_that_was_approved():
    people = blora()
    round = extra(people)
    change_details(round, date=D(2025, 2, 3))
    assert (round.month, round.name) == (D(2025, 2, 1), "Tambahan (bencana) 3 Februari 2025")
    change_details(round, date=D(2024, 11, 28))
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    move_date(round, date=D(2024, 12, 2), time=round.time, reason="Jalan terputus", by=people.coordinator, now=NOW)
    assert (round.month, round.name) == (D(2024, 11, 1), "Tambahan (bencana) 2 Desember 2024")


def test_two_extra_rounds_of_one_day_are_held_for_different_things_and_are_called_so():
    people = blora()
    first, second = extra(people), extra(people, extra=Extra.MAKE_UP)
    assert [first.name, second.name] == [
        "Tambahan (bencana) 28 November 2024",
        "Tambahan (susulan) 28 November 2024",
    ]
    with pytest.raises(Refused, match=r"sudah ada pada hari itu\. Tambah jumlah paketnya") as refused:
        extra(people)
    assert refused.value.field == "date"
    cancel_round(first, reason="Banjir surut", by=people.coordinator, now=NOW)
    assert extra(people).name == first.name


@pytest.mark.parametrize("is_approved", [False, True])
def test_no_extra_round_is_moved_onto_the_day_of_another_that_is_held_for_the_same(is_approved):
    people = blora()
    there, other = extra(people), extra(people, D(2024, 11, 27))
    if is_approved:
        approved(people, other)
    with pytest.raises(Refused, match="sudah ada pada hari itu") as refused:
        change_or_move(people, Round.objects.get(pk=other.pk), there.date)
    assert refused.value.field == "date"
    assert Round.objects.get(pk=other.pk).date == D(2024, 11, 27)


def test_the_wall_round_extra_once_a_day_stands_in_the_database():
    people = blora()
    there, other = extra(people), extra(people, D(2024, 11, 27))
    with pytest.raises(IntegrityError, match="round_extra_once_a_day"):
        Round.objects.filter(pk=other.pk).update(date=there.date)


# --- what the rotation makes of it


def test_who_has_a_place_in_an_extra_round_makes_room_for_others_in_the_next_and_rests_as_the_programme_says():
    people = blora(families=8, family_rest_months=2)
    made = extra(people, D(2024, 11, 7), packages=4)
    first = families(made)
    assert len(first) == 4
    regular = november(people)
    assert len(families(regular)) == 4
    assert not families(regular) & first


def test_an_extra_round_before_an_approved_one_leaves_out_who_receives_there():
    people = blora(families=8)
    regular = november(people)
    submit_round(regular, by=people.coordinator, now=NOW)
    approve_round(regular, by=people.head, now=NOW)

    made = extra(people, D(2024, 11, 7), packages=4)

    assert families(made) == {family.pk for family in people.families} - families(regular)
    submit_round(made, by=people.coordinator, now=NOW)


def test_an_extra_round_leaves_out_who_received_in_the_month():
    people = blora(families=4)
    regular = november(people)
    assert len(families(regular)) == 4
    assert families(extra(people)) == set()


@pytest.mark.parametrize("day", [15, 16])
def test_who_was_missed_comes_first_in_a_make_up_round_also_of_the_very_day(day):
    people = blora(families=8, packages_per_round=4)
    regular = november(people)
    missed = recorded(regular.recipients.planned().first(), "missed")
    # Whoever else waits has waited longer.
    Family.objects.filter(pk=missed.family_id).update(registered_on=D(2024, 10, 1))
    made = extra(people, D(2024, 11, day), packages=1, extra=Extra.MAKE_UP)
    assert families(made) == {missed.family_id}


def test_a_make_up_round_of_the_very_day_is_gone_to_by_those_who_went_along_that_morning():
    people = blora(families=8, packages_per_round=4)
    regular = november(people)
    set_staff(regular, people.staff[2:])
    made = extra(people, D(2024, 11, 15), packages=1, extra=Extra.MAKE_UP)
    assert [link.official for link in made.staff_links.all()] == people.staff[2:]


@pytest.mark.parametrize(
    ("rounds", "villages"), [(1, {GERSI: 1, NGLANJUK: 1}), (2, {GERSI: 2, NGLANJUK: 2}), (3, {GERSI: 3, NGLANJUK: 3})]
)
def test_an_extra_round_sends_its_villages_to_rest_and_ends_nobodys_rest(rounds, villages):
    people = blora(village_rest_rounds=rounds)
    regular = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    RecipientFactory(round=regular, stop=StopFactory(round=regular, village=region(GERSI)))
    between = RoundFactory(
        centre=people.centre,
        programme=people.programme,
        occurrence_on=None,
        month=D(2024, 10, 1),
        date=D(2024, 10, 25),
        extra=Extra.DISASTER,
        extra_reason=REASON,
    )
    RecipientFactory(round=between, stop=StopFactory(round=between, village=region(NGLANJUK)))
    assert resting_villages(Round(programme=people.programme, date=D(2024, 11, 15)), LONG_AGO) == {
        region(village).pk: left for village, left in villages.items()
    }


def test_a_cancelled_extra_round_lets_no_village_rest():
    people = blora(village_rest_rounds=1)
    made = extra(people, D(2024, 11, 7))
    assert len(resting_villages(Round(programme=people.programme, date=D(2024, 11, 15)), LONG_AGO)) == 2
    transition(made, State.CANCELLED, by=people.coordinator, now=NOW, note=REASON)
    assert resting_villages(Round(programme=people.programme, date=D(2024, 11, 15)), LONG_AGO) == {}


@pytest.mark.long
@pytest.mark.parametrize("programme", [{}, {"village_rest_rounds": 2, "stops_per_round": 2}])
@pytest.mark.parametrize("ahead", [D(2024, 11, 28), D(2024, 12, 5), D(2025, 1, 17)])
def test_a_forecast_counts_the_extra_rounds_that_are_planned(programme, ahead):
    people = blora(families=24, packages_per_round=3, **programme)
    regular = november(people)
    planned = extra(people, ahead, packages=2)
    submit_round(planned, by=people.coordinator, now=NOW)
    assert_comes_true(people, regular)


def test_a_forecast_starts_from_an_extra_round_too():
    people = blora(families=24, packages_per_round=3, village_rest_rounds=2, stops_per_round=2)
    november(people)
    assert_comes_true(people, extra(people, D(2024, 11, 28)))


def assert_comes_true(people, round: Round) -> None:
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    plan = rotation_ahead(round, pinned=there, today=TODAY)
    said = {c.candidate.family: c.reason["turn"] for c in plan.waiting if "turn" in c.reason}
    schedule_rounds([people.programme], today=TODAY, months=11, now=NOW)
    rows = Recipient.objects.planned().filter(round__date__gt=round.date).order_by("-round__date")
    came = {family: f"{day:%Y-%m}-01" for family, day in rows.values_list("family_id", "round__date")}
    assert len(said) > 10
    assert {family: came[family] for family in said} == said


def test_a_round_moved_to_another_month_is_followed_by_day_and_its_month_has_no_other():
    people = blora(families=24, packages_per_round=3)
    regular = november(people, months=2)
    december = Round.objects.get(month=D(2024, 12, 1))
    change_details(december, date=D(2024, 11, 28))
    assert_comes_true(people, regular)


@pytest.mark.parametrize("handed_over", [False, True])
def test_a_round_moved_to_another_month_lets_its_families_rest_from_its_own_month(handed_over):
    people = blora(families=4, family_rest_months=2)
    regular = november(people, months=2)
    transition(regular, State.CANCELLED, by=people.coordinator, now=NOW, note=REASON)
    december = Round.objects.get(month=D(2024, 12, 1))
    change_details(december, date=D(2024, 11, 28))
    plan_round(december, now=NOW)
    assert len(families(december)) == 4
    if handed_over:
        for recipient in december.recipients.planned():
            recorded(recipient, "served")
    # On the day of the round: later it would give nobody a place, had nobody approved it.
    schedule_rounds([people.programme], today=D(2024, 11, 28), months=4, now=NOW)
    planned = [len(families(round)) for round in Round.objects.filter(month__gt=december.month).order_by("month")]
    assert planned == [0, 4]


# --- what it is called


def test_a_round_is_called_by_its_month_and_by_its_day_where_that_lies_in_another_month():
    people = blora()
    regular = november(people)
    assert regular.name == "November 2024"
    change_details(regular, date=D(2024, 12, 2))
    assert regular.name == "2 Desember 2024"
    text = " ".join(page_texts(papers.proposal(regular)))
    assert "periode 2 desember 2024" in text.lower()
    assert "november 2024" not in text.lower().replace("4 november 2024", "")


def test_papers_name_the_day_of_an_extra_round_and_the_proposal_its_reason():
    people = blora()
    round = extra(people)
    text = " ".join(page_texts(papers.proposal(round)))
    assert "periode tambahan (bencana) 28 november 2024" in text.lower()
    assert "Bencana: Banjir di Kradenan" in text
    assert "Tambahan (bencana) 28 November 2024 ·" in text


# --- its page


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_extra_round_is_made_on_its_page_and_called_so_wherever_it_is_named():
    people = blora(rule="day", day=31, nth=None, weekday=None)
    client, url = signed_in(people.coordinator), reverse("distributions:extra_round")
    day = people.centre.local_date(timezone.now()) + datetime.timedelta(days=3)
    said = {"programme": people.programme.pk, "extra": "special_day", "date": day.isoformat(), "packages": "2"}
    said |= {"time": "08.00"}

    refused = client.post(url, said | {"extra_reason": " "}).content.decode()
    assert "Isi alasannya." in refused
    response = client.post(url, said | {"extra_reason": "Hari Bhakti Pemasyarakatan"}, follow=True)

    round = Round.objects.get()
    assert response.redirect_chain == [(reverse("distributions:prepare", args=[round.pk]), 302)]
    shown = response.content.decode()
    assert f"Siapkan {round.name}" in shown
    assert "Periode tambahan, hari khusus: Hari Bhakti Pemasyarakatan" in " ".join(shown.split())
    listed = client.get(reverse("distributions:rounds")).content.decode()
    assert f">{round.name}</a>" in listed
    assert "Hari khusus" in listed


def test_the_coordinator_is_offered_an_extra_round_where_the_rule_gives_none():
    people = blora()
    transition(november(people), State.CANCELLED, by=people.coordinator, now=NOW, note=REASON)
    Programme.objects.update(ends_on=D(2024, 11, 30))
    address = f'href="{reverse("distributions:extra_round")}"'
    home = reverse("distributions:home")
    assert address in signed_in(people.coordinator).get(home).content.decode()
    assert address not in signed_in(people.head).get(home).content.decode()
    assert signed_in(people.head).get(reverse("distributions:extra_round")).status_code == 403


def test_cancelling_an_extra_round_says_that_the_rule_goes_on_and_offers_no_reason_of_a_month():
    people = blora()
    client = signed_in(people.coordinator)
    said = {}
    for round in (november(people), extra(people)):
        answer = client.get(reverse("distributions:cancel", args=[round.pk]))
        reasons = [sentence for sentence, _label in answer.context["form"].fields["reason"].choices]
        said[round.is_extra] = answer.context["hint"], reasons
    closed = "Periode yang dibatalkan tidak bisa dibuka lagi."
    assert said[False] == (
        f"Bulan ini tidak dibuatkan periode lain. {closed}",
        ["Tidak ada barang bulan ini", "Bencana atau keadaan darurat", "Digabung dengan bulan lain", "other"],
    )
    assert said[True] == (
        f"Periode menurut aturan tetap dibuat seperti biasa. {closed}",
        [
            "Barang untuk periode ini tidak ada",
            "Sudah tidak diperlukan",
            "Bencana atau keadaan darurat",
            "Digabung dengan periode lain",
            "other",
        ],
    )
