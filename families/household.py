"""Registering a household and changing it: one form's worth of family, members and ties to inmates, in one act."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.encryption import blind_index
from centres.identity import NORMALISERS, Masked
from centres.models import Centre, Region
from centres.sealed_columns import BirthDate
from centres.versions import Version, require_seen, version_of
from config.days import of_births, of_ends, of_the_past
from config.errors import Refused
from config.readable import has_something_to_read
from families.holding import lock_register
from families.inmates import may_be_meant, meant, same_letters
from families.models import Eligibility, Family, FamilyInmate, Inmate, Member


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the household.

    For somebody who is registered already (``member`` is given), ``nik`` and ``phone`` of None stay as they are; a
    phone of "" is taken off. ``left_on`` says since when the person no longer lives there.
    """

    name: str
    sex: str = ""
    birth_place: str = ""
    birth_date: datetime.date | None = None
    nik: str | None = None
    phone: str | None = None
    is_contact: bool = False
    left_on: datetime.date | None = None
    member: Member | None = None


@dataclass(frozen=True, kw_only=True)
class InmateData:
    """An inmate by name and register number: one of the register (``families.inmates.meant``), or a new one."""

    name: str
    register_number: str = ""
    expected_release_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class Tie:
    """What the contact is to an inmate."""

    inmate: Inmate | InmateData
    relation: str


@dataclass(frozen=True, kw_only=True)
class Household:
    """All that the form knows of a family. A ``kk`` of None stays as it is."""

    village: Region
    hamlet: str = ""
    street: str = ""
    rt: str = ""
    rw: str = ""
    landmark: str = ""
    kk: str | None = None
    dependants: int | None = None
    household_size: int | None = None
    remarks: str = ""
    aid_before_on: datetime.date | None = None
    aid_before_note: str = ""
    members: list[Person] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)


FAMILY_FIELDS = (
    "village",
    "hamlet",
    "street",
    "rt",
    "rw",
    "landmark",
    "dependants",
    "household_size",
    "remarks",
    "aid_before_on",
    "aid_before_note",
)
PERSON_FIELDS = ("name", "sex", "birth_place", "is_contact", "left_on")
KK = ("kk_cipher", "kk_digest", "kk_block")
NUMBERS = tuple(f"{number}_{part}" for number in ("nik", "phone") for part in ("cipher", "digest"))


def household_version(family: Family) -> Version:
    """All that the form of a household changes, of what is sealed the digests. Two queries."""
    return (
        version_of(Family, [family], (*FAMILY_FIELDS, "kk_digest"))
        | version_of(
            Member, family.members.order_by("pk"), (*PERSON_FIELDS, "birth_digest", "nik_digest", "phone_digest")
        )
        | version_of(FamilyInmate, family.ties.order_by("pk"), ("inmate", "relation"))
    )


class AlreadyRegistered(Refused):
    """A number belongs to a family of the register; ``family`` is that family, for a link to it."""

    def __init__(self, message: object, *, field: str, family: Family) -> None:
        super().__init__(message, field=field)
        self.family = family


def register_household(
    *, centre: Centre, household: Household, registered_on: datetime.date, now: datetime.datetime
) -> Family:
    """Put a family with its members and ties into the register, as a proposal.

    Raises ``AlreadyRegistered`` for a KK or NIK of the active register (``field`` is "kk" or "members-<index>-nik"),
    ``Refused`` for a household that can't be (no contact, no inmate, a date to come).
    """
    _check(household, today=centre.local_date(now))
    with walls_in_words(), transaction.atomic():
        lock_register(centre)
        family = Family(centre=centre, registered_on=registered_on)
        _write_family(family, household)
        _write_members(family, household.members)
        _write_ties(family, household.ties)
    return family


def change_household(
    family: Family, *, household: Household, seen: Version | None = None, now: datetime.datetime
) -> Family:
    """Bring a family to what ``household`` says; members who are not named stay, ties that are not named go.

    ``seen`` is the ``household_version`` that whoever changes it was shown. Raises as ``register_household``. A NIK or
    KK is replaced, never taken away.
    """
    _check(household, today=family.centre.local_date(now))
    with walls_in_words(), transaction.atomic():
        lock_register(family.centre)
        family = Family.objects.select_for_update(of=("self",)).select_related("centre").get(pk=family.pk)
        if family.merged_into_id:
            raise Refused(_("This family was merged into another. Change that one."))
        if not require_seen(seen, household_version, family, is_said=lambda: _is_said(family, household)):
            return family
        _write_family(family, household)
        _write_members(family, household.members)
        _write_ties(family, household.ties)
    return family


def _check(household: Household, *, today: datetime.date) -> None:
    staying = [person for person in household.members if person.left_on is None]
    if [person.is_contact for person in staying].count(True) != 1:
        raise Refused(_("Name one person of the household as the contact, in whose name it receives."), field="contact")
    for index, person in enumerate(household.members):
        if not has_something_to_read(person.name):
            raise Refused(_("Type the name as on the KTP-el."), field=f"members-{index}-name")
        of_births(today).require(person.birth_date, field=f"members-{index}-birth_date")
        of_the_past(today).require(person.left_on, field=f"members-{index}-left_on")
    if household.village.level != Region.Level.VILLAGE:
        raise Refused(_("Choose a village."), field="village")
    for index, tie in enumerate(household.ties):
        if isinstance(tie.inmate, InmateData):
            of_ends().require(tie.inmate.expected_release_on, field=f"ties-{index}-expected_release_on")
    if not household.ties:
        raise Refused(_("Name the inmate whose family this is."), field="ties-0-name")
    of_the_past(today).require(household.aid_before_on, field="aid_before_on")
    if household.aid_before_on and not has_something_to_read(household.aid_before_note):
        raise Refused(_("Say which aid the family received before Peduli."), field="aid_before_note")


@contextmanager
def walls_in_words() -> Iterator[None]:
    """Say what somebody else who saves at the same moment made a duplicate; only the database sees it."""
    try:
        yield
    except IntegrityError as error:
        name = error.__cause__.diag.constraint_name if isinstance(error.__cause__, psycopg.Error) else None
        if name == "family_active_once_per_kk":
            raise Refused(_("A family with this KK number is already in the register."), field="kk") from None
        if name == "member_active_once_per_nik":
            raise Refused(_("A person with this NIK is already in the register.")) from None
        if name == "inmate_register_number_once":
            sentence = _("An inmate with this register number is already in the register.")
            raise Refused(sentence, field="register_number") from None
        raise


def _is_said(family: Family, household: Household) -> bool:
    """Whether a family that is read anew is stored just as a form says, as it is for a second press of it.

    Who is typed without being somebody of the register yet may have got there by the first press: it is the one of
    whom all is stored that is typed.
    """
    same = all(_family_has(family, name, household) for name in FAMILY_FIELDS)
    if not same or (household.kk and not _is_number(family.kk, household.kk)):
        return False
    members = family.members.in_bulk()
    for person in sorted(household.members, key=lambda one: one.member is None):
        known = [members.get(person.member.pk)] if person.member else list(members.values())
        found = next((member for member in known if member and _is(member, person)), None)
        if found is None:
            return False
        del members[found.pk]
    return _has_ties(list(family.ties.select_related("inmate")), household.ties)


def _family_has(family: Family, name: str, household: Household) -> bool:
    said = getattr(household, name)
    return bool(getattr(family, name) == (three_digits(said) if name in ("rt", "rw") else said))


def _is(member: Member, person: Person) -> bool:
    said = {name: getattr(person, name) for name in PERSON_FIELDS} | {"name": " ".join(person.name.split())}
    if any(getattr(member, name) != value for name, value in said.items()) or member.birth_date != person.birth_date:
        return False
    if person.nik and not _is_number(member.nik, person.nik):
        return False
    return person.phone is None or _is_number(member.phone, person.phone)


def _is_number(stored: Masked, said: str) -> bool:
    number = NORMALISERS[stored.field](said)
    return stored.digest == (blind_index(stored.field, number) if number else None)


def _has_ties(stored: list[FamilyInmate], said: list[Tie]) -> bool:
    if len(stored) != len(said):
        return False
    return all(any(tie.relation == one.relation and _means(one, tie) for tie in stored) for one in said)


def _means(said: Tie, tie: FamilyInmate) -> bool:
    if not isinstance(said.inmate, InmateData):
        return bool(tie.inmate_id == said.inmate.pk)
    number = " ".join(said.inmate.register_number.split()).casefold()
    return tie.inmate.register_number.casefold() == number and (
        same_letters(tie.inmate.name, said.inmate.name) or bool(number and not said.inmate.name)
    )


def _write_family(family: Family, household: Household) -> None:
    for name in FAMILY_FIELDS:
        setattr(family, name, getattr(household, name))
    family.rt, family.rw = three_digits(family.rt), three_digits(family.rw)
    if household.kk:
        family.kk = household.kk
        _refuse_known_kk(family)
    elif household.kk == "" and family.kk:
        raise Refused(_("A KK number can be corrected, but not removed."), field="kk")
    family.save(update_fields=(*FAMILY_FIELDS, *KK) if family.pk else None)


def _refuse_known_kk(family: Family) -> None:
    if family.eligibility == Eligibility.ENDED:
        return
    same = Family.objects.active().filter(centre=family.centre, kk_digest=family.kk.digest)
    for other in same.exclude(pk=family.pk):
        raise AlreadyRegistered(_("This KK number belongs to a family of the register."), field="kk", family=other)


def _write_members(family: Family, people: Iterable[Person]) -> None:
    people = list(people)
    # The former contact steps back first: there is one at any moment.
    coming = next((person.member for person in people if person.is_contact), None)
    former = family.members.contacts()
    (former.exclude(pk=coming.pk) if coming else former).update(is_contact=False)
    # What the form does not say of somebody stays as it is stored now, not as it was read for the form.
    known = family.members.in_bulk()
    for index, person in enumerate(people):
        member = known.get(person.member.pk) if person.member else Member(centre=family.centre, family=family)
        if member is None:
            raise Refused(_("This person belongs to another family."), field=f"members-{index}-name")
        for name in PERSON_FIELDS:
            setattr(member, name, getattr(person, name))
        member.name = " ".join(member.name.split())
        member.birth_date = person.birth_date
        _set_numbers(member, person, index)
        member.save(update_fields=(*PERSON_FIELDS, *BirthDate.columns, *NUMBERS) if member.pk else None)


def _set_numbers(member: Member, person: Person, index: int) -> None:
    try:
        if person.nik:
            member.nik = person.nik
        elif person.nik == "" and member.nik:
            raise Refused(_("A NIK can be corrected, but not removed."), field="nik")
        if person.phone is not None:
            member.phone = person.phone
    except Refused as refused:
        raise Refused(str(refused), field=f"members-{index}-{refused.field}") from None
    if person.nik and member.left_on is None:
        _refuse_known_nik(member, index)


def _refuse_known_nik(member: Member, index: int) -> None:
    same = Member.objects.filter(centre=member.centre, nik_digest=member.nik.digest, active=True).exclude(pk=member.pk)
    for other in same.select_related("family"):
        sentence = (
            _("This NIK is entered twice in this household.")
            if other.family_id == member.family_id
            else _("This NIK belongs to a person of the register.")
        )
        raise AlreadyRegistered(sentence, field=f"members-{index}-nik", family=other.family)


def _write_ties(family: Family, ties: Iterable[Tie]) -> None:
    kept = []
    for index, tie in enumerate(ties):
        inmate = tie.inmate if isinstance(tie.inmate, Inmate) else _inmate_of(family.centre, tie.inmate, index)
        if inmate.pk in kept:
            raise Refused(_("This inmate is named twice."), field=f"ties-{index}-name")
        FamilyInmate.objects.update_or_create(
            centre=family.centre, family=family, inmate=inmate, defaults={"relation": tie.relation}
        )
        kept.append(inmate.pk)
    family.ties.exclude(inmate_id__in=kept).delete()


def _inmate_of(centre: Centre, data: InmateData, index: int) -> Inmate:
    """The inmate who is meant, or a new one. Raises ``Refused`` where that can't be told."""
    name = " ".join(data.name.split())
    number = " ".join(data.register_number.split())
    candidates = Inmate.objects.filter(may_be_meant(name=name, number=number), centre=centre).order_by("pk")
    try:
        known = meant(candidates, name=name, number=number)
    except Refused as refused:
        raise Refused(str(refused), field=f"ties-{index}-{refused.field}") from None
    if known:
        return known
    if not name:
        raise Refused(_("No inmate has this register number. Type the name as well."), field=f"ties-{index}-name")
    return Inmate.objects.create(
        centre=centre, name=name, register_number=number, expected_release_on=data.expected_release_on
    )


def three_digits(value: str) -> str:
    """RT and RW as they are written: "2" is "002". Raises ``Refused`` for what is no such number."""
    text = value.strip()
    if text and not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise Refused(_("RT and RW are numbers of up to three digits."), field="rt")
    return text.zfill(3) if text else ""
