"""Wrong tries hold up strangers, not the browser that signed in before; the administrator sees it and lifts it."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from centres.accounts import attempts, known_browser
from centres.accounts.lockouts import lockouts_of
from centres.accounts.password_reset import make_reset_link, remove_second_factor
from centres.accounts.roles import close_account, open_account
from centres.history import acting_as
from centres.models import AccessLog, FailedSignIn, LiftedWait, Membership, Role
from tests.client import Client
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.read_page import words
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OFFICE = "192.0.2.1"


@pytest.fixture
def user():
    return UserFactory(username="siti", full_name="Siti Aminah")


@pytest.fixture
def known(user) -> Client:
    """A browser that signed in to the account, and out again."""
    client = Client()
    assert signs_in(client)
    client.post(reverse("account_logout"))
    return client


def try_it(client: Client, password: str = PASSWORD, name: str = "siti", address: str = OFFICE):
    return client.post(reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address)


def signs_in(client: Client, address: str = OFFICE) -> bool:
    try_it(client, address=address)
    return "_auth_user_id" in client.session


def counted(name: str, address: str) -> None:
    """A wrong try of an unknown browser as it is counted, without the page around it."""
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    request.user = AnonymousUser()
    with suppress(attempts.HeldUp):
        attempts.begin(request, name, step=FailedSignIn.Step.PASSWORD, now=timezone.now())


def guess(times: int, name: str = "siti", address: str = "198.51.100.7") -> None:
    """Wrong tries of strangers at one account; the last of them at the page."""
    for _each in range(times - 1):
        counted(name, address)
    try_it(Client(), "salah", name, address)


def flood(times: int, address: str = OFFICE) -> None:
    """Wrong tries from one address, each with another name; the last of them at the page."""
    for number in range(times - 1):
        counted(f"nama{number}", address)
    try_it(Client(), "salah", f"nama{times}", address)


def failed(ago: timedelta, *, name: str = "siti", user=None, address: str = OFFICE, **more) -> FailedSignIn:
    return FailedSignIn.objects.create(
        at=timezone.now() - ago,
        account=attempts.digest_of(name),
        user=user,
        address=address,
        **{"step": "password", "browser": ""} | more,
    )


def test_the_fourth_wrong_try_holds_nobody_up_and_the_fifth_every_stranger(user):
    guess(4)
    assert signs_in(Client())
    guess(1)
    assert not signs_in(Client())


def test_the_twenty_ninth_wrong_try_from_one_address_holds_nobody_up_and_the_thirtieth_every_stranger(user):
    flood(29)
    assert signs_in(Client())
    flood(1)
    assert not signs_in(Client())
    assert signs_in(Client(), address="192.0.2.2")


def test_an_address_is_a_network_of_ipv6(user):
    flood(30, address="2001:db8::1")
    assert not signs_in(Client(), address="2001:db8::2")
    assert signs_in(Client(), address="2001:db8:0:1::1")


def test_a_browser_that_signed_in_before_is_not_held_up_by_strangers(user, known):
    guess(7)
    flood(31)
    assert not signs_in(Client())
    assert signs_in(known)


def test_nor_by_very_many_tries_from_its_place(user, known, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_in": "1/m/ip"}
    assert signs_in(Client())
    assert try_it(Client()).status_code == 429
    assert signs_in(known)


def test_what_is_answered_by_a_page_of_its_own_does_not_count_as_wrong(user, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sign_in": "1/m/ip"}
    for _each in range(7):
        try_it(Client())
    assert not FailedSignIn.objects.exists()


def test_such_a_browser_has_a_limit_of_its_own_which_holds_nobody_else_up(user, known):
    for _each in range(5):
        try_it(known, "salah")
    answer = try_it(known)
    assert "Terlalu banyak percobaan salah di peramban ini." in words(answer.content.decode())
    assert not signs_in(known)
    assert signs_in(Client())


def test_a_copied_cookie_shares_the_limit_of_its_browser(user, known):
    thief = Client()
    thief.cookies[known_browser.COOKIE] = known.cookies[known_browser.COOKIE].value
    for _each in range(5):
        try_it(thief, "salah", address="203.0.113.9")
    assert not signs_in(known)


def test_what_is_wrong_in_a_browser_that_signed_in_before_does_not_count_for_its_address(user, known):
    flood(29)
    try_it(known, "salah")
    assert signs_in(Client())


def test_the_cookie_is_hidden_from_scripts_and_other_sites_and_lasts_half_a_year(user, known):
    cookie = known.cookies["peduli_browser"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/akun/")
    assert (cookie["max-age"], cookie["secure"]) == (180 * 24 * 60 * 60, "")
    assert "siti" not in cookie.value


def test_over_https_the_cookie_goes_over_https_only(user, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    assert signs_in(client)
    assert client.cookies["peduli_browser"]["secure"] is True


def test_a_wrong_password_gives_no_cookie(user):
    client = Client()
    try_it(client, "salah")
    assert "peduli_browser" not in client.cookies


def test_the_cookie_of_one_account_is_worth_nothing_for_another(user, known):
    UserFactory(username="budi")
    guess(5, "budi")
    try_it(known, name="budi")
    assert "_auth_user_id" not in known.session


def test_a_shared_computer_knows_all_who_sign_in_there(user, known):
    names = [UserFactory().username for _each in range(8)]
    for name in names[:7]:
        try_it(known, name=name)
        known.post(reverse("account_logout"))
    guess(5)
    assert signs_in(known)
    known.post(reverse("account_logout"))
    for name in names:
        try_it(known, name=name)
        known.post(reverse("account_logout"))
    assert not signs_in(known), "the ninth account pushes out the one that was there longest ago"


@pytest.mark.parametrize("value", ["", "x", "WyJhIl0:1tB:abc"])
def test_a_forged_cookie_is_no_cookie(user, value):
    guess(5)
    client = Client()
    client.cookies["peduli_browser"] = value
    assert not signs_in(client)


@pytest.mark.parametrize(("days", "opens"), [(179, True), (180, False)])
def test_a_cookie_ends_after_180_days(user, days, opens):
    at = (timezone.now() - timedelta(days=days)).timestamp()
    client = Client()
    client.cookies["peduli_browser"] = signing.dumps(
        [[known_browser._owner(user), at, "k"]], salt="centres.known_browser"
    )
    guess(5)
    assert signs_in(client) is opens


def test_a_new_password_makes_every_other_browser_a_strangers(user, known):
    here = Client()
    assert signs_in(here)
    new = "lima kata lain yang baru"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    here.post(reverse("account_logout"))
    guess(5)
    try_it(known, new)
    try_it(here, new)
    assert ["_auth_user_id" in browser.session for browser in (known, here)] == [False, True]


def test_a_closed_account_knows_no_browser_also_when_it_is_opened_again(user, known):
    membership = MembershipFactory(user=user)
    by = MembershipFactory(centre=membership.centre, role=Role.ADMIN).user
    said = {"centre": membership.centre, "by": by, "now": timezone.now()}
    guess(5)
    close_account(user, **said)
    assert "Terlalu banyak" in try_it(known).content.decode()
    open_account(user, **said)
    assert not signs_in(known)


def test_a_phone_that_was_lost_is_a_strangers(user, known):
    TOTP.activate(user, SECRET)
    helper = MembershipFactory(role=Role.ADMIN)
    with acting_as(helper.user):
        remove_second_factor(user, by=helper.user, centre=helper.centre, now=timezone.now())
    guess(5)
    assert not signs_in(known)


def test_one_waits_until_the_first_of_five_is_ten_minutes_old(user):
    failed(timedelta(minutes=9, seconds=59), user=user)
    for _each in range(4):
        failed(timedelta(minutes=1), user=user)
    answer = try_it(Client())
    said = words(answer.content.decode())
    assert "Terlalu banyak percobaan salah untuk akun ini, mungkin oleh orang lain. Coba lagi dalam 1 menit." in said


@pytest.mark.parametrize("name", ["siti", "tidak-ada"])
def test_the_last_moment_of_the_wait_is_ten_minutes_after_the_first_try(user, rf, name):
    now = timezone.now()
    for minutes in (10, 9, 8, 7, 6):
        failed_at = now - timedelta(minutes=minutes)
        FailedSignIn.objects.create(
            at=failed_at, account=attempts.digest_of(name), address="198.51.100.7", step="password"
        )
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(attempts.HeldUp, match="1 menit"):
        attempts.begin(request, name, step="password", now=now - timedelta(microseconds=1))
    attempts.begin(request, name, step="password", now=now)


def test_an_account_that_does_not_exist_is_held_up_in_the_same_words(user):
    guess(5)
    guess(5, "tidak-ada")
    answers = {words(try_it(Client(), name=name).content.decode()).replace(name, "…") for name in ("siti", "tidak-ada")}
    assert len(answers) == 1


def test_no_name_that_was_typed_stands_in_the_table(user):
    guess(1)
    guess(1, "kata sandi yang salah kolom")
    values = [str(value) for row in FailedSignIn.objects.values() for value in row.values()]
    assert not [value for value in values if "siti" in value or "kata" in value]


def test_what_is_old_goes(user):
    kept = [failed(timedelta(days=6, hours=23), user=user), failed(timedelta(minutes=59), name="x")]
    gone = [failed(timedelta(days=7, minutes=1), user=user), failed(timedelta(minutes=61), name="x")]
    guess(1, "y")
    left = set(FailedSignIn.objects.values_list("pk", flat=True))
    assert left & {row.pk for row in (*kept, *gone)} == {row.pk for row in kept}


def test_wrong_codes_are_counted_apart_from_passwords_and_for_each_browser(user, known):
    TOTP.activate(user, SECRET)
    stranger = Client()
    for browser in (stranger, known):
        try_it(browser)
    for _each in range(5):
        stranger.post(reverse("mfa_authenticate"), {"code": "000000"})
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    answer = stranger.post(reverse("mfa_authenticate"), {"code": code})
    assert "Terlalu banyak percobaan salah" in words(answer.content.decode())
    assert "_auth_user_id" not in stranger.session
    known.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in known.session


def test_strangers_do_not_keep_who_is_signed_in_from_confirming_it(user):
    client = Client()
    client.force_login(user)
    guess(5)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


def test_a_stolen_session_does_not_guess_the_password_endlessly(user):
    client = Client()
    client.force_login(user)
    for _each in range(5):
        client.post(reverse("account_reauthenticate"), {"password": "salah"})
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 200


def test_a_new_password_by_a_link_ends_the_wait(user):
    guess(5)
    helper = MembershipFactory(role=Role.ADMIN)
    page = Client().get(make_reset_link(user, by=helper.user, centre=helper.centre, now=timezone.now()))
    browser = Client()
    browser.cookies = page.cookies
    browser.post(page.url, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert signs_in(Client())


@pytest.fixture
def admin(client, user):
    membership = MembershipFactory(role=Role.ADMIN)
    MembershipFactory(user=user, centre=membership.centre, role=Role.OFFICER)
    client.force_login(membership.user)
    return membership


def page(client, name="users", *args):
    return words(client.get(reverse(f"centres:{name}", args=args), REMOTE_ADDR="203.0.113.1").content.decode())


def test_the_administrator_sees_who_has_to_wait_why_and_from_where(client, admin, user):
    guess(4)
    assert "Terkunci sementara saat masuk" not in page(client)
    guess(1)
    said = page(client)
    assert "Terkunci sementara saat masuk" in said
    assert "Siti Aminah siti 5 percobaan salah (kata sandi) dari 198.51.100.7" in said
    assert "5 percobaan salah" in page(client, "user", user.pk)


def test_a_wait_has_its_beginning_and_its_end(admin, user):
    now = timezone.now()
    rows = [failed(timedelta(minutes=minutes), user=user) for minutes in (30, 29, 28, 27, 26, 9, 4, 3, 2, 1)]
    latest, earlier = lockouts_of(admin.centre, reader=admin.user, address=OFFICE, now=now)
    assert (earlier.since, earlier.until) == (rows[4].at, rows[0].at + timedelta(minutes=10))
    assert (latest.since, latest.until) == (rows[9].at, rows[5].at + timedelta(minutes=10))
    assert [each.lasts(now) for each in (latest, earlier)] == [True, False]
    assert (latest.user, latest.tries, latest.addresses, latest.known) == (user, 5, [OFFICE], False)


def test_the_administrator_lets_somebody_in_and_that_is_written_down(client, admin, user):
    guess(5)
    flood(30)
    answer = client.post(reverse("centres:let_user_in", args=[user.pk]))
    assert answer.url == reverse("centres:user", args=[user.pk])
    assert signs_in(Client())
    line = AccessLog.objects.get()
    assert (line.actor, line.action, line.subject_id, line.detail) == (admin.user, "reset", user.pk, "wait lifted")
    assert f"diizinkan oleh {admin.user}" in page(client)


def test_whoever_was_let_in_is_held_up_again_by_five_more(client, admin, user):
    guess(5)
    client.post(reverse("centres:let_user_in", args=[user.pk]))
    guess(4)
    assert signs_in(Client())
    guess(1)
    assert not signs_in(Client())


def test_nobody_lets_in_who_belongs_to_another_centre_or_opens_more(client, admin, user):
    stranger = MembershipFactory().user
    assert client.post(reverse("centres:let_user_in", args=[stranger.pk])).status_code == 404
    MembershipFactory(user=user)
    client.post(reverse("centres:let_user_in", args=[user.pk]))
    assert not LiftedWait.objects.exists()


def test_from_where_somebody_signs_in_who_has_left_is_not_shown(client, admin, user):
    """They may work for another centre now: its address is not shown here, nor let in from here."""
    held = user.memberships.get(centre=admin.centre)
    yesterday = admin.centre.local_date(timezone.now()) - timedelta(days=1)
    Membership.objects.filter(pk=held.pk).update(starts_on=yesterday, ends_on=yesterday)
    MembershipFactory(user=user)
    guess(5)
    flood(30, "198.51.100.7")
    assert "198.51.100.7" not in page(client)
    assert "198.51.100.7" not in page(client, "user", user.pk)
    client.post(reverse("centres:let_address_in"), {"address": "198.51.100.7"})
    assert not LiftedWait.objects.exists()


def test_an_address_is_shown_where_an_account_of_the_centre_was_tried_or_the_reader_is(client, admin, user):
    flood(29, "198.51.100.7")
    guess(1, "nama30", "198.51.100.7")
    assert "Semua orang di alamat" not in page(client)
    failed(timedelta(minutes=1), user=user, address="198.51.100.7")
    assert "Semua orang di alamat 198.51.100.7" in page(client)
    flood(30, "203.0.113.1")
    assert "Semua orang di alamat 203.0.113.1" in page(client)


def test_the_administrator_of_the_installation_sees_every_address(client, admin):
    admin.user.is_superuser = True
    admin.user.save()
    flood(30)
    assert f"Semua orang di alamat {OFFICE}" in page(client)


def test_an_address_is_let_in_again_by_who_sees_it(client, admin, user):
    address = reverse("centres:let_address_in")
    flood(30)
    client.post(address, {"address": OFFICE}, REMOTE_ADDR="203.0.113.1")
    assert not signs_in(Client())
    client.post(address, {"address": OFFICE}, REMOTE_ADDR=OFFICE)
    assert signs_in(Client())
    assert AccessLog.objects.get().detail == "wait of an address lifted"


def test_letting_an_address_in_lets_no_guessed_account_in(client, admin, user):
    guess(5, address=OFFICE)
    flood(30)
    client.post(reverse("centres:let_address_in"), {"address": OFFICE}, REMOTE_ADDR=OFFICE)
    assert not signs_in(Client())


def test_a_lifted_wait_is_of_an_account_or_of_an_address(user):
    for both in ({"user": user, "address": OFFICE}, {}):
        adding_is_refused("lifted_wait_of_account_or_address", LiftedWait(at=timezone.now(), by=user, **both))
