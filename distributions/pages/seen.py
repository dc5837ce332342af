"""What a page showed of a round when somebody decided on it, and what is different since."""

from typing import Any

from django.utils import timezone

from centres.requests import CentreRequest
from distributions.models import Round, State
from distributions.rounds.checks import Findings, check
from distributions.rounds.proposal import Proposal, as_the_register_says, opened, proposal_of, sealed, what_changed
from distributions.rounds.snapshots import copy_register
from distributions.rounds.stops import with_stops


def seen_by(request: CentreRequest) -> Proposal:
    """The proposal that the form carried; an empty one, which is refused, where it carried none."""
    return opened(request.POST.get("seen", ""))


def to_be_decided(request: CentreRequest, round: Round, now: Proposal | None = None) -> dict[str, Any]:
    """What a page adds to its context: ``seen`` for its form, and ``changed`` if a decision came after a change.

    ``now`` is what the page shows, by default the round as the register says today.
    """
    now = now or as_the_register_says(round, today=request.centre.local_date(timezone.now()))
    seen = seen_by(request) if request.method == "POST" else now
    return {"seen": sealed(now), "stale": seen != now, "changed": what_changed(round, seen, now)}


def on_paper(round: Round) -> tuple[Proposal, Findings]:
    """What the signed paper of a round says, and what is found of that: a submitted round was printed with what it
    copied from the register. No day is asked about: the paper was signed on one of its own.
    """
    recipients = with_stops(round, round.recipients.all())
    if round.state == State.DRAFT:
        copy_register(recipients)
    found = check(round, recipients)
    return proposal_of(round, recipients, found), found
