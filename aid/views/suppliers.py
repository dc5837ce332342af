"""*Pemasok*: where goods come from."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aid.forms import SupplierForm
from aid.goods_workbooks import suppliers_workbook
from aid.models import Supplier
from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion, columns


@roles(*STAFF)
def suppliers(request: CentreRequest) -> HttpResponse:
    """All suppliers, those no longer used at the end."""
    return render(
        request, "aid/suppliers.html", {"suppliers": _all(request), "may_change": request.roles & MAY_KEEP_GOODS}
    )


def _all(request: CentreRequest) -> QuerySet[Supplier]:
    return Supplier.objects.filter(centre=request.centre).order_by("retired", "name")


@require_POST
@roles(*STAFF)
def suppliers_excel(request: CentreRequest) -> HttpResponse:
    """The same as Excel; the export is logged in the same transaction."""
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, Supplier, centre=request.centre)
        content = suppliers_workbook(_all(request))
    return file_response(content, "pemasok.xlsx", EXCEL)


@roles(*MAY_KEEP_GOODS)
@once
def new_supplier(request: CentreRequest) -> HttpResponse:
    """Record a supplier."""
    return _edit(request, Supplier(), _("New supplier"))


@roles(*MAY_KEEP_GOODS)
def change_supplier(request: CentreRequest, pk: int) -> HttpResponse:
    """Change a supplier."""
    supplier = get_object_or_404(Supplier, pk=pk, centre=request.centre)
    return _edit(request, supplier, supplier.name)


def _edit(request: CentreRequest, supplier: Supplier, title: str) -> HttpResponse:
    shown = ShownVersion(request, supplier, columns(*SupplierForm.Meta.fields))
    form = SupplierForm(request.POST or None, instance=supplier, centre=request.centre)
    if form.is_valid() and shown.save(form):
        messages.success(request, _("%(name)s is saved.") % {"name": supplier.name})
        return redirect("aid:suppliers")
    return render(request, "aid/supplier.html", {"form": form, "title": title, "shown": shown})
