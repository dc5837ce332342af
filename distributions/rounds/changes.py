"""Who gave a place to whom, before the approval and after it, in the words of pages and papers alike."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from distributions.models import IN_OWN_WORDS, MissedReason, Recipient, RoundChange
from distributions.rotation.reasons import sentence

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def exchange(change: RoundChange, names: Mapping[str, str]) -> str:
    """Who does not receive, why, and who comes instead (``names``, by recipient); empty of what is no exchange.

    The reason stands beside the family that it is about: at the end of the sentence it would be that of who comes.
    """
    if change.what != RoundChange.What.RESERVE:
        return ""
    went, came = change.before_and_after(names)
    said = {"went": went, "came": came, "why": change.reason.rstrip(".")}
    return _("%(went)s does not receive after all (%(why)s); %(came)s, from the reserve, receives instead") % said


def recorded_reason(missed: Recipient) -> "str | StrPromise":
    """Why a family was missed, as it was recorded: what somebody wrote, where no choice was it."""
    own_words = missed.missed_reason in IN_OWN_WORDS and missed.missed_note
    return own_words or MissedReason(missed.missed_reason).label


def why_here(recipient: Recipient, place: dict[str, Any], *, on: datetime.date) -> str:
    """Why a family has its place, as read on a day; ``place`` is what ``handed_on`` said of it.

    What the coordinator said stands with the name of whom it may be about.
    """
    own = "" if {"called_in", "instead_of"} & place.keys() else recipient.hand_reason
    return sentence(recipient.reason | place, hand_reason=own, on=on)


def handed_on(
    recipients: Collection[Recipient], excluded: Iterable[Mapping[str, Any]], changes: Iterable[RoundChange] = ()
) -> dict[int, dict[str, Any]]:
    """Whose place was given to whom (by recipient), for the sentence of each.

    ``excluded`` is of ``excluded_rows``; what was exchanged after the approval, ``changes`` say.
    """
    gone = {row["instead_id"]: {"name": row["name"], "why": row["reason"].rstrip(".")} for row in excluded}
    said: dict[int, dict[str, Any]] = {
        r.pk: {"instead_of": gone[r.family_id]} for r in recipients if r.by_hand and r.family_id in gone
    }
    names = {str(r.pk): r.contact_name for r in recipients}
    # By the order of the changes: of a place that was given back and away again the last one is true.
    for change in changes:
        if change.what == RoundChange.What.RESERVE:
            went, came = change.before_and_after(names)
            why = change.reason.rstrip(".")
            said[int(change.old)] = {"replaced": {"by": str(change.by), "why": why, "instead": came}}
            said[int(change.new)] = {"called_in": {"name": went, "why": why}}
    return said
