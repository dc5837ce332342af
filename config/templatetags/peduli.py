"""What every template of Peduli draws with: icons, status tags and trails; and the forms of ``config.formats``."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.forms import CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from config import formats
from config.errors import NOT_AS_THE_PAGE_SENDS_IT
from config.form_key import FORM_CENTRE, FORM_KEY, key_of

register = template.Library()

for form in (
    formats.rupiah, formats.quantity, formats.masked,
    formats.long_days, formats.plain_days, formats.short_days,
    formats.long_date, formats.plain_date, formats.short_date, formats.weekday_name,
    formats.month_name, formats.month_year, formats.short_month,
    formats.clock, formats.date_clock, formats.before_stop,
):  # fmt: skip
    register.filter(form)

# Tone and icon of every state that a tag shows. Warm ("now") is for what waits for us, and for nothing else.
TONES: dict[str, str] = {
    "": "draft",
    "ok": "check",
    "info": "clock",
    "now": "clock",
    "ask": "eye",
    "bad": "cross",
    "dup": "duplicate",
}
STATES: dict[str, tuple[str, str]] = {
    # rounds
    "draft": ("", "draft"),
    "submitted": ("now", "send"),
    "approved": ("ok", "check"),
    "issued": ("info", "truck"),
    "handing_over": ("info", "truck"),
    "all_recorded": ("now", "pen"),
    "closed": ("ok", "lock"),
    "cancelled": ("", "cross"),
    # recipients and hand-over reports
    "reserve": ("", "swap"),
    "planned": ("info", "clock"),
    "served": ("ok", "check"),
    "partly": ("info", "half"),
    "delivered": ("ok", "check"),
    "missed": ("bad", "cross"),
    "void": ("", "undo"),
    "open": ("ask", "eye"),
    "accepted": ("ok", "check"),
    # why not handed over
    "not_home": ("bad", "home"),
    "postponed": ("bad", "clock"),
    "not_found": ("bad", "pin"),
    "moved": ("bad", "right"),
    "refused": ("bad", "cross"),
    "own_doing": ("bad", "question"),
    "other": ("bad", "question"),
    # eligibility
    "proposed": ("info", "send"),
    "eligible": ("ok", "check"),
    "rejected": ("bad", "cross"),
    "suspended": ("ask", "clock"),
    "ended": ("", "cross"),
    # inmates
    "held": ("", "user"),
    "released": ("", "sign-out"),
    "transferred": ("", "swap"),
    "deceased": ("", "info"),
    # rows of an import
    "valid": ("ok", "check"),
    "review": ("ask", "eye"),
    "check": ("ask", "eye"),
    "invalid": ("bad", "cross"),
    "duplicate": ("dup", "duplicate"),
    "join": ("ok", "family"),
    "update": ("ok", "pen"),
    "parked": ("ask", "clock"),
    "left_out": ("", "cross"),
    "saved": ("ok", "lock"),
}


@register.simple_tag
@cache
def icon(name: str, css: str = "i") -> SafeString:
    """An icon of ``static/icons.svg``, always beside a word: hidden from screen readers."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        css,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def tag(kind: str, text: str, symbol: str = "") -> SafeString:
    """A status tag: colour, icon and word. ``kind`` is a state of ``STATES`` or a tone of ``TONES``."""
    tone, default = STATES.get(kind) or (kind, TONES.get(kind, "draft"))
    return format_html('<span class="tag" data-s="{}">{}{}</span>', tone, icon(symbol or default), text)


@register.filter
def tone(kind: str) -> str:
    """The tone (``data-s``) that belongs to a state, for rails and notes."""
    return STATES.get(kind, (kind, ""))[0]


@register.filter
def symbol(kind: str) -> str:
    """The icon that belongs to a state, for buttons that choose it."""
    return STATES[kind][1]


@register.simple_tag
def trail(months: Iterable[tuple[date, str]]) -> SafeString:
    """The twelve-month trail of a family: pairs of a day in the month and "", "wait", "done", "planned" or "missed"."""
    return _trail(tuple(months), get_language())


@lru_cache(formats.REMEMBERED)
def _trail(months: tuple[tuple[date, str], ...], language: str | None) -> SafeString:
    words = {
        "done": gettext("received"),
        "planned": gettext("planned"),
        "missed": gettext("missed"),
    }
    said = [f"{words[state]} {formats.month_year(day)}" for day, state in months if state in words]
    waits = sum(state == "wait" for _day, state in months)
    if waits:
        said.append(ngettext("waited %(count)s month", "waited %(count)s months", waits) % {"count": waits})
    cells = format_html_join("", '<i class="{}"></i>', ((state or "none",) for _day, state in months))
    label = ", ".join(said) or gettext("Nothing received in twelve months")
    return format_html('<span class="trail" role="img" aria-label="{}">{}</span>', label, cells)


@register.simple_tag(takes_context=True)
def form_key(context: Any) -> SafeString:
    """The key of a form that records something (``centres.sent_forms``); shown again, the form keeps the one it had.

    With it goes the centre for which the form was opened.

    Without ``autocomplete="off"`` a browser that goes back would put the old key into the new page.
    """
    request = context["request"]
    key = (key_of(request.POST) if request.method == "POST" else None) or uuid4()
    return format_html_join(
        "\n",
        '<input type="hidden" name="{}" value="{}" autocomplete="off">',
        [(FORM_KEY, key), (FORM_CENTRE, request.centre.pk)],
    )


@register.inclusion_tag("_error_summary.html")
def error_summary(*forms: Any, heading: str = "") -> dict[str, Any]:
    """What stands above a page whose forms were refused: one link to each field, the whole form's errors first."""
    general: list[str] = []
    fields: list[tuple[str, str]] = []
    lost: list[tuple[str, str]] = []
    for form in _flatten(forms):
        general += [str(error) for error in form.non_field_errors()]
        for bound in form:
            if bound.is_hidden:
                # No link leads there, and its name says nothing.
                general += [str(NOT_AS_THE_PAGE_SENDS_IT)] if bound.errors else []
                continue
            said = _said_of(bound)
            fields += [(focus_id(bound), f"{said}{error}") for error in bound.errors]
            if form.files.get(bound.html_name) and not bound.errors:
                # No browser keeps a file in a form that comes back.
                lost.append((focus_id(bound), said + gettext("Choose the file once more.")))
    general = list(dict.fromkeys(general))
    if general or fields:
        fields += lost
    return {"general": general, "fields": fields, "heading": heading}


@register.filter
def name_of(person: Any) -> str:
    """The name of somebody; a dash where there is nobody, as a family may be without a contact."""
    return person.name if person else "–"


@register.filter
def focus_id(bound: Any) -> str:
    """The id of the control that a link in the error summary leads to; of a group, its first one."""
    if bound.use_fieldset:
        return f"{bound.auto_id}_0"
    control: str = bound.id_for_label or bound.auto_id
    return control


def _said_of(bound: Any) -> str:
    """The label before an error: with a colon, unless it is a question; in a table, that of the cell.

    In a row of several, the row is named first: it says how it is ``called``. What stands beside a box to tick says
    what is so once it is ticked: in quotes it is the name of the box, and nobody is told that it is so.
    """
    label = str(bound.field.widget.attrs.get("aria-label") or "")
    if not label and (label := str(bound.label or "")) and (row := getattr(bound.form, "called", "")):
        label = f"{row}, {label}"
    if label and isinstance(bound.field.widget, CheckboxInput):
        return f"“{label}”: "
    return f"{label} " if label.endswith("?") else f"{label}: " if label else ""


def _flatten(forms: Iterable[Any]) -> Iterable[Any]:
    for form in forms:
        if isinstance(form, list):
            yield from _flatten(form)
        elif form is None or form == "" or not form.is_bound:
            continue
        elif hasattr(form, "management_form"):
            if form.non_form_errors():
                yield _FormsetErrors(form)
            yield from form.forms
        else:
            yield form


class _FormsetErrors:
    """Lets the summary treat the errors of a whole formset as those of a form without fields."""

    def __init__(self, formset: Any) -> None:
        self.non_field_errors = formset.non_form_errors

    def __iter__(self) -> Any:
        return iter(())
