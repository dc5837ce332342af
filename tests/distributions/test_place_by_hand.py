"""A family gets a place by hand, loses it, or takes another's: along the route, and who did it why."""

import datetime

import pytest

from config.errors import Refused
from distributions.models import Exclusion, Recipient, Round
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.planning import order_stops
from families.models import Family, Member
from tests.distributions.blora import NOW, blora
from tests.factories import GERSI, NGLANJUK, PANOLAN, EligibleFamilyFactory, RecipientFactory, RoundFactory, region
from tests.standing import stands

pytestmark = pytest.mark.django_db

# Nglanjuk and Balun lie in Cepu, Panolan in Kedungtuban, Gersi in Jepon.
BALUN = "33.16.05.1013"


@stands
def people():
    return blora(families=0)


@stands
def round(people):
    """A draft for ten: Nglanjuk, then Panolan, and Gersi for a family of the reserve."""
    round = RoundFactory(centre=people.centre, programme=people.programme, packages=10)
    for village, state in ((NGLANJUK, "planned"), (PANOLAN, "planned"), (GERSI, "reserve")):
        RecipientFactory(round=round, family=family_in(people, village), state=state)
    return round


def family_in(people, village: str, **known) -> Family:
    return EligibleFamilyFactory(centre=people.centre, village=region(village), **known)


def add(round: Round, family: Family, reason="Sakit keras") -> Recipient:
    return add_family(round, family, reason=reason)


def route(round: Round) -> list[tuple[int, str]]:
    return [(stop.position, stop.village.name) for stop in round.stops.select_related("village")]


def places(round: Round) -> list[tuple[int, str, str]]:
    rows = round.recipients.select_related("stop__village")
    return [(row.position, row.stop.village.name, row.state) for row in rows]


def test_a_new_village_stands_beside_the_others_of_its_district(people, round):
    add(round, family_in(people, BALUN))
    assert route(round) == [(1, "Nglanjuk"), (2, "Balun"), (3, "Panolan"), (4, "Gersi")]
    assert places(round) == [
        (1, "Nglanjuk", "planned"),
        (2, "Balun", "planned"),
        (3, "Panolan", "planned"),
        (4, "Gersi", "reserve"),
    ]


def test_a_new_district_comes_after_the_locations_that_are_visited(people, round):
    add(round, family_in(people, "33.16.06.2006"))
    assert route(round) == [(1, "Nglanjuk"), (2, "Panolan"), (3, "Gagakan"), (4, "Gersi")]


def test_a_family_in_a_village_of_the_round_opens_no_other_location(people, round):
    recipient = add(round, family_in(people, NGLANJUK))
    assert route(round) == [(1, "Nglanjuk"), (2, "Panolan"), (3, "Gersi")]
    assert (recipient.position, [village for _n, village, _s in places(round)]) == (
        1,
        ["Nglanjuk", "Nglanjuk", "Panolan", "Gersi"],
    )


def test_the_first_family_opens_the_first_location(people):
    december = datetime.date(2024, 12, 20)
    round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=december, packages=2)
    recipient = add(round, family_in(people, PANOLAN))
    assert (route(round), recipient.position) == ([(1, "Panolan")], 1)


def test_the_place_says_who_it_is_for_and_why(people, round):
    # It rests, so the rotation does not propose it.
    lately = datetime.date(2024, 11, 4)
    where = {"hamlet": "Dukuh Barat", "street": "Jl. Pemuda 4", "landmark": "dekat masjid"}
    family = family_in(people, BALUN, aid_before_on=lately, aid_before_note="Bansos", **where)
    Member.objects.filter(family=family).update(name="Rukmini Hidayah")
    add(round, family, " Sakit keras ")
    row = round.recipients.get(family=family)
    facts = {"last": "2024-11-04", "until": "2024-12-01"}
    assert (row.reason, row.by_hand, row.hand_reason) == ({"code": "by_hand"} | facts, True, "Sakit keras")
    assert (row.contact_name, row.address, row.landmark) == (
        "Rukmini Hidayah",
        "Dukuh Barat, Jl. Pemuda 4",
        "dekat masjid",
    )
    assert (row.rt, row.rw, row.village_name, row.district_name, row.household_size) == (
        "002",
        "005",
        "Balun",
        "Cepu",
        3,
    )
    contact = family.members.get()
    assert (bytes(row.nik_digest), row.nik_last4) == (bytes(contact.nik_digest), contact.nik.last4)


def test_a_family_without_a_contact_has_a_place_without_a_name(people, round):
    family = family_in(people, BALUN, street="")
    Member.objects.filter(family=family).update(is_contact=False)
    row = add(round, family)
    assert (row.contact_name, row.nik_digest, row.nik_last4_cipher, row.address) == ("", None, None, "Karangtengah")


def test_a_family_of_the_reserve_gets_a_place_and_leaves_the_reserve(people, round):
    other = RecipientFactory(round=round, family=family_in(people, GERSI), state="reserve")
    reserve = round.recipients.filter(state="reserve").exclude(pk=other.pk).get()
    add(round, reserve.family)
    assert round.recipients.get(family=reserve.family).state == Recipient.State.PLANNED
    assert list(round.recipients.filter(state="reserve")) == [other]


@pytest.mark.parametrize(("packages", "fits"), [(2, False), (3, True)])
def test_the_last_package_is_given_away_and_no_more(people, round, packages, fits):
    round.packages = packages
    round.save()
    if fits:
        add(round, family_in(people, BALUN))
    else:
        with pytest.raises(Refused, match="Semua paket"):
            add(round, family_in(people, BALUN))
    assert round.recipients.planned().count() == packages


def test_what_does_not_fit_is_named_by_its_field(people, round):
    for family, reason, field in (
        (family_in(people, BALUN, eligible_until=datetime.date(2024, 11, 14)), "Sakit", "family"),
        (EligibleFamilyFactory(), "Sakit", "family"),
        (round.recipients.planned().first().family, "Sakit", "family"),
        # It rests, so the rotation does not propose it.
        (family_in(people, BALUN, aid_before_on=datetime.date(2024, 11, 4), aid_before_note="Bansos"), " ", "reason"),
    ):
        with pytest.raises(Refused) as refused:
            add(round, family, reason)
        assert refused.value.field == field
    add(round, family_in(people, BALUN, eligible_until=datetime.date(2024, 11, 15)))


def test_who_was_taken_out_and_comes_back_is_not_excluded_any_more_but_others_are(people, round):
    first, second = round.recipients.planned()
    for recipient in (first, second):
        remove_family(recipient, reason="Pindah", by=people.coordinator, now=NOW)
    add(round, first.family)
    assert [exclusion.family for exclusion in round.exclusions.all()] == [second.family]


def test_who_is_taken_out_is_kept_with_the_reason_and_its_location_goes(people, round):
    first = round.recipients.planned().first()
    remove_family(first, reason=" Pindah ", by=people.coordinator, now=NOW)
    exclusion = round.exclusions.get()
    assert (exclusion.family, exclusion.replaced_by, exclusion.reason) == (first.family, None, "Pindah")
    assert (exclusion.round, exclusion.centre, exclusion.by, exclusion.at) == (
        round,
        people.centre,
        people.coordinator,
        NOW,
    )
    assert (route(round), [position for position, *_ in places(round)]) == ([(1, "Panolan"), (2, "Gersi")], [1, 2])


def test_without_a_reason_nobody_is_taken_out(people, round):
    with pytest.raises(Refused) as refused:
        remove_family(round.recipients.planned().first(), reason=" ", by=people.coordinator, now=NOW)
    assert (refused.value.field, round.recipients.planned().count()) == ("reason", 2)


def test_who_is_taken_out_again_has_one_reason_the_last(people, round):
    first = round.recipients.planned().first()
    remove_family(first, reason="Pindah", by=people.coordinator, now=NOW)
    RecipientFactory(round=round, stop=round.stops.first(), family=first.family, position=9)
    other, later = family_in(people, BALUN), NOW + datetime.timedelta(hours=1)
    again = round.recipients.get(family=first.family)
    swap_family(again, other, reason="Searah", by=people.operator, now=later)
    exclusion = Exclusion.objects.get()
    assert (exclusion.replaced_by, exclusion.reason, exclusion.by, exclusion.at) == (
        other,
        "Searah",
        people.operator,
        later,
    )


def test_who_takes_a_place_that_was_given_by_hand_has_it_for_the_last_reason(people, round):
    first, later = round.recipients.planned().first(), NOW + datetime.timedelta(hours=1)
    chosen, last = (
        family_in(people, BALUN, aid_before_on=datetime.date(2024, 11, 4), aid_before_note="Bansos") for _n in range(2)
    )
    placed = swap_family(first, chosen, reason="Permintaan Kepala UPT", by=people.coordinator, now=NOW)
    swap_family(placed, last, reason="Lebih mendesak", by=people.operator, now=later)
    exclusion = round.exclusions.get()
    assert (exclusion.family, exclusion.replaced_by, exclusion.reason, exclusion.by, exclusion.at) == (
        first.family,
        last,
        "Lebih mendesak",
        people.operator,
        later,
    )


def test_another_order_of_the_locations_brings_their_families_along(people, round):
    RecipientFactory(round=round, family=family_in(people, NGLANJUK))
    nglanjuk, panolan, gersi = round.stops.values_list("pk", flat=True)
    order_stops(round, [gersi, panolan, nglanjuk])
    assert route(round) == [(1, "Gersi"), (2, "Panolan"), (3, "Nglanjuk")]
    # Whoever waits in reserve is written last wherever they live.
    assert places(round) == [
        (1, "Panolan", "planned"),
        (2, "Nglanjuk", "planned"),
        (3, "Nglanjuk", "planned"),
        (4, "Gersi", "reserve"),
    ]


@pytest.mark.parametrize("wrong", [slice(0, 2), slice(0, 0)])
def test_an_order_that_leaves_out_a_location_is_refused(people, round, wrong):
    pks = list(round.stops.values_list("pk", flat=True))
    for order in (pks[wrong], [*pks, pks[0]]):
        with pytest.raises(Refused):
            order_stops(round, order)
