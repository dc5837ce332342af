"""``rotate_keys --bind`` seals again, for its row alone, what was sealed before numbers were bound to theirs."""

import base64
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.management import call_command
from django.db import connection, transaction

from centres.encryption import is_bound, seal
from centres.rebinding import bind_numbers, bind_second_factors, sealed_numbers
from config.database import as_owner
from config.errors import Refused
from families.models import Family, Member
from tests.factories import FamilyFactory, UserFactory
from tests.walls import run

NIK, PHONE = "3316014101800001", "+6281234567890"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def contact(django_db_setup, django_db_blocker):
    """Somebody with all three numbers, in a transaction of the owner's that is rolled back."""
    with django_db_blocker.unblock(), as_owner(), transaction.atomic():
        contact = FamilyFactory().members.get()
        contact.nik, contact.phone = NIK, PHONE
        contact.save()
        connection.check_constraints()
        yield contact
        transaction.set_rollback(True)


def set_past_the_walls(row: Family | Member, name: str, cipher: bytes) -> None:
    table = row._meta.db_table
    walls = [f"{row._meta.model_name}_{name}_{wall}" for wall in ("changes_as_one", "is_bound")]
    for wall in walls:
        run(f"ALTER TABLE {table} DISABLE TRIGGER {wall}")
    run(f"UPDATE {table} SET {name}_cipher = %s WHERE id = %s", [cipher, row.pk])
    connection.check_constraints()
    for wall in walls:
        run(f"ALTER TABLE {table} ENABLE TRIGGER {wall}")


def as_before(row: Family | Member, name: str) -> None:
    """The number as a row of before holds it."""
    set_past_the_walls(row, name, seal(name, getattr(row, name).reveal()))


def numbers(contact: Member) -> dict[str, tuple[bool, str]]:
    """Whether each number is bound, and what it is."""
    member, family = Member.objects.get(pk=contact.pk), Family.objects.get(pk=contact.family_id)
    rows = {"nik": member, "phone": member, "kk": family}
    return {name: (is_bound(getattr(row, f"{name}_cipher")), getattr(row, name).reveal()) for name, row in rows.items()}


def test_every_sealed_number_is_known():
    assert {(model.__name__, number.name) for model, number in sealed_numbers()} == {
        ("Member", "nik"), ("Member", "phone"), ("Family", "kk"),
    }  # fmt: skip


def test_numbers_of_before_are_read_and_bound(contact):
    kk = contact.family.kk.reveal()
    assert numbers(contact) == {"nik": (True, NIK), "phone": (True, PHONE), "kk": (True, kk)}
    as_before(contact, "nik")
    as_before(contact.family, "kk")
    events = contact.events.count()
    assert numbers(contact) == {"nik": (False, NIK), "phone": (True, PHONE), "kk": (False, kk)}

    assert bind_numbers() == (2, 0)

    assert numbers(contact) == {"nik": (True, NIK), "phone": (True, PHONE), "kk": (True, kk)}
    assert contact.events.count() == events
    assert bind_numbers() == (0, 0)


def test_the_wall_stands_again_afterwards(contact):
    as_before(contact, "nik")
    bind_numbers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D' AND tgname LIKE '%%changes_as_one'")
        assert cursor.fetchone() == (0,)


def factor_of_before(user) -> Authenticator:
    """A second factor of before, whose secret is sealed for nobody; written by the owner."""
    TOTP.activate(user, SECRET)
    factor = Authenticator.objects.get(user=user)
    text = base64.b64encode(seal("mfa", SECRET)).decode()
    connection.check_constraints()
    run("ALTER TABLE mfa_authenticator DISABLE TRIGGER mfa_secret_stays")
    run("UPDATE mfa_authenticator SET data = jsonb_build_object('secret', %s) WHERE id = %s", [text, factor.pk])
    connection.check_constraints()
    run("ALTER TABLE mfa_authenticator ENABLE TRIGGER mfa_secret_stays")
    return Authenticator.objects.get(pk=factor.pk)


def test_second_factors_of_before_open_and_are_bound(contact):
    old, new = factor_of_before(UserFactory()), TOTP.activate(UserFactory(), SECRET).instance
    assert decrypt(old.data["secret"]) == SECRET
    kept = new.data["secret"]
    connection.check_constraints()

    assert bind_second_factors() == (1, 0)

    stored = Authenticator.objects.get(pk=old.pk)
    assert (stored.data["secret"][:4], decrypt(stored.data["secret"])) == ("AgAA", SECRET)
    assert Authenticator.objects.get(pk=new.pk).data["secret"] == kept
    assert bind_second_factors() == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'mfa_secret_stays'")
        assert cursor.fetchone() == ("O",)


def test_what_cannot_be_read_stays_and_is_counted(contact):
    as_before(contact, "nik")
    as_before(contact.family, "kk")
    set_past_the_walls(contact, "nik", seal("phone", NIK))

    assert bind_numbers() == (1, 1)

    with pytest.raises(Refused):
        Member.objects.get(pk=contact.pk).nik.reveal()


def test_the_command_binds_batch_by_batch_and_says_how_many(committed_db, monkeypatch):
    monkeypatch.setattr("centres.rebinding.BATCH", 2)
    with as_owner():
        families = [FamilyFactory() for _n in range(5)]
        for family in families:
            as_before(family, "kk")
        factor_of_before(UserFactory())
    out = StringIO()

    call_command("rotate_keys", "--bind", stdout=out)
    call_command("rotate_keys", "--bind", stdout=out)

    assert out.getvalue() == (
        "5 numbers and 1 second factors were bound to their rows.\n"
        "0 numbers and 0 second factors were bound to their rows.\n"
    )
    assert all(is_bound(kk) for kk in Family.objects.values_list("kk_cipher", flat=True))
