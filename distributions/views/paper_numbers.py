"""*Daftar nomor berkas*: which numbers were given in a year, and what became of each."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import STAFF
from distributions.models import Round
from distributions.pages.seen_centres import chosen_year
from distributions.papers.number_register import numbers_given, years_of_numbers
from distributions.papers.number_workbook import number_workbook

NUMBERS = "numbers %(number)s"
access_log.explain({NUMBERS: gettext_lazy("Numbers of papers %(number)s")})


@require_safe
@roles(*STAFF)
def paper_numbers(request: CentreRequest) -> HttpResponse:
    """The numbers of a year (``?tahun=``), each with its document, also where there is none any more."""
    offered = _years(request)
    year = chosen_year(request, offered)
    context = {"year": year, "years": offered, "sections": numbers_given(request.centre.pk, year)}
    return render(request, "distributions/paper_numbers.html", context)


@require_POST
@roles(*STAFF)
def paper_numbers_excel(request: CentreRequest) -> HttpResponse:
    """The same as Excel; the export is logged in the same transaction."""
    year = chosen_year(request, _years(request))
    with transaction.atomic():
        access_log.record(
            request, AccessLog.Action.EXPORT, Round, detail=NUMBERS % {"number": year}, centre=request.centre
        )
        content = number_workbook(numbers_given(request.centre.pk, year), year=year)
    return file_response(content, f"nomor-berkas-{year}.xlsx", EXCEL)


def _years(request: CentreRequest) -> list[int]:
    return years_of_numbers(request.centre.pk, request.centre.local_date(timezone.now()).year)
