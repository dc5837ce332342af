"""Attendance, photos, quotes and publications of a round."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from centres.forms import add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_PICTURE, MAY_QUOTE, MAY_RECORD, MAY_SEE_FAMILIES
from centres.sent_forms import once
from centres.versions import ShownVersion, columns
from config.errors import Refused
from config.formats import quantity
from distributions.models import Photo, Publication, Quote, Round, Stop
from distributions.pages.fetching import frozen_round
from distributions.papers.activity_report import photos_of_report
from distributions.papers.press_release import photos_of_press
from distributions.rounds.activity import (
    account_version,
    add_photos,
    attendance_version,
    record_attendance,
    write_account,
)
from distributions.rounds.activity_forms import (
    AccountForm,
    AttendanceForm,
    PhotoForm,
    PhotosForm,
    PressForm,
    PublicationForm,
    QuoteForm,
)
from distributions.rounds.transitions import lock


@roles(*MAY_RECORD)
def attendance(request: CentreRequest, pk: int) -> HttpResponse:
    """Who was there; the round's staff and officials are ticked already."""
    round = frozen_round(request, pk)
    if round.is_finished and request.method != "POST":
        return _as_closed(request, round, _("Attendance"), round.attendances.values_list("name", "title"))
    shown = ShownVersion(request, round, attendance_version)
    form = AttendanceForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        try:
            officials = form.cleaned_data["officials"]
            there = record_attendance(round, officials=officials, others=form.other_people(), seen=shown.seen)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            text = ngettext("%(count)s person attended.", "%(count)s people attended.", len(there))
            messages.success(request, text % {"count": quantity(len(there))})
            return redirect("distributions:report", pk)
    return render(request, "distributions/attendance.html", {"round": round, "form": form, "shown": shown})


@roles(*MAY_PICTURE)
@once
def photos(request: CentreRequest, pk: int) -> HttpResponse:
    """The pictures of the round, and a form to add more."""
    round = frozen_round(request, pk)
    form = PhotosForm(request.POST or None, request.FILES or None, round=round)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            added = add_photos(
                round, data["photos"], stop=data["stop"], credit=data["credit"], by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("photos", str(refusal))
        else:
            _say_added(request, len(added), known=len(data["photos"]) - len(added))
            return redirect("distributions:photos", pk)
    shown = list(_seen(request, round).select_related("stop__village"))
    context = {
        "round": round,
        "form": form,
        "places": _by_place(shown),
        "mine": {one.pk for one in shown if _is_own(request, one)},
        "reported": {one.pk for one in photos_of_report(shown)},
        "press": {one.pk for one in photos_of_press(shown)},
    }
    return render(request, "distributions/photos.html", context)


def _by_place(photos: Iterable[Photo]) -> list[tuple[Stop | None, list[Photo]]]:
    """The photos of each location, in the order of the route; those of none last."""
    places: dict[Stop | None, list[Photo]] = {}
    for one in photos:
        places.setdefault(one.stop, []).append(one)
    return sorted(places.items(), key=lambda place: (place[0] is None, place[0].position if place[0] else 0))


def _say_added(request: CentreRequest, added: int, *, known: int) -> None:
    if added:
        text = ngettext("%(count)s photo added.", "%(count)s photos added.", added)
        messages.success(request, text % {"count": quantity(added)})
    if known:
        text = ngettext(
            "%(count)s photo is there already, and was not added once more.",
            "%(count)s photos are there already, and were not added once more.",
            known,
        )
        messages.info(request, text % {"count": quantity(known)})


def _seen(request: CentreRequest, round: Round) -> QuerySet[Photo]:
    """The photos of the round; Humas, who may see no family, those that may be published and their own."""
    if request.roles & MAY_SEE_FAMILIES:
        return round.photos.all()
    return round.photos.filter(Q(may_publish=True) | Q(added_by=request.user))


def _own(request: CentreRequest, round: Round, pk: int) -> Photo:
    """A photo whose caption and consent this person may write: everybody's, or by Humas their own."""
    photo = get_object_or_404(Photo, pk=pk, round=round)
    if not _is_own(request, photo):
        raise PermissionDenied
    return photo


def _is_own(request: CentreRequest, photo: Photo) -> bool:
    return bool(request.roles & MAY_RECORD) or photo.added_by_id == request.user.pk


@roles(*MAY_PICTURE)
def photo(request: CentreRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Caption, credit and consent of one photo; of a colleague's, Humas choose it for the press release."""
    round = frozen_round(request, pk)
    picture = get_object_or_404(Photo, pk=photo_pk, round=round)
    kind = PhotoForm if _is_own(request, picture) else PressForm
    if kind is PressForm and not picture.may_publish:
        raise PermissionDenied
    shown = ShownVersion(request, picture, columns(*kind.Meta.fields))
    form = kind(request.POST or None, instance=picture)
    if request.method == "POST":
        with transaction.atomic():
            # Of two who choose a photo at the same moment, the second counts the other's: there is room for so many.
            lock(round)
            saved = form.is_valid() and shown.save(form)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("distributions:photos", pk)
    context = {"round": round, "photo": picture, "form": form, "shown": shown, "own": kind is PhotoForm}
    return render(request, "distributions/photo.html", context)


@roles(*MAY_PICTURE)
@require_POST
@once
def remove_photo(request: CentreRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Take a photo out of the round; the history keeps that it was there."""
    _own(request, frozen_round(request, pk), photo_pk).delete()
    messages.success(request, _("The photo was removed from this round."))
    return redirect("distributions:photos", pk)


@roles(*MAY_QUOTE)
@once
def quote(request: CentreRequest, pk: int, quote_pk: int | None = None) -> HttpResponse:
    """Add or change what somebody said."""
    round = frozen_round(request, pk)
    instance = get_object_or_404(Quote, pk=quote_pk, round=round) if quote_pk else Quote(round=round)
    shown = ShownVersion(request, instance, columns(*QuoteForm.Meta.fields))
    form = QuoteForm(request.POST or None, instance=instance)
    return _saved_or_shown(request, round, form, shown, _("Quote"))


@roles(*MAY_QUOTE)
@once
def publication(request: CentreRequest, pk: int, publication_pk: int | None = None) -> HttpResponse:
    """Add or change where the round was in the news."""
    round = frozen_round(request, pk)
    known = get_object_or_404(Publication, pk=publication_pk, round=round) if publication_pk else None
    instance = known or Publication(round=round)
    shown = ShownVersion(request, instance, columns(*PublicationForm.Meta.fields))
    form = PublicationForm(request.POST or None, instance=instance)
    return _saved_or_shown(request, round, form, shown, _("Publication"))


def _saved_or_shown(
    request: CentreRequest, round: Round, form: QuoteForm | PublicationForm, shown: ShownVersion, title: str
) -> HttpResponse:
    if request.method == "POST":
        # Of two tabs that say the same the second finds what the first said.
        Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if request.method == "POST" and form.is_valid():
        form.instance.centre_id = round.centre_id
        if shown.save(form):
            messages.success(request, _("Saved."))
            return redirect("distributions:report", round.pk)
    context = {"round": round, "form": form, "shown": shown, "title": title}
    return render(request, "distributions/record_form.html", context)


@roles(*MAY_RECORD)
def obstacles(request: CentreRequest, pk: int) -> HttpResponse:
    """How the round went, and what hindered it, for the report."""
    round = frozen_round(request, pk)
    if round.is_finished and request.method != "POST":
        recorded = [(_("How it went"), round.how_it_went), (_("Obstacles"), round.obstacles)]
        return _as_closed(request, round, _("How it went"), recorded)
    shown = ShownVersion(request, round, account_version)
    written = {"how_it_went": round.how_it_went, "obstacles": round.obstacles}
    form = AccountForm(request.POST or None, initial=written)
    if request.method == "POST" and form.is_valid():
        try:
            write_account(round, **form.cleaned_data, seen=shown.seen)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("distributions:report", pk)
    context = {"round": round, "form": form, "shown": shown, "title": _("How it went")}
    return render(request, "distributions/record_form.html", context)


def _as_closed(request: CentreRequest, round: Round, title: str, recorded: Iterable[tuple[str, str]]) -> HttpResponse:
    """What was recorded, without a form: a form that can save nothing asks for work in vain.

    Who had it open when the round was closed gets it back with the refusal, and what they wrote in it.
    """
    context = {"round": round, "title": title, "recorded": recorded}
    return render(request, "distributions/closed_record.html", context)
