"""/keluarga/impor/…/kolom/: what the columns of an uploaded file are."""

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
from families.models import RegisterImport
from families.register_import.match_columns import (
    CHOICES,
    columns_version,
    forget_columns,
    layouts_of,
    match_columns,
)


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport.objects.select_related("centre"), pk=pk, centre=request.centre)
    return PAGE.answer(request, staged)


def _carried_out(request: CentreRequest, staged: RegisterImport, said: Said) -> RegisterImport:
    now = timezone.now()
    if said.forgets is not None:
        forget_columns(staged, said.forgets, seen=said.seen, now=now)
        messages.success(request, _("The table is read as before, and the next file like it, too."))
    else:
        match_columns(staged, said.columns, seen=said.seen, by=request.user, now=now)
        messages.success(request, _("The file was read with these columns. The next file like it is read so, too."))
    return staged


PAGE = ColumnPage(
    template="families/import_columns.html",
    called="staged",
    layouts=layouts_of,
    choices=CHOICES,
    version=columns_version,
    carry_out=_carried_out,
)
