"""Adding a family and changing it, with its members and inmates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from centres import access_log
from centres.forms import sent
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER, MAY_SEE_FAMILIES
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from config.keys import row_key
from families.alike import Alike, alike_to
from families.household import change_household, household_version, register_household
from families.household_form import HouseholdEntry
from families.household_meanwhile import CaughtUp
from families.models import Family, Inmate
from families.search import typed
from families.villages import suggest_lived_in, suggest_villages

COMPARED = "compared"
access_log.explain({COMPARED: gettext_lazy("a number or a date of birth that was typed agrees with it")})


@roles(*MAY_REGISTER)
@once
def add(request: CentreRequest) -> HttpResponse:
    """One form for a household; ``?wbp=`` names an inmate whose family it is."""
    now = timezone.now()
    today = request.centre.local_date(now)
    asked = row_key(request.GET.get("wbp", ""))
    inmate = Inmate.objects.filter(centre=request.centre, pk=asked).first() if asked else None
    entry = HouseholdEntry(sent(request), centre=request.centre, today=today, inmate=inmate)
    if request.method == "POST" and entry.is_valid():
        alike = alike_to(request.centre, entry.typed())
        # What is there already for certain is refused below, beside its field.
        if not _are_others(request, alike) and not any(one.is_certain for one in alike):
            _write_down(request, alike, now)
            return _page(request, entry, alike=alike)
        try:
            family = register_household(
                centre=request.centre, household=entry.household(), registered_on=today, now=now
            )
        except Refused as refused:
            entry.refuse(refused)
        else:
            messages.success(request, _("The family is registered. Next: the assessment."))
            return redirect("distributions:family", family.pk)
    return _page(request, entry)


@roles(*MAY_REGISTER)
def change(request: CentreRequest, pk: int) -> HttpResponse:
    """The same form, filled in."""
    families = Family.objects.filter(centre=request.centre).select_related("village__parent__parent", "centre")
    family = get_object_or_404(families, pk=pk)
    now = timezone.now()
    today = request.centre.local_date(now)
    shown = ShownVersion(request, family, household_version)
    entry = HouseholdEntry(sent(request), centre=request.centre, today=today, family=family)
    if request.method == "POST" and entry.is_valid():
        try:
            change_household(family, household=entry.household(), seen=shown.seen, now=now)
        except Refused as refused:
            entry.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("distributions:family", family.pk)
    if shown.seen and shown.is_stale:
        caught_up = CaughtUp(request.POST, seen=shown.seen, now=shown.now(), family=family)
        shown.both = caught_up.both
        entry = HouseholdEntry(caught_up.data, centre=request.centre, today=today, family=family)
        entry.is_valid()
    return _page(request, entry, family, shown)


@require_POST
@roles(*MAY_REGISTER)
def alike_now(request: CentreRequest) -> HttpResponse:
    """What of the register the form may mean as far as it is typed, for the part of the page that says so."""
    now = timezone.now()
    entry = HouseholdEntry(request.POST, centre=request.centre, today=request.centre.local_date(now))
    entry.is_valid()
    alike = alike_to(request.centre, entry.typed())
    _write_down(request, alike, now)
    context = {"alike": alike, "alike_keys": _keys(alike), "another": _are_others(request, alike)}
    return render(request, "families/_alike.html", context)


def _keys(alike: Sequence[Alike]) -> str:
    return " ".join(str(one.family.pk) for one in alike)


def _are_others(request: CentreRequest, alike: Sequence[Alike]) -> bool:
    """Whether it was said of each of these that it is another family; of one that was not shown nobody said so."""
    return {str(one.family.pk) for one in alike} <= set(request.POST.get("another", "").split())


def _write_down(request: CentreRequest, alike: Sequence[Alike], now: datetime) -> None:
    """An answer that a number or a date of birth is right tells it to who did not know; it is logged once an hour."""
    with transaction.atomic():
        for one in alike:
            lately = AccessLog.objects.filter(
                actor=request.user, subject_kind=Family._meta.label_lower, subject_id=one.family.pk, detail=COMPARED
            )
            if one.confirms and not lately.filter(at__gt=now - timedelta(hours=1)).exists():
                access_log.record(request, AccessLog.Action.REVEAL, one.family, detail=COMPARED, now=now)


def _page(
    request: CentreRequest,
    entry: HouseholdEntry,
    family: Family | None = None,
    shown: ShownVersion | None = None,
    alike: Sequence[Alike] = (),
) -> HttpResponse:
    context = {
        "alike": alike,
        "alike_keys": _keys(alike),
        "entry": entry,
        "form": entry.form,
        "family": family,
        "shown": shown,
        "contact": family and family.contact,
    }
    return render(request, "families/household.html", context)


@require_GET
@roles(*MAY_REGISTER)
def villages(request: CentreRequest) -> JsonResponse:
    """Villages by the beginning of their name, for the list under the field."""
    return JsonResponse({"choices": suggest_villages(typed(request.GET.get("q", "")[:200]), request.centre)})


@require_GET
@roles(*MAY_SEE_FAMILIES)
def villages_lived_in(request: CentreRequest) -> JsonResponse:
    """The same for the filter of the list: villages in which families of the centre live."""
    return JsonResponse({"choices": suggest_lived_in(typed(request.GET.get("q", "")[:200]), request.centre)})
