"""The criteria of need: which count how much, since when, and by which decision."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.forms import CountField, DateField, TextField, add_refusal, sent
from centres.permissions import Role, roles
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_FAMILIES
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from families.criteria import built_in_weights, decide_weights, decisions_version, weights_on
from families.models import NeedWeights
from families.need import CRITERIA, how_many


class WeightsForm(forms.Form):
    """A weight for each criterion, and from when on they hold."""

    def __init__(self, *args: Any, weights: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _starts_on, criteria = CRITERIA[max(CRITERIA)]
        for criterion in criteria:
            self.fields[criterion.key] = CountField(
                label=str(criterion.label), min_value=0, max_value=100, initial=weights[criterion.key]
            )
        self.names = [criterion.key for criterion in criteria]
        self.fields["starts_on"] = DateField(label=gettext_lazy("They hold from"))
        self.fields["basis"] = TextField(
            label=gettext_lazy("Basis of the decision"),
            max_length=300,
            help_text=gettext_lazy("For example: decision of the head of the centre, number and date."),
        )

    @property
    def weights(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.names}


@roles(*MAY_SEE_FAMILIES)
@once
def criteria(request: CentreRequest) -> HttpResponse:
    """What counts how much today and since when; the coordinator decides on other weights."""
    now = timezone.now()
    today = request.centre.local_date(now)
    own = weights_on(request.centre, today)
    weights = own.weights if own else built_in_weights()
    may_decide = Role.COORDINATOR in request.roles
    shown = ShownVersion(request, request.centre, decisions_version, adds=True)
    form = WeightsForm(sent(request), weights=weights, initial={"starts_on": today})
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            decide_weights(
                request.centre,
                weights=form.weights,
                starts_on=form.cleaned_data["starts_on"],
                basis=form.cleaned_data["basis"],
                seen=shown.seen,
                by=request.user,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved. Surveys that were made before keep their points."))
            return redirect("families:criteria")
    _starts_on, all_criteria = CRITERIA[max(CRITERIA)]
    context = {
        "form": form,
        "shown": shown,
        "own": own,
        "lines": [(criterion.label, weights[criterion.key], how_many(criterion.key)) for criterion in all_criteria],
        "others": NeedWeights.objects.filter(centre=request.centre).select_related("decided_by").order_by("-starts_on"),
        "may_decide": may_decide,
    }
    return render(request, "families/criteria.html", context)
