"""Which inmate is meant, and what becomes of one: still held, released, transferred or deceased."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centres.models import Centre
from centres.versions import Version, columns, require_seen, says
from config.days import of_the_past
from config.errors import Refused
from config.formats import before_stop
from config.rows import among
from families.holding import hold_families_of, lock_register
from families.models import Inmate


class NumberOfAnother(Refused):
    """A register number stands beside the name of somebody else than the one who has it."""


class SeveralOfThisName(Refused):
    """A name alone, which more than one inmate has."""


def meant(candidates: Iterable[Inmate], *, name: str, number: str) -> Inmate | None:
    """Which inmate of the register a name and a register number mean; None for somebody new.

    A number, capitals or not, means the one who has it, if the name beside it says so, too: its letters count, not its
    points and spaces, and none at all agrees with everybody. A name alone means the only one of exactly that name,
    capitals or not. So a slip never ties a family to somebody else's inmate: what can't be told raises
    ``NumberOfAnother`` or ``SeveralOfThisName`` (field "register_number").

    ``candidates`` are inmates of one centre, in any number: all who ``may_be_meant`` must be among them. ``name`` and
    ``number`` have single spaces.
    """
    candidates = {id(inmate): inmate for inmate in candidates}.values()
    if number:
        owners = [inmate for inmate in candidates if inmate.register_number.casefold() == number.casefold()]
        agreeing = [inmate for inmate in owners if not name or same_letters(inmate.name, name)]
        if owners and not agreeing:
            raise NumberOfAnother(
                _("The register number belongs to %(name)s. Correct one of the two.")
                % {"name": before_stop(owners[0].name)},
                field="register_number",
            )
        return agreeing[0] if agreeing else None
    same = [inmate for inmate in candidates if inmate.name.casefold() == name.casefold()]
    if len(same) > 1:
        raise SeveralOfThisName(
            _("Several inmates have this name. Type the register number as well."), field="register_number"
        )
    return same[0] if same else None


def may_be_meant(*, name: str, number: str) -> Q:
    """Who has that number or, without one, that name."""
    return Q(register_number__iexact=number) if number else Q(name__iexact=name)


def same_letters(one: str, other: str) -> bool:
    """Whether two names agree, but for capitals, points and spaces."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def namesake_of(name: str, centre: Centre) -> Inmate | None:
    """Somebody of the register who has this name, capitals or not: without a number nobody tells the two apart."""
    return Inmate.objects.filter(centre=centre, name__iexact=name).order_by("pk").first()


def inmate_label(inmate: Inmate) -> str:
    """*Teguh Wibowo, B.IIa 8/2024*. ``split_label`` takes it apart again."""
    return ", ".join(filter(None, (inmate.name, inmate.register_number)))


def split_label(text: str, centre: Centre) -> tuple[str, str]:
    """Name and register number where ``text`` is the label of an inmate of the register, else the text and ""."""
    name, comma, number = (part.strip() for part in text.rpartition(","))
    if comma and Inmate.objects.filter(centre=centre, name=name, register_number=number).exclude(register_number=""):
        return name, number
    return text, ""


def hold_inmate(inmate: Inmate) -> None:
    """Let whoever changes a household or a family of this inmate come before what follows, or after the transaction.

    An inmate is changed with its families (``inmate_held``, what they are found by), a household with its inmates.
    """
    lock_register(inmate.centre)
    hold_families_of([inmate.pk])


status_version = columns("status", "status_on")


def change_status(
    inmate: Inmate, *, status: str, on: datetime.date, seen: Version | None = None, now: datetime.datetime
) -> Inmate:
    """Note that an inmate left the centre on a day, or (a slip, a return) that the centre holds them again.

    Families of theirs stay in the register, always; those without another inmate held here are planned no more.
    Raises ``Refused`` for a day to come and for the status that the inmate has already.
    """
    of_the_past(inmate.centre.local_date(now)).require(on, field="on")
    with transaction.atomic():
        hold_inmate(inmate)
        inmate = Inmate.objects.select_for_update(no_key=True).get(pk=inmate.pk)
        is_said = says(status_version, inmate, status=status, status_on=on)
        if not require_seen(seen, status_version, inmate, is_said=is_said):
            return inmate
        if inmate.status == status:
            raise Refused(_("The inmate has this status already."), field="status")
        inmate.status, inmate.status_on = status, on
        # What a list of inmates left open is answered by this.
        inmate.unlisted_on = None
        inmate.save(update_fields=("status", "status_on", "unlisted_on"))
    return inmate


def held_for_sure(inmates: Iterable[int], *, on: datetime.date) -> None:
    """Note that these were held here on a day: a list has them, or the registration says so. No list of that day or of
    an earlier one makes them missing any more."""
    rows = Inmate.objects.filter(pk__in=among(inmates))
    rows.filter(unlisted_on__lte=on).update(unlisted_on=None)
    rows.filter(Q(held_on=None) | Q(held_on__lt=on)).update(held_on=on)


def still_held(inmate: Inmate, *, unlisted_on: datetime.date, now: datetime.datetime) -> Inmate:
    """Say that an inmate who was not in the list of a day is held here nevertheless, as the registration knows.

    Raises ``Refused`` where that was settled, or another list has come since.
    """
    with transaction.atomic():
        hold_inmate(inmate)
        inmate = Inmate.objects.select_for_update(of=("self",)).select_related("centre").get(pk=inmate.pk)
        if inmate.unlisted_on != unlisted_on:
            raise Refused(_("This has been settled already, or another list has come since."))
        held_for_sure([inmate.pk], on=inmate.centre.local_date(now))
        inmate.refresh_from_db(fields=("held_on", "unlisted_on"))
    return inmate
