"""What happened to a family: rounds, hand-overs, misses, surveys and decisions on one line of time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.record_history import history_of, label_of, name_of
from config.formats import plain_date
from distributions.models import BEFORE_APPROVAL, Correction, Handover, Recipient, Stop
from distributions.rotation.right import month_after
from distributions.rounds.standing import Standing, correction_word, recipient_stands
from families.household import FAMILY_FIELDS
from families.models import Assessment, DuplicateDecision, Eligibility, Family
from families.need import priority

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MONTHS = 12
TRAIL: dict[str, str] = {
    Recipient.State.SERVED: "done",
    Recipient.State.MISSED: "missed",
    Recipient.State.PLANNED: "planned",
}
CORRECTED: dict[str, str] = {Correction.Result.RECEIVED: "done", Correction.Result.NOT_RECEIVED: "missed"}
# Where a family stands twice in a month (two programmes), the square says the better news.
RANK = ("", "wait", "missed", "planned", "done")


def last_months(today: datetime.date, count: int = MONTHS) -> list[datetime.date]:
    """The first days of the last months, this one included, the oldest first."""
    this = today.year * 12 + today.month - 1
    return [datetime.date(month // 12, month % 12 + 1, 1) for month in range(this - count + 1, this + 1)]


def in_months(first: datetime.date, today: datetime.date) -> Q:
    """Of rows of a round: that it counts for a month from ``first`` to this one, or for a later one and is held by now.

    Every page counts a round for its ``month``, wherever its day lies.
    """
    end = month_after(today.replace(day=1), 1)
    return Q(round__month__gte=first) & (Q(round__month__lt=end) | Q(round__date__lt=end))


def up_to(months: list[datetime.date], counted: Iterable[datetime.date]) -> list[datetime.date]:
    """These months, and those behind them up to the last of the ``counted``, for which a round was moved ahead."""
    last = max([months[-1], *counted])
    return [*months, *(month_after(months[-1], n) for n in range(1, _month(last) - _month(months[-1]) + 1))]


def trails(families: Iterable[Family], *, today: datetime.date) -> dict[int, list[tuple[datetime.date, str]]]:
    """For each family its last twelve months, as pairs of a month and what happened in it; one query.

    Where one of them has a place in a round that was moved ahead, the month for which that counts comes after them.

    What happened under an entry that was merged counts for the family that stayed.

    A month in which an eligible family got nothing since its last aid, or since it is registered, is one of waiting.
    """
    families, months = list(families), last_months(today)
    of_families = Q(family__in=families) | Q(family__merged_into__in=families)
    rows = list(
        Recipient.objects.without_cancelled()
        .filter(of_families, in_months(months[0], today), state__in=TRAIL)
        .with_correction()
        .annotate(stands_for=Coalesce("family__merged_into", "family"))
        .values_list("family_id", "stands_for", "round__month", "state", "corrected_to")
    )
    ahead = up_to(months, (row[2] for row in rows))[len(months) :]
    found = {
        family.pk: [*((month, _before_rounds(family, month)) for month in months), *((month, "") for month in ahead)]
        for family in families
    }
    for own, stands_for, counts_for, state, corrected_to in rows:
        place = _month(counts_for) - _month(months[0])
        for family in found.keys() & {own, stands_for}:
            month, said = found[family][place]
            what = CORRECTED.get(corrected_to or "", TRAIL[state])
            found[family][place] = month, max(said, what, key=RANK.index)
    return found


def _before_rounds(family: Family, month: datetime.date) -> str:
    """What the register alone says of a month: aid before Peduli, waiting, or nothing."""
    if family.aid_before_on and _month(family.aid_before_on) == _month(month):
        return "done"
    since = _month(family.last_aid_on) + 1 if family.last_aid_on else _month(family.registered_on)
    ended = family.eligible_until and family.eligible_until < month
    return "wait" if family.eligibility == Eligibility.ELIGIBLE and _month(month) >= since and not ended else ""


def _month(day: datetime.date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the story. ``key`` and ``tone`` are those of the rail; ``link`` is a path and its words."""

    on: datetime.date
    title: str
    icon: str
    text: str = ""
    who: str = ""
    key: str = ""
    tone: str = ""
    link: tuple[str, str, int] | None = None
    # The file of a survey's photo of the house.
    house: int | None = None
    # Whose page the link leads to, where the entry is a merged one's.
    of: int = 0
    # Planned in a round that nobody has approved yet.
    proposed: bool = False
    # A recipient of a closed round, which the head may correct.
    closed: Recipient | None = None
    order: tuple[Any, ...] = field(default=())


def story(family: Family, *, zone: datetime.tzinfo) -> list[Entry]:
    """Everything that happened, the newest first, and what is planned on top.

    What happened under an entry that was merged into this one belongs to it.
    """
    entries = [
        *_rounds(family, zone),
        *_surveys(family),
        *_decisions(family, zone),
        *_merges(family, zone),
        *_proxies(family),
        *_changes(family, zone),
        *_beginnings(family),
    ]
    return sorted(entries, key=lambda entry: (entry.key == "now", entry.on, entry.order), reverse=True)


class Told(TypedDict):
    """What ``recipients_of`` adds to a recipient.

    The hand-over that stands, at most one; what was corrected; its day; the number of its location on the route.
    """

    happened_on: datetime.date
    location_number: int
    accepted: list[Handover]
    set_right: list[Correction]


def recipients_of(family: Family, zone: datetime.tzinfo) -> "list[WithAnnotations[Recipient, Told]]":
    """The family's places in rounds, with what the story needs of them; days are those of ``zone``."""
    given = Handover.objects.filter(voided_at=None).select_related("given_by")
    corrections = Correction.objects.select_related("by")
    # As the papers and the hand-over number the locations: those of a reserve family alone are not on the route.
    route = Stop.objects.visited().filter(round=OuterRef("round"), position__lte=OuterRef("stop__position"))
    number = route.order_by().values("round").annotate(count=Count("pk")).values("count")
    return list(
        Recipient.objects.expected()
        .without_cancelled()
        .filter(Q(family=family) | Q(family__merged_into=family))
        .with_day(zone)
        .annotate(location_number=Subquery(number))
        .select_related("round", "stop", "recorded_by")
        .prefetch_related(Prefetch("handovers", given, "accepted"))
        .prefetch_related(Prefetch("corrections", corrections, "set_right"))
        .order_by("-round__date", "-pk")
    )


def _rounds(family: Family, zone: datetime.tzinfo) -> Iterable[Entry]:
    for recipient in recipients_of(family, zone):
        partly = any(not handover.complete for handover in recipient.accepted)
        standing = recipient_stands(recipient, recipient.round.state, partly=partly)
        recorded = recipient.recorded_by.get_full_name() if recipient.recorded_by else ""
        on, order = recipient.round.date, (3, recipient.pk)
        if recipient.state == Recipient.State.PLANNED:
            yield Entry(
                title=standing.word,
                icon="calendar",
                key="now",
                text=_("Location no. %(number)d of the round") % {"number": recipient.location_number},
                link=("distributions:round", _("The round"), recipient.round_id),
                proposed=recipient.round.state in BEFORE_APPROVAL,
                on=on,
                order=order,
            )
        elif recipient.state == Recipient.State.MISSED:
            reason = ". ".join(filter(None, (standing.why, recipient.missed_note)))
            who = _("recorded by %(name)s") % {"name": recorded}
            yield Entry(
                title=standing.word,
                icon="cross",
                tone="bad",
                text=reason,
                who=who,
                closed=recipient if recipient.round.is_closed else None,
                on=recipient.happened_on,
                order=order,
            )
        else:
            yield _handed_over(recipient, standing, recorded, zone)
        for correction in recipient.set_right:
            yield Entry(
                on=correction.at.astimezone(zone).date(),
                title=correction_word(correction),
                icon="edit",
                tone="ask",
                text=f"{correction.text.rstrip('.')}. {correction.reason.rstrip('.')}.",
                who=str(correction.by),
                link=("distributions:round", recipient.round.name, recipient.round_id),
                order=(4, correction.pk),
            )


def _handed_over(
    recipient: "WithAnnotations[Recipient, Told]", standing: Standing, recorded: str, zone: datetime.tzinfo
) -> Entry:
    handover = recipient.accepted[0] if recipient.accepted else None
    texts = []
    if handover:
        receiver = handover.get_received_by_display()
        named = recipient.received_by_name or handover.proxy_relation
        texts.append(_("Received by: %(who)s") % {"who": f"{receiver} ({named})" if named else receiver})
        texts.append(_("Proof: %(proof)s") % {"proof": handover.get_proof_display()})
        if handover.difference_reason:
            texts.append(handover.difference_reason)
    giver = handover.given_by.name if handover and handover.given_by else ""
    return Entry(
        on=handover.handed_at.astimezone(zone).date() if handover else recipient.round.date,
        title=standing.word,
        icon="half" if standing.kind == "partly" else "check",
        key="done",
        text=". ".join(texts),
        who=_("given by %(name)s") % {"name": giver} if giver else _("recorded by %(name)s") % {"name": recorded},
        closed=recipient if recipient.round.is_closed else None,
        order=(3, recipient.pk),
    )


def _surveys(family: Family) -> Iterable[Entry]:
    of_group = Assessment.objects.filter(Q(family=family) | Q(family__merged_into=family))
    for survey in of_group.select_related("surveyed_by"):
        yield Entry(
            on=survey.surveyed_on,
            title=_("Assessed: %(score)d points, %(priority)s")
            % {"score": survey.score, "priority": priority(survey.score)},
            icon="eye",
            text=survey.notes,
            who=str(survey.surveyed_by),
            link=("families:score", _("How the score came about"), survey.pk),
            house=survey.photo_id,
            of=survey.family_id,
            order=(1, survey.pk),
        )


DECIDED = {
    Eligibility.ELIGIBLE: ("check", "ok"),
    Eligibility.REJECTED: ("cross", "bad"),
    Eligibility.SUSPENDED: ("clock", "ask"),
    Eligibility.ENDED: ("lock", ""),
}


def _decisions(family: Family, zone: datetime.tzinfo) -> Iterable[Entry]:
    """Decisions of the past stand in the family's history; each is known by its time."""
    events = family.events  # type: ignore[attr-defined]  # of pghistory
    events = events.exclude(eligibility_at=None).order_by("eligibility_at", "pgh_id")
    decided = {event.eligibility_at: event for event in events.select_related("eligibility_by")}
    for at, event in decided.items():
        icon, tone = DECIDED[event.eligibility]
        provisional = event.eligibility == Eligibility.ELIGIBLE and event.determination_id and not event.surveyed_on
        yield Entry(
            on=at.astimezone(zone).date(),
            title=_("Eligible, not yet surveyed") if provisional else str(Eligibility(event.eligibility).label),
            icon=icon,
            tone=tone,
            text=event.eligibility_basis,
            who=str(event.eligibility_by),
            order=(2, at),
        )


MERGES = {
    DuplicateDecision.Verdict.MERGED: ("duplicate", gettext_lazy("Merged with another entry")),
    DuplicateDecision.Verdict.SEPARATED: ("undo", gettext_lazy("Separated again from another entry")),
}


def _merges(family: Family, zone: datetime.tzinfo) -> Iterable[Entry]:
    """Which entries were merged with this one, and taken apart again."""
    mine = Q(first=family) | Q(second=family)
    for decision in DuplicateDecision.objects.filter(mine, verdict__in=MERGES).select_related("decided_by"):
        icon, title = MERGES[DuplicateDecision.Verdict(decision.verdict)]
        other = decision.second_id if decision.first_id == family.pk else decision.first_id
        yield Entry(
            on=decision.decided_at.astimezone(zone).date(),
            title=str(title),
            icon=icon,
            text=decision.note,
            who=str(decision.decided_by),
            link=("distributions:family", _("The other entry"), other),
            order=(5, decision.pk),
        )


def _proxies(family: Family) -> Iterable[Entry]:
    """Whom the family authorised; that it ended stands with it."""
    for proxy in family.proxies.select_related("recorded_by"):
        until = _("Until %(day)s.") % {"day": plain_date(proxy.until)} if proxy.until else ""
        yield Entry(
            on=proxy.from_on,
            title=_("Proxy: %(who)s") % {"who": proxy},
            icon="user",
            text=until,
            who=str(proxy.recorded_by),
            order=(6, proxy.pk),
        )


def _changes(family: Family, zone: datetime.tzinfo) -> Iterable[Entry]:
    """Who corrected which data of the household since it was registered; the values stand in its history."""
    labels = {label_of(field) for field in Family._meta.fields if field.name in (*FAMILY_FIELDS, "kk_digest")}
    own = name_of(Family)
    for number, act in enumerate(history_of(Family, family.pk, centre=family.centre).acts):
        if any(change.what == own and change.act == "insert" for change in act.changes):
            continue
        said = [
            field.label
            for change in act.changes
            if change.what == own
            for field in change.fields
            if field.label in labels
        ]
        said += [change.what for change in act.changes if change.what != own]
        if said:
            yield Entry(
                on=act.at.astimezone(zone).date(),
                title=_("Data of the household changed"),
                icon="edit",
                text="; ".join(dict.fromkeys(said)),
                who=act.actor,
                order=(0, 2, -number),
            )


def _beginnings(family: Family) -> Iterable[Entry]:
    yield Entry(on=family.registered_on, title=_("Registered"), icon="user", order=(0, 1))
    if family.aid_before_on:
        title = _("Aid before Peduli")
        yield Entry(on=family.aid_before_on, title=title, icon="package", text=family.aid_before_note, order=(0, 0))
