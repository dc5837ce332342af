"""Holding what may not change meanwhile: the register, then families in the order of their numbers.

So of two who do this at the same moment neither waits for ever.
"""

from collections.abc import Iterable

from django.db import connection

from centres.models import Centre
from families.models import FamilyInmate

# With what stands for them: triggers carry to it what becomes of an entry that was merged (``aid_of_merged_on``).
# Both are looked up by one list: asked whether it is either, each family would be compared with each that is named.
HOLD = """
    SELECT FROM families_family
     WHERE id IN (SELECT unnest(%(families)s::bigint[])
                  UNION SELECT merged_into_id FROM families_family WHERE id = ANY(%(families)s::bigint[]))
     ORDER BY id FOR NO KEY UPDATE
"""


def lock_register(centre: Centre) -> None:
    """Let one household or import of a centre be written at a time, so that a duplicate is seen before the wall is hit.

    Hold it to the end of the transaction, and take it before the duplicates are looked for.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)


def hold_families(families: Iterable[int]) -> None:
    """Hold the rows of these families, by their ids, until the transaction ends; the next statement sees them as they
    are then. Whoever holds the centre or a round does so before (docs/architecture.md).
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"families": list(families)})


def hold_families_of(inmates: Iterable[int]) -> None:
    """Hold the families of these inmates, which triggers write when an inmate changes."""
    hold_families(FamilyInmate.objects.filter(inmate__in=list(inmates)).values_list("family", flat=True))
