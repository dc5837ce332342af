"""Two administrators of a centre who close each other's account."""

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.accounts.roles import close_account
from centres.history import acting_as
from centres.models import Role, User
from tests.at_once import meanwhile
from tests.factories import MembershipFactory

pytestmark = pytest.mark.usefixtures("committed_db")


def test_of_two_administrators_who_close_each_others_account_one_stays():
    one = MembershipFactory(role=Role.ADMIN)
    other = MembershipFactory(centre=one.centre, role=Role.ADMIN)
    url = reverse("centres:close_user", args=[one.user_id])

    def first():
        with acting_as(one.user):
            close_account(other.user, centre=one.centre, by=one.user, now=timezone.now())

    answer = meanwhile(first, other.user, lambda browser: browser.post(url))

    assert answer.status_code == 302
    assert [User.objects.get(pk=each.user_id).is_active for each in (one, other)] == [True, False]
