"""Two families side by side: what they have in common and what differs, as a page shows it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from centres.models import Centre
from config.formats import plain_date, quantity
from families.duplicates import WHY, Pair
from families.eligibility import standing_of
from families.models import Eligibility, Family, FamilyInmate, Member

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Line:
    """One row of the comparison. ``differs`` only where both say something."""

    label: str
    one: str
    other: str
    differs: bool


@dataclass
class Side:
    """A family with what is compared of it."""

    family: Family
    contact: Member | None = None
    ties: list[FamilyInmate] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.contact.name if self.contact else _("without a contact")


@dataclass(frozen=True)
class Compared:
    """A pair with its lines; ``stays`` is the entry that is offered to stay."""

    one: Side
    other: Side
    why: "Sequence[Promise | str]"
    lines: list[Line]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, for a loop."""
        return self.one, self.other

    @property
    def stays(self) -> int:
        """The eligible one, then the one that received, then the one that is longest in the register."""

        def worth(side: Side) -> tuple[bool, bool, int]:
            family = side.family
            return (family.eligibility == Eligibility.ELIGIBLE, family.last_aid_on is not None, -family.pk)

        return max(self.one, self.other, key=worth).family.pk


def compare(pairs: Iterable[Pair], *, centre: Centre, today: datetime.date) -> list[Compared]:
    """The pairs side by side, those with both families in the register; three queries, however many there are."""
    pairs = list(pairs)
    keys = {key for pair in pairs for key in (pair.first, pair.second)}
    families = Family.objects.filter(centre=centre, pk__in=keys).select_related("village__parent").defer("search")
    sides = {family.pk: Side(family) for family in families.order_by("pk")}
    for contact in Member.objects.contacts().filter(family__in=sides):
        sides[contact.family_id].contact = contact
    for tie in FamilyInmate.objects.filter(family__in=sides).select_related("inmate").order_by("pk"):
        sides[tie.family_id].ties.append(tie)
    return [
        Compared(one, other, [WHY[kind] for kind in pair.why], _lines(one, other, today))
        for pair in pairs
        if (one := sides.get(pair.first)) and (other := sides.get(pair.second))
    ]


def _lines(one: Side, other: Side, today: datetime.date) -> list[Line]:
    """What both or one of them say, in the order of a household's page."""
    said = zip(_said(one, today), _said(other, today), strict=True)
    return [
        Line(label, mine, theirs, bool(mine and theirs) and key != other_key)
        for (label, mine, key), (_label, theirs, other_key) in said
        if mine or theirs
    ]


def _said(side: Side, today: datetime.date) -> Iterable[tuple[str, str, object]]:
    """Label, what is shown, and what is compared: a sealed value by its blind index."""
    family, contact = side.family, side.contact or Member()
    yield _("Recipient"), contact.name, contact.name.casefold()
    yield "NIK", str(contact.nik), contact.nik.digest
    years = contact.age(today)
    yield (
        _("Age"),
        "" if years is None else _("%(years)d years") % {"years": years},
        contact.birth_digest and bytes(contact.birth_digest),
    )
    yield _("Phone"), str(contact.phone), contact.phone.digest
    card = str(family.kk) or (_("cut short: the last digit is missing") if family.kk_block else "")
    yield _("No. KK"), card, family.kk.digest
    yield _("Inmate"), "; ".join(_of(tie) for tie in side.ties), {tie.inmate_id for tie in side.ties}
    village = f"{family.village.full_name}, {family.village.above.full_name}"
    yield _("Village"), village, family.village_id
    address = _address(family)
    yield _("Address"), address, address.casefold()
    size = family.household_size
    yield _("Household size"), "" if size is None else quantity(size), size
    standing = standing_of(family, today)
    yield _("Eligibility"), standing.label, standing.kind
    yield _("Last received"), plain_date(family.last_aid_on) if family.last_aid_on else "", family.last_aid_on
    yield _("Registered"), plain_date(family.registered_on), family.registered_on


def _of(tie: FamilyInmate) -> str:
    parts = (tie.inmate.name, tie.inmate.register_number, tie.get_relation_display().lower())
    return ", ".join(filter(None, parts))


def _address(family: Family) -> str:
    rt = f"RT {family.rt}" + (f" RW {family.rw}" if family.rw else "") if family.rt else ""
    return ", ".join(filter(None, (f"Dk. {family.hamlet}" if family.hamlet else "", family.street, rt)))
