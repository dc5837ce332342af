"""What is said about the clock of a phone from which a report came."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import quantity
from distributions.handover.judging import SKEW

MINUTE, HOUR, DAY = 60, 3600, 86_400


def about_clock(ahead: int | None, *, doubtful: bool = False) -> str:
    """How far the clock was off, and whether the hour is in doubt; empty where nothing is to be said of it."""
    sentences = []
    if ahead is not None and abs(ahead) > SKEW.total_seconds():
        text = _("The phone's clock was %(time)s ahead; the time is set right.")
        if ahead < 0:
            text = _("The phone's clock was %(time)s behind; the time is set right.")
        sentences.append(text % {"time": _about(abs(ahead))})
    if doubtful:
        sentences.append(_("Only the day is sure, not the hour."))
    return " ".join(sentences)


def _about(seconds: int) -> str:
    """A length of time by its largest unit."""
    if seconds >= DAY:
        count = round(seconds / DAY)
        text = ngettext("%(count)s day", "%(count)s days", count)
    elif seconds >= HOUR:
        count = round(seconds / HOUR)
        text = ngettext("%(count)s hour", "%(count)s hours", count)
    else:
        count = round(seconds / MINUTE)
        text = ngettext("%(count)s minute", "%(count)s minutes", count)
    return text % {"count": quantity(count)}
