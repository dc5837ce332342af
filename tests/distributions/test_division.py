"""What was given, divided by month, quarter, year, district, item and source: each way gives the same sum."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as sampled
from hypothesis import strategies as some

from aid.ledger import ReceivedLine
from distributions.models import Correction, State
from distributions.reports.division import FEW, GOODS_ALONE, Part, Way, apportioned, divide, together, whole
from distributions.reports.given import Given, Good, Goods, Held, People, given
from distributions.reports.recap import recap
from distributions.rounds.closing import close_round, correct_closed_round, settle_all
from distributions.rounds.goods import receive_for_round
from distributions.rounds.transitions import transition
from tests.distributions.months import NOW, TODAY, approved_month, delivered, from_canteen, missed
from tests.distributions.recorded import recorded
from tests.factories import (
    GERSI,
    NGLANJUK,
    PANOLAN,
    CentreFactory,
    MembershipFactory,
    RecipientFactory,
    RoundFactory,
    SupplierFactory,
    cast,
)

D = datetime.date
DISTRICTS = ("Blora", "Cepu", "Jepon", "Kedungtuban")
SOURCES = ("", "Zakat", "Hasil usaha kantin")
GOODS = (Good("Beras", "kg"), Good("Gula pasir", "kg"), Good("Minyak goreng", "liter"))
counts = some.integers(0, 40)
quantities = some.integers(1, 90_000).map(lambda thousandths: Decimal(thousandths) / 1000)


@some.composite
def worlds(draw) -> Given:
    """Rounds of two years and centres, in which something was given to some districts, from some sources."""
    rounds = {
        number: Held(draw(some.integers(1, 2)), "Rutan", D(draw(some.integers(2023, 2024)), month, 1), draw(funds))
        for number, month in enumerate(draw(some.lists(some.integers(1, 12), max_size=5)))
    }
    people, goods, districts, sources = {}, {}, {}, {}
    for round in rounds:
        for district in draw(some.sets(some.sampled_from(DISTRICTS))):
            packages = draw(counts)
            people[round, district] = People(packages, draw(counts), draw(some.integers(0, packages)))
        for item in draw(some.sets(some.sampled_from(range(len(GOODS))))):
            districts[round, item] = draw(some.dictionaries(some.sampled_from(DISTRICTS), quantities, min_size=1))
            quantity = sum(districts[round, item].values())
            value = draw(some.none() | some.integers(0, 10_000_000))
            goods[round, item] = Goods(GOODS[item], quantity, value)
            sources[round, item] = draw(some.dictionaries(funds, quantities))
    return Given(rounds, people, goods, districts, sources)


funds = some.sampled_from(SOURCES)


def sum_of(parts: list[Part]) -> Part:
    total = Part("")
    for part in parts:
        total.add(part)
    return total


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@sampled(worlds())
def test_each_way_of_dividing_gives_the_same_sum(world):
    all_of_it = whole(world)
    for way in Way:
        for discreet in ((), (1,), (1, 2)):
            total = sum_of(divide(world, way, discreet=discreet))
            assert (total.goods, total.value) == (all_of_it.goods, all_of_it.value)
            people = (0, 0, 0) if way in GOODS_ALONE else (all_of_it.packages, all_of_it.persons, all_of_it.unknown)
            assert (total.packages, total.persons, total.unknown) == people


@sampled(some.integers(0, 10**9), some.dictionaries(some.sampled_from(DISTRICTS), quantities, min_size=1))
def test_what_is_apportioned_adds_up_and_is_within_one_of_its_share(total, shares):
    parts = apportioned(total, shares)
    assert sum(parts.values()) == total
    for name, share in shares.items():
        assert abs(parts[name] - share * total / sum(shares.values())) < 1


def test_without_any_share_the_first_has_it_all():
    assert apportioned(7, {"Cepu": Decimal(0), "Jepon": Decimal(0)}) == {"Cepu": 7, "Jepon": 0}


@sampled(some.lists(counts, min_size=1, max_size=8))
def test_a_district_of_few_packages_can_not_be_reckoned_from_the_sum(packages):
    parts = [Part(DISTRICTS[0] + str(number), packages=count) for number, count in enumerate(packages)]
    shown = together(parts)
    named = [part for part in shown if part.label.startswith(DISTRICTS[0])]
    assert all(part.packages >= FEW for part in named)
    assert sum(part.packages for part in shown) == sum(packages)
    if len(named) < len(parts):
        # Two at least stand together, and they are five: unless the centre has no more, whose number is no secret.
        assert not named or (len(parts) - len(named) >= 2 and sum(packages) - sum(p.packages for p in named) >= FEW)


def test_districts_of_few_stand_together_with_the_smallest_of_the_others():
    parts = [Part(name, packages=count) for name, count in (("Blora", 9), ("Cepu", 2), ("Jepon", 6), ("Kunduran", 7))]
    assert [(part.label, part.packages) for part in together(parts)] == [
        ("Blora", 9),
        ("Kunduran", 7),
        ("Kecamatan lain", 8),
    ]
    assert [(part.label, part.packages) for part in together(parts[1:2])] == [("Semua kecamatan", 2)]


# --- read from what was recorded

pytestmark = pytest.mark.django_db


def table(found: Given, way: Way, **more) -> list[tuple]:
    return [(part.label, part.packages, part.persons, part.value) for part in divide(found, way, **more)]


def test_a_package_that_was_not_complete_counts_with_what_was_handed_over():
    month = approved_month(3, villages=(PANOLAN, NGLANJUK, GERSI))
    from_canteen(month, rice="30", sugar="6")
    delivered(month, month.recipients[0])
    delivered(month, month.recipients[1], rice="4", sugar="0")
    missed(month, month.recipients[2])

    found = given([month.centre.pk], 2024)

    assert (whole(found).packages, whole(found).value, found.incomplete, found.families) == (2, 232_000, 1, 2)
    assert [(p.label, p.packages, p.value, p.amounts) for p in divide(found, Way.DISTRICT)] == [
        ("Cepu", 1, 58_000, ["Beras 4\u00a0kg"]),
        ("Kedungtuban", 1, 174_000, ["Beras 10\u00a0kg", "Gula pasir 2\u00a0kg"]),
    ]
    assert [(p.label, p.value) for p in divide(found, Way.ITEM)] == [
        ("Beras", 203_000),
        ("Gula pasir", 29_000),
    ]


def test_the_recap_has_the_same_value_as_the_reports():
    month = approved_month(2)
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    assert whole(given([month.centre.pk], 2024)).value == sum(row.value for row in recap([month.centre.pk], 2024))


def test_a_correction_counts_for_families_and_leaves_the_goods():
    month = approved_month(2)
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    before = whole(given([month.centre.pk], 2024))
    correct_closed_round(
        month.round,
        recipient=month.recipients[1],
        result=Correction.Result.RECEIVED,
        text="Diterima istri",
        reason="Laporan RT",
        by=month.people.head,
        now=NOW + datetime.timedelta(days=1),
    )
    found = given([month.centre.pk], 2024)
    after = whole(found)
    assert (before.packages, after.packages, found.families, found.corrections) == (1, 2, 2, 1)
    assert (before.goods, before.value) == (after.goods, after.value)


def test_a_cancelled_round_gives_nothing_and_no_row():
    coordinator = MembershipFactory()
    round = RoundFactory(centre=coordinator.centre)
    transition(round, State.CANCELLED, by=coordinator.user, now=NOW, note="Banjir")
    found = given([round.centre_id], 2024)
    assert (divide(found, Way.MONTH), whole(found).packages) == ([], 0)


def test_months_quarters_and_years_follow_one_another():
    people = cast(CentreFactory())
    first = RoundFactory(centre=people.centre, occurrence_on=D(2023, 12, 15))
    rounds = [first]
    rounds += [
        RoundFactory(centre=people.centre, programme=first.programme, occurrence_on=day)
        for day in (D(2024, 1, 19), D(2024, 2, 16), D(2024, 11, 15))
    ]
    for size, round in enumerate(rounds, start=1):
        recorded(RecipientFactory(round=round, household_size=size), "served")
    of_2024, of_all = given([people.centre.pk], 2024), given([people.centre.pk], None)
    assert table(of_2024, Way.MONTH) == [
        ("Januari 2024", 1, 2, None),
        ("Februari 2024", 1, 3, None),
        ("November 2024", 1, 4, None),
    ]
    assert table(of_2024, Way.QUARTER) == [("Triwulan I 2024", 2, 5, None), ("Triwulan IV 2024", 1, 4, None)]
    assert table(of_all, Way.YEAR) == [("2023", 1, 1, None), ("2024", 3, 9, None)]


def test_goods_of_two_sources_are_divided_by_what_came_of_each():
    month = approved_month(2)
    for funds, rice in (("Zakat", "15"), ("Hasil usaha kantin", "5")):
        receive_for_round(
            month.round,
            supplier=SupplierFactory(centre=month.centre, name=f"Dari {funds}"),
            terms="gift",
            source_of_funds=funds,
            received_on=TODAY,
            lines=[ReceivedLine(month.rice, Decimal(rice), 14_500)],
            by=month.people.storekeeper,
            now=NOW,
        )
    for recipient in month.recipients:
        delivered(month, recipient)
    # Nobody wrote down from where the sugar came: it has the source of the plan, which names none.
    assert [(p.label, p.value, p.amounts) for p in divide(given([month.centre.pk], 2024), Way.FUNDS)] == [
        ("Zakat", 217_500, ["Beras 15\u00a0kg"]),
        ("Hasil usaha kantin", 72_500, ["Beras 5\u00a0kg"]),
        ("Tidak disebut", 58_000, ["Gula pasir 4\u00a0kg"]),
    ]


def test_a_round_without_a_price_has_no_value_and_its_goods_count():
    month = approved_month(1, unpriced=("Gula pasir",))
    delivered(month, month.recipients[0])
    found = given([month.centre.pk], 2024)
    assert (found.unpriced, whole(found).value) == (1, None)
    assert whole(found).amounts == ["Beras 10\u00a0kg", "Gula pasir 2\u00a0kg"]


def test_districts_of_several_centres_are_told_apart():
    months = [approved_month(1), approved_month(1)]
    for month in months:
        delivered(month, month.recipients[0])
    found = given([month.centre.pk for month in months], 2024)
    assert [part.label for part in divide(found, Way.DISTRICT)] == [
        f"Kedungtuban ({name})" for name in sorted(month.centre.name for month in months)
    ]
    only_seen = divide(found, Way.DISTRICT, discreet=[months[0].centre.pk])
    assert sorted(part.label for part in only_seen) == sorted(
        [f"Semua kecamatan ({months[0].centre.name})", f"Kedungtuban ({months[1].centre.name})"]
    )
