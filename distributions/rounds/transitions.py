"""The states of a round: the only place that writes ``Round.state``."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Centre, User
from config.errors import Refused, required
from distributions.models import Round, RoundTransition, State
from distributions.rounds.decisions import decided

# The same order as the trigger round_state_order keeps.
NEXT: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.CANCELLED}),
    State.SUBMITTED: frozenset({State.DRAFT, State.APPROVED, State.CANCELLED}),
    State.APPROVED: frozenset({State.ISSUED, State.CANCELLED}),
    State.ISSUED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
    State.CANCELLED: frozenset(),
}
CANCELLABLE = tuple(state for state, following in NEXT.items() if State.CANCELLED in following)


def lock(round: Round, *fields: str) -> Round:
    """Read the round anew and hold its row until the transaction ends; what was set and not saved is forgotten.

    With ``fields``, only these are read, and all else stays as it is.
    """
    round.refresh_from_db(fields=fields or None, from_queryset=Round.objects.select_for_update())
    return round


def hold_drafts(centre: Centre) -> None:
    """Hold the drafts of a centre until the transaction ends: who makes the proposal of several holds them before the
    families of the first.
    """
    drafts = Round.objects.filter(centre=centre, state=State.DRAFT).order_by("pk")
    list(drafts.select_for_update().values_list("pk", flat=True))


def require_state(round: Round, *states: str) -> None:
    """Refuse when the round is in none of these states, which happens when somebody else was quicker."""
    if round.state not in states:
        raise Refused(
            _("This round is %(state)s now; that is no longer possible. Open its page to see what comes next.")
            % {"state": f"“{round.get_state_display()}”"}
        )


@transaction.atomic
def transition(
    round: Round,
    to: str,
    *,
    by: User,
    now: datetime.datetime,
    note: str = "",
    shown: Mapping[str, Any] | None = None,
    along: Mapping[str, Any] | None = None,
) -> Round:
    """Bring the round into state ``to``, with time and actor, and write that down; returns the round.

    What belongs to that state alone goes ``along`` in the same statement, by the names of the columns.

    The round is locked and read anew: save your own changes before. ``note`` says what to change when a round is sent
    back (to DRAFT), and why when it is cancelled; ``shown`` is what was sent back (``sent_back.outline``). Raises
    Refused when the round cannot go that way.
    """
    to, note = State(to), note.strip()
    lock(round)
    if to not in NEXT[round.state]:
        raise Refused(
            _("This round is %(state)s now and cannot become %(to)s.")
            % {"state": f"“{round.get_state_display()}”", "to": f"“{to.label}”"}
        )
    before = round.state
    changed = _set_state(round, to, by, now, note)
    for name, value in (along or {}).items():
        setattr(round, name, value)
    round.save(update_fields=[*changed, *(along or ())])
    RoundTransition.objects.create(
        centre_id=round.centre_id,
        round=round,
        from_state=before,
        to_state=to,
        note=note,
        shown=shown or {},
        by=by,
        at=now,
    )
    if to in (State.APPROVED, State.CLOSED):
        decided(round, by=by, now=now)
    return round


def _set_state(round: Round, to: str, by: User, now: datetime.datetime, note: str) -> list[str]:
    round.state = to
    if to == State.DRAFT:
        required(note, _("Say what should be changed."), field="note")
        round.submitted_at = round.submitted_by = None
        return ["state", "submitted_at", "submitted_by"]
    setattr(round, f"{to}_at", now)
    setattr(round, f"{to}_by", by)
    if to == State.CANCELLED:
        round.cancelled_reason = required(note, _("Say why the round is cancelled."), field="reason")
        return ["state", "cancelled_at", "cancelled_by", "cancelled_reason"]
    return ["state", f"{to}_at", f"{to}_by"]
