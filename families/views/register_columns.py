"""/keluarga/impor/…/kolom/: what the columns of an uploaded file are."""

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
from families.models import RegisterImport
from families.register_import.match_columns import (
    CHOICES,
    Layout,
    columns_said,
    columns_shown,
    columns_version,
    digest_chosen,
    forget_columns,
    layouts_of,
    match_columns,
)


@roles(*MAY_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: CentreRequest, pk: int) -> HttpResponse:
    staged = get_object_or_404(RegisterImport.objects.select_related("centre"), pk=pk, centre=request.centre)
    try:
        layouts = layouts_of(staged)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(staged)
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _carried_out(request, staged, layouts))
        except Refused as refused:
            error = str(refused)
        else:
            return redirect(staged)
    context = {
        "staged": staged,
        "layouts": columns_shown(layouts, request.POST.dict()),
        "choices": CHOICES.items(),
        "version": sealed(columns_version(staged), staged),
        "error": error,
    }
    return render(request, "families/import_columns.html", context, status=422 if error else 200)


def _carried_out(request: CentreRequest, staged: RegisterImport, layouts: list[Layout]) -> str:
    """Match the columns as the form says, or forget what was said of one table; returns what is told about it."""
    seen, now = opened(request.POST.get(NAME, ""), staged), timezone.now()
    if "forget" not in request.POST:
        said = columns_said(layouts, request.POST.dict())
        match_columns(staged, said, seen=seen, by=request.user, now=now)
        return _("The file was read with these columns. The next file like it is read so, too.")
    forget_columns(staged, digest_chosen(layouts, request.POST["forget"]), seen=seen, now=now)
    return _("The table is read as before, and the next file like it, too.")
