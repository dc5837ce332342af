"""What was changed after approval, in the words of pages and papers alike."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from distributions.models import RoundChange


def exchange(change: RoundChange, names: Mapping[str, str]) -> str:
    """Who receives in whose place (``names``, by recipient); empty of what is no exchange of families."""
    if change.what != RoundChange.What.RESERVE:
        return ""
    went, came = change.before_and_after(names)
    return _("%(came)s (reserve) replaces %(went)s") % {"came": came, "went": went}
