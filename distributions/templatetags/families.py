"""Parts of a family's page."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from centres.identity import LABELS
from distributions.overview.family_story import Entry
from families.eligibility_acts import ACTS
from families.models import Eligibility, Family, Member

register = template.Library()


@register.simple_tag
def event_link(event: Entry, family: Family) -> SafeString | str:
    """The link of an entry of the story; a survey's page belongs to the family."""
    if event.link is None:
        return ""
    view, words, key = event.link
    arguments = [event.of or family.pk, key] if view == "families:score" else [key]
    return format_html('<a href="{}">{}</a>', reverse(view, args=arguments), words)


@register.simple_tag
def act_button(act: str, family: Family) -> str:
    """What the button to a decision says; an eligible family is verified anew."""
    if act == "verifikasi" and family.eligibility == Eligibility.ELIGIBLE:
        return _("Renew")
    return _("Verify") if act == "verifikasi" else str(ACTS[act][2])


@register.inclusion_tag("distributions/_number_line.html", takes_context=True)
def number_line(context: Any, kind: str, subject: Family | Member) -> dict[str, Any]:
    """A row of the summary with a masked number, and the button that shows it in full."""
    which = kind if kind == "kk" else f"{kind}-{subject.pk}"
    return {
        "label": LABELS[kind],
        "which": which,
        "number": getattr(subject, kind),
        "full": context["revealed"].get(which, ""),
        "family": context["family"],
        "may_reveal": context["may_reveal"],
        "csrf_token": context.get("csrf_token"),
    }
