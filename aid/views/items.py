"""*Daftar barang*: the items that the centre gives."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aid.forms import ItemForm
from aid.goods_workbooks import items_workbook
from aid.models import Item
from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion, columns


@roles(*STAFF)
def items(request: CentreRequest) -> HttpResponse:
    """All items, those no longer used at the end."""
    return render(request, "aid/items.html", {"items": _all(request), "may_change": request.roles & MAY_KEEP_GOODS})


def _all(request: CentreRequest) -> QuerySet[Item]:
    return Item.objects.filter(centre=request.centre).order_by("retired", "id")


@require_POST
@roles(*STAFF)
def items_excel(request: CentreRequest) -> HttpResponse:
    """The same as Excel; the export is logged in the same transaction."""
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, Item, centre=request.centre)
        content = items_workbook(_all(request))
    return file_response(content, "daftar-barang.xlsx", EXCEL)


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
