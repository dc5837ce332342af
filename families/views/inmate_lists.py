"""/wbp/daftar/: upload this month's list of inmates, see who is not in it, decide who may be."""

from itertools import groupby
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres.forms import DateField, add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import once
from config.errors import Refused
from families.inmate_lists.keeping import (
    KEPT_DAYS,
    compare_list,
    decide,
    decide_alike,
    discard_list,
    meant_by,
    new_number,
    raise_notices,
)
from families.models import FamilyInmate, InmateFinding, InmateList, Member
from families.register_import.unread import Unread

LATEST = 6
Why, Decision = InmateFinding.Why, InmateFinding.Decision
# The kinds of questions that may be answered all at once, with the answer; of the others each one is another case.
AT_ONCE = {Why.NEAR_NAME: Decision.HERE, Why.OTHER_NUMBER: Decision.RENUMBERED, Why.NOT_HELD: Decision.HERE}


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
            return redirect(found)
    lists = InmateList.objects.filter(centre=request.centre).select_related("compared_by")
    context = {"form": form, "lists": lists.order_by("-listed_on", "-pk")[:LATEST]}
    return render(request, "families/inmate_lists.html", context, status=422 if form.errors else 200)


@roles(*MAY_REGISTER)
@require_GET
def result(request: CentreRequest, pk: int) -> HttpResponse:
    """Who is in a list, who is not, and who may be."""
    found = get_object_or_404(InmateList.objects.select_related("compared_by"), centre=request.centre, pk=pk)
    missing = list(_with_families(found).missing())
    questions = [_question(finding) for finding in _with_families(found).to_decide()]
    kinds = [(Why(why).label, why, list(rows)) for why, rows in groupby(questions, lambda one: one["finding"].why)]
    context = {
        "list": found,
        "missing": missing,
        "kinds": [
            {
                "label": label,
                "why": why,
                "rows": rows,
                "at_once": len(rows) > 1
                and why in AT_ONCE
                and (why != Why.OTHER_NUMBER or all(r["new"] for r in rows)),
            }
            for label, why, rows in kinds
        ],
        "unsure": len(questions),
        "decided": found.findings.exclude(decision="").count(),
        "unread": [Unread.from_json(part) for part in found.unread],
        "kept_days": KEPT_DAYS,
    }
    return render(request, "families/inmate_list.html", context)


def _with_families(found: InmateList) -> Any:
    contacts = Prefetch("family__members", Member.objects.contacts(), "contacts")
    ties = FamilyInmate.objects.select_related("family").prefetch_related(contacts).order_by("pk")
    rows = found.findings.select_related("inmate").order_by("why", "inmate__name", "pk")
    return rows.prefetch_related(Prefetch("inmate__ties", ties, "tied"))


def _question(finding: InmateFinding) -> dict[str, Any]:
    return {"finding": finding, "meant": meant_by(finding), "new": new_number(finding)}


@roles(*MAY_REGISTER)
@require_POST
def decide_one(request: CentreRequest, pk: int, finding_pk: int) -> HttpResponse:
    """Say whether one inmate is in the list."""
    finding = get_object_or_404(InmateFinding, centre=request.centre, inmate_list=pk, pk=finding_pk)
    try:
        done = decide(finding, decision=request.POST.get("decision", ""), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{done.inmate}: {done.get_decision_display()}.")
    return redirect("families:inmate_list", pk)


@roles(*MAY_REGISTER)
@require_POST
def decide_kind(request: CentreRequest, pk: int) -> HttpResponse:
    """Answer all questions of one kind in the same way."""
    found = get_object_or_404(InmateList, centre=request.centre, pk=pk)
    why = request.POST.get("why", "")
    try:
        if why not in AT_ONCE:
            raise Refused(_("These are decided one by one."))
        count = decide_alike(found, why=why, decision=AT_ONCE[Why(why)], by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext("%(count)d inmate is still here.", "%(count)d inmates are still here.", count)
        messages.success(request, text % {"count": count})
    return redirect(found)


@roles(*MAY_REGISTER)
@require_POST
def tell(request: CentreRequest, pk: int) -> HttpResponse:
    """Tell the families although most are missing, or drop the list."""
    found = get_object_or_404(InmateList, centre=request.centre, pk=pk)
    try:
        if "discard" in request.POST:
            discard_list(found)
        else:
            raise_notices(found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    if "discard" in request.POST:
        messages.info(request, _("The list is dropped; no family was told anything."))
        return redirect("families:inmate_lists")
    messages.success(request, _("Noted with the families, and in the plans."))
    return redirect(found)
