"""*Barang*: what is on hand and what to do next; goods for a round, from the canteen or out of stock."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.balances import balances, something_kept, stands, value_received
from aid.line_forms import PREFIX, BaseLines, GoodsIn, Lines, rows_of, today, typed, typed_rows, wants_more
from aid.models import Item, Package, Receipt
from aid.models.ledger import Terms
from aid.worth import together
from centres.forms import add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from config.errors import Refused
from config.formats import quantity as written
from distributions.models import Round, State
from distributions.rounds.balance import ItemBalance, balance, gone_out
from distributions.rounds.goods import (
    GoodsWentOut,
    Need,
    issue_for_round,
    lacking,
    needs,
    receive_for_round,
    short,
    short_in_stock,
)
from distributions.rounds.goods_forms import IssueForm

LATEST = 5


@roles(*STAFF)
def goods_home(request: CentreRequest) -> HttpResponse:
    """The room of the goods: the next thing to do, what is on hand, and what came lately."""
    centre = request.centre
    now = timezone.now()
    rows = balances(centre)
    receipts = Receipt.objects.filter(centre=centre).select_related("supplier")
    told = receipts.annotate(total=value_received(), is_kept=something_kept(), stands=stands())
    owed = receipts.filter(something_kept(), terms=Terms.ACCOUNT, paid_on=None)
    running = Round.objects.filter(centre=centre, state=State.ISSUED).order_by("date", "id")
    begun, still = next(((one, said) for one in running if (said := lacking(one))), (None, ""))
    approved = Round.objects.filter(centre=centre, state=State.APPROVED).select_related("centre")
    round = approved.order_by("date", "id").first()
    context = {
        "begun": begun,
        "lacking": still,
        "rows": rows,
        "in_stock": any(row.on_hand for row in rows),
        "worth": together((row.item.name, row.value) for row in rows if row.on_hand),
        "round": round,
        "short": short_in_stock(round) if round else "",
        "receipts": told.order_by("-pk")[:LATEST],
        "owed": owed.aggregate(sum=value_received())["sum"],
        "packages": Package.objects.filter(centre=centre, retired=False),
        "today": today(request, now),
        "may_change": request.roles & MAY_KEEP_GOODS,
    }
    return render(request, "distributions/goods.html", context)


@roles(*MAY_KEEP_GOODS)
def usual_way(request: CentreRequest, pk: int) -> HttpResponse:
    """Lead to the form that the centre usually records a round's goods with."""
    get_object_or_404(Round, pk=pk, centre=request.centre)
    way = "goods_from_stock" if request.centre.keeps_stock else "goods_from_canteen"
    return redirect(f"distributions:{way}", pk=pk)


@roles(*MAY_KEEP_GOODS)
@once
def from_canteen(request: CentreRequest, pk: int) -> HttpResponse:
    """*Langsung dari kantin*: delivery and issue of the day as one form, filled in already."""
    round = _round(request, pk)
    now = timezone.now()
    rows = balance(round)
    wanted, seen = needs(round, rows), _seen(request, rows)
    form = GoodsIn(
        request,
        items=_items(request, wanted),
        initial=_usual(round, request),
        rows=rows_of(
            [need.item for need in wanted],
            quantity={need.item.pk: need.missing or None for need in wanted},
            unit_price={need.item.pk: need.price for need in wanted},
        ),
        hints=_hints(wanted),
    )
    if form.is_valid():
        try:
            receive_for_round(round, seen=seen, by=request.user, now=now, **form.delivery())
        except Refused as refused:
            form.refuse(refused)
            seen = _seen_now(refused, seen)
        else:
            _say_what_differs(request, round, _("The goods from the canteen are recorded."))
            return redirect("distributions:round", pk=pk)
    context = {"round": round, "form": form.form, "lines": form.lines, "items": form.items.values(), "seen": seen}
    return render(request, "distributions/goods_from_canteen.html", context | _totals(wanted))


@roles(*MAY_KEEP_GOODS)
@once
def from_stock(request: CentreRequest, pk: int) -> HttpResponse:
    """*Barang keluar*: goods for the round out of the centre's own stock."""
    round = _round(request, pk)
    now = timezone.now()
    rows = balance(round)
    wanted, seen = needs(round, rows), _seen(request, rows)
    on_hand = {row.item.pk: row for row in balances(request.centre)}
    form, lines = _issue_forms(request, wanted, {pk: row.item for pk, row in on_hand.items()})
    if form.is_bound and all([form.is_valid(), lines.is_valid()]):
        try:
            asked, day = _asked(lines), form.cleaned_data["issued_on"]
            issue_for_round(round, issued_on=day, wanted=asked, seen=seen, by=request.user, now=now)
        except Refused as refused:
            add_refusal(form, refused)
            seen = _seen_now(refused, seen)
        else:
            _say_what_differs(request, round, _("The goods have gone out."))
            return redirect("distributions:round", pk=pk)
    for line in lines:
        line.on_hand = on_hand.get(line.known_item.pk) if line.known_item else None
    items = [row.item for row in on_hand.values()]
    context = {"round": round, "form": form, "lines": lines, "items": items, "seen": seen}
    lacks = short(wanted, {pk: row.on_hand for pk, row in on_hand.items()})
    return render(request, "distributions/goods_from_stock.html", context | {"short": lacks} | _totals(wanted))


def _round(request: CentreRequest, pk: int) -> Round:
    found = Round.objects.select_related("programme", "supplier").filter(centre=request.centre)
    return get_object_or_404(found, pk=pk)


def _seen(request: CentreRequest, rows: list[ItemBalance]) -> str:
    """What had gone out when the page was opened: a form that comes back says what it was sent with."""
    return request.POST.get("seen", "") if request.method == "POST" else gone_out(rows)


def _seen_now(refused: Refused, seen: str) -> str:
    """The same after a refusal, which may have told what has gone out by now."""
    return refused.seen if isinstance(refused, GoodsWentOut) else seen


def _items(request: CentreRequest, wanted: list[Need]) -> QuerySet[Item]:
    """Those in use, and those that the round needs anyhow."""
    needed = Q(pk__in=[need.item.pk for need in wanted])
    return Item.objects.filter(Q(retired=False) | needed, centre=request.centre)


def _usual(round: Round, request: CentreRequest) -> dict[str, Any]:
    """What the form is filled with: the round's source of goods, on its own day or today, whichever is earlier."""
    return {
        "supplier": round.supplier_id or round.programme.supplier_id,
        "terms": round.terms,
        "source_of_funds": round.source_of_funds,
        "received_on": min(round.date, today(request, timezone.now())),
    }


def _hints(wanted: list[Need]) -> dict[int, str]:
    return {
        need.item.pk: _("%(needed)s needed, %(per_package)s per package")
        % {
            "needed": written(need.needed, need.item.unit),
            "per_package": written(need.per_package, need.item.unit),
        }
        for need in wanted
    }


def _totals(wanted: list[Need]) -> dict[str, Any]:
    families = max((need.needed / need.per_package for need in wanted), default=Decimal(0))
    return {"families": int(families), "complete": all(need.missing == 0 for need in wanted) and bool(wanted)}


def _issue_forms(request: CentreRequest, wanted: list[Need], items: dict[int, Item]) -> tuple[IssueForm, BaseLines]:
    items = items | {need.item.pk: need.item for need in wanted}
    rows = rows_of([need.item for need in wanted], quantity={need.item.pk: need.missing or None for need in wanted})
    start: dict[str, Any] = {"issued_on": today(request, timezone.now())}
    more = wants_more(request)
    if more:
        start, rows = typed(IssueForm, request.POST), typed_rows(request.POST)
    data = request.POST if request.method == "POST" and not more else None
    form_kwargs = {"items": items, "hints": _hints(wanted)}
    return IssueForm(data, initial=start), Lines(data, initial=rows, prefix=PREFIX, form_kwargs=form_kwargs)


def _asked(lines: BaseLines) -> dict[int, Decimal]:
    asked: dict[int, Decimal] = {}
    for line in lines.filled:
        item = line.filled_item
        if not isinstance(item, Item):
            raise Refused(_("%(name)s is not in stock.") % {"name": item.name})
        asked[item.pk] = asked.get(item.pk, Decimal(0)) + line.cleaned_data["quantity"]
    return asked


def _say_what_differs(request: CentreRequest, round: Round, text: str) -> None:
    """Other quantities than planned are allowed, and said."""
    differing = [
        _("%(item)s %(out)s instead of %(needed)s")
        % {
            "item": need.item.name,
            "out": written(need.out, need.item.unit),
            "needed": written(need.needed, need.item.unit),
        }
        for need in needs(round)
        if need.out != need.needed
    ]
    messages.success(request, text)
    if differing:
        messages.warning(request, _("Not what was planned: %(items)s.") % {"items": ", ".join(differing)})
