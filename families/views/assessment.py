"""The home survey: its form, and how a score came about."""

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from centres.forms import add_refusal, sent
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_FAMILIES, MAY_SURVEY
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from config.formats import plain_date
from families.criteria import own_of
from families.forms import AssessmentForm
from families.models import Assessment, Family, RemarksRead
from families.need import priority
from families.survey import assess, score_of, surveys_version

# The page of one family in a round; what else an address brings is led to nowhere, and stored nowhere.
AT_THE_DOOR = re.compile(r"/periode/[0-9]{1,18}/penyaluran/[0-9]{1,18}/")


@roles(*MAY_SURVEY)
@once
def survey(request: CentreRequest, pk: int) -> HttpResponse:
    """Record what was found at home; the last survey's answers stand in the form."""
    family = get_object_or_404(Family.objects.select_related("village__parent", "centre"), centre=request.centre, pk=pk)
    now = timezone.now()
    last, back = family.assessments.first(), _came_from(request)
    shown = ShownVersion(request, family, surveys_version, adds=True)
    form = AssessmentForm(
        sent(request),
        request.FILES or None,
        initial=_initial(family, last) | {"surveyed_on": request.centre.local_date(now)},
        at_the_door=bool(back),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = assess(
                family,
                answers=form.answers(),
                surveyed_on=data["surveyed_on"],
                notes=data["notes"],
                photo=data["photo"],
                seen=shown.seen,
                by=request.user,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            found = {"score": made.score, "priority": priority(made.score)}
            messages.success(request, _("Assessed: %(score)d points, %(priority)s.") % found)
            return redirect(back) if back else redirect("families:score", family.pk, made.pk)
    context = {"form": form, "shown": shown, "family": family, "contact": family.contact, "last": last, "back": back}
    context["told"] = None if last else RemarksRead.objects.filter(family=family).first()
    return render(request, "families/survey.html", context)


def _came_from(request: CentreRequest) -> str:
    """The page of a hand-over to return to, at whose door the survey is made; "" where it is another."""
    path = request.GET.get("kembali", "")
    return path if AT_THE_DOOR.fullmatch(path) else ""


def _initial(family: Family, last: Assessment | None) -> dict[str, object]:
    if last is None:
        told = RemarksRead.objects.filter(family=family).first()
        return {"dependants": family.dependants or 0, **(told.answers if told else {})}
    names = set(AssessmentForm.base_fields) - {"notes", "photo", "surveyed_on"}
    return {name: getattr(last, name) for name in names}


@roles(*MAY_SEE_FAMILIES)
def score(request: CentreRequest, pk: int, assessment: int) -> HttpResponse:
    """What each criterion contributed to a survey's score."""
    found = get_object_or_404(
        Assessment.objects.select_related("family", "surveyed_by"), centre=request.centre, family=pk, pk=assessment
    )
    own = own_of(found.criteria_version, found.centre_id)
    since = plain_date(own.starts_on) if own else ""
    context = {
        "assessment": found,
        "since": since,
        "score": score_of(found),
        "family": found.family,
        "contact": found.family.contact,
    }
    return render(request, "families/score.html", context)
