"""The one next thing of a round, and where the round stands among the six steps of a month."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS
from distributions.models import Round, State
from distributions.papers.printed import printed_since_close
from distributions.rounds.figures import Figures
from distributions.rounds.goods import short_in_stock
from distributions.rounds.next_step import APPROVAL, PLAN, Facts, next_step


def facts_of(
    request: CentreRequest,
    round: Round,
    counted: Figures,
    *,
    note: str,
    open_reports: int = 0,
    unsettled: bool = False,
    wrong_day: str = "",
) -> Facts:
    """What decides about the next step of the round for this user."""
    keeps_goods = not MAY_KEEP_GOODS.isdisjoint(request.roles)
    today = request.centre.local_date(timezone.now())
    return Facts(
        state=round.state,
        prepared_as=round.prepared_as,
        date=round.date,
        today=today,
        roles=request.roles,
        planned=counted.planned,
        served=counted.served,
        missed=counted.missed,
        replaced=counted.replaced,
        keeps_stock=request.centre.keeps_stock,
        short=short_in_stock(round) if keeps_goods else "",
        second_person=round.may_be_approved_by(request.user, on=today),
        open_reports=open_reports,
        unsettled=unsettled,
        wrong_day=wrong_day,
        note=note,
        reached=APPROVAL if round.approved_at else PLAN if round.submitted_at else 0,
        printed=printed_since_close(round),
    )


def with_url(facts: Facts, round: Round) -> dict[str, Any]:
    """The next step and the address of its button."""
    step = next_step(facts)
    return {"step": step, "step_url": reverse(step.view, args=[round.pk]) if step.view else ""}


def last_note(round: Round, transitions: list[Any]) -> str:
    """Why it was cancelled, or what the head wrote when sending it back for the last time."""
    if round.state == State.CANCELLED:
        return round.cancelled_reason
    last = transitions[-1] if transitions else None
    return last.note if last and last.to_state == State.DRAFT else ""
