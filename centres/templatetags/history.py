"""``{% history_link object %}``: the way from a record to who changed it."""

from typing import Any

from django import template
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from centres.record_history import KINDS, kind_of
from config.templatetags.peduli import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def history_link(context: Any, record: models.Model) -> SafeString:
    """A link to the history of ``record``; nothing for those whose roles don't open it."""
    kind = kind_of(type(record))
    if kind is None:
        raise template.TemplateSyntaxError(f"{record._meta.label} has no page of its history")
    if not KINDS[kind].roles & context["request"].roles:
        return SafeString("")
    address = reverse("centres:history", args=[kind, record.pk])
    return format_html(
        '<a class="link no-print" href="{}">{} {}</a>', address, icon("history"), _("History of changes")
    )
