"""Why a family was chosen or waits, in one plain sentence of the active language."""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from config.formats import month_year, plain_date
from distributions.models import MissedReason


def sentence(reason: dict[str, Any], *, hand_reason: str = "") -> str:
    """Return the reason as a sentence, empty for an unknown code. ``hand_reason`` is what the coordinator said."""
    words = _SENTENCES.get(reason.get("code", ""))
    said = words(reason) if words else ""
    if reason.get("village_rest_waived"):
        said += " " + _("The village was reached recently; nobody else is waiting longer.")
    stop = "" if hand_reason.endswith((".", "!", "?")) or not hand_reason else "."
    return f"{said} {hand_reason}{stop}".strip()


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
        return _("Has waited longest.")
    return _("Last received on %(date)s, the longest wait.") % {"date": plain_date(_day(reason, "last"))}


def _by_hand(_reason: dict[str, Any]) -> str:
    return _("Chosen by hand.")


def _rest(reason: dict[str, Any]) -> str:
    return _("Received on %(date)s; may receive again from %(month)s.") % {
        "date": plain_date(_day(reason, "last")),
        "month": month_year(_day(reason, "until")),
    }


def _queue(reason: dict[str, Any]) -> str:
    place = {"place": reason["place"], "month": month_year(_day(reason, "turn"))}
    if "last" not in reason:
        return _("Has never received; number %(place)d in the queue, expected turn %(month)s.") % place
    return _("Last received on %(date)s; number %(place)d in the queue, expected turn %(month)s.") % {
        **place,
        "date": plain_date(_day(reason, "last")),
    }


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missed": _missed,
    "never": _never,
    "longest_wait": _longest,
    "by_hand": _by_hand,
    "rest": _rest,
    "queue": _queue,
}
