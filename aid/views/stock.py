"""*Kartu stok*: the movements of an item, and what is put right in its stock."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from aid.forms import LotForm, ReasonForm
from aid.goods_workbooks import stock_list_workbook
from aid.ledger import adjust, books_version, reverse, write_off
from aid.line_forms import today
from aid.models import Item, Lot, Movement
from aid.stock_card import KEY, card
from aid.stock_workbook import stock_workbook
from aid.worth import worth_of
from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.forms import add_refusal
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import ChangedMeanwhile, Refused

CARD, STOCK_LIST = "stock card", "stock list"
access_log.explain({CARD: gettext_lazy("Stock card"), STOCK_LIST: gettext_lazy("On hand")})


@roles(*STAFF)
def stock_card(request: CentreRequest, pk: int) -> HttpResponse:
    """What is on hand of an item, by delivery, and every movement with the balance after it."""
    item = get_object_or_404(Item, pk=pk, centre=request.centre)
    lines, following = card(item, before=KEY.read(request.GET.get("sebelum", "")))
    lots = list(
        Lot.objects.filter(item=item, on_hand__gt=0)
        .select_related("receipt__supplier")
        .order_by("expires_on", "receipt__received_on", "id")
    )
    context = {
        "item": item,
        "lines": lines,
        "next": f"sebelum={following}" if following else "",
        "lots": lots,
        "on_hand": sum(lot.on_hand for lot in lots),
        "worth": worth_of((item.name, lot.on_hand, lot.unit_price) for lot in lots),
        "today": request.centre.local_date(timezone.now()),
        "may_change": request.roles & MAY_KEEP_GOODS,
    }
    return render(request, "aid/stock_card.html", context)


@require_POST
@roles(*STAFF)
def stock_card_excel(request: CentreRequest, pk: int) -> HttpResponse:
    """All movements as Excel; the export is logged in the same transaction."""
    item = get_object_or_404(Item, pk=pk, centre=request.centre)
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, item, detail=CARD)
        content = stock_workbook(item)
    return file_response(content, f"kartu-stok-{item.pk}-{slugify(item.name)}.xlsx", EXCEL)


@require_POST
@roles(*STAFF)
def stock_list_excel(request: CentreRequest) -> HttpResponse:
    """What is on hand of everything, delivery by delivery, as Excel; the export is logged in the same transaction."""
    with transaction.atomic():
        access_log.record(request, AccessLog.Action.EXPORT, Item, detail=STOCK_LIST, centre=request.centre)
        content = stock_list_workbook(request.centre)
    return file_response(content, f"persediaan-{today(request, timezone.now()):%Y-%m-%d}.xlsx", EXCEL)


@roles(*MAY_KEEP_GOODS)
@once
def lot(request: CentreRequest, pk: int) -> HttpResponse:
    """Put the stock of one delivery right: counted, lost, or gone back to the supplier."""
    found = get_object_or_404(
        Lot.objects.select_related("item", "receipt__supplier", "centre"), pk=pk, centre=request.centre
    )
    shown = ShownVersion(request, found, books_version)
    form = LotForm(request.POST or None)
    if form.is_valid():
        try:
            _put_right(found, form.cleaned_data, shown, request)
        except ChangedMeanwhile as refused:
            add_refusal(form, refused)
        except Refused as refused:
            form.add_error({"counted": "quantity"}.get(refused.field or "", refused.field), str(refused))
        else:
            messages.success(request, _("The stock of %(item)s is put right.") % {"item": found.item.name})
            return redirect("aid:stock_card", pk=found.item_id)
    return render(request, "aid/lot.html", {"lot": found, "form": form, "shown": shown})


def _put_right(found: Lot, given: dict[str, Any], shown: ShownVersion, request: CentreRequest) -> Movement:
    who = {"reason": given["reason"], "by": request.user, "now": timezone.now()}
    if given["what"] == LotForm.COUNT:
        return adjust(found, counted=given["quantity"], seen=shown.seen, **who)
    return write_off(found, quantity=given["quantity"], kind=given["what"], **who)


@roles(*MAY_KEEP_GOODS)
@once
def take_back_movement(request: CentreRequest, pk: int) -> HttpResponse:
    """Reverse a movement that belongs to no round."""
    movement = get_object_or_404(
        Movement.objects.select_related("lot__item", "lot__receipt__supplier", "recorded_by"),
        pk=pk,
        centre=request.centre,
        issue=None,
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reverse(movement, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The movement is reversed."))
            return redirect("aid:stock_card", pk=movement.lot.item_id)
    return render(request, "aid/reversal.html", {"movement": movement, "form": form})
