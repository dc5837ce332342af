"""The copy of the register in a round's recipients: what of a family its papers say."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Func, Q

from centres.identity import Masked, owned_by
from config.rows import among, write_columns
from distributions.models import Recipient, Round
from distributions.rounds.stops import with_stops
from families.models import Family, FamilyInmate, Member

# The columns of a recipient that are a copy of the register.
SNAPSHOT = (
    "contact_name",
    "nik_digest",
    "nik_last4_cipher",
    "address",
    "rt",
    "rw",
    "landmark",
    "village_name",
    "district_name",
    "household_size",
    "release_on",
    "unlisted_on",
)
# And those that say something: sealed again, the same digits are other bytes.
SHOWN = tuple(column for column in SNAPSHOT if column != "nik_last4_cipher")
_shown = attrgetter(*SHOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """What the register says of a family, in the columns SHOWN, and the number of which the last four are copied."""

    columns: tuple[Any, ...]
    nik: Masked


def refresh_snapshots(round: Round) -> list[Recipient]:
    """Copy name, number, address and household of every recipient anew from the register; returns all, with stops."""
    recipients = with_stops(round, round.recipients.all())
    write_columns(copy_register(recipients), SNAPSHOT)
    return recipients


def copy_register(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Give each recipient what the register says of its family now; unsaved. Three queries.

    Returns those of whom it said something else before.
    """
    recipients = list(recipients)
    of_families = _of_families(recipient.family_id for recipient in recipients)
    return [recipient for recipient in recipients if _copy(of_families[recipient.family_id], recipient)]


def _copy(said: Said, recipient: Recipient) -> bool:
    """Write what the register says to a recipient; whether it said something else before."""
    digest, before = recipient.nik_digest, _shown(recipient)
    # The number is opened only where it is another one.
    if recipient.nik_last4_cipher is None or digest != said.nik.digest:
        recipient.nik_last4 = said.nik.last4
    if before == said.columns:
        return False
    vars(recipient).update(zip(SHOWN, said.columns, strict=True))
    return True


def _of_families(ids: Iterable[int]) -> dict[int, Said]:
    """What the register says of each family."""
    # Columns and not rows: a round may have thousands of families.
    these = among(ids)
    contacts = {
        family: named
        for family, *named in Member.objects.contacts()
        .filter(family__in=these)
        .values_list("family", "name", "nik_cipher", "nik_digest")
    }
    where = ("hamlet", "street", "rt", "rw", "landmark", "village__name", "village__parent__name")
    unlisted = _unlisted(these)
    families = Family.objects.with_release().filter(pk__in=these)
    found: dict[int, Said] = {}
    for row in families.values_list("centre", "pk", *where, "household_size", "release_on"):
        centre, pk, hamlet, street, *rest = row
        name, cipher, digest = contacts.get(pk, ("", None, None))
        nik = Masked("nik", cipher, digest, owned_by(centre, pk))
        values = (name, nik.digest, ", ".join(filter(None, (hamlet, street))), *rest, unlisted.get(pk))
        found[pk] = Said(values, nik)
    return found


def _unlisted(families: Func) -> dict[int, datetime.date]:
    """Since the list of which day an inmate of a family, or of an entry that was merged into it, is missing."""
    ties = FamilyInmate.objects.filter(inmate__unlisted_on__isnull=False)
    ties = ties.filter(Q(family__in=families) | Q(family__merged_into__in=families)).order_by("-inmate__unlisted_on")
    # The earliest comes last, and stays.
    return {
        into or own: on
        for own, into, on in ties.values_list("family", "family__merged_into", "inmate__unlisted_on")
        if on
    }
