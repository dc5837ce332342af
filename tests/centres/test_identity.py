"""Identity numbers of a row: encrypted, masked, found by digest."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from centres.identity import Masked, only_digits, phone_number, sixteen_digits
from config.errors import Refused
from families.models import Member
from tests.factories import FamilyFactory, MemberFactory

NIK = "3316011203820001"
PHONE = "+6281234567890"

pytestmark = pytest.mark.django_db


def person(**numbers) -> Member:
    family = FamilyFactory()
    return MemberFactory(family=family, centre=family.centre, **numbers)


def row_as_text(member) -> str:
    table = member._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t WHERE id = %s", [member.pk])
        return cursor.fetchone()[0]


def test_no_number_stands_in_the_row():
    member = person(nik=NIK, phone=PHONE)
    text = row_as_text(member)

    for number in (NIK, PHONE, PHONE[3:]):
        assert number not in text
        assert number.encode().hex() not in text
    assert [column for column in json.loads(text) if "nik" in column] == ["nik_cipher", "nik_digest"]


def test_a_number_shows_its_last_four_digits_until_it_is_revealed():
    member = Member.objects.get(pk=person(nik=NIK, phone=PHONE).pk)

    assert str(member.nik) == "••••••••••••0001"
    assert str(member.phone) == "•••• •••• 7890"
    assert f"{member.nik!r} {member.phone!r}" == "<nik ••••••••••••0001> <phone •••• •••• 7890>"
    assert member.nik.reveal() == NIK
    assert member.phone.reveal() == PHONE


def test_no_number_is_false_and_shows_nothing():
    member = person(nik=None, phone="")
    assert not member.nik
    assert (str(member.nik), member.nik.reveal(), str(member.phone)) == ("", "", "")
    assert (member.nik_cipher, member.nik_digest) == (None, None)


def test_the_same_number_written_otherwise_is_not_encrypted_again():
    member = person(nik=NIK, phone=PHONE)
    before = bytes(member.nik_cipher), bytes(member.phone_cipher)

    member.nik = "3316 0112-0382.0001"
    member.phone = "0812 3456 7890"

    assert (bytes(member.nik_cipher), bytes(member.phone_cipher)) == before


def test_another_number_replaces_and_none_clears():
    member = person(nik=NIK)
    member.nik = "3316011203820002"
    assert member.nik.reveal() == "3316011203820002"
    member.nik = None
    assert (member.nik_cipher, member.nik_digest) == (None, None)


def test_a_row_is_found_by_the_digest_of_its_number():
    member = person(nik=NIK)
    assert Member.objects.get(nik_digest=Member.nik.blind_index_of("3316 0112 0382 0001")) == member
    assert not Member.objects.filter(nik_digest=Member.nik.blind_index_of("3316011203820002")).exists()


def test_a_number_is_handed_on_without_opening_it():
    one, other = person(nik=NIK), person(nik=None)
    other.nik = one.nik
    assert other.nik == one.nik
    assert other.nik.reveal() == NIK
    with pytest.raises(TypeError):
        other.phone = one.nik


def test_the_history_holds_the_digest_and_nothing_else_of_a_number():
    member = person(nik=NIK)
    member.nik = "3316011203820002"
    member.save()

    events = list(member.events.order_by("pgh_id").values())
    assert bytes(events[0]["nik_digest"]) != bytes(events[1]["nik_digest"])
    assert [column for column in events[0] if column.startswith("nik")] == ["nik_digest"]


@pytest.mark.parametrize("column", ["nik_cipher", "nik_digest"])
def test_a_number_with_a_part_missing_is_refused_by_the_database(column):
    family = FamilyFactory()
    member = Member(centre=family.centre, family=family, name="Anggota", nik=NIK)
    setattr(member, column, None)
    with pytest.raises(IntegrityError, match="member_nik_is_whole"), transaction.atomic():
        member.save()


def test_a_masked_number_tells_equal_from_different():
    one, other = person(nik=NIK).nik, person(nik=None).nik
    assert one == Masked("nik", None, one.digest)
    assert one != other
    assert len({one, other}) == 2
    assert one != "••••••••••••0001"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3316011203820001", NIK),
        (" 3316 0112 0382 0001 ", NIK),
        ("'3316011203820001", NIK),
        ("3316.0112.0382.0001", NIK),
        (3316011203820001, NIK),
        ("３３１６０１１２０３８２０００１", NIK),
        ("\u202a3316 0112 0382 0001\u202c", NIK),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_nik_is_kept_as_sixteen_digits(typed, kept):
    assert sixteen_digits(typed) == kept


@pytest.mark.parametrize("typed", ["331601120382000", "33160112038200011", "331601120382000O", "3.316011203820001E15"])
def test_what_is_no_nik_is_refused(typed):
    with pytest.raises(Refused):
        sixteen_digits(typed)


def test_a_refusal_names_the_field_and_not_the_number():
    with pytest.raises(Refused) as refused:
        Member().nik = "33160112038200"
    assert refused.value.field == "nik"
    assert "3316" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("081234567890", PHONE),
        ("0812-3456-7890", PHONE),
        ("+62 812 3456 7890", PHONE),
        ("6281234567890", PHONE),
        ("006281234567890", PHONE),
        ("+62 (0)812 3456 7890", PHONE),
        (81234567890, PHONE),
        ("(0296) 531234", "+62296531234"),
        ("+60 12-345 6789", "+60123456789"),
        ("\u202a+62 812-3456-7890\u202c", PHONE),
        ("", ""),
    ],
)
def test_a_phone_number_is_kept_with_its_country(typed, kept):
    assert phone_number(typed) == kept


@pytest.mark.parametrize("typed", ["0812", "tidak ada", "0812345678901234567", "0812/0813 rumah"])
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(Refused):
        phone_number(typed)


def test_letters_are_never_dropped_silently():
    with pytest.raises(Refused):
        only_digits("12a3")
