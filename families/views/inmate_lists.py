"""/wbp/daftar/: upload this month's list of inmates, see who is not in it, decide who may be."""

from itertools import groupby
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres.forms import DateField, add_refusal
from centres.paging import NUMBER, Key, page_of
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import once
from centres.versions import NAME, mark_of
from config.errors import Refused
from config.formats import quantity
from families.inmate_lists.keeping import (
    KEPT_DAYS,
    as_shown,
    compare_list,
    decide,
    decide_alike,
    discard_list,
    meant_by,
    missing_as_shown,
    new_number,
    raise_notices,
)
from families.models import FamilyInmate, InmateFinding, InmateList, Member
from families.register_import.unread import Unread

LATEST = 6
Why, Decision = InmateFinding.Why, InmateFinding.Decision
# The kinds of questions that may be answered all at once, with the answer; of the others each one is another case.
AT_ONCE = {Why.NEAR_NAME: Decision.HERE, Why.OTHER_NUMBER: Decision.RENUMBERED, Why.NOT_HELD: Decision.HERE}


KEY = Key(pk=NUMBER)
PAGE = 50
TIES = Prefetch(
    "inmate__ties",
    FamilyInmate.objects.select_related("family")
    .prefetch_related(Prefetch("family__members", Member.objects.contacts(), "contacts"))
    .order_by("pk"),
    "tied",
)
HAS_FILE = Q(source__isnull=False)


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File with the list of inmates"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most 12 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods,.csv,.txt"}),
    )
    listed_on = DateField(
        label=gettext_lazy("List of"),
        required=False,
        help_text=gettext_lazy("The day on which the list was made. Empty means today."),
    )


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def upload(request: CentreRequest) -> HttpResponse:
    """Compare a list, or choose one that was compared."""
    form = ListForm(request.POST or None, request.FILES or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            found = compare_list(
                Path(form.cleaned_data["file"].temporary_file_path()),
                centre=request.centre,
                listed_on=form.cleaned_data["listed_on"] or request.centre.local_date(now),
                by=request.user,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("families:inmate_list_columns", found.pk) if not found.listed else redirect(found)
    lists = InmateList.objects.filter(centre=request.centre).select_related("compared_by")
    context = {"form": form, "earlier": lists.order_by("-listed_on", "-pk")[:LATEST]}
    return render(request, "families/inmate_lists.html", context, status=422 if form.errors else 200)


@roles(*MAY_REGISTER)
@require_GET
def result(request: CentreRequest, pk: int) -> HttpResponse:
    """Who is in a list, who is not, and who may be; those who are missing page by page, the first with all else."""
    lists = InmateList.objects.select_related("compared_by").annotate(may_match=HAS_FILE)
    found = get_object_or_404(lists, centre=request.centre, pk=pk)
    missing = found.findings.missing()
    place = KEY.read(request.GET.get("sesudah", ""))
    page = page_of(_with_families(missing), KEY, place, size=PAGE, newest_first=False)
    context = {
        "list": found,
        "goes_on": place is not None,
        "missing": page.rows,
        "missing_count": missing.count(),
        "next": urlencode({"sesudah": page.after}) if page.after else "",
        "unsure": found.findings.to_decide().count(),
        "kinds": [] if place else _kinds(found),
        "mark": "" if found.raised_at else mark_of(missing_as_shown(found), found),
        "decided": found.findings.exclude(decision="").count(),
        "unread": [Unread.from_json(part) for part in found.unread],
        "kept_days": KEPT_DAYS,
    }
    return render(request, "families/inmate_list.html", context)


def _kinds(found: InmateList) -> list[dict[str, Any]]:
    """What is to be decided, by kind; of each kind the first, the others come when these are decided."""
    findings = found.findings.to_decide().select_related("inmate").order_by("why", "pk")
    kinds = [(why, list(rows)) for why, rows in groupby(findings, lambda one: one.why)]
    shown = [finding for _why, rows in kinds for finding in rows[:PAGE]]
    prefetch_related_objects(shown, TIES)
    return [
        {
            "label": Why(why).label,
            "why": why,
            "rows": [_question(finding) for finding in rows[:PAGE]],
            "left": len(rows[PAGE:]),
            "mark": mark_of(as_shown(rows), found),
            "at_once": len(rows) > 1 and why in AT_ONCE and (why != Why.OTHER_NUMBER or all(map(new_number, rows))),
        }
        for why, rows in kinds
    ]


def _with_families(findings: Any) -> Any:
    return findings.select_related("inmate").prefetch_related(TIES)


def _question(finding: InmateFinding) -> dict[str, Any]:
    mark = mark_of(as_shown([finding]), finding)
    return {"finding": finding, "meant": meant_by(finding), "new": new_number(finding), "mark": mark}


@roles(*MAY_REGISTER)
@require_POST
@once
def decide_one(request: CentreRequest, pk: int, finding_pk: int) -> HttpResponse:
    """Say whether one inmate is in the list."""
    finding = get_object_or_404(InmateFinding, centre=request.centre, inmate_list=pk, pk=finding_pk)
    try:
        done = decide(
            finding,
            decision=request.POST.get("decision", ""),
            seen=request.POST.get(NAME, ""),
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{done.inmate}: {done.get_decision_display()}.")
    return redirect("families:inmate_list", pk)


@roles(*MAY_REGISTER)
@require_POST
@once
def decide_kind(request: CentreRequest, pk: int) -> HttpResponse:
    """Answer all questions of one kind in the same way."""
    found = get_object_or_404(InmateList, centre=request.centre, pk=pk)
    why = request.POST.get("why", "")
    try:
        if why not in AT_ONCE:
            raise Refused(_("These are decided one by one."))
        seen = request.POST.get(NAME, "")
        count = decide_alike(found, why=why, decision=AT_ONCE[Why(why)], seen=seen, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("%(count)s inmate is still here.", "%(count)s inmates are still here.", count)
        messages.success(request, text % {"count": quantity(count)})
    return redirect(found)


@roles(*MAY_REGISTER)
@require_POST
@once
def tell(request: CentreRequest, pk: int) -> HttpResponse:
    """Tell the families although most are missing, or drop the list."""
    found = get_object_or_404(InmateList, centre=request.centre, pk=pk)
    try:
        if "discard" in request.POST:
            discard_list(found)
        else:
            raise_notices(found, seen=request.POST.get(NAME, ""), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    if "discard" in request.POST:
        messages.info(request, _("The list is dropped; no family was told anything."))
        return redirect("families:inmate_lists")
    messages.success(request, _("Noted with the families, and in the plans."))
    return redirect(found)
