"""What else happens in the transaction in which a round is approved, changed, closed or corrected.

The rooms above, which this one doesn't know, say by ``when_decided`` what they do then: papers keep what they say.
"""

import datetime
from typing import Protocol, TypeVar

from centres.models import User
from distributions.models import Correction, Round, RoundChange


class Follows(Protocol):
    """``round`` is as it is after the decision; a change or a correction is named, approval and close are its state."""

    def __call__(
        self,
        round: Round,
        *,
        change: RoundChange | None,
        correction: Correction | None,
        by: User,
        now: datetime.datetime,
    ) -> object: ...


Follow = TypeVar("Follow", bound=Follows)
_followers: list[Follows] = []


def when_decided(follows: Follow) -> Follow:
    """Let ``follows`` be called at the end of each decision."""
    _followers.append(follows)
    return follows


def decided(
    round: Round,
    *,
    change: RoundChange | None = None,
    correction: Correction | None = None,
    by: User,
    now: datetime.datetime,
) -> None:
    """Do what follows a decision, in its transaction."""
    for follows in _followers:
        follows(round, change=change, correction=correction, by=by, now=now)
