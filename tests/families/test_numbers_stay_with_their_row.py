"""Cipher and digest that are copied to another's row are refused when they are read.

A number opens for its own centre only, and a person's for the own family.
"""

import pytest
from django.urls import reverse

from centres.encryption import blind_index
from centres.identity import Masked, number_of
from centres.models import AccessLog, Role
from config.errors import Refused
from families.models import Family, Member
from tests.factories import CentreFactory, FamilyFactory
from tests.families.pages import contact_of, signed_in
from tests.standing import stands
from tests.walls import run

NIK, OTHER_NIK = "3316014101800001", "3316014101800002"
PHONE, OTHER_PHONE = "+6281234567890", "+6281234567891"
pytestmark = pytest.mark.django_db
UNREADABLE = "Nomor ini tidak dapat dibaca: yang tersimpan rusak atau milik data lain."


@stands
def theirs() -> Family:
    return household(NIK, PHONE)


@stands
def ours(theirs) -> Family:
    return household(OTHER_NIK, OTHER_PHONE)


def household(nik: str, phone: str) -> Family:
    family = FamilyFactory(centre=CentreFactory())
    contact = contact_of(family)
    contact.nik, contact.phone = nik, phone
    contact.save()
    return family


def copy(table: str, source: int, target: int, *names: str) -> None:
    columns = [f"{name}_{part}" for name in names for part in ("cipher", "digest")]
    run(
        f"UPDATE {table} SET ({', '.join(columns)}) = (SELECT {', '.join(columns)} FROM {table} WHERE id = %s)"
        " WHERE id = %s",
        [source, target],
    )


def test_a_set_that_is_copied_to_another_centre_is_not_shown(theirs, ours):
    copy("families_member", contact_of(theirs).pk, contact_of(ours).pk, "nik", "phone")
    copy("families_family", theirs.pk, ours.pk, "kk")
    for number in (contact_of(ours).nik, contact_of(ours).phone, Family.objects.get(pk=ours.pk).kk):
        with pytest.raises(Refused, match=UNREADABLE):
            number.reveal()


def test_a_persons_set_that_is_copied_to_another_family_of_the_centre_is_not_shown(ours):
    other = FamilyFactory(centre=ours.centre)
    copy("families_member", contact_of(ours).pk, contact_of(other).pk, "phone")
    with pytest.raises(Refused, match=UNREADABLE):
        contact_of(other).phone.reveal()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_page_says_that_it_cannot_be_read(theirs, ours, headers):
    contact = contact_of(ours)
    copy("families_member", contact_of(theirs).pk, contact.pk, "nik")
    answer = signed_in(ours.centre, Role.OPERATOR).post(
        reverse("distributions:family_reveal", args=[ours.pk]), {"which": f"nik-{contact.pk}"}, headers=headers
    )
    assert answer.status_code == 200
    assert UNREADABLE in answer.content.decode()
    assert NIK not in answer.content.decode()
    assert not AccessLog.objects.exists()


def test_a_cipher_beside_the_digest_of_another_number_is_not_shown(ours):
    contact = contact_of(ours)
    with pytest.raises(Refused):
        Masked("nik", contact.nik_cipher, blind_index("nik", NIK), number_of(contact)).reveal()


def test_of_what_is_not_read_no_digit_is_shown(theirs, ours):
    """The page opens all the same, and says by which button it is that the number can't be read."""
    contact = contact_of(ours)
    copy("families_member", contact_of(theirs).pk, contact.pk, "nik")
    assert str(contact_of(ours).nik) == "•" * 16
    assert repr(Masked("nik", contact.nik_cipher, blind_index("nik", NIK), number_of(contact))) == f"<nik {'•' * 16}>"


def test_a_number_that_is_handed_on_is_sealed_for_its_new_row(theirs, ours):
    member = Member(centre=ours.centre, family=ours, name="Anggota", nik=contact_of(theirs).nik)
    assert member.nik.reveal() == NIK


@pytest.mark.parametrize("known", [{}, {"centre_id": 1}])
def test_no_number_is_set_before_it_is_known_whose_it_is(known):
    with pytest.raises(ValueError, match="whose it is"):
        Member(**known).nik = NIK
