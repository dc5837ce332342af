"""The copy of the register in a round's recipients: what of a family its papers say."""

from collections.abc import Iterable
from typing import Any

from config.rows import among, write_columns
from distributions.models import Recipient, Round
from families.models import Family, Member

# The columns of a recipient that are a copy of the register.
SNAPSHOT = (
    "contact_name",
    "nik_digest",
    "nik_last4",
    "address",
    "rt",
    "rw",
    "landmark",
    "village_name",
    "district_name",
    "household_size",
    "release_on",
)


# Of a family, in the order of SNAPSHOT.
Said = tuple[Any, ...]


def refresh_snapshots(round: Round) -> None:
    """Copy name, number, address and household of every recipient anew from the register."""
    write_columns(copy_register(round.recipients.only("round", "family", *SNAPSHOT)), SNAPSHOT)


def copy_register(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Give each recipient what the register says of its family now; unsaved. Two queries.

    Returns those of whom it said something else before.
    """
    recipients = list(recipients)
    of_families = _of_families(recipient.family_id for recipient in recipients)
    return [recipient for recipient in recipients if _copy(of_families[recipient.family_id], recipient)]


def _copy(said: Said, recipient: Recipient) -> bool:
    """Write what the register says to a recipient; whether it said something else before."""
    before = tuple(getattr(recipient, column) for column in SNAPSHOT)
    for column, value in zip(SNAPSHOT, said, strict=True):
        setattr(recipient, column, value)
    return before != said


def _of_families(ids: Iterable[int]) -> dict[int, Said]:
    """What the register says of each family, for the columns SNAPSHOT."""
    # Columns and not rows: a round may have thousands of families.
    these = among(ids)
    contacts = {
        family: named
        for family, *named in Member.objects.contacts()
        .filter(family__in=these)
        .values_list("family", "name", "nik_digest", "nik_last4")
    }
    where = ("hamlet", "street", "rt", "rw", "landmark", "village__name", "village__parent__name")
    families = Family.objects.with_release().filter(pk__in=these)
    found: dict[int, Said] = {}
    for row in families.values_list("pk", *where, "household_size", "release_on"):
        pk, hamlet, street, *rest = row
        name, digest, last4 = contacts.get(pk, ("", None, ""))
        found[pk] = (name, digest, last4 or "", ", ".join(filter(None, (hamlet, street))), *rest)
    return found
