"""Printing the papers of a round, what was printed, and whether a PDF is what was.

A print is logged, and GET never writes, so a POST answers with the PDF. Of an approved round it is kept.
"""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from centres import access_log
from centres.downloads import PDF, ZIP, file_response
from centres.models.access import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_PRINT, STAFF
from config.errors import Refused
from distributions.models import Paper, PaperKind, Round
from distributions.papers import kept
from distributions.papers.jobs import ask_for_print, is_long, zipped
from distributions.papers.printing import kinds_of, print_papers

OTHER_PRINT = _("This print of yours is still being made. Wait for it or cancel it, then print the other one.")

access_log.explain({kind.value: kind.label for kind in PaperKind})
access_log.call(Round, lambda rounds: ((round.pk, round.name) for round in rounds))


@require_POST
@roles(*MAY_PRINT)
def print_paper(request: CentreRequest, pk: int, paper: str) -> HttpResponse:
    """Send a paper of the round as PDF, to be shown in a tab of its own."""
    if paper not in PaperKind.values:
        raise Http404
    round = get_object_or_404(Round, pk=pk, centre=request.centre)
    if is_long(round, [PaperKind(paper)]):
        return _asked(request, round, [PaperKind(paper)], archive=False)
    try:
        ((name, content),) = _printed(request, round, [PaperKind(paper)])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:round", pk)
    return file_response(content, name, PDF, shown=True)


@require_POST
@roles(*MAY_PRINT)
def print_chosen(request: CentreRequest, pk: int) -> HttpResponse:
    """Send the ticked papers, or all of them, as one ZIP."""
    round = get_object_or_404(Round, pk=pk, centre=request.centre)
    there = kinds_of(round)
    kinds = [kind for kind in there if kind in request.POST.getlist("paper")] or there
    if is_long(round, kinds):
        return _asked(request, round, kinds, archive=True)
    try:
        archive = zipped(_printed(request, round, kinds))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:round", pk)
    return file_response(archive, f"berkas-{kept.named(round)}.zip", ZIP)


@require_safe
@roles(*STAFF)
def paper(request: CentreRequest, token: str) -> HttpResponse:
    """The record of a paper that was printed, to which the code on it leads; nothing of what it says."""
    found = get_object_or_404(_papers(request), token=token)
    numbers, refused = [], ""
    try:
        numbers = kept.numbers_of(found)
    except Refused as error:
        refused = str(error)
    context = {
        "paper": found,
        "refused": refused,
        "numbers": numbers,
        "digest": _in_groups(found.sha256),
        "is_newest": kept.newest_of(found),
        "others": _papers(request).filter(round=found.round_id, kind=found.kind).exclude(pk=found.pk).order_by("-pk"),
        "may_print": bool(request.roles & MAY_PRINT) and not refused,
    }
    return render(request, "distributions/paper.html", context)


@require_POST
@roles(*MAY_PRINT)
def reprint(request: CentreRequest, token: str) -> HttpResponse:
    """Send the very bytes that were printed, also of a paper that was replaced since."""
    found = get_object_or_404(_papers(request), token=token)
    try:
        content = kept.bytes_of(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:paper", token)
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.PRINT, found.round, detail=found.kind)
    return file_response(content, found.file.original_name, PDF, shown=True)


class PdfForm(forms.Form):
    """A PDF whose bytes are compared; nothing of it is kept."""

    file = forms.FileField(
        label=_("PDF"), widget=forms.FileInput(attrs={"accept": "application/pdf"}), allow_empty_file=True
    )


@roles(*STAFF)
def verify_paper(request: CentreRequest) -> HttpResponse:
    """Whether a PDF is a paper of the centre, unaltered, and which."""
    form = PdfForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = kept.recognised(form.cleaned_data["file"].chunks(), centre=request.centre)
        context |= {"asked": True, "paper": found, "is_newest": found is not None and kept.newest_of(found)}
    return render(request, "distributions/verify_paper.html", context, status=422 if form.errors else 200)


def _papers(request: CentreRequest) -> QuerySet[Paper]:
    return Paper.objects.filter(centre=request.centre).select_related("version", "round", "file", "made_by")


def _asked(request: CentreRequest, round: Round, kinds: list[PaperKind], *, archive: bool) -> HttpResponse:
    """Lead to the page of a print that takes long; to that of another one, as long as that is being made."""
    address = request.build_absolute_uri("/").removesuffix("/")
    try:
        job = ask_for_print(
            round,
            kinds,
            archive=archive,
            link_of=lambda token: address + reverse("distributions:paper", args=[token]),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:round", round.pk)
    if (job.round_id, job.kinds, job.archive) != (round.pk, kinds, archive):
        messages.info(request, OTHER_PRINT)
    return redirect("distributions:long_print", job.token)


def _printed(request: CentreRequest, round: Round, kinds: list[PaperKind]) -> list[tuple[str, bytes]]:
    """Name and bytes of each paper, logged first; of an approved round as it is kept."""
    return print_papers(
        round,
        kinds,
        log=lambda kind: access_log.record(request, AccessLog.Action.PRINT, round, detail=kind),
        link_of=lambda token: request.build_absolute_uri(reverse("distributions:paper", args=[token])),
        by=request.user,
        now=timezone.now(),
    )


def _in_groups(digest: str) -> str:
    """The digest as people compare it."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
