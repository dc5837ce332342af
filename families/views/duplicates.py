"""Families that may be one: the queue, a pair, and what is decided about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from centres.forms import TextField, add_refusal, sent
from centres.paging import NUMBER, Key
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER, MAY_SEE_FAMILIES
from centres.sent_forms import once
from centres.versions import NAME, ShownVersion
from config.errors import Refused
from families.compared import Compared, compare
from families.duplicates import Pair, find_duplicates
from families.merging import is_apart, keep_apart, look_again, merge, pair_now, pair_version, separate
from families.models import DuplicateDecision, Family

PAGE = 10
KEY = Key(rank=NUMBER, first=NUMBER, second=NUMBER)


class PairForm(forms.Form):
    """What is decided about a pair, and which entry stays."""

    act = forms.ChoiceField(choices=[("merge", ""), ("apart", ""), ("again", "")], widget=forms.HiddenInput)
    stays = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = TextField(label=gettext_lazy("Note"), required=False, max_length=300)
    all_optional = True


@require_GET
@roles(*MAY_SEE_FAMILIES)
def duplicates(request: CentreRequest) -> HttpResponse:
    """The pairs that nobody decided about yet, the surest first; a page of them side by side."""
    found = find_duplicates(request.centre)
    after = KEY.read(request.GET.get("sesudah", ""))
    rest = [pair for pair in found.pairs if after is None or pair.key > after]
    today = request.centre.local_date(timezone.now())
    shown = compare(rest[:PAGE], centre=request.centre, today=today)
    last = rest[PAGE - 1] if len(rest) > PAGE else None
    context = {
        "pairs": [(pair, _shown(request, pair)) for pair in shown],
        "count": len(found.pairs),
        "begun": after is not None,
        "wives": compare(found.wives[:PAGE], centre=request.centre, today=today),
        "apart": _apart(request),
        "may_decide": bool(request.roles & MAY_REGISTER),
        "next": "sesudah=" + "~".join(map(str, last.key)) if last else "",
    }
    return render(request, "families/duplicates.html", context)


def _shown(request: CentreRequest, pair: Compared) -> ShownVersion:
    """The version of both, as this page shows them."""
    one, other = pair.one.family, pair.other.family

    def read(family: Family) -> Any:
        if family is not one:
            return pair_now(*Family.objects.filter(pk__in=(one.pk, other.pk)).order_by("pk"))
        contacts = [side.contact for side in pair.sides if side.contact]
        return pair_version((one, other), contacts, [tie for side in pair.sides for tie in side.ties])

    return ShownVersion(request, one, read)


def _apart(request: CentreRequest) -> list[Compared]:
    """The last pairs that were called different, to look at again."""
    decided = DuplicateDecision.objects.filter(centre=request.centre)
    rows = decided.filter(pk__in=decided.last_of_each_pair().values("pk"), verdict=DuplicateDecision.Verdict.DIFFERENT)
    pairs = [Pair(row.first_id, row.second_id, ()) for row in rows.order_by("-pk")[:PAGE]]
    return compare(pairs, centre=request.centre, today=request.centre.local_date(timezone.now()))


@roles(*MAY_REGISTER)
@once
def pair(request: CentreRequest, first: int, second: int) -> HttpResponse:
    """Two families side by side; merge them, or say that they are not the same."""
    today = request.centre.local_date(timezone.now())
    pairs = compare([Pair(first, second, ())], centre=request.centre, today=today)
    if not pairs or first >= second:
        raise Http404
    shown = _shown(request, pairs[0])
    form = PairForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            to = _decide(request, pairs[0], form.cleaned_data, shown)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return to
    context = {"pair": pairs[0], "shown": shown, "form": form, "may_decide": True}
    context["apart"] = is_apart(pairs[0].one.family, pairs[0].other.family)
    return render(request, "families/pair.html", context)


def _decide(request: CentreRequest, pair: Compared, said: dict[str, Any], shown: ShownVersion) -> HttpResponse:
    one, other = pair.one.family, pair.other.family
    by, now = request.user, timezone.now()
    if said["act"] == "again":
        look_again(one, other, by=by, now=now)
        messages.success(request, _("The pair is asked about again."))
    elif said["act"] == "apart":
        keep_apart(one, other, note=said["note"], seen=shown.seen, by=by, now=now)
        messages.success(request, _("Remembered: these are two families. They are not asked about again."))
    else:
        goes, into = (other, one) if said["stays"] == one.pk else (one, other)
        if said["stays"] not in (one.pk, other.pk):
            raise Refused(_("Choose which entry stays."))
        merge(goes, into=into, note=said["note"], seen=shown.seen, by=by, now=now)
        messages.success(request, _("Merged: both count as one family now. The other entry's page can undo it."))
    return redirect("families:duplicates")


@require_POST
@roles(*MAY_REGISTER)
@once
def separate_again(request: CentreRequest, pk: int) -> HttpResponse:
    """Undo the merge of an entry."""
    found = get_object_or_404(Family.objects.select_related("centre"), centre=request.centre, pk=pk)
    try:
        separate(found, seen=request.POST.get(NAME, ""), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The entry is one of its own again."))
    return redirect("distributions:family", pk)
