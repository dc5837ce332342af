"""The small forms behind *Ubah* and *Ganti*: of a draft, and, with a reason, of an approved round."""

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from centres.indonesian import in_indonesian
from centres.models import Role
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.sent_forms import nothing_done, once
from centres.versions import NAME, ShownVersion, mark_of
from distributions.models import RUNNING, Recipient, Round, State
from distributions.pages.by_location import address_of
from distributions.pages.fetching import changeable, place_in_draft, round_of
from distributions.pages.queue_rows import offered_rows
from distributions.pages.small_edits import edit_page, submitted_form
from distributions.rounds import approval, by_hand, planning
from distributions.rounds.changes import handed_on, why_here
from distributions.rounds.checks import check_reserve, reserve_as_shown
from distributions.rounds.days import days_handed_over, days_visited
from distributions.rounds.exclusions import excluded_rows
from distributions.rounds.forms import (
    HANDED_OVER_THEN,
    VISITED_THEN,
    ContentsForm,
    FamilyForm,
    PeopleForm,
    SourceForm,
    StaffChangeForm,
    StopOrderChangeForm,
    StopOrderForm,
    TimeChangeForm,
    TimeForm,
)
from distributions.rounds.reserve_form import ReserveForm
from families.models import Family
from families.search import is_number

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SEARCHED = 80  # characters of what is searched for


@roles(Role.COORDINATOR)
@once
def time(request: CentreRequest, pk: int) -> HttpResponse:
    """Date and time; after approval with the reason. ``?tanggal=`` is the day to which a page proposes to move it.

    Where families received on that day, this is why.
    """
    round = changeable(request, pk, State.DRAFT, *RUNNING)
    draft = round.state == State.DRAFT
    proposed = _proposed_day(request)
    initial = {"date": proposed or round.date, "time": round.time}
    if proposed and not draft and (why := _why_then(round, proposed)):
        initial["reason"] = in_indonesian(why)
    shown = ShownVersion(request, round, planning.details_version("date", "time"))
    form = (TimeForm if draft else TimeChangeForm)(request.POST or None, initial=initial)

    def act() -> None:
        said = {name: form.cleaned_data[name] for name in ("date", "time")}
        if draft:
            planning.change_details(round, **said, seen=shown.seen)
        else:
            reason = form.cleaned_data["reason"]
            approval.move_date(round, **said, reason=reason, seen=shown.seen, by=request.user, now=timezone.now())

    done = submitted_form(request, form, act, to=_back(round), pk=pk)
    return done or edit_page(request, round, form, gettext_lazy("Date and time"), shown=shown)


def _why_then(round: Round, day: datetime.date) -> "StrPromise | str":
    """Why the round is to be held on a day, where its records say it."""
    if day in days_handed_over([round.pk]).get(round.pk, ()):
        return HANDED_OVER_THEN
    return VISITED_THEN if day in days_visited(round) else ""


def _proposed_day(request: CentreRequest) -> datetime.date | None:
    with suppress(ValueError):
        return datetime.date.fromisoformat(request.GET.get("tanggal", ""))
    return None


@roles(Role.COORDINATOR)
def source(request: CentreRequest, pk: int) -> HttpResponse:
    """Where the goods come from, on what terms, how many packages."""
    round = changeable(request, pk, State.DRAFT)
    shown = ShownVersion(request, round, planning.details_version(*SourceForm.Meta.fields))
    # The form validates onto a copy: the operation writes what it finds itself.
    form = SourceForm(request.POST or None, instance=round_of(request, pk))
    done = submitted_form(
        request,
        form,
        lambda: planning.change_details(round, **form.cleaned_data, seen=shown.seen),
        to="distributions:prepare",
        pk=pk,
    )
    return done or edit_page(request, round, form, gettext_lazy("Source of the goods"), shown=shown)


@roles(Role.COORDINATOR)
@once
def people(request: CentreRequest, pk: int) -> HttpResponse:
    """Staff and officials of a draft; after approval the staff, with the reason."""
    round = changeable(request, pk, State.DRAFT, *RUNNING)
    draft = round.state == State.DRAFT
    initial = {
        "staff": list(round.staff_links.values_list("official", flat=True)),
        "handing_official": round.handing_official_id,
        "head_official": round.head_official_id,
    }
    changes = ("staff", "handing_official", "head_official") if draft else ("staff",)
    shown = ShownVersion(request, round, planning.details_version(*changes))
    form = (PeopleForm if draft else StaffChangeForm)(request.POST or None, initial=initial, round=round)

    def act() -> None:
        if draft:
            planning.change_details(round, **form.cleaned_data, seen=shown.seen)
        else:
            staff, reason = form.cleaned_data["staff"], form.cleaned_data["reason"]
            approval.change_staff(
                round, staff=staff, reason=reason, seen=shown.seen, by=request.user, now=timezone.now()
            )

    done = submitted_form(request, form, act, to=_back(round), pk=pk)
    return done or edit_page(request, round, form, gettext_lazy("Staff and officials"), shown=shown)


@roles(Role.COORDINATOR)
def contents(request: CentreRequest, pk: int) -> HttpResponse:
    """What one package of this round contains."""
    round = changeable(request, pk, State.DRAFT)
    shown = ShownVersion(request, round, planning.contents_version)
    form = ContentsForm(request.POST or None, round=round)
    done = submitted_form(
        request,
        form,
        lambda: planning.change_contents(round, form.lines, seen=shown.seen),
        to="distributions:prepare",
        pk=pk,
    )
    if done:
        return done
    context = {"round": round, "form": form, "shown": shown}
    return render(request, "distributions/round_contents.html", context)


@roles(Role.COORDINATOR)
@once
def stops(request: CentreRequest, pk: int) -> HttpResponse:
    """The order of the locations, moved up and down, then saved; after approval with the reason."""
    round = changeable(request, pk, State.DRAFT, *RUNNING)
    draft = round.state == State.DRAFT
    shown = ShownVersion(request, round, planning.order_version)
    names = {
        stop.pk: str(stop.village.full_name) if stop.village else str(request.centre)
        for stop in round.stops.select_related("village")
    }
    kind = StopOrderForm if draft else StopOrderChangeForm
    form = kind(request.POST or None, stops=names)
    form.is_valid()
    moved = form.moved()

    def act() -> None:
        order, seen = form.cleaned_data["order"], shown.seen
        if draft:
            planning.order_stops(round, order, seen=seen)
        else:
            reason = form.cleaned_data["reason"]
            approval.reorder_stops(round, order=order, reason=reason, seen=seen, by=request.user, now=timezone.now())

    if moved is None:
        done = submitted_form(request, form, act, to=_back(round), pk=pk)
        return done or _stops_page(request, round, form, form.shown, shown=shown)
    # Not sent yet: a reason that is still missing is no error.
    told = kind(initial=request.POST.dict(), stops=names)
    return _stops_page(request, round, told, moved[0], shown=shown, moved=moved[1])


def _stops_page(
    request: CentreRequest,
    round: Round,
    form: StopOrderForm,
    order: list[int],
    *,
    shown: ShownVersion,
    moved: int | None = None,
) -> HttpResponse:
    """The page of the order; the location that was just moved keeps the focus on the button that moved it."""
    button = "up" if "up" in request.POST else "down"
    context = {
        "round": round,
        "form": form,
        "shown": shown,
        "draft": round.state == State.DRAFT,
        "rows": [
            {"pk": pk, "name": form.stops[pk], "focus": button if pk == moved else "", "place": place}
            for place, pk in enumerate(order, start=1)
        ],
        "moved": moved and form.stops[moved],
        "place": order.index(moved) + 1 if moved else None,
        "changed": order != list(form.stops),
    }
    return render(request, "distributions/stop_order.html", context)


@roles(Role.COORDINATOR)
@once
def family(request: CentreRequest, pk: int, recipient_pk: int | None = None) -> HttpResponse:
    """*Ganti* a family, or add one where a package is free: choose, one tap why, save."""
    round = changeable(request, pk, State.DRAFT)
    recipient = None
    if recipient_pk is not None:
        recipient = place_in_draft(request, round, recipient_pk)
    text = request.GET.get("cari", "").strip()
    today = request.centre.local_date(timezone.now())
    # Before what is offered is looked for: what changes in between is asked about once too often.
    mark = mark_of(by_hand.places_as_shown(round), round)
    rotation = by_hand.Rotation(round)
    offered = offered_rows(round, rotation, text, today)
    free: set[int | str] = {*rotation.without_reason(recipient)}
    if recipient and rotation.may_leave(recipient):
        free.add(FamilyForm.NOBODY)
    form = FamilyForm(
        request.POST or None,
        families=[(row["family"].pk, row["name"]) for row in offered],
        without_reason=free,
        replace=recipient is not None,
    )
    done = submitted_form(
        request,
        form,
        lambda: _replace(request, round, recipient, form),
        to="distributions:prepare",
        pk=pk,
        at=address_of(recipient.stop) if recipient and request.method == "POST" else "",
    )
    if done:
        return done
    context: dict[str, Any] = {"round": round, "recipient": recipient, "form": form, "offered": offered, "text": text}
    context["mark"] = mark
    context |= {"free": free, "proposed": rotation.proposed}
    context["of_family"] = f"?{urlencode(of_family)}" if (of_family := _of_family(request)) else ""
    if recipient:
        excluded = excluded_rows(round) if recipient.by_hand else []
        context["why"] = why_here(recipient, handed_on([recipient], excluded).get(recipient.pk, {}), on=today)
    return render(request, "distributions/round_family.html", context)


@require_POST
@roles(Role.COORDINATOR)
def find_family(request: CentreRequest, pk: int, recipient_pk: int | None = None) -> HttpResponse:
    """Lead to what was searched for on the page of *Ganti*: it stands in the address then, a number never does."""
    changeable(request, pk, State.DRAFT)
    where = [pk, recipient_pk] if recipient_pk else [pk]
    page = reverse(f"distributions:round_family{'' if recipient_pk else '_add'}", args=where)
    text = request.POST.get("cari", "").strip()[:SEARCHED]
    if is_number(text):
        messages.info(request, _("Search here by name or village; numbers are searched on top of every page."))
        return redirect(page)
    return redirect(f"{page}?{urlencode(_of_family(request) | {'cari': text})}")


def _of_family(request: CentreRequest) -> dict[str, str]:
    """Whose place a page is about, which the address goes on saying: it is known by it when the place is gone."""
    asked = request.GET.get("keluarga", "")
    return {"keluarga": asked} if asked.isdecimal() else {}


@roles(Role.COORDINATOR)
@once
def reserve(request: CentreRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """Let a reserve family of an approved round receive in the place of another."""
    round = changeable(request, pk, *RUNNING)
    recipient = get_object_or_404(round.recipients, pk=recipient_pk)
    if recipient.state != Recipient.State.RESERVE:
        nothing_done(request)
        messages.warning(request, _("%(name)s has a place in this round already.") % {"name": recipient.contact_name})
        return redirect("distributions:round", pk)
    rows = list(round.recipients.replaceable())
    if not rows:
        nothing_done(request)
        messages.warning(request, _("Nobody is left in whose place a reserve family could receive."))
        return redirect("distributions:round", pk)
    form = ReserveForm(request.POST or None, recipients=rows)
    done = submitted_form(
        request,
        form,
        lambda: approval.use_reserve(
            round,
            reserve=recipient,
            instead_of=round.recipients.get(pk=form.cleaned_data["instead_of"]),
            reason=form.cleaned_data["reason"],
            seen=request.POST.get("seen", ""),
            by=request.user,
            now=timezone.now(),
        ),
        to="distributions:round",
        pk=pk,
    )
    if done:
        return done
    title = _("%(name)s receives from the reserve") % {"name": recipient.contact_name}
    found = check_reserve(round, recipient, today=request.centre.local_date(timezone.now()))
    seen = mark_of(reserve_as_shown(found), recipient)
    others = round.recipients.filter(state=Recipient.State.RESERVE).exclude(pk=recipient.pk) if found.blocking else []
    more = {"found": found, "seen": seen, "others": others, "family_pk": recipient.family_id}
    return edit_page(request, round, form, title, **more)


def _back(round: Round) -> str:
    return "distributions:prepare" if round.state == State.DRAFT else "distributions:round"


def _replace(request: CentreRequest, round: Round, recipient: Recipient | None, form: FamilyForm) -> None:
    reason, by, now = form.cleaned_data["reason"], request.user, timezone.now()
    seen = request.POST.get(NAME, "")
    if recipient and form.cleaned_data["family"] == form.NOBODY:
        by_hand.remove_family(recipient, reason=reason, seen=seen, by=by, now=now)
        return
    chosen = Family.objects.select_related("village").get(centre=request.centre, pk=form.cleaned_data["family"])
    if recipient is None:
        by_hand.add_family(round, chosen, reason=reason, seen=seen)
    else:
        by_hand.swap_family(recipient, chosen, reason=reason, seen=seen, by=by, now=now)
