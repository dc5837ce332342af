"""What waits for somebody: what they, by their roles of today, can bring forward; the most urgent first."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import Centre, Role
from centres.roles import HANDS_OVER, MAY_KEEP_GOODS, MAY_REGISTER, MAY_SURVEY
from config.formats import long_date, month_year, plain_date, quantity
from distributions.models import HandoverReport, Recipient, Round, State
from distributions.overview.home import Coverage
from distributions.overview.setting_up import left_to_set_up
from distributions.reports.news import NEWS_DAYS
from distributions.rounds.balance import balance
from distributions.rounds.dates import next_falls
from distributions.rounds.figures import Figures
from distributions.rounds.next_step import Facts, NextStep, prepare_words
from families.models import Inmate, InmateFinding, InmateList, RegisterImport, RegisterImportRow
from families.register_import.concerned import OPEN
from families.register_import.importing import PARKED_DAYS, READY

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from distributions.overview.home import OpenRound

# The oldest first; the others move up as these are settled.
MOST_NOTICES = 5
# Of the latest imports so many are to be saved or decided.
MOST_IMPORTS = 3
# Of the latest lists of inmates so many are named.
MOST_LISTS = 2


class Rank(IntEnum):
    """What is most urgent: families wait at the door, others can't go on, then what only grows."""

    HAND_OVER = 1
    GOODS = 2
    DECIDE = 3
    SENT_BACK = 4
    REPORTS = 5
    CLOSE = 6
    SETTLE = 7
    NOTICES = 8
    TELL = 9
    PREPARE = 10
    IMPORT = 11
    PROPOSED = 12
    RELEASES = 13
    OUTDATED = 14
    PRESS = 15
    SET_UP = 16


@dataclass(frozen=True, slots=True)
class Turn:
    """An open round as somebody finds it: its figures, and the next step with the address of its button, if any."""

    round: "OpenRound"
    figures: Figures
    facts: Facts
    step: NextStep
    url: str


class LeftOfImport(TypedDict):
    """What of an import is not in the register yet."""

    total: int
    to_check: int
    ready: int
    parked: int
    parked_on: datetime.date


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the user. ``action`` is what the button says, ``post`` whether it posts.

    ``page`` is where a link leads instead, where ``url`` takes a POST only.
    ``turn`` is the round that it is about; ``is_step`` says that it is the next step of that round.
    """

    rank: Rank
    title: str
    text: str
    url: str
    tag: str
    action: str
    tone: str = "now"
    post: bool = False
    turn: Turn | None = None
    is_step: bool = False
    page: str = ""


def waiting_for(
    centre: Centre, roles: Collection[str], turns: Collection[Turn], reach: Coverage, today: datetime.date
) -> list[Waiting]:
    """What waits for somebody with these roles, the most urgent first; at most one query for each kind of thing."""
    found = [item for turn in turns for item in _of_round(turn, roles, today)]
    found += _drafts(turns, roles)
    if Role.COORDINATOR in roles:
        found += [] if turns else _coming(centre, today)
        found += _reports(centre)
        found += _proposed(reach.proposed)
    if MAY_REGISTER.intersection(roles):
        found += _notices(centre)
        found += _imports(centre)
        found += _releases(centre, today)
        found += _lists(centre)
    if MAY_SURVEY.intersection(roles):
        found += _outdated(reach.outdated)
    if Role.HUMAS in roles:
        found += _press(centre, today)
    if Role.ADMIN in roles:
        found += _setting_up(centre, today)
    return sorted(found, key=lambda item: item.rank)


def _of_round(turn: Turn, roles: Collection[str], today: datetime.date) -> Iterable[Waiting]:
    round, step = turn.round, turn.step
    values = {"month": round.name}
    day = _("The day of distribution was %(date)s.") % {"date": plain_date(round.date)}
    if round.date == today:
        day = _("The day of distribution is today.")
    # Who submitted it is led to the signed paper instead: that is no decision of theirs.
    if round.state == State.SUBMITTED and step.view == "distributions:approval":
        text = ngettext("%(count)s family", "%(count)s families", round.planned) % {"count": quantity(round.planned)}
        yield _step(turn, Rank.DECIDE, _("%(month)s waits for your approval") % values, text, _("To decide"))
    # From its day on nothing goes on without the decision: who planned it reminds the head, or records the paper.
    if step.view == "distributions:paper_approval" and Role.COORDINATOR in roles and round.date <= today:
        yield _step(turn, Rank.DECIDE, _("%(month)s is not approved yet") % values, day, _("Approval"))
    if round.state == State.APPROVED and round.date <= today and MAY_KEEP_GOODS.intersection(roles):
        begun = round.served or round.missed
        text = step.sentence if begun or turn.facts.short else day
        yield _step(turn, Rank.GOODS, _("%(month)s: goods are not recorded") % values, text, _("Goods"))
    # Whoever keeps the goods, too, records them first.
    goes_on = round.state == State.ISSUED or MAY_KEEP_GOODS.isdisjoint(roles)
    if round.is_running and goes_on and round.planned and round.date <= today:
        yield from _unrecorded(turn, roles, day)
    if round.state == State.ISSUED and not round.planned:
        yield from _to_close(turn, roles)
    if round.is_running and round.planned and (round.date - today).days == 1 and HANDS_OVER.intersection(roles):
        title, text = _("%(month)s is tomorrow") % values, _("Tell the families and the villages today.")
        url = reverse("distributions:announce", args=[round.pk])
        yield Waiting(Rank.TELL, title, text, url, _("Tomorrow"), _("Show the texts"), turn=turn)


def _step(turn: Turn, rank: Rank, title: str, text: str, tag: str, tone: str = "now") -> Waiting:
    """The next step of a round, which is the user's."""
    return Waiting(
        rank, title, text, turn.url, tag, turn.step.action, tone, post=turn.step.post, turn=turn, is_step=True
    )


def _unrecorded(turn: Turn, roles: Collection[str], day: str) -> Iterable[Waiting]:
    round = turn.round
    title = ngettext(
        "%(month)s: %(count)s family is not recorded",
        "%(month)s: %(count)s families are not recorded",
        round.planned,
    ) % {"month": round.name, "count": quantity(round.planned)}
    if HANDS_OVER.intersection(roles):
        yield _step(turn, Rank.HAND_OVER, title, day, _("Record"))
    elif Role.OPERATOR in roles:
        paper = reverse("distributions:paper_entry", args=[round.pk])
        words = _("Enter from paper")
        text = _("When the signed list is back, enter it line by line.")
        yield Waiting(Rank.HAND_OVER, title, text, paper, _("Record"), words, turn=turn)


def _to_close(turn: Turn, roles: Collection[str]) -> Iterable[Waiting]:
    round, values = turn.round, {"month": turn.round.name}
    if Role.COORDINATOR in roles:
        yield _step(
            turn, Rank.CLOSE, _("%(month)s is not closed yet") % values, turn.step.sentence, _("Close the round")
        )
    elif Role.STOREKEEPER in roles and any(row.open for row in balance(round)):
        title = _("%(month)s: goods are left over") % values
        text = _("Say where the goods went that were not handed over.")
        url, action = reverse("distributions:close", args=[round.pk]), _("Account for the goods")
        yield Waiting(Rank.SETTLE, title, text, url, _("Goods"), action, turn=turn)


def _drafts(turns: Iterable[Turn], roles: Collection[str]) -> Iterable[Waiting]:
    """Each draft that was sent back, and the first of the others: a later one has time."""
    drafts = [turn for turn in turns if turn.round.state == State.DRAFT] if Role.COORDINATOR in roles else []
    for turn in (turn for turn in drafts if turn.round.last_note):
        title = _("%(month)s was sent back") % {"month": turn.round.name}
        yield _step(turn, Rank.SENT_BACK, title, str(turn.round.last_note), _("Change"))
    for turn in [turn for turn in drafts if not turn.round.last_note][:1]:
        title = _("%(month)s is to be prepared") % {"month": turn.round.name}
        yield _step(turn, Rank.PREPARE, title, plain_date(turn.round.date), _("Prepare"))


def _coming(centre: Centre, today: datetime.date) -> list[Waiting]:
    """The round that the rule makes next, while none is open."""
    falls = next_falls(centre, today)
    if falls is None:
        return []
    return [
        Waiting(
            Rank.PREPARE,
            _("Prepare the distribution of %(date)s") % {"date": long_date(falls.date)},
            _("One press makes the round with families, contents and officials filled in."),
            reverse("distributions:prepare_month"),
            _("Prepare"),
            prepare_words(month_year(falls.month)),
            post=True,
            page=reverse("distributions:rounds"),
        )
    ]


def _reports(centre: Centre) -> list[Waiting]:
    """Of every round: a report that comes after closing waits as well."""
    is_open = Q(reports__verdict=HandoverReport.Verdict.OPEN, reports__resolution=None)
    rounds = Round.objects.filter(is_open, centre=centre).annotate(count=Count("reports")).order_by("date", "pk")
    return [
        Waiting(
            Rank.REPORTS,
            ngettext(
                "%(month)s: %(count)s report from the field is to be decided",
                "%(month)s: %(count)s reports from the field are to be decided",
                round.count,
            )
            % {"month": round.name, "count": quantity(round.count)},
            _("It does not fit what is recorded."),
            reverse("distributions:open_reports", args=[round.pk]),
            _("To decide"),
            _("Decide on the reports"),
            "ask",
        )
        for round in rounds
    ]


def _notices(centre: Centre) -> list[Waiting]:
    """What was heard at the door of a family, until somebody says what was done about it."""
    rows = Recipient.objects.noticed().filter(centre=centre).with_day(centre.zone).order_by("recorded_at", "pk")
    return [
        Waiting(
            Rank.NOTICES,
            f"{row.contact_name}: {row.get_missed_reason_display()}",
            _("Heard at the hand-over of %(date)s. Look at the family.") % {"date": plain_date(row.happened_on)},
            reverse("distributions:family", args=[row.family_id]),
            _("Needs checking"),
            _("Open the family"),
            "ask",
        )
        for row in rows[:MOST_NOTICES]
    ]


def _imports(centre: Centre) -> Iterable[Waiting]:
    """Imports of which rows are to be saved, decided or completed. What is put aside goes on a day, which is said."""
    status = RegisterImportRow.Status
    to_check = Q(rows__status__in=OPEN) | Q(rows__status=status.DUPLICATE) & ~Q(rows__offer="")
    rows = (
        RegisterImport.objects.filter(centre=centre)
        .annotate(
            total=Count("rows", filter=~Q(rows__status__in=(status.SAVED, status.PARKED, status.LEFT_OUT))),
            to_check=Count("rows", filter=to_check),
            ready=Count("rows", filter=Q(rows__status__in=READY)),
            parked=Count("rows", filter=Q(rows__status=status.PARKED)),
            parked_on=Min("rows__parked_on"),
        )
        .filter(Q(confirmed_at=None, total__gt=0) | Q(to_check__gt=0) | Q(ready__gt=0) | Q(parked__gt=0))
        .order_by("-uploaded_at")
    )
    left = 0
    for row in rows:
        if left < MOST_IMPORTS and (row.to_check or row.ready or (not row.confirmed_at and row.total)):
            left += 1
            yield _import_left(row)
        # What is put aside is told of every import: it vanishes on a day.
        if row.parked_on:
            yield _incomplete(row)


def _import_left(row: "WithAnnotations[RegisterImport, LeftOfImport]") -> Waiting:
    title = (
        _("Import of %(date)s is not finished yet") if row.confirmed_at else _("Import of %(date)s is not saved yet")
    )
    return Waiting(
        Rank.IMPORT,
        title % {"date": plain_date(row.uploaded_at)},
        _("%(total)s rows, %(check)s of them to be checked")
        % {"total": quantity(row.total), "check": quantity(row.to_check)},
        row.get_absolute_url(),
        _("Needs checking") if row.to_check else _("Save"),
        _("Open the import"),
        "ask" if row.to_check else "now",
    )


def _incomplete(row: "WithAnnotations[RegisterImport, LeftOfImport]") -> Waiting:
    until = plain_date(row.parked_on + datetime.timedelta(days=PARKED_DAYS))
    text = ngettext(
        "What is lacking has to be asked for. It is deleted on %(until)s.",
        "What is lacking has to be asked for. The first of them is deleted on %(until)s.",
        row.parked,
    )
    return Waiting(
        Rank.IMPORT,
        ngettext(
            "%(count)s family of an import is incomplete", "%(count)s families of an import are incomplete", row.parked
        )
        % {"count": quantity(row.parked)},
        text % {"until": until},
        f"{row.get_absolute_url()}?status=parked",
        _("Incomplete"),
        _("Complete them"),
        "ask",
    )


def _releases(centre: Centre, today: datetime.date) -> list[Waiting]:
    count = Inmate.objects.filter(centre=centre).release_due(today).count()
    if not count:
        return []
    title = ngettext(
        "%(count)s inmate: the expected release has come", "%(count)s inmates: the expected release has come", count
    ) % {"count": quantity(count)}
    text = _("Confirm with the registration who is still held here.")
    url = f"{reverse('families:inmates')}?status=due"
    return [Waiting(Rank.RELEASES, title, text, url, _("To confirm"), _("See who"), "ask")]


def _lists(centre: Centre) -> list[Waiting]:
    """Whoever was not in a list of inmates, and the lists of which something is still to be decided."""
    missing = Inmate.objects.filter(centre=centre).unlisted().aggregate(count=Count("pk"), first=Min("unlisted_on"))
    found = []
    if missing["count"]:
        title = ngettext(
            "%(count)s inmate is not in the list of inmates",
            "%(count)s inmates are not in the list of inmates",
            missing["count"],
        ) % {"count": quantity(missing["count"])}
        text = _("Missing since the list of %(date)s. Confirm with the registration who is still held here.")
        url = f"{reverse('families:inmates')}?status=unlisted"
        words = text % {"date": plain_date(missing["first"])}
        found.append(Waiting(Rank.RELEASES, title, words, url, _("To confirm"), _("See who"), "ask"))
    unsure = Count("findings", filter=Q(findings__verdict=InmateFinding.Verdict.UNSURE, findings__decision=""))
    lists = InmateList.objects.filter(centre=centre).annotate(unsure=unsure).order_by("-listed_on", "-pk")
    for one in lists.filter(Q(unsure__gt=0) | Q(raised_at=None))[:MOST_LISTS]:
        title = _("List of inmates of %(date)s: some are still to be decided") % {"date": plain_date(one.listed_on)}
        text = _("Most inmates of the register are missing in it, or a part of it was not read. Is it the right list?")
        if one.raised_at:
            text = ngettext(
                "%(count)s inmate may be in it or not.", "%(count)s inmates may be in it or not.", one.unsure
            ) % {"count": quantity(one.unsure)}
        action = _("Open the list")
        found.append(Waiting(Rank.IMPORT, title, text, one.get_absolute_url(), _("Needs checking"), action, "ask"))
    return found


def _proposed(count: int) -> list[Waiting]:
    if not count:
        return []
    title = ngettext(
        "%(count)s family waits to be declared eligible", "%(count)s families wait to be declared eligible", count
    ) % {"count": quantity(count)}
    text = _("Imported families receive only after the initial determination or a survey.")
    url = reverse("families:determine")
    return [Waiting(Rank.PROPOSED, title, text, url, _("Determine"), _("Initial determination"), "info")]


def _outdated(count: int) -> list[Waiting]:
    """Families whose last survey is too old to say how they live; at the next hand-over somebody is at their door."""
    if not count:
        return []
    title = ngettext(
        "%(count)s family is to be assessed again", "%(count)s families are to be assessed again", count
    ) % {"count": quantity(count)}
    text = _("Surveyed more than 12 months ago. It can be done at the door, during the hand-over.")
    url = f"{reverse('distributions:families')}?kelayakan=reassess"
    return [Waiting(Rank.OUTDATED, title, text, url, _("Assess"), _("Show the families"), "info")]


def _press(centre: Centre, today: datetime.date) -> list[Waiting]:
    """The last round that was closed, while it is news and nobody noted where it was published."""
    since = today - datetime.timedelta(days=NEWS_DAYS)
    closed = Round.objects.filter(centre=centre, state=State.CLOSED, date__gte=since, publications=None)
    round = closed.order_by("-date", "-pk").first()
    if round is None:
        return []
    return [
        Waiting(
            Rank.PRESS,
            _("%(month)s is not published yet") % {"month": round.name},
            _("A draft of the press release is ready. Note where it appeared."),
            reverse("distributions:report", args=[round.pk]),
            _("Ready for the news"),
            _("Open the press release"),
        )
    ]


def _setting_up(centre: Centre, today: datetime.date) -> list[Waiting]:
    left = left_to_set_up(centre, today)
    if not left:
        return []
    title = ngettext("%(count)s step to set up is left", "%(count)s steps to set up are left", len(left)) % {
        "count": quantity(len(left))
    }
    names = ", ".join(str(step.label) for step in left)
    return [Waiting(Rank.SET_UP, title, names, reverse("distributions:start_steps"), _("Set up"), _("Set up"))]
