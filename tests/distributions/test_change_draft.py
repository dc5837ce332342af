"""What the coordinator changes in a draft besides families: date, packages, contents, staff and signers."""

import datetime
from decimal import Decimal

import pytest

from centres.models import Official
from config.errors import Refused
from distributions.models import Round
from distributions.rounds.approval import submit_round
from distributions.rounds.planning import change_contents, change_details, plan_round
from tests.distributions.blora import NOW, blora, november
from tests.factories import ItemFactory, OfficialFactory, PackageVersionFactory, SupplierFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def people():
    return blora()


@stands
def round(people):
    return november(people)


def contents(round: Round) -> list[tuple]:
    return list(round.lines.values_list("item_name", "unit", "quantity", "unit_price"))


def test_every_detail_is_kept(people, round):
    details = {
        "date": D(2024, 11, 18),
        "time": datetime.time(9, 30),
        "supplier": SupplierFactory(centre=people.centre),
        "terms": "bought",
        "source_of_funds": "Koperasi",
        "packages": 5,
        "handing_official": people.staff[0],
        "head_official": OfficialFactory(centre=people.centre, function=Official.Function.HEAD, capacity="plh"),
    }
    change_details(round, **details)
    round.refresh_from_db()
    assert {name: getattr(round, name) for name in details} == details


def test_what_is_no_detail_is_a_mistake_of_the_caller(people, round):
    with pytest.raises(TypeError, match=r"^not a detail of a round: \['obstacles', 'state'\]$"):
        change_details(round, state="closed", obstacles="x")


@pytest.mark.parametrize(("packages", "fits"), [(3, False), (4, True)])
def test_there_are_at_least_as_many_packages_as_families(people, round, packages, fits):
    if fits:
        assert change_details(round, packages=packages).packages == 4
    else:
        with pytest.raises(Refused) as refused:
            change_details(round, packages=packages)
        assert refused.value.field == "packages"


def test_packages_are_only_counted_when_they_are_changed(people, round):
    Round.objects.filter(pk=round.pk).update(packages=3)
    assert change_details(round, time=datetime.time(10)).packages == 3


def test_who_goes_along_is_said_anew_and_may_be_nobody(people, round):
    change_details(round, staff=people.staff[1:])
    assert set(round.staff.all()) == set(people.staff[1:])
    assert {link.centre for link in round.staff_links.all()} == {people.centre}
    change_details(round, source_of_funds="Koperasi")
    assert round.staff.count() == 2
    change_details(round, staff=[])
    assert round.staff.count() == 0


def test_the_contents_are_replaced_and_named_as_the_items_are_now(people, round):
    oil = ItemFactory(centre=people.centre, name="Minyak", unit="liter")
    rice = round.lines.get(item_name="Beras").item
    change_contents(round, {oil: (Decimal("1.5"), None), rice: (Decimal(5), 0)})
    assert contents(round) == [("Minyak", "liter", Decimal("1.500"), None), ("Beras", "kg", Decimal("5.000"), 0)]
    assert {line.centre for line in round.lines.all()} == {people.centre}


def test_a_package_is_not_empty(people, round):
    with pytest.raises(Refused):
        change_contents(round, {})
    assert round.lines.count() == 2


@pytest.mark.parametrize("quantity", ["-1", "0", "0.0001", "1000000"])
def test_a_package_holds_so_much_of_each_item_as_can_be_weighed(round, quantity):
    rice, sugar = (line.item for line in round.lines.order_by("item_name"))
    with pytest.raises(Refused) as refused:
        change_contents(round, {rice: (Decimal(1), None), sugar: (Decimal(quantity), None)})
    assert refused.value.field == f"quantity_{sugar.pk}"
    change_contents(round, {sugar: (Decimal("0.001"), None)})
    assert contents(round) == [("Gula pasir", "kg", Decimal("0.001"), None)]


def test_only_a_draft_is_changed_so(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    with pytest.raises(Refused):
        change_details(round, time=datetime.time(10))
    rice = round.lines.get(item_name="Beras").item
    with pytest.raises(Refused):
        change_contents(round, {rice: (Decimal(5), 1)})


def test_a_new_proposal_takes_the_package_of_the_day_and_keeps_what_was_written_for_it(people, round):
    rice = round.lines.get(item_name="Beras").item
    change_contents(round, {rice: (Decimal(5), 15_000)})
    plan_round(round, now=NOW)
    assert contents(round) == [("Beras", "kg", Decimal("5.000"), 15_000)]

    package = people.programme.package
    newer = PackageVersionFactory(
        centre=people.centre, package=package, starts_on=D(2024, 11, 15), lines=(("Beras", "8"), ("Telur", "1"))
    )
    PackageVersionFactory(centre=people.centre, package=package, starts_on=D(2024, 11, 16))
    plan_round(round, now=NOW)
    assert (round.package_version, [line[0] for line in contents(round)]) == (newer, ["Beras", "Telur"])

    round.lines.all().delete()
    plan_round(round, now=NOW)
    assert [(line[0], line[2], line[3]) for line in contents(round)] == [("Beras", 8, 14_500), ("Telur", 1, 14_500)]


def test_signers_and_staff_that_are_set_stay(people, round):
    change_details(round, handing_official=people.staff[0], head_official=None, staff=people.staff[:1])
    planned = plan_round(round, now=NOW + datetime.timedelta(hours=1))
    assert (planned.handing_official, planned.head_official) == (people.staff[0], people.head_official)
    assert list(planned.staff.all()) == people.staff[:1]
    round.refresh_from_db()
    assert round.planned_at == NOW + datetime.timedelta(hours=1)
    assert round.head_official == people.head_official
