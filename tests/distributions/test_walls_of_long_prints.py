"""The database refuses long prints that can't be."""

import datetime
import secrets

import pytest

from distributions.models import PaperKind, PrintJob
from tests import factories
from tests.distributions.months import NOW, approved_month
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, not_granted, refused_by, run

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(minutes=1)


@stands
def job():
    month = approved_month()
    return PrintJob.objects.create(
        centre=month.centre,
        round=month.round,
        kinds=["bast", "usulan"],
        archive=True,
        token=secrets.token_urlsafe(16),
        asked_by=month.people.coordinator,
        asked_at=NOW,
    )


def another(job, **changes):
    """One of another person, which nothing stands against."""
    return copied(job, **({"asked_by": factories.UserFactory(), "token": secrets.token_urlsafe(16)} | changes))


def test_one_person_has_one_print_at_a_time_in_a_centre(job):
    adding_is_refused("print_job_one_at_a_time", another(job, asked_by=job.asked_by))
    another(job).save()


def test_a_print_has_an_address_of_its_own_that_nobody_guesses(job):
    adding_is_refused("print_job_token_once", another(job, token=job.token))
    adding_is_refused("print_job_token_is_random", another(job, token="x"))


def test_a_print_is_of_papers_that_there_are(job):
    another(job, kinds=list(PaperKind)).save()
    adding_is_refused("print_job_kinds_are_known", another(job, kinds=["surat-cinta"]))
    adding_is_refused("print_job_has_made_no_more_than_asked", another(job, kinds=[]))
    changing_is_refused("print_job_has_made_no_more_than_asked", job, done=3)


def test_a_print_ends_with_its_moment_and_says_why(job):
    changing_is_refused("print_job_ends_with_its_moment", job, state="cancelled")
    changing_is_refused("print_job_ends_with_its_moment", job, ended_at=LATER)
    changing_is_refused(
        "print_job_ends_with_its_moment", job, state="cancelled", ended_at=NOW - datetime.timedelta(minutes=1)
    )
    changing_is_refused("print_job_says_why_it_failed", job, state="failed", ended_at=LATER)
    changing_is_refused("print_job_says_what_was_refused", job, state="failed", failure="refused", ended_at=LATER)
    changing_is_refused("print_job_is_ready_when_all_is_made", job, state="ready", done=1, ended_at=LATER)
    changing_is_refused("distributions_printjob_failure_is_known", job, state="failed", failure="x", ended_at=LATER)
    unread = {"state": "failed", "failure": "refused", "said": "\u2800"}
    changing_is_refused("print_job_is_readable", job, **unread, ended_at=LATER)
    with refused_by("distributions_printjob_state_is_known"):
        run("UPDATE distributions_printjob SET state = 'x' WHERE id = %s", [job.pk])


def test_a_print_happens_in_our_time(job):
    adding_is_refused("print_job_moments_in_our_time", another(job, asked_at=NOW.replace(year=1999)))


def test_a_print_that_is_over_stays_so(job):
    PrintJob.objects.update(state="cancelled", ended_at=LATER)
    changing_is_refused("print_job_ends_once", job, state="making", ended_at=None)


def test_a_print_stays_what_was_asked(job):
    with not_granted():
        PrintJob.objects.update(asked_by=factories.UserFactory())
    elsewhere = factories.RoundFactory(centre=factories.CentreFactory())
    adding_is_refused("distributions_printjob_round_id_same_centre", another(job, round=elsewhere))
