"""A cipher is what was sealed, changes with its digest only, and leaves its trace in the history."""

import pgtrigger
import pytest

from centres.encryption import blind_index
from centres.encryption import seal as seal_for
from centres.history import acting_as
from centres.identity import number_of
from families.models import Family, Member, RegisterImportRow
from tests.factories import EligibleFamilyFactory, FamilyFactory, MemberFactory
from tests.families.test_register_walls import register_import
from tests.standing import stands
from tests.walls import changing_is_refused, copied, refused_by, run

pytestmark = pytest.mark.django_db
NIK, OTHER_NIK = "3316014101800001", "3316014101800002"
PHONE, OTHER_PHONE = "+6281234567890", "+6281234567891"


@stands
def family() -> Family:
    return FamilyFactory()


@stands
def member(family) -> Member:
    return MemberFactory(family=family, centre=family.centre, nik=NIK, phone=PHONE)


def numbers(family, member):
    """Each sealed number of the register: the row, its columns' prefix, and another number."""
    return [(member, "nik", OTHER_NIK), (member, "phone", OTHER_PHONE), (family, "kk", OTHER_NIK)]


def seal(name, number, row=None):
    """A number as the row has it, or as some row does: what the walls see of it is the same."""
    return seal_for(name, number, bound_to=number_of(row) if row else "centre 1 family 1")


# Each stands here whole, so that whoever looks for the test of a wall finds it.
CHANGES_AS_ONE = {
    "nik": "member_nik_changes_as_one",
    "phone": "member_phone_changes_as_one",
    "kk": "family_kk_changes_as_one",
}
IS_BOUND = {"nik": "member_nik_is_bound", "phone": "member_phone_is_bound", "kk": "family_kk_is_bound"}
IS_SEALED = {"nik": "member_nik_is_sealed", "phone": "member_phone_is_sealed", "kk": "family_kk_is_sealed"}
SEEN = {"nik": "seen_in_history_of_members", "phone": "seen_in_history_of_members", "kk": "seen_in_history_of_families"}


def test_a_cipher_does_not_change_without_its_digest(family, member):
    for row, name, other in numbers(family, member):
        changing_is_refused(CHANGES_AS_ONE[name], row, **{f"{name}_cipher": seal(name, other)})


def test_the_same_number_is_not_sealed_again(family, member):
    for row, name, _other in numbers(family, member):
        again = seal(name, getattr(row, name).reveal())
        changing_is_refused(CHANGES_AS_ONE[name], row, **{f"{name}_cipher": again})


def test_a_digest_does_not_change_without_its_cipher(family, member):
    for row, name, other in numbers(family, member):
        changing_is_refused(CHANGES_AS_ONE[name], row, **{f"{name}_digest": blind_index(name, other)})


def test_no_statement_overwrites_every_cipher_at_once(family, member):
    for _n in range(3):
        MemberFactory(family=family, centre=family.centre)

    with refused_by("member_nik_changes_as_one"):
        run("UPDATE families_member SET nik_cipher = (SELECT nik_cipher FROM families_member ORDER BY id LIMIT 1)")
    with refused_by("member_nik_changes_as_one"):
        run("UPDATE families_member SET nik_cipher = 'x'::bytea || substring(nik_cipher FROM 2)")


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda cipher: cipher[:-1],
        lambda cipher: cipher + b"0" * 7,
        lambda cipher: b"\3" + cipher[1:],
        lambda cipher: cipher[:1] + bytes(4) + cipher[5:],
        lambda cipher: b"",
        lambda cipher: b"3316014101800001",
    ],
)
def test_a_cipher_has_header_and_length_of_what_was_sealed(family, member, spoilt):
    for row, name, other in numbers(family, member):
        if name == "phone" and spoilt(bytes(60)) == bytes(59):
            continue  # a shorter number, too
        changes = {
            f"{name}_cipher": spoilt(seal(name, other)),
            f"{name}_digest": blind_index(name, other),
        }
        changing_is_refused(IS_SEALED[name], row, **changes)


@pytest.mark.parametrize("length", [9, 17])
def test_no_phone_is_shorter_or_longer(member, length):
    changes = {"phone_cipher": seal("phone", "1" * length), "phone_digest": bytes(32)}

    changing_is_refused("member_phone_is_sealed", member, **changes)


@pytest.mark.parametrize("odd", [b"x", bytes(31), bytes(33)])
def test_a_digest_has_its_form(family, member, odd):
    for row, name, other in numbers(family, member):
        changing_is_refused(IS_SEALED[name], row, **{f"{name}_cipher": seal(name, other), f"{name}_digest": odd})


def test_a_number_that_changes_leaves_its_trace(family, member):
    for row, name, other in numbers(family, member):
        before = row.events.count()
        setattr(row, name, other)
        row.save()

        assert row.events.count() == before + 1
        assert bytes(getattr(row.events.order_by("-pgh_id")[0], f"{name}_digest")) == blind_index(name, other)


def test_no_number_changes_where_the_history_is_switched_off(family, member):
    with pgtrigger.ignore():
        for row, name, other in numbers(family, member):
            changes = {"cipher": seal(name, other), "digest": blind_index(name, other)}
            changing_is_refused(SEEN[name], row, **{f"{name}_{part}": value for part, value in changes.items()})


def test_a_number_that_is_handed_on_to_its_owner_is_not_sealed_again(member):
    before = bytes(member.nik_cipher)
    twin = copied(member)
    twin.nik = None
    twin.nik = NIK

    member.nik = twin.nik
    member.save()

    assert bytes(member.nik_cipher) == before


def test_a_household_that_is_saved_unchanged_keeps_its_ciphers(member):
    before = member.nik_cipher, member.phone_cipher
    again = Member.objects.get(pk=member.pk)
    again.nik, again.phone = "3316 0141 0180 0001", "0812 3456 7890"
    with acting_as("test"):
        again.save()

    again.refresh_from_db()
    assert (bytes(again.nik_cipher), bytes(again.phone_cipher)) == tuple(map(bytes, before))


def test_a_staged_row_is_sealed():
    staged = register_import()
    row = RegisterImportRow.objects.create(
        centre=staged.centre,
        register_import=staged,
        sheet_row=1,
        status="saved",
        content=seal("register import", "{}"),
        family=EligibleFamilyFactory(centre=staged.centre),
    )

    for spoilt in (b'{"nik": "3316014101800001"}' * 3, b"", bytes(60)):
        changing_is_refused("register_import_row_is_sealed", row, content=spoilt)
    changing_is_refused("register_import_has_a_digest", staged, file_digest=b"x")
    changing_is_refused("register_import_row_is_bound", row, content=seal_for("register import", "{}"))


def test_what_is_sealed_for_no_row_is_not_taken(family, member):
    for row, name, other in numbers(family, member):
        changes = {"cipher": seal_for(name, other), "digest": blind_index(name, other)}
        changing_is_refused(IS_BOUND[name], row, **{f"{name}_{part}": value for part, value in changes.items()})
