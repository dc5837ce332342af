"""Nobody's way to sign in gets weaker unseen: the database writes it into the access log, and Beranda tells it."""

from datetime import timedelta

import pgtrigger
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from centres.accounts.told import told_to_person
from centres.history import acting_as
from centres.models import AccessLog, User
from tests.centres.test_sign_in import PASSWORD, SECRET
from tests.factories import MembershipFactory, UserFactory
from tests.read_page import words
from tests.walls import changing_is_refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return UserFactory(username="siti", password=PASSWORD)


# Kept by the trigger "second_factor_off_is_logged".
@pytest.mark.parametrize("actor", ["somebody", "the person", "nobody"])
def test_a_second_factor_that_is_gone_stands_in_the_log_and_is_told(client, user, actor):
    """By SQL, too, and whoever is said to have done it: one step does not become enough unseen."""
    membership, by = MembershipFactory(user=user), UserFactory()
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    name = {"somebody": by, "the person": user, "nobody": "test"}[actor]
    with acting_as(name):
        run("DELETE FROM mfa_authenticator WHERE user_id = %s", [user.pk])

    (line,) = AccessLog.objects.filter(detail="second factor")
    done_by = by if actor == "somebody" else user
    assert (line.centre, line.actor, line.subject_id, line.action) == (membership.centre, done_by, user.pk, "reset")
    assert [one.what for one in told_to_person(user, now=timezone.now())] == ["Masuk dua langkah dimatikan"]
    client.post(reverse("account_login"), {"login": "siti", "password": PASSWORD})
    assert "Masuk dua langkah dimatikan" in words(client.get(reverse("distributions:home")).content.decode())


# Kept by the trigger "another_password_is_logged".
def test_another_password_stands_in_the_log_and_is_told(user):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    with acting_as(user):
        run("UPDATE centres_user SET password = 'x' WHERE id = %s", [user.pk])
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())

    (line,) = AccessLog.objects.all()
    assert (line.centre, line.actor, line.subject_id, line.detail) == (None, user, user.pk, "another password")
    assert [one.what for one in told_to_person(user, now=timezone.now())] == ["Kata sandi diganti"]


def test_the_first_password_of_an_account_is_no_change_of_one():
    new = User.objects.create_user("baru", full_name="Budi")
    new.set_password(PASSWORD)
    new.save()
    assert not AccessLog.objects.exists()


def test_a_role_and_an_account_change_with_their_history_or_not_at_all(user):
    membership = MembershipFactory(user=user, ends_on="2024-12-31")
    with pgtrigger.ignore():
        for changes in ({"ends_on": None}, {"role": "head"}):
            changing_is_refused("seen_in_history_of_memberships", membership, **changes)
        for changes in ({"is_active": False}, {"is_superuser": True}):
            changing_is_refused("seen_in_history_of_users", user, **changes)
