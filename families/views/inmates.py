"""Inmates: list, page, form, and what became of them."""

import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Prefetch, QuerySet, When
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from centres.forms import add_refusal, sent
from centres.paging import NUMBER, Key, Page, Place, behind, cut
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER, MAY_SEE_INMATES
from centres.sent_forms import once
from centres.versions import ShownVersion, columns
from config.errors import Refused
from families.forms import InmateForm, InmateStatusForm
from families.holding import lock_register
from families.inmates import change_status, hold_inmate, inmate_label, namesake_of, status_version, still_held
from families.models import FamilyInmate, Inmate, Member
from families.search import PAGE, inmates, is_number, typed
from families.villages import SUGGESTIONS

KEY = Key(pk=NUMBER)
BY_NAME = ("name", "pk")
HELD_FIRST = Case(When(status=Inmate.Status.HELD, then=0), default=1)
# Beside the statuses: held by the register, and the expected release has come, or a list of inmates has them not.
RELEASE_DUE, UNLISTED = "due", "unlisted"


@roles(*MAY_SEE_INMATES)
@require_GET
def inmate_list(request: CentreRequest) -> HttpResponse:
    """The inmates by name; a page by key."""
    text, status = _asked(request.GET)
    return _list(request, text, status)


@require_POST
@roles(*MAY_SEE_INMATES)
def find_inmate(request: CentreRequest) -> HttpResponse:
    """Search as typed. A number of eight digits or more never enters an address: who has it is shown at once."""
    text, status = _asked(request.POST)
    if not is_number(text):
        return redirect(f"{reverse('families:inmates')}?{_query(text, status)}")
    return _list(request, text, status)


@require_GET
@roles(*MAY_REGISTER)
def inmates_known(request: CentreRequest) -> JsonResponse:
    """Inmates by name or register number, for the list under the field of a form; those who are held first."""
    text = typed(request.GET.get("q", "")[:100])
    found = inmates(request.centre, text).order_by(HELD_FIRST, "name", "pk") if text else Inmate.objects.none()
    choices = [
        {"text": inmate_label(inmate), "note": "" if inmate.is_held else inmate.get_status_display()}
        for inmate in found[:SUGGESTIONS]
    ]
    return JsonResponse({"choices": choices})


def _asked(said: QueryDict) -> tuple[str, str]:
    """What was typed, and the status that was chosen; another one counts as none."""
    status = said.get("status", "")
    return said.get("q", "")[:100], status if status in (*Inmate.Status.values, RELEASE_DUE, UNLISTED) else ""


def _query(text: str, status: str, **place: str) -> str:
    """What stands in the address of a page; a number is not kept there, so that its list has one page."""
    if is_number(text):
        return ""
    return urlencode({key: value for key, value in {"q": text, "status": status, **place}.items() if value})


def _list(request: CentreRequest, text: str, status: str) -> HttpResponse:
    due_on = request.centre.local_date(timezone.now()) if status == RELEASE_DUE else None
    wanted = status if status in Inmate.Status.values else ""
    unlisted = status == UNLISTED
    page = _page(inmates(request.centre, text, status=wanted, due_on=due_on, unlisted=unlisted), request)
    # A register number may have as many digits as a NIK, and is found; a NIK is not, and doesn't stay on the page.
    is_nobodys = is_number(text) and not page.rows
    context = {
        "rows": page.rows,
        "q": "" if is_nobodys else text,
        "is_nobodys": is_nobodys,
        "status": status,
        "statuses": [
            *Inmate.Status.choices,
            (RELEASE_DUE, _("Release due")),
            (UNLISTED, _("Not in the list of inmates")),
        ],
        "all_held": all(row.is_held for row in page.rows),
        "previous": _query(text, status, sebelum=page.before) if page.before else "",
        "next": _query(text, status, sesudah=page.after) if page.after else "",
    }
    return render(request, "families/inmates.html", context | {"may_edit": bool(request.roles & MAY_REGISTER)})


def _page(found: QuerySet[Inmate], request: CentreRequest) -> Page[Inmate]:
    """A page by name; the address holds the number of an inmate, never the name."""
    after, before = _place(request, "sesudah"), _place(request, "sebelum")
    if before:
        found = behind(found, BY_NAME, before, newest_first=True).order_by("-name", "-pk")
    elif after:
        found = behind(found, BY_NAME, after, newest_first=False)
    rows = list(_with_families(found)[: PAGE + 1])
    return cut(rows, KEY, size=PAGE, begun=after is not None, backwards=before is not None)


def _place(request: CentreRequest, name: str) -> Place | None:
    key = KEY.read(request.GET.get(name, ""))
    return Inmate.objects.filter(centre=request.centre, pk=key[0]).values_list("name", "pk").first() if key else None


def _with_families(found: QuerySet[Inmate]) -> QuerySet[Inmate]:
    contacts = Prefetch("family__members", Member.objects.contacts(), "contacts")
    ties = FamilyInmate.objects.select_related("family__village").prefetch_related(contacts).order_by("pk")
    return found.prefetch_related(Prefetch("ties", ties, "tied"))


@roles(*MAY_SEE_INMATES)
def inmate(request: CentreRequest, pk: int) -> HttpResponse:
    """One inmate, the families, and what can be done."""
    found = get_object_or_404(_with_families(Inmate.objects.filter(centre=request.centre, pk=pk)))
    due = found.release_is_due(request.centre.local_date(timezone.now()))
    context = {"inmate": found, "release_due": due, "may_edit": bool(request.roles & MAY_REGISTER)}
    return render(request, "families/inmate.html", context)


@roles(*MAY_REGISTER)
@once
def inmate_form(request: CentreRequest, pk: int | None = None) -> HttpResponse:
    """A new inmate, or name, number and expected release of one."""
    found = get_object_or_404(Inmate, centre=request.centre, pk=pk) if pk else Inmate(centre=request.centre)
    shown = ShownVersion(request, found, columns(*InmateForm.Meta.fields))
    form = InmateForm(sent(request), instance=found)
    if request.method == "POST" and form.is_valid() and _saved(form, shown):
        messages.success(request, _("Saved."))
        return redirect("families:inmate", found.pk)
    return render(request, "families/inmate_form.html", {"form": form, "inmate": found, "shown": shown})


@transaction.atomic
def _saved(form: InmateForm, shown: ShownVersion) -> bool:
    if not shown.is_new:
        hold_inmate(form.instance)
    elif not (form.is_another or form.cleaned_data["register_number"]):
        # Of two who add the same one, the second sees that of the first.
        lock_register(form.instance.centre)
        if namesake := namesake_of(form.cleaned_data["name"], form.instance.centre):
            form.ask_whether(namesake)
            return False
    return shown.save(form)


@roles(*MAY_REGISTER)
@once
def inmate_status(request: CentreRequest, pk: int) -> HttpResponse:
    """Released, transferred, deceased, or held again."""
    found = get_object_or_404(Inmate.objects.select_related("centre"), centre=request.centre, pk=pk)
    now = timezone.now()
    initial = {"status": Inmate.Status.RELEASED, "on": request.centre.local_date(now)}
    shown = ShownVersion(request, found, status_version)
    form = InmateStatusForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_status(found, **form.cleaned_data, seen=shown.seen, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The status is recorded. The families stay in the register."))
            return redirect("families:inmate", found.pk)
    return render(request, "families/inmate_status.html", {"form": form, "inmate": found, "shown": shown})


@require_POST
@roles(*MAY_REGISTER)
@once
def still_here(request: CentreRequest, pk: int) -> HttpResponse:
    """Say that an inmate who was not in a list is held here nevertheless."""
    found = get_object_or_404(Inmate, centre=request.centre, pk=pk)
    try:
        still_held(found, unlisted_on=_day(request.POST.get("unlisted_on", "")), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted: still held here."))
    return redirect("families:inmate", pk)


def _day(text: str) -> datetime.date:
    """The day that a form carried; another one than any list's where it carried none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return datetime.date.min
