"""The hand-over page for a phone: locations in order, a family per card, one decision each."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from centres import access_log
from centres.forms import add_refusal, what_is_wrong
from centres.models import AccessLog, Centre, Role, StoredFile, User
from centres.permissions import roles
from centres.pictures import clean_picture
from centres.requests import CentreRequest
from centres.roles import MAY_RECORD, MAY_SEE_FAMILIES, MAY_SURVEY
from centres.versions import ShownVersion
from config.errors import Refused
from config.formats import quantity
from distributions.handover.clock_words import about_clock
from distributions.handover.day_forms import usual_day
from distributions.handover.forms import (
    Channel,
    DeliveredForm,
    MissedForm,
    PartialForm,
    UndoForm,
    WholeStopForm,
)
from distributions.handover.givers import givers
from distributions.handover.submissions import (
    hand_over_all,
    is_overtaken,
    overtaken,
    record_version,
    require_acceptable,
    submit,
    undo,
    usual_giver,
)
from distributions.models import Handover, HandoverReport, Recipient, Round, Stop
from distributions.pages.by_location import Location, address_of, page_of
from distributions.pages.fetching import field_recipient, field_round
from distributions.pages.sent_before import sent_before
from distributions.rounds.contents import contents_of
from distributions.rounds.goods import may_be_handed_over
from distributions.rounds.not_held import waiting_without_inmate
from distributions.rounds.pictures import keep_picture
from distributions.rounds.standing import Standing, recipient_stands, with_corrections
from families.models import Member
from families.need import outdated_before

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# A family's place, as ``_waiting_at`` writes it.
PLACE = re.compile(r"[0-9]{1,18}")
SAID_OF_WHO = ("received_by", "member", "proxy", "proxy_name", "proxy_relation", "given_by", "when", "handed_on")


class Counts(TypedDict):
    """What the list adds to a location: how many families it has, how many are not recorded, how many received."""

    families: int
    waiting: int
    served: int


@roles(*MAY_SEE_FAMILIES)
@require_GET
def handover_list(request: CentreRequest, pk: int) -> HttpResponse:
    """The locations in visiting order with their families; the first one not recorded is marked.

    Of a round with many families some locations at a time, those first where it goes on.
    """
    round = field_round(request, pk)
    stops = _with_counts(round)
    goes_on = next((stop for stop in stops if stop.waiting), None)
    locations = [Location(stop.pk, _label(stop), stop.families) for stop in stops]
    page = page_of(locations, request.GET.get("lokasi", ""), goes_on.pk if goes_on else None)
    places: list[tuple[int, Any]] = [
        (number, stop) for number, stop in enumerate(stops, start=1) if stop.pk in page.stops
    ]
    prefetch_related_objects([stop for _number, stop in places], _families_of_stops(request.centre))
    everybody = [recipient for _number, stop in places for recipient in stop.all]
    total = sum(stop.families for stop in stops)
    context = {
        "round": round,
        "page": page,
        "places": places,
        "stands": _stands(round, everybody),
        "nobody_held": waiting_without_inmate(round, everybody),
        "total": total,
        "recorded": total - sum(stop.waiting for stop in stops),
        "next": _next_of(goes_on) if goes_on else None,
        "open": round.is_running,
        "today": timezone.localdate(),
        "waiting_of": {stop.pk: _waiting_at(stop) for _number, stop in places},
        "whole": _whole_forms(request, round, [stop for _number, stop in places]),
        "begun": any(stop.served for stop in stops),
        "may_record": bool(request.roles & MAY_RECORD),
        "open_reports": round.reports.open().count(),
    }
    return render(request, "distributions/handover_list.html", context)


def _whole_forms(request: CentreRequest, round: Round, stops: list[Stop]) -> dict[int, WholeStopForm]:
    """*Semua menerima lengkap* of each location: it says which day it was and who gave, as was said last."""
    said = {"usual": usual_day(round, request.user.pk), **_who_gives(request, round)}
    return {stop.pk: WholeStopForm(round=round, auto_id=f"stop{stop.pk}_%s", **said) for stop in stops}


def _who_gives(request: CentreRequest, round: Round) -> dict[str, Any]:
    return {"givers": givers(round), "usual_giver": usual_giver(round, request.user)}


def _waiting_at(stop: Any) -> str:
    """Whom the page shows as waiting at a location, as the form that records them all carries it."""
    return ",".join(str(recipient.pk) for recipient in stop.all if recipient.is_planned)


def _with_counts(round: Round) -> "list[WithAnnotations[Stop, Counts]]":
    """The locations where somebody receives, in the order of the route."""
    state = Recipient.State
    counted = round.stops.annotate(
        families=Count("recipients", filter=~Q(recipients__state=state.RESERVE)),
        waiting=Count("recipients", filter=Q(recipients__state=state.PLANNED)),
        served=Count("recipients", filter=Q(recipients__state=state.SERVED)),
    )
    return list(counted.filter(families__gt=0).select_related("village__parent").order_by("position", "pk"))


def _families_of_stops(centre: Centre) -> "Prefetch[str]":
    standing = Handover.objects.filter(voided_at=None).with_hour(centre.zone)
    recipients = (
        Recipient.objects.expected()
        .with_day(centre.zone)
        .prefetch_related(Prefetch("handovers", standing, to_attr="standing"))
    )
    return Prefetch("recipients", recipients, to_attr="all")


def _label(stop: "WithAnnotations[Stop, Counts]") -> str:
    """What the list to choose from says of a location."""
    if not stop.waiting:
        return _("%(place)s: all recorded") % {"place": stop}
    text = ngettext("%(place)s: %(count)s not recorded", "%(place)s: %(count)s not recorded", stop.waiting)
    return text % {"place": stop, "count": quantity(stop.waiting)}


def _next_of(stop: "WithAnnotations[Stop, Counts]") -> Recipient | None:
    """The first family of a location that is not recorded, from the page where it shows it."""
    shown = getattr(stop, "all", None)
    if shown is None:
        return stop.recipients.planned().first()
    return next((recipient for recipient in shown if recipient.is_planned), None)


def _stands(round: Round, recipients: "list[Any]") -> dict[int, Standing]:
    corrections = list(round.corrections.all()) if round.is_closed else []
    return {
        r.pk: with_corrections(
            recipient_stands(r, round.state, partly=any(not handover.complete for handover in r.standing)),
            (one for one in corrections if one.recipient_id == r.pk),
        )
        for r in recipients
    }


@roles(*MAY_RECORD)
@require_POST
def hand_over_stop(request: CentreRequest, pk: int, stop_pk: int) -> HttpResponse:
    """*Semua menerima lengkap*: every family of the location that the page showed as not recorded yet."""
    round = field_round(request, pk)
    stop = get_object_or_404(Stop, pk=stop_pk, round=round)
    stop.round = round
    form = WholeStopForm(request.POST, round=round, **_who_gives(request, round))
    if form.is_valid():
        shown = {int(found) for found in PLACE.findall(request.POST.get("waiting", ""))}
        said = {"key": form.cleaned_data["key"], "channel": Channel.PAGE, "shown": shown, **form.moment()}
        said |= {"given_by": form.giver()}
        try:
            _say_all(request, stop, hand_over_all(stop, **said, by=request.user, now=timezone.now()))
        except Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, what_is_wrong(form))
    return _back_to(stop)


def _say_all(request: CentreRequest, stop: Stop, reports: list[HandoverReport]) -> None:
    """What came of it: of whom it was recorded, of whom an old form said it once more, and who still waits."""
    old = overtaken(reports)
    count = len(reports) - len(old)
    left = stop.recipients.planned().exclude(pk__in=[report.recipient_id for report in old]).count()
    if count:
        text = ngettext("%(count)s family recorded as complete.", "%(count)s families recorded as complete.", count)
        messages.success(request, text % {"count": quantity(count)})
    elif not (left or old):
        messages.info(request, _("Everybody at this location was recorded already."))
    if old:
        messages.warning(request, sent_before(len(old)))
    if left:
        text = ngettext(
            "%(count)s family here was not shown as waiting when you opened the page, so nothing was recorded of it.",
            "%(count)s families here were not shown as waiting when you opened the page, so nothing was recorded of"
            " them.",
            left,
        )
        messages.warning(request, text % {"count": quantity(left)})


@roles(*MAY_SEE_FAMILIES)
def recipient(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """One family: the three buttons, everything else filled in; POST records the whole package."""
    family = field_recipient(request, pk, recipient_pk)
    form = DeliveredForm(request.POST or None, request.FILES or None, **_who(request, family))
    if request.method == "POST" and not request.roles & MAY_RECORD:
        raise PermissionDenied
    recorded = (
        request.method == "POST"
        and form.is_valid()
        and _carried_out(request, form, lambda: _submit_delivered(request, form))
    )
    return _back_to(family.stop) if recorded else _recipient_page(request, family, form)


@roles(*MAY_RECORD)
def recipient_partial(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """*Sebagian*: each item's quantity, and why it differs; who receives comes along from the family's page."""
    family = field_recipient(request, pk, recipient_pk)
    form_of = partial(PartialForm, lines=may_be_handed_over(family), **_who(request, family))
    if "part" in request.POST:
        form = form_of(initial=_said_of_who(request))
    else:
        form = form_of(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        given = form.quantities()
        if _carried_out(request, form, lambda: _submit_delivered(request, form, quantities=given)):
            return _back_to(family.stop)
    return render(request, "distributions/handover_partial.html", {"recipient": family, "form": form})


@roles(*MAY_RECORD)
def recipient_missed(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """*Belum diserahkan*: one tap on the reason."""
    family = field_recipient(request, pk, recipient_pk)
    usual = usual_day(family.round, request.user.pk)
    initial = {"missed_reason": request.GET.get("reason")}
    form = MissedForm(request.POST or None, initial=initial, round=family.round, usual=usual)
    if request.method == "POST" and form.is_valid():
        said = form.submission(family)
        if _carried_out(request, form, lambda: submit(family.round, said, by=request.user, now=timezone.now())):
            return _back_to(family.stop)
    return render(request, "distributions/handover_missed.html", {"recipient": family, "form": form})


@roles(*MAY_RECORD)
def recipient_undo(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """*Urungkan*: until the round is closed; the slip stays on record with its reason."""
    family = field_recipient(request, pk, recipient_pk)
    shown = ShownVersion(request, family, record_version)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def take_back() -> HandoverReport:
            reason, key = form.reason_text(), form.cleaned_data["key"]
            given = {"key": key, "channel": Channel.PAGE, "reason": reason, "seen": shown.seen}
            return undo(family, **given, by=request.user, now=timezone.now())

        if _carried_out(request, form, take_back, done=_("Undone. Record again what happened.")):
            return redirect("distributions:handover_recipient", pk, recipient_pk)
    return render(request, "distributions/handover_undo.html", {"recipient": family, "form": form, "shown": shown})


@roles(*MAY_RECORD)
@require_POST
def recipient_phone(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """Show the contact's phone number to call it; logged in the same transaction."""
    family = field_recipient(request, pk, recipient_pk)
    if not family.round.is_running:
        messages.error(request, _("The round is over; its phone numbers are no longer shown here."))
        return redirect("distributions:handover_recipient", pk, recipient_pk)
    contact = get_object_or_404(Member.objects.contacts(), family_id=family.family_id)
    try:
        with transaction.atomic():
            access_log.record(request, AccessLog.Action.REVEAL, contact, detail="phone")
            number = contact.phone.reveal()
    except Refused as unreadable:
        messages.error(request, str(unreadable))
        return redirect("distributions:handover_recipient", pk, recipient_pk)
    form = DeliveredForm(initial=_said_of_who(request), **_who(request, family))
    return _recipient_page(request, family, form, phone=number, phone_asked=True)


def _said_of_who(request: CentreRequest) -> dict[str, str]:
    """What was chosen and typed of who gives and receives, to be shown again."""
    return {name: request.POST[name] for name in SAID_OF_WHO if name in request.POST}


def _back_to(stop: Stop) -> HttpResponse:
    """The list: of a round with many families the page of this location, or once it is done where the round goes on."""
    at = address_of(stop) if stop.recipients.planned().exists() else ""
    return redirect(reverse("distributions:handover", args=[stop.round_id]) + at)


def _who(request: CentreRequest, recipient: Recipient) -> dict[str, Any]:
    """Who receives, who may have given, who usually gives, and which day was said before."""
    round = recipient.round
    return {
        "recipient": recipient,
        "usual": usual_day(round, request.user.pk),
        **_who_gives(request, round),
    }


def _recipient_page(request: CentreRequest, family: Recipient, form: DeliveredForm, **more: Any) -> HttpResponse:
    zone, round = request.centre.zone, family.round
    of_it = ("given_by", "recorded_by", "report__made_by")
    given = family.handovers.filter(voided_at=None).with_hour(zone).select_related(*of_it)
    handover = given.prefetch_related("lines__item").first()
    corrections = family.corrections.all() if family.round.is_closed else ()
    context = {
        "recipient": family,
        "round": family.round,
        "form": form,
        "missed_form": MissedForm(round=round, usual=form.usual, auto_id="missed_%s"),
        "lines": contents_of(family),
        "handover": handover,
        "clock": about_clock(handover.report.clock_ahead, doubtful=handover.report.clock_doubtful) if handover else "",
        "maker": _other_maker(family, handover),
        "standing": with_corrections(
            recipient_stands(family, family.round.state, partly=handover is not None and not handover.complete),
            corrections,
        ),
        "may_correct": Role.HEAD in request.roles and family.round.is_closed,
        "open": family.round.is_running,
        "may_record": bool(request.roles & MAY_RECORD),
        "to_survey": _to_survey(request, family),
        "nobody_held": bool(waiting_without_inmate(round, [family])),
        **more,
    }
    return render(request, "distributions/handover_recipient.html", context)


def _other_maker(family: Recipient, handover: Handover | None) -> User | None:
    """Who recorded on a phone what another sent of a family; None where it was one person."""
    if handover:
        return handover.report.other_maker
    if not family.is_missed:
        return None
    last = family.reports.filter(verdict=HandoverReport.Verdict.ACCEPTED).select_related("made_by").last()
    return last.other_maker if last else None


def _to_survey(request: CentreRequest, recipient: Recipient) -> str:
    """The survey of a family that has none, or an old one: somebody is at its door. "" where none is due."""
    surveyed_on = recipient.family.surveyed_on
    is_old = surveyed_on is None or surveyed_on < outdated_before(request.centre.local_date(timezone.now()))
    if not (is_old and recipient.round.is_running and request.roles & MAY_SURVEY):
        return ""
    back = reverse("distributions:handover_recipient", args=[recipient.round_id, recipient.pk])
    stands_for = recipient.family.merged_into_id or recipient.family_id
    return f"{reverse('families:survey', args=[stands_for])}?{urlencode({'kembali': back})}"


def _submit_delivered(request: CentreRequest, form: DeliveredForm, **said: Any) -> HandoverReport:
    """Record the hand-over; its picture is stored in the same transaction, when all else that was said will do."""
    round, (field, sent), now = form.recipient.round, form.picture, timezone.now()
    if not sent:
        return submit(round, form.submission(**said), by=request.user, now=now)
    require_acceptable(round, form.submission(**said), now=now)
    with clean_picture(sent) as picture, transaction.atomic():
        stored = keep_picture(round, picture, kind=StoredFile.Kind.PROOF, field=field, by=request.user, now=now)
        return submit(round, form.submission(**said, proof_file_id=stored.pk), by=request.user, now=now)


def _carried_out(request: CentreRequest, form: Form, act: Callable[[], HandoverReport], *, done: str = "") -> bool:
    """Run the operation; say what came of it, or put its refusal by the field."""
    try:
        report = act()
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    if report.verdict == HandoverReport.Verdict.OPEN:
        why = report.get_open_reason_display()
        messages.warning(request, _("Kept for the coordinator to decide: %(why)s.") % {"why": why})
    elif is_overtaken(report):
        messages.warning(
            request,
            _("This form was sent before; what it said has been undone or changed since. Open the family again."),
        )
    else:
        messages.success(request, done or _("Recorded."))
    return True
