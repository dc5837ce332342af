"""What was approved on one list is signed on that list: nothing later moves a location to other minutes."""

from types import SimpleNamespace

import pytest

from centres.models import Centre
from distributions.models import PaperKind, State
from distributions.papers.versions import bundle_in
from distributions.rounds.approval import reorder_stops, use_reserve
from distributions.rounds.transitions import transition
from tests import factories
from tests.distributions.kept_papers import printed, version_in_force
from tests.distributions.months import APPROVED, NOW, approved_month, delivered, from_canteen, missed
from tests.factories import GERSI, NGGINGGIL, NGLANJUK, PANOLAN

pytestmark = pytest.mark.django_db

VILLAGES = (PANOLAN, NGLANJUK, NGGINGGIL)


@pytest.fixture
def month():
    """As many families as one list may have, in two villages; one more is in reserve."""
    found = approved_month(families=10, villages=(PANOLAN, NGLANJUK))
    factories.LetterheadFactory(centre=found.centre, minutes_number="BAST-{urut}/2024")
    from_canteen(found, rice="100", sugar="20")
    return found


@pytest.fixture
def by_village(monkeypatch):
    """A month of which each of three villages has its list."""
    monkeypatch.setattr(Centre._meta.get_field("one_list_up_to"), "default", 2)
    found = approved_month(families=3, villages=VILLAGES)
    factories.LetterheadFactory(centre=found.centre, minutes_number="BAST-{urut}/2024")
    from_canteen(found, rice="30", sugar="6")
    return found


def lists(month):
    """Number and place of all minutes as they would be printed now."""
    version = version_in_force(month.round, PaperKind.BAST, by=month.people.coordinator, now=NOW)
    return [(minutes["number"], minutes["place"]) for minutes, _receipts in bundle_in(version)["parts"]]


def by(month, **more):
    return {"by": month.people.coordinator, "now": NOW} | more


def test_a_reserve_family_beside_a_missed_one_cuts_no_common_list_in_two(month):
    before = lists(month)
    assert len(before) == 1
    missed(month, month.recipients[0])
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], **by(month))
    assert lists(month) == before


def test_another_limit_of_the_centre_cuts_no_round_that_is_approved(month):
    before = lists(month)
    Centre.objects.filter(pk=month.centre.pk).update(one_list_up_to=2)
    delivered(month, month.recipients[0])
    assert lists(month) == before


def test_on_another_route_each_location_keeps_its_minutes(by_village):
    before = lists(by_village)
    assert [number for number, _place in before] == ["BAST-1/2024", "BAST-2/2024", "BAST-3/2024"]
    stops = list(by_village.round.stops.order_by("-position").values_list("pk", flat=True))
    reorder_stops(by_village.round, order=stops, reason="Jembatan putus", **by(by_village))
    assert lists(by_village) == before
    _paper, text = printed(by_village, PaperKind.RECEIPT_LIST)
    assert text.index("Lokasi 3: Desa Panolan") < text.index("Lokasi 1: Desa Nginggil")


def test_a_list_that_nobody_is_left_on_leaves_the_others_their_numbers(by_village):
    first, second, third = lists(by_village)
    use_reserve(
        by_village.round, reserve=by_village.reserve, instead_of=by_village.recipients[1],
        **by(by_village, reason="Pindah"),
    )  # fmt: skip
    assert lists(by_village) == [first, third]
    use_reserve(
        by_village.round, reserve=by_village.recipients[1], instead_of=by_village.reserve,
        **by(by_village, reason="Kembali"),
    )  # fmt: skip
    assert lists(by_village) == [first, second, third]


def test_a_reserve_family_of_a_new_village_comes_onto_the_list_before_it_on_the_way():
    people = factories.cast(factories.CentreFactory(one_list_up_to=1))
    round = factories.RoundFactory(centre=people.centre)
    first, _second = (
        factories.RecipientFactory(round=round, family__village=factories.region(village)) for village in VILLAGES[:2]
    )
    reserve = factories.RecipientFactory(round=round, state="reserve", family__village=factories.region(GERSI))
    transition(round, State.SUBMITTED, by=people.coordinator, now=APPROVED)
    transition(round, State.APPROVED, by=people.head, now=APPROVED)
    month = SimpleNamespace(round=round, people=people)
    before = lists(month)
    missed(month, first)
    use_reserve(round, reserve=reserve, instead_of=first, **by(month))
    assert lists(month) == [before[0], (before[1][0], f"{before[1][1]}; Desa Gersi, Kecamatan Jepon")]


def test_behind_a_report_of_a_running_round_stands_what_the_other_files_say(month):
    delivered(month, month.recipients[0])
    in_force, of_report = (
        version_in_force(month.round, kind, by=month.people.coordinator, now=NOW)
        for kind in (PaperKind.BAST, PaperKind.REPORT)
    )
    assert of_report == in_force, "nothing was completed"
    ((minutes, _receipts),) = bundle_in(of_report)["parts"]
    assert minutes["revision"] == "Menurut catatan penyerahan 15 November 2024 pukul 10.00 WIB"
