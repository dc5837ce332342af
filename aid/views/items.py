"""*Daftar barang*: the items that the centre gives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from aid.forms import ItemForm
from aid.models import Item
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion, columns


@roles(*STAFF)
def items(request: CentreRequest) -> HttpResponse:
    """All items, those no longer used at the end."""
    found = Item.objects.filter(centre=request.centre).order_by("retired", "id")
    return render(request, "aid/items.html", {"items": found, "may_change": request.roles & MAY_KEEP_GOODS})


@roles(*MAY_KEEP_GOODS)
@once
def new_item(request: CentreRequest) -> HttpResponse:
    """Record an item."""
    return _edit(request, Item(), _("New item"))


@roles(*MAY_KEEP_GOODS)
def change_item(request: CentreRequest, pk: int) -> HttpResponse:
    """Change an item."""
    item = get_object_or_404(Item, pk=pk, centre=request.centre)
    return _edit(request, item, item.name)


def _edit(request: CentreRequest, item: Item, title: str) -> HttpResponse:
    shown = ShownVersion(request, item, columns(*ItemForm.Meta.fields))
    form = ItemForm(request.POST or None, instance=item, centre=request.centre)
    if form.is_valid() and shown.save(form):
        messages.success(request, _("%(name)s is saved.") % {"name": item.name})
        return redirect("aid:items")
    return render(request, "aid/item.html", {"form": form, "title": title, "shown": shown, "item": item})
