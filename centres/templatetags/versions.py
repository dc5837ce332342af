"""``{% version shown %}``: what the form of a record carries, and what was changed after it was opened."""

from typing import Any

from django import template
from django.forms import ModelForm

from centres.record_history import what_changed
from centres.versions import NAME, ShownVersion, sealed

register = template.Library()


@register.inclusion_tag("centres/_version.html", takes_context=True)
def version(context: Any, shown: ShownVersion | None) -> dict[str, Any]:
    """Inside the form, above its error summary. Of a new record nothing."""
    if shown is None or shown.seen is None:
        return {}
    now = shown.now()
    said = {"name": NAME, "sealed": sealed(now, shown.record)}
    if shown.seen == now:
        return said
    form = context.get("form")
    if shown.both is None and isinstance(form, ModelForm) and form.is_bound and form.instance == shown.record:
        # Here, where every such form passes, whatever brought it back; its fields stand below.
        shown.catch_up(form)
    return said | {
        "stale": True,
        "adds": shown.adds,
        "both": shown.both,
        "meanwhile": what_changed(shown.seen, now, reader=context["request"].user),
    }
