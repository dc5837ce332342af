"""Settings of the programme: its rule, numbers, package and texts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.models import Package
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from centres.sent_forms import once
from centres.versions import ShownVersion, columns
from distributions.models import Programme
from distributions.rounds.forms import ProgrammeForm
from distributions.rounds.schedule import occurrences

COMING = 3


@roles(*MAY_SET_UP)
def programmes(request: CentreRequest) -> HttpResponse:
    """The programmes of the centre with the next dates of their rule."""
    today = request.centre.local_date(timezone.now())
    last = today.replace(year=today.year + 1, day=1)
    rows = [
        {"programme": programme, "coming": occurrences(programme, today, last)[:COMING]}
        for programme in Programme.objects.filter(centre=request.centre).select_related("package", "supplier")
    ]
    return render(request, "distributions/programmes.html", {"rows": rows})


@roles(*MAY_SET_UP)
@once
def programme_new(request: CentreRequest) -> HttpResponse:
    """A new programme."""
    today = request.centre.local_date(timezone.now())
    usual = {"nth": Programme.Nth.THIRD, "weekday": Programme.Weekday.FRIDAY, "day": 15}
    return _edit(request, Programme(centre=request.centre, name=_NAME, starts_on=today.replace(day=1), **usual))


@roles(*MAY_SET_UP)
def programme(request: CentreRequest, pk: int) -> HttpResponse:
    """Change a programme; rounds that were made already keep their date."""
    return _edit(request, get_object_or_404(Programme, centre=request.centre, pk=pk))


# The programme's official name, in every language.
_NAME = "Bhakti Sosial Pemasyarakatan Peduli"


def _edit(request: CentreRequest, programme: Programme) -> HttpResponse:
    shown = ShownVersion(request, programme, columns(*ProgrammeForm.Meta.fields))
    form = ProgrammeForm(request.POST or None, instance=programme, centre=request.centre)
    if request.method == "POST" and form.is_valid() and shown.save(form):
        messages.success(request, _("Saved. It holds for rounds that are made from now on."))
        return redirect("distributions:programmes")
    packages = Package.objects.filter(centre=request.centre, retired=False).exists()
    context = {"form": form, "new": programme.pk is None, "packages": packages, "shown": shown}
    return render(request, "distributions/programme.html", context)
