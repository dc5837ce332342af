"""/riwayat/: what the triggers wrote, as people read it."""

import datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from centres.history import acting_as
from centres.models import Centre, Role
from centres.record_history import history_of
from tests.distributions.months import approved_month, delivered, from_canteen
from tests.factories import (
    CentreFactory,
    FamilyFactory,
    MembershipFactory,
    OfficialFactory,
    UserFactory,
    cast,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


def shown(record, **more):
    centre = record if isinstance(record, Centre) else record.centre
    return history_of(type(record), record.pk, centre=centre, **more)


def changed(acts):
    return {field.label: (field.old, field.new) for act in acts for change in act.changes for field in change.fields}


def test_a_change_names_who_when_and_what_from_and_to(centre):
    head = UserFactory(full_name="Siti Aminah")
    official = OfficialFactory(centre=centre, name="Hendro", title="Kasubsi")
    with acting_as(head):
        official.title, official.capacity = "Kepala Rutan", "plh"
        official.save()
    history = shown(official)
    assert [act.actor for act in history.acts][:1] == ["Siti Aminah"]
    latest = history.acts[0].changes
    assert [(field.label, field.old, field.new) for change in latest for field in change.fields] == [
        ("Kedudukan", "Definitif", "Plh."),
        ("Jabatan", "Kasubsi", "Kepala Rutan"),
    ]


def test_of_numbers_and_a_date_of_birth_is_shown_that_they_changed(centre):
    family = FamilyFactory(centre=centre, kk="3316040000000001")
    member = family.members.get()
    member.nik, member.birth_date = "3316045710829999", datetime.date(1990, 5, 4)
    member.save()
    family.kk = "3316049900000001"
    family.save()
    history = shown(family)
    text = str(history.acts)
    assert "3316045710829999" not in text
    assert "1990" not in text
    fields = changed(history.acts[:1])
    for label in ("NIK", "No. KK", "Tanggal lahir"):
        assert fields[label] == ("tidak ditampilkan di sini", "tidak ditampilkan di sini")


def test_removed_parts_of_a_family_stay_in_its_history(centre):
    family = FamilyFactory(centre=centre)
    family.ties.get().delete()
    acts = [change.act for act in shown(family).acts for change in act.changes]
    assert "delete" in acts


def test_a_round_shows_its_handovers_and_names_who_received():
    month = approved_month(families=1)
    from_canteen(month)
    delivered(month, month.recipients[0])
    changes = [change for act in shown(month.round).acts for change in act.changes]
    assert {"Periode", "Serah terima"} <= {change.what for change in changes}
    (handover,) = (change for change in changes if change.what == "Serah terima")
    assert month.recipients[0].contact_name in {field.new for field in handover.fields}


def url(kind, record):
    return reverse("centres:history", args=[kind, record.pk])


def test_only_roles_that_see_the_record_see_its_history(client, centre):
    people, family = cast(centre), FamilyFactory(centre=centre)
    allowed = set()
    for role in Role:
        client.force_login(getattr(people, role.value))
        if client.get(url("keluarga", family)).status_code == 200:
            allowed.add(role)
    assert allowed == {Role.OPERATOR, Role.OFFICER, Role.COORDINATOR, Role.HEAD}


RECORDS = {
    "keluarga": lambda centre: FamilyFactory(centre=centre),
    "upt": lambda centre: centre,
    "pengguna": lambda centre: MembershipFactory(centre=centre).user,
    "pejabat": lambda centre: OfficialFactory(centre=centre),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_what_another_centre_owns_is_not_there(client, centre, kind):
    stranger = UserFactory()
    elsewhere = CentreFactory()
    for role in Role:
        MembershipFactory(user=stranger, role=role, centre=elsewhere)
    client.force_login(stranger)
    record = RECORDS[kind](centre)
    assert client.get(url(kind, record)).status_code == 404
    assert client.get(f"/riwayat/{kind}/999999/").status_code == 404
    assert client.get(f"/riwayat/apa-saja/{record.pk}/").status_code == 404


def test_roles_given_stand_in_the_history_of_the_user(client, centre):
    people = cast(centre)
    client.force_login(people.admin)
    client.post(reverse("centres:small_team", args=[people.officer.pk]))
    page = client.get(url("pengguna", people.officer))
    assert str(Role.COORDINATOR.label) in page.content.decode()
    assert "Admin" in {act.actor for act in page.context["acts"]}


def test_a_broken_page_key_shows_the_first_page(client, centre):
    family = FamilyFactory(centre=centre)
    client.force_login(cast(centre).head)
    for key in ("x", "1e400", "-99999999999999999"):
        assert client.get(url("keluarga", family), {"before": key}).status_code == 200


def test_the_link_is_for_those_who_may_follow_it(centre):
    request = RequestFactory().get("/")
    official = OfficialFactory(centre=centre)
    template = Template("{% load history %}{% history_link official %}")
    request.roles = frozenset({Role.COORDINATOR})
    assert url("pejabat", official) in template.render(Context({"request": request, "official": official}))
    request.roles = frozenset({Role.OFFICER})
    assert template.render(Context({"request": request, "official": official})) == ""
