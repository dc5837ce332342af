"""The list of families, and the search box that stands on every page."""

import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.models import AccessLog
from centres.paging import Page
from centres.permissions import Role, roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER, MAY_REVEAL, MAY_SEE_FAMILIES
from config.formats import quantity
from distributions.overview.family_story import last_months, trails
from distributions.reports.register_workbook import register_workbook
from families.eligibility import standing_of
from families.forms import FilterForm
from families.models import Family, FamilyInmate, Member
from families.search import (
    COUNTED,
    KEY,
    Filters,
    Span,
    exact_first,
    family_page,
    find,
    find_exactly,
    is_number,
    matching,
    suggested,
    why_nobody,
)

REGISTER = "register as Excel: %(number)s"
access_log.explain({REGISTER: gettext_lazy("Register as Excel, families: %(number)s")})


@roles(*MAY_SEE_FAMILIES)
def families(request: CentreRequest) -> HttpResponse:
    """The register, the eligible first; filters stand in the address."""
    form = FilterForm(request.GET, centre=request.centre)
    filters = form.filters()
    today = request.centre.local_date(timezone.now())
    after, before = (KEY.read(request.GET.get(name, "")) for name in ("sesudah", "sebelum"))
    found = matching(request.centre, filters, today=today)
    page, span = exact_first(found, find_exactly(request.centre, filters.words), after=after, before=before)
    return _page(request, form, filters, page, today, span=span, why_nobody=why_nobody(filters.words))


@require_POST
@roles(*MAY_SEE_FAMILIES)
def find_family(request: CentreRequest) -> HttpResponse:
    """Search as typed. A number of eight digits or more never enters an address: its families are shown at once."""
    text = request.POST.get("q", "")[:100]
    form = FilterForm(request.POST, centre=request.centre)
    filters = form.filters()
    today = request.centre.local_date(timezone.now())
    if not is_number(text):
        if "desa" in form.errors:
            return _page(request, form, filters, Page([]), today, why_nobody="")
        return redirect(f"{reverse('distributions:families')}?{filters.query()}")
    page = family_page(find(request.centre, text))
    if len(page.rows) == 1:
        return redirect("distributions:family", page.rows[0].pk)
    return _page(request, form, filters, Page(page.rows), today, searched=True, why_nobody=why_nobody(text))


@require_POST
@roles(*MAY_REVEAL)
def families_excel(request: CentreRequest) -> HttpResponse:
    """What the filters of the list show, as Excel; the export is logged in the same transaction."""
    filters = FilterForm(request.POST, centre=request.centre).filters()
    today = request.centre.local_date(timezone.now())
    found = matching(request.centre, filters, today=today).select_related("village__parent").order_by("pk")
    with transaction.atomic():
        content, count = register_workbook(found.iterator(chunk_size=1000), today=today)
        detail = REGISTER % {"number": count}
        access_log.record(request, AccessLog.Action.EXPORT, Family, detail=detail, centre=request.centre)
    return file_response(content, f"keluarga-{today:%Y-%m-%d}.xlsx", EXCEL)


@require_POST
@roles(*MAY_SEE_FAMILIES)
def suggest_families(request: CentreRequest) -> JsonResponse:
    """What the search box may mean, while one types. Posted, because it may be somebody's number."""
    today = request.centre.local_date(timezone.now())
    found = suggested(request.centre, request.POST.get("q", "")[:100])
    choices = [
        {
            "text": family.contact_name or _("without a contact"),
            "note": ", ".join((family.village.name, family.village.above.name, standing_of(family, today).label)),
            "href": reverse("distributions:family", args=[family.pk]),
        }
        for family in found
    ]
    return JsonResponse({"choices": choices})


def _page(
    request: CentreRequest,
    form: FilterForm,
    filters: Filters,
    page: Page,
    today: datetime.date,
    *,
    span: Span | None = None,
    searched: bool = False,
    why_nobody: str,
) -> HttpResponse:
    rows = _described(page.rows, today)
    months = last_months(today)
    proposed = Family.objects.filter(centre=request.centre).to_determine()
    context = {
        "form": form,
        "filters": filters,
        "rows": rows,
        "span": _span(span) if span else "",
        "searched": searched,
        "why_nobody": why_nobody,
        "one_standing": len({row.standing.kind for row in rows}) < 2,
        "first_month": months[0],
        # The trail of a page goes on to a month for which a round was moved ahead.
        "last_month": max([months[-1], *(row.trail[-1][0] for row in rows if row.trail)]),
        "may_export": bool(request.roles & MAY_REVEAL) and not searched,
        "may_edit": bool(request.roles & MAY_REGISTER),
        "may_determine": Role.COORDINATOR in request.roles and proposed.exists(),
        "previous": filters.query(sebelum=page.before) if page.before else "",
        "next": filters.query(sesudah=page.after) if page.after else "",
    }
    return render(request, "distributions/families.html", context)


def _span(span: Span) -> str:
    """*1–25 dari 74*; of a long list what is known of it."""
    if span.total is None:
        return _("More than %(count)s families") % {"count": quantity(COUNTED)}
    return _("%(first)s–%(last)s of %(total)s") % {
        "first": quantity(span.first), "last": quantity(span.last), "total": quantity(span.total)
    }  # fmt: skip


def _described(rows: list[Any], today: datetime.date) -> list[Any]:
    """Each family with its contact, relation, standing and trail; three queries for the page."""
    keys = [family.pk for family in rows]
    contacts = dict(Member.objects.contacts().filter(family__in=keys).values_list("family_id", "name"))
    ties = dict(FamilyInmate.objects.filter(family__in=keys).order_by("-pk").values_list("family_id", "relation"))
    relation = dict(FamilyInmate.Relation.choices)
    trail = trails(rows, today=today)
    for family in rows:
        family.contact_name = contacts.get(family.pk, "")
        family.household = _household(family.household_size, str(relation.get(ties.get(family.pk, ""), "")))
        family.standing = standing_of(family, today)
        family.trail = trail[family.pk] if any(state for _month, state in trail[family.pk]) else []
    return rows


def _household(size: int | None, relation: str) -> str:
    """How many they are, and what the contact is to the inmate: *3 orang, istri*."""
    people = ngettext("%(count)s person", "%(count)s people", size) % {"count": size} if size else ""
    return ", ".join(filter(None, (people, relation.lower())))
