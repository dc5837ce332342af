"""The copy of the register in a round's recipients: what of a family its papers say."""

from collections.abc import Collection, Sequence
from typing import Any

from config.rows import write_columns
from distributions.models import Recipient, Round
from families.models import Family, Member

# The columns of a recipient that are a copy of the register, in the order in which ``_of_families`` gives them.
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


def refresh_snapshots(round: Round) -> None:
    """Copy name, number, address and household of every recipient anew from the register. Four statements."""
    recipients = list(round.recipients.all())
    copy_register(recipients)
    write_columns(recipients, SNAPSHOT)


def copy_register(recipients: Sequence[Recipient]) -> None:
    """Give each recipient what the register says of its family now; unsaved. Two queries."""
    of_families = _of_families([recipient.family_id for recipient in recipients])
    for recipient in recipients:
        for column, value in zip(SNAPSHOT, of_families[recipient.family_id], strict=True):
            setattr(recipient, column, value)


def _of_families(ids: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """What the register says of each family, for the columns SNAPSHOT."""
    # Columns and not rows: a round may have thousands of families.
    contacts = {
        family: named
        for family, *named in Member.objects.contacts()
        .filter(family__in=ids)
        .values_list("family", "name", "nik_digest", "nik_last4")
    }
    where = ("hamlet", "street", "rt", "rw", "landmark", "village__name", "village__parent__name")
    families = Family.objects.with_release().filter(pk__in=ids)
    found: dict[int, tuple[Any, ...]] = {}
    for row in families.values_list("pk", *where, "household_size", "release_on"):
        pk, hamlet, street, *rest = row
        name, digest, last4 = contacts.get(pk, ("", None, ""))
        found[pk] = (name, digest, last4 or "", ", ".join(filter(None, (hamlet, street))), *rest)
    return found
