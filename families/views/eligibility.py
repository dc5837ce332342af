"""Deciding on families: one by one, or in one act at the beginning."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.forms import add_refusal, sent
from centres.permissions import Role, roles
from centres.requests import CentreRequest
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from families import eligibility
from families.eligibility_acts import ACTS
from families.forms import DeterminationForm, ReasonForm, VerifyForm
from families.models import Family, FamilyInmate, Member


@roles(Role.COORDINATOR)
@once
def decide(request: CentreRequest, pk: int, act: str) -> HttpResponse:
    """Verify, reject, suspend, resume, end or propose again, each with its reason."""
    if act not in ACTS:
        raise Http404
    operation, question, button = ACTS[act]
    family = get_object_or_404(Family.objects.select_related("village__parent"), centre=request.centre, pk=pk)
    shown = ShownVersion(request, family, eligibility.decision_version)
    form = _form(act, request, family)
    if request.method == "POST" and form.is_valid():
        try:
            operation(family, **form.cleaned_data, seen=shown.seen, by=request.user, now=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("distributions:family", family.pk)
    contact = family.contact
    last = family.assessments.first() if act == "verifikasi" else None
    context = {"form": form, "family": family, "contact": contact, "question": question, "button": button}
    return render(request, "families/decide.html", context | {"act": act, "last": last, "shown": shown})


def _form(act: str, request: CentreRequest, family: Family) -> VerifyForm | ReasonForm:
    if act != "verifikasi":
        return ReasonForm(sent(request))
    today = request.centre.local_date(timezone.now())
    initial: dict[str, Any] = {"from_on": family.eligible_from or today}
    return VerifyForm(sent(request), initial=initial, today=today)


@roles(Role.COORDINATOR)
@once
def determine(request: CentreRequest) -> HttpResponse:
    """*Penetapan awal*: the proposed families, all ticked; basis and date; one press."""
    now = timezone.now()
    proposed = _proposed(request)
    ticked = {int(key) for key in request.POST.getlist("families") if key.isdecimal() and len(key) < 19}
    form = DeterminationForm(sent(request), ticked=ticked, today=request.centre.local_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            eligibility.determine_initially(
                ticked, centre=request.centre, by=request.user, now=now, **form.cleaned_data
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                ngettext("%(count)d family is eligible now.", "%(count)d families are eligible now.", len(ticked))
                % {"count": len(ticked)},
            )
            return redirect("distributions:home")
    for family in proposed:
        family.ticked = not form.is_bound or family.pk in ticked
    all_ticked = all(family.ticked for family in proposed)
    return render(request, "families/determine.html", {"form": form, "families": proposed, "all_ticked": all_ticked})


# One act is read before it is signed; the rest stays for the next one.
AT_ONCE = 500


def _proposed(request: CentreRequest) -> list[Any]:
    """The proposed families by village, with contact and inmates; those surveyed already are verified one by one."""
    families = (
        Family.objects.filter(centre=request.centre)
        .to_determine()
        .select_related("village__parent")
        .prefetch_related(
            Prefetch("members", Member.objects.contacts(), "contacts"),
            Prefetch("ties", FamilyInmate.objects.select_related("inmate").order_by("pk"), "tied"),
        )
        .order_by("village__parent__name", "village__name", "pk")
    )
    return list(families[:AT_ONCE])
