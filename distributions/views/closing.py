"""*Penutupan*: what is still open of a round, the usual ways out, and what is put right after close."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from aid.forms import ReasonForm
from aid.ledger import Outcome
from aid.models import Item
from centres.forms import TextField, add_refusal, sent
from centres.indonesian import in_indonesian
from centres.permissions import Role, roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion
from config.errors import Refused
from config.keys import row_key
from distributions.models import Round, State
from distributions.rounds.balance import ItemBalance, balance, fingerprint
from distributions.rounds.closing import (
    close_round,
    correct_closed_round,
    corrections_version,
    reasons_of_items,
    reasons_said,
    settle,
    settle_all,
    unsettle,
    wrong_day,
)
from distributions.rounds.days import days_handed_over, goods_came_later
from distributions.rounds.goods_forms import CorrectionForm, SettleForm
from distributions.rounds.standing import round_stands

LOSS_REASONS = (gettext_lazy("Damaged"), gettext_lazy("Lost"), gettext_lazy("Expired"))
LONGEST_REASON = 200


@roles(*STAFF)
def closing(request: CentreRequest, pk: int) -> HttpResponse:
    """Where every quantity is, which families are not recorded, and what keeps the round open."""
    return _page(request, _round(request, pk))


@roles(Role.COORDINATOR)
@require_POST
@once
def close(request: CentreRequest, pk: int) -> HttpResponse:
    """Close the round."""
    round = _round(request, pk)
    try:
        close_round(round, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("distributions:close", pk=pk)
    messages.success(request, _("The round is closed."))
    return redirect("distributions:round", pk=pk)


@roles(*MAY_KEEP_GOODS)
@require_POST
@once
def settle_rest(request: CentreRequest, pk: int) -> HttpResponse:
    """Say at once what became of all that nobody received."""
    round = _round(request, pk)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("other") or request.POST.get("reason", "")
    text = TextField(required=False, max_length=LONGEST_REASON)
    try:
        if outcome not in Outcome.values:
            raise Refused(_("Choose what became of the goods."))
        own = {
            row.item.pk: text.clean(request.POST[name])
            for row in balance(round)
            if (name := f"reason-{row.item.pk}") in request.POST
        }
        said = {"outcome": outcome, "reason": text.clean(reason), "reasons": own}
        settle_all(round, **said, seen=request.POST.get("seen", ""), by=request.user, now=timezone.now())
    except ValidationError as wrong:
        messages.error(request, _("Reason: %(reason)s") % {"reason": " ".join(wrong.messages)})
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("All goods are accounted for."))
        return redirect("distributions:close", pk=pk)
    return _page(request, round, typed=request.POST)


@roles(*MAY_KEEP_GOODS)
@require_POST
@once
def settle_item(request: CentreRequest, pk: int) -> HttpResponse:
    """Say what became of a part of one item."""
    round = _round(request, pk)
    form = SettleForm(request.POST, rows=balance(round))
    if form.is_valid():
        given = form.cleaned_data
        item = form.by_key[given["item"]]
        try:
            settle(
                round,
                item=item,
                quantity=given["quantity"],
                outcome=given["outcome"],
                reason=given["reason"],
                seen=request.POST.get("seen", ""),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": item.name})
            return redirect("distributions:close", pk=pk)
    return _page(request, round, settle_form=form)


@roles(*MAY_KEEP_GOODS)
@once
def settle_again(request: CentreRequest, pk: int, item_pk: int) -> HttpResponse:
    """Take back what was said of an item that nobody received, so that it is open again."""
    round = _round(request, pk)
    item = get_object_or_404(Item, pk=item_pk, centre=request.centre)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            unsettle(
                round,
                item=item,
                reason=form.cleaned_data["reason"],
                seen=request.POST.get("seen", ""),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is open again.") % {"name": item.name})
            return redirect("distributions:close", pk=pk)
    rows = balance(round)
    context = {"round": round, "item": item, "form": form, "seen": fingerprint(rows)}
    context["row"] = next((row for row in rows if row.item == item), None)
    return render(request, "distributions/settle_again.html", context)


@roles(Role.HEAD)
@once
def correct(request: CentreRequest, pk: int) -> HttpResponse:
    """*Koreksi*: set something right about a closed round; of one that isn't closed, say what to do instead."""
    round = _round(request, pk)
    asked = row_key(request.GET.get("keluarga", ""))
    shown = ShownVersion(request, round, corrections_version, adds=True)
    form = CorrectionForm(sent(request), round=round, initial={"recipient": asked})
    if form.is_valid():
        try:
            correct_closed_round(round, seen=shown.seen, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The correction is recorded."))
            return redirect("distributions:round", pk=pk)
    context = {"round": round, "form": form, "shown": shown}
    context["corrections"] = round.corrections.select_related("by", "recipient")
    return render(request, "distributions/correction.html", context)


def _round(request: CentreRequest, pk: int) -> Round:
    found = Round.objects.select_related("closed_by").filter(centre=request.centre)
    return get_object_or_404(found, pk=pk)


def _goods_later(round: Round) -> tuple[datetime.date, datetime.date] | None:
    """The first hand-over and the day of the goods, where these went out after it by the ledger."""
    days = days_handed_over([round.pk]).get(round.pk)
    later = goods_came_later(round, days[0]) if days else None
    return (days[0], later) if days and later else None


def _unwritten(round: Round) -> str:
    """What nobody wrote of how the round went; after closing it can't be."""
    written = ((_("How it went"), round.how_it_went), (_("Obstacles"), round.obstacles))
    return ", ".join(name for name, words in written if not words)


def _with_reason(row: ItemBalance, own: Mapping[int, list[str]], typed: Mapping[str, str]) -> dict[str, Any]:
    """An item that is left, with what was said of it at the doors: of another item's reason nothing is taken.

    What was ``typed`` of it stands there again, also where that is nothing.
    """
    said = Truncator("; ".join(own.get(row.item.pk, ()))).chars(LONGEST_REASON)
    return {"row": row, "reason": typed.get(f"reason-{row.item.pk}", said)}


def _page(
    request: CentreRequest,
    round: Round,
    *,
    settle_form: SettleForm | None = None,
    typed: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    rows = balance(round)
    expected = list(round.recipients.expected()) if round.is_running else []
    waiting = [recipient for recipient in expected if recipient.is_planned]
    reports = round.reports.open().count()
    rest = [row for row in rows if row.open > 0]
    excess = [row for row in rows if row.excess]
    of_goods, of_families = reasons_said(round) if rest else ([], [])
    own = reasons_of_items(round) if rest else {}
    said = [*dict.fromkeys([*of_goods, *of_families])]
    losses = {in_indonesian(words): words for words in LOSS_REASONS} | {words: words for words in of_goods}
    wrong = wrong_day(round, timezone.now()) if round.state == State.ISSUED and not waiting else None
    context: dict[str, Any] = {
        "round": round,
        "standing": round_stands(round.state, waiting=len(waiting), recorded=len(expected) - len(waiting)),
        "rows": rows,
        "seen": fingerprint(rows),
        "waiting": waiting,
        "reports": reports,
        "rest": [_with_reason(row, own, typed) for row in rest],
        "other_reason": typed.get("other", ""),
        "excess": excess,
        "nobody_there": round.state == State.ISSUED and not round.attendances.exists(),
        "unwritten": _unwritten(round),
        "ready": round.state == State.ISSUED and not (waiting or reports or rest or excess or wrong),
        "wrong_day": wrong,
        "goods_later": _goods_later(round) if round.state == State.ISSUED and not waiting else None,
        "settle_form": settle_form or SettleForm(rows=rows),
        "loss_reasons": list(losses.items()),
        "reasons_said": said,
        "corrections": round.corrections.select_related("by", "recipient") if round.state == State.CLOSED else (),
        "may_settle": request.roles & MAY_KEEP_GOODS,
        "may_close": Role.COORDINATOR in request.roles,
        "may_correct": Role.HEAD in request.roles and round.state == State.CLOSED,
    }
    return render(request, "distributions/closing.html", context)
