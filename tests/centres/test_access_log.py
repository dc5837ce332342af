"""The access log: in the same transaction, or not at all."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from aid.models import Lot
from centres import access_log
from centres.models import AccessLog, User
from families.models import Member
from tests.factories import CentreFactory, MembershipFactory, UserFactory


@pytest.fixture
def request_of(db):
    def make(user, centre=None):
        request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
        request.user, request.centre = user, centre
        return request

    return make


def test_nothing_is_recorded_outside_of_a_transaction(committed_db):
    user = UserFactory()
    with pytest.raises(RuntimeError):
        access_log.record(user, AccessLog.Action.REVEAL, user)
    assert AccessLog.objects.count() == 0


def test_an_access_that_is_rolled_back_leaves_no_line(committed_db):
    user = UserFactory()
    with transaction.atomic():
        access_log.record(user, AccessLog.Action.REVEAL, user)
        transaction.set_rollback(True)
    assert AccessLog.objects.count() == 0


def test_a_line_says_who_what_when_and_from_where(request_of):
    centre, user = CentreFactory(), UserFactory()
    now = datetime(2024, 11, 15, 3, 0, tzinfo=UTC)

    line = access_log.record(request_of(user, centre), AccessLog.Action.REVEAL, user, detail="nik", now=now)

    line.refresh_from_db()
    assert (line.centre, line.actor, line.at, line.ip) == (centre, user, now, "192.0.2.7")
    assert (line.action, line.subject_kind, line.subject_id, line.detail) == ("reveal", "centres.user", user.pk, "nik")


def test_a_whole_list_has_no_single_subject(request_of):
    user, centre = UserFactory(), CentreFactory()
    line = access_log.record(request_of(user, centre), AccessLog.Action.EXPORT, Member)
    assert (line.subject_kind, line.subject_id) == ("families.member", None)


def test_the_centre_of_the_subject_goes_before_that_of_the_request(request_of):
    mine, other, user = CentreFactory(), CentreFactory(), UserFactory()
    assert access_log.record(request_of(user, mine), AccessLog.Action.PRINT, other).centre == other


def test_an_action_that_nobody_knows_is_a_mistake(request_of):
    user = UserFactory()
    with pytest.raises(ValueError, match="peek"):
        access_log.record(user, "peek", user)


def test_what_the_reader_would_not_understand_is_a_mistake(request_of):
    user = UserFactory()
    with pytest.raises(ValueError, match="nobody explained what 'shoe size' means"):
        access_log.record(user, AccessLog.Action.REVEAL, user, detail="shoe size")
    with pytest.raises(ValueError, match=r"aid\.Lot has no verbose_name"):
        access_log.record(user, AccessLog.Action.EXPORT, Lot)


def test_a_record_that_nobody_can_call_by_name_is_a_mistake(request_of):
    with pytest.raises(ValueError, match=r"nobody said how centres\.Membership is called"):
        access_log.record(UserFactory(), AccessLog.Action.REVEAL, MembershipFactory())


def test_a_kind_is_called_one_way():
    with pytest.raises(ValueError, match=r"called already: centres\.User"):
        access_log.call(User, lambda users: [])


def test_a_code_means_one_thing():
    with pytest.raises(ValueError, match="explained already: nik"):
        access_log.explain({"nik": "Nomor induk karyawan"})


def test_a_line_is_never_changed_or_taken_away(request_of):
    user = UserFactory()
    line = access_log.record(user, AccessLog.Action.REVEAL, user)
    for statement in (
        "UPDATE centres_accesslog SET detail = 'lain'",
        "DELETE FROM centres_accesslog",
        "TRUNCATE centres_accesslog",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert list(AccessLog.objects.values_list("pk", "detail")) == [(line.pk, "")]
