"""*Penutupan*: what is still open of a round, the usual ways out, and what is put right after close."""

import datetime
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
from centres.forms import TextField, add_refusal
from centres.indonesian import in_indonesian
from centres.permissions import Role, roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from config.errors import Refused
from distributions.models import Round, State
from distributions.rounds.balance import balance, fingerprint
from distributions.rounds.closing import (
    close_round,
    correct_closed_round,
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
REST_REASON = gettext_lazy("Left over at the close of the round")
LONGEST_REASON = 200


@roles(*STAFF)
def closing(request: CentreRequest, pk: int) -> HttpResponse:
    """Where every quantity is, which families are not recorded, and what keeps the round open."""
    return _page(request, _round(request, pk))


@roles(Role.COORDINATOR)
@require_POST
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
def settle_rest(request: CentreRequest, pk: int) -> HttpResponse:
    """Say at once what became of all that nobody received."""
    round = _round(request, pk)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("other") or request.POST.get("reason", "")
    try:
        if outcome not in Outcome.values:
            raise Refused(_("Choose what became of the goods."))
        reason = TextField(required=False, max_length=LONGEST_REASON).clean(reason)
        seen = request.POST.get("seen", "")
        settle_all(round, outcome=outcome, reason=reason, seen=seen, by=request.user, now=timezone.now())
    except ValidationError as wrong:
        messages.error(request, _("Reason: %(reason)s") % {"reason": " ".join(wrong.messages)})
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("All goods are accounted for."))
    return redirect("distributions:close", pk=pk)


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
            unsettle(round, item=item, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is open again.") % {"name": item.name})
            return redirect("distributions:close", pk=pk)
    return render(request, "distributions/settle_again.html", {"round": round, "item": item, "form": form})


@roles(Role.HEAD)
@once
def correct(request: CentreRequest, pk: int) -> HttpResponse:
    """*Koreksi*: set something right about a closed round; of one that isn't closed, say what to do instead."""
    round = _round(request, pk)
    asked = request.GET.get("keluarga", "")
    recipient = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    form = CorrectionForm(request.POST or None, round=round, initial={"recipient": recipient})
    if form.is_valid():
        try:
            correct_closed_round(round, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The correction is recorded."))
            return redirect("distributions:round", pk=pk)
    return render(request, "distributions/correction.html", {"round": round, "form": form})


def _round(request: CentreRequest, pk: int) -> Round:
    found = Round.objects.select_related("closed_by").filter(centre=request.centre)
    return get_object_or_404(found, pk=pk)


def _goods_later(round: Round) -> tuple[datetime.date, datetime.date] | None:
    """The first hand-over and the day of the goods, where these went out after it by the ledger."""
    days = days_handed_over([round.pk]).get(round.pk)
    later = goods_came_later(round, days[0]) if days else None
    return (days[0], later) if days and later else None


def _page(request: CentreRequest, round: Round, *, settle_form: SettleForm | None = None) -> HttpResponse:
    rows = balance(round)
    expected = list(round.recipients.expected()) if round.is_running else []
    waiting = [recipient for recipient in expected if recipient.is_planned]
    reports = round.reports.open().count()
    rest = [row for row in rows if row.open > 0]
    excess = [row for row in rows if row.excess]
    of_goods, of_families = reasons_said(round) if rest else ([], [])
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
        "rest": rest,
        "excess": excess,
        "nobody_there": round.state == State.ISSUED and not round.attendances.exists(),
        "ready": round.state == State.ISSUED and not (waiting or reports or rest or excess or wrong),
        "wrong_day": wrong,
        "goods_later": _goods_later(round) if round.state == State.ISSUED and not waiting else None,
        "settle_form": settle_form or SettleForm(rows=rows),
        "loss_reasons": list(losses.items()),
        "rest_reason": Truncator("; ".join(said) or in_indonesian(REST_REASON)).chars(LONGEST_REASON),
        "reasons_said": said,
        "corrections": round.corrections.select_related("by", "recipient") if round.state == State.CLOSED else (),
        "may_settle": request.roles & MAY_KEEP_GOODS,
        "may_close": Role.COORDINATOR in request.roles,
        "may_correct": Role.HEAD in request.roles and round.state == State.CLOSED,
    }
    return render(request, "distributions/closing.html", context)
