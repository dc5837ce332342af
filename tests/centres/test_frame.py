"""The frame around every page: what it names, and what it offers to whom."""

import pytest
from django.test import RequestFactory, override_settings
from django.views.defaults import bad_request, permission_denied, server_error

from centres.context import MENU, frame
from centres.models import Role
from tests.client import Client
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(role=Role.COORDINATOR, user__full_name="Siti Aminah").user


def entries(*roles):
    return [str(entry.label) for entry in MENU if entry.roles & frozenset(roles)]


def test_a_menu_shows_only_what_a_role_uses():
    assert entries(Role.COORDINATOR) == ["Beranda", "Periode", "Keluarga", "Barang", "Cakupan", "Laporan"]
    assert entries(Role.OFFICER) == ["Beranda", "Periode", "Keluarga"]
    assert entries(Role.STOREKEEPER) == ["Beranda", "Periode", "Barang"]
    assert entries(Role.HUMAS) == ["Beranda", "Cakupan", "Laporan"]


def test_centres_of_one_name_always_stand_in_the_same_order(client, coordinator):
    centres = [MembershipFactory(user=coordinator, centre__name="Rutan Blora").centre for _n in range(4)]
    client.force_login(coordinator)
    assert client.get("/").wsgi_request.centres[:4] == centres


def test_somebody_who_is_signed_out_gets_no_menu_and_no_search(client):
    page = client.get("/akun/masuk/").content.decode()
    assert "<nav" not in page
    assert 'role="search"' not in page


def test_a_missing_page_says_that_nothing_is_lost(client, coordinator):
    client.force_login(coordinator)
    answer = client.get("/tidak-ada/")
    assert answer.status_code == 404
    assert "Tidak ada data yang hilang." in answer.content.decode()


def test_an_address_that_only_takes_forms_says_so(client, coordinator):
    client.force_login(coordinator)
    answer = client.get("/keluarga/cari/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Alamat ini tidak punya halaman sendiri" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_what_no_browser_sends_of_a_page_comes_to_no_view(client, coordinator, method):
    client.force_login(coordinator)
    answer = getattr(client, method)("/keluarga/tambah/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_a_page_that_was_open_too_long_says_how_to_send_it_again(coordinator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(coordinator)
    answer = client.post("/akun/sandi/", {"oldpassword": PASSWORD})
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (bad_request, 400, "Tidak ada yang berubah."),
        (permission_denied, 403, "Pekerjaan ini dipegang rekan Anda di UPT."),
    ],
)
def test_a_refusal_before_the_session_was_read_is_drawn_all_the_same(view, status, words):
    answer = view(RequestFactory().get("/"), Exception())
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_failure_is_answered_without_the_database(django_db_blocker):
    with django_db_blocker.block():
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Ini bukan salah Anda." in answer.content.decode()


def test_the_example_is_marked_on_every_page(client):
    assert "Data contoh" not in client.get("/akun/masuk/").content.decode()
    with override_settings(EXAMPLE=True):
        assert "Data contoh" in client.get("/akun/masuk/").content.decode()


def test_the_language_can_be_changed_before_signing_in(client):
    client.post("/bahasa/", {"language": "en", "next": "/akun/masuk/"})
    page = client.get("/akun/masuk/").content.decode()
    assert '<html lang="en">' in page
    assert "User name" in page


def test_a_browser_that_asks_for_english_gets_indonesian_first(client):
    page = client.get("/akun/masuk/", headers={"accept-language": "en-US,en"}).content.decode()
    assert '<html lang="id">' in page


def test_the_frame_of_a_request_without_user_is_empty():
    shown = frame(RequestFactory().get("/"))["frame"]
    assert (shown["nav"], shown["user_name"], shown["search_url"]) == ([], "", "")


def test_pages_are_sent_compressed_to_whom_can_read_it(client):
    assert client.get("/akun/masuk/", headers={"accept-encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/akun/masuk/").headers
