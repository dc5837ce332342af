"""A long print in its own thread, and its lock, as other processes see them."""

import threading
from functools import partial

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from distributions.models import Paper, PrintJob
from distributions.papers import jobs
from distributions.papers.jobs import bytes_of_print
from tests.at_once import at_once
from tests.distributions.months import approved_month


def wait_for_all():
    for thread in threading.enumerate():
        if thread.name.startswith("print "):
            thread.join()


def press(client, round):
    return client.post(reverse("distributions:print_chosen", args=[round.pk]), {"paper": ["usulan", "bast"]}).url


def test_a_thread_makes_it_and_lets_go_when_it_is_done(committed_db, monkeypatch):
    monkeypatch.setattr(jobs, "LONG", 0)
    month = approved_month()
    addresses = at_once(2, month.people.coordinator, partial(press, round=month.round))
    wait_for_all()
    job = PrintJob.objects.get()
    assert set(addresses) == {reverse("distributions:long_print", args=[job.token])}, "two presses at the same moment"
    assert (job.state, job.done) == ("ready", 2)
    assert bytes_of_print(job, now=timezone.now())[1].startswith(b"PK")
    assert [paper.made_by for paper in Paper.objects.all()] == [month.people.coordinator] * 2
    with connection.cursor() as cursor:
        cursor.execute(jobs.HELD, [jobs.LOCK_CLASS, job.pk])
        assert cursor.fetchone() == (False,)
