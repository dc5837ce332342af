"""Many guesses at the same moment are no more than the limit."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from centres.accounts import attempts
from tests.factories import UserFactory


@pytest.mark.usefixtures("committed_db")
def test_tries_at_the_same_moment_are_no_more_than_the_limit(rf):
    UserFactory(username="siti")
    outcomes, together = [], threading.Barrier(8)

    def try_once():
        request = rf.get("/")
        request.user = AnonymousUser()
        together.wait()
        try:
            attempts.begin(request, "siti", step="password", now=timezone.now())
            outcomes.append("compared")
        except attempts.HeldUp:
            outcomes.append("held up")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["compared"] * 5 + ["held up"] * 3
