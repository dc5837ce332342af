"""Rows of an import that are not saved yet: one is put right or decided about, or many that have the same problem."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import once
from centres.versions import NAME, Version, mark_of, opened, sealed
from config.errors import ChangedMeanwhile, Refused
from config.formats import date_clock, quantity
from families.models import RegisterImport, RegisterImportRow
from families.register_import.deciding import (
    accept_row,
    choose_village,
    correct_village,
    decide_many,
    decide_row,
    rows_version,
    take_stand_in,
    undo_row,
)
from families.register_import.groups import BY_SLUG, Kind, changes_in, groups, lines_of, rows_of
from families.register_import.importing import rows_as_shown
from families.register_import.page import counted
from families.register_import.preview import EDITABLE, HIDDEN, all_inputs, prefilled, preview_row
from families.register_import.row import Decision
from families.register_import.staged_rows import read_of

Status = RegisterImportRow.Status
# Beside each row that is decided about: what the page shows of all of them.
STAGE = "stage"


def back_where_unreadable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where a row can't be read, the page of its import says so: there it can be discarded."""

    @wraps(view)
    def answered(request: CentreRequest, pk: int, *more: object, **named: object) -> HttpResponse:
        try:
            return view(request, pk, *more, **named)
        except Refused as unreadable:
            messages.error(request, str(unreadable))
            address = reverse("families:import_preview", args=[pk])
            return HttpResponse(headers={"HX-Redirect": address}) if _by_script(request) else redirect(address)

    return answered


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@back_where_unreadable
def repair(request: CentreRequest, pk: int, row_pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    row = get_object_or_404(
        RegisterImportRow, pk=row_pk, register_import=staged, centre=request.centre, content__isnull=False
    )
    if request.method != "POST":
        shown = preview_row(row, as_of=staged.as_of)
        inputs = {"row": shown, "inputs": all_inputs(shown.read)} | _place(request)
        page = "families/_import_all_fields.html" if _by_script(request) else "families/import_row.html"
        return render(request, page, {"staged": staged} | inputs)
    before = _standing(staged)
    mark = _mark_left(request, staged)
    try:
        row, said = _decided(request, row)
    except ChangedMeanwhile:
        return _answer(request, staged, row, _changed_meanwhile(row), before, mark, went_wrong=True)
    except Refused as refused:
        return _answer(request, staged, row, str(refused), before, mark, went_wrong=True)
    return _answer(request, staged, row, said, before, mark, went_wrong=False)


def _decided(request: CentreRequest, row: RegisterImportRow) -> tuple[RegisterImportRow, str]:
    """Carry out what the form of a row says; returns the row and what is told about it."""
    seen, now, said = opened(request.POST.get(NAME, ""), row), timezone.now(), request.POST
    alike = 0
    if "undo" in said:
        row = undo_row(row, seen=seen, by=request.user, now=now)
    elif "stand_in" in said:
        row = take_stand_in(row, seen=seen, by=request.user, now=now)
    elif code := said.get("accept"):
        row = accept_row(row, codes=row.codes if code == "1" else [code], seen=seen, by=request.user, now=now)
    elif "decide" in said:
        decision = Decision(said["decide"]) if said["decide"] in set(Decision) else Decision.NONE
        row = decide_row(row, decision=decision, seen=seen, by=request.user, now=now)
    elif code := said.get("desa_kode", "").strip():
        row, alike = choose_village(row, code=code, seen=seen, by=request.user, now=now)
    else:
        row, alike = correct_village(row, cells=_typed(request, row), seen=seen, by=request.user, now=now)
    text = ngettext(
        "The village was taken for %(count)s other row that is written the same.",
        "The village was taken for %(count)s other rows that are written the same.",
        alike,
    )
    told = _row_text(row) % {"number": row.sheet_row}
    return row, f"{told} {text % {'count': quantity(alike)}}" if alike else told


def _typed(request: CentreRequest, row: RegisterImportRow) -> dict[str, str]:
    """What was typed, by field. What is as it was shown says nothing, nor does a hidden number that is left empty."""
    read = read_of(row)
    typed = {name: request.POST[name].strip() for name in EDITABLE if name in request.POST}
    cells = {
        name: text
        for name, text in typed.items()
        if text != prefilled(read, name) and not (name in HIDDEN and not text)
    }
    if not cells:
        raise Refused(_("Type the right value first."))
    return cells


def _answer(
    request: CentreRequest,
    staged: RegisterImport,
    row: RegisterImportRow,
    said: str,
    before: dict[int, tuple[str, list[str]]],
    mark: dict[str, str],
    *,
    went_wrong: bool,
) -> HttpResponse:
    """The row in its place with what became of it, and what changed elsewhere on the page; or the page anew."""
    if not _by_script(request):
        level = messages.ERROR if went_wrong else messages.SUCCESS if _is_done(row) else messages.WARNING
        messages.add_message(request, level, said)
        place = {name: value for name, value in _place(request).items() if value}
        return redirect(f"{staged.get_absolute_url()}{'?' + urlencode(place) if place else ''}#row-{row.pk}")
    row.refresh_from_db()
    changed = [pk for pk, standing in _standing(staged).items() if before.get(pk) != standing and pk != row.pk]
    others = staged.rows.filter(pk__in=changed[:200], content__isnull=False).order_by("id")
    context = {
        **counted(staged),
        **mark,
        **_place(request),
        "row": preview_row(row, as_of=staged.as_of, notice=said, went_wrong=went_wrong),
        "others_changed": [preview_row(other, as_of=staged.as_of) for other in others],
    }
    return render(request, "families/_import_answer.html", context)


def _mark_left(request: CentreRequest, staged: RegisterImport) -> dict[str, str]:
    """The mark that the page keeps, where somebody else changed rows meanwhile: its *Save* would not know of them."""
    shown = request.POST.get(STAGE, "")
    return {} if shown == mark_of(rows_as_shown(staged), staged) else {"mark": shown}


def _standing(staged: RegisterImport) -> dict[int, tuple[str, list[str]]]:
    return {pk: (status, codes) for pk, status, codes in staged.rows.values_list("pk", "status", "codes")}


def _by_script(request: CentreRequest) -> bool:
    return "HX-Request" in request.headers


def _place(request: CentreRequest) -> dict[str, str]:
    """Where on the page of the import the form stands."""
    said = request.POST if request.method == "POST" else request.GET
    return {name: said.get(name, "") for name in ("status", "after")}


def _is_done(row: RegisterImportRow) -> bool:
    return row.status not in (Status.REVIEW, Status.INVALID, Status.DUPLICATE)


def _changed_meanwhile(row: RegisterImportRow) -> str:
    """No form keeps what was typed here: it is a value or two, and the row may need another one by now."""
    row.refresh_from_db(fields=("changed_by", "changed_at"))
    if row.changed_at is None:
        return _("Row %(number)d may have changed; nothing was saved. Look at it again.") % {"number": row.sheet_row}
    said = {"number": row.sheet_row, "name": row.changed_by, "at": date_clock(row.changed_at)}
    return _("%(name)s changed row %(number)d on %(at)s; nothing was saved. Look at it again.") % said


def _row_text(row: RegisterImportRow) -> str:
    words = {
        Status.VALID: _("Row %(number)d is valid now."),
        Status.JOIN: _("Row %(number)d joins the household when you save."),
        Status.UPDATE: _("Row %(number)d updates the family when you save."),
        Status.PARKED: _("Row %(number)d is kept aside as incomplete."),
        Status.LEFT_OUT: _("Row %(number)d is left out."),
        Status.DUPLICATE: _("Row %(number)d is a duplicate."),
    }
    return words.get(Status(row.status), _("Row %(number)d still needs something; the reason is beside it."))


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
@back_where_unreadable
def group(request: CentreRequest, pk: int, kind: str) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    if kind not in BY_SLUG:
        raise Http404
    chosen = BY_SLUG[kind]
    rows = rows_of(staged, chosen)
    error = ""
    if request.method == "POST":
        try:
            return redirect(_decide_group(request, staged, chosen, rows))
        except Refused as refused:
            error = str(refused)
    elif not rows:
        return redirect(staged)
    lines = lines_of(rows, chosen, request.POST.dict() if error else None)
    context = {
        "staged": staged,
        "kind": chosen,
        "lines": lines,
        "rows": len(rows),
        "several_sheets": ", " in staged.sheet,
        "seen": sealed(rows_version(rows), staged),
        "later": _next_page(staged, chosen),
        "error": error,
    }
    return render(request, "families/import_group.html", context, status=422 if error else 200)


def _decide_group(request: CentreRequest, staged: RegisterImport, kind: Kind, rows: list[RegisterImportRow]) -> str:
    """Carry out what the form of a kind says; returns where the clerk goes on."""
    said = request.POST.dict()
    changes = changes_in(lines_of(rows, kind), kind, said, rest="rest" in said)
    if not changes:
        raise Refused(
            _("Nothing was typed, chosen or ticked. Fill in what you know, or press “Decide later” to leave the page.")
        )
    seen: Version = opened(said.get(NAME, ""), staged)
    done = decide_many(staged, changes, seen=seen, by=request.user, now=timezone.now())
    ready = sum(map(_is_done, done))
    text = ngettext("%(count)s row is decided.", "%(count)s rows are decided.", ready)
    messages.success(request, text % {"count": quantity(ready)})
    if left := [row for row in done if kind.has(row)]:
        text = ngettext("%(count)s row still has this problem.", "%(count)s rows still have this problem.", len(left))
        messages.warning(request, text % {"count": quantity(len(left))})
        return reverse("families:import_group", args=[staged.pk, kind.slug])
    return _next_page(staged, kind)


def _next_page(staged: RegisterImport, kind: Kind) -> str:
    """The page of the next kind of problem, or that of the import."""
    slugs = [one.kind.slug for one in groups(staged)]
    order = list(BY_SLUG)
    further = [slug for slug in slugs if order.index(slug) > order.index(kind.slug)]
    return reverse("families:import_group", args=[staged.pk, further[0]]) if further else staged.get_absolute_url()
