"""Why a family was chosen or waits, in one plain sentence of the active language."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import listed, month_year, plain_date, quantity, within_sentence
from distributions.models import MissedReason
from distributions.rotation.fill import Waiver


def sentence(reason: dict[str, Any], *, hand_reason: str = "", on: datetime.date | None = None) -> str:
    """Return the reason as a sentence, empty for an unknown code. ``hand_reason`` is what the coordinator said.

    ``on`` is the day on which it is read: a place in a round before that day is none that is still to come. Of a reason
    that nobody can read it says nothing.
    """
    stop = "" if hand_reason.endswith((".", "!", "?")) or not hand_reason else "."
    return " ".join(filter(None, (*_readable(_said, reason, on), f"{hand_reason}{stop}")))


def _readable(say: Callable[..., list[str]], reason: Any, on: datetime.date | None) -> list[str]:
    """What ``say`` says of it; nothing where its parts are not what they are called. The page says the rest."""
    try:
        return say(reason, on)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return []


def _said(reason: dict[str, Any], on: datetime.date | None) -> list[str]:
    # Who was called in is in reserve no more: of that, what its right rests on is left to say.
    words = _plainly if "called_in" in reason else _SENTENCES.get(reason.get("code", ""))
    return [
        _place_given(reason.get("replaced")),
        _called_in(reason.get("called_in")),
        _("In reserve.") if reason.get("in_reserve") else "",
        words(reason, _stands(reason, on)) if words else "",
        _in_place_of(reason.get("instead_of")),
        *(why(reason) for code in (reason.get("because"), *reason.get("beside", ())) if (why := _BECAUSE.get(code))),
        _("Its turn ends, so in the queue it goes before those who can wait.") if reason.get("due") else "",
        *(words() for what, words in _IN_THE_WAY.items() if reason.get(what)),
        _turn(reason),
        _all_forward(reason.get("passed_for", ())),
        _waived(reason.get("village_rest_waived"), reason.get("because", "")),
    ]


# By which the right of a family is told.
FACTS = frozenset({"missed", "proposed", "planned", "last", "since"})


def fact(reason: dict[str, Any], *, on: datetime.date) -> str:
    """What the right of a family rests on, without what came of it; empty where that is not known."""
    return "".join(_readable(_fact, reason, on))


def _fact(reason: dict[str, Any], on: datetime.date | None) -> list[str]:
    if reason.get("code") == "missed":
        said = {"date": plain_date(_day(reason, "on")), "why": _why_missed(reason)}
        words = _("Missed on %(date)s (%(why)s)") if said["why"] else _("Missed on %(date)s")
        return [f"{words % said}."]
    return [f"{_stands(reason, on)}."] if FACTS & reason.keys() else []


def _day(reason: dict[str, Any], key: str) -> datetime.date:
    return datetime.date.fromisoformat(reason[key])


def _stands(reason: dict[str, Any], on: datetime.date | None) -> str:
    """What the right of a family rests on, without a full stop."""
    if "missed" in reason:
        return _("Missed on %(date)s") % {"date": plain_date(_day(reason, "missed"))}
    if "proposed" in reason:
        return _("Is proposed to receive on %(date)s") % {"date": plain_date(_day(reason, "proposed"))}
    if "planned" in reason:
        # Of an open round: it did not receive yet, and perhaps will not.
        day = _day(reason, "planned")
        words = _("Was to receive on %(date)s") if on and day < on else _("Is to receive on %(date)s")
        return words % {"date": plain_date(day)}
    if "last" in reason:
        return _("Last received on %(date)s") % {"date": plain_date(_day(reason, "last"))}
    if "since" in reason:
        return _("Has never received, waiting since %(date)s") % {"date": plain_date(_day(reason, "since"))}
    return _("Has never received")


def _plainly(_reason: dict[str, Any], stands: str) -> str:
    return f"{stands}."


def _why_missed(reason: dict[str, Any]) -> str:
    return within_sentence(MissedReason(reason["why"]).label) if reason.get("why") in MissedReason.values else ""


def _missed(reason: dict[str, Any], _stands: str) -> str:
    if not (why := _why_missed(reason)):
        return _("Missed on %(date)s. Comes first.") % {"date": plain_date(_day(reason, "on"))}
    return _("Missed on %(date)s (%(why)s). Comes first.") % {"date": plain_date(_day(reason, "on")), "why": why}


def _longest(reason: dict[str, Any], stands: str) -> str:
    if not {"last", "planned", "proposed"} & reason.keys():
        return _("Nobody in the queue has waited longer.")
    return _("%(fact)s; nobody in the queue has waited longer.") % {"fact": stands}


def _by_hand(reason: dict[str, Any], stands: str) -> str:
    """Of a family that the coordinator chose, with what is known of its right; older proposals kept nothing of that."""
    if not FACTS & reason.keys():
        return _("Chosen by hand.")
    return f"{_('Chosen by hand.')} {_rest(reason, stands) if 'until' in reason else f'{stands}.'}"


def _taken_out(reason: dict[str, Any], stands: str) -> str:
    """Of a family that the coordinator took out: by whom and why, and the right that it keeps."""
    said = {name: reason.get(name, "") for name in ("by", "why", "instead")}
    words = _("Taken out by %(by)s because “%(why)s”.")
    if said["instead"]:
        words = _("Taken out by %(by)s for %(instead)s because “%(why)s”.")
    return " ".join((words % said, _rest(reason, stands) if "until" in reason else f"{stands}."))


def _place_given(said: dict[str, str] | None) -> str:
    """Of a family whose place went to a reserve family after the approval."""
    return _("Its place was given to %(instead)s by %(by)s because “%(why)s”.") % said if said else ""


def _called_in(said: dict[str, str] | None) -> str:
    """Of a reserve family that has the place of another since the approval; the reason is that of the other."""
    if not said:
        return ""
    return _("Called in from the reserve: %(name)s does not receive after all (%(why)s).") % said


def _in_place_of(said: dict[str, str] | None) -> str:
    """Of a family that the coordinator put in the place of another; the reason may be that of either."""
    return _("Replaces %(name)s because “%(why)s”.") % said if said else ""


def _reserve(reason: dict[str, Any], stands: str) -> str:
    # Who came for a location that is none any more says nothing of why.
    where = _("In reserve.")
    if "near" in reason:
        near = reason["near"]
        where = _("In reserve: in the village of a location.") if near else _("In reserve: next in the queue.")
    # Its place is true of the moment only: a proposal does not say it.
    return f"{where} {_queue(reason, stands) if 'place' in reason else f'{stands}.'}"


def _rest(reason: dict[str, Any], stands: str) -> str:
    return _("%(fact)s; may receive again from %(month)s.") % {
        "fact": stands,
        "month": month_year(_day(reason, "until")),
    }


def _queue(reason: dict[str, Any], stands: str) -> str:
    return _("%(fact)s; number %(place)d in the queue.") % {"fact": stands, "place": reason["place"]}


def _next(reason: dict[str, Any], stands: str) -> str:
    return " ".join((_("Next by the rotation; a place is free."), _queue(reason, stands)))


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


def turn_in_short(reason: dict[str, Any]) -> str:
    """When a family has its turn, in as few words as a table has room for; empty where nothing is known of it."""
    if "turn" in reason:
        said = month_year(_day(reason, "turn"))
    elif "earliest" in reason:
        said = _("%(month)s at the earliest") % {"month": month_year(_day(reason, "earliest"))}
    else:
        return ""
    if "lapses" in reason:
        return _("%(turn)s; eligible until %(date)s") % {"turn": said, "date": plain_date(_day(reason, "lapses"))}
    return said


def _forward(village: dict[str, Any]) -> str:
    count = {"village": village["village"], "count": quantity(village["families"])}
    if "by" not in village:
        return (
            ngettext(
                "%(village)s (%(count)s family) goes first, so that turns come late as little as possible.",
                "%(village)s (%(count)s families) goes first, so that turns come late as little as possible.",
                village["families"],
            )
            % count
        )
    return ngettext(
        "%(village)s (%(count)s family) goes first, so that everybody whose turn it is receives by %(month)s.",
        "%(village)s (%(count)s families) goes first, so that everybody whose turn it is receives by %(month)s.",
        village["families"],
    ) % {**count, "month": month_year(_day(village, "by"))}


def _all_forward(villages: Sequence[dict[str, Any]]) -> str:
    """The villages that packing put before a family, in one sentence: it put them for one reason."""
    if len(villages) < 2:
        return "".join(map(_forward, villages))
    said = [
        ngettext("%(village)s (%(count)s family)", "%(village)s (%(count)s families)", village["families"])
        % {"village": village["village"], "count": quantity(village["families"])}
        for village in villages
    ]
    if "by" not in villages[0]:
        return _("%(villages)s go first, so that turns come late as little as possible.") % {"villages": listed(said)}
    words = _("%(villages)s go first, so that everybody whose turn it is receives by %(month)s.")
    return words % {"villages": listed(said), "month": month_year(_day(villages[0], "by"))}


def _waived(why: str | bool | None, because: str) -> str:
    """Why the round goes to a village that rests; proposals of the first version said only that it does."""
    if why == because == Waiver.PACKING or (why == Waiver.TURN and because == "due"):
        return _("Its village was reached recently.")  # and what that is good for was said
    if why == Waiver.TURN:
        return _("The village was reached recently, but the turn of a family there ends.")
    if why == Waiver.PACKING:
        return _("The village was reached recently, but otherwise not everybody's turn could be kept.")
    if why:
        return _("The village was reached recently, but there was no other that could be served.")
    return ""


_IN_THE_WAY: dict[str, Callable[[], str]] = {
    "village_rests": lambda: _("Its village was reached recently."),
    "no_location": lambda: _("Its village is none of the locations of this round."),
    "makeups_used": lambda: _("At most half of the locations, rounded up, are for families that were missed."),
}
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
_SENTENCES: dict[str, Callable[[dict[str, Any], str], str]] = {
    "missed": _missed,
    "never": _plainly,
    "longest_wait": _longest,
    "received": _plainly,
    "by_hand": _by_hand,
    "taken_out": _taken_out,
    "reserve": _reserve,
    "rest": _rest,
    "queue": _queue,
    "next": _next,
}
