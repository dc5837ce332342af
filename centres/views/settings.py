"""/pengaturan/: what is set, at a glance; the centre itself; and the switch between centres."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centres.accounts.installation import GIVES_POWER, write_down_changes
from centres.current_centre import SESSION_KEY
from centres.forms import sent
from centres.models import Letterhead, Membership, Official, Role
from centres.permissions import everybody, open_to, roles
from centres.requests import CentreRequest
from centres.roles import MAY_SET_UP
from centres.settings_forms import CentreForm
from centres.versions import ShownVersion, columns

# Pages of the higher rooms, known by name only.
ELSEWHERE = {
    "steps": "distributions:start_steps",
    "programmes": "distributions:programmes",
    "packages": "aid:packages",
    "suppliers": "aid:suppliers",
}


@roles(*MAY_SET_UP)
@require_GET
def settings(request: CentreRequest) -> HttpResponse:
    today = request.centre.local_date(timezone.now())
    officials = Official.objects.filter(centre=request.centre)
    serving = list(officials.serving(today))
    held = Membership.objects.filter(centre=request.centre, user__is_active=True).in_force(today)
    people = set(held.values_list("user_id", "role"))
    context = {
        "letterhead": Letterhead.objects.filter(centre=request.centre).at(today).first(),
        "head": officials.signing(Official.Function.HEAD, today),
        "services_head": officials.signing(Official.Function.SERVICES_HEAD, today),
        "serving": len(serving),
        "people": len({user for user, _role in people}),
        "approvers": len({user for user, role in people if role == Role.HEAD}),
        "is_admin": Role.ADMIN in request.roles,
        "links": {name: open_to(request.roles, view) for name, view in ELSEWHERE.items()},
    }
    return render(request, "centres/settings.html", context)


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def centre(request: CentreRequest) -> HttpResponse:
    shown = ShownVersion(request, request.centre, columns(*CentreForm.Meta.fields))
    form = CentreForm(sent(request), instance=request.centre)
    if request.method == "POST" and form.is_valid() and _saved(request, form, shown):
        messages.success(request, _("Saved."))
        return redirect("centres:settings")
    if request.method == "POST":
        # The frame around the form shows the centre as it is, not as it was typed.
        request.centre.refresh_from_db()
    return render(request, "centres/centre.html", {"form": form, "shown": shown}, status=422 if form.errors else 200)


def _saved(request: CentreRequest, form: CentreForm, shown: ShownVersion) -> bool:
    """Save it; who approves alone, and by which zone days are reckoned, goes into the access log with it."""
    with transaction.atomic():
        if saved := shown.save(form):
            said = [name for name in form.changed_data if name in GIVES_POWER]
            write_down_changes(request, form.instance, said, now=timezone.now())
    return saved


@everybody
@require_POST
def switch(request: CentreRequest) -> HttpResponse:
    """Work for another of the user's centres from now on, until signing out."""
    code = request.POST.get("centre", "")
    chosen = next((centre for centre in request.centres if centre.code == code), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.pk
    return redirect("/")
