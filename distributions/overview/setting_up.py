"""What a new centre sets up, in a good order, and what of it is there."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.models import PackageVersion, Supplier
from centres.models import Centre, Letterhead, Membership, Official, Role
from distributions.models import Programme, Round
from families.models import Family


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up: its name in the table of facts, where it is done, and why."""

    name: str
    view: str
    label: Promise
    why: Promise


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
    Step("package", "aid:packages", _("Package"), _("What one family receives, in which units.")),
    Step("supplier", "aid:suppliers", _("Supplier"), _("Usually the canteen of the cooperative.")),
    Step(
        "programme", "distributions:programmes", _("Rule of the programme"), _("When, how many packages, for how many.")
    ),
    Step("families", "families:import", _("Families"), _("Import the list that the office has, or type families in.")),
    Step("round", "distributions:home", _("First round"), _("Peduli proposes families and prepares the papers.")),
)


def set_up(centre: Centre, today: datetime.date) -> set[str]:
    """The steps whose facts are there, in one query."""
    signing = Official.objects.filter(centre=centre).serving(today)
    facts = {
        "letterhead": Letterhead.objects.filter(centre=centre),
        "head": signing.filter(function=Official.Function.HEAD),
        "services_head": signing.filter(function=Official.Function.SERVICES_HEAD),
        "approval": Membership.objects.filter(centre=centre, role=Role.HEAD).in_force(today),
        "package": PackageVersion.objects.filter(centre=centre, lines__isnull=False),
        "supplier": Supplier.objects.filter(centre=centre),
        "programme": Programme.objects.filter(centre=centre),
        "families": Family.objects.filter(centre=centre),
        "round": Round.objects.filter(centre=centre),
    }
    exist = {f"has_{name}": Exists(rows) for name, rows in facts.items()}
    with_facts = Centre.objects.annotate(**exist).get(pk=centre.pk)
    done = {"centre"} | {name for name in facts if getattr(with_facts, f"has_{name}")}
    if done >= {"head", "services_head"}:
        done.add("officials")
    return done & {step.name for step in STEPS}


def left_to_set_up(centre: Centre, today: datetime.date) -> list[Step]:
    """The steps whose facts are missing today, which may be long after the beginning: a head leaves."""
    done = set_up(centre, today)
    return [step for step in STEPS if step.name not in done]
