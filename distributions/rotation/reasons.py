"""Why a family was chosen or waits, in one plain sentence of the active language."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import month_year, plain_date
from distributions.models import MissedReason
from distributions.rotation.fill import Waiver


def sentence(reason: dict[str, Any], *, hand_reason: str = "") -> str:
    """Return the reason as a sentence, empty for an unknown code. ``hand_reason`` is what the coordinator said."""
    words = _SENTENCES.get(reason.get("code", ""))
    because = _BECAUSE.get(reason.get("because", ""))
    stop = "" if hand_reason.endswith((".", "!", "?")) or not hand_reason else "."
    said = [
        words(reason) if words else "",
        because(reason) if because else "",
        _("Its turn has come, so it goes before those who can wait.") if reason.get("due") else "",
        _("Its village was reached recently.") if reason.get("village_rests") else "",
        _turn(reason),
        *(_forward(village) for village in reason.get("passed_for", ())),
        _waived(reason.get("village_rest_waived"), reason.get("because", "")),
        f"{hand_reason}{stop}",
    ]
    return " ".join(filter(None, said))


def _day(reason: dict[str, Any], key: str) -> datetime.date:
    return datetime.date.fromisoformat(reason[key])


def _missed(reason: dict[str, Any]) -> str:
    why = MissedReason(reason["why"]).label.lower() if reason.get("why") in MissedReason.values else ""
    if not why:
        return _("Missed on %(date)s. Comes first.") % {"date": plain_date(_day(reason, "on"))}
    return _("Missed on %(date)s (%(why)s). Comes first.") % {"date": plain_date(_day(reason, "on")), "why": why}


def _never(reason: dict[str, Any]) -> str:
    if "since" not in reason:
        return _("Has never received.")
    return _("Has never received, waiting since %(date)s.") % {"date": plain_date(_day(reason, "since"))}


def _longest(reason: dict[str, Any]) -> str:
    if "last" not in reason:
        return _("Nobody in the queue has waited longer.")
    return _("Last received on %(date)s; nobody in the queue has waited longer.") % {
        "date": plain_date(_day(reason, "last"))
    }


def _received(reason: dict[str, Any]) -> str:
    return _("Last received on %(date)s.") % {"date": plain_date(_day(reason, "last"))}


def _by_hand(_reason: dict[str, Any]) -> str:
    return _("Chosen by hand.")


def _reserve(reason: dict[str, Any]) -> str:
    near = reason.get("near")
    where = _("In reserve: in the village of a location.") if near else _("In reserve: next in the queue.")
    return f"{where} {_stands(reason)}"


def _stands(reason: dict[str, Any]) -> str:
    """Of somebody in reserve: since when it waits, and its place in the queue where that is known."""
    if "place" in reason:
        return _queue(reason)
    if "missed" in reason:
        return _("Missed on %(date)s.") % {"date": plain_date(_day(reason, "missed"))}
    return _received(reason) if "last" in reason else _never(reason)


def _rest(reason: dict[str, Any]) -> str:
    return _("Received on %(date)s; may receive again from %(month)s.") % {
        "date": plain_date(_day(reason, "last")),
        "month": month_year(_day(reason, "until")),
    }


def _queue(reason: dict[str, Any]) -> str:
    place = {"place": reason["place"]}
    if "missed" in reason:
        words = _("Missed on %(date)s; number %(place)d in the queue.")
        return words % {**place, "date": plain_date(_day(reason, "missed"))}
    if "last" in reason:
        words = _("Last received on %(date)s; number %(place)d in the queue.")
        return words % {**place, "date": plain_date(_day(reason, "last"))}
    return _("Has never received; number %(place)d in the queue.") % place


def _turn(reason: dict[str, Any]) -> str:
    if "turn" in reason:
        words, key = _("Expected turn: %(month)s."), "turn"
    elif "earliest" in reason:
        words, key = _("Expected turn: %(month)s at the earliest."), "earliest"
    else:
        return ""
    said = words % {"month": month_year(_day(reason, key))}
    return f"{said} {assess_before(_day(reason, 'lapses'))}" if "lapses" in reason else said


def assess_before(until: datetime.date) -> str:
    """Of a family whose turn comes after the last day on which it may receive: what that turn depends on."""
    words = _("It is eligible until %(date)s; the turn holds if it is assessed anew before.")
    return words % {"date": plain_date(until)}


def _forward(village: dict[str, Any]) -> str:
    return ngettext(
        "%(village)s (%(count)d family) goes first, so that everybody whose turn it is receives by %(month)s.",
        "%(village)s (%(count)d families) goes first, so that everybody whose turn it is receives by %(month)s.",
        village["families"],
    ) % {"village": village["village"], "count": village["families"], "month": month_year(_day(village, "by"))}


def _waived(why: str | bool | None, because: str) -> str:
    """Why the round goes to a village that rests; proposals of the first version said only that it does."""
    if why == because == Waiver.PACKING:
        return _("Its village was reached recently.")  # and what that is good for was said
    if why == Waiver.TURN:
        return _("The village was reached recently, but the turn of a family there ends.")
    if why == Waiver.PACKING:
        return _("The village was reached recently, but otherwise not everybody's turn could be kept.")
    if why:
        return _("The village was reached recently, but there was no other that could be served.")
    return ""


_BECAUSE: dict[str, Callable[[dict[str, Any]], str]] = {
    "need": lambda reason: _("Comes before others who have waited as long, because its need is greater."),
    "entry": lambda reason: _("Others in its village have the same right; its entry is older."),
    "whole": lambda reason: _("Others have the same right, but not all of their village could be served."),
    "place": lambda reason: _("Others have the same right; the order of the districts and villages decides."),
    "rested": lambda reason: _("Those with more right live in villages that were reached recently."),
    "resting": lambda reason: _("Others with the same right live in villages that were reached recently."),
    "due": lambda reason: _("Its turn can't be put off any longer."),
    "village": lambda reason: _("Its village is a location of this round."),
    "packing": lambda reason: _forward(reason["forward"]),
}
_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missed": _missed,
    "never": _never,
    "longest_wait": _longest,
    "received": _received,
    "by_hand": _by_hand,
    "reserve": _reserve,
    "rest": _rest,
    "queue": _queue,
}
