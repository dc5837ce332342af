"""/keluarga/impor/…/baca/ and …/simpan/: a long register is read and saved in parts, which the page asks for."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import answer_again, once
from centres.versions import NAME, mark_of
from config.errors import Refused
from families.models import RegisterImport
from families.register_import.importing import READY, Stage, confirm_part, discard_import, rows_as_shown
from families.register_import.in_parts import read_on
from families.register_import.page import what_was_saved

# So many rows are saved within one request, which takes a second or two.
SAVED_AT_ONCE = 400


@dataclass(frozen=True)
class Progress:
    """How far something is: so many of so many rows; of how many isn't known before the table is read."""

    title: Promise
    about: Promise
    button: Promise
    action: str
    done: int
    total: int
    hidden: tuple[tuple[str, int], ...] = ()
    version: str = ""


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    if request.method == "POST":
        was_table = staged.stage == Stage.TABLE
        try:
            staged = read_on(staged, now=timezone.now())
        except Refused as refused:
            return _not_read(request, staged, refused)
        if was_table and staged.asks_columns:
            return _go(request, reverse("families:import_columns", args=(pk,)))
    if staged.stage == Stage.READY:
        return _go(request, staged.get_absolute_url())
    if request.method == "POST" and not _by_script(request):
        return redirect("families:import_read", pk)
    return _shown(
        request,
        staged,
        Progress(
            gettext_lazy("The file is being read"),
            gettext_lazy(
                "It stops when you leave this page, and goes on when you come back. Nothing is saved before you say so."
            ),
            gettext_lazy("Go on reading"),
            reverse("families:import_read", args=(pk,)),
            staged.rows.count(),
            staged.rows_in_parts,
        ),
    )


def _not_read(request: CentreRequest, staged: RegisterImport, refused: Refused) -> HttpResponse:
    """Drop a file that can't be read, and say why."""
    messages.error(request, str(refused))
    if RegisterImport.objects.filter(pk=staged.pk).exclude(stage=Stage.READY).exists():
        discard_import(staged)
    return _go(request, reverse("families:import"))


@roles(*MAY_REGISTER)
@require_POST
@once
def confirm(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport, pk=pk, centre=request.centre)
    after, before = _number(request, "after"), _number(request, "before", staged.saved_families)
    changed_before = _number(request, "changed", staged.changed_families)
    try:
        # As it is under the lock, the next part is compared with it.
        with transaction.atomic():
            staged, last = confirm_part(
                staged,
                after=after,
                at_most=SAVED_AT_ONCE,
                seen=request.POST.get(NAME, ""),
                by=request.user,
                now=timezone.now(),
            )
            mark = mark_of(rows_as_shown(staged), staged)
    except Refused as refused:
        messages.error(request, str(refused))
        return _go(request, staged.get_absolute_url())
    if last is None:
        done = what_was_saved(max(0, staged.saved_families - before), max(0, staged.changed_families - changed_before))
        messages.success(request, f"{done}.")
        return _go(request, staged.get_absolute_url())
    left = staged.rows.filter(status__in=READY, pk__gt=last).count()
    total = _number(request, "total", left + SAVED_AT_ONCE)
    return _shown(
        request,
        staged,
        Progress(
            gettext_lazy("The families are being saved"),
            gettext_lazy("What is saved stays saved when you leave this page; the others wait until you save them."),
            gettext_lazy("Go on saving"),
            reverse("families:import_confirm", args=(pk,)),
            max(0, total - left),
            total,
            (("after", last), ("before", before), ("changed", changed_before), ("total", total)),
            mark,
        ),
    )


def _shown(request: CentreRequest, staged: RegisterImport, progress: Progress) -> HttpResponse:
    template = "families/_import_progress.html" if _by_script(request) else "families/import_progress.html"
    return render(request, template, {"staged": staged, "progress": progress})


def _go(request: CentreRequest, address: str) -> HttpResponse:
    """Lead to another page, from within a part of this one, too."""
    answer_again(request, address)
    return HttpResponse(headers={"HX-Redirect": address}) if _by_script(request) else redirect(address)


def _by_script(request: CentreRequest) -> bool:
    return "HX-Request" in request.headers


def _number(request: CentreRequest, name: str, default: int = 0) -> int:
    """What a form of ours says of how far it is."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default
