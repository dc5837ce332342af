"""/mulai/langkah/: what a new centre sets up; each step can be skipped and found again."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from aid.ledger import ReceivedLine, receive
from aid.models import Item
from aid.packages import new_version
from centres.models import Official, Role
from config.formats import month_year
from distributions.rounds.dates import next_day
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    LetterheadFactory,
    MembershipFactory,
    OfficialFactory,
    PackageVersionFactory,
    ProgrammeFactory,
    RoundFactory,
    SupplierFactory,
)
from tests.read_page import words

pytestmark = pytest.mark.django_db
ADDRESS = "/mulai/langkah/"


@pytest.fixture
def centre(client):
    membership = MembershipFactory(role=Role.COORDINATOR)
    client.force_login(membership.user)
    return membership.centre


def places(client):
    return {row.step.name: row.place for row in client.get(ADDRESS).context["rows"]}


def test_the_first_thing_that_is_missing_is_the_next_step(client, centre):
    assert [name for name, place in places(client).items() if place == "now"] == ["letterhead"]
    assert "/pengaturan/kop/" in client.get(ADDRESS).content.decode()


def test_a_skipped_step_stays_open_while_later_ones_are_done(client, centre):
    LetterheadFactory(centre=centre)
    FamilyFactory(centre=centre)
    found = places(client)
    assert (found["letterhead"], found["officials"], found["families"]) == ("done", "now", "done")


def test_both_who_sign_must_be_there(client, centre):
    OfficialFactory(centre=centre, function=Official.Function.HEAD)
    assert places(client)["officials"] != "done"
    OfficialFactory(centre=centre, function=Official.Function.SERVICES_HEAD)
    assert places(client)["officials"] == "done"


def test_another_role_is_named_where_a_step_is_not_open(client, centre):
    text = client.get(ADDRESS).content.decode()
    assert 'href="/pengaturan/pengguna/"' not in text
    assert words(text).count("Admin sistem yang mengerjakannya.") == 1
    client.force_login(MembershipFactory(centre=centre, role=Role.ADMIN).user)
    text = words(client.get(ADDRESS).content.decode())
    assert "Pengelola stok atau Kasubsi Pelayanan Tahanan yang mengerjakannya." in text


def test_with_everything_there_it_says_so(client, centre):
    LetterheadFactory(centre=centre)
    OfficialFactory(centre=centre, function=Official.Function.HEAD)
    OfficialFactory(centre=centre, function=Official.Function.SERVICES_HEAD)
    MembershipFactory(centre=centre, role=Role.HEAD)
    SupplierFactory(centre=centre)
    FamilyFactory(centre=centre)
    assert f'action="{reverse("distributions:prepare_month")}"' not in client.get(ADDRESS).content.decode()
    programme, family = ProgrammeFactory(centre=centre), EligibleFamilyFactory(centre=centre)
    assert (programme.centre, family.centre) == (centre, centre)
    assert places(client)["round"] == "now"
    shown = client.get(ADDRESS).content.decode()
    assert f'action="{reverse("distributions:prepare_month")}"' in shown
    coming = next_day(centre, centre.local_date(timezone.now()))
    assert f"Siapkan {month_year(coming)}" in words(shown)
    RoundFactory(centre=centre)
    answer = client.get(ADDRESS)
    assert set(places(client).values()) == {"done"}
    assert "Semua sudah siap." in answer.content.decode()


def test_what_another_centre_has_counts_for_nothing(client, centre):
    LetterheadFactory(centre=CentreFactory())
    assert places(client)["letterhead"] == "now"


def test_a_package_is_done_when_what_it_costs_is_known(client, centre):
    PackageVersionFactory(centre=centre)
    assert places(client)["package"] == "done"
    Item.objects.filter(name="Beras").update(usual_price=None)
    assert places(client)["package"] != "done"
    assert "Belum lengkap: harga Beras belum ada." in words(client.get(ADDRESS).content.decode())
    rice = ReceivedLine(Item.objects.get(name="Beras"), Decimal(1), 14_500)
    today, now = centre.local_date(timezone.now()), timezone.now()
    said = {"supplier": SupplierFactory(centre=centre), "received_on": today, "terms": "gift", "lines": [rice]}
    receive(centre=centre, by=MembershipFactory(centre=centre).user, now=now, **said)
    assert places(client)["package"] == "done"


def test_an_item_that_is_in_no_package_any_more_needs_no_price(client, centre):
    today = centre.local_date(timezone.now())
    version = PackageVersionFactory(centre=centre, starts_on=today - datetime.timedelta(days=9))
    rice = Item.objects.get(name="Beras")
    Item.objects.filter(pk=rice.pk).update(usual_price=None)
    sugar = {Item.objects.get(name="Gula pasir").pk: Decimal(2)}
    now = timezone.now()
    for days, place in ((1, "next"), (0, "done")):
        new_version(version.package, starts_on=today + datetime.timedelta(days=days), lines=sugar, now=now)
        assert places(client)["package"] == place


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
def test_who_may_look_at_packages_alone_is_not_told_to_set_them_up(client, role):
    person = MembershipFactory(role=role)
    client.force_login(person.user)
    rows = {row.step.name: row.url for row in client.get("/").context["rows"]}
    assert (rows["package"], rows["supplier"]) == ("", "")
    package = PackageVersionFactory(centre=person.centre).package
    Item.objects.filter(centre=person.centre).update(usual_price=None)
    shown = client.get(reverse("aid:package", args=[package.pk])).content.decode()
    assert "belum lengkap: harga Beras, Gula pasir belum ada" in words(shown)
    assert "Isi harga biasanya" not in shown


def test_beranda_shows_the_same_list_until_the_first_round(client, centre):
    home, steps = client.get("/"), client.get(ADDRESS)
    assert [(row.step.name, row.place) for row in home.context["rows"]] == [
        (row.step.name, row.place) for row in steps.context["rows"]
    ]
    EligibleFamilyFactory(centre=centre)
    RoundFactory(centre=centre)
    assert "rows" not in client.get("/").context
