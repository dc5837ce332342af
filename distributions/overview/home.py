"""What *Beranda* shows: this month's round, what waits for whom, and how far the programme has reached."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import Centre, Role
from centres.roles import HANDS_OVER, MAY_KEEP_GOODS, MAY_REGISTER
from config.formats import month_year, plain_date
from distributions.models import HandoverReport, Programme, Recipient, Round, RoundTransition, State
from distributions.rounds.figures import Counted, with_figures
from families.models import Eligibility, Family, Inmate, RegisterImport, RegisterImportRow
from families.models.family import Named

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    OpenRound: TypeAlias = WithAnnotations[Round, "Due"]

# Above this number squares are no longer counted by the eye, and a bar says the same.
SQUARES_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the user: a link with its state."""

    title: str
    text: str
    url: str
    tag: str
    tone: str = "now"
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Families that may receive now, by when they last received; ``registered`` and ``proposed`` of the register."""

    recent: int
    older: int
    never: int
    registered: int
    proposed: int

    @property
    def eligible(self) -> int:
        return self.recent + self.older + self.never


class Due(Counted):
    """What ``open_rounds`` adds to a round: its figures, and the note of its last transition."""

    last_note: str | None


class Unreached(Named):
    """What ``never_reached`` adds to a family: its contact's name, and the date of the round it is planned for."""

    planned_for: datetime.date | None


def open_rounds(centre: Centre) -> "list[OpenRound]":
    """The rounds that still need something done, the earliest first, with figures and the last note to them."""
    last = RoundTransition.objects.filter(round=OuterRef("pk")).order_by("-id")
    rounds = with_figures(Round.objects.filter(centre=centre).next_due()).annotate(
        last_note=Subquery(last.values("note")[:1])
    )
    return list(rounds.select_related("centre", "programme", "supplier"))


def this_months(rounds: "list[OpenRound]", today: datetime.date) -> "OpenRound | None":
    """The round that the page is about: the first of this month or later, else the earliest that is still open."""
    return next((r for r in rounds if r.month >= today.replace(day=1)), rounds[0] if rounds else None)


def coverage(centre: Centre, today: datetime.date) -> Coverage:
    """One query over the register."""
    year_ago = today - relativedelta(months=12)
    can = Q(may=True)
    rows = Family.objects.active().filter(centre=centre)
    counts = rows.annotate(may=Exists(Family.objects.eligible(at=today).filter(pk=OuterRef("pk")))).aggregate(
        recent=Count("pk", filter=can & Q(last_aid_on__gte=year_ago)),
        older=Count("pk", filter=can & Q(last_aid_on__lt=year_ago)),
        never=Count("pk", filter=can & Q(last_aid_on=None)),
        registered=Count("pk"),
        proposed=Count("pk", filter=Q(eligibility=Eligibility.PROPOSED)),
    )
    return Coverage(**counts)


def never_reached(
    centre: Centre, today: datetime.date, limit: int = 4
) -> "QuerySet[WithAnnotations[Family, Unreached]]":
    """Families that may receive and never did, the longest registered first, with their contact and planned month."""
    open_round = Recipient.objects.planned().without_cancelled().filter(family=OuterRef("pk"))
    return (
        Family.objects.eligible(at=today)
        .never_reached()
        .filter(centre=centre)
        .with_contact()
        .annotate(planned_for=Subquery(open_round.order_by("round__date").values("round__date")[:1]))
        .select_related("village__parent")
        .order_by("registered_on", "pk")[:limit]
    )


def last_activity(centre: Centre, limit: int = 4) -> QuerySet[RoundTransition]:
    """What last happened to rounds."""
    return RoundTransition.objects.filter(centre=centre).select_related("by", "round").order_by("-id")[:limit]


@dataclass(frozen=True, slots=True)
class Beginning:
    """How far a new centre has come; what is missing is the next thing to learn."""

    families: bool
    eligible: bool
    programme: bool
    rounds: bool

    @property
    def done(self) -> bool:
        return self.families and self.eligible and self.programme and self.rounds


def beginning(centre: Centre, reach: Coverage) -> Beginning:
    """One query beside the coverage."""
    facts = Centre.objects.filter(pk=centre.pk).values_list(
        Exists(Programme.objects.filter(centre=OuterRef("pk"))), Exists(Round.objects.filter(centre=OuterRef("pk")))
    )
    programme, rounds = facts[0]
    return Beginning(reach.registered > 0, reach.eligible > 0 or rounds, programme, rounds)


def waiting_for(
    centre: Centre, roles: Collection[str], rounds: "list[OpenRound]", reach: Coverage, today: datetime.date
) -> list[Waiting]:
    """What waits for somebody with these roles; three queries, for reports, imports and releases."""
    waiting = [item for round in rounds for item in _of_round(round, roles, today)]
    if Role.COORDINATOR in roles:
        waiting += _reports(centre)
    if MAY_REGISTER.intersection(roles):
        waiting += _imports(centre)
        waiting += _releases(centre, today)
    if Role.COORDINATOR in roles and reach.proposed:
        waiting.append(_proposed(reach.proposed))
    return waiting


def _of_round(round: "OpenRound", roles: Collection[str], today: datetime.date) -> list[Waiting]:
    name, found = month_year(round.month), []
    url = reverse("distributions:round", args=[round.pk])
    if round.state == State.SUBMITTED and Role.HEAD in roles:
        approval = reverse("distributions:approval", args=[round.pk])
        text = ngettext("%(count)d family", "%(count)d families", round.planned) % {"count": round.planned}
        found.append(Waiting(_("%(month)s waits for your approval") % {"month": name}, text, approval, _("To decide")))
    if round.state == State.DRAFT and round.last_note and Role.COORDINATOR in roles:
        prepare = reverse("distributions:prepare", args=[round.pk])
        found.append(Waiting(_("%(month)s was sent back") % {"month": name}, round.last_note, prepare, _("Change")))
    if round.state == State.APPROVED and round.date <= today and MAY_KEEP_GOODS.intersection(roles):
        text = _("The day of distribution was %(date)s.") % {"date": plain_date(round.date)}
        found.append(Waiting(_("%(month)s: goods are not recorded") % {"month": name}, text, url, _("Goods")))
    if round.state == State.ISSUED:
        found += _issued(round, roles, today, name)
    return found


def _issued(round: "OpenRound", roles: Collection[str], today: datetime.date, name: str) -> list[Waiting]:
    found = []
    if round.planned and round.date <= today and HANDS_OVER.intersection(roles):
        title = ngettext(
            "%(month)s: %(count)d family is not recorded",
            "%(month)s: %(count)d families are not recorded",
            round.planned,
        ) % {"month": name, "count": round.planned}
        text = _("The day of distribution was %(date)s.") % {"date": plain_date(round.date)}
        found.append(Waiting(title, text, reverse("distributions:handover", args=[round.pk]), _("Record")))
    if not round.planned and Role.COORDINATOR in roles:
        text = _("All families are recorded: %(served)d received, %(missed)d did not.") % {
            "served": round.served,
            "missed": round.missed,
        }
        close = reverse("distributions:close", args=[round.pk])
        found.append(Waiting(_("%(month)s is not closed yet") % {"month": name}, text, close, _("Close the round")))
    return found


def _reports(centre: Centre) -> list[Waiting]:
    """Of every round: a report that comes after closing waits as well."""
    is_open = Q(reports__verdict=HandoverReport.Verdict.OPEN, reports__resolution=None)
    rounds = Round.objects.filter(is_open, centre=centre).annotate(count=Count("reports")).order_by("date", "pk")
    return [
        Waiting(
            ngettext(
                "%(month)s: %(count)d report from the field is to be decided",
                "%(month)s: %(count)d reports from the field are to be decided",
                round.count,
            )
            % {"month": month_year(round.month), "count": round.count},
            _("It does not fit what is recorded."),
            reverse("distributions:open_reports", args=[round.pk]),
            _("To decide"),
            "ask",
        )
        for round in rounds
    ]


def _imports(centre: Centre) -> list[Waiting]:
    rows = (
        RegisterImport.objects.filter(centre=centre, confirmed_at=None)
        .annotate(to_check=Count("rows", filter=~Q(rows__status=RegisterImportRow.Status.VALID)), total=Count("rows"))
        .order_by("-uploaded_at")[:3]
    )
    return [
        Waiting(
            _("Import of %(date)s is not saved yet") % {"date": plain_date(row.uploaded_at)},
            _("%(total)d rows, %(check)d of them to be checked") % {"total": row.total, "check": row.to_check},
            row.get_absolute_url(),
            _("Needs checking") if row.to_check else _("Save"),
            "ask" if row.to_check else "now",
        )
        for row in rows
    ]


def _releases(centre: Centre, today: datetime.date) -> list[Waiting]:
    count = Inmate.objects.filter(centre=centre).release_due(today).count()
    if not count:
        return []
    title = ngettext(
        "%(count)d inmate: the expected release has come", "%(count)d inmates: the expected release has come", count
    ) % {"count": count}
    text = _("Confirm with the registration who is still held here.")
    return [Waiting(title, text, f"{reverse('families:inmates')}?status=due", _("To confirm"), "ask")]


def _proposed(count: int) -> Waiting:
    title = ngettext(
        "%(count)d family waits to be declared eligible", "%(count)d families wait to be declared eligible", count
    ) % {"count": count}
    text = _("Imported families receive only after the initial determination or a survey.")
    return Waiting(title, text, reverse("families:determine"), _("Determine"), "info")
