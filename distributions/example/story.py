"""The months of the example, told through the same operations that the pages call.

It begins with the round of Friday 15 November 2024. Every round whose day has passed is carried out and closed, except
the latest, which waits to be closed; the next one is a draft, ready for *Siapkan bulan ini*.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from aid.ledger import ReceivedLine
from centres.history import acting_as
from centres.models import Official, User
from distributions.example.centre import BEGIN, Stage, make_centre
from distributions.example.people import Fictional, fictional_families
from distributions.example.pictures import add_pictures, drawn_house, signed_paper
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import submit
from distributions.models import HandoverReport, MissedReason, Publication, Quote, ReceivedBy, Recipient, Round
from distributions.rounds.activity import record_attendance, write_account
from distributions.rounds.approval import approve_on_paper, approve_round, cancel_round, submit_round
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.dates import occurrences
from distributions.rounds.goods import needs, receive_for_round
from distributions.rounds.planning import plan_round
from distributions.rounds.schedule import schedule_rounds
from families.eligibility import determine_initially, reject, suspend, verify
from families.household import register_household
from families.inmates import change_status
from families.models import Eligibility, Family, Inmate
from families.need import Answers
from families.survey import assess

FIRST_ROUND = datetime.date(2024, 11, 15)
FAMILIES = 71
CANCELLED_MONTH = (2025, 4)  # Idulfitri
PICTURED = 6
"""Of each so many families one has a photo of its house."""


def tell(today: datetime.date) -> None:
    """Make the whole example, or nothing of it."""
    with transaction.atomic():
        with acting_as("load_example"):
            story = make_centre()
        families = fictional_families(FAMILIES, today)
        with acting_as(story.operator):
            _register(story, [family for family in families if family.registered_on < FIRST_ROUND])
        with acting_as(story.koordinator):
            _declare_eligible(story)
        _months(story, families, today)
        with acting_as(story.koordinator):
            _present(story, today)


def _moment(story: Stage, date: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A time of a day at the centre."""
    return datetime.datetime.combine(date, datetime.time(hour, minute), story.centre.zone)


def _register(story: Stage, families: list[Fictional]) -> list[Family]:
    return [
        register_household(
            centre=story.centre,
            household=family.household,
            registered_on=family.registered_on,
            now=_moment(story, family.registered_on, 10),
        )
        for family in families
    ]


def _declare_eligible(story: Stage) -> None:
    decided = datetime.date(2024, 11, 4)
    determine_initially(
        Family.objects.filter(centre=story.centre),
        centre=story.centre,
        decided_on=decided,
        basis="Hasil sidang TPP tanggal 4 November 2024",
        by=story.koordinator,
        now=_moment(story, decided, 9),
    )


def _months(story: Stage, families: list[Fictional], today: datetime.date) -> None:
    dates = [date for date in _dates(story, today) if date <= today]
    late = [family for family in families if family.registered_on >= FIRST_ROUND]
    for date, following in pairwise([*dates, None]):
        assert date is not None
        round = _scheduled(story, date)
        if (date.year, date.month) == CANCELLED_MONTH:
            with acting_as(story.koordinator):
                reason = "Cuti bersama Idulfitri"
                cancel_round(round, reason=reason, by=story.koordinator, now=_moment(story, date, 7))
        else:
            _carry_out(story, round, last=following is None)
        with _joining(story, late, date, following or today) as joined:
            for family in joined:
                _assess(story, family, family.registered_on + datetime.timedelta(days=5))


def _dates(story: Stage, today: datetime.date) -> list[datetime.date]:
    return occurrences(story.programme, FIRST_ROUND.replace(day=1), today)


@contextmanager
def _joining(story: Stage, late: list[Fictional], since: datetime.date, until: datetime.date) -> Iterator[list[Family]]:
    """Families that came to the register between two rounds."""
    with acting_as(story.operator):
        joined = _register(story, [family for family in late if since < family.registered_on <= until])
    with acting_as(story.koordinator):
        yield joined


def _assess(story: Stage, family: Family, date: datetime.date) -> None:
    random, now = story.random, _moment(story, date, 13)
    answers = Answers(
        income_per_person=random.choice((250_000, 400_000, 550_000, 800_000)),
        dependants=family.dependants or 0,
        housing=random.choice(("own", "family", "rent", "rent")),
        elderly=random.choice((0, 0, 1)),
        toddlers=random.choice((0, 1)),
        breadwinner_held=random.random() < 0.6,
        has_sktm=random.random() < 0.5,
    )
    # A photo is optional, and most surveys have none.
    house = drawn_house(family.pk) if family.pk % PICTURED == 0 else None
    assess(family, answers=answers, surveyed_on=date, photo=house, by=story.koordinator, now=now)
    until = date + datetime.timedelta(days=365)
    verify(family, basis="Survei rumah", from_on=date, until=until, by=story.koordinator, now=now)


def _scheduled(story: Stage, date: datetime.date) -> Round:
    first = date.replace(day=1)
    with acting_as("schedule_rounds"):
        schedule_rounds([story.programme], today=first, months=1, now=_moment(story, first, 5))
    return Round.objects.get(programme=story.programme, occurrence_on=date)


def _carry_out(story: Stage, round: Round, *, last: bool) -> None:
    """A round from proposal to close; the last one is left for the coordinator to close."""
    day = round.date
    with acting_as(story.koordinator):
        plan_round(round, now=_moment(story, day - datetime.timedelta(days=9), 9))
        submit_round(round, by=story.koordinator, now=_moment(story, day - datetime.timedelta(days=9), 9, 20))
    _approve(story, round)
    with acting_as(story.gudang):
        assert round.supplier is not None  # the programme's
        lines = [
            ReceivedLine(
                item=need.item,
                quantity=need.needed,
                unit_price=need.item.usual_price,
                expires_on=day + datetime.timedelta(days=420) if need.item.expires else None,
            )
            for need in needs(round)
        ]
        receive_for_round(
            round,
            supplier=round.supplier,
            terms=round.terms,
            lines=lines,
            received_on=day,
            number=f"K-{day:%y%m}/01",
            source_of_funds=round.source_of_funds,
            by=story.gudang,
            now=_moment(story, day, 7, 15),
        )
    with acting_as(story.petugas):
        _hand_over(story, round, somebody_missed=last or story.random.random() < 0.25)
    with acting_as(story.koordinator):
        _remember(story, round)
        if not last:
            _close(story, round)


def _close(story: Stage, round: Round) -> None:
    afternoon = _moment(story, round.date, 15)
    if round.recipients.missed().exists():
        settle_all(round, outcome="supplier", reason="Penerima tidak di rumah", by=story.koordinator, now=afternoon)
    close_round(round, by=story.koordinator, now=afternoon)


def _approve(story: Stage, round: Round) -> None:
    day = round.date - datetime.timedelta(days=8)
    if round.month.month == 2:  # once a year the head signs on paper
        with acting_as(story.koordinator):
            signer = "Hendro Prasetyo, S.H., M.H."
            approve_on_paper(
                round,
                signed_on=day,
                signer=signer,
                photo=signed_paper(day),
                by=story.koordinator,
                now=_moment(story, day, 14),
            )
        return
    with acting_as(story.kepala):
        approve_round(round, by=story.kepala, now=_moment(story, day, 14, 5))


def _hand_over(story: Stage, round: Round, *, somebody_missed: bool) -> None:
    recipients = list(round.recipients.planned().order_by("stop__position", "position"))
    for number, recipient in enumerate(recipients):
        at = _moment(story, round.date, 9 + number // 2, 12 + 30 * (number % 2))
        missed = somebody_missed and number == len(recipients) - 1
        submit(round, _said(story, recipient, at, missed=missed), by=story.petugas, now=at)


def _said(story: Stage, recipient: Recipient, at: datetime.datetime, *, missed: bool) -> Submission:
    common: dict[str, Any] = {
        "key": UUID(int=story.random.getrandbits(128), version=4),
        "channel": HandoverReport.Channel.PAGE,
        "recorded_at": at,
        "recipient_id": recipient.pk,
    }
    if missed:
        note = "Tetangga: sedang ke ladang, pulang sore."
        return Submission(kind=Kind.MISSED, missed_reason=MissedReason.NOT_HOME, missed_note=note, **common)
    if story.random.random() < 0.1:
        proxy, relation = "Suparno", "Tetangga"
        return Submission(
            kind=Kind.DELIVERED, received_by=ReceivedBy.PROXY, proxy_name=proxy, proxy_relation=relation, **common
        )
    return Submission(kind=Kind.DELIVERED, **common)


def _remember(story: Stage, round: Round) -> None:
    """Who was there; and for the first round its photos, words and news."""
    officials = Official.objects.filter(centre=story.centre).exclude(function=Official.Function.COOPERATIVE)
    record_attendance(round, officials=officials, others=[("Joko Susilo", "Ketua Koperasi")])
    write_account(round, how_it_went="Lancar dan tertib, disambut perangkat desa.", obstacles=round.obstacles)
    if round.occurrence_on != FIRST_ROUND:
        return
    add_pictures(round, by=story.petugas, now=_moment(story, round.date, 14))
    Quote.objects.create(
        centre=story.centre,
        round=round,
        text="Bantuan ini wujud kepedulian kami kepada keluarga Warga Binaan, terutama yang kurang mampu.",
        speaker="Hendro Prasetyo",
        title="Kepala Rutan Kelas IIB Blora",
    )
    Publication.objects.create(
        centre=story.centre,
        round=round,
        outlet="Warta Blora (contoh)",
        writer="Redaksi",
        published_at=_moment(story, round.date, 17, 30),
        url="https://example.org/warta-blora/paket-sembako",
    )


def _present(story: Stage, today: datetime.date) -> None:
    """What gives today's pages life: renewed surveys, a family to be decided, an inmate released, the next rounds."""
    centre, by, now = story.centre, story.koordinator, timezone.now()
    families = list(Family.objects.filter(centre=centre).order_by("pk"))
    for number, family in enumerate(families[:24]):
        # Nobody had a role before the story begins.
        _assess(story, family, max(BEGIN, today - datetime.timedelta(days=30 + number * 13)))
    _renew(story, families[24:], today)
    reject(families[-1], reason="Penghasilan di atas batas", by=by, now=now)
    suspend(families[-2], reason="Menunggu surat keterangan dari desa", by=by, now=now)
    released = Inmate.objects.filter(centre=centre, ties__family=families[30]).get()
    change_status(released, status=Inmate.Status.RELEASED, on=today - datetime.timedelta(days=12), now=now)
    with_proposals = fictional_families(FAMILIES + 3, today)[FAMILIES:]
    for newcomer in with_proposals:
        register_household(centre=centre, household=newcomer.household, registered_on=today, now=now)
    schedule_rounds([story.programme], today=today, months=2, now=now)


def _renew(story: Stage, families: list[Family], today: datetime.date) -> None:
    """Survey again who has run out, as a careful coordinator does."""
    for family in families:
        family.refresh_from_db()
        ended = family.eligible_until is not None and family.eligible_until < today
        if family.eligibility == Eligibility.ELIGIBLE and ended:
            _assess(story, family, today - datetime.timedelta(days=20))


def sign_ins() -> list[User]:
    """The example's accounts, in the order of the story."""
    return list(User.objects.filter(is_example=True).order_by("pk"))
