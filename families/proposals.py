"""What the page of *Penetapan awal* carries of each proposed family: one keyed digest of all by which it is decided.

Up to 500 families stand on one page, so their columns are not carried along as those of one record are
(``centres.versions``). What became of a family that is another by now, its history says.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.crypto import salted_hmac

from centres.models import Centre
from centres.versions import Version
from families.household import FAMILY_FIELDS, PERSON_FIELDS
from families.models import Family, FamilyInmate, Member

LABEL = "proposals"
SALT = "families.proposals"
OF_FAMILY = (*FAMILY_FIELDS, "kk_digest", "eligibility", "merged_into", "surveyed_on", "need_score")
OF_PERSON = (*PERSON_FIELDS, "birth_digest", "nik_digest", "phone_digest")
OF_TIE = ("relation", "inmate", "inmate__name", "inmate__register_number", "inmate__status")


def proposals_version(centre: Centre, families: Iterable[int]) -> Version:
    """What these families are now, with household, inmates and survey. Three queries, whatever their number."""
    rows = Family.objects.filter(centre=centre, pk__in=list(families))
    facts: dict[int, list[Any]] = defaultdict(list)
    for pk, *values in rows.order_by("pk").values_list("pk", *OF_FAMILY):
        facts[pk].append(values)
    for model, names in ((Member, OF_PERSON), (FamilyInmate, OF_TIE)):
        parts = model._default_manager.filter(family__in=facts).order_by("pk")
        for family, *values in parts.values_list("family", "pk", *names):
            facts[family].append(values)
    return {LABEL: {str(pk): {"shown": _digest(said)} for pk, said in facts.items()}}


def shown_in(seen: Version) -> set[int]:
    """The families of the page that carried this version; none where it is not one of ours."""
    return {int(pk) for pk in seen.get(LABEL, {})}


def changed_since(seen: Version, centre: Centre, families: Collection[int]) -> list[int]:
    """Those of the families that are not what was ``seen``: changed meanwhile, or not on the page at all."""
    before, now = seen.get(LABEL, {}), proposals_version(centre, families)[LABEL]
    return [pk for pk in sorted(families) if str(pk) not in before or before[str(pk)] != now.get(str(pk))]


def _digest(said: object) -> str:
    text = json.dumps(said, default=lambda value: value.hex() if isinstance(value, bytes | memoryview) else str(value))
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:16]
