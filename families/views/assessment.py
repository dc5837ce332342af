"""The home survey: its form, and how a score came about."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from centres.forms import add_refusal, sent
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_FAMILIES, MAY_SURVEY
from centres.sent_forms import once
from config.errors import Refused
from config.formats import plain_date
from families.criteria import own_of
from families.forms import AssessmentForm
from families.models import Assessment, Family, RemarksRead
from families.need import priority
from families.survey import assess, score_of


@roles(*MAY_SURVEY)
@once
def survey(request: CentreRequest, pk: int) -> HttpResponse:
    """Record what was found at home; the last survey's answers stand in the form."""
    family = get_object_or_404(Family.objects.select_related("village__parent", "centre"), centre=request.centre, pk=pk)
    now = timezone.now()
    last, back = family.assessments.first(), _came_from(request)
    form = AssessmentForm(
        sent(request), initial=_initial(family, last) | {"surveyed_on": request.centre.local_date(now)}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = assess(
                family,
                answers=form.answers(),
                surveyed_on=data["surveyed_on"],
                notes=data["notes"],
                by=request.user,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            found = {"score": made.score, "priority": priority(made.score)}
            messages.success(request, _("Assessed: %(score)d points, %(priority)s.") % found)
            return redirect(back) if back else redirect("families:score", family.pk, made.pk)
    context = {"form": form, "family": family, "contact": family.contact, "last": last, "back": back}
    context["told"] = None if last else RemarksRead.objects.filter(family=family).first()
    return render(request, "families/survey.html", context)


def _came_from(request: CentreRequest) -> str:
    """The page of a hand-over to return to, at whose door the survey is made; "" where it is another."""
    path = request.GET.get("kembali", "")
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/periode/")
    return path if is_ours else ""


def _initial(family: Family, last: Assessment | None) -> dict[str, object]:
    if last is None:
        told = RemarksRead.objects.filter(family=family).first()
        return {"dependants": family.dependants or 0, **(told.answers if told else {})}
    names = set(AssessmentForm.base_fields) - {"notes", "surveyed_on"}
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
