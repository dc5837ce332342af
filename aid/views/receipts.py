"""*Barang masuk*: deliveries, their payment, and a delivery that was recorded by mistake."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from aid.balances import lots_received, something_kept, stands, value_received
from aid.forms import PaidForm, ReasonForm
from aid.goods_workbooks import receipts_workbook
from aid.ledger import as_shown, pay, receive, reverse_receipt
from aid.line_forms import GoodsIn, rows_of, today
from aid.models import Item, Lot, Receipt
from aid.models.ledger import Terms
from aid.packages import price_of
from aid.usual import usual
from aid.worth import worth_of
from centres import access_log
from centres.downloads import EXCEL, file_response
from centres.forms import add_refusal
from centres.models import AccessLog
from centres.paging import NUMBER, Key, page_of
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import NAME, mark_of
from config.errors import Refused

PAGE = 30
KEY = Key(pk=NUMBER)
UNPAID = "deliveries not paid yet"
access_log.explain({UNPAID: gettext_lazy("On account, not paid yet")})


@roles(*STAFF)
def receipts(request: CentreRequest) -> HttpResponse:
    """Deliveries, the latest first; ``?bon=1`` shows those that are not paid yet."""
    unpaid = request.GET.get("bon") == "1"
    found = _deliveries(request, unpaid=unpaid).select_related("supplier")
    place = KEY.read(request.GET.get("sebelum", ""))
    told = found.annotate(total=value_received(), is_kept=something_kept(), stands=stands())
    page = page_of(told, KEY, place, size=PAGE)
    more = f"sebelum={page.after}{'&bon=1' if unpaid else ''}" if page.after else ""
    may_change = request.roles & MAY_KEEP_GOODS
    context = {"receipts": page.rows, "next": more, "unpaid": unpaid, "may_change": may_change}
    return render(request, "aid/receipts.html", context)


def _deliveries(request: CentreRequest, *, unpaid: bool) -> QuerySet[Receipt]:
    found = Receipt.objects.filter(centre=request.centre)
    return found.filter(something_kept(), terms=Terms.ACCOUNT, paid_on=None) if unpaid else found


@require_POST
@roles(*STAFF)
def receipts_excel(request: CentreRequest) -> HttpResponse:
    """What the list shows, line by line, as Excel; the export is logged in the same transaction."""
    unpaid = request.POST.get("bon") == "1"
    with transaction.atomic():
        detail = UNPAID if unpaid else ""
        access_log.record(request, AccessLog.Action.EXPORT, Receipt, detail=detail, centre=request.centre)
        content = receipts_workbook(_deliveries(request, unpaid=unpaid))
    return file_response(content, f"barang-masuk-{today(request, timezone.now()):%Y-%m-%d}.xlsx", EXCEL)


@roles(*MAY_KEEP_GOODS)
@once
def new_receipt(request: CentreRequest) -> HttpResponse:
    """Record a delivery for the centre's own stock."""
    now = timezone.now()
    items = list(Item.objects.filter(centre=request.centre, retired=False).order_by("id"))
    goods = GoodsIn(
        request,
        items=items,
        initial={"received_on": today(request, now), **usual(request.centre)},
        rows=rows_of(items, unit_price=price_of(items) if request.method == "GET" else {}),
    )
    if goods.is_valid():
        try:
            receipt = receive(centre=request.centre, ask_of_goods=True, by=request.user, now=now, **goods.delivery())
        except Refused as refused:
            goods.refuse(refused)
        else:
            messages.success(request, _("The delivery is recorded."))
            return redirect("aid:receipt", pk=receipt.pk)
    return render(request, "aid/receipt_form.html", {"form": goods.form, "lines": goods.lines, "items": items})


@roles(*STAFF)
def receipt(request: CentreRequest, pk: int) -> HttpResponse:
    """A delivery: what came, what of it is left, and whether it is paid."""
    return _page(request, _receipt(request, pk))


@roles(*MAY_KEEP_GOODS)
@once
def paid(request: CentreRequest, pk: int) -> HttpResponse:
    """Note the day of payment."""
    found = _receipt(request, pk)
    form = PaidForm(request.POST or None, initial={"paid_on": today(request, timezone.now())})
    if form.is_valid():
        try:
            pay(found, paid_on=form.cleaned_data["paid_on"], seen=request.POST.get(NAME, ""), now=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The day of payment is noted."))
            return redirect("aid:receipt", pk=pk)
    return _page(request, found, paid_form=form)


@roles(*MAY_KEEP_GOODS)
@once
def take_back_receipt(request: CentreRequest, pk: int) -> HttpResponse:
    """Take back a delivery that was recorded by mistake."""
    found = _receipt(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            reverse_receipt(
                found,
                reason=form.cleaned_data["reason"],
                seen=request.POST.get(NAME, ""),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The delivery is taken back."))
            return redirect("aid:receipt", pk=pk)
    return _page(request, found, reason_form=form)


def _receipt(request: CentreRequest, pk: int) -> Receipt:
    return get_object_or_404(Receipt.objects.select_related("supplier", "recorded_by"), pk=pk, centre=request.centre)


def _page(
    request: CentreRequest,
    found: Receipt,
    *,
    paid_form: PaidForm | None = None,
    reason_form: ReasonForm | None = None,
) -> HttpResponse:
    lots = list(lots_received(Lot.objects.filter(receipt=found)).select_related("item").order_by("id"))
    nothing_kept = all((lot.kept or 0) <= 0 for lot in lots)
    context = {
        "receipt": found,
        "mark": mark_of(as_shown(found), found),
        "lots": lots,
        "note_pages": found.note_pages.all(),
        "total": worth_of((lot.item.name, lot.came, lot.unit_price) for lot in lots),
        "gone_back": worth_of((lot.item.name, lot.came - lot.kept, lot.unit_price) for lot in lots),
        "kept": worth_of((lot.item.name, lot.kept, lot.unit_price) for lot in lots),
        "nothing_kept": nothing_kept,
        "taken_back": all(lot.back for lot in lots),
        "partly_taken_back": any(lot.back for lot in lots),
        "is_whole": all(lot.on_hand == lot.came for lot in lots),
        "owed": found.terms == Terms.ACCOUNT and found.paid_on is None,
        "payable": found.terms != Terms.GIFT and found.paid_on is None and (not nothing_kept or paid_form),
        "may_change": request.roles & MAY_KEEP_GOODS,
        "paid_form": paid_form or PaidForm(initial={"paid_on": today(request, timezone.now())}),
        "reason_form": reason_form or ReasonForm(),
    }
    return render(request, "aid/receipt.html", context)
