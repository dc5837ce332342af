"""Deciding on families: one by one, or in one act at the beginning."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.forms import add_refusal, sent
from centres.permissions import Role, roles
from centres.record_history import Act, history_of
from centres.requests import CentreRequest
from centres.sent_forms import once
from centres.versions import NAME, ShownVersion, Version, opened, sealed
from config.errors import ChangedMeanwhile, Refused
from config.formats import quantity
from config.keys import row_key
from families import eligibility
from families.eligibility_acts import ACTS
from families.forms import DeterminationForm, ReasonForm, VerifyForm
from families.models import Family, FamilyInmate, Inmate, Member
from families.models.family import Named
from families.proposals import changed_since, proposals_version, shown_in

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


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
    ticked = {key for text in request.POST.getlist("families") if (key := row_key(text))}
    seen = opened(request.POST.get(NAME, ""), request.centre)
    form = DeterminationForm(sent(request), ticked=ticked, today=request.centre.local_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            eligibility.determine_initially(
                ticked, centre=request.centre, seen=seen, by=request.user, now=now, **form.cleaned_data
            )
        except ChangedMeanwhile:
            # Told below, family by family.
            pass
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                ngettext("%(count)s family is eligible now.", "%(count)s families are eligible now.", len(ticked))
                % {"count": quantity(len(ticked))},
            )
            return redirect("distributions:home")
    return _determination_page(request, form, ticked, seen, now)


def _determination_page(
    request: CentreRequest, form: DeterminationForm, ticked: set[int], seen: Version, now: datetime.datetime
) -> HttpResponse:
    """The list as it is now; what was ticked stays ticked, and what became of it since is said."""
    # Before the list is read: what changes in between is asked about once too often, rather than not at all.
    version = proposals_version(request.centre, _to_determine(request).values_list("pk", flat=True)[:AT_ONCE])
    version[OPENED] = {"": {"at": now.isoformat()}}
    changed = changed_since(seen, request.centre, ticked) if form.is_bound else []
    proposed = _proposed(request)
    for family in proposed:
        family.ticked = not form.is_bound or family.pk in ticked
        family.changed = family.pk in changed
    context = {
        "form": form,
        "families": proposed,
        "all_ticked": all(family.ticked for family in proposed),
        "version": sealed(version, request.centre),
        "is_stale": bool(changed),
        "meanwhile": _meanwhile(request, changed[:TOLD], seen),
        "more": len(changed[TOLD:]),
    }
    return render(request, "families/determine.html", context)


# One act is read before it is signed; the rest stays for the next one.
AT_ONCE = 500
# Of so many families that changed is said what is different; who changed them all at once knows why.
TOLD = 10
OPENED = "opened"


@dataclass(frozen=True)
class Changed:
    """A ticked family that is not what the page showed, with who changed what of it since."""

    family: "WithAnnotations[Family, Named]"
    was_shown: bool
    still_proposed: bool
    acts: list[Act]


def _meanwhile(request: CentreRequest, changed: Collection[int], seen: Version) -> list[Changed]:
    families = Family.objects.filter(centre=request.centre, pk__in=changed).with_contact().order_by("pk")
    still = set(_to_determine(request).filter(pk__in=changed).values_list("pk", flat=True))
    shown = shown_in(seen)
    return [
        Changed(
            family,
            family.pk in shown,
            family.pk in still,
            _acts_since(request, family, seen) if family.pk in shown else [],
        )
        for family in families
    ]


def _acts_since(request: CentreRequest, family: Family, seen: Version) -> list[Act]:
    """What the history has of a family and its inmates since the page was opened."""
    since = datetime.datetime.fromisoformat(seen[OPENED][""]["at"])
    inmates = FamilyInmate.objects.filter(family=family).order_by("pk").values_list("inmate", flat=True)
    acts = history_of(Family, family.pk, centre=request.centre).acts
    for inmate in inmates:
        acts += history_of(Inmate, inmate, centre=request.centre).acts
    return sorted((act for act in acts if act.at >= since), key=lambda act: act.at, reverse=True)


def _to_determine(request: CentreRequest) -> QuerySet[Family]:
    """Those surveyed already are verified one by one."""
    families = Family.objects.filter(centre=request.centre).to_determine()
    return families.order_by("village__parent__name", "village__name", "pk")


def _proposed(request: CentreRequest) -> list[Any]:
    """The proposed families by village, with contact and inmates."""
    families = (
        _to_determine(request)
        .select_related("village__parent")
        .prefetch_related(
            Prefetch("members", Member.objects.contacts(), "contacts"),
            Prefetch("ties", FamilyInmate.objects.select_related("inmate").order_by("pk"), "tied"),
        )
    )
    return list(families[:AT_ONCE])
