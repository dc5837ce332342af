"""/periode/…/cetak/sebagian/ and /keluarga/cetak/: papers for ticked families, or for those that a page shows."""

import datetime
from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from centres import access_log
from centres.downloads import EXCEL, PDF, file_response
from centres.models import AccessLog, User
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_PRINT
from config.errors import Refused
from config.keys import row_key
from distributions.models import PaperKind, Recipient, Round
from distributions.pages import by_location
from distributions.pages.fetching import round_of
from distributions.papers.kept import named
from distributions.papers.round_on_paper import read_round
from distributions.papers.round_workbook import round_workbook
from distributions.papers.some_families import (
    KINDS,
    MOST,
    extract,
    extract_pdf,
    registered,
    require_few,
    survey_forms,
    visited,
)
from distributions.rounds.standing import standings
from distributions.rounds.stops import with_stops
from families.forms import FilterForm
from families.models import Family
from families.search import matching

SURVEY = "formulir-survei"
SURVEY_FORMS = gettext_lazy("Survey forms, one a family")
PAPERS = {kind.value: kind.label for kind in KINDS} | {SURVEY: SURVEY_FORMS}
SURVEY_SUBJECT = "Penilaian kelayakan penerima bantuan"
DETAIL = "kutipan {}: %(number)s"
FAMILIES = "families of a round as Excel: %(number)s"
access_log.explain(
    {FAMILIES: gettext_lazy("Families of the round as Excel: %(number)s")}
    | {
        DETAIL.format(name): format_lazy("{}: {}", label, gettext_lazy("%(number)s families"))
        for name, label in PAPERS.items()
    }
)
# What became of a family; who is in reserve has nothing to sign or to carry.
STATES = {state.value: state.label for state in Recipient.State if state != Recipient.State.RESERVE}


@require_http_methods(["GET", "HEAD", "POST"])
@roles(*MAY_PRINT)
def print_some(request: CentreRequest, pk: int) -> HttpResponse:
    """The families of a round to tick, by location and by what became of them; and what is printed of them."""
    round = round_of(request, pk)
    expected = with_stops(round, round.recipients.with_replaced().exclude(state=Recipient.State.RESERVE))
    there = {one.state for one in expected}
    state = request.GET.get("keadaan", "")
    found = [one for one in expected if state not in there or one.state == state]
    page = by_location.page_of(by_location.locations_of(found), request.GET.get("lokasi", ""))
    shown = sorted((one for one in found if one.stop_id in page.stops), key=lambda r: (r.stop.position, r.position))
    if request.method == "POST":
        if "excel" in request.POST:
            return _as_excel(request, round, found)
        return _printed(request, round, expected, shown)
    stands = standings(round, expected, [])
    context = {
        "round": round,
        "page": page,
        "rows": [(one, stands[one.pk]) for one in shown],
        "count": len(found),
        "papers": PAPERS.items(),
        "states": [(value, label) for value, label in STATES.items() if value in there] if len(there) > 1 else [],
        "state": state,
        "address": request.get_full_path(),
    }
    return render(request, "distributions/print_some.html", context)


def _as_excel(request: CentreRequest, round: Round, found: Sequence[Recipient]) -> HttpResponse:
    """All families of that state, on whichever page they are; the export is logged in the same transaction."""
    with transaction.atomic():
        content = round_workbook(read_round(round.pk), found)
        detail = FAMILIES % {"number": len(found)}
        access_log.record(request, AccessLog.Action.EXPORT, round, detail=detail)
    return file_response(content, f"keluarga-{named(round)}.xlsx", EXCEL)


def _printed(
    request: CentreRequest, round: Round, expected: Sequence[Recipient], shown: Sequence[Recipient]
) -> HttpResponse:
    paper, now = request.POST.get("paper", ""), timezone.now()
    if paper not in PAPERS:
        raise Http404
    ticked = set(request.POST.getlist("recipient"))
    if ticked - {str(one.pk) for one in expected}:
        raise Http404
    chosen = shown if "shown" in request.POST else [one for one in expected if str(one.pk) in ticked]
    try:
        require_few(len(chosen))
        with transaction.atomic():
            detail = DETAIL.format(paper) % {"number": len(chosen)}
            access_log.record(request, AccessLog.Action.PRINT, round, detail=detail)
            make = _made(round, paper, chosen, by=request.user, now=now)
        pdf = make()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.get_full_path())
    return file_response(pdf, f"{paper}-{named(round)}-kutipan.pdf", PDF, shown=True)


def _made(
    round: Round, paper: str, chosen: Sequence[Recipient], *, by: User, now: datetime.datetime
) -> Callable[[], bytes]:
    """What lays out the paper, once what it says is read: the round is not held meanwhile."""
    if paper == SURVEY:
        families = [visited(one) for one in chosen]
        return partial(survey_forms, families, centre=round.centre, subject=round.programme_then.name, now=now)
    numbers = {one.position for one in chosen}
    return partial(extract_pdf, extract(round, PaperKind(paper), numbers, by=by, now=now))


@require_POST
@roles(*MAY_PRINT)
def survey_some(request: CentreRequest) -> HttpResponse:
    """Survey forms for the ticked families of the register, or for all that the filters of the list show."""
    now = timezone.now()
    today = request.centre.local_date(now)
    form = FilterForm(request.POST, centre=request.centre)
    if "shown" in request.POST:
        found = matching(request.centre, form.filters(), today=today)
    else:
        ticked = {key for text in request.POST.getlist("family") if (key := row_key(text))}
        found = Family.objects.filter(centre=request.centre, merged_into=None, pk__in=ticked)
        if found.count() != len(set(request.POST.getlist("family"))):
            raise Http404
    # One more than is printed at once is enough to say that there are too many.
    families = found.with_contact().select_related("village__parent").order_by("village__name", "pk")[: MOST + 1]
    try:
        some = [registered(one, one.contact_name or "") for one in families]
        pdf = survey_forms(some, centre=request.centre, subject=SURVEY_SUBJECT, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('distributions:families')}?{form.filters().query()}")
    detail = DETAIL.format(SURVEY) % {"number": len(some)}
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.PRINT, Family, detail=detail, centre=request.centre)
    return file_response(pdf, f"{SURVEY}-{today:%Y-%m-%d}.pdf", PDF, shown=True)
