"""The page of an import: its rows with what is to be decided first, and how many there are of each kind."""

import datetime
from collections import Counter
from typing import Any

from django.contrib import messages
from django.utils.http import urlencode
from django.utils.translation import ngettext

from centres.paging import page_of
from centres.requests import CentreRequest
from centres.versions import mark_of
from config.errors import Refused
from config.formats import quantity, within_sentence
from families.models import RegisterImport, RegisterImportRow
from families.register_import.concerned import OPEN
from families.register_import.groups import groups
from families.register_import.importing import KEPT_DAYS, PARKED_DAYS, READY, rows_as_shown
from families.register_import.preview import FOLDED, KEY, ORDER, PAGE, ordered, preview_row
from families.register_import.undoing import may_undo, saved_as_shown, why_not
from families.register_import.unread import Unread
from families.remarks import told_by

Status = RegisterImportRow.Status
# Shown at the head of the page even where there is none, so that the tabs stay in their places.
ALWAYS = frozenset({Status.VALID, Status.REVIEW, Status.INVALID, Status.DUPLICATE})


def preview_context(request: CentreRequest, staged: RegisterImport) -> dict[str, Any]:
    """What the page of an import shows."""
    status = request.GET.get("status", "")
    rows = ordered(staged, status)
    figures = counted(staged)
    if status not in ORDER and figures["open"]:
        rows = rows.exclude(status__in=FOLDED).exclude(status=Status.DUPLICATE, offer="")
    page = page_of(rows, KEY, KEY.read(request.GET.get("after", "")), size=PAGE, newest_first=False)
    try:
        shown = [preview_row(row, as_of=staged.as_of) for row in page.rows]
    except Refused as refused:
        # They can't be opened: the page still lets the import be discarded.
        messages.error(request, str(refused))
        shown = []
    return {
        **figures,
        "told": len(told_by(staged)) if staged.confirmed_at else 0,
        "done": what_was_saved(staged.saved_families, staged.changed_families),
        "status": status if status in ORDER else "",
        "after": request.GET.get("after", ""),
        "rows": shown,
        "may_undo": may_undo(staged),
        "saved_mark": mark_of(saved_as_shown(staged), staged),
        "why_not_undone": why_not(staged),
        "unread": [Unread.from_json(part) for part in staged.unread],
        "next": f"{urlencode({'status': status})}&after={page.after}" if page.after else "",
    }


def what_was_saved(saved: int, changed: int) -> str:
    """What a press or a whole import wrote: new families, and those that were there; the latter alone where no new."""
    new = ngettext("%(count)s family saved", "%(count)s families saved", saved) % {"count": quantity(saved)}
    text = ngettext("%(count)s family of the register updated", "%(count)s families of the register updated", changed)
    known = text % {"count": quantity(changed)}
    return ", ".join([new] * bool(saved or not changed) + [known] * bool(changed))


def counted(staged: RegisterImport) -> dict[str, Any]:
    """How many rows there are of each kind, what is ready to be saved, and until when the others are kept."""
    rows = rows_as_shown(staged)
    counts = Counter[str]()
    for alike in rows:
        counts[alike.status] += alike.rows
    parked = [alike.parked_on for alike in rows if alike.parked_on]
    ready = sum(counts[status] for status in READY)
    offered = sum(alike.rows for alike in rows if alike.status == Status.DUPLICATE and alike.offer)
    return {
        "staged": staged,
        "mark": mark_of(rows, staged),
        "several_sheets": ", " in staged.sheet,
        "counts": {name: counts[name] for name in ORDER if counts[name] or name in ALWAYS},
        "total": counts.total(),
        "parts": [f"{quantity(counts[name])} {within_sentence(Status(name).label)}" for name in ORDER if counts[name]],
        "no_data": sum(len(part["rows"]) for part in staged.unread),
        "ready": ready,
        "families": counts[Status.VALID],
        "others": counts.total() - ready - counts[Status.SAVED],
        # Of a plain duplicate nothing needs to be decided.
        "open": sum(counts[status] for status in OPEN) + offered,
        "parked": counts[Status.PARKED],
        # What the button that discards takes with it: once rows are saved, what is kept aside stays.
        "dropped": counts.total() - counts[Status.SAVED] - (counts[Status.PARKED] if staged.confirmed_at else 0),
        "undecided": sum(counts[status] for status in OPEN),
        "groups": groups(staged),
        "kept_until": staged.uploaded_at + datetime.timedelta(days=KEPT_DAYS),
        "parked_until": min(parked) + datetime.timedelta(days=PARKED_DAYS) if parked else None,
    }
