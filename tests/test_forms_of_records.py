"""What a form of a record shows, carries and compares: the edges that two tabs on every form don't reach."""

import datetime

import pytest
from django.urls import reverse

from centres.history import acting_as
from centres.versions import NAME, columns, opened, require_seen, sealed
from config.errors import ChangedMeanwhile
from families.household import household_version
from families.models import Family, FamilyInmate, Member
from tests.factories import (
    CentreFactory,
    FamilyFactory,
    FamilyInmateFactory,
    InmateFactory,
    MembershipFactory,
    surveyed,
)
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import fields_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


@pytest.fixture
def family(centre):
    inmate = InmateFactory(centre=centre, name="Teguh Wibowo")
    return FamilyFactory(
        centre=centre, household__contact="Mujiati Maryati", household__inmate=inmate, hamlet="Karangtengah"
    )


def change(family: Family) -> str:
    return reverse("families:change", args=[family.pk])


def told(answer) -> str:
    """The page in words, from what was changed meanwhile on."""
    return words(answer.content.decode()).partition("Data ini diubah setelah formulir dibuka")[2]


def test_it_is_said_who_changed_what_from_what_to_what(centre, family):
    adi = MembershipFactory(centre=centre, user__full_name="Adi Wibowo").user
    sri = MembershipFactory(centre=centre, user__full_name="Sri Astuti").user
    client = signed_in(centre)
    fields = fields_in(client.get(change(family)))
    with acting_as(adi):
        Family.objects.filter(pk=family.pk).update(hamlet="Lor", landmark="Utara masjid")
    with acting_as(sri):
        Family.objects.filter(pk=family.pk).update(landmark="")
        Member.objects.filter(family=family).update(name="Mujiati")

    said = told(client.post(change(family), fields))

    assert "Adi Wibowo ," in said
    assert "Dukuh/dusun: Karangtengah → Lor" in said
    assert "Sri Astuti ," in said
    assert "Mujiati Maryati → Mujiati" in said
    # The landmark is again what the form showed.
    assert "Utara masjid" not in said


def test_of_a_number_and_a_birth_date_is_shown_that_they_changed(centre, family):
    client = signed_in(centre)
    member = family.members.get()
    fields = fields_in(client.get(change(family)))
    with acting_as("test"):
        member.nik = "3316041808820007"
        member.birth_date = datetime.date(1982, 8, 18)
        member.save()

    answer = client.post(change(family), fields)

    for label in ("NIK", "Tanggal lahir"):
        assert f"{label}: tidak ditampilkan di sini → tidak ditampilkan di sini" in told(answer)
    assert "3316041808820007" not in answer.content.decode()
    assert "1982-08-18" not in str(opened(fields[NAME][0], family))
    assert "3316041808820007" not in str(opened(fields[NAME][0], family))


def test_who_came_and_who_went_is_named(centre, family):
    client = signed_in(centre)
    fields = fields_in(client.get(change(family)))
    other = InmateFactory(centre=centre, name="Agus Salim")
    with acting_as("test"):
        FamilyInmate.objects.filter(family=family).delete()
        FamilyInmateFactory(centre=centre, family=family, inmate=other)

    said = told(client.post(change(family), fields))

    assert "WBP: Teguh Wibowo → –" in said
    assert "WBP: – → Agus Salim" in said


def test_what_no_form_of_a_household_changes_asks_nobody(centre, family):
    """A survey writes into the family, too, and stays when its address is saved."""
    client = signed_in(centre)
    fields = fields_in(client.get(change(family)))
    with acting_as("test"):
        surveyed(Family.objects.get(pk=family.pk), datetime.date(2024, 11, 4), score=44)

    assert client.post(change(family), fields | {"hamlet": "Lor"}).status_code == 302
    family.refresh_from_db()
    assert (family.hamlet, family.need_score) == ("Lor", 44)


@pytest.mark.parametrize("version", ["", "x", "eyJmYW1pbHkiOnt9fQ:1t:x"])
def test_a_form_that_does_not_say_what_it_showed_is_asked(centre, family, version):
    client = signed_in(centre)
    fields = fields_in(client.get(change(family)))

    answer = client.post(change(family), fields | {NAME: version, "hamlet": "Lor"})

    assert "Tidak dapat dipastikan apa yang berbeda" in told(answer)
    assert client.post(change(family), fields_in(answer)).status_code == 302
    family.refresh_from_db()
    assert family.hamlet == "Lor"


def test_the_version_of_another_record_is_none_of_this_one(centre, family):
    other = FamilyFactory(centre=centre)
    client = signed_in(centre)
    fields = fields_in(client.get(change(family)))

    answer = client.post(change(family), fields | {NAME: sealed(household_version(other), other), "hamlet": "Lor"})

    assert "Tidak dapat dipastikan apa yang berbeda" in told(answer)
    family.refresh_from_db()
    assert family.hamlet == "Karangtengah"


def test_an_error_by_a_field_and_a_change_meanwhile_are_told_together(centre, family):
    client = signed_in(centre)
    fields = fields_in(client.get(change(family)))
    with acting_as("test"):
        Family.objects.filter(pk=family.pk).update(hamlet="Lor")

    answer = client.post(change(family), fields | {"rt": "x", "landmark": "Utara masjid"})

    assert "Dukuh/dusun: Karangtengah → Lor" in told(answer)
    assert answer.context["form"].errors["rt"]
    assert client.post(change(family), fields_in(answer) | {"rt": "2"}).status_code == 302


def test_nobody_who_was_shown_nothing_is_asked(family):
    require_seen(None, columns("hamlet"), family)
    require_seen(columns("hamlet")(family), columns("hamlet"), family)
    with pytest.raises(ChangedMeanwhile):
        require_seen({}, columns("hamlet"), family)
