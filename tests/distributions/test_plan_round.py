"""The proposal of a round, and what the coordinator changes in it."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from aid.models import Item
from config.errors import Refused
from distributions.models import Recipient, Round, State
from distributions.rotation.reasons import sentence
from distributions.rounds.approval import submit_round
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.checks import check
from distributions.rounds.forms import ContentsForm
from distributions.rounds.planning import (
    change_contents,
    change_details,
    fill_prices,
    order_stops,
    plan_round,
    rotation_of,
)
from distributions.rounds.snapshots import refresh_snapshots
from distributions.rounds.transitions import transition
from families.models import Eligibility, Family, Inmate, Member
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.recorded import approved, recorded
from tests.factories import EligibleFamilyFactory, MemberFactory, OfficialFactory, RecipientFactory, RoundFactory

pytestmark = pytest.mark.django_db
D = datetime.date


def names(round: Round, state: str = "planned") -> list[str]:
    return list(round.recipients.filter(state=state).values_list("contact_name", flat=True))


def test_everything_is_filled_in():
    people = blora(families=7)
    round = november(people)
    assert names(round) == ["Keluarga 0", "Keluarga 1", "Keluarga 2", "Keluarga 3"]
    assert names(round, "reserve") == ["Keluarga 4", "Keluarga 5"]
    assert round.stops.visited().count() == 4
    assert list(round.lines.values_list("item_name", "quantity", "unit_price")) == [
        ("Beras", Decimal("10.000"), 14_500),
        ("Gula pasir", Decimal("2.000"), 14_500),
    ]
    assert (round.handing_official, round.head_official) == (people.services, people.head_official)
    assert set(round.staff.all()) == set(people.staff)
    first = round.recipients.first()
    assert (first.village_name, first.district_name, first.rt, first.household_size) == ("Nglanjuk", "Cepu", "002", 3)
    assert sentence(first.reason) == "Belum pernah menerima, menunggu sejak 1 Januari 2024."


def test_who_may_not_receive_on_that_day_is_not_proposed():
    people = blora()
    expired, released, suspended, ok = people.families
    Family.objects.filter(pk=expired.pk).update(eligible_until=D(2024, 11, 14))
    Inmate.objects.filter(ties__family=released).update(status="released", status_on=D(2024, 11, 1))
    Family.objects.filter(pk=suspended.pk).update(eligibility=Eligibility.SUSPENDED)
    assert [r.family for r in november(people).recipients.all()] == [ok]


def test_families_of_an_earlier_open_round_count_as_served_there():
    people = blora(families=6)
    round = november(people, months=2)
    december = Round.objects.get(month=D(2024, 12, 1))
    assert names(round) == ["Keluarga 0", "Keluarga 1", "Keluarga 2", "Keluarga 3"]
    # Of those who received on the same day, the ones that live where the round goes anyway.
    assert set(names(december)) == {"Keluarga 4", "Keluarga 5", "Keluarga 0", "Keluarga 1"}


def test_aid_under_a_merged_entry_counts():
    people = blora(families=5)
    merged = EligibleFamilyFactory(
        centre=people.centre, aid_before_on=D(2024, 9, 1), aid_before_note="Baznas", household__contact="Lama"
    )
    Family.objects.filter(pk=merged.pk).update(merged_into=people.families[0])
    round = november(people)
    assert "Keluarga 0" not in names(round)


def test_missed_families_come_first_and_those_who_refused_do_not():
    people = blora(families=6)
    october = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    both = [RecipientFactory(round=october, family=family) for family in (people.families[5], people.families[4])]
    for recipient, why in zip(both, ("not_home", "refused"), strict=True):
        recorded(recipient, "missed", reason=why)
    round = november(people)
    reasons = {r.family_id: sentence(r.reason) for r in round.recipients.planned()}
    assert reasons[people.families[5].pk] == "Terlewat 18 Oktober 2024 (tidak di rumah). Didahulukan."
    assert people.families[4].pk not in reasons


def test_a_new_proposal_keeps_what_was_chosen_by_hand_and_leaves_out_who_was_taken_out():
    people = blora(families=7)
    round = november(people)
    first = round.recipients.first()
    swap_family(first, people.families[6], reason="Searah", by=people.coordinator, now=NOW)
    plan_round(round, now=NOW)
    assert set(names(round)) == {"Keluarga 6", "Keluarga 1", "Keluarga 2", "Keluarga 3"}
    by_hand = round.recipients.get(by_hand=True)
    assert (by_hand.contact_name, by_hand.hand_reason) == ("Keluarga 6", "Searah")
    exclusion = round.exclusions.get()
    assert (exclusion.family, exclusion.replaced_by, exclusion.reason) == (
        people.families[0],
        people.families[6],
        "Searah",
    )


def test_a_family_is_taken_out_and_brought_back_by_hand():
    people = blora()
    round = november(people)
    remove_family(round.recipients.first(), reason="Sedang ke luar kota", by=people.coordinator, now=NOW)
    assert names(round) == ["Keluarga 1", "Keluarga 2", "Keluarga 3"]
    assert list(round.stops.values_list("position", flat=True)) == [1, 2, 3]
    add_family(round, people.families[0], reason="Sudah kembali")
    assert set(names(round)) == {f"Keluarga {n}" for n in range(4)}
    assert not round.exclusions.exists()


def test_no_family_more_than_packages_and_none_twice_and_none_that_may_not():
    people = blora(families=5)
    round = november(people)
    with pytest.raises(Refused, match="Semua paket sudah ada keluarganya"):
        add_family(round, people.families[4], reason="Sakit")
    first, second = round.recipients.all()[:2]
    with pytest.raises(Refused, match="sudah ada di periode ini"):
        swap_family(first, second.family, reason="Sakit", by=people.coordinator, now=NOW)
    Family.objects.filter(pk=people.families[4].pk).update(eligibility=Eligibility.SUSPENDED)
    with pytest.raises(Refused, match="belum boleh menerima"):
        swap_family(first, people.families[4], reason="Sakit", by=people.coordinator, now=NOW)
    assert len(names(round)) == 4


def test_the_place_of_a_family_is_given_away_once():
    people = blora(families=6)
    round = november(people)
    first = round.recipients.first()
    swap_family(first, people.families[4], reason="Sakit", by=people.coordinator, now=NOW)
    again = Recipient(pk=first.pk, round=round, family=people.families[0])
    with pytest.raises(Refused, match="tidak ada dalam periode ini"):
        swap_family(again, people.families[5], reason="Sakit", by=people.coordinator, now=NOW)
    with pytest.raises(Refused, match="tidak ada dalam periode ini"):
        remove_family(again, reason="Sakit", by=people.coordinator, now=NOW)
    assert len(names(round)) == 4


def test_another_centres_family_does_not_exist():
    people = blora()
    round = november(people)
    stranger = EligibleFamilyFactory()
    with pytest.raises(Refused):
        swap_family(round.recipients.first(), stranger, reason="Sakit", by=people.coordinator, now=NOW)


def test_details_contents_and_order_change_while_it_is_a_draft():
    people = blora()
    round = november(people)
    change_details(round, date=D(2024, 11, 18), staff=people.staff[:1])
    rice = round.lines.get(item_name="Beras").item
    change_contents(round, {rice: (Decimal("5"), 15_000)})
    stops = list(round.stops.values_list("pk", flat=True))
    order_stops(round, reversed(stops))
    round.refresh_from_db()
    assert (round.date, list(round.staff.all())) == (D(2024, 11, 18), people.staff[:1])
    assert list(round.lines.values_list("item_name", "quantity", "unit_price")) == [("Beras", Decimal("5.000"), 15_000)]
    assert list(round.stops.values_list("pk", flat=True)) == stops[::-1]
    assert names(round)[0] != "Keluarga 0"


def test_an_order_of_other_locations_is_refused():
    people = blora()
    round = november(people)
    with pytest.raises(Refused):
        order_stops(round, [1])


def test_fewer_packages_than_families_are_refused():
    people = blora()
    round = november(people)
    for packages in (3, 0):
        with pytest.raises(Refused) as refused:
            change_details(round, packages=packages)
        assert refused.value.field == "packages"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"packages_per_round": 2}, ["Keluarga 0", "Keluarga 1"]),
        ({"stops_per_round": 1}, ["Keluarga 0", "Keluarga 4"]),
        ({"packages_per_round": 9, "stops_per_round": 2}, ["Keluarga 0", "Keluarga 4", "Keluarga 1", "Keluarga 5"]),
    ],
)
def test_packages_and_locations_are_those_of_the_programme(settings, expected):
    people = blora(families=6, **settings)
    assert names(november(people)) == expected


@pytest.mark.parametrize(("months", "chosen"), [(0, True), (1, True), (2, False)])
def test_a_family_rests_as_long_as_the_programme_says(months, chosen):
    people = blora(families=1, family_rest_months=months)
    Family.objects.update(aid_before_on=D(2024, 10, 31), aid_before_note="Baznas")
    round = november(people)
    assert names(round) == ["Keluarga 0"] * chosen
    waiting = rotation_of(round, pinned={}, today=TODAY).waiting
    assert [sentence(choice.reason) for choice in waiting] == (
        [] if chosen else ["Terakhir menerima 31 Oktober 2024; boleh menerima lagi mulai Desember 2024."]
    )


@pytest.mark.parametrize(
    ("rounds", "started", "first"),
    [
        (0, D(2024, 10, 1), "Keluarga 0"),
        (1, D(2024, 10, 1), "Keluarga 1"),
        # With two families and one package the turn is three rounds: September, October and November.
        (1, D(2024, 9, 1), "Keluarga 0"),
    ],
)
def test_a_village_rests_as_long_as_the_programme_says_until_the_turn_of_a_family_ends(rounds, started, first):
    people = blora(families=2, packages_per_round=1, village_rest_rounds=rounds, starts_on=started)
    past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    RecipientFactory(round=past, family__village=people.families[0].village, family__eligible_until=D(2024, 10, 18))
    approved(past)
    assert names(november(people)) == [first]


def test_who_went_along_last_time_goes_again_if_they_still_serve():
    people = blora()
    gone, stays, _third = people.staff
    for month, staff in ((8, people.staff), (9, [gone, stays]), (10, [])):
        past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, month, 16))
        change_details(past, staff=staff)
    other = RoundFactory(centre=people.centre, occurrence_on=D(2024, 11, 1))
    change_details(other, staff=people.staff)
    gone.ends_on = D(2024, 11, 14)
    gone.save()
    assert list(november(people).staff.all()) == [stays]


def test_where_nobody_of_the_last_time_serves_any_more_the_staff_goes_at_most_five():
    people = blora()
    past = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    change_details(past, staff=people.staff[:1])
    people.staff[0].ends_on = D(2024, 11, 14)
    people.staff[0].save()
    new = [OfficialFactory(centre=people.centre) for _n in range(4)]
    OfficialFactory()
    OfficialFactory(centre=people.centre, starts_on=D(2024, 11, 16))
    chosen = set(november(people).staff.all())
    assert len(chosen) == 5
    assert chosen < {*people.staff[1:], *new}


def test_families_stand_along_the_route_and_the_reserve_after_them():
    people = blora(families=6, packages_per_round=5)
    round = november(people)
    villages = [stop.village.name for stop in round.stops.select_related("village")]
    assert [(r.position, r.stop.village.name, r.state) for r in round.recipients.select_related("stop__village")] == [
        (1, villages[0], "planned"),
        (2, villages[0], "planned"),
        (3, villages[1], "planned"),
        (4, villages[2], "planned"),
        (5, villages[3], "planned"),
        (6, villages[1], "reserve"),
    ]
    assert list(round.stops.values_list("position", flat=True)) == [1, 2, 3, 4]
    owners = {row.centre for rows in (round.stops, round.recipients, round.lines) for row in rows.all()}
    assert owners == {people.centre}


def test_what_was_written_of_families_is_copied_anew_from_the_register():
    people = blora(families=2)
    round = november(people)
    first, second = people.families
    Member.objects.filter(family=first).update(name="Rukmini Hidayah")
    Member.objects.filter(family=second).update(is_contact=False)
    MemberFactory(centre=people.centre, family=second, name="Bukan kontak")
    Family.objects.filter(pk=first.pk).update(rt="009", household_size=None)
    refresh_snapshots(round)
    rows = {row.family_id: row for row in round.recipients.all()}
    assert (rows[first.pk].contact_name, rows[first.pk].rt, rows[first.pk].household_size) == (
        "Rukmini Hidayah",
        "009",
        None,
    )
    assert rows[second.pk].contact_name == ""


def test_only_drafts_are_planned():
    people = blora()
    round = november(people)
    transition(round, State.SUBMITTED, by=people.coordinator, now=NOW)
    with pytest.raises(Refused):
        plan_round(round, now=NOW)


def test_the_command_names_places_and_reasons_but_nobody(capsys):
    people = blora()
    round = november(people)
    call_command("plan_round", str(round.pk))
    out = capsys.readouterr().out
    assert "Nglanjuk, Cepu: Belum pernah menerima" in out
    assert "Keluarga" not in out


def test_a_price_that_is_known_by_now_reaches_the_draft_that_was_made_without_it():
    people = blora()
    Item.objects.filter(name="Beras").update(usual_price=None)
    round = november(people)
    rice = round.lines.get(item__name="Beras")
    said = "Belum ada harga untuk Beras, sehingga nilai total belum diketahui."
    assert (rice.unit_price, check(round).warnings[-1]) == (None, said)
    Item.objects.filter(name="Beras").update(usual_price=15_250)
    assert ContentsForm(round=round)[f"price_{rice.item_id}"].value() == 15_250
    others = list(round.lines.exclude(pk=rice.pk).values_list("pk", "unit_price"))
    Item.objects.exclude(name="Beras").update(usual_price=1)
    fill_prices(round)
    rice.refresh_from_db()
    assert rice.unit_price == 15_250
    assert list(round.lines.exclude(pk=rice.pk).values_list("pk", "unit_price")) == others  # as the draft had them
    assert said not in check(round).warnings
    submit_round(round, by=people.coordinator, now=NOW)
    with pytest.raises(Refused):
        fill_prices(round)
