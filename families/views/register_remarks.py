"""/keluarga/impor/…/keterangan/: what the remarks of a register say, confirmed in one go."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from centres.forms import DateField, add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.sent_forms import once
from centres.versions import NAME, mark_of
from config.days import of_the_past
from config.errors import Refused
from config.formats import month_year, quantity
from families.models import RegisterImport
from families.remarks import MOST_SAID, Told, answers_in_words, as_shown, take_remarks, told_by


class RemarksForm(forms.Form):
    """For each family whether, and since when, aid is taken, and whether the rest is."""

    all_optional = True

    def __init__(self, data: Any, *, told: list[Told], today: datetime.date) -> None:
        super().__init__(data)
        self.told = told
        self.today = today
        for one in told:
            pk, said = one.family.pk, one.proposal
            if said.aided:
                self.fields[f"aid-{pk}"] = forms.BooleanField(
                    label=gettext_lazy("Received aid before Peduli"), required=False, initial=said.aid_on is not None
                )
                help_text = ""
                if said.aid_is_bound and said.aid_on:
                    help_text = _("No year or month is said: %(month)s at the latest.")
                    help_text %= {"month": month_year(said.aid_on)}
                elif said.aid_on is None:
                    help_text = _("It isn't said when. Ask, or take the tick off.")
                self.fields[f"on-{pk}"] = DateField(
                    label=gettext_lazy("Day of the aid"), required=False, initial=said.aid_on, help_text=help_text
                )
            if said.answers:
                self.fields[f"need-{pk}"] = forms.BooleanField(
                    label=", ".join(answers_in_words(said.answers)), required=False, initial=True
                )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for pk in (one.family.pk for one in self.told if data.get(f"aid-{one.family.pk}")):
            on = data.get(f"on-{pk}")
            if on is None and f"on-{pk}" not in self.errors:
                self.add_error(f"on-{pk}", _("Type the day, or take the tick off."))
            elif on is not None:
                try:
                    of_the_past(self.today).require(on, field=f"on-{pk}")
                except Refused as refused:
                    add_refusal(self, refused)
        return data

    def lines(self) -> list[dict[str, Any]]:
        """Each family with its fields, as the page shows them."""
        return [
            {
                "told": one,
                "aid": self[f"aid-{one.family.pk}"] if one.proposal.aided else None,
                "on": self[f"on-{one.family.pk}"] if one.proposal.aided else None,
                "need": self[f"need-{one.family.pk}"] if one.proposal.answers else None,
            }
            for one in self.told
        ]


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def remarks(request: CentreRequest, pk: int) -> HttpResponse:
    """Say which of what the remarks say is taken; the words stay with the family."""
    staged = get_object_or_404(RegisterImport.objects.select_related("centre"), pk=pk, centre=request.centre)
    all_told = told_by(staged)
    wanted = set(request.POST.getlist("of"))
    told = [one for one in all_told if str(one.family.pk) in wanted] if wanted else all_told[:MOST_SAID]
    if not told:
        if wanted:
            messages.error(request, _("These remarks have been looked at already."))
        return redirect(staged)
    now = timezone.now()
    form = RemarksForm(request.POST or None, told=told, today=request.centre.local_date(now))
    if request.method == "POST" and form.is_valid():
        try:
            count = _taken(request, staged, form, now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            text = ngettext("Taken of %(count)s family.", "Taken of %(count)s families.", count)
            messages.success(request, text % {"count": quantity(count)})
            return redirect("families:import_remarks", pk)
    mark = mark_of(as_shown(told), staged)
    if any(name in form.fields for name in form.errors):
        # What is wrong with a field was found on what was shown before.
        mark = request.POST.get(NAME, "")
    context = {"staged": staged, "form": form, "lines": form.lines(), "left": len(all_told) - len(told), "mark": mark}
    return render(request, "families/import_remarks.html", context, status=422 if form.errors else 200)


def _taken(request: CentreRequest, staged: RegisterImport, form: RemarksForm, now: datetime.datetime) -> int:
    data, shown = form.cleaned_data, [one.family.pk for one in form.told]
    return take_remarks(
        staged,
        aid={pk: data[f"on-{pk}"] for pk in shown if data.get(f"aid-{pk}")},
        needs=[pk for pk in shown if data.get(f"need-{pk}")],
        of=shown,
        seen=request.POST.get(NAME, ""),
        by=request.user,
        now=now,
    )
