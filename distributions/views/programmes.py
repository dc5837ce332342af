"""Settings of the programme: its rule, numbers, package and texts; its pauses and moved dates."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aid.models import Package
from centres.forms import add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from centres.sent_forms import once
from centres.versions import ShownVersion, columns
from config.errors import Refused
from config.formats import plain_date
from distributions.models import MovedDate, Pause, Programme, Round
from distributions.rounds import rule
from distributions.rounds.dates import with_departures
from distributions.rounds.forms import ProgrammeForm
from distributions.rounds.rule_forms import MoveForm, PauseForm

COMING = 3
PREVIEWED = 6
# What the days of a programme follow from: with a mistake in one of these, there is nothing to preview.
RULE = {"rule", "nth", "weekday", "day", "every_months", "starts_on", "ends_on"}


@roles(*MAY_SET_UP)
def programmes(request: CentreRequest) -> HttpResponse:
    """The programmes of the centre with the next days of their rule, their pauses and moved dates."""
    today = request.centre.local_date(timezone.now())
    found = Programme.objects.filter(centre=request.centre).select_related("package", "supplier")
    rows = [
        {
            "programme": programme,
            "coming": [falls for falls in rule.preview(programme, today, COMING) if not falls.paused],
            "pauses": [pause for pause in programme.pauses.all() if pause.ends_on >= today],
            "moved": [moved for moved in programme.moved_dates.all() if max(moved.occurrence_on, moved.date) >= today],
        }
        for programme in with_departures(found)
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
    """Change a programme; rounds in preparation follow its rule, the others keep their date."""
    return _edit(request, get_object_or_404(Programme, centre=request.centre, pk=pk))


# The programme's official name, in every language.
_NAME = "Bhakti Sosial Pemasyarakatan Peduli"


def _edit(request: CentreRequest, programme: Programme) -> HttpResponse:
    today = request.centre.local_date(timezone.now())
    shown = ShownVersion(request, programme, columns(*ProgrammeForm.Meta.fields))
    form = ProgrammeForm(request.POST or None, instance=programme, centre=request.centre)
    if request.method == "POST" and form.is_valid() and "lihat" not in request.POST and _saved(request, form, shown):
        return redirect("distributions:programmes")
    context = {
        "form": form,
        "new": programme.pk is None,
        "packages": Package.objects.filter(centre=request.centre, retired=False).exists(),
        "shown": shown,
        "coming": None if RULE & form.errors.keys() else rule.preview(programme, today, PREVIEWED),
    }
    return render(request, "distributions/programme.html", context)


def _saved(request: CentreRequest, form: ProgrammeForm, shown: ShownVersion) -> bool:
    if shown.is_new:
        followed = rule.Followed() if shown.save(form) else None
    else:
        today = request.centre.local_date(timezone.now())
        followed = rule.change_rule(form.instance, lambda: shown.save(form), today=today)
    if followed is None:
        return False
    done = _("Saved. Rounds in preparation follow its dates and rules; the number of packages is that of new rounds.")
    _say(request, followed, _("Saved.") if shown.is_new else done)
    return True


@roles(*MAY_SET_UP)
@once
def pause(request: CentreRequest, pk: int) -> HttpResponse:
    """Days on which the programme has no round."""
    programme = get_object_or_404(Programme, centre=request.centre, pk=pk)
    form = PauseForm(request.POST or None)
    return _departure(request, programme, form, _("Pause"), rule.pause)


@roles(*MAY_SET_UP)
@once
def move_date(request: CentreRequest, pk: int) -> HttpResponse:
    """Another day for a coming date of the rule."""
    programme = get_object_or_404(Programme, centre=request.centre, pk=pk)
    dates = rule.dates_to_move(programme, request.centre.local_date(timezone.now()))
    form = MoveForm(request.POST or None, dates=dates)
    return _departure(request, programme, form, _("Move a date"), rule.move_date_of_rule)


def _departure(
    request: CentreRequest, programme: Programme, form: forms.Form, title: str, act: Callable[..., rule.Followed]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            followed = act(programme, **form.cleaned_data, today=request.centre.local_date(timezone.now()))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            _say(request, followed, _("Saved."))
            return redirect("distributions:programmes")
    context = {"form": form, "programme": programme, "title": title}
    return render(request, "distributions/programme_departure.html", context)


@roles(*MAY_SET_UP)
@require_POST
@once
def drop_pause(request: CentreRequest, pk: int, pause_pk: int) -> HttpResponse:
    """Take a pause back."""
    return _drop(request, get_object_or_404(Pause, pk=pause_pk, programme=pk, centre=request.centre))


@roles(*MAY_SET_UP)
@require_POST
@once
def drop_moved_date(request: CentreRequest, pk: int, moved_pk: int) -> HttpResponse:
    """Let the rule say the date again."""
    return _drop(request, get_object_or_404(MovedDate, pk=moved_pk, programme=pk, centre=request.centre))


def _drop(request: CentreRequest, departure: Pause | MovedDate) -> HttpResponse:
    followed = rule.drop(departure, today=request.centre.local_date(timezone.now()))
    _say(request, followed, _("Taken back."))
    return redirect("distributions:programmes")


def _say(request: CentreRequest, followed: rule.Followed, done: str) -> None:
    """What was saved, which rounds in preparation followed, and which have no date of the rule any more."""
    messages.success(request, done)
    if followed.moved:
        words = ngettext(
            "The round in preparation follows: %(rounds)s.",
            "The rounds in preparation follow: %(rounds)s.",
            len(followed.moved),
        )
        messages.success(request, words % {"rounds": _named(followed.moved)})
    if followed.left:
        words = ngettext(
            "%(rounds)s has no date of the rule any more and stays as it is. Cancel it if it is not to be held.",
            "%(rounds)s have no date of the rule any more and stay as they are. Cancel those that are not to be held.",
            len(followed.left),
        )
        messages.warning(request, words % {"rounds": _named(followed.left)})


def _named(rounds: list[Round]) -> str:
    return "; ".join(f"{round.name} ({plain_date(round.date)})" for round in rounds)
