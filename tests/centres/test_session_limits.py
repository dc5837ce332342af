"""A session ends after 30 minutes without use and after 12 hours; what it shows is kept nowhere."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from centres import middleware
from tests.factories import UserFactory

MINUTE, HOUR = 60, 3600

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The clock of the middleware, in seconds; tests move it."""

    class Clock:
        now = 1_731_639_600.0

        def time(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(middleware, "time", clock)
    return clock


@pytest.fixture
def visit(client, clock):
    client.force_login(UserFactory())
    page = reverse("mfa_index")
    client.get(page)

    def visit(after: float) -> int:
        clock.now += after
        return client.get(page).status_code

    return visit


def test_a_session_lives_on_while_it_is_used(visit):
    assert [visit(29 * MINUTE) for _ in range(5)] == [200] * 5


def test_a_session_ends_after_half_an_hour_without_use(visit, client):
    assert visit(30 * MINUTE + 1) == 302
    assert "_auth_user_id" not in client.session


def test_one_is_told_why_one_was_signed_out_and_brought_back(visit, client, clock):
    clock.now += HOUR
    response = client.get(reverse("mfa_index"), follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?next={reverse('mfa_index')}"
    assert len(list(response.context["messages"])) == 1


def test_who_sent_a_form_too_late_is_told_that_it_was_not_saved_and_comes_back_to_its_page(visit, client):
    client.logout()
    sent_from = "http://testserver/periode/7/penyaluran/?halaman=2"
    response = client.post("/periode/7/penyaluran/lokasi/3/", headers={"referer": sent_from}, follow=True)
    back = "/periode/7/penyaluran/%3Fhalaman%3D2"
    assert response.redirect_chain == [(f"{reverse('account_login')}?next={back}&sent=1", 302)]
    assert 'class="bare not-taken"' in response.content.decode()
    assert [str(message) for message in response.context["messages"]] == [
        "Anda sudah keluar dari Peduli, jadi yang baru dikirim tidak tersimpan. Masuk, lalu kirim lagi."
    ]


def test_a_form_that_does_not_say_where_it_came_from_leads_to_the_first_page(client):
    assert client.post("/periode/7/penyaluran/lokasi/3/").url == f"{reverse('account_login')}?next=/&sent=1"


def test_who_only_asked_for_a_page_sent_nothing(client):
    assert "not-taken" not in client.get("/keluarga/", follow=True).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(client, method):
    headers = {"HX-Request": "true", "referer": "http://testserver/keluarga/5/"}
    response = getattr(client, method)("/keluarga/5/tampilkan/", headers=headers)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/keluarga/5/"


def test_a_page_says_whose_it_is_in_a_way_that_names_nobody(client):
    users = [UserFactory(), UserFactory()]
    said = set()
    for user in users:
        client.force_login(user)
        page = client.get(reverse("mfa_index")).content.decode()
        said.add(re.search(r'data-who="([0-9a-f]{16})"', page)[1])
    assert len(said) == 2
    assert "data-who" not in type(client)().get(reverse("account_login")).content.decode()


def test_a_session_ends_after_twelve_hours_even_when_used(visit):
    seen = [visit(20 * MINUTE) for _ in range(36)]
    assert seen == [200] * 36
    assert visit(1) == 302


def test_use_is_written_down_once_a_minute_at_most(visit, django_assert_num_queries, clock):
    visit(61)
    before = Session.objects.get().session_data
    visit(30)
    assert Session.objects.get().session_data == before
    visit(31)
    assert Session.objects.get().session_data != before


def test_the_cookie_lasts_no_longer_than_the_session(client, clock):
    user = UserFactory()
    client.force_login(user)
    response = client.get(reverse("mfa_index"))
    cookie = response.cookies["peduli_session"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (30 * MINUTE, True, "Lax")


def test_a_page_of_a_signed_in_user_is_kept_nowhere(client):
    client.force_login(UserFactory())
    assert client.get(reverse("mfa_index"))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/akun/masuk/", "/tidak-ada/", "/akun/dua-langkah/"])
def test_every_answer_allows_our_own_files_only(client, path):
    response = client.get(path)
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "microphone=()" in response["Permissions-Policy"]
    assert "geolocation=(self)" in response["Permissions-Policy"]
