"""*Pemasok*: where goods come from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from aid.forms import SupplierForm
from aid.models import Supplier
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion, columns


@roles(*STAFF)
def suppliers(request: CentreRequest) -> HttpResponse:
    """All suppliers, those no longer used at the end."""
    found = Supplier.objects.filter(centre=request.centre).order_by("retired", "name")
    return render(request, "aid/suppliers.html", {"suppliers": found, "may_change": request.roles & MAY_KEEP_GOODS})


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
