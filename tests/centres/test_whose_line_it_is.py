"""Plain SQL writes no line of the access log in another's name, and none of a time to come."""

import datetime

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from centres.history import acting_as
from centres.models import AccessLog
from config.database import as_owner
from config.grants import TELLS_OF_THE_PAST
from tests.factories import UserFactory
from tests.walls import adding_is_refused, run


def line(actor, **changes) -> AccessLog:
    return AccessLog(actor=actor, action="reveal", subject_kind="centres.user", subject_id=actor.pk, **changes)


@pytest.mark.django_db
def test_a_line_is_of_who_acts():
    person, other = UserFactory(), UserFactory()
    with acting_as(person):
        adding_is_refused("access_log_names_who_acts", line(other))
        line(person).save()
    assert AccessLog.objects.get().actor == person


@pytest.mark.usefixtures("committed_db")
def test_a_line_is_written_down_as_it_happens():
    """But for the example, tests and benchmarks, which tell of former months: the owner says so with each migrate."""
    person, before = UserFactory(), timezone.now() - datetime.timedelta(days=2)
    line(person, at=before).save()
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(TELLS_OF_THE_PAST.format("false"))
    adding_is_refused("access_log_is_of_now", line(person, at=before))
    line(person, at=timezone.now() - datetime.timedelta(hours=23)).save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        run(TELLS_OF_THE_PAST.format("true"))
    adding_is_refused("access_log_is_of_now", line(person, at=before))


@pytest.mark.django_db
def test_a_line_is_of_no_time_to_come():
    later = timezone.now() + datetime.timedelta(days=2)
    adding_is_refused("access_log_has_happened", line(UserFactory(), at=later))
