"""Filters of the pages that show the families of a round."""

from collections.abc import Iterable

from django import template

from distributions.models import Recipient

register = template.Library()


@register.filter
def waiting_only(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Those about whom nothing is recorded yet."""
    return [recipient for recipient in recipients if recipient.state == Recipient.State.PLANNED]


@register.filter
def short_address(recipient: Recipient) -> str:
    """The way to the door: address, RT and RW, landmark. What is not known is left out."""
    rt = f"RT {recipient.rt}" if recipient.rt else ""
    rw = f"RW {recipient.rw}" if recipient.rw else ""
    parts = (recipient.address, " ".join(filter(None, (rt, rw))), recipient.landmark)
    return ", ".join(filter(None, parts))
