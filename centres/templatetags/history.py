"""``{% history_link object %}``: the way from a record to who changed it."""

from typing import Any

from django import template
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from centres.history import TRACKED
from config.templatetags.peduli import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def history_link(context: Any, record: models.Model) -> SafeString:
    """A link to the history of ``record``; nothing for those whose roles don't open it."""
    tracking = TRACKED.get(type(record))
    if tracking is None or not tracking.kind:
        raise template.TemplateSyntaxError(f"{record._meta.label} has no page of its history")
    if not tracking.readers & context["request"].roles:
        return SafeString("")
    address = reverse("centres:history", args=[tracking.kind, record.pk])
    return format_html(
        '<a class="link no-print" href="{}">{} {}</a>', address, icon("history"), _("History of changes")
    )
