"""What changes by hand in a proposal do, in words."""

import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.formats import month_year
from distributions.models import Round
from distributions.pages.plan_rows import with_contact
from distributions.rotation.effect import Moved
from distributions.rotation.reasons import assess_before
from distributions.rounds.forecasts import effect_of_changes

# Whose turn moves most; a change seldom moves more, and of the others the number is said.
SHOWN = 8


def effect_context(round: Round) -> dict[str, Any]:
    """For the template: whose turn moves, from when to when, how many others', and how fair both proposals are."""
    effect, after = effect_of_changes(round)
    shown = [*effect.later[:SHOWN], *effect.earlier[:SHOWN]]
    families = {family.pk: family for family in with_contact([moved.family for moved in shown])}
    rows = [
        {"family": family, "name": family.contact_name, "words": _moved(moved, after, family.eligible_until)}
        for moved in shown
        if (family := families.get(moved.family))
    ]
    longest, passed_over = effect.longest, effect.passed_over
    return {
        "rows": rows,
        "unchanged": effect.unchanged,
        "loses": len(effect.later),
        "more": max(len(effect.later) - SHOWN, 0),
        "longest": {"before": longest[0], "after": longest[1], "moved": longest[0] != longest[1]},
        "passed_over": {"before": passed_over[0], "after": passed_over[1], "moved": passed_over[0] != passed_over[1]},
    }


def _moved(moved: Moved, later: datetime.date | None, until: datetime.date | None) -> str:
    """Of one family that is eligible ``until``: from when to when, and what the new turn depends on.

    ``later`` is the day of the first round that was not planned ahead.
    """
    said, on = _from_when_to_when(moved, later), moved.after or later
    return f"{said} {assess_before(until)}" if on and until and until < on else said


def _from_when_to_when(moved: Moved, later: datetime.date | None) -> str:
    if later is None and moved.after is None and moved.before:
        return _("Turn in %(before)s before; now none while the programme lasts.") % {
            "before": month_year(moved.before)
        }
    if later is None and moved.before is None and moved.after:
        return _("Turn in %(after)s; before none while the programme lasts.") % {"after": month_year(moved.after)}
    facts = {
        "before": _month(moved.before, later),
        "after": _month(moved.after, later),
        "count": abs(moved.months),
    }
    if moved.before is None or moved.after is None:
        # One of the two is not known but for its earliest month.
        words = _at_least(moved.months)
    elif moved.months > 0:
        words = ngettext(
            "Turn: %(after)s instead of %(before)s, %(count)d month later.",
            "Turn: %(after)s instead of %(before)s, %(count)d months later.",
            moved.months,
        )
    else:
        words = ngettext(
            "Turn: %(after)s instead of %(before)s, %(count)d month earlier.",
            "Turn: %(after)s instead of %(before)s, %(count)d months earlier.",
            -moved.months,
        )
    return words % facts


def _at_least(months: int) -> str:
    if months > 0:
        return ngettext(
            "Turn: %(after)s instead of %(before)s, at least %(count)d month later.",
            "Turn: %(after)s instead of %(before)s, at least %(count)d months later.",
            months,
        )
    return ngettext(
        "Turn: %(after)s instead of %(before)s, at least %(count)d month earlier.",
        "Turn: %(after)s instead of %(before)s, at least %(count)d months earlier.",
        -months,
    )


def _month(day: datetime.date | None, later: datetime.date | None) -> str:
    if day is not None:
        return month_year(day)
    return _("%(month)s at the earliest") % {"month": month_year(later)} if later else ""
