"""A date of birth is sealed for its row, found by its digest, and leaves the year alone in clear."""

import datetime

import pgtrigger
import pytest
from django.db import connection

from centres.encryption import blind_index, seal
from centres.identity import number_of
from centres.sealed_columns import BirthDate
from families.models import Family, Member
from tests.factories import CentreFactory, FamilyFactory, MemberFactory
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, run

pytestmark = pytest.mark.django_db
BORN, OTHER = datetime.date(1982, 10, 17), datetime.date(1990, 5, 4)


@stands
def family() -> Family:
    return FamilyFactory()


@stands
def member(family) -> Member:
    return MemberFactory(family=family, centre=family.centre, birth_date=BORN)


def sealed_for(row: Member, day: datetime.date | str, **odd) -> dict[str, object]:
    text = str(day)
    right = {
        "birth_cipher": seal("birth", text, bound_to=number_of(row)),
        "birth_digest": blind_index("birth", text),
        "birth_year": int(text[:4]),
    }
    return right | odd


def test_the_day_is_read_and_stands_nowhere_in_the_row_or_its_history(member):
    assert Member.objects.get(pk=member.pk).birth_date == BORN
    for table, key in (("families_member", "id"), ("families_memberevent", "pgh_obj_id")):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t WHERE {key} = %s", [member.pk])
            text = cursor.fetchone()[0]
        assert "1982-10-17" not in text
        assert b"1982-10-17".hex() not in text


def test_the_history_holds_the_digest_alone(member):
    event = member.events.values().get()
    assert {column for column in event if column.startswith("birth")} == {"birth_place", "birth_digest"}
    assert bytes(event["birth_digest"]) == blind_index("birth", "1982-10-17")


def test_who_was_born_on_a_day_is_found_by_its_digest(member, family):
    assert set(Member.objects.filter(birth_digest=Member.birth_date.blind_index_of(BORN))) >= {member}
    assert not Member.objects.filter(birth_digest=Member.birth_date.blind_index_of(OTHER)).exists()


def test_the_same_day_again_is_not_sealed_again(member):
    before = bytes(member.birth_cipher)
    member.birth_date = BORN
    assert bytes(member.birth_cipher) == before
    member.birth_date = OTHER
    assert (member.birth_date, member.birth_year) == (OTHER, 1990)


def test_no_day_is_none(family):
    nobody = MemberFactory(family=family, centre=family.centre, birth_date=None)
    assert (nobody.birth_date, nobody.age(OTHER)) == (None, None)
    assert [getattr(nobody, column) for column in BirthDate.columns] == [None, None, None]


def test_a_set_that_is_copied_to_another_family_is_not_read(member):
    elsewhere = FamilyFactory(centre=member.centre)
    stranger = MemberFactory(family=elsewhere, centre=member.centre, birth_date=OTHER)
    columns = ", ".join(BirthDate.columns)
    run(
        f"UPDATE families_member SET ({columns}) = (SELECT {columns} FROM families_member WHERE id = %s) WHERE id = %s",
        [member.pk, stranger.pk],
    )
    assert Member.objects.get(pk=stranger.pk).birth_date is None


def test_a_cipher_beside_the_digest_of_another_day_is_not_read(member):
    member.birth_digest = blind_index("birth", str(OTHER))
    assert member.birth_date is None


def test_no_day_is_set_before_it_is_known_whose_it_is():
    with pytest.raises(ValueError, match="whose it is"):
        Member(centre=CentreFactory()).birth_date = BORN


def test_cipher_digest_and_year_change_as_one(member):
    right = sealed_for(member, OTHER)
    for column in BirthDate.columns:
        changing_is_refused("member_birth_changes_as_one", member, **{column: right[column]})
    changing_is_refused("member_birth_changes_as_one", member, birth_cipher=sealed_for(member, BORN)["birth_cipher"])


def test_a_day_is_there_whole_or_not_at_all(member):
    for column in BirthDate.columns:
        half = copied(member, is_contact=False, nik_cipher=None, nik_digest=None, **{column: None})
        adding_is_refused("member_birth_is_whole", half)


@pytest.mark.parametrize(
    "odd",
    [
        {"birth_year": 1899},
        {"birth_year": 2101},
        {"birth_digest": bytes(31)},
        {"birth_digest": bytes(33)},
        {"birth_cipher": b"1990-05-04"},
        {"birth_cipher": b"\2\0\0\0\1" + bytes(39)},
        {"birth_cipher": b"\1\0\0\0\1" + bytes(38)},
        {"birth_cipher": b"\2\0\0\0\0" + bytes(38)},
    ],
    ids=[
        "before 1900",
        "after 2100",
        "short digest",
        "long digest",
        "in clear",
        "long",
        "bound to nothing",
        "root key",
    ],
)
def test_what_is_stored_has_the_form_of_a_sealed_day(member, odd):
    changing_is_refused("member_birth_is_sealed", member, **sealed_for(member, OTHER, **odd))


@pytest.mark.parametrize("day", [datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)])
def test_the_first_and_the_last_day_are_taken(member, day):
    Member.objects.filter(pk=member.pk).update(**sealed_for(member, day))
    member.refresh_from_db()
    assert member.birth_date == day


def test_no_day_changes_where_the_history_is_switched_off(member):
    with pgtrigger.ignore():
        changing_is_refused("seen_in_history_of_members", member, **sealed_for(member, OTHER))


def test_the_contact_comes_first_and_then_the_oldest():
    family = FamilyFactory()
    contact = family.members.get()
    for year in (2015, 1950):
        MemberFactory(family=family, centre=family.centre, birth_date=datetime.date(year, 1, 1))
    assert [row.birth_year for row in family.members.of_household()] == [contact.birth_year, 1950, 2015]
