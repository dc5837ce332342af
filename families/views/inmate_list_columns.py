"""/wbp/daftar/…/kolom/: what the columns of a list of inmates are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_REGISTER
from families.column_page import ColumnPage, Said
from families.inmate_lists.match_columns import (
    CHOICES,
    forget_list_columns,
    layouts_of_list,
    list_columns_version,
    match_list_columns,
)
from families.models import InmateList


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: CentreRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(InmateList.objects.select_related("centre"), pk=pk, centre=request.centre)
    return PAGE.answer(request, found)


def _carried_out(request: CentreRequest, found: InmateList, said: Said) -> InmateList:
    now = timezone.now()
    if said.forgets is not None:
        again = forget_list_columns(found, said.forgets, seen=said.seen, by=request.user, now=now)
        messages.success(request, _("The table is read as before, and the next list like it, too."))
        return again
    again = match_list_columns(found, said.columns, seen=said.seen, by=request.user, now=now)
    if again.listed:
        messages.success(request, _("The list was read with these columns. The next list like it is read so, too."))
    else:
        messages.warning(request, _("Nobody is named in these columns. Look at them again."))
    return again


PAGE = ColumnPage(
    template="families/inmate_list_columns.html",
    called="list",
    layouts=layouts_of_list,
    choices=CHOICES,
    version=list_columns_version,
    carry_out=_carried_out,
)
