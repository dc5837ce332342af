"""Giving and ending roles, closing and opening accounts: who may, and what is written down."""

import datetime

import pytest

from centres.accounts.attempts import PER_ADDRESS
from centres.accounts.lockouts import let_address_in, let_in
from centres.accounts.password_reset import make_reset_link, remove_second_factor
from centres.accounts.roles import change_person, close_account, end_role, give_roles, open_account, register_user
from centres.history import acting_as
from centres.models import SMALL_TEAM, AccessLog, FailedSignIn, Membership, Role, User
from config.errors import Refused
from tests.factories import CentreFactory, MembershipFactory, UserFactory
from tests.walls import changing_is_refused

NOW = datetime.datetime(2024, 11, 15, 3, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 15)
YESTERDAY = TODAY - datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return MembershipFactory(role=Role.ADMIN)


def give(user, admin, *roles, starts_on=TODAY, **more):
    return give_roles(user, roles, centre=admin.centre, starts_on=starts_on, by=admin.user, now=NOW, **more)


def roles_of(user):
    return sorted(user.memberships.values_list("role", flat=True))


def test_a_new_user_gets_roles_but_no_password(admin):
    user = register_user(
        username="Budi.S", full_name="Budi", roles=[Role.OFFICER], starts_on=TODAY,
        centre=admin.centre, by=admin.user, now=NOW,
    )  # fmt: skip
    assert (user.username, user.has_usable_password(), roles_of(user)) == ("budi.s", False, ["officer"])


def test_a_user_name_is_taken_whatever_its_capitals(admin):
    UserFactory(username="Budi")
    with pytest.raises(Refused) as refused:
        register_user(
            username="budi", full_name="Budi", roles=[Role.OFFICER], starts_on=TODAY,
            centre=admin.centre, by=admin.user, now=NOW,
        )  # fmt: skip
    assert refused.value.field == "username"
    assert User.objects.filter(username__iexact="budi").count() == 1


def test_the_small_team_fills_up_what_is_missing(admin):
    user = MembershipFactory(centre=admin.centre, role=Role.OFFICER).user
    given = give(user, admin, *SMALL_TEAM)
    assert {membership.role for membership in given} == set(SMALL_TEAM) - {Role.OFFICER}
    assert roles_of(user) == sorted(SMALL_TEAM)
    with pytest.raises(Refused):
        give(user, admin, *SMALL_TEAM)


def test_every_role_given_or_ended_stands_in_the_access_log(admin):
    user = UserFactory()
    (membership,) = give(user, admin, Role.HEAD)
    end_role(membership, last_day=TODAY, by=admin.user, now=NOW)
    lines = AccessLog.objects.order_by("id").values_list("action", "actor", "subject_id", "detail", "centre")
    who = (admin.user_id, user.pk)
    assert list(lines) == [
        ("role", *who, "+ head", admin.centre_id),
        ("role", *who, "- head", admin.centre_id),
    ]


def test_nobody_gives_themselves_the_approval(admin):
    with pytest.raises(Refused):
        give(admin.user, admin, Role.HEAD)
    give(admin.user, admin, Role.OFFICER)
    assert roles_of(admin.user) == ["admin", "officer"]


def test_a_role_may_follow_itself_but_not_overlap(admin):
    user = UserFactory()
    give(user, admin, Role.HEAD, ends_on=TODAY)
    give(user, admin, Role.HEAD, starts_on=TODAY + datetime.timedelta(days=1))
    with pytest.raises(Refused):
        give(user, admin, Role.HEAD, starts_on=YESTERDAY, ends_on=TODAY)
    assert user.memberships.count() == 2


@pytest.mark.parametrize("begins", [TODAY, TODAY + datetime.timedelta(days=30)])
def test_a_role_that_began_today_or_is_still_to_begin_ends_at_once(admin, begins):
    """What was found: a role that was given by a slip opened the centre until midnight, and its account stayed open."""
    user, other = UserFactory(), MembershipFactory(role=Role.ADMIN)
    (membership,) = give(user, admin, Role.HEAD, starts_on=begins)
    with pytest.raises(Refused, match="membuka lebih"):
        close_account(user, centre=other.centre, by=other.user, now=NOW)
    with pytest.raises(Refused, match="sehari sebelumnya"):
        end_role(membership, last_day=begins - datetime.timedelta(days=2), by=admin.user, now=NOW)

    end_role(membership, last_day=begins - datetime.timedelta(days=1), by=admin.user, now=NOW)

    assert [Membership.objects.in_force(day).filter(user=user).exists() for day in (TODAY, begins)] == [False, False]
    assert not close_account(user, centre=other.centre, by=other.user, now=NOW).is_active


def test_a_last_day_before_the_first_is_refused(admin):
    with pytest.raises(Refused) as refused:
        give(UserFactory(), admin, Role.HEAD, ends_on=YESTERDAY)
    assert refused.value.field == "ends_on"


def test_a_role_ends_yesterday_at_the_earliest(admin):
    membership = MembershipFactory(centre=admin.centre, role=Role.OFFICER)
    with pytest.raises(Refused):
        end_role(membership, last_day=YESTERDAY - datetime.timedelta(days=1), by=admin.user, now=NOW)
    end_role(membership, last_day=YESTERDAY, by=admin.user, now=NOW)
    assert not Membership.objects.in_force(TODAY).filter(pk=membership.pk).exists()
    with pytest.raises(Refused):
        end_role(membership, last_day=TODAY, by=admin.user, now=NOW)


def test_a_centre_keeps_an_administrator(admin):
    with pytest.raises(Refused):
        end_role(admin, last_day=TODAY, by=admin.user, now=NOW)
    gone = MembershipFactory(centre=admin.centre, role=Role.ADMIN, user__is_active=False)
    with pytest.raises(Refused):
        end_role(admin, last_day=TODAY, by=admin.user, now=NOW)
    gone.user.is_active = True
    gone.user.save()
    end_role(admin, last_day=TODAY, by=admin.user, now=NOW)


def test_who_alone_stays_an_administrator_keeps_the_account(admin):
    """What was found: one whose role ends today closed the account of the only other."""
    other = MembershipFactory(centre=admin.centre, role=Role.ADMIN)
    end_role(admin, last_day=TODAY, by=other.user, now=NOW)
    with pytest.raises(Refused, match="UPT memerlukan admin sistem"):
        close_account(other.user, centre=admin.centre, by=admin.user, now=NOW)
    MembershipFactory(centre=admin.centre, role=Role.ADMIN)
    close_account(other.user, centre=admin.centre, by=admin.user, now=NOW)


def test_it_is_asked_of_every_centre_in_which_the_account_administers(admin):
    boss = MembershipFactory(centre=admin.centre, role=Role.ADMIN, user__is_superuser=True).user
    MembershipFactory(user=admin.user, role=Role.ADMIN)
    with pytest.raises(Refused, match="UPT memerlukan admin sistem"):
        close_account(admin.user, centre=admin.centre, by=boss, now=NOW)


ACTS = {
    "give_roles": lambda user, **said: give_roles(user, [Role.OFFICER], starts_on=TODAY, **said),
    "register_user": lambda _user, **said: register_user(
        username="budi", full_name="Budi", roles=[Role.OFFICER], starts_on=TODAY, **said
    ),
    "change_person": lambda user, **said: change_person(user, full_name="Budi", email="", **said),
    "close_account": close_account,
    "open_account": open_account,
    "end_role": lambda user, *, centre, **said: end_role(user.memberships.get(), last_day=TODAY, **said),
    "make_reset_link": make_reset_link,
    "remove_second_factor": remove_second_factor,
    "let_in": let_in,
    "let_address_in": lambda _user, **said: let_address_in("198.51.100.7", here="198.51.100.7", **said),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("meanwhile", ["the account was closed", "the role ended", "no role was there"])
def test_who_administers_the_centre_no_more_does_nothing_with_accounts(admin, act, meanwhile):
    user = MembershipFactory(centre=admin.centre, role=Role.OFFICER).user
    other = MembershipFactory(centre=admin.centre, role=Role.ADMIN)
    by = MembershipFactory(role=Role.ADMIN).user if meanwhile == "no role was there" else other.user
    FailedSignIn.objects.bulk_create(
        FailedSignIn(account=f"x{n}", step="password", address="198.51.100.7", at=NOW) for n in range(PER_ADDRESS)
    )
    if meanwhile == "the account was closed":
        close_account(other.user, centre=admin.centre, by=admin.user, now=NOW)
    elif meanwhile == "the role ended":
        end_role(other, last_day=YESTERDAY, by=admin.user, now=NOW)
    before = AccessLog.objects.count()
    with pytest.raises(Refused, match="bukan admin sistem"):
        ACTS[act](user, centre=admin.centre, by=by, now=NOW)
    assert AccessLog.objects.count() == before


def test_the_database_keeps_an_administrator(admin):
    """Past the operations, too."""
    changing_is_refused("centre_keeps_an_administrator", admin.user, is_active=False)
    changing_is_refused("centre_keeps_an_administrator", admin, ends_on=TODAY)
    changing_is_refused("centre_keeps_an_administrator", admin, role=Role.HEAD)
    other = MembershipFactory(centre=admin.centre, role=Role.ADMIN)
    Membership.objects.filter(pk=other.pk).update(ends_on=TODAY)
    changing_is_refused("centre_keeps_an_administrator", admin.user, is_active=False)
    Membership.objects.filter(pk=other.pk).update(ends_on=None)
    User.objects.filter(pk=admin.user_id).update(is_active=False)
    changing_is_refused("centre_keeps_an_administrator", other, ends_on=TODAY)


def test_a_closed_account_ends_its_sessions_at_once_and_can_be_opened_again(client, admin):
    user = MembershipFactory(centre=admin.centre).user
    client.force_login(user)
    assert client.get("/pengaturan/").status_code == 200
    with acting_as(admin.user):
        close_account(user, centre=admin.centre, by=admin.user, now=NOW)
    assert client.get("/pengaturan/").status_code == 302
    with acting_as(admin.user):
        open_account(user, centre=admin.centre, by=admin.user, now=NOW)
    user.refresh_from_db()
    assert user.is_active
    assert list(AccessLog.objects.order_by("id").values_list("detail", flat=True)) == [
        "account closed",
        "account opened",
    ]


def test_nobody_closes_their_own_account_or_one_that_opens_more_than_the_centre(admin):
    elsewhere = MembershipFactory(centre=admin.centre).user
    MembershipFactory(user=elsewhere, centre=CentreFactory())
    for user in (admin.user, elsewhere):
        with pytest.raises(Refused):
            close_account(user, centre=admin.centre, by=admin.user, now=NOW)
