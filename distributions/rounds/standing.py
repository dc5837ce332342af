"""Where a round stands and what became of a family of it, in the one word that every page and paper says.

What the states of the database don't tell follows from the hand-overs: whether the hand-over of a round has begun or is
recorded as a whole, and whether a family received all of the package.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from distributions.models import BEFORE_APPROVAL, RUNNING, Correction, Handover, Recipient, Round, State


@dataclass(frozen=True, slots=True)
class Standing:
    """``kind`` is a state of ``STATES``, which gives colour and icon; ``why`` is empty or the reason in words.

    ``corrected`` is what the head set right after close, the first correction first: its word, and what is right.
    """

    kind: str
    word: str
    why: str = ""
    corrected: tuple[tuple[str, str], ...] = ()


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


def correction_word(correction: Correction) -> str:
    """What a correction says of the result of a family."""
    return {
        Correction.Result.RECEIVED.value: _("Corrected: received"),
        Correction.Result.NOT_RECEIVED.value: _("Corrected: did not receive"),
    }.get(correction.result, _("Corrected"))


def with_corrections(standing: Standing, corrections: Iterable[Correction]) -> Standing:
    """The same standing with what was set right about this family."""
    return replace(standing, corrected=tuple((correction_word(one), one.text) for one in corrections))


def standings(
    round: Round, recipients: Iterable[Recipient], corrections: Iterable[Correction] = ()
) -> dict[int, Standing]:
    """What became of each family of a round, by recipient. One query, and none before its approval."""
    said = list(corrections)
    partly: set[int] = set()
    if round.is_frozen:
        given = Handover.objects.filter(recipient__round=round, voided_at=None, complete=False)
        partly.update(given.values_list("recipient_id", flat=True))
    return {
        r.pk: with_corrections(
            recipient_stands(r, round.state, partly=r.pk in partly), (one for one in said if one.recipient_id == r.pk)
        )
        for r in recipients
    }


def _waiting(round_state: str) -> Standing:
    """Of a family about which nothing is recorded, what is true of its round is all that can be said."""
    if round_state == State.CANCELLED:
        return Standing("cancelled", str(State.CANCELLED.label))
    if round_state in BEFORE_APPROVAL:
        return Standing("planned", _("Proposed"))
    if round_state == State.APPROVED:
        return Standing("planned", str(Recipient.State.PLANNED.label))
    return Standing("planned", _("Not recorded yet"))
