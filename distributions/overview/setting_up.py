"""The one list of what a new centre sets up, in a good order. Each step can be skipped and found again."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aid.models import PackageVersion, Supplier
from aid.packages import without_price
from centres.models import Centre, Letterhead, Membership, Official, Role
from centres.permissions import open_to, who_opens
from distributions.models import Programme, Round
from distributions.rounds.dates import next_to_prepare
from distributions.rounds.next_step import prepare_words
from families.models import Eligibility, Family


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: its name in the table of facts, where it is done, and why.

    ``act`` is the page that only those open who may do it, where more people may look at ``view``.
    """

    name: str
    view: str
    label: Promise
    why: Promise
    act: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A step: ``place`` is done, now or next; ``url`` is "" where these roles can't do it, or nobody can yet.

    ``missing`` says what is still missing of a step that was begun, ``who`` who does it instead of these roles, and
    ``action`` is what its button says.
    """

    step: Step
    url: str
    place: str
    action: str
    missing: str = ""
    who: str = ""


STEPS = (
    Step("centre", "centres:centre", _("Centre"), _("Names, place, time zone and paper size are filled in: check.")),
    Step("letterhead", "centres:letterheads", _("Letterhead"), _("It is at the top of every paper.")),
    Step(
        "officials",
        "centres:officials",
        _("Officials and staff"),
        _("The head and the head of inmate services sign; staff go along."),
    ),
    Step(
        "approval",
        "centres:users",
        _("Users and roles"),
        _("Approval needs a second person: add the head, and whoever helps."),
    ),
    Step(
        "package",
        "aid:packages",
        _("Package"),
        _("What one family receives, in which units, and what that costs."),
        act="aid:new_package",
    ),
    Step(
        "supplier",
        "aid:suppliers",
        _("Supplier"),
        _("Usually the canteen of the cooperative."),
        act="aid:new_supplier",
    ),
    Step(
        "programme", "distributions:programmes", _("Rule of the programme"), _("When, how many packages, for how many.")
    ),
    Step("families", "families:import", _("Families"), _("Import the list that the office has, or type families in.")),
    Step(
        "eligible",
        "families:determine",
        _("Initial determination"),
        _("One initial determination for all families, with its basis and date; the survey follows at the door."),
    ),
    Step(
        "round", "distributions:prepare_month", _("First round"), _("Peduli proposes families and prepares the papers.")
    ),
)


# All else can follow: papers are printed with dotted lines.
NEEDED_FOR_A_ROUND = {"programme", "families", "eligible"}


def rows(centre: Centre, roles: Collection[str], today: datetime.date) -> list[Row]:
    """Every step as it stands for somebody with these roles; what they can do themselves is now.

    One query, and three for the month of the first round while it is still to be made.
    """
    done, unpriced = _done(centre, today)
    own = {step.name for step in STEPS if open_to(roles, step.act or step.view)}
    urls = {step.name: open_to(roles, step.view) if step.name in own else "" for step in STEPS}
    missing = [step.name for step in STEPS if step.name not in done]
    if not done >= NEEDED_FOR_A_ROUND:
        urls["round"] = ""
    now = next((name for name in missing if urls[name]), missing[0] if missing else "")
    actions = {"round": prepare_words(next_to_prepare(centre, today)) if urls["round"] and "round" in missing else ""}
    return [
        Row(
            step,
            urls[step.name],
            place="done" if step.name in done else "now" if step.name == now else "next",
            action=actions.get(step.name, gettext("Set up")),
            missing=_missing_prices(unpriced) if step.name == "package" else "",
            who="" if step.name in own or step.name in done else _who_does(step),
        )
        for step in STEPS
    ]


def _missing_prices(items: Sequence[str]) -> str:
    return gettext("Not complete: there is no price yet for %(items)s.") % {"items": ", ".join(items)} if items else ""


def _who_does(step: Step) -> str:
    return gettext("%(who)s does this.") % {"who": who_opens(step.act or step.view)}


def _done(centre: Centre, today: datetime.date) -> tuple[set[str], list[str]]:
    """The steps whose facts are there, and the items of packages that have no price."""
    signing = Official.objects.filter(centre=centre).serving(today)
    families = Family.objects.filter(centre=centre)
    facts = {
        "letterhead": Letterhead.objects.filter(centre=centre),
        "head": signing.filter(function=Official.Function.HEAD),
        "services_head": signing.filter(function=Official.Function.SERVICES_HEAD),
        "approval": Membership.objects.filter(centre=centre, role=Role.HEAD).in_force(today),
        "package": PackageVersion.objects.filter(centre=centre, lines__isnull=False),
        "supplier": Supplier.objects.filter(centre=centre),
        "programme": Programme.objects.filter(centre=centre),
        "families": families,
        "eligible": families.filter(eligibility=Eligibility.ELIGIBLE),
        "round": Round.objects.filter(centre=centre),
    }
    exist = {f"has_{name}": Exists(found) for name, found in facts.items()}
    unpriced = ArraySubquery(without_price(OuterRef("pk"), today).values("name"))
    with_facts = Centre.objects.annotate(**exist, unpriced=unpriced).get(pk=centre.pk)
    done = {"centre"} | {name for name in facts if getattr(with_facts, f"has_{name}")}
    if with_facts.unpriced:
        done.discard("package")
    if done >= {"head", "services_head"}:
        done.add("officials")
    return done & {step.name for step in STEPS}, with_facts.unpriced


def left_to_set_up(centre: Centre, today: datetime.date) -> list[Step]:
    """The steps whose facts are missing today, which may be long after the beginning: a head leaves."""
    done, _unpriced = _done(centre, today)
    return [step for step in STEPS if step.name not in done]
