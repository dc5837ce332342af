"""What a page showed of a round when somebody decided on it, and what is different since."""

from typing import Any

from centres.requests import CentreRequest
from distributions.models import Round, State
from distributions.rounds.proposal import Proposal, as_the_register_says, opened, proposal_of, sealed, what_changed


def seen_by(request: CentreRequest) -> Proposal:
    """The proposal that the form carried; an empty one, which is refused, where it carried none."""
    return opened(request.POST.get("seen", ""))


def to_be_decided(request: CentreRequest, round: Round, now: Proposal | None = None) -> dict[str, Any]:
    """What a page adds to its context: ``seen`` for its form, and ``changed`` if a decision came after a change.

    ``now`` is what the page shows, by default the round as the register says.
    """
    now = now or as_the_register_says(round)
    seen = seen_by(request) if request.method == "POST" else now
    return {"seen": sealed(now), "stale": seen != now, "changed": what_changed(round, seen, now)}


def on_paper(round: Round) -> Proposal:
    """What the signed paper of a round says: a submitted round was printed with what it copied from the register."""
    return proposal_of(round) if round.state == State.SUBMITTED else as_the_register_says(round)
