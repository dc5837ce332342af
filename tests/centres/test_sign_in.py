"""Signing in: by user name, slowed down per account, with a second factor, and through one door only."""

import base64
import time
from datetime import UTC, datetime

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib import admin
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse

from centres.accounts.attempts import account_key
from centres.encryption import seal
from centres.models import User
from centres.second_factor import seal_for
from tests.factories import UserFactory
from tests.read_page import words
from tests.walls import adding_is_refused, changing_is_refused, copied, run

PASSWORD = "empat kata yang mudah diingat"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fast_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def user():
    user = UserFactory(username="siti")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, username="siti", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": username, "password": password}, **extra)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def text_of(response) -> str:
    return response.content.decode()


def test_the_right_name_and_password_sign_in(client, user):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")
    assert signed_in(client)


def test_a_page_that_was_asked_for_is_shown_after_signing_in(client, user):
    response = client.get("/admin/")
    assert response.status_code == 302
    response = client.get(response.url)
    assert response.url.startswith(reverse("account_login"))
    response = client.post(response.url, {"login": "siti", "password": PASSWORD})
    assert response.url == "/admin/"


def test_one_is_never_sent_to_another_site(client, user):
    response = client.post(
        reverse("account_login"), {"login": "siti", "password": PASSWORD, "next": "https://jahat.example/"}
    )
    assert response.url == "/"


@pytest.mark.parametrize(
    ("username", "password"), [("siti", "keliru"), ("tidak-ada", PASSWORD), ("siti", PASSWORD + " ")]
)
def test_wrong_name_and_wrong_password_get_the_same_answer(client, user, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert "Nama pengguna atau kata sandi tidak cocok." in text_of(response)
    assert password not in text_of(response)
    assert not signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, user):
    for attempt in range(5):
        # Another spelling and another computer are the same account.
        sign_in(client, ["siti", "SITI", " Siti "][attempt % 3], "salah", REMOTE_ADDR=f"192.0.2.{attempt}")

    response = sign_in(client, REMOTE_ADDR="192.0.2.99")

    assert response.status_code == 200
    assert "Terlalu banyak percobaan" in text_of(response)
    assert not signed_in(client)


def test_another_account_is_not_slowed_down_by_it(client, user):
    for _ in range(7):
        sign_in(client, "budi", "salah")
    sign_in(client)
    assert signed_in(client)


def test_signing_in_rightly_does_not_use_up_attempts(client, user):
    for _ in range(8):
        sign_in(client)
        assert signed_in(client)
        client.post(reverse("account_logout"))


def test_one_computer_that_tries_many_accounts_has_to_wait(client, user):
    for number in range(30):
        sign_in(client, f"coba{number}", "salah", REMOTE_ADDR="192.0.2.1")
    sign_in(client, REMOTE_ADDR="192.0.2.1")
    assert not signed_in(client)
    sign_in(client, REMOTE_ADDR="192.0.2.2")
    assert signed_in(client)


def test_very_many_attempts_from_one_place_get_a_page_of_their_own(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "sign_in": "1/m/ip"}
    sign_in(client)
    response = sign_in(client)
    assert response.status_code == 429
    assert "Terlalu banyak percobaan" in text_of(response)


def test_an_account_that_is_not_in_use_does_not_sign_in(client, user):
    user.is_active = False
    user.save()
    response = sign_in(client)
    assert response.url == reverse("account_inactive")
    assert not signed_in(client)


def test_accounts_of_the_example_sign_in_in_the_example_only(client, user, settings):
    user.is_example = True
    user.save()

    sign_in(client)
    elsewhere = signed_in(client)
    settings.EXAMPLE = True
    sign_in(client)

    assert (elsewhere, signed_in(client)) == (False, True)


def test_signing_out_takes_a_press_of_a_button(client, user):
    sign_in(client)
    client.get(reverse("account_logout"))
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_no_page_for_signing_up_or_for_e_mail_exists():
    for name in (
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_confirm_email",
        "account_request_login_code",
    ):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in names if name.startswith(("account_", "mfa_"))} == {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
    }


def test_the_stock_admin_has_no_door_of_its_own(client, user):
    response = client.post("/admin/login/", {"username": "siti", "password": PASSWORD})
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert not signed_in(client)


def test_the_stock_admin_is_closed_to_those_without_the_right(client, user):
    sign_in(client)
    assert client.get("/admin/login/").status_code == 403


def test_the_stock_admin_shows_nothing_that_opens_an_account_unlogged():
    registered = {model._meta.label for model in admin.site._registry}
    assert registered.isdisjoint({"auth.Group", "account.EmailAddress", "mfa.Authenticator"})


def test_the_names_of_an_account_count_as_one_however_they_are_spelt():
    assert account_key("Siti") == account_key(" SITI ") == account_key("ｓｉｔｉ") == "siti"


def code_now(offset: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + offset))


def test_a_second_factor_is_asked_for_and_each_code_works_once(client, user):
    TOTP.activate(user, SECRET)
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert not signed_in(client)

    code = code_now()
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client)

    client.post(reverse("account_logout"))
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(client)


def test_whose_second_factor_was_taken_off_meanwhile_signs_in_anew(client, user):
    TOTP.activate(user, SECRET)
    sign_in(client)
    user.authenticator_set.all().delete()

    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()}, follow=True)

    assert answer.redirect_chain == [(reverse("account_login"), 302)]
    assert "Silakan masuk lagi." in answer.content.decode()
    sign_in(client)
    assert signed_in(client)


def test_the_code_opens_nothing_after_a_password_that_was_replaced_meanwhile(client, user):
    TOTP.activate(user, SECRET)
    sign_in(client)
    user.set_password("sandi yang lain sama sekali")
    user.save(update_fields=["password"])

    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()}, follow=True)

    assert (signed_in(client), answer.redirect_chain) == (False, [(reverse("account_login"), 302)])


@pytest.mark.parametrize(("step", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_opens_one_step_of_drift_either_way(client, user, at_the_start_of_a_step, step, opens):
    TOTP.activate(user, SECRET)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now(step)})
    assert signed_in(client) is opens


@pytest.mark.parametrize("later", [29, 31, 59])
def test_a_code_opens_once_for_as_long_as_it_is_valid(client, user, at_the_start_of_a_step, later):
    TOTP.activate(user, SECRET)
    code = code_now(1)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client)
    client.post(reverse("account_logout"))

    at_the_start_of_a_step(later)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(client)


@pytest.mark.parametrize(("used", "opens"), [(1, {}), (0, {1}), (-1, {0, 1})])
def test_no_code_opens_that_came_before_one_that_was_used(client, user, at_the_start_of_a_step, used, opens):
    TOTP.activate(user, SECRET)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now(used)})
    assert signed_in(client)
    opened = set()
    for step in (-1, 0, 1):
        client.post(reverse("account_logout"))
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code_now(step)})
        opened |= {step} if signed_in(client) else set()
    assert opened == set(opens)


@pytest.fixture
def at_the_start_of_a_step(monkeypatch):
    """The clock stands at the start of a step of 30 seconds; call it to go on by so many."""
    start = time.time() // 30 * 30

    def go_on(seconds: int) -> None:
        moment = datetime.fromtimestamp(start + seconds, tz=UTC)
        monkeypatch.setattr(time, "time", lambda: start + seconds)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: moment)

    go_on(0)
    return go_on


def test_a_second_factor_is_sealed_for_its_user_when_it_is_made(user):
    made = TOTP.activate(user, SECRET)
    assert (made.instance.data["secret"][:4], made.validate_code(code_now())) == ("AgAA", True)


def test_the_secret_of_a_second_factor_does_not_stand_in_its_row(user):
    TOTP.activate(user, SECRET)
    stored = Authenticator.objects.get(user=user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE id = %s", [stored.pk])
        (text,) = cursor.fetchone()
    assert SECRET not in text
    assert stored.wrap().validate_code(code_now())


def test_a_second_factor_keeps_its_secret_which_is_sealed(user):
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    for stored in Authenticator.objects.filter(user=user):
        key = {"totp": "secret", "recovery_codes": "seed"}[stored.type]
        changing_is_refused("mfa_secret_stays", stored, data={**stored.data, key: sealed_for_mfa(SECRET)})
        adding_is_refused("mfa_secret_is_sealed", copied(stored, user=UserFactory(), data={key: SECRET}))
        adding_is_refused("mfa_secret_is_sealed", copied(stored, user=UserFactory(), data={}))
        more = {**stored.data, "migrated_codes": [stored.data[key]]}
        changing_is_refused("mfa_secret_is_sealed", stored, data=more)
        old = {**stored.data, key: base64.b64encode(seal("mfa", SECRET)).decode()}
        adding_is_refused("mfa_secret_is_bound", copied(stored, user=UserFactory(), data=old))
    stored.data = {**stored.data, "used_mask": 3}
    stored.save()


def sealed_for_mfa(text: str) -> str:
    return str(seal_for(1, text))


def copy_for(user, other) -> None:
    """The second factors of ``other`` in the rows of ``user``, by SQL: those that stood there are gone."""
    run("DELETE FROM mfa_authenticator WHERE user_id = %s", [user.pk])
    run(
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
        " SELECT %s, type, data, created_at FROM mfa_authenticator WHERE user_id = %s",
        [user.pk, other.pk],
    )


def test_a_copy_of_anothers_second_factor_opens_nothing_and_the_page_says_so(client, user):
    stranger = UserFactory()
    TOTP.activate(user, "NBSWY3DPEB3W64TMMQQQ====")
    TOTP.activate(stranger, SECRET)
    RecoveryCodes.activate(stranger)
    known = RecoveryCodes.activate(stranger).get_unused_codes()
    copy_for(user, stranger)

    for code in (code_now(), known[0]):
        sign_in(client)
        page = client.post(reverse("mfa_authenticate"), {"code": code})
        assert "milik orang lain" in words(page.content.decode())
        assert not signed_in(client)


def test_recovery_codes_that_are_anothers_are_not_shown(client, user):
    stranger = UserFactory()
    for person in (user, stranger):
        TOTP.activate(person, SECRET)
        RecoveryCodes.activate(person)
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    copy_for(user, stranger)

    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"):
        answer = client.get(reverse(name), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("mfa_index")
        assert "Kode pemulihan tidak dapat dibaca" in words(answer.content.decode())


def test_a_recovery_code_that_was_used_stays_used(user):
    TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user)
    first, second = codes.get_unused_codes()[:2]
    assert codes.validate_code(first)
    stored = Authenticator.objects.get(user=user, type="recovery_codes")

    for mask in (0, 2, None):
        changing_is_refused("mfa_used_code_stays_used", stored, data={**stored.data, "used_mask": mask})
    assert stored.wrap().validate_code(second)


def test_a_second_factor_is_set_up_after_typing_the_password_again(client, user):
    client.force_login(user)
    response = client.get(reverse("mfa_activate_totp"))
    assert response.url.startswith(reverse("account_reauthenticate"))
    client.post(response.url, {"password": PASSWORD})

    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    response = client.post(reverse("mfa_activate_totp"), {"code": code})

    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(response.url).status_code == 200
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


@pytest.mark.parametrize("later", [0, 31, 59])
def test_the_code_that_set_up_a_second_factor_opens_nothing_more_nor_does_the_one_before(
    client, user, at_the_start_of_a_step, later
):
    client.force_login(user)
    client.post(client.get(reverse("mfa_activate_totp")).url, {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    before, code, next_code = (
        format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)) for step in (0, 1, 2)
    )
    client.post(reverse("mfa_activate_totp"), {"code": code})
    client.post(reverse("account_logout"))

    at_the_start_of_a_step(later)
    sign_in(client)
    for seen in (code, before):
        client.post(reverse("mfa_authenticate"), {"code": seen})
        assert not signed_in(client)
    at_the_start_of_a_step(31)
    client.post(reverse("mfa_authenticate"), {"code": next_code})
    assert signed_in(client)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(client, user, django_user_model):
    other = type(client)()
    sign_in(client)
    sign_in(other)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "lima kata lain yang baru", "password2": "lima kata lain yang baru"},
    )

    assert response.status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    assert other.get(reverse("mfa_index")).status_code == 302


@pytest.mark.parametrize("password", ["pendek", "123456789012345"])
def test_a_weak_password_is_refused(client, user, password):
    sign_in(client)
    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert response.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_new_password_does_not_open_an_account_that_was_closed_meanwhile(user):
    read_before = User.objects.get(pk=user.pk)
    User.objects.filter(pk=user.pk).update(is_active=False, full_name="Rini Astuti")

    get_adapter().set_password(read_before, PASSWORD)

    user.refresh_from_db()
    assert (user.is_active, user.full_name, user.check_password(PASSWORD)) == (False, "Rini Astuti", True)
