"""/pengaturan/kop/: the letterhead and its versions by date."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from centres.forms import add_refusal, sent
from centres.letterheads import is_in_use, letterhead_version, letterheads_version, save_letterhead
from centres.models import Letterhead
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from centres.sent_forms import once
from centres.settings_forms import LetterheadForm
from centres.versions import ShownVersion
from config.errors import Refused

COPIED = [name for name in LetterheadForm.Meta.fields if name != "starts_on"]


@roles(*MAY_SET_UP)
@require_GET
def letterheads(request: CentreRequest) -> HttpResponse:
    today = request.centre.local_date(timezone.now())
    versions = list(Letterhead.objects.filter(centre=request.centre).order_by("-starts_on"))
    current = next((version for version in versions if version.starts_on <= today), None)
    return render(request, "centres/letterheads.html", {"versions": versions, "current": current, "today": today})


@roles(*MAY_SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_letterhead(request: CentreRequest) -> HttpResponse:
    """A new version, prefilled with what the last one says, or with the usual lines."""
    last = Letterhead.objects.filter(centre=request.centre).order_by("-starts_on").first()
    letterhead = Letterhead(centre=request.centre, logo_id=last.logo_id if last else None)
    initial = model_to_dict(last, COPIED) if last else _usual(request)
    return _edit(request, letterhead, initial | {"starts_on": request.centre.local_date(timezone.now())})


@roles(*MAY_SET_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: CentreRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Letterhead.objects.select_related("centre"), pk=pk, centre=request.centre)
    if is_in_use(found):
        return render(request, "centres/letterhead_in_use.html", {"letterhead": found})
    return _edit(request, found, None)


def _edit(request: CentreRequest, letterhead: Letterhead, initial: dict | None) -> HttpResponse:
    shown = (
        ShownVersion(request, letterhead, letterhead_version)
        if letterhead.pk
        else ShownVersion(request, request.centre, letterheads_version, adds=True)
    )
    form = LetterheadForm(sent(request), request.FILES or None, instance=letterhead, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            save_letterhead(
                form.instance,
                picture=data["picture"],
                without_logo=data.get("without_logo", False),
                seen=shown.seen,
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The letterhead is saved."))
            return redirect("centres:letterheads")
    context = {"form": form, "letterhead": letterhead, "shown": shown}
    return render(request, "centres/letterhead.html", context, status=422 if form.errors else 200)


def _usual(request: CentreRequest) -> dict[str, str]:
    province = request.centre.regency.parent
    return {
        "ministry": "Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia",
        "directorate": "Direktorat Jenderal Pemasyarakatan",
        "regional_office": f"Kantor Wilayah {province.name}" if province else "",
        "centre_line": request.centre.full_name,
    }
