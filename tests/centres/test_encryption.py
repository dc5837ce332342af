"""Keys: made once, wrapped, rotated without touching a row, refused with one sentence when they don't fit."""

import re
import shutil
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from centres import encryption
from centres.encryption import KeyRefused, Unreadable, blind_index, seal, unseal
from centres.models.keys import DataKey
from config.database import as_owner
from families.models import Member
from tests.distributions.months import approved_month
from tests.factories import FamilyFactory

NIK = "3316011203820001"


@pytest.fixture(autouse=True)
def _own_key_file(settings, tmp_path):
    """A copy of the key file that a test may harm; the process forgets what it read from it."""
    copy = tmp_path / "keys" / "master.key"
    copy.parent.mkdir(mode=0o700)
    shutil.copy2(settings.PEDULI_KEY_FILE, copy)
    settings.PEDULI_KEY_FILE = copy
    encryption.forget_keys()
    yield
    encryption.forget_keys()


@pytest.fixture
def owner(django_db_setup, django_db_blocker):
    """The owner's connection, in a transaction that is rolled back: the application may not change keys."""
    with django_db_blocker.unblock(), as_owner(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def member(owner) -> Member:
    """A member whose NIK was sealed with the first data key."""
    contact = FamilyFactory().members.get()
    contact.nik = NIK
    contact.save()
    return contact


def stored_numbers(member: Member) -> tuple[bytes, bytes]:
    member.refresh_from_db()
    return bytes(member.nik_cipher), bytes(member.nik_digest)


def keys() -> list[dict]:
    return list(DataKey.objects.order_by("version").values())


@pytest.mark.django_db
def test_a_sealed_value_opens_again_and_does_not_hold_the_number():
    sealed = seal("nik", NIK)

    assert unseal("nik", sealed) == NIK
    assert NIK.encode() not in sealed
    assert (sealed[0], int.from_bytes(sealed[1:5], "big")) == (1, 1)


@pytest.mark.django_db
def test_the_same_number_sealed_twice_differs_but_has_one_blind_index():
    assert seal("nik", NIK) != seal("nik", NIK)
    assert blind_index("nik", NIK) == blind_index("nik", NIK)
    assert len(blind_index("nik", NIK)) == 32


@pytest.mark.django_db
def test_the_same_number_in_another_field_has_another_digest_and_can_not_be_opened_as_it():
    assert blind_index("nik", NIK) != blind_index("kk", NIK)
    with pytest.raises(Unreadable):
        unseal("kk", seal("nik", NIK))


@pytest.mark.django_db
def test_what_is_bound_opens_for_the_same_row_only():
    sealed = seal("nik", NIK, bound_to="centre 1 family 2")

    assert unseal("nik", sealed, bound_to="centre 1 family 2") == NIK
    assert (sealed[0], NIK.encode() in sealed) == (2, False)
    for other in ("centre 2 family 2", "centre 1 family 1", "centre 1", ""):
        with pytest.raises(Unreadable):
            unseal("nik", sealed, bound_to=other)
    for form in (0, 1, 3):
        with pytest.raises(Unreadable):
            unseal("nik", bytes([form]) + sealed[1:], bound_to="centre 1 family 2")


@pytest.mark.django_db
def test_what_was_sealed_before_numbers_were_bound_opens_everywhere_but_not_as_a_bound_one():
    sealed = seal("nik", NIK)

    assert unseal("nik", sealed, bound_to="centre 1") == NIK
    with pytest.raises(Unreadable):
        unseal("nik", b"\2" + sealed[1:], bound_to="centre 1")


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 4, 8, 20, -1])
def test_a_changed_byte_is_noticed(place):
    sealed = bytearray(seal("nik", NIK))
    sealed[place] ^= 1
    with pytest.raises(Unreadable) as error:
        unseal("nik", bytes(sealed))
    assert NIK not in str(error.value)


@pytest.mark.django_db
@pytest.mark.parametrize("value", [NIK.encode(), b""])
def test_something_else_than_a_sealed_value_is_noticed(value):
    with pytest.raises(Unreadable):
        unseal("nik", value)


@pytest.mark.django_db
def test_no_key_stands_in_the_database_as_it_is():
    ring = encryption._keys()
    stored = b"".join(bytes(row.wrapped) + bytes(row.check_value) for row in DataKey.objects.all())
    for key in (ring.digest_root, *ring.data.values()):
        assert key not in stored
        assert repr(key) not in repr(ring)


@pytest.mark.django_db
def test_a_key_file_that_others_can_read_is_refused():
    Path(settings.PEDULI_KEY_FILE).chmod(0o640)
    with pytest.raises(KeyRefused, match="chmod 600"):
        encryption.verify_keys()


@pytest.mark.django_db
def test_the_wrong_key_is_noticed_before_anything_is_sealed():
    Path(settings.PEDULI_KEY_FILE).unlink()
    encryption.write_master_key(Path(settings.PEDULI_KEY_FILE))
    with pytest.raises(KeyRefused) as error:
        seal("nik", NIK)
    assert str(settings.PEDULI_KEY_FILE) in str(error.value)
    assert "\n" not in str(error.value)


def test_migrating_and_so_starting_with_the_wrong_key_ends_with_one_sentence(committed_db):
    Path(settings.PEDULI_KEY_FILE).unlink()
    encryption.write_master_key(Path(settings.PEDULI_KEY_FILE))
    with pytest.raises(CommandError) as error:
        call_command("migrate", verbosity=0)
    assert "\n" not in str(error.value)


@pytest.mark.django_db
def test_a_file_that_is_no_key_is_refused():
    Path(settings.PEDULI_KEY_FILE).write_text("kata sandi")
    with pytest.raises(KeyRefused):
        encryption.verify_keys()


def test_the_first_keys_are_made_with_a_file_for_its_owner_only(owner, settings, tmp_path):
    DataKey.objects.all().delete()
    settings.PEDULI_KEY_FILE = path = tmp_path / "new folder" / "master.key"

    assert encryption.make_first_keys() is True

    assert [(key["version"], key["purpose"]) for key in keys()] == [(0, "digest"), (1, "data")]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["master.key"]
    assert unseal("nik", seal("nik", NIK)) == NIK


def test_making_the_first_keys_again_changes_nothing(owner):
    before = keys()
    assert encryption.make_first_keys() is False
    assert keys() == before


def test_a_missing_key_file_is_refused_and_not_made_anew_while_keys_exist(owner):
    Path(settings.PEDULI_KEY_FILE).unlink()
    with pytest.raises(KeyRefused) as error:
        encryption.verify_keys()
    assert str(settings.PEDULI_KEY_FILE) in str(error.value)
    assert encryption.make_first_keys() is False
    assert not Path(settings.PEDULI_KEY_FILE).exists()


def test_a_damaged_key_row_is_told_from_a_wrong_key(owner):
    damaged = bytearray(DataKey.objects.get(version=1).wrapped)
    damaged[-1] ^= 1
    DataKey.objects.filter(version=1).update(wrapped=bytes(damaged))
    with pytest.raises(KeyRefused, match="1"):
        encryption.verify_keys()


def test_without_keys_one_is_told_to_migrate(owner):
    DataKey.objects.all().delete()
    with pytest.raises(KeyRefused, match="migrate"):
        encryption.verify_keys()


def test_there_is_one_digest_root_for_ever(owner):
    with pytest.raises(IntegrityError, match="data_key_version_0_is_the_digest_root"), transaction.atomic():
        DataKey.objects.create(version=2, purpose="digest", wrapped=bytes(60), check_value=bytes(32))


@pytest.mark.parametrize("changes", [{"wrapped": bytes(59)}, {"check_value": b""}])
def test_a_wrapped_key_has_its_length(owner, changes):
    with pytest.raises(IntegrityError, match="data_key_is_wrapped"), transaction.atomic():
        DataKey.objects.update(**changes)


def test_a_new_data_key_is_for_new_values_only(member):
    before = stored_numbers(member)

    assert encryption.add_data_key() == 2

    assert stored_numbers(member) == before
    assert member.nik.reveal() == NIK
    assert blind_index("nik", NIK) == before[1]
    assert int.from_bytes(seal("nik", NIK)[1:5], "big") == 2


def test_a_process_that_knows_only_the_older_keys_reads_a_newer_value(owner):
    older = encryption._keys()
    encryption.add_data_key()
    sealed = seal("nik", NIK)
    encryption._ring = older

    assert unseal("nik", sealed) == NIK


def test_a_new_master_key_wraps_the_same_keys_and_touches_no_row(member, settings, tmp_path):
    before, count = stored_numbers(member), len(keys())
    old, new = Path(settings.PEDULI_KEY_FILE), tmp_path / "new" / "master.key"

    with CaptureQueriesContext(connection) as queries:
        assert encryption.rewrap_keys(new) == count
    changes = [re.findall(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', query["sql"]) for query in queries]
    assert [table for tables in changes for table in tables] == [DataKey._meta.db_table] * count

    with pytest.raises(KeyRefused):
        encryption.verify_keys()
    settings.PEDULI_KEY_FILE = new
    encryption.verify_keys()
    assert stored_numbers(member) == before
    assert member.nik.reveal() == NIK
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    assert old.read_bytes() != new.read_bytes()


def test_the_command_says_what_it_did_and_what_to_do_next(committed_db, tmp_path):
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    call_command("rotate_keys", "--new-master", str(tmp_path / "new.key"), stdout=out)
    assert out.getvalue().startswith("Data key 2 was made. Restart Peduli")
    assert f"Set PEDULI_KEY_FILE={tmp_path / 'new.key'} and restart" in out.getvalue()


def test_a_new_master_key_never_overwrites_a_file(committed_db, tmp_path):
    taken = tmp_path / "taken.key"
    taken.write_text("something")
    before = keys()

    with pytest.raises(CommandError):
        call_command("rotate_keys", "--new-master", str(taken), stdout=StringIO())

    assert taken.read_text() == "something"
    assert keys() == before


@pytest.mark.django_db
def test_the_application_may_read_the_keys_and_not_change_them():
    for statement in ("UPDATE {} SET version = 9", "DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES", "TRUNCATE {}"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement.format(DataKey._meta.db_table))


def test_a_place_that_can_not_be_written_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(KeyRefused, match=r"new\.key"):
        encryption.write_master_key(tmp_path / "file" / "new.key")


@pytest.mark.usefixtures("committed_db")
def test_no_row_of_a_family_or_of_an_approved_round_is_rewritten_by_a_rotation(tmp_path, settings):
    """Frozen rows may not change at all, and millions of rows should not: the ciphertext names its key."""
    month = approved_month()
    number = month.recipients[0].family.members.get().nik
    before = versions_of_rows()
    call_command("rotate_keys", stdout=StringIO())
    call_command("rotate_keys", "--new-master", str(tmp_path / "new.key"), stdout=StringIO())
    settings.PEDULI_KEY_FILE = tmp_path / "new.key"
    encryption.forget_keys()
    assert versions_of_rows() == before
    assert number.reveal()
    call_command("rotate_keys", "--bind", stdout=StringIO())
    assert versions_of_rows() == before
    encryption.forget_keys()


def versions_of_rows() -> list[tuple]:
    """Where each row lies and which transaction wrote it, of all that holds something sealed."""
    tables = ("families_family", "families_member", "distributions_recipient", "families_memberevent")
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT '{table}', ctid::text, xmin::text FROM {table} ORDER BY ctid")
            found += cursor.fetchall()
    assert {table for table, *_where in found} == set(tables)
    return found
