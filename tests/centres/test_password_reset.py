"""A new password by the hand of a second person: once, within a day, and written down."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from centres.accounts.password_reset import make_reset_link, remove_second_factor, reset_tokens, set_password_by_link
from centres.models import AccessLog, Role
from config.errors import Refused
from tests.factories import CentreFactory, MembershipFactory, UserFactory
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in

FORGOTTEN = "kata sandi yang terlupa"
NEW = "empat kata yang sama sekali baru"
NOW = datetime(2024, 11, 15, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fast_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@stands
def user():
    return UserFactory(password=FORGOTTEN)


@pytest.fixture
def link(user):
    return make_reset_link(user, **by_an_administrator())


def by_an_administrator(now=NOW):
    membership = MembershipFactory(role=Role.ADMIN)
    return {"by": membership.user, "centre": membership.centre, "now": now}


def save(client, link, password=NEW):
    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(address, {"new_password1": password, "new_password2": password})


def test_the_link_sets_a_new_password_once(client, user, link):
    response = save(client, link)
    assert response.url == reverse("account_login")
    user.refresh_from_db()
    assert user.check_password(NEW)

    again = save(type(client)(), link, "kata sandi yang ketiga kali")
    assert again.status_code == 200
    assert again.context["validlink"] is False
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_token_leaves_the_address_before_anything_is_shown(client, link):
    response = client.get(link)
    assert response.status_code == 302
    token = link.rstrip("/").rsplit("/", 1)[-1]
    assert token not in response.url


def test_a_weak_password_is_refused_and_the_link_still_works(client, user, link):
    assert save(client, link, "pendek").status_code == 200
    save(client, link)
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_new_password_ends_every_session_and_every_wait(client, user):
    elsewhere = type(client)()
    elsewhere.force_login(user)
    link = make_reset_link(user, **by_an_administrator())
    for _ in range(6):
        client.post(reverse("account_login"), {"login": user.username, "password": "salah"})

    save(client, link)

    assert elsewhere.get(reverse("mfa_index")).status_code == 302
    client.post(reverse("account_login"), {"login": user.username, "password": NEW})
    assert client.get(reverse("mfa_index")).status_code == 200


def test_the_link_ends_after_a_day(user, monkeypatch, settings):
    made = reset_tokens.make_token(user)
    later = reset_tokens._now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 2)
    assert reset_tokens.check_token(user, made)
    monkeypatch.setattr(reset_tokens, "_now", lambda: later)
    assert not reset_tokens.check_token(user, made)
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 60 * 60


def test_the_link_ends_when_the_user_signs_in_after_all(client, user, link):
    typed = {"login": user.username, "password": FORGOTTEN}
    assert type(client)().post(reverse("account_login"), typed).status_code == 302
    assert client.get(link).context["validlink"] is False


def test_the_link_of_one_user_is_worth_nothing_for_another(user):
    other = UserFactory()
    with pytest.raises(Refused):
        set_password_by_link(other, token=reset_tokens.make_token(user), password=NEW, now=NOW)


def test_a_second_press_does_not_set_a_second_password(user):
    token = reset_tokens.make_token(user)
    set_password_by_link(user, token=token, password=NEW, now=NOW)
    with pytest.raises(Refused):
        set_password_by_link(user, token=token, password="yang lain lagi sekali", now=NOW)


def test_who_made_the_link_is_written_down(user):
    said = by_an_administrator()
    make_reset_link(user, **said)

    line = AccessLog.objects.get()
    assert (line.actor, line.centre, line.at) == (said["by"], said["centre"], NOW)
    assert (line.action, line.subject_kind, line.subject_id, line.detail) == (
        "reset",
        "centres.user",
        user.pk,
        "password",
    )


def test_nobody_makes_a_link_for_themselves_or_for_an_account_not_in_use(user):
    with pytest.raises(Refused):
        make_reset_link(user, by=user, centre=CentreFactory(), now=NOW)
    user.is_active = False
    user.save()
    with pytest.raises(Refused):
        make_reset_link(user, **by_an_administrator())
    assert not AccessLog.objects.exists()


def test_the_link_of_an_account_that_went_out_of_use_no_longer_works(client, user, link):
    user.is_active = False
    user.save()
    assert client.get(link).context["validlink"] is False


def test_a_lost_phone_is_taken_off_the_account_and_written_down(user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert remove_second_factor(user, **by_an_administrator()) == 1
    assert not user.authenticator_set.exists()
    assert AccessLog.objects.get().detail == "second factor"


@pytest.fixture
def administrator(client):
    """Somebody who administers a centre, signed in."""
    membership = MembershipFactory(role=Role.ADMIN)
    client.force_login(membership.user)
    return membership


def help_page(user) -> str:
    return reverse("centres:sign_in_help", args=[user.pk])


def test_the_administrator_gets_the_link_in_answer_to_the_button_only(client, administrator, user):
    MembershipFactory(user=user, centre=administrator.centre)

    assert "/akun/sandi-baru/" not in client.get(help_page(user)).content.decode()
    response = client.post(help_page(user), {"help": "password"})

    link = response.context["link"]
    assert link.startswith("http://testserver/akun/sandi-baru/")
    assert link in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert AccessLog.objects.get().actor == administrator.user
    save(type(client)(), link.removeprefix("http://testserver"))
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_administrator_takes_a_lost_phone_off_an_account(client, administrator, user):
    MembershipFactory(user=user, centre=administrator.centre)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    said = fields_in(client.get(help_page(user))) | {"help": "second-factor"}
    pressed = [client.post(help_page(user), said).url for _press in range(2)]
    assert pressed == [help_page(user)] * 2
    assert not user.authenticator_set.exists()
    assert AccessLog.objects.count() == 1


def test_another_phone_that_was_set_up_meanwhile_stays(client, administrator, user):
    MembershipFactory(user=user, centre=administrator.centre)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    said = fields_in(client.get(help_page(user))) | {"help": "second-factor"}
    user.authenticator_set.all().delete()
    other = TOTP.activate(user, "PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3").instance

    answer = client.post(help_page(user), said)

    assert "Ini berubah setelah halaman dibuka" in words(answer.content.decode())
    assert user.authenticator_set.get() == other
    again = fields_in(answer) | {"help": "second-factor"}
    assert client.post(help_page(user), again).status_code == 302
    assert not user.authenticator_set.exists()


def test_whoever_found_the_lost_phone_is_signed_out_there(client, user):
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.force_login(user)
    assert client.get("/akun/sandi/").status_code == 200
    remove_second_factor(user, **by_an_administrator())
    assert client.get("/akun/sandi/").status_code == 302
    client.force_login(type(user).objects.get(pk=user.pk))
    assert client.get("/akun/sandi/").status_code == 200


def test_people_of_another_centre_do_not_exist_for_an_administrator(client, administrator, user):
    MembershipFactory(user=user)
    assert client.get(help_page(user)).status_code == 404
    assert client.post(help_page(user), {"help": "password"}).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_an_administrator_helps(client, user, role):
    membership = MembershipFactory(role=role)
    MembershipFactory(user=user, centre=membership.centre)
    client.force_login(membership.user)
    assert client.post(help_page(user), {"help": "password"}).status_code == 403


@pytest.mark.parametrize("power", ["superuser", "staff", "another centre", "another centre from tomorrow", "a region"])
def test_an_account_that_opens_more_than_the_centre_is_not_opened_by_its_administrator(
    client, administrator, user, power
):
    MembershipFactory(user=user, centre=administrator.centre)
    if power in ("superuser", "staff"):
        setattr(user, f"is_{power}", True)
        user.save()
    elif power == "a region":
        MembershipFactory(user=user, role=Role.VIEWER, centre=None, region=administrator.centre.regency)
    elif power == "another centre":
        MembershipFactory(user=user)
    else:
        MembershipFactory(user=user, starts_on=timezone.localdate() + timedelta(days=1))

    response = client.post(help_page(user), {"help": "password"})

    assert (response.context["link"], bool(response.context["refused"])) == ("", True)
    assert not AccessLog.objects.exists()


def test_a_role_elsewhere_that_has_ended_does_not_stand_in_the_way(client, administrator, user):
    MembershipFactory(user=user, centre=administrator.centre)
    MembershipFactory(user=user, ends_on=timezone.localdate() - timedelta(days=7))
    assert client.post(help_page(user), {"help": "password"}).context["link"]


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ("pendek", "pandak", ["new_password1", "new_password2"]),
        ("pendek", "pendek", ["new_password1"]),
        (NEW, "pendek", ["new_password2"]),
    ],
)
def test_of_two_passwords_all_that_is_wrong_is_said_at_once(client, user, link, first, second, wrong):
    address = client.get(link, follow=True).redirect_chain[-1][0]
    answer = client.post(address, {"new_password1": first, "new_password2": second})
    errors = answer.context["form"].errors
    assert sorted(errors) == wrong
    if "new_password2" in wrong:
        assert errors["new_password2"] == ["Kedua kata sandi tidak sama."]
    user.refresh_from_db()
    assert not user.check_password(NEW)


def test_whoever_changes_the_password_reads_all_that_is_wrong_at_once(client, user):
    client.force_login(user)
    typed = {"oldpassword": "kata sandi yang terlupa", "password1": "pendek", "password2": "pandak"}
    errors = client.post(reverse("account_change_password"), typed).context["form"].errors
    assert list(errors) == ["password1", "password2"]
    assert errors["password2"] == ["Kedua kata sandi tidak sama."]
    same = client.post(reverse("account_change_password"), typed | {"password2": "pendek"})
    assert list(same.context["form"].errors) == ["password1"]
