"""/pengaturan/pengguna/: who signs in, with which roles, from when until when. Administrators only."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres import access_log
from centres.accounts.attempts import address_of
from centres.accounts.forms import EndRoleForm, NewUserForm, PersonForm, RolesForm
from centres.accounts.lockouts import lockouts_of, lockouts_of_person
from centres.accounts.password_reset import make_reset_link
from centres.accounts.roles import (
    change_person,
    close_account,
    end_role,
    ends_at_once,
    give_roles,
    membership_version,
    open_account,
    person_version,
    register_user,
)
from centres.accounts.roles_workbook import roles_workbook
from centres.downloads import EXCEL, file_response
from centres.forms import add_refusal, sent
from centres.models import SMALL_TEAM, AccessLog, Membership, Role, User
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.sent_forms import answer_again, once
from centres.versions import ShownVersion
from config.errors import Refused
from config.formats import plain_date

form_page = require_http_methods(["GET", "HEAD", "POST"])


@roles(Role.ADMIN)
@require_GET
def users(request: CentreRequest) -> HttpResponse:
    """Everybody who holds or held a role here: those who may sign in now first, and who has to wait."""
    now = timezone.now()
    today = request.centre.local_date(now)
    memberships = Membership.objects.filter(centre=request.centre).select_related("user").order_by("id")
    people: dict[int, dict] = {}
    for membership in memberships:
        person = people.setdefault(membership.user_id, {"user": membership.user, "roles": [], "later": []})
        if membership.starts_on > today:
            person["later"].append(membership)
        elif membership.ends_on is None or membership.ends_on >= today:
            person["roles"].append(membership)
    found = sorted(people.values(), key=lambda person: str(person["user"]).casefold())
    working = [person for person in found if person["user"].is_active and (person["roles"] or person["later"])]
    approvers = [p for p in working if any(m.role == Role.HEAD for m in p["roles"])]
    lockouts = lockouts_of(request.centre, reader=request.user, address=address_of(request), now=now)
    context = {
        "held_up": [each for each in lockouts if each.lasts(now)],
        "lately": [each for each in lockouts if not each.lasts(now)],
        "people": working,
        "former": [p for p in found if p not in working],
        "nobody_approves": not approvers and not request.centre.single_officer,
    }
    return render(request, "centres/users.html", context)


@roles(Role.ADMIN)
@require_POST
def users_excel(request: CentreRequest) -> HttpResponse:
    """All roles that anybody holds or held here, as Excel; the export is logged in the same transaction."""
    today = request.centre.local_date(timezone.now())
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, User, centre=request.centre)
        content = roles_workbook(request.centre, today=today)
    return file_response(content, f"pengguna-{today:%Y-%m-%d}.xlsx", EXCEL)


@roles(Role.ADMIN)
@never_cache
@form_page
@once
def new_user(request: CentreRequest) -> HttpResponse:
    """Make an account. Its first link is shown in the answer and nowhere else: it is not kept."""
    now = timezone.now()
    form = NewUserForm(sent(request), initial={"starts_on": request.centre.local_date(now)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        fields: dict[str, Any] = {
            name: data[name] for name in ("username", "full_name", "email", "starts_on", "ends_on")
        }
        centre, by = request.centre, request.user
        try:
            person = register_user(**fields, roles=form.chosen(), centre=centre, by=by, now=now)
            link = request.build_absolute_uri(make_reset_link(person, centre=centre, by=by, now=now))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            answer_again(request, reverse("centres:user", args=[person.pk]))
            return render(request, "centres/user_added.html", {"person": person, "link": link})
    return render(request, "centres/user_new.html", {"form": form}, status=422 if form.errors else 200)


@roles(Role.ADMIN)
@require_GET
def user(request: CentreRequest, pk: int) -> HttpResponse:
    person, now = _person(request, pk), timezone.now()
    today = request.centre.local_date(now)
    held = list(Membership.objects.filter(centre=request.centre, user=person).order_by("-starts_on", "id"))
    current = [one for one in held if one.ends_on is None or one.ends_on >= today]
    has = {one.role for one in current if one.starts_on <= today}
    context = {
        "person": person,
        "held_up": [each for each in lockouts_of_person(person, now=now) if each.lasts(now)] if current else [],
        "current": current,
        "ended": [one for one in held if one not in current],
        "today": today,
        "lacks_team": not has.issuperset(SMALL_TEAM),
        "is_self": person.pk == request.user.pk,
    }
    return render(request, "centres/user.html", context)


@roles(Role.ADMIN)
@form_page
def change_user(request: CentreRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    shown = ShownVersion(request, person, person_version)
    form = PersonForm(sent(request), initial={"full_name": person.full_name, "email": person.email})
    if request.method == "POST" and form.is_valid():
        try:
            change_person(
                person,
                **form.cleaned_data,
                seen=shown.seen,
                centre=request.centre,
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("centres:user", pk)
    context = {"form": form, "person": person, "shown": shown}
    return render(request, "centres/user_change.html", context, status=422 if form.errors else 200)


@roles(Role.ADMIN)
@form_page
@once
def give(request: CentreRequest, pk: int) -> HttpResponse:
    person, now = _person(request, pk), timezone.now()
    form = RolesForm(sent(request), initial={"starts_on": request.centre.local_date(now)})
    if request.method == "POST" and form.is_valid():
        dates = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        try:
            give_roles(person, form.chosen(), centre=request.centre, **dates, by=request.user, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("centres:user", pk)
    context = {"form": form, "person": person}
    return render(request, "centres/user_roles.html", context, status=422 if form.errors else 200)


@roles(Role.ADMIN)
@require_POST
@once
def small_team(request: CentreRequest, pk: int) -> HttpResponse:
    """The four roles of a small team from today on, in one press."""
    person, now = _person(request, pk), timezone.now()
    today = request.centre.local_date(now)
    try:
        give_roles(person, SMALL_TEAM, centre=request.centre, starts_on=today, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("centres:user", pk)


@roles(Role.ADMIN)
@form_page
@once
def end(request: CentreRequest, pk: int) -> HttpResponse:
    """Let one role end: with the end of a day, or by the second button at this moment."""
    membership = get_object_or_404(Membership.objects.select_related("user", "centre"), pk=pk, centre=request.centre)
    now = timezone.now()
    shown = ShownVersion(request, membership, membership_version)
    form = EndRoleForm(sent(request), initial={"last_day": request.centre.local_date(now)})
    at_once = "at-once" in request.POST
    if request.method == "POST" and (at_once or form.is_valid()):
        last_day = ends_at_once(membership, now=now) if at_once else form.cleaned_data["last_day"]
        try:
            end_role(membership, last_day=last_day, seen=shown.seen, by=request.user, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _ended(membership, last_day, request.centre.local_date(now)))
            return redirect("centres:user", membership.user_id)
    context = {"form": form, "membership": membership, "shown": shown}
    return render(request, "centres/role_end.html", context, status=422 if form.errors else 200)


def _ended(membership: Membership, last_day: datetime.date, today: datetime.date) -> str:
    """Until when the role may still be used, so that nobody takes the last day for the moment."""
    said = {"role": membership.get_role_display(), "name": membership.user, "day": plain_date(last_day)}
    if last_day < today:
        return _("%(name)s is %(role)s no longer, from this moment on.") % said
    if last_day == today:
        return _("%(name)s is %(role)s until the end of today.") % said
    return _("%(name)s is %(role)s until the end of %(day)s.") % said


@roles(Role.ADMIN)
@require_POST
def close(request: CentreRequest, pk: int) -> HttpResponse:
    return _set_in_use(request, pk, close_account)


@roles(Role.ADMIN)
@require_POST
def reopen(request: CentreRequest, pk: int) -> HttpResponse:
    return _set_in_use(request, pk, open_account)


def _set_in_use(request: CentreRequest, pk: int, act: Callable[..., User]) -> HttpResponse:
    try:
        act(_person(request, pk), centre=request.centre, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("centres:user", pk)


def _person(request: CentreRequest, pk: int) -> User:
    return get_object_or_404(User.objects.filter(memberships__centre=request.centre).distinct(), pk=pk)
