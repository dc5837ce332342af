"""The report of a round, and the recap of a year; neither shows a recipient's or an inmate's name."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from centres import access_log
from centres.downloads import EXCEL, PDF, file_response
from centres.models import AccessLog
from centres.permissions import everybody, everybody_signed_in, roles
from centres.requests import CentreRequest, SignedInRequest
from centres.roles import MAY_PICTURE, MAY_PRINT, MAY_QUOTE, MAY_RECORD, MAY_SEE_FAMILIES, STAFF, USES_REPORTS
from distributions.models import Round, State
from distributions.pages.fetching import frozen_round
from distributions.pages.seen_centres import chosen_year, seen_centres
from distributions.papers.kept import named
from distributions.papers.press_release import press_release_pdf
from distributions.reports.given import given
from distributions.reports.news import news, waiting
from distributions.reports.pictures import months_of, sources_of, values_of, where_goods_went
from distributions.reports.public_text import points_to_a_family, public_text
from distributions.reports.recap import VALUES_ARE, RecapRow, recap, years
from distributions.reports.recap_workbook import recap_workbook
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rounds.told_apart import by_programme

GOODS_KINDS = (
    ("had", gettext_lazy("handed over")),
    ("returned", gettext_lazy("back")),
    ("lost", gettext_lazy("written off")),
    ("open", gettext_lazy("not accounted for")),
)
RECAP = "recap %(number)s"
access_log.explain({RECAP: gettext_lazy("Recap %(number)s")})


@everybody
@require_GET
def report(request: CentreRequest, pk: int) -> HttpResponse:
    """Results, attendance, photos, words and the ready texts."""
    round = frozen_round(request, pk)
    prefetch_related_objects([round], "attendances__official", "quotes")
    counted = results(round)
    withheld = points_to_a_family(round, counted)
    pictures = round.photos.all()
    if not request.roles & MAY_SEE_FAMILIES:
        pictures = pictures.filter(Q(may_publish=True) | Q(added_by=request.user))
    context = {
        "round": round,
        "figures": counted,
        "attendances": round.attendances.all(),
        "photos": pictures,
        "quotes": round.quotes.all(),
        "publications": round.publications.all(),
        "summary": summary_text(round, counted),
        "public": public_text(round, counted).text if counted.served and not withheld else "",
        "withheld": withheld,
        "provisional": round.state != State.CLOSED,
        # Added up over the rounds it would say what recap and coverage withhold of districts with few packages.
        "by_location": bool(request.roles & STAFF),
        # Free text about families: for those who may see them.
        "corrections": round.corrections.select_related("by") if request.roles & STAFF else (),
        "may_write": bool(request.roles & MAY_RECORD),
        "may_quote": bool(request.roles & MAY_QUOTE),
        "may_picture": bool(request.roles & MAY_PICTURE),
        "closed": round.state == State.CLOSED,
        "may_print": bool(request.roles & MAY_PRINT),
    }
    return render(request, "distributions/report.html", context)


@everybody
@require_GET
def press_release(request: CentreRequest, pk: int, form: str) -> HttpResponse:
    """The text for the public as a text file or PDF; 404 before anybody received, or where it would name a family."""
    round = frozen_round(request, pk)
    prefetch_related_objects([round], "attendances__official", "quotes")
    counted = results(round)
    if form not in ("pdf", "txt") or not counted.served or points_to_a_family(round, counted):
        raise Http404
    release = public_text(round, counted)
    pdf = form == "pdf"
    return file_response(
        press_release_pdf(round, release) if pdf else release.text,
        f"siaran-pers-{named(round)}.{form}",
        PDF if pdf else "text/plain; charset=utf-8",
    )


@roles(*USES_REPORTS)
@require_GET
def news_queue(request: CentreRequest) -> HttpResponse:
    """The rounds that wait to be published, and where the others appeared."""
    rows = news(request.centre)
    ready, older = waiting(rows, request.centre.local_date(timezone.now()))
    context = {
        "ready": ready,
        "older": older,
        "published": [row for row in rows if row.publications],
        "may_quote": bool(request.roles & MAY_QUOTE),
    }
    return render(request, "distributions/news.html", context)


# Who has neither a centre nor a viewed region gets 404 from the view itself.
@everybody_signed_in
@require_GET
def reports(request: SignedInRequest) -> HttpResponse:
    """The recap: one row per centre and month. A viewer of a region has no centre and sees those of the region."""
    centres = seen_centres(request)
    ids = [centre.pk for centre in centres]
    offered = years(ids, timezone.localdate())
    year = chosen_year(request, offered)
    rows = recap(ids, year)
    unpriced = sum(row.value is None for row in rows)
    known = [row.shown_value for row in rows if row.shown_value is not None]
    context = {
        "rows": rows,
        "year": year,
        "years": offered,
        "several": len(centres) > 1,
        "by_programme": by_programme(row.round for row in rows),
        "sees_numbers": request.centre is not None and bool(request.roles & STAFF),
        "uses_reports": request.centre is not None and bool(request.roles & USES_REPORTS),
        "served": sum(row.served for row in rows),
        "planned": sum(row.planned for row in rows),
        "places": sum(row.places for row in rows),
        # A column in which no row says anything is not drawn.
        "with_value": bool(known),
        "values_are": VALUES_ARE,
        "with_source": any(row.suppliers for row in rows),
        "with_news": any(row.link for row in rows),
        # Of rounds in which nothing was handed over yet there is none, which is not Rp0.
        "value": sum(known) if known else None,
        "unpriced": unpriced,
    }
    return render(request, "distributions/reports.html", context | _pictures(rows, ids, year))


def _pictures(rows: Sequence[RecapRow], centres: list[int], year: int) -> dict[str, Any]:
    """What is drawn of the year; nothing before the first hand-over."""
    if not any(row.served for row in rows):
        return {}
    of_it = given(centres, year)
    return {
        "months": months_of(rows, year),
        "values": values_of(rows, year),
        "sources": sources_of(of_it),
        "went": where_goods_went(of_it, of_it.rounds.keys()),
        "goods_kinds": GOODS_KINDS,
    }


@everybody_signed_in
@require_POST
def reports_excel(request: SignedInRequest) -> HttpResponse:
    """The recap as Excel; the export is logged in the same transaction."""
    centres = seen_centres(request)
    ids = [centre.pk for centre in centres]
    year = chosen_year(request, years(ids, timezone.localdate()))
    with transaction.atomic():
        detail = RECAP % {"number": year}
        access_log.record(request, AccessLog.Action.EXPORT, Round, detail=detail, centre=request.centre)
        content = recap_workbook(recap(ids, year))
    return file_response(content, f"rekap-{year}.xlsx", EXCEL)
