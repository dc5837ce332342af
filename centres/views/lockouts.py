"""Lifting the wait of somebody, or of an address, from which too much was wrong when signing in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from centres.accounts.attempts import address_of
from centres.accounts.lockouts import let_address_in, let_in
from centres.models import Role, User
from centres.permissions import roles
from centres.requests import CentreRequest
from config.errors import Refused


@roles(Role.ADMIN)
@require_POST
def let_user_in(request: CentreRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.filter(memberships__centre=request.centre).distinct(), pk=pk)
    try:
        let_in(person, centre=request.centre, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s can sign in again at once.") % {"name": person})
    return redirect("centres:user", pk)


@roles(Role.ADMIN)
@require_POST
def let_address_in_again(request: CentreRequest) -> HttpResponse:
    address = request.POST.get("address", "")
    here = address_of(request)
    try:
        let_address_in(address, here=here, centre=request.centre, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("One can sign in again from %(address)s at once.") % {"address": address})
    return redirect("centres:users")
