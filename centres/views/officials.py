"""/pengaturan/pejabat/: the officials and staff whom papers name."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from centres.forms import sent
from centres.models import Official
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from centres.sent_forms import once
from centres.settings_forms import OfficialForm
from centres.versions import ShownVersion, columns

SIGNING = (Official.Function.HEAD, Official.Function.SERVICES_HEAD)


@roles(*MAY_SET_UP)
@require_GET
def officials(request: CentreRequest) -> HttpResponse:
    """Those who serve now, by function, and the others below."""
    today = request.centre.local_date(timezone.now())
    found = list(Official.objects.filter(centre=request.centre).select_related("user").order_by("name", "id"))
    order = list(Official.Function.values)
    found.sort(key=lambda official: order.index(official.function))
    serving = [one for one in found if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)]
    missing = [function.label for function in SIGNING if all(one.function != function for one in serving)]
    context = {"serving": serving, "others": [one for one in found if one not in serving], "missing": missing}
    return render(request, "centres/officials.html", context)


@roles(*MAY_SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_official(request: CentreRequest) -> HttpResponse:
    function = request.GET.get("fungsi", "")
    initial = {
        "starts_on": request.centre.local_date(timezone.now()),
        "function": function if function in Official.Function.values else Official.Function.STAFF,
    }
    return _edit(request, Official(centre=request.centre), initial)


@roles(*MAY_SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def official(request: CentreRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Official, pk=pk, centre=request.centre), None)


def _edit(request: CentreRequest, official: Official, initial: dict | None) -> HttpResponse:
    shown = ShownVersion(request, official, columns(*OfficialForm.Meta.fields))
    form = OfficialForm(sent(request), instance=official, initial=initial, centre=request.centre)
    if request.method == "POST" and form.is_valid() and shown.save(form):
        messages.success(request, _("%(name)s is saved.") % {"name": form.instance.name})
        return redirect("centres:officials")
    context = {"form": form, "official": official, "shown": shown}
    return render(request, "centres/official.html", context, status=422 if form.errors else 200)
