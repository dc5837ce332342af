"""/keluarga/impor/: upload a register, look at what was read, save it; ``register_rows`` decides about its rows."""

from pathlib import Path

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.forms import DateField, add_refusal
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import once
from centres.versions import NAME
from config.errors import Refused
from config.formats import date_clock, quantity
from families.models import RegisterImport, RegisterImportRow
from families.register_import.files import empty_register, rejected_rows
from families.register_import.importing import READY, Stage, discard_import, require_read, stage_import
from families.register_import.page import preview_context, what_was_saved
from families.register_import.preview import ordered
from families.register_import.staged_rows import read_of, sheet_row_of
from families.register_import.undoing import undo_import

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
            return redirect("families:import_columns" if staged.asks_columns else "families:import_preview", staged.pk)
    imports = RegisterImport.objects.filter(centre=request.centre).order_by("-uploaded_at", "-id")
    latest = [
        {"import": one, "done": what_was_saved(one.saved_families, one.changed_families)}
        for one in imports.select_related("uploaded_by")[:5]
    ]
    context = {"form": form, "earlier": latest}
    return render(request, "families/import_upload.html", context, status=422 if form.errors else 200)


@roles(*MAY_REGISTER)
@require_GET
def preview(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    if staged.stage != Stage.READY:
        return redirect("families:import_read", pk)
    return render(request, "families/import_preview.html", preview_context(request, staged))


@roles(*MAY_REGISTER)
@require_POST
@once
def undo(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    try:
        _staged, count = undo_import(staged, seen=request.POST.get(NAME, ""), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext(
            "%(count)s family left the register again; its row is here as it was.",
            "%(count)s families left the register again; their rows are here as they were.",
            count,
        )
        messages.success(request, text % {"count": quantity(count)})
    return redirect(staged)


@roles(*MAY_REGISTER)
@require_POST
@once
def discard(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    try:
        parked = _count(request.POST.get("parked", ""))
        left = discard_import(staged, parked=parked, seen=request.POST.get(NAME, ""))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("families:import_preview", pk)
    if left:
        messages.info(request, _("The rows that were not saved are gone."))
        return redirect(left)
    messages.info(request, _("The preview is gone; nothing was saved."))
    return redirect("families:import")


def _count(text: str) -> int:
    """How many rows a button named."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


@roles(*MAY_REGISTER)
@require_POST
def download(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    rows = ordered(staged).exclude(status__in=(*READY, RegisterImportRow.Status.SAVED)).order_by("id")
    try:
        require_read(staged)
        pairs = [(sheet_row_of(row), read_of(row)) for row in rows]
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(staged)
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, staged, detail=NOT_SAVED % {"number": len(pairs)})
        content = rejected_rows(pairs)
    return file_response(content, f"baris-lain-impor-{staged.pk}.xlsx", EXCEL)


@roles(*MAY_REGISTER)
@require_GET
def template(request: CentreRequest) -> HttpResponse:
    return file_response(empty_register(), "templat-keluarga.xlsx", EXCEL)
