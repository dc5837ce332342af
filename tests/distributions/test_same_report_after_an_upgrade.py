"""A report that waited on a phone while Peduli was brought up to date is known again by what it says."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

import pytest

from centres.encryption import blind_index, seal
from distributions.handover.judging import Submission
from distributions.handover.submissions import SEALED_AS, bound_to, submit
from distributions.models import HandoverReport
from tests.distributions.submissions import NOW, delivered, missed, two_families
from tests.standing import stands

pytestmark = pytest.mark.django_db

KEY = UUID("0192a3b4-0000-7000-8000-000000000012")


@dataclass(frozen=True, kw_only=True)
class Later(Submission):
    """What a version to come lets a phone say besides."""

    signed_on_glass: bool = False
    names: str = ""


@stands
def month():
    return two_families()


@pytest.fixture
def send(month):
    return lambda submission: submit(month.round, submission, by=month.people.officer, now=NOW)


def later(submission, **said):
    return Later(**vars(submission), **said)


def as_it_was_hashed(month, submission, said):
    """The report of a submission as the versions before wrote it: every field of then in its digest."""
    centre = month.people.centre.pk
    return HandoverReport.objects.create(
        centre_id=centre,
        key=submission.key,
        round=month.round,
        recipient_id=submission.recipient_id,
        kind=submission.kind,
        channel="phone",
        content=seal(SEALED_AS, submission.content(), bound_to=bound_to(centre, submission.key)),
        content_hash=blind_index(SEALED_AS, f"{month.round.pk} {said}"),
        missed_reason=submission.missed_reason,
        recorded_at=NOW,
        received_at=NOW,
        actor=month.people.officer,
        verdict="open",
        open_reason="second",
    )


def of_before(submission, quantities="null", reason="", note=""):
    return (
        f'{{"channel":"phone","difference_reason":"{note}","family_id":null,"given_by_id":null,"handed_on":null,'
        f'"key":"{KEY}","kind":"{submission.kind}","member_id":null,"missed_note":"","missed_reason":"{reason}",'
        '"proof":"paper","proof_file_id":null,"proxy_name":"","proxy_relation":"",'
        f'"quantities":{quantities},"received_by":"contact","recipient_id":{submission.recipient_id},"void_reason":""}}'
    )


def test_what_is_compared_is_what_was_said_and_stays_so():
    said = missed(
        type("Place", (), {"pk": 7}),
        key=KEY,
        channel="phone",
        device="HP",
        quantities={3: Decimal("2.50"), 2: Decimal(10)},
    )
    assert said.compared() == (
        '{"channel":"phone","key":"0192a3b4-0000-7000-8000-000000000012","kind":"missed","missed_reason":"not_home",'
        '"quantities":{"2":"1E+1","3":"2.5"},"recipient_id":7}'
    )


@pytest.mark.parametrize("say", [delivered, missed])
def test_a_field_that_nobody_said_anything_in_makes_no_other_report(month, send, say):
    first = say(month.kartini, channel="phone")
    report = send(first)
    assert send(later(first)) == report
    assert send(later(first, names="Tutik")).open_reason == "changed"


def test_what_a_newer_version_said_is_known_again(month, send):
    first = later(delivered(month.kartini, channel="phone"), signed_on_glass=True)
    assert send(first) == send(replace(first))
    assert send(replace(first, signed_on_glass=False)).open_reason == "changed"


@pytest.mark.parametrize("version", [lambda said: said, later], ids=["this", "a later one"])
def test_a_report_of_before_is_known_by_every_field_that_it_had(month, send, version):
    said = missed(month.kartini, key=KEY, channel="phone")
    report = as_it_was_hashed(month, said, of_before(said, reason="not_home"))
    assert send(version(said)) == report
    assert send(version(replace(said, missed_note="Ke sawah"))).open_reason == "changed"


def test_quantities_of_a_report_of_before_are_known_however_they_are_written(month, send):
    rice, sugar = (line.item_id for line in month.round.lines.all())
    said = delivered(
        month.kartini,
        key=KEY,
        channel="phone",
        quantities={rice: Decimal("7.50"), sugar: Decimal(10)},
        difference_reason="Bocor",
    )
    quantities = f'{{"{rice}":"7.5","{sugar}":"1E+1"}}'
    report = as_it_was_hashed(month, said, of_before(said, quantities, note="Bocor"))
    assert send(said) == report
    assert send(replace(said, quantities={rice: Decimal("7.5")})).open_reason == "changed"


def test_what_could_not_be_said_before_is_other_content_than_a_report_of_before(month, send):
    said = missed(month.kartini, key=KEY, channel="phone")
    as_it_was_hashed(month, said, of_before(said, reason="not_home"))
    assert send(later(said, names="Tutik")).open_reason == "changed"


@pytest.mark.parametrize("since", ["handed_on", "quantities", "clock_ahead", "void_reason"])
def test_what_a_report_kept_before_a_field_was_there_can_be_read(month, since):
    said = missed(month.kartini, channel="phone")
    kept = {name: value for name, value in json.loads(said.content()).items() if name != since}
    assert Submission.of(kept) == said
    assert Submission.of(kept | {"field_of_a_newer_one": 3}) == said
