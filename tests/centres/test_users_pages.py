"""/pengaturan/pengguna/ as an administrator uses it."""

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from centres.models import SMALL_TEAM, AccessLog, Membership, Role, User
from config.formats import plain_date
from tests.factories import PASSWORD, CentreFactory, MembershipFactory, UserFactory
from tests.versions import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    membership = MembershipFactory(role=Role.ADMIN, centre=CentreFactory(name="Rutan Kelas IIB Blora"))
    client.force_login(membership.user)
    return membership


def page(name, *args):
    return reverse(f"centres:{name}", args=args)


def today():
    return timezone.localdate()


def test_a_new_user_gets_a_link_that_is_shown_once_and_works(client, admin):
    typed = {"full_name": "Budi", "username": "budi", "roles": ["small_team"], "starts_on": today()}
    answer = client.post(page("new_user"), typed)
    link = answer.context["link"]
    assert link in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"

    browser = type(client)()
    form = browser.get(link, follow=True)
    browser.post(form.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    user = User.objects.get(username="budi")
    assert user.check_password(PASSWORD)
    assert set(user.memberships.values_list("role", flat=True)) == set(SMALL_TEAM)
    assert client.post(page("new_user"), typed).status_code == 422


def test_what_was_typed_is_kept_when_something_is_missing(client, admin):
    answer = client.post(page("new_user"), {"full_name": "Budi", "username": "budi s", "starts_on": today()})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"username", "roles"}
    assert 'value="Budi"' in answer.content.decode()


def test_the_small_team_is_one_press(client, admin):
    person = MembershipFactory(centre=admin.centre, role=Role.OFFICER).user
    assert client.post(page("small_team", person.pk)).url == page("user", person.pk)
    assert set(person.memberships.values_list("role", flat=True)) == set(SMALL_TEAM)


def test_a_plh_is_a_role_with_a_last_day(client, admin):
    person = MembershipFactory(centre=admin.centre, role=Role.OFFICER).user
    until = today() + datetime.timedelta(days=6)
    client.post(page("give_roles", person.pk), {"roles": ["head"], "starts_on": today(), "ends_on": until})
    membership = person.memberships.get(role=Role.HEAD)
    assert (membership.starts_on, membership.ends_on) == (today(), until)
    assert "sampai" in client.get(page("users")).content.decode()


def test_an_administrator_is_told_that_approval_takes_another(client, admin):
    answer = client.post(page("give_roles", admin.user_id), {"roles": ["head"], "starts_on": today()})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["roles"])
    assert not Membership.objects.filter(role=Role.HEAD).exists()


def test_a_role_is_ended_on_its_page(client, admin):
    membership = MembershipFactory(centre=admin.centre, role=Role.OFFICER)
    assert client.get(page("end_role", membership.pk)).status_code == 200
    save(client, page("end_role", membership.pk), {"last_day": today()})
    membership.refresh_from_db()
    assert membership.ends_on == today()


@pytest.mark.parametrize(
    ("begun", "sent", "days", "said"),
    [
        (-9, {"last_day": 0}, 0, "masih Petugas lapangan sampai hari ini berakhir."),
        (-9, {"last_day": 3}, 3, "masih Petugas lapangan sampai akhir {day}."),
        (-9, {"last_day": 0, "at-once": "1"}, -1, "bukan lagi Petugas lapangan."),
        (0, {"last_day": 0, "at-once": "1"}, -1, "bukan lagi Petugas lapangan."),
    ],
)
def test_ending_a_role_says_until_when_it_still_holds(client, admin, begun, sent, days, said):
    first, last = today() + datetime.timedelta(days=begun), today() + datetime.timedelta(days=days)
    held = MembershipFactory(centre=admin.centre, role=Role.OFFICER, starts_on=first)
    day = today() + datetime.timedelta(days=sent["last_day"])
    shown = save(client, page("end_role", held.pk), sent | {"last_day": day}, follow=True).content.decode()
    held.refresh_from_db()
    assert held.ends_on == last
    assert f"{held.user} {said.format(day=plain_date(last))}" in shown
    assert Membership.objects.in_force(today()).filter(pk=held.pk).exists() is (days >= 0)


def test_an_account_is_closed_and_opened_by_buttons(client, admin):
    person = MembershipFactory(centre=admin.centre).user
    client.post(page("close_user", person.pk))
    assert "Akun ditutup" in client.get(page("user", person.pk)).content.decode()
    client.post(page("reopen_user", person.pk))
    assert AccessLog.objects.filter(action="role").count() == 2
    client.post(page("close_user", admin.user_id))
    admin.user.refresh_from_db()
    assert admin.user.is_active


def test_people_of_another_centre_are_not_there(client, admin):
    stranger = MembershipFactory()
    for name in ("user", "change_user", "give_roles"):
        assert client.get(page(name, stranger.user_id)).status_code == 404
    for name in ("small_team", "close_user", "reopen_user"):
        assert client.post(page(name, stranger.user_id)).status_code == 404
    assert client.post(page("end_role", stranger.pk), {"last_day": today()}).status_code == 404


def test_the_name_of_somebody_who_works_for_another_centre_too_is_not_for_one_administrator(client, admin):
    person = MembershipFactory(centre=admin.centre, role=Role.OFFICER).user
    MembershipFactory(user=person, centre=CentreFactory(), role=Role.HEAD)

    answer = client.post(page("change_user", person.pk), {"full_name": "Nama lain", "email": ""})

    assert answer.status_code == 422
    assert User.objects.get(pk=person.pk).full_name == person.full_name


def test_the_roles_of_everybody_are_taken_away_as_excel_which_is_logged(client, admin):
    day = datetime.timedelta(days=1)
    budi = UserFactory(full_name="Budi", username="budi", is_active=False)
    for role, starts, ends in (("head", -3, -1), ("officer", -3, 0), ("operator", 1, None)):
        MembershipFactory(
            user=budi, centre=admin.centre, role=role, starts_on=today() + starts * day,
            ends_on=None if ends is None else today() + ends * day,
        )  # fmt: skip
    MembershipFactory(user=budi, role=Role.VIEWER)  # of another centre
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.post(page("users_excel")).content)).get_sheet_by_index(0)
    assert [(row[0], row[2], row[5], row[6]) for row in sheet.to_python()[1:] if row[1] == "budi"] == [
        ("Budi", "Kepala UPT", "berakhir", "tidak"),
        ("Budi", "Petugas lapangan", "berlaku", "tidak"),
        ("Budi", "Operator data", "nanti", "tidak"),
    ]
    assert AccessLog.objects.filter(action="export", subject_kind="centres.user", subject_id=None).count() == 1
