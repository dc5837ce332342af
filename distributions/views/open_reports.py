"""*Laporan untuk diputuskan*: what was reported beside what is recorded, and which of both is right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aid.models import Item
from centres.forms import add_refusal
from centres.models import Official
from centres.permissions import Role, open_to, roles
from centres.requests import CentreRequest
from centres.sent_forms import once
from config.errors import Refused
from config.formats import date_as, date_clock, plain_date, quantity
from distributions.handover.clock_words import about_clock
from distributions.handover.deciding import HOW_IT_CAME, Case, cases, decide
from distributions.handover.decision_form import DecisionForm, shown_as
from distributions.handover.judging import Kind, Submission
from distributions.models import HandoverReport, MissedReason, ReceivedBy, Recipient, Round
from distributions.pages.fetching import field_round
from distributions.rounds.standing import Standing, standings
from families.models import Member

# Cases of one page; the next ones come when these are settled.
AT_ONCE = 200
# What differs from family to family where the same is said of many.
OF_ONE_FAMILY = (*HOW_IT_CAME, "recipient_id", "family_id", "member_id", "given_by_id", "proof_file_id")


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of submissions are called, as far as the centre has them."""

    items: dict[int, Item]
    members: dict[int, Member]
    officials: dict[int, Official]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a report may say: what is recorded of it, and what was reported."""

    label: str
    recorded: str
    reported: str


@dataclass(frozen=True, slots=True)
class Card:
    """Cases of which the same is said and the same recorded; ``lines`` are those of the first."""

    cases: Sequence[Case]
    standing: Standing | None
    lines: Sequence[Line]
    way_out: str

    @property
    def first(self) -> Case:
        return self.cases[0]

    @property
    def choices(self) -> list[tuple[str, Case, str]]:
        """Each case with the value that its form sends, and when and by whom it was reported."""
        return [(shown_as(case.report.pk, case.mark), case, _reported(case)) for case in self.cases]


@roles(Role.COORDINATOR)
@once
def open_reports(request: CentreRequest, pk: int) -> HttpResponse:
    """Reports that contradict the record: the coordinator accepts them, or keeps what is recorded."""
    round = field_round(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, round, form):
        return redirect("distributions:open_reports", pk)
    waiting = cases(round)
    cards = _cards(request, round, waiting[:AT_ONCE])
    usual_day = date_as(min(round.date, timezone.localdate()), "dd/MM/yyyy")
    later = max(len(waiting) - AT_ONCE, 0)
    context = {"round": round, "cards": cards, "form": form, "later": later, "usual_day": usual_day}
    return render(request, "distributions/open_reports.html", context)


def _decided(request: CentreRequest, round: Round, form: DecisionForm) -> bool:
    shown = form.cleaned_data["shown"]
    if round.reports.filter(pk__in=shown).count() < len(shown):
        raise Http404
    said = {"accept": form.accepts, "note": form.cleaned_data["note"], "day": form.cleaned_data["day"]}
    try:
        settled = decide(round, shown, **said, by=request.user, now=timezone.now())
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, _told(len(settled), accepted=form.accepts))
    return True


def _told(count: int, *, accepted: bool) -> str:
    if accepted:
        text = ngettext("%(count)s report accepted.", "%(count)s reports accepted.", count)
    else:
        text = ngettext(
            "%(count)s report settled: what is recorded stays.",
            "%(count)s reports settled: what is recorded stays.",
            count,
        )
    return text % {"count": quantity(count)}


def _cards(request: CentreRequest, round: Round, waiting: Sequence[Case]) -> list[Card]:
    """The cases, those of the same kind together."""
    names = _names(request, waiting)
    stands = standings(round, [case.place for case in waiting if case.place])
    alike: dict[Any, list[Case]] = {}
    for case in waiting:
        alike.setdefault(_kind(case, stands), []).append(case)
    return [
        Card(
            group,
            stands.get(group[0].place.pk) if group[0].place else None,
            _lines(group[0], stands, names, alone=len(group) == 1),
            _way_out(request, group[0]),
        )
        for group in alike.values()
    ]


def _kind(case: Case, stands: dict[int, Standing]) -> Any:
    """Equal of cases about which the same can be decided."""
    if case.said is None or case.place is None:
        return case.report.pk
    said = [one.compared(without=OF_ONE_FAMILY) for one in (case.said, case.recorded_said) if one]
    days = case.day, case.recorded_day
    return case.report.open_reason, *said, *days, stands[case.place.pk], case.against, case.asks_day


def _names(request: CentreRequest, waiting: Iterable[Case]) -> Names:
    said = [one for case in waiting for one in (case.said, case.recorded_said) if one]
    members = {one.member_id for one in said if one.member_id}
    officials = {one.given_by_id for one in said if one.given_by_id}
    own = {"centre": request.centre}
    return Names(
        Item.objects.filter(**own).in_bulk({item for one in said for item in one.quantities or ()}),
        Member.objects.filter(**own).in_bulk(members),
        Official.objects.filter(**own).in_bulk(officials),
    )


def _lines(case: Case, stands: dict[int, Standing], names: Names, *, alone: bool) -> list[Line]:
    """What is recorded beside what was reported; of several families only what is the same of all."""
    who = case.place if alone else None
    recorded = _words(who, case, case.recorded_said, case.recorded, names)
    reported = _words(who, case, case.said, case.report, names)
    if case.place:
        standing = stands[case.place.pk]
        recorded[_("Result")] = f"{standing.word}: {standing.why}" if standing.why else standing.word
    if not alone:
        for words in (recorded, reported):
            for label in (_("Handed over by"), _("Clock of the phone"), _("Recorded by")):
                words.pop(label, None)
        for words, day in ((recorded, case.recorded_day), (reported, case.day)):
            if words.get(_("When")):
                words[_("When")] = plain_date(day) if day else "–"
    labels = [label for label in reported if reported[label] or recorded.get(label)]
    return [Line(label, recorded.get(label, ""), reported[label]) for label in labels]


def _words(
    who: Recipient | None, case: Case, said: Submission | None, report: HandoverReport | None, names: Names
) -> dict[str, str]:
    """What was said, by its label in the order of the page; empty where nothing was said of it.

    ``who`` is the family that is named, None where it is said of several.
    """
    if said is None or report is None:
        return {}
    why = str(MissedReason(said.missed_reason).label) if said.missed_reason in MissedReason else ""
    delivered = said.kind == Kind.DELIVERED
    giver = names.officials.get(said.given_by_id or 0)
    kind = report.get_kind_display()
    return {
        _("Result"): f"{kind}: {why}" if why else kind,
        _("What was handed over"): _contents(said, names) if delivered else "",
        _("Difference"): said.difference_reason,
        _("Received by"): _receiver(who, said, names) if delivered else "",
        _("Handed over by"): giver.name if giver else "",
        _("When"): "" if said.kind == Kind.VOID else _when(case, said, report),
        _("Clock of the phone"): about_clock(report.clock_ahead, doubtful=report.clock_doubtful),
        _("Note"): said.missed_note or said.void_reason,
        _("Recorded by"): _who(report),
    }


def _reported(case: Case) -> str:
    when = _when(case, case.said, case.report) if case.said and case.said.kind != Kind.VOID else ""
    count = len(case.reports)
    times = _("sent %(count)s times") % {"count": quantity(count)} if count > 1 else ""
    return "; ".join(filter(None, (when, _who(case.report), times)))


def _who(report: HandoverReport) -> str:
    """By whom, when, and how, where it wasn't on the page."""
    at_the_page = report.channel == HandoverReport.Channel.PAGE
    how = "" if at_the_page else report.get_channel_display()
    maker = _("made by %(name)s") % {"name": report.other_maker} if report.other_maker else ""
    return ", ".join(filter(None, (str(report.actor), date_clock(report.received_at), how, maker)))


def _contents(said: Submission, names: Names) -> str:
    if said.quantities is None:
        return _("The whole package")
    given = ((names.items.get(item), amount) for item, amount in said.quantities.items())
    return ", ".join(f"{item.name} {quantity(amount, item.unit)}" for item, amount in given if item and amount)


def _receiver(who: Recipient | None, said: Submission, names: Names) -> str:
    if said.received_by == ReceivedBy.PROXY:
        return f"{said.proxy_name} ({said.proxy_relation})"
    if who and said.received_by == ReceivedBy.CONTACT:
        return who.contact_name
    member = names.members.get(said.member_id or 0) if who else None
    return member.name if member else str(ReceivedBy(said.received_by).label)


def _when(case: Case, said: Submission, report: HandoverReport) -> str:
    """The moment, or the day where nobody said the hour: as ``Handovers.with_hour`` has it."""
    round, channel = case.report.round, HandoverReport.Channel
    if said.is_impossible(round, report.received_at):
        return _("%(moment)s, by the phone's clock") % {"moment": date_clock(said.recorded_at)}
    of = round.centre.local_date
    at_once = report.channel == channel.PAGE and of(said.moment) == of(report.received_at)
    has_hour = at_once or (report.channel == channel.PHONE and not report.clock_doubtful)
    return date_clock(said.moment) if has_hour else plain_date(of(said.moment))


def _way_out(request: CentreRequest, case: Case) -> str:
    """Where to do first what ``against`` asks for, if whoever reads may."""
    round, place = case.report.round, case.place
    if round.is_closed:
        there = open_to(request.roles, "distributions:correct", round.pk)
        return f"{there}?keluarga={place.pk}" if there and place else there
    if place and place.state == Recipient.State.RESERVE and not round.is_finished:
        return open_to(request.roles, "distributions:use_reserve", round.pk, place.pk)
    return ""
