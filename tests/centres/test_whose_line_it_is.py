"""Plain SQL writes no line of the access log in another's name, and none of a time to come."""

import datetime

import pytest
from django.utils import timezone

from centres.history import acting_as
from centres.models import AccessLog
from tests.factories import UserFactory
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db


def line(actor, **changes) -> AccessLog:
    return AccessLog(actor=actor, action="reveal", subject_kind="centres.user", subject_id=actor.pk, **changes)


def test_a_line_is_of_who_acts():
    person, other = UserFactory(), UserFactory()
    with acting_as(person):
        adding_is_refused("access_log_names_who_acts", line(other))
        line(person).save()
    assert AccessLog.objects.get().actor == person


def test_a_line_is_of_no_time_to_come():
    later = timezone.now() + datetime.timedelta(days=2)
    adding_is_refused("access_log_has_happened", line(UserFactory(), at=later))
