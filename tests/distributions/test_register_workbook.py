"""The register as Excel: what the list shows, without anybody's number, and logged."""

import io
from datetime import date

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.models import AccessLog, Role
from distributions.reports.register_workbook import register_workbook
from families.models import Family, Inmate
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    FamilyInmateFactory,
    InmateFactory,
    MembershipFactory,
)

TODAY = date(2024, 11, 4)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


def sheet(content):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def sent(client, **filters):
    answer = client.post(reverse("distributions:families_excel"), filters)
    assert answer.status_code == 200
    return sheet(answer.content)


def signed_in(client, centre, role=Role.OPERATOR):
    user = MembershipFactory(centre=centre, role=role).user
    client.force_login(user)
    return user


def test_each_family_is_a_line_with_all_its_inmates(centre):
    family = FamilyFactory(centre=centre, hamlet="Krajan", street="=HYPERLINK(1)", rt="002", rw="003", dependants=3)
    for name, number in (("Kasno", "B.IIa 4/2024"), ("Teguh", "")):
        FamilyInmateFactory(
            centre=centre, family=family, inmate=InmateFactory(centre=centre, name=name, register_number=number)
        )
    first = family.ties.order_by("pk").first()
    content, count = register_workbook(Family.objects.select_related("village__parent"), today=TODAY)
    head, line = sheet(content)
    said = dict(zip(head, line, strict=True))
    names = ", ".join(tie.inmate.name for tie in family.ties.select_related("inmate").order_by("pk"))
    assert count == 1
    assert said["Penerima"] == family.contact.name
    assert (said["WBP"], said["Hubungan"]) == (names, first.get_relation_display())
    assert (said["Dukuh/Dusun"], said["RT/RW"], said["Jumlah tanggungan"]) == ("Krajan", "002/003", 3)
    # What somebody typed is a text, and no formula.
    assert "=HYPERLINK(1)" in line


def test_no_number_of_a_person_is_in_it(client, centre):
    family = FamilyFactory(centre=centre, kk="3316042201179368")
    # The factories number their people; those digits may be the last four of somebody.
    Inmate.objects.update(name="Kasno", register_number="B.I/2024")
    member = family.members.get()
    member.name, member.phone = "Kartini", "081200001012"
    member.save()
    signed_in(client, centre)
    text = str(sent(client))
    for number in (member.nik.reveal(), "3316042201179368", "81200001012", member.nik.last4):
        assert number not in text


def test_it_holds_what_the_filters_show_and_nothing_of_another_centre(client, centre):
    EligibleFamilyFactory(centre=centre)
    FamilyFactory(centre=centre)
    FamilyFactory()
    signed_in(client, centre)
    assert len(sent(client)) == 3
    assert len(sent(client, kelayakan="eligible")) == 2


def test_the_export_is_logged_with_how_many_families_it_held(client, centre):
    FamilyFactory(centre=centre)
    user = signed_in(client, centre)
    sent(client)
    line = AccessLog.objects.get(action="export")
    assert (line.detail, line.actor, line.centre) == ("register as Excel: 1", user, centre)


def test_only_who_may_reveal_numbers_may_take_the_register_away(client, centre):
    FamilyFactory(centre=centre)
    for role, status in ((Role.OFFICER, 403), (Role.HUMAS, 403), (Role.COORDINATOR, 200), (Role.HEAD, 200)):
        signed_in(client, centre, role)
        assert client.post(reverse("distributions:families_excel")).status_code == status
        shown = client.get(reverse("distributions:families"))
        assert (b"unduh.xlsx" in shown.content) is (status == 200)


def test_how_often_it_asks_does_not_grow_with_the_register(centre):
    asked = []
    for _size in range(2):
        for _family in range(3):
            FamilyFactory(centre=centre)
        with CaptureQueriesContext(connection) as queries:
            register_workbook(Family.objects.select_related("village__parent"), today=TODAY)
        asked.append(len(queries))
    assert asked[0] == asked[1]
