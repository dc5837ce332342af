"""What the coordinator decides about open reports: a report becomes a fact after all, or what is recorded stays.

Nothing of a report is changed, and nobody writes a fact but ``submissions``: what is accepted is said once more, by the
coordinator, under a key that follows from the report; what was recorded before is undone first. Reports that say the
same of a family are one *case*, however often they were sent, and settled by one decision.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.encryption import Unreadable
from centres.indonesian import in_indonesian
from centres.models import User
from centres.versions import mark_of, require_mark
from config.days import of_hand_overs, require_after_approval
from config.errors import Refused
from config.formats import date_clock
from config.rows import among
from distributions.handover.day_forms import at_the_time_of
from distributions.handover.judging import Kind, Submission, judge
from distributions.handover.submissions import said, take_in
from distributions.models import HandoverReport, Recipient, ReportResolution, Round, State
from distributions.rounds.transitions import lock

# What makes no difference to what became of a family: how it was sent. Its day is compared on its own.
HOW_IT_CAME = frozenset({"key", "channel", "handed_on", "day_alone"})
ACCEPTED = gettext_lazy("This report was accepted.")
KEPT = gettext_lazy("What is recorded stays.")
INSTEAD = gettext_lazy("Another report was accepted")
RECORDED = (Recipient.State.SERVED, Recipient.State.MISSED)


@dataclass(frozen=True, slots=True)
class Case:
    """Open ``reports`` that say the same (``said``; None where it can't be read), beside what is recorded.

    ``place`` is the family's in the round, None where it has none; ``recorded`` the report by which something is
    recorded of it, ``recorded_said`` what that one said.
    """

    reports: Sequence[HandoverReport]
    said: Submission | None
    place: Recipient | None
    recorded: HandoverReport | None
    recorded_said: Submission | None

    @property
    def report(self) -> HandoverReport:
        """The one that came first."""
        return self.reports[0]

    @property
    def mark(self) -> str:
        """A digest of what is recorded, beside which a page shows what was said."""
        return mark_of(_as_shown(self.place), self.report)

    @property
    def says_what_is_recorded(self) -> bool:
        said, recorded = self.said, self.recorded_said
        if said is None or recorded is None:
            return False
        return _same(said) == _same(recorded) and self.day == self.recorded_day

    @property
    def day(self) -> datetime.date | None:
        """On which day it was by the report; None where nobody knows, or it is none of a day."""
        return _day(self.said, self.report) if self.said else None

    @property
    def recorded_day(self) -> datetime.date | None:
        """On which day it was by the record."""
        if self.recorded is None or self.recorded_said is None:
            return None
        return _day(self.recorded_said, self.recorded)

    @property
    def asks_day(self) -> bool:
        """Whether somebody has to say the day, since the phone's clock can't be right."""
        return (
            self.said is not None
            and self.said.kind != Kind.VOID
            and self.said.is_impossible(self.report.round, self.report.received_at)
        )

    @property
    def against(self) -> str:
        """Why it can't be accepted as things are, and what to do; empty where nothing is known against it."""
        round, place = self.report.round, self.place
        if self.said is None:
            return _("This can't be read: what is stored is damaged or belongs elsewhere.")
        if self.says_what_is_recorded:
            return _("The report says what is recorded already.")
        if round.state == State.CANCELLED:
            return _("The round was cancelled, so nothing of it can be recorded. Write down what was done about it.")
        if round.is_finished:
            return _("The round is closed. If this report is right, the head records a correction of the closed round.")
        if place is None:
            return _(
                "The family is not in this round, so nothing of it can be recorded here. Write down what is right."
            )
        if place.state == Recipient.State.RESERVE:
            return _("The family has no place in this round now. Make it a recipient first, then accept this report.")
        if self.said.kind == Kind.VOID and place.state == Recipient.State.PLANNED:
            return _("Nothing is recorded of the family, so there is nothing to undo.")
        return ""


def cases(round: Round) -> list[Case]:
    """The open reports of a round by what they say, in the order in which they came. Three queries."""
    together: dict[Any, list[HandoverReport]] = {}
    contents: dict[int, Submission | None] = {}
    for report in round.reports.open().select_related("actor", "made_by").order_by("pk"):
        report.round = round
        content = contents[report.pk] = _content(report)
        same = (report.recipient_id, _same(content), _day(content, report)) if content else report.pk
        together.setdefault(same, []).append(report)
    found = [(group, contents[group[0].pk]) for group in together.values()]
    places = _places(round, found)
    recorded = _recorded([place.pk for place in places.values() if place.state in RECORDED])
    rows = []
    for group, content in found:
        place = places.get(group[0].pk)
        last = recorded.get(place.pk) if place else None
        if last:
            last.round = round
        rows.append(Case(group, content, place, last, _content(last) if last else None))
    return rows


def decide(
    round: Round,
    shown: Mapping[int, str | None],
    *,
    accept: bool,
    note: str = "",
    day: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> list[ReportResolution]:
    """Settle open reports, and all that say the same with them: accept what they say, or keep what is recorded.

    ``day`` is on which day it was, for those whose clock can't be right.

    ``shown`` has, by a report of each case, the mark of what was recorded when it was looked at; None where nobody was
    shown it. All of it is done, or nothing. Raises Refused where one was settled meanwhile, where something else is
    recorded than what was seen, and, naming the family, where a report can't be accepted.
    """
    with transaction.atomic():
        # Reports are append-only, so the lock is on the round.
        lock(round)
        known = {report.pk: case for case in cases(round) for report in case.reports}
        for pk, mark in shown.items():
            if pk not in known:
                _refuse_settled(round, pk)
            require_mark(mark, _as_shown(known[pk].place), known[pk].report)
        chosen = list({known[pk].report.pk: known[pk] for pk in shown}.values())
        facts = _accept(round, chosen, day, by=by, now=now) if accept else {}
        words = note.strip() or in_indonesian(ACCEPTED if accept else KEPT)
        settled = [(report, facts.get(case.report.pk)) for case in chosen for report in case.reports]
        return ReportResolution.objects.bulk_create(
            ReportResolution(centre_id=round.centre_id, report=report, accepted_as=fact, note=words, by=by, at=now)
            for report, fact in settled
        )


def _accept(
    round: Round, chosen: Sequence[Case], day: datetime.date | None, *, by: User, now: datetime.datetime
) -> dict[int, HandoverReport]:
    """The coordinator's report of each case, by its first report; what is recorded otherwise is undone first."""
    places = [_place_to_accept(case) for case in chosen]
    if len({place.pk for place in places}) < len(places):
        raise Refused(_("Two of these reports are about one family. Choose the one that is right."))
    undone = [
        _undoing(case, place, now) for case, place in zip(chosen, places, strict=True) if _stands_against(case, place)
    ]
    take_in(round, undone, by, now)
    said_anew = [_said_anew(case, place, day, now) for case, place in zip(chosen, places, strict=True)]
    try:
        reports = take_in(round, said_anew, by, now)
    except Refused:
        _name_the_refused(round, said_anew, places, now)
        raise
    for report, place in zip(reports, places, strict=True):
        if report.verdict == HandoverReport.Verdict.OPEN:
            raise Refused(_about(place, report.get_open_reason_display()))
    return {case.report.pk: report for case, report in zip(chosen, reports, strict=True)}


def _place_to_accept(case: Case) -> Recipient:
    if case.against or case.place is None:
        raise Refused(_about(case.place, case.against))
    return case.place


def _stands_against(case: Case, place: Recipient) -> bool:
    """Whether what is recorded has to be undone before: who was missed may receive without that."""
    kind = case.said.kind if case.said else ""
    if kind == Kind.VOID or place.state not in RECORDED:
        return False
    return not (kind == Kind.DELIVERED and place.state == Recipient.State.MISSED)


def _undoing(case: Case, place: Recipient, now: datetime.datetime) -> Submission:
    return Submission(
        key=uuid5(case.report.key, f"instead of what was recorded {case.report.pk}"),
        kind=Kind.VOID,
        channel=HandoverReport.Channel.PAGE,
        recorded_at=now,
        recipient_id=place.pk,
        void_reason=in_indonesian(INSTEAD),
    )


def _said_anew(case: Case, place: Recipient, day: datetime.date | None, now: datetime.datetime) -> Submission:
    """What the report said, under a key of its own; where its clock can't be right, on the day that is said now."""
    assert case.said is not None
    key = uuid5(case.report.key, f"accepted {case.report.pk}")
    again = replace(case.said, key=key, recipient_id=place.pk, family_id=None)
    if case.asks_day:
        moment = at_the_time_of(case.report.round, _possible(case.report.round, day, now))
        return replace(again, **moment, clock_ahead=None, clock_ahead_sent=None, day_alone=True)
    if again.is_impossible(case.report.round, now):
        return replace(again, recorded_at=now, clock_ahead=None, clock_ahead_sent=None)
    return again


def _possible(round: Round, day: datetime.date | None, now: datetime.datetime) -> datetime.date:
    if day is None:
        raise Refused(_("The phone's clock can't be right. Say on which day it was."), field="day")
    of_hand_overs(round.month, round.centre.local_date(now)).require(day, field="day")
    require_after_approval(day, round.approved_on, field="day")
    return day


def _name_the_refused(
    round: Round, submissions: Sequence[Submission], places: Sequence[Recipient], now: datetime.datetime
) -> None:
    """Of several, say which one can't be accepted, and why."""
    judged, _found = judge(round, submissions, (), now)
    for one, place in zip(judged, places, strict=True):
        if one.refusal:
            raise Refused(_about(place, str(one.refusal)), field=one.refusal.field) from None


def _about(place: Recipient | None, why: str) -> str:
    return f"{place.contact_name}: {why}" if place else why


def _refuse_settled(round: Round, pk: int) -> None:
    settled = ReportResolution.objects.select_related("by").filter(report__round=round, report=pk).first()
    if settled is None:
        raise Refused(_("This report has been settled already."))
    told = {"who": settled.by, "moment": date_clock(settled.at), "note": settled.note}
    raise Refused(_("This report has been settled already, by %(who)s on %(moment)s: %(note)s") % told)


def _as_shown(place: Recipient | None) -> list[Any]:
    """What is recorded of a family, beside which a page shows what a report said of it."""
    return [place.state, place.recorded_at, place.received_by_name] if place else []


def _content(report: HandoverReport) -> Submission | None:
    try:
        return Submission.of(said(report))
    except Unreadable:
        return None


def _same(said: Submission) -> str:
    """What is said of a family, however it came."""
    return said.compared(without=HOW_IT_CAME)


def _day(said: Submission, report: HandoverReport) -> datetime.date | None:
    """The day of what a report said; the round of the report is at hand."""
    if said.kind == Kind.VOID or said.is_impossible(report.round, report.received_at):
        return None
    return report.round.centre.local_date(said.moment)


def _places(round: Round, found: Collection[tuple[list[HandoverReport], Submission | None]]) -> dict[int, Recipient]:
    """The family's place in the round by the first report of a case, also where it got one after the report."""
    families = {content.family_id for _reports, content in found if content and content.family_id}
    numbers = {reports[0].recipient_id for reports, _content in found if reports[0].recipient_id}
    rows = round.recipients.filter(Q(pk__in=among(numbers)) | Q(family__in=among(families)))
    by_number = {row.pk: row for row in rows}
    by_family = {row.family_id: row for row in by_number.values()}
    places = {}
    for reports, content in found:
        of_family = by_family.get(content.family_id) if content and content.family_id else None
        if place := by_number.get(reports[0].recipient_id or 0) or of_family:
            places[reports[0].pk] = place
    return places


def _recorded(recipients: Collection[int]) -> dict[int, HandoverReport]:
    """The last accepted report of each, by recipient."""
    accepted = HandoverReport.objects.filter(
        recipient__in=among(recipients), verdict=HandoverReport.Verdict.ACCEPTED
    ).select_related("actor", "made_by")
    last = accepted.order_by("recipient_id", "-pk").distinct("recipient_id")
    return {report.recipient_id: report for report in last if report.recipient_id}
