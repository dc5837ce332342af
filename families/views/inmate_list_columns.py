"""/wbp/daftar/…/kolom/: what the columns of a list of inmates are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from centres.versions import NAME, opened, sealed
from config.errors import Refused
from families.inmate_lists.match_columns import (
    CHOICES,
    forget_list_columns,
    layouts_of_list,
    list_columns_version,
    match_list_columns,
)
from families.models import InmateList
from families.register_import.match_columns import Layout, columns_said, columns_shown, digest_chosen


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: CentreRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(InmateList.objects.select_related("centre"), pk=pk, centre=request.centre)
    try:
        layouts = layouts_of_list(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    error = ""
    if request.method == "POST":
        try:
            again = _carried_out(request, found, layouts)
        except Refused as refused:
            error = str(refused)
        else:
            return redirect(again)
    context = {
        "list": found,
        "layouts": columns_shown(layouts, request.POST.dict()),
        "choices": CHOICES.items(),
        "version": sealed(list_columns_version(found), found),
        "error": error,
    }
    return render(request, "families/inmate_list_columns.html", context, status=422 if error else 200)


def _carried_out(request: CentreRequest, found: InmateList, layouts: list[Layout]) -> InmateList:
    """Match the columns as the form says, or forget what was said of one table; returns the list as it is read then."""
    seen, now = opened(request.POST.get(NAME, ""), found), timezone.now()
    if "forget" in request.POST:
        text = digest_chosen(layouts, request.POST["forget"])
        again = forget_list_columns(found, text, seen=seen, by=request.user, now=now)
        messages.success(request, _("The table is read as before, and the next list like it, too."))
        return again
    said = columns_said(layouts, request.POST.dict())
    again = match_list_columns(found, said, seen=seen, by=request.user, now=now)
    if again.listed:
        messages.success(request, _("The list was read with these columns. The next list like it is read so, too."))
    else:
        messages.warning(request, _("Nobody is named in these columns. Look at them again."))
    return again
