"""Whom a family authorised to receive in its name."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from centres.forms import DateField, TextField, add_refusal, sent
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SURVEY
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from families.models import Family, Proxy
from families.proxies import authorise, end_proxy, proxies_version


class ProxyForm(forms.Form):
    name = TextField(label=gettext_lazy("Name of the proxy"), max_length=120)
    relation = TextField(
        label=gettext_lazy("What the proxy is to the family"),
        max_length=60,
        help_text=gettext_lazy("For example: neighbour"),
    )
    from_on = DateField(label=gettext_lazy("From"))
    until = DateField(label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Leave it empty for no end."))


@roles(*MAY_SURVEY)
@once
def add(request: CentreRequest, pk: int) -> HttpResponse:
    """Record a proxy of a family."""
    family = get_object_or_404(Family.objects.select_related("centre"), centre=request.centre, pk=pk)
    now = timezone.now()
    shown = ShownVersion(request, family, proxies_version, adds=True)
    form = ProxyForm(sent(request), initial={"from_on": request.centre.local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            authorise(family, **form.cleaned_data, seen=shown.seen, by=request.user, now=now)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved. At the hand-over the proxy is offered as who received."))
            return redirect("distributions:family", family.pk)
    context = {"form": form, "shown": shown, "family": family, "contact": family.contact}
    return render(request, "families/proxy.html", context)


@require_POST
@roles(*MAY_SURVEY)
@once
def end(request: CentreRequest, pk: int, proxy_pk: int) -> HttpResponse:
    """Let a proxy receive no more."""
    found = get_object_or_404(Proxy, centre=request.centre, family=pk, pk=proxy_pk)
    try:
        end_proxy(found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Ended. What the proxy received stays recorded."))
    return redirect("distributions:family", pk)
