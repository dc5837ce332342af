"""/keluarga/impor/: upload a register, look at what was read, repair it, save it."""

import re
from collections import Counter
from pathlib import Path

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres import access_log
from centres.forms import DateField, add_refusal
from centres.models import AccessLog
from centres.paging import page_of
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import once
from centres.versions import NAME, opened
from config.errors import ChangedMeanwhile, Refused
from config.formats import date_clock
from families.models import RegisterImport, RegisterImportRow
from families.register_import.deciding import accept_alike, accept_row, choose_village, correct_row
from families.register_import.files import MEDIA_TYPE, empty_register, rejected_rows
from families.register_import.importing import confirm_import, discard_import, stage_import
from families.register_import.preview import (
    KEY,
    ORDER,
    PAGE,
    REPAIRABLE,
    decided_at_once,
    ordered,
    prefilled,
    preview_row,
)
from families.register_import.staged_rows import read_of, sheet_row_of
from families.register_import.unread import Unread

NOT_SAVED = "%(number)s rows not saved"
access_log.explain({NOT_SAVED: gettext_lazy("%(number)s rows that were not saved")})
# Not by the name of its file, in which names of people may stand.
access_log.call(RegisterImport, lambda imports: ((one.pk, date_clock(one.uploaded_at)) for one in imports))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with the register"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most 12 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt"}),
    )
    as_of = DateField(
        label=gettext_lazy("Data as of"),
        required=False,
        help_text=gettext_lazy("The day for which the list was made, by which releases are judged. Empty means today."),
    )


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def upload(request: CentreRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            staged = stage_import(
                Path(file.temporary_file_path()),
                file_name=file.name,
                centre=request.centre,
                as_of=form.cleaned_data["as_of"],
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("families:import_preview", staged.pk)
    imports = RegisterImport.objects.filter(centre=request.centre).order_by("-uploaded_at", "-id")[:5]
    return render(
        request,
        "families/import_upload.html",
        {"form": form, "imports": imports.select_related("uploaded_by")},
        status=422 if form.errors else 200,
    )


@roles(*MAY_REGISTER)
@require_GET
def preview(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    status = request.GET.get("status", "")
    rows = ordered(staged, status)
    page = page_of(rows, KEY, KEY.read(request.GET.get("after", "")), size=PAGE, newest_first=False)
    try:
        rows_shown = [preview_row(row, as_of=staged.as_of, open_to_repair=not staged.confirmed_at) for row in page.rows]
    except Refused as refused:
        # They can't be opened: the page still lets the import be discarded.
        messages.error(request, str(refused))
        rows_shown = []
    counts = Counter(staged.rows.values_list("status", flat=True))
    context = {
        "staged": staged,
        "status": status if status in ORDER else "",
        "after": request.GET.get("after", ""),
        "counts": {name: counts[name] for name in ORDER},
        "total": counts.total(),
        "others": counts.total() - (staged.saved_families if staged.confirmed_at else counts["valid"]),
        "rows": rows_shown,
        "at_once": [] if staged.confirmed_at else decided_at_once(staged),
        "unread": [Unread.from_json(part) for part in staged.unread],
        "next": f"{urlencode({'status': status})}&after={page.after}" if page.after else "",
    }
    return render(request, "families/import_preview.html", context)


@roles(*MAY_REGISTER)
@require_POST
def confirm(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    try:
        saved = confirm_import(staged, by=request.user, now=timezone.now()).saved_families
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("%(count)d family was saved.", "%(count)d families were saved.", saved)
        messages.success(request, text % {"count": saved})
    return redirect("families:import_preview", pk)


@roles(*MAY_REGISTER)
@require_POST
def discard(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    try:
        discard_import(staged)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("families:import_preview", pk)
    messages.info(request, _("The preview is gone; nothing was saved."))
    return redirect("families:import")


@roles(*MAY_REGISTER)
@require_POST
def repair(request: CentreRequest, pk: int, row_pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    row = get_object_or_404(RegisterImportRow, pk=row_pk, register_import=staged, centre=request.centre)
    seen, now = opened(request.POST.get(NAME, ""), row), timezone.now()
    try:
        alike = 0
        if "accept" in request.POST:
            row = accept_row(row, seen=seen, by=request.user, now=now)
        elif code := request.POST.get("desa_kode", "").strip():
            row, alike = choose_village(row, code=code, seen=seen, by=request.user, now=now)
        else:
            row = correct_row(row, cells=_typed(request, row), seen=seen, by=request.user, now=now)
    except ChangedMeanwhile:
        messages.warning(request, _changed_meanwhile(row))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        level = messages.SUCCESS if row.status == "valid" else messages.WARNING
        messages.add_message(request, level, _row_text(row) % {"number": row.sheet_row})
        if alike:
            text = ngettext(
                "The village was taken for %(count)d other row that is written the same.",
                "The village was taken for %(count)d other rows that are written the same.",
                alike,
            )
            messages.info(request, text % {"count": alike})
    # Back to where the row was looked at; one that is in order by now may have left that page.
    place = {name: request.POST.get(name, "") for name in ("status", "after")}
    shown = urlencode({name: value for name, value in place.items() if value})
    return redirect(f"{staged.get_absolute_url()}{'?' + shown if shown else ''}#row-{row_pk}")


@roles(*MAY_REGISTER)
@require_POST
def accept_all(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    number = request.POST.get("rows", "")
    seen = int(number) if re.fullmatch("[0-9]{1,6}", number) else 0
    try:
        accepted = accept_alike(
            staged, code=request.POST.get("code", ""), seen=seen, by=request.user, now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("%(count)d row was accepted.", "%(count)d rows were accepted.", accepted)
        messages.success(request, text % {"count": accepted})
    return redirect(staged)


def _changed_meanwhile(row: RegisterImportRow) -> str:
    """No form keeps what was typed here: it is a value or two, and the row may need another one by now."""
    row.refresh_from_db(fields=("changed_by", "changed_at"))
    if row.changed_at is None:
        return _("Row %(number)d may have changed; nothing was saved. Look at it again.") % {"number": row.sheet_row}
    said = {"number": row.sheet_row, "name": row.changed_by, "at": date_clock(row.changed_at)}
    return _("%(name)s changed row %(number)d on %(at)s; nothing was saved. Look at it again.") % said


def _row_text(row: RegisterImportRow) -> str:
    if row.status == "valid":
        return _("Row %(number)d is valid now.")
    return _("Row %(number)d still needs something; the reason is beside it.")


def _typed(request: CentreRequest, row: RegisterImportRow) -> dict[str, str]:
    """What was typed, by cell: a birth date goes where the file has it, be it a column of its own or a combined one."""
    typed = {name: request.POST[name].strip() for name in REPAIRABLE if name in request.POST}
    # A field that was empty and is left so says nothing.
    cells = {name: text for name, text in typed.items() if text or (row.content and prefilled(read_of(row), name))}
    if not any(cells.values()):
        raise Refused(_("Type the right value first."))
    if "tgl_lahir" in cells and row.content and "ttl" in sheet_row_of(row).cells:
        cells["ttl"] = cells.pop("tgl_lahir")
    return cells


@roles(*MAY_REGISTER)
@require_POST
def download(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    rows = ordered(staged).filter(family=None).order_by("id")
    if not staged.confirmed_at:
        rows = rows.exclude(status=RegisterImportRow.Status.VALID)
    try:
        pairs = [(sheet_row_of(row), read_of(row)) for row in rows]
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(staged)
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, staged, detail=NOT_SAVED % {"number": len(pairs)})
        content = rejected_rows(pairs)
    return _excel(content, f"baris-lain-impor-{staged.pk}.xlsx")


@roles(*MAY_REGISTER)
@require_GET
def template(request: CentreRequest) -> HttpResponse:
    return _excel(empty_register(), "templat-keluarga.xlsx")


def _excel(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
