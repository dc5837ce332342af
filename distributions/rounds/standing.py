"""Where a round stands and what became of a family of it, in the one word that every page and paper says.

What the states of the database don't tell follows from the hand-overs: whether the hand-over of a round has begun or is
recorded as a whole, and whether a family received all of the package.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from distributions.models import BEFORE_APPROVAL, RUNNING, Handover, Recipient, Round, State


@dataclass(frozen=True, slots=True)
class Standing:
    """``kind`` is a state of ``STATES``, which gives colour and icon; ``why`` is empty or the reason in words."""

    kind: str
    word: str
    why: str = ""


def round_stands(state: str, *, waiting: int, recorded: int) -> Standing:
    """Where a round in ``state`` stands, of whose families ``recorded`` are recorded and ``waiting`` are not."""
    if state in RUNNING and recorded:
        if waiting:
            return Standing("handing_over", _("Being handed over"))
        return Standing("all_recorded", _("All recorded"))
    return Standing(state, str(State(state).label))


def recipient_stands(recipient: Recipient, round_state: str, *, partly: bool) -> Standing:
    """What became of a family in a round in ``round_state``; ``partly``: it received less than the package."""
    state = Recipient.State(recipient.state)
    if state == Recipient.State.MISSED:
        return Standing("missed", str(state.label), str(recipient.get_missed_reason_display()))
    if state == Recipient.State.SERVED and partly:
        return Standing("partly", _("Partly handed over"))
    if state == Recipient.State.PLANNED:
        return _waiting(round_state)
    return Standing(state, str(state.label))


def standings(round: Round, recipients: Iterable[Recipient]) -> dict[int, Standing]:
    """What became of each family of a round, by recipient. One query, and none before its approval."""
    partly: set[int] = set()
    if round.is_frozen:
        given = Handover.objects.filter(recipient__round=round, voided_at=None, complete=False)
        partly.update(given.values_list("recipient_id", flat=True))
    return {r.pk: recipient_stands(r, round.state, partly=r.pk in partly) for r in recipients}


def _waiting(round_state: str) -> Standing:
    """Of a family about which nothing is recorded, what is true of its round is all that can be said."""
    if round_state == State.CANCELLED:
        return Standing("cancelled", str(State.CANCELLED.label))
    if round_state in BEFORE_APPROVAL:
        return Standing("planned", _("Proposed"))
    if round_state == State.APPROVED:
        return Standing("planned", str(Recipient.State.PLANNED.label))
    return Standing("planned", _("Not recorded yet"))
