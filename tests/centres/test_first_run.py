"""*Mulai*: the first administrator and the first centre of an empty installation."""

import stat
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.accounts.first_run import NewAdministrator, NewCentre, check_code, one_time_code, start_centre
from centres.models import SMALL_TEAM, Centre, Membership, Role, User
from config.errors import Refused
from tests.factories import (
    PASSWORD,
    CentreFactory,
    MembershipFactory,
    PackageVersionFactory,
    ProgrammeFactory,
    UserFactory,
    region,
)

pytestmark = pytest.mark.django_db
PAGE = "/mulai/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def typed(code, **changes):
    given = {
        "code": code,
        "full_name": "Siti Aminah",
        "username": "Siti.Aminah",
        "password": PASSWORD,
        "again": PASSWORD,
        "name": "Rutan Kelas IIB Blora",
        "regency": "blora",
    }
    return given | changes


def test_the_code_is_kept_as_a_digest_that_only_its_owner_reads(settings):
    code = one_time_code()
    kept = Path(settings.DATA_DIR) / "first_run_code"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert code.replace("-", "") not in kept.read_text()
    check_code(f" {code.lower().replace('-', ' ')} ")


def test_a_new_start_makes_a_new_code_in_place_of_the_old():
    old, new = one_time_code(), one_time_code()
    check_code(new)
    with pytest.raises(Refused):
        check_code(old)


def test_there_is_no_code_once_there_is_a_centre():
    code = one_time_code()
    CentreFactory()
    assert one_time_code() is None
    with pytest.raises(Refused):
        check_code(code)


def test_the_page_makes_the_centre_and_signs_its_administrator_in(client, django_capture_on_commit_callbacks):
    code = one_time_code()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(PAGE, typed(code))
    assert (answer.status_code, answer.url) == (302, reverse("distributions:start_steps"))

    centre, user = Centre.objects.get(), User.objects.get()
    assert (centre.code, centre.kind, centre.time_zone) == ("rutan-kelas-iib-blora", "rutan", "Asia/Jakarta")
    assert (centre.full_name, centre.place) == ("Rumah Tahanan Negara Kelas IIB Blora", "Blora")
    assert centre.regency == region("33.16")
    assert (user.username, user.is_staff, user.is_superuser) == ("siti.aminah", True, True)
    assert set(Membership.objects.values_list("role", flat=True)) == {Role.ADMIN, *SMALL_TEAM}
    assert centre.events.get().pgh_context["actor"] == "first_run"
    assert client.get(answer.url).status_code == 200
    with pytest.raises(Refused):
        check_code(code)


def test_a_wrong_code_keeps_what_was_typed_and_makes_nothing(client):
    one_time_code()
    answer = client.post(PAGE, typed("AAAA-AAAA-AAAA"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert "Rutan Kelas IIB Blora" in answer.content.decode()
    assert not Centre.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "pendek", "again": "pendek"}, "password"),
        ({"again": "yang lain sama sekali"}, "again"),
        ({"username": "ada spasi"}, "username"),
        ({"regency": ""}, "regency"),
        ({"regency": "Kabupaten"}, "regency"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(client, changes, field):
    answer = client.post(PAGE, typed(one_time_code(), **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not User.objects.exists()


def test_all_that_is_wrong_is_said_at_once(client):
    one_time_code()
    wrong = {"password": "pendek", "again": "pendek", "username": "ada spasi", "full_name": "", "name": ""}
    answer = client.post(PAGE, typed("AAAA-AAAA-AAAA", **wrong, regency=""))
    assert set(answer.context["form"].errors) == {"code", "password", "username", "full_name", "name", "regency"}


def test_a_password_too_short_and_not_typed_alike_is_both(client):
    answer = client.post(PAGE, typed(one_time_code(), password="pendek", again="pandak"))
    errors = answer.context["form"].errors
    assert list(errors) == ["password", "again"]
    assert errors["again"] == ["Kedua kata sandi tidak sama."]


@pytest.mark.parametrize("wrong", [{"code": "AAAA-AAAA-AAAA"}, {"username": "ada spasi"}, {"regency": ""}])
def test_a_password_that_will_do_is_typed_once_and_never_sent_back(client, wrong):
    code = one_time_code()
    answer = client.post(PAGE, typed(code) | wrong)
    assert PASSWORD not in answer.content.decode()
    assert "Sudah diterima. Ketik lagi hanya bila ingin menggantinya." in answer.content.decode()
    assert PASSWORD not in str(dict(client.session))

    assert client.post(PAGE, typed(code, password="", again="")).status_code == 302
    assert User.objects.get().check_password(PASSWORD)
    assert "first_run_password" not in client.session


def test_a_password_that_was_kept_can_be_changed(client):
    code = one_time_code()
    client.post(PAGE, typed(code, regency=""))
    other = "kuda hitam di sawah"
    assert list(client.post(PAGE, typed(code, password=other, again="")).context["form"].errors) == ["again"]
    assert client.post(PAGE, typed(code, password=other, again=other)).status_code == 302
    assert User.objects.get().check_password(other)


def test_a_password_that_somebody_else_typed_before_is_not_taken(client):
    """Whoever sat at this browser first would know it, and sign in as the administrator."""
    client.post(PAGE, typed("AAAA-AAAA-AAAA", password="kuda hitam di sawah", again="kuda hitam di sawah"))
    assert "Sudah diterima" not in client.get(PAGE).content.decode()

    answer = client.post(PAGE, typed(one_time_code(), password="", again=""))

    assert set(answer.context["form"].errors) == {"password", "again"}
    assert not User.objects.exists()


def test_a_password_that_will_not_do_is_not_kept(client):
    code = one_time_code()
    client.post(PAGE, typed(code, regency="", password="pendek", again="pendek"))
    answer = client.post(PAGE, typed(code, password="", again=""))
    assert set(answer.context["form"].errors) == {"password", "again"}


def test_the_page_is_closed_once_there_is_a_centre(client):
    code = one_time_code()
    CentreFactory()
    assert client.get(PAGE).url == "/"
    assert client.post(PAGE, typed(code)).url == "/"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("Lapas Kelas IIA Denpasar", "51.71", ("lapas", "Lembaga Pemasyarakatan Kelas IIA Denpasar", "Asia/Makassar")),
        (
            "LPKA Kelas II Jayapura",
            "91.71",
            ("lpka", "Lembaga Pembinaan Khusus Anak Kelas II Jayapura", "Asia/Jayapura"),
        ),
    ],
)
def test_kind_name_and_time_zone_follow_from_the_short_name_and_the_regency(name, code, expected):
    regency = region("33.16")
    regency.code = code
    centre, _user = start_centre(
        centre=NewCentre(name, regency), administrator=NewAdministrator("budi", password=PASSWORD), now=timezone.now()
    )
    assert (centre.kind, centre.full_name, centre.time_zone) == expected


def test_the_administrator_of_a_second_centre_does_not_open_the_stock_admin():
    MembershipFactory()
    _centre, user = start_centre(
        centre=NewCentre("Lapas Ngawi", region("33.16")),
        administrator=NewAdministrator("budi", "Budi", PASSWORD),
        now=timezone.now(),
    )
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_an_existing_account_gets_the_roles_of_a_second_centre_and_keeps_its_password():
    known = UserFactory(username="budi")
    CentreFactory()
    centre, user = start_centre(
        centre=NewCentre("Lapas Ngawi", region("33.16")), administrator=NewAdministrator("Budi"), now=timezone.now()
    )
    assert user == known
    assert user.check_password(PASSWORD)
    assert user.memberships.filter(centre=centre).count() == 5


def test_a_code_that_is_taken_is_refused():
    CentreFactory(code="lapas-ngawi")
    with pytest.raises(Refused) as refused:
        start_centre(
            centre=NewCentre("Lapas Ngawi", region("33.16")),
            administrator=NewAdministrator("budi", password=PASSWORD),
            now=timezone.now(),
        )
    assert refused.value.field == "code"
    assert not User.objects.exists()


def test_the_sign_in_page_leads_to_the_beginning_while_nobody_has_an_account(client):
    assert f'href="{PAGE}"' in client.get(reverse("account_login")).content.decode()
    UserFactory()
    assert f'href="{PAGE}"' not in client.get(reverse("account_login")).content.decode()


def test_every_page_leads_back_to_the_steps_until_the_first_round_is_prepared(client):
    client.post(PAGE, typed(one_time_code()))
    steps, letterhead = f'href="{reverse("distributions:start_steps")}"', reverse("centres:letterheads")
    assert steps in client.get(letterhead).content.decode()
    centre = Centre.objects.get()
    ProgrammeFactory(centre=centre, package=PackageVersionFactory(centre=centre).package)
    client.post(reverse("distributions:prepare_month"))
    assert steps not in client.get(letterhead).content.decode()
