"""*Rekap*: what was given, by month, quarter, year, district, item or source of funds; page, Excel and one A4 page."""

from typing import Any, NamedTuple

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from centres import access_log
from centres.downloads import EXCEL, PDF, file_response
from centres.models import AccessLog, Centre
from centres.permissions import everybody_signed_in
from centres.requests import SignedInRequest
from distributions.models import Round
from distributions.pages.seen_centres import chosen_year, only_looked_on, seen_centres
from distributions.papers.recap_sheet import recap_pdf
from distributions.reports.division import GOODS_ALONE, Part, Way, divide, whole
from distributions.reports.division_notes import notes
from distributions.reports.division_workbook import division_workbook
from distributions.reports.given import given
from distributions.reports.recap import years

NUMBER = "%(number)s"
access_log.explain(
    {
        f"recap {Way.MONTH} {NUMBER}": gettext_lazy("Recap by month, %(number)s"),
        f"recap {Way.QUARTER} {NUMBER}": gettext_lazy("Recap by quarter, %(number)s"),
        f"recap {Way.YEAR}": gettext_lazy("Recap by year"),
        f"recap {Way.DISTRICT} {NUMBER}": gettext_lazy("Recap by district, %(number)s"),
        f"recap {Way.ITEM} {NUMBER}": gettext_lazy("Recap by item, %(number)s"),
        f"recap {Way.FUNDS} {NUMBER}": gettext_lazy("Recap by source of funds, %(number)s"),
    }
)


class Recap(NamedTuple):
    """What is asked for, and what came of it; ``year`` is None where all years are divided."""

    centres: list[Centre]
    way: Way
    year: int | None
    years: list[int]
    parts: list[Part]
    total: Part
    notes: list[str]

    @property
    def named(self) -> str:
        """The name of a file of it, without its ending."""
        return "-".join(filter(None, ("rekap", self.way.value, str(self.year or ""))))

    @property
    def about(self) -> str:
        """Of which centre it is, or of how many."""
        if len(self.centres) == 1:
            return self.centres[0].full_name
        return _("%(count)d centres") % {"count": len(self.centres)}


# Who has neither a centre nor a viewed region gets 404 from the view itself.
@everybody_signed_in
@require_GET
def recaps(request: SignedInRequest) -> HttpResponse:
    """One way of dividing, chosen by ``?menurut=``; a viewer of a region sees the centres of the region together."""
    found = _found(request)
    context: dict[str, Any] = {
        "found": found,
        "ways": Way.choices,
        "goods_alone": found.way in GOODS_ALONE,
        "of_item": found.way == Way.ITEM,
        "of_time": found.way in (Way.MONTH, Way.QUARTER, Way.YEAR),
        "with_value": found.total.value is not None,
    }
    return render(request, "distributions/recaps.html", context)


@everybody_signed_in
@require_POST
def recaps_excel(request: SignedInRequest) -> HttpResponse:
    """The same as Excel; the export is logged in the same transaction."""
    found = _found(request)
    title = " ".join(filter(None, (_("Recap"), str(found.way.label), str(found.year or ""))))
    with transaction.atomic():
        _log(request, AccessLog.Action.EXPORT, found)
        content = division_workbook(found.parts, found.total, found.way, title=title, notes=found.notes)
    return file_response(content, f"{found.named}.xlsx", EXCEL)


@everybody_signed_in
@require_POST
def recaps_pdf(request: SignedInRequest) -> HttpResponse:
    """The same as one A4 page, in Indonesian as all papers; the print is logged in the same transaction."""
    now = timezone.now()
    with translation.override("id"), transaction.atomic():
        found = _found(request)
        _log(request, AccessLog.Action.PRINT, found)
        content = recap_pdf(
            found.parts,
            found.total,
            found.way,
            when=f"tahun {found.year}" if found.year else "",
            notes=found.notes,
            centre=found.centres[0] if len(found.centres) == 1 else None,
            about=found.about,
            now=now,
        )
    return file_response(content, f"{found.named}.pdf", PDF, shown=True)


def _found(request: SignedInRequest) -> Recap:
    centres = seen_centres(request)
    ids = [centre.pk for centre in centres]
    offered = years(ids, timezone.localdate())
    asked = request.GET.get("menurut") or request.POST.get("menurut")
    way = Way(asked) if asked in Way.values else Way.MONTH
    year = None if way == Way.YEAR else chosen_year(request, offered)
    of_it = given(ids, year)
    total, discreet = whole(of_it), only_looked_on(request, centres)
    parts = divide(of_it, way, discreet=discreet)
    return Recap(centres, way, year, offered, parts, total, notes(of_it, way, total, discreet=bool(discreet)))


def _log(request: SignedInRequest, action: AccessLog.Action, found: Recap) -> None:
    detail = " ".join(filter(None, ("recap", found.way.value, str(found.year or ""))))
    access_log.record(request, action, Round, detail=detail, centre=request.centre)
