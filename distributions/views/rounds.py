"""The rounds of a centre: list, month view, and the workbench of one."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from centres.accounts.roles import Given, head_given
from centres.models import Role
from centres.paging import DAY, NUMBER, Key, page_of
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_DECIDE, MAY_KEEP_GOODS, MAY_PRINT, MAY_SEE_FAMILIES, MAY_SEE_PLAN, STAFF
from distributions.models import Recipient, Round, State
from distributions.pages import by_location
from distributions.pages.fetching import round_of
from distributions.pages.next_step_panel import facts_of, last_note, with_url
from distributions.pages.plan_rows import changes_of, grouped, taken_out
from distributions.papers.jobs import prints_of
from distributions.papers.printing import kinds_of
from distributions.rounds.balance import balance
from distributions.rounds.changes import handed_on
from distributions.rounds.closing import wrong_day
from distributions.rounds.contents import contents_of_all
from distributions.rounds.dates import next_later, next_to_prepare
from distributions.rounds.days import days_shown
from distributions.rounds.figures import Figures, corrected, figures, figures_of, with_figures
from distributions.rounds.goods import lacking
from distributions.rounds.next_step import Facts, prepare_words, prepared_later, steps
from distributions.rounds.not_held import waiting_without_inmate
from distributions.rounds.standing import standings
from distributions.rounds.stops import with_stops
from distributions.rounds.told_apart import by_programme
from distributions.rounds.transitions import CANCELLABLE

# Up to this many recipients one table holds them; above, they are folded by location.
ONE_TABLE_UP_TO = 12
PAGE = 12
KEY = Key(date=DAY, pk=NUMBER)


@roles(*STAFF)
def rounds(request: CentreRequest) -> HttpResponse:
    """All rounds, the coming ones first; pages by key: the date, then the number, as two programmes may share a day."""
    found = with_figures(Round.objects.filter(centre=request.centre)).select_related("programme")
    before = KEY.read(request.GET.get("sebelum", ""))
    page = page_of(found, KEY, before, size=PAGE)
    today = request.centre.local_date(timezone.now())
    prepares = Role.COORDINATOR in request.roles
    month = next_to_prepare(request.centre, today) if prepares else ""
    spans = days_shown(page.rows)
    context = {
        "rounds": [
            {
                "round": one,
                "span": spans[one.pk],
                "figures": figures_of(one),
                "corrected": corrected(one.put_right),
            }
            for one in page.rows
        ],
        "by_programme": by_programme(page.rows),
        "next": f"sebelum={page.after}" if page.after else "",
        "first": before is None,
        "prepares": prepares,
        "prepare": prepare_words(month) if month else "",
        "later": prepared_later(next_later(request.centre, today)) if prepares and not month else "",
    }
    return render(request, "distributions/rounds.html", context)


@roles(*STAFF)
def round(request: CentreRequest, pk: int) -> HttpResponse:
    """The workbench: the one next thing boxed, the six steps, recipients, and what was changed after approval."""
    round = round_of(request, pk)
    recipients = with_stops(round, round.recipients.with_replaced())
    corrections = list(round.corrections.select_related("by", "recipient")) if round.is_closed else []
    counted = figures(recipients, contents_of_all(round), corrections)
    transitions = list(round.transitions.select_related("by"))
    note = last_note(round, transitions)
    facts = facts_of(request, round, counted, note=note, **_open_ends(round, counted))
    step = with_url(facts, round)
    stands = standings(round, recipients, corrections)
    page = by_location.page_of(by_location.locations_of(recipients), request.GET.get("lokasi", ""))
    may = _may(request, round)
    unheld = waiting_without_inmate(round, recipients) if may["families"] else ()
    changes = changes_of(round, recipients)
    expected = {stands[r.pk] for r in recipients if r.state != Recipient.State.RESERVE}
    context = {
        "round": round,
        "span": days_shown([round])[round.pk],
        "figures": counted,
        "rail": _rail(facts, round),
        "approver": _approver(round),
        "groups": grouped(
            (r for r in recipients if r.stop_id in page.stops),
            stands,
            places=handed_on(recipients, _taken_out(round, recipients), (row["change"] for row in changes)),
            today=facts.today,
        ),
        "page": page,
        "flat": len(recipients) <= ONE_TABLE_UP_TO,
        "one_state": len(expected) < 2 and not any(standing.corrected for standing in expected),
        "reserve": [r for r in recipients if r.state == Recipient.State.RESERVE],
        "replaceable": any(r.is_planned or (r.is_missed and not r.is_replaced) for r in recipients),
        "corrections": corrections,
        "may_announce": round.is_running and bool(request.roles & MAY_SEE_FAMILIES) and round.date >= facts.today,
        "changes": changes,
        "transitions": transitions,
        "lacking": lacking(round) if request.roles & MAY_KEEP_GOODS else "",
        "nobody_held": [r for r in recipients if r.pk in unheld],
        "may": may,
        **_printed(request, round, recipients, may_print=may["print"]),
        **step,
    }
    return render(request, "distributions/round.html", context)


def _printed(
    request: CentreRequest, round: Round, recipients: Iterable[Recipient], *, may_print: bool
) -> dict[str, Any]:
    """The papers that are kept of it, those that are being made, and the kinds that it can have by now."""
    kept = round.papers.select_related("version").order_by("-version_id", "-pk")
    recorded = any(recipient.is_served or recipient.is_missed for recipient in recipients)
    return {
        "papers": list(kept) if may_print else [],
        "prints": list(prints_of(round, by=request.user, now=timezone.now())) if may_print else [],
        "kinds": [(kind, kind.label) for kind in kinds_of(round, recorded=recorded)],
    }


def _taken_out(round: Round, recipients: Iterable[Recipient]) -> list[dict[str, Any]]:
    """For whom somebody was taken out, which is asked only where somebody was put in by hand."""
    return taken_out(round) if any(r.by_hand for r in recipients) else []


def _approver(round: Round) -> Given | None:
    """Who gave the role to whom approved on the screen."""
    if round.approved_at is None or round.approved_by is None or round.paper_signed_on:
        return None
    return head_given(round.approved_by, centre_id=round.centre_id, until=round.approved_at)


def _open_ends(round: Round, counted: Figures) -> dict[str, Any]:
    """What keeps a round open whose families are all recorded."""
    if round.state != State.ISSUED or counted.planned:
        return {}
    wrong = wrong_day(round, timezone.now())
    return {
        "open_reports": round.reports.open().count(),
        "unsettled": any(row.open for row in balance(round)),
        "wrong_day": wrong.text if wrong else "",
    }


def _rail(facts: Facts, round: Round) -> list[dict[str, Any]]:
    said = {
        1: (round.submitted_by, round.submitted_at),
        2: (round.approved_by, round.approved_at),
    }
    return [
        {
            "step": one,
            "number": number,
            "who": said.get(number, (None, None))[0],
            "at": said.get(number, (None, None))[1],
        }
        for number, one in enumerate(steps(facts), start=1)
    ]


def _may(request: CentreRequest, round: Round) -> dict[str, bool]:
    decides = bool(request.roles & MAY_DECIDE)
    return {
        "change": Role.COORDINATOR in request.roles and round.is_running,
        "families": bool(request.roles & MAY_SEE_FAMILIES),
        "record": bool(request.roles & MAY_SEE_FAMILIES) and round.is_frozen,
        "correct": Role.HEAD in request.roles and round.is_closed,
        "cancel": decides and round.state in CANCELLABLE,
        "see_plan": bool(request.roles & MAY_SEE_PLAN),
        "paper": decides and round.state == State.SUBMITTED,
        "print": bool(request.roles & MAY_PRINT) and round.state != State.CANCELLED,
    }
