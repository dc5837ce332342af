"""What a family may ask for: all that is held about it, to be handed to it, or that it is erased."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from centres.downloads import file_response
from centres.forms import TextField, add_refusal, sent
from centres.models import Role
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_DECIDE
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import ChangedMeanwhile, Refused
from distributions.rights.erasure import as_shown, erasable, erase_family
from distributions.rights.handing_out import FORMS, hand_out
from families.models import Family


class EraseForm(forms.Form):
    ground = TextField(
        label=gettext_lazy("On what ground"),
        max_length=300,
        help_text=gettext_lazy("For example: request of 16 November 2024. No name: the ground is kept."),
    )
    sure = forms.BooleanField(label=gettext_lazy("I know that this can't be undone."))


@require_POST
@roles(*MAY_DECIDE)
def family_held(request: CentreRequest, pk: int, form: str) -> HttpResponse:
    """Everything about a family and who saw it, as a file; written down in the access log in the same transaction."""
    if form not in FORMS:
        raise Http404
    families = Family.objects.select_related("village__parent", "centre")
    family = get_object_or_404(families, centre=request.centre, pk=pk)
    content = hand_out(family, form, by=request, now=timezone.now())
    return file_response(content, f"data-keluarga-{family.pk}.{form}", f"application/{form}")


@roles(Role.HEAD)
@once
def family_erase(request: CentreRequest, pk: int) -> HttpResponse:
    """Say what would be erased and what would stay, and erase it."""
    family = get_object_or_404(Family.objects.select_related("centre"), centre=request.centre, pk=pk)
    form = EraseForm(sent(request))
    found, against = None, ""
    try:
        found = erasable(family)
    except Refused as refused:
        against = str(refused)
    shown = ShownVersion(request, family, lambda one: as_shown(one, found) if found else {})
    if request.method == "POST" and form.is_valid():
        try:
            erase_family(
                family, ground=form.cleaned_data["ground"], seen=shown.seen, by=request.user, now=timezone.now()
            )
        except ChangedMeanwhile:
            form.add_error("sure", _("Something changed since; read again what is erased."))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Erased. Goods, dates, villages and figures stay."))
            return redirect("distributions:family", pk)
    context: dict[str, Any] = {"family": family, "contact": family.contact, "form": form, "shown": shown}
    context |= {"found": found, "against": against}
    return render(request, "distributions/family_erase.html", context)
