"""Nobody makes themselves a second account for the approval unseen: who gave the role of head, and when, is told."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.accounts.roles import give_roles, head_given, register_user
from centres.accounts.told import told_to_deciders
from centres.history import acting_as
from centres.models import Role
from distributions.papers.proposal_sheet import proposal_sheet_document
from distributions.papers.round_on_paper import read_round
from distributions.rounds.approval import approve_round, submit_round
from tests.distributions.blora import NOW, blora, november
from tests.factories import CentreFactory, MembershipFactory, UserFactory, cast
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@stands
def people():
    people = blora(families=2)
    people.round = november(people)
    return people


def second_account(people, now):
    """The administrator makes an account beside those of the others, and gives it the approval."""
    with acting_as(people.admin):
        return register_user(
            username="kepala2",
            full_name="Akun Kedua",
            roles=[Role.HEAD],
            starts_on=people.centre.local_date(now),
            centre=people.centre,
            by=people.admin,
            now=now,
        )


def home_of(client, user):
    client.force_login(user)
    return words(client.get(reverse("distributions:home")).content.decode())


def told_at_home(client, user):
    text = home_of(client, user)
    return "Akun Kedua dapat menyetujui periode penyaluran: peran Kepala UPT diberikan oleh Admin pada" in text


def test_the_other_head_and_the_coordinator_are_told_at_home(client, people):
    second = second_account(people, timezone.now())
    told = {user: told_at_home(client, user) for user in (people.head, people.coordinator, people.officer, second)}
    assert told == {people.head: True, people.coordinator: True, people.officer: False, second: False}


@pytest.mark.parametrize(("days", "told"), [(30, True), (32, False)])
def test_they_are_told_for_a_month(client, people, days, told):
    second_account(people, timezone.now() - days * DAY)
    assert told_at_home(client, people.head) is told


def test_who_gave_the_role_is_not_told_of_it(client, people):
    now = timezone.now()
    MembershipFactory(user=people.coordinator, centre=people.centre, role=Role.ADMIN)
    give_roles(
        UserFactory(full_name="Akun Kedua"),
        [Role.HEAD],
        centre=people.centre,
        starts_on=people.centre.local_date(now),
        by=people.coordinator,
        now=now,
    )
    assert "Akun Kedua" not in home_of(client, people.coordinator)
    assert "Akun Kedua" in home_of(client, people.head)


def test_only_the_head_of_this_centre_and_no_other_role_counts(people):
    other = cast(CentreFactory())
    other.centre = other.admin.memberships.get().centre
    for centre, by, role in ((other.centre, other.admin, Role.HEAD), (people.centre, people.admin, Role.OFFICER)):
        give_roles(UserFactory(), [role], centre=centre, starts_on=centre.local_date(NOW), by=by, now=NOW)
    assert told_to_deciders(people.centre, reader=people.head, now=NOW) == []
    assert [told.by for told in told_to_deciders(other.centre, reader=other.head, now=NOW)] == [other.admin]


def test_the_page_of_the_round_and_the_paper_name_who_gave_the_role(client, people):
    """The last time before the approval; given once more after it, they stay as they were."""
    round = people.round
    head = second_account(people, NOW - 3 * DAY)
    submit_round(round, by=people.coordinator, now=NOW)
    round.refresh_from_db()
    approve_round(round, by=head, now=NOW)
    head.memberships.update(ends_on=people.centre.local_date(NOW))
    MembershipFactory(user=people.head, centre=people.centre, role=Role.ADMIN)
    with acting_as(people.head):
        give_roles(
            head,
            [Role.HEAD],
            centre=people.centre,
            starts_on=people.centre.local_date(NOW + DAY),
            by=people.head,
            now=NOW + DAY,
        )

    client.force_login(people.coordinator)
    page = words(client.get(reverse("distributions:round", args=[round.pk])).content.decode())
    said = f"Peran Kepala UPT diberikan oleh Admin pada {people.centre.local_date(NOW - 3 * DAY).day} November 2024."
    assert said in page
    assert said in proposal_sheet_document(read_round(round.pk))["decision"]


def test_a_role_that_was_there_before_all_pages_names_nobody(client, people):
    round = people.round
    submit_round(round, by=people.coordinator, now=NOW)
    round.refresh_from_db()
    approve_round(round, by=people.head, now=NOW)

    assert head_given(people.head, centre_id=people.centre.pk, until=NOW) is None
    assert "diberikan oleh" not in proposal_sheet_document(read_round(round.pk))["decision"]
