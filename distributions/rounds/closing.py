"""The end of a round: every quantity that went out is accounted for, and what was closed stays."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aid.ledger import Outcome, give_back, take_back
from aid.models import Issue, Item, Movement
from centres.indonesian import in_indonesian
from centres.models import Membership, User
from centres.versions import Version, added_to, require_seen
from config.errors import Refused, reason_given, required
from config.formats import date_clock, plain_date, plain_days, quantity
from config.formats import quantity as written
from config.numbers import require_quantity
from config.readable import has_something_to_read
from distributions.models import Correction, Handover, MissedReason, Recipient, Round, State
from distributions.rounds.balance import ItemBalance, balance, fingerprint
from distributions.rounds.contents import contents_of_all
from distributions.rounds.days import day_to_move_to, days_handed_over, days_visited
from distributions.rounds.decisions import decided
from distributions.rounds.transitions import lock, require_state, transition


@transaction.atomic
def settle(
    round: Round,
    *,
    item: Item,
    quantity: Decimal,
    outcome: str,
    reason: str = "",
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> list[Movement]:
    """Say what became of goods that nobody received: back to stock, back to the supplier, or written off.

    ``seen`` is the fingerprint of the figures that were shown, here and below; None where none were.
    """
    require_state(lock(round), State.ISSUED)
    require_quantity(quantity)
    rows = balance(round)
    _require_seen(rows, seen)
    still_open = next((row.open for row in rows if row.item == item), Decimal(0))
    if quantity > still_open:
        raise Refused(
            _("%(item)s: only %(open)s is not accounted for.")
            % {"item": item.name, "open": written(max(still_open, Decimal(0)), item.unit)},
            field="quantity",
        )
    return give_back(
        _issues(round),
        item=item,
        quantity=quantity,
        outcome=outcome,
        reason=reason,
        happened_on=round.centre.local_date(now),
        by=by,
        now=now,
    )


@transaction.atomic
def settle_all(
    round: Round,
    *,
    outcome: str,
    reason: str = "",
    reasons: Mapping[int, str] | None = None,
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> list[Movement]:
    """The same for everything that is open, at once; only when every family is recorded.

    ``reasons`` has one of its own for each item (by id), ``reason`` is that of all.
    """
    require_state(lock(round), State.ISSUED)
    _require_all_recorded(round)
    rows = balance(round)
    _require_seen(rows, seen)
    rest = [row for row in rows if row.open > 0]
    if not rest:
        raise Refused(_("Everything is accounted for already."))
    movements = []
    own = reasons or {}
    if outcome != Outcome.STOCK:
        _require_reasons([row for row in rest if not has_something_to_read(own.get(row.item.pk, reason))])
    for row in rest:
        said = own.get(row.item.pk, reason)
        movements += settle(round, item=row.item, quantity=row.open, outcome=outcome, reason=said, by=by, now=now)
    return movements


@transaction.atomic
def unsettle(
    round: Round, *, item: Item, reason: str, seen: str | None = None, by: User, now: datetime.datetime
) -> list[Movement]:
    """Take back all that was settled for an item of the round, so that it is open again."""
    require_state(lock(round), State.ISSUED)
    _require_seen(balance(round), seen)
    settled = list(
        Movement.objects.filter(
            issue__round_issue__round=round,
            lot__item=item,
            kind__in=(Movement.Kind.RETURN, Movement.Kind.SUPPLIER, Movement.Kind.LOSS),
        )
        .exclude(
            pk__in=Movement.objects.filter(issue__round_issue__round=round).exclude(reverses=None).values("reverses")
        )
        .order_by("id")
    )
    if not settled:
        raise Refused(_("Nothing is settled for this item."))
    return take_back(settled, reason=reason, by=by, now=now)


@transaction.atomic
def close_round(round: Round, *, seen: str | None = None, by: User, now: datetime.datetime) -> Round:
    """Close the round. Refused, saying what is open, until every family and every quantity is accounted for.

    So it is while the day of the round is one on which no family was visited, as long as it can be moved.
    """
    require_state(lock(round), State.ISSUED)
    _require_all_recorded(round)
    if wrong := wrong_day(round, now):
        raise Refused(wrong.text)
    _require_records_agree(round)
    rows = balance(round)
    _require_seen(rows, seen)
    if rest := [row for row in rows if row.open]:
        raise Refused(_("Not everything is accounted for: %(items)s.") % {"items": _named(rest)})
    if reports := round.reports.open().count():
        raise Refused(
            ngettext(
                "One report from the field waits for a decision.",
                "%(count)s reports from the field wait for a decision.",
                reports,
            )
            % {"count": quantity(reports)}
        )
    return transition(round, State.CLOSED, by=by, now=now)


@dataclass(frozen=True, slots=True)
class WrongDay:
    """Why the day of the round can't stay, in words; ``move_to`` fits, and is None where any day from today on may."""

    text: str
    move_to: datetime.date | None


def wrong_day(round: Round, now: datetime.datetime) -> WrongDay | None:
    """What is wrong with the day of a round of which everything is recorded; None where it fits. Two queries."""
    handed_over, in_vain = days_handed_over([round.pk]).get(round.pk, []), days_visited(round)
    days = sorted({*handed_over, *in_vain})
    planned = {"planned": plain_date(round.date)}
    if days:
        move_to = day_to_move_to(round, days)
        if move_to is None:
            return None
        said = planned | {"days": plain_days(days)}
        text = _("Planned for %(planned)s, but families were visited on %(days)s: move the date of the round first.")
        if days == handed_over:
            text = _("Planned for %(planned)s, but handed over on %(days)s: move the date of the round first.")
        return WrongDay(text % said, move_to)
    if round.date > round.centre.local_date(now):
        text = _("The round is planned for %(planned)s, which is still to come: wait for it, or move the date first.")
        return WrongDay(text % planned, None)
    return None


@transaction.atomic
def correct_closed_round(
    round: Round,
    *,
    text: str,
    reason: str,
    recipient: Recipient | None = None,
    result: str = "",
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> Correction:
    """Set something right about a closed round, which itself stays as it was. Only the head may, and says why.

    ``result`` (of ``Correction.Result``) says that the family received after all, or did not: the rotation then counts
    it so. Goods and figures of the round stay. ``seen`` are the corrections that were shown (``corrections_version``).
    Raises ChangedMeanwhile when there is another one, and Refused for one that is recorded in these words already.
    """
    require_state(lock(round), State.CLOSED)
    require_seen(seen, corrections_version, round)
    if not Membership.objects.of_heads(round.centre_id, round.centre.local_date(now)).filter(user=by).exists():
        raise Refused(_("Only the head of the centre corrects a closed round."))
    text, reason = required(text, _("Say what is right."), field="text"), reason_given(reason)
    if recipient and recipient.round_id != round.pk:
        raise Refused(_("This family is not in this round."), field="recipient")
    if result:
        _require_another_result(recipient, result)
    else:
        _require_other_words(round, recipient, text)
    correction = Correction.objects.create(
        centre_id=round.centre_id,
        round=round,
        recipient=recipient,
        result=result,
        text=text,
        reason=reason,
        by=by,
        at=now,
    )
    decided(round, correction=correction, by=by, now=now)
    return correction


def corrections_version(round: Round) -> Version:
    """Which corrections of the round there are."""
    return added_to(round.corrections.all())


def _require_other_words(round: Round, recipient: Recipient | None, text: str) -> None:
    """Refuse what is recorded in these words of the same family already (wall ``correction_says_something_new``)."""
    of_it = round.corrections.select_related("by").filter(recipient=recipient, result="").alias(said=Lower("text"))
    if same := of_it.filter(said=Lower(Value(text))).first():
        said = {"name": same.by, "moment": date_clock(same.at)}
        raise Refused(_("%(name)s recorded this already, on %(moment)s, in the same words.") % said, field="text")


def _require_another_result(recipient: Recipient | None, result: str) -> None:
    """Refuse a result of no family, of one in reserve, and the one that stands."""
    if recipient is None or recipient.state == Recipient.State.RESERVE:
        raise Refused(_("Choose which family of the round received or did not."), field="recipient")
    received = Recipient.objects.received().filter(pk=recipient.pk).exists()
    if received == (result == Correction.Result.RECEIVED):
        raise Refused(_("That is what stands already. Choose the other, or what else is wrong."), field="result")


def reasons_said(round: Round) -> tuple[list[str], list[str]]:
    """Why goods of the round are left, as it was said at the doors: of goods that were short, and of who was missed.

    In Indonesian, each once. What is written off has a reason of the first kind alone: nobody being at home damages no
    goods. The notes on a missed family are left out: they are about people, and the ledger is not.
    """
    short = Handover.objects.filter(recipient__round=round, voided_at=None, complete=False).order_by("pk")
    missed = (recipient.missed_reason for recipient in _whose_package_is_left(round))
    of_goods = dict.fromkeys(short.values_list("difference_reason", flat=True))
    return list(of_goods), list(dict.fromkeys(in_indonesian(MissedReason(reason).label) for reason in missed))


def _whose_package_is_left(round: Round) -> QuerySet[Recipient]:
    """The families that were missed, without those in whose place a reserve family stands: that one has the package."""
    return round.recipients.missed().with_replaced().filter(is_replaced=False).order_by("pk")


def reasons_of_items(round: Round) -> dict[int, list[str]]:
    """The same of each item (by id): why less of it was given, and why a family did not get its package."""
    contents, found = contents_of_all(round), dict[int, dict[str, None]]()
    short = Handover.objects.filter(recipient__round=round, voided_at=None, complete=False).order_by("pk")
    for handover in short.select_related("recipient").prefetch_related("lines"):
        given = {line.item_id: line.quantity for line in handover.lines.all()}
        for line in contents.of(handover.recipient):
            if given.get(line.item_id, Decimal(0)) < line.quantity:
                found.setdefault(line.item_id, {})[handover.difference_reason] = None
    for recipient in _whose_package_is_left(round):
        for line in contents.of(recipient):
            label = in_indonesian(MissedReason(recipient.missed_reason).label)
            found.setdefault(line.item_id, {})[label] = None
    return {item: list(said) for item, said in found.items()}


def _require_reasons(without: list[ItemBalance]) -> None:
    """Refuse to send back or write off an item of which nobody said why, by its name."""
    if without:
        raise Refused(_("Give the reason of %(items)s.") % {"items": ", ".join(row.item.name for row in without)})


def _issues(round: Round) -> list[Issue]:
    return list(Issue.objects.filter(round_issue__round=round))


def _require_all_recorded(round: Round) -> None:
    if waiting := round.recipients.planned().count():
        raise Refused(
            ngettext(
                "One family is not recorded yet: record first whether it received.",
                "%(count)s families are not recorded yet: record first whether they received.",
                waiting,
            )
            % {"count": quantity(waiting)}
        )


def _require_records_agree(round: Round) -> None:
    """Refuse while a family's row and its reports or its slip say different things, as the database would."""
    stands = Func(
        F("pk"), F("state"), F("recorded_at"), F("recorded_by"),
        function="recipient_record_stands", output_field=BooleanField(),
    )  # fmt: skip
    odd = list(round.recipients.expected().annotate(stands=stands).filter(stands=False).order_by("position", "pk"))
    if odd:
        raise Refused(
            _("%(names)s: what is recorded has no report or no slip that says so. Undo it and record it again.")
            % {"names": ", ".join(map(str, odd))}
        )


def _require_seen(rows: list[ItemBalance], seen: str | None) -> None:
    if seen is not None and seen != fingerprint(rows):
        raise Refused(_("The figures changed after you opened this page; nothing was saved. Look at them again."))


def _named(rows: list[ItemBalance]) -> str:
    return ", ".join(
        _("%(item)s %(quantity)s more handed over than issued")
        % {"item": row.item.name, "quantity": written(row.excess, row.unit)}
        if row.excess
        else f"{row.item.name} {written(row.open, row.unit)}"
        for row in rows
    )
