"""/berkas/dibuat/…/: how far a long print is, what was made, and why something wasn't; for who asked for it alone."""

from typing import TypedDict

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from centres import access_log
from centres.downloads import PDF, ZIP, file_response
from centres.models.access import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_PRINT
from config.errors import Refused
from distributions.models import PaperKind, PrintJob
from distributions.papers.jobs import KEPT, bytes_of_print, cancel_print, is_kept, is_made

Failure = PrintJob.Failure
# What happened, and what to do.
FAILED: dict[str, tuple[Promise, Promise]] = {
    Failure.TOO_LONG: (
        gettext_lazy("A paper was too long: making it took more memory or time than one print may."),
        gettext_lazy(
            "Print the papers one by one. If a list alone is too long, let it be cut by location: Settings, Centre."
        ),
    ),
    Failure.DISK_FULL: (
        gettext_lazy("The disk of the server is full."),
        gettext_lazy("Tell the administrator. Print it again once there is room."),
    ),
    Failure.REFUSED: (gettext_lazy("Peduli could not print it."), gettext_lazy("Put that right, then print it again.")),
    Failure.STOPPED: (
        gettext_lazy("Peduli or its database was started again meanwhile, so the print stopped."),
        gettext_lazy("Print it again."),
    ),
    Failure.FAULT: (
        gettext_lazy("Something went wrong while it was made."),
        gettext_lazy("Print it again. If it fails once more, tell the administrator: the server's log says where."),
    ),
}


class Progress(TypedDict):
    """How far a print is: ``number`` is the paper that is being made, and ``name`` what it is called."""

    done: int
    total: int
    number: int
    name: object


@require_safe
@roles(*MAY_PRINT)
def long_print(request: CentreRequest, token: str) -> HttpResponse:
    """How far it is, for a script that asks; the whole page for everybody, which asks again by itself."""
    job, now = _own(request, token), timezone.now()
    making = is_made(job, now=now)
    context = {"job": job, "making": making, "progress": _progress(job)}
    if "HX-Request" in request.headers:
        if making:
            return render(request, "distributions/_long_print.html", context)
        return HttpResponse(headers={"HX-Refresh": "true"})
    failure = Failure.STOPPED if job.is_making else job.failure
    happened, to_do = FAILED.get(failure, ("", ""))
    context |= {
        "kinds": [PaperKind(kind).label for kind in job.kinds],
        "kept": is_kept(job, now=now),
        "kept_until": job.ended_at and job.ended_at + KEPT,
        "happened": happened,
        "to_do": to_do,
        "again": reverse("distributions:print_chosen", args=[job.round_id])
        if job.archive
        else reverse("distributions:print_paper", args=[job.round_id, job.kinds[0]]),
    }
    return render(request, "distributions/long_print.html", context)


@require_POST
@roles(*MAY_PRINT)
def fetch_print(request: CentreRequest, token: str) -> HttpResponse:
    """Give what was made, also once more; its papers are logged as printed each time."""
    job = _own(request, token)
    try:
        name, content = bytes_of_print(job, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:long_print", token)
    with transaction.atomic():
        for kind in job.kinds:
            access_log.record(request, AccessLog.Action.PRINT, job.round, detail=kind)
    return file_response(content, name, ZIP if job.archive else PDF, shown=not job.archive)


@require_POST
@roles(*MAY_PRINT)
def cancel(request: CentreRequest, token: str) -> HttpResponse:
    """Stop making it; what is ready meanwhile stays so."""
    job = _own(request, token)
    if cancel_print(job, now=timezone.now()):
        messages.success(request, _("The print was cancelled."))
    return redirect("distributions:long_print", token)


def _own(request: CentreRequest, token: str) -> PrintJob:
    jobs = PrintJob.objects.select_related("round__centre", "round__programme")
    return get_object_or_404(jobs, token=token, centre=request.centre, asked_by=request.user)


def _progress(job: PrintJob) -> Progress:
    number = min(job.done + 1, job.total)
    return {
        "done": job.done,
        "total": job.total,
        "number": number,
        "name": PaperKind(job.kinds[number - 1]).label,
    }
