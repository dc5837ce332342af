"""*Rekap Kanwil*: a row for each centre and month, merged with the files of other installations; page and Excel."""

import datetime
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.forms import ManyFilesField, ManyFilesInput
from centres.models import AccessLog, Centre
from centres.permissions import everybody_signed_in
from centres.requests import SignedInRequest
from config.errors import Refused
from config.formats import month_year
from distributions.models import Round
from distributions.pages.seen_centres import chosen_year, seen_centres
from distributions.reports.given import Good
from distributions.reports.recap import years
from distributions.reports.regional import CentreMonth, FromFile, centre_months, merged, totals
from distributions.reports.regional_workbook import read_regional, regional_workbook

access_log.explain({"regional recap %(number)s": _("Regional recap %(number)s")})
Files = list["UploadedFile[Any]"]
# Of more centres one month is shown at first, not the year.
FEW_CENTRES = 3
MOST_FILES = 60
# What a page merged can be downloaded for so long.
MERGED_SECONDS = 12 * 3600


class FilesForm(forms.Form):
    """The Excel files of other installations."""

    recaps = ManyFilesField(
        label=_("Regional recaps of other centres"),
        widget=ManyFilesInput(attrs={"accept": ".xlsx", "multiple": True}),
        help_text=_("Excel files that their Peduli wrote, several at once. They are read and not kept."),
        allow_empty_file=True,
    )

    def clean_recaps(self) -> "Files":
        files: Files = self.cleaned_data["recaps"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most %(count)d files at once."), params={"count": MOST_FILES})
        return files


# Who has neither a centre nor a viewed region gets 404 from the view itself.
@everybody_signed_in
def regional(request: SignedInRequest) -> HttpResponse:
    """The rows of the year or of one month; a POST merges files with them, of which nothing is kept."""
    centres = seen_centres(request)
    offered = _years(centres)
    year = chosen_year(request, offered)
    month = _month(request, year, several=len(centres) > FEW_CENTRES)
    today = timezone.localdate()
    rows = centre_months(centres, year, today)
    said: list[str] = []
    form = FilesForm(request.POST or None, request.FILES or None)
    together = request.method == "POST" and form.is_valid()
    if together:
        files, said = _read(form.cleaned_data["recaps"])
        rows, more = merged(rows, files, year, today)
        said += more
    shown = [row for row in rows if month is None or row.month == month]
    context = {
        "form": form,
        "rows": shown,
        "totals": totals(shown),
        "said": said,
        "together": together,
        "merged": _sealed(shown, request) if together else "",
        "several": len({row.code for row in shown}) > 1,
        "year": year,
        "years": offered,
        "month": month,
        "months": [(number, month_year(datetime.date(year, number, 1))) for number in range(1, 13)],
        "with_news": any(row.link for row in shown),
    }
    return render(request, "distributions/regional.html", context, status=422 if form.errors else 200)


@everybody_signed_in
@require_POST
def regional_excel(request: SignedInRequest) -> HttpResponse:
    """The rows as Excel, those that a page merged if it carries them; the export is logged in the same transaction."""
    centres = seen_centres(request)
    year = chosen_year(request, _years(centres))
    if "merged" in request.POST:
        rows = _opened(request)
    else:
        month = _month(request, year, several=False)
        rows = centre_months(centres, year, timezone.localdate())
        rows = [row for row in rows if month is None or row.month == month]
    with transaction.atomic():
        detail = f"regional recap {year}"
        access_log.record(request, AccessLog.Action.EXPORT, Round, detail=detail, centre=request.centre)
        content = regional_workbook(rows)
    return file_response(content, f"rekap-kanwil-{year}.xlsx", EXCEL)


def _years(centres: list[Centre]) -> list[int]:
    """Those of the rounds, this one and the last: files of it come in January, whatever is known here."""
    today = timezone.localdate()
    return sorted({*years([centre.pk for centre in centres], today), today.year - 1}, reverse=True)


def _month(request: SignedInRequest, year: int, *, several: bool) -> datetime.date | None:
    """The month that is asked for; None for the whole year, 0 asks for it."""
    asked = request.GET.get("bulan") or request.POST.get("bulan") or ""
    if asked.isdecimal() and len(asked) <= 2 and 1 <= int(asked) <= 12:
        return datetime.date(year, int(asked), 1)
    today = timezone.localdate()
    return today.replace(day=1) if several and not asked and year == today.year else None


def _read(files: Files) -> tuple[list[FromFile], list[str]]:
    """What could be read, and what could not, in words."""
    found, said = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            path = Path(folder, str(number))
            with path.open("wb") as copy:
                for chunk in file.chunks():
                    copy.write(chunk)
            try:
                found.append(read_regional(path, file.name or ""))
            except Refused as refused:
                said.append(str(refused))
    return found, said


# What a page merged goes with its button, signed for its reader: nothing of other installations is kept.
def _sealed(rows: list[CentreMonth], request: SignedInRequest) -> str:
    plain = [
        [row.code, row.centre, row.month.isoformat(), row.stands, row.days, row.families, row.persons, row.places,
         row.packages, [[*good, str(amount)] for good, amount in row.goods.items()], row.value, row.source, row.link,
         row.unsized]
        for row in rows
    ]  # fmt: skip
    return signing.dumps(plain, salt=f"regional recap {request.user.pk}", compress=True)


def _opened(request: SignedInRequest) -> list[CentreMonth]:
    try:
        salt = f"regional recap {request.user.pk}"
        plain = signing.loads(request.POST["merged"], salt=salt, max_age=MERGED_SECONDS)
    except signing.BadSignature as error:
        raise SuspiciousOperation("merged rows that this page did not make") from error
    rows = []
    for code, centre, month, stands, days, families, persons, places, packages, goods, *others in plain:
        amounts = {Good(name, unit): Decimal(amount) for name, unit, amount in goods}
        day = datetime.date.fromisoformat(month)
        counted = families, persons, places, packages
        rows.append(CentreMonth(code, centre, day, stands, days, *counted, amounts, *others))
    return rows
