"""Families of the register that a household may be which somebody is typing in, before it is saved."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from centres.encryption import blind_index
from centres.models import Centre, Region
from families.duplicates import ADDRESS, BIRTH, CARD, HELD, INMATE, WHY
from families.inmates import may_be_meant
from families.models import Family, FamilyInmate, Inmate, Member
from families.models.cards import card_block
from families.models.family import Named
from families.names import bare_name, same_name

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from django_stubs_ext import WithAnnotations

SHOWN = 5
NIK, KK = "nik", "kk"
REASONS: "dict[str, Promise]" = {NIK: _("The same NIK"), KK: _("The same family card"), **WHY}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What is typed of a household so far; "" and None are what is not there yet."""

    kk: str = ""
    niks: tuple[str, ...] = ()
    people: tuple[tuple[str, datetime.date | None], ...] = ()
    contact: str = ""
    village: Region | None = None
    hamlet: str = ""
    rt: str = ""
    rw: str = ""
    # Each by the key of the register, or by name and register number; and what the contact is to the inmate.
    inmates: tuple[tuple[int | None, str, str, str], ...] = ()


@dataclass
class Alike:
    """A family that may be meant, and why."""

    family: "WithAnnotations[Family, Named]"
    why: list["Promise | str"] = field(default_factory=list)
    # By a whole number, which is in the register once: it can't be another family.
    is_certain: bool = False
    # By a number or a date of birth: who typed it knows by the answer that it is right.
    confirms: bool = False


def alike_to(centre: Centre, typed: Typed) -> list[Alike]:
    """The families that may be the one that is typed, those with most in common first; at most eight queries."""
    found: dict[int, set[str]] = {}
    tied = _by_inmate(centre, typed)
    for kind, keys in (
        (NIK, _by_nik(centre, typed)),
        (KK, _by_kk(centre, typed)),
        (CARD, _by_cut_card(centre, typed)),
        (BIRTH, _by_birth(centre, typed)),
        (INMATE, (family for family, is_near in tied if is_near)),
        (HELD, (family for family, is_near in tied if not is_near)),
        (ADDRESS, _by_address(centre, typed)),
    ):
        for key in keys:
            found.setdefault(key, set()).add(kind)
    first = sorted(found, key=lambda key: (-len(found[key]), key))[:SHOWN]
    families = Family.objects.filter(pk__in=first).with_contact().select_related("village__parent")
    known = {family.pk: family for family in families.defer("search").order_by("pk")}
    return [
        Alike(
            known[key],
            [REASONS[kind] for kind in REASONS if kind in found[key]],
            is_certain=bool(found[key] & {NIK, KK}),
            confirms=bool(found[key] & {NIK, KK, CARD, BIRTH}),
        )
        for key in first
    ]


def _active(centre: Centre) -> QuerySet[Family]:
    return Family.objects.active().filter(centre=centre)


def _by_nik(centre: Centre, typed: Typed) -> Iterable[int]:
    digests = [blind_index("nik", nik) for nik in typed.niks]
    same = Member.objects.filter(centre=centre, active=True, nik_digest__in=digests)
    return same.values_list("family_id", flat=True).order_by() if digests else ()


def _by_kk(centre: Centre, typed: Typed) -> Iterable[int]:
    same = _active(centre).filter(kk_digest=blind_index("kk", typed.kk)) if typed.kk else Family.objects.none()
    return same.values_list("pk", flat=True).order_by()


def _by_cut_card(centre: Centre, typed: Typed) -> Iterable[int]:
    """Families of whose card only the first fifteen digits are known; not those with that of a neighbour."""
    cut = _active(centre).filter(kk_digest=None, kk_block=card_block(typed.kk)) if typed.kk else Family.objects.none()
    return cut.values_list("pk", flat=True).order_by()


def _by_birth(centre: Centre, typed: Typed) -> Iterable[int]:
    """Whoever types one name with many dates asks which of them is right: that is answered for the first alone."""
    dates: dict[str, datetime.date] = {}
    for name, born in typed.people:
        if name and born and not any(_same(name, other) for other in dates):
            dates[name] = born
    names = {Member.birth_date.blind_index_of(born): name for name, born in dates.items()}
    if not names:
        return []
    same = Member.objects.filter(centre=centre, active=True, birth_digest__in=list(names))
    rows = same.values_list("birth_digest", "name", "family_id").order_by()
    return [family for digest, name, family in rows if _same(names[bytes(digest or b"")], name)]


def _by_inmate(centre: Centre, typed: Typed) -> list[tuple[int, bool]]:
    """Families of the inmate, and whether they live in the same village; those of another where the names are alike.

    Another wife of his is another family.
    """
    if not typed.inmates:
        return []
    meant = Q(pk__in=[key for key, _name, _number, _relation in typed.inmates if key])
    for key, name, number, _relation in typed.inmates:
        if not key and (name or number):
            meant |= may_be_meant(name=name, number=number)
    inmates = Inmate.objects.filter(meant, centre=centre)
    ties = FamilyInmate.objects.filter(inmate__in=inmates, family__in=_active(centre))
    contacts = dict(Member.objects.contacts().filter(family__in=ties.values("family")).values_list("family", "name"))
    is_wife = any(relation == FamilyInmate.Relation.WIFE for *_inmate, relation in typed.inmates)
    found = []
    for family, relation, village in ties.values_list("family", "relation", "family__village").order_by():
        is_near = typed.village is not None and village == typed.village.pk
        alike = bool(typed.contact) and _same(typed.contact, contacts.get(family, ""))
        another_wife = is_wife and relation == FamilyInmate.Relation.WIFE and bool(typed.contact)
        if alike or (is_near and not another_wife):
            found.append((family, is_near))
    return found


def _by_address(centre: Centre, typed: Typed) -> Iterable[int]:
    if not typed.village or not typed.contact:
        return []
    there = _active(centre).filter(village=typed.village)
    rows = Member.objects.contacts().filter(family__in=there).select_related("family").order_by()
    columns = ("name", "family", "family__rt", "family__rw", "family__hamlet")
    return [
        family
        for name, family, rt, rw, hamlet in rows.values_list(*columns)
        if _same(typed.contact, name)
        and (
            name.casefold() == typed.contact.casefold()
            or (rt and (rt, rw) == (typed.rt, typed.rw))
            or (hamlet and hamlet.casefold() == typed.hamlet.casefold())
        )
    ]


def _same(one: str, other: str) -> bool:
    return same_name(bare_name(one) or one, bare_name(other) or other)
