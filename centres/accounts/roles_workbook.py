"""Who may do what in a centre, as Excel: to be looked through once a year, by somebody who has no account."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from centres.models import Centre, Membership
from config.long_workbook import Cell, long_workbook


def roles_workbook(centre: Centre, *, today: datetime.date) -> bytes:
    """A line for each role that anybody holds or held, by name, headed in the language of the screen."""
    heads = [
        (_("Name"), 30), (_("User name"), 20), (_("Role"), 24), (_("From"), 12), (_("Until"), 12), (_("Status"), 16),
        (_("May sign in"), 12), (_("Last signed in"), 14),
    ]  # fmt: skip
    held = Membership.objects.filter(centre=centre).select_related("user")

    def lines() -> Iterator[list[Cell]]:
        for one in sorted(held, key=lambda one: (str(one.user).casefold(), one.user_id, one.starts_on, one.pk)):
            seen = one.user.last_login
            yield [
                str(one.user), one.user.username, str(one.get_role_display()), one.starts_on, one.ends_on,
                _standing(one, today), _("yes") if one.user.is_active else _("no"),
                timezone.localdate(seen, centre.zone) if seen else None,
            ]  # fmt: skip

    return long_workbook(_("Users and roles"), heads, lines())[0]


def _standing(one: Membership, today: datetime.date) -> str:
    if one.starts_on > today:
        return _("later")
    return _("in force") if one.ends_on is None or one.ends_on >= today else _("ended")
