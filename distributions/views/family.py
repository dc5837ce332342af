"""A family's page, as a story, with its numbers masked."""

from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres import access_log
from centres.forms import what_is_wrong
from centres.identity import LABELS, Masked
from centres.indonesian import in_indonesian
from centres.models import AccessLog
from centres.permissions import Role, roles
from centres.requests import CentreRequest
from centres.roles import MAY_DECIDE, MAY_REGISTER, MAY_REVEAL, MAY_SEE_FAMILIES, MAY_SURVEY
from centres.sent_forms import once
from centres.versions import mark_of
from config.errors import Refused
from config.keys import row_key
from distributions.handover.forms import NOTICE_NOTES, NoticeForm
from distributions.handover.notices import notices_of, settle_notice
from distributions.models import Recipient
from distributions.overview.family_story import story, trails
from families.eligibility import standing_of
from families.eligibility_acts import acts_for
from families.models import Family, FamilyInmate, Inmate, Member, RemarksRead
from families.models.family import Named
from families.need import priority
from families.remarks import answers_in_words

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def _in_whose_name(families: QuerySet[Family]) -> list[tuple[int, str]]:
    rows = Family.objects.filter(pk__in=families).with_contact().values_list("pk", "contact_name")
    return [(pk, _("without a contact") if name is None else name) for pk, name in rows]


access_log.call(Family, _in_whose_name, readers=MAY_SEE_FAMILIES)
access_log.call(Member, lambda members: members.values_list("pk", "name"), readers=MAY_SEE_FAMILIES)


@roles(*MAY_SEE_FAMILIES)
def family(request: CentreRequest, pk: int) -> HttpResponse:
    """Who, where, need, and everything that happened."""
    return _page(request, _family(request, pk))


@require_POST
@roles(*MAY_REVEAL)
def family_reveal(request: CentreRequest, pk: int) -> HttpResponse:
    """*Tampilkan lengkap*: one number in full, written down in the access log in the same transaction.

    The number is in the answer to this POST alone; with htmx that is the one line of the page.
    """
    found = _family(request, pk)
    which = request.POST.get("which", "")
    subject, number = _number(found, which)
    shown = refused = ""
    try:
        with transaction.atomic():
            access_log.record(request, AccessLog.Action.REVEAL, subject, detail=number.field, now=timezone.now())
            shown = number.reveal()
    except Refused as unreadable:
        refused = str(unreadable)
    if request.headers.get("HX-Request"):
        line = {"label": LABELS[number.field], "full": shown, "refused": refused}
        return render(request, "distributions/_number_line.html", line)
    if refused:
        messages.error(request, refused)
    return _page(request, found, {which: shown})


@require_POST
@roles(*MAY_REGISTER)
@once
def family_notice(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """Say what was done about what was heard of a family at the door."""
    found = get_object_or_404(Family, centre=request.centre, pk=pk)
    of_family = Recipient.objects.filter(Q(family=found) | Q(family__merged_into=found), centre=request.centre)
    notice = get_object_or_404(of_family, pk=recipient_pk)
    form = NoticeForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(what_is_wrong(form))
        # As it was when the page was opened.
        notice.recorded_at = form.cleaned_data["recorded_at"]
        settle_notice(notice, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Settled."))
    return redirect("distributions:family", found.pk)


def _family(request: CentreRequest, pk: int) -> Family:
    families = Family.objects.select_related("village__parent__parent", "centre", "determination", "merged_into")
    return get_object_or_404(families.defer("search"), centre=request.centre, pk=pk)


def _number(family: Family, which: str) -> tuple[Family | Member, Masked]:
    """The number that ``which`` names: kk, nik-<member> or phone-<member>. Raises Http404 for any other."""
    kind, _sep, key = which.partition("-")
    subject: Family | Member = family
    if kind in ("nik", "phone") and (member := row_key(key)):
        subject = get_object_or_404(Member, centre=family.centre_id, family=family, pk=member)
    elif which != "kk":
        raise Http404
    number = getattr(subject, kind)
    if not number:
        raise Http404
    return subject, number


def _ties(family: Family) -> list[FamilyInmate]:
    """Those of the family, then those that stand in merged entries alone; each inmate once."""
    of_group = FamilyInmate.objects.filter(Q(family=family) | Q(family__merged_into=family)).select_related("inmate")
    found = {tie.inmate_id: tie for tie in of_group.order_by("-family__merged_into", "-pk")}
    return sorted(found.values(), key=lambda tie: (tie.family_id != family.pk, tie.pk))


def _merged(family: Family) -> "QuerySet[WithAnnotations[Family, Named]]":
    """The entries that were merged into this one, each with its contact."""
    return family.merged.with_contact().order_by("pk")


def _told(family: Family) -> list[str]:
    """What the register's remarks say of need, while nobody has surveyed it."""
    if family.surveyed_on is not None:
        return []
    read = RemarksRead.objects.filter(family=family).first()
    return answers_in_words(read.answers) if read else []


class Aged(TypedDict):
    """What the page adds to a member."""

    years: int | None


def _page(request: CentreRequest, family: Family, revealed: dict[str, str] | None = None) -> HttpResponse:
    today = request.centre.local_date(timezone.now())
    members = cast("list[WithAnnotations[Member, Aged]]", list(family.members.of_household()))
    for member in members:
        member.years = member.age(today)
    ties = _ties(family)
    events = story(family, zone=request.centre.zone)
    trail = trails([family], today=today)[family.pk]
    next_turn = min((event for event in events if event.key == "now"), key=lambda event: event.on, default=None)
    # A release before the next turn is to be confirmed as much as one that has come.
    until = max(today, next_turn.on) if next_turn else today
    context: dict[str, Any] = {
        "family": family,
        "merge_mark": mark_of(family.merged_into_id, family),
        "today": today,
        "contact": next((member for member in members if member.is_contact), None),
        "members": members,
        "ties": ties,
        "merged": _merged(family),
        "proxies": family.proxies.in_force(today).select_related("recorded_by"),
        "nobody_held": bool(ties) and not any(tie.inmate.status == Inmate.Status.HELD for tie in ties),
        "standing": standing_of(family, today),
        "priority": priority(family.need_score) if family.need_score is not None else "",
        "events": events,
        "next_turn": next_turn,
        "leaving": [tie.inmate for tie in ties if tie.inmate.release_is_due(until)],
        "told": _told(family),
        "unlisted": [tie.inmate for tie in ties if tie.inmate.unlisted_on],
        "house": next((event for event in events if event.house), None),
        "notices": [(notice, notice.recorded_at.isoformat()) for notice in notices_of(family) if notice.recorded_at],
        "notice_notes": [(in_indonesian(words), words) for words in NOTICE_NOTES],
        "trail": trail,
        "first_month": trail[0][0],
        "last_month": trail[-1][0],
        "revealed": revealed or {},
        "may_reveal": bool(request.roles & MAY_REVEAL),
        "may_edit": bool(request.roles & MAY_REGISTER),
        "may_correct": Role.HEAD in request.roles,
        "may_hand_out": bool(request.roles & MAY_DECIDE),
        "may_assess": bool(request.roles & MAY_SURVEY),
        "acts": acts_for(family) if Role.COORDINATOR in request.roles else (),
    }
    return render(request, "distributions/family.html", context)
