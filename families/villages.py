"""The village that somebody types: of the centre's regency by its name alone, of the whole country with more words."""

import re

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from centres.models import Centre, Region
from config.errors import Refused

SUGGESTIONS = 20
# What people write before the name of a village, a district and a regency.
VILLAGE_PREFIX = re.compile(r"^(desa|ds|ds[.]|kelurahan|kel|kelurahan/desa|desa/kelurahan|dsa)\b[.\s:]*", re.IGNORECASE)
DISTRICT_PREFIX = re.compile(r"^(kecamatan|kec|kcmtn)\b[.\s:]*", re.IGNORECASE)
REGENCY_PREFIX = re.compile(r"^(kabupaten|kab|kota)\b[.\s:]*", re.IGNORECASE)


def village_label(village: Region, centre: Centre) -> str:
    """*Panolan, Kedungtuban*; with the regency where it is not the centre's own. ``find_village`` reads it again."""
    district = village.above
    label = f"{village.name}, {district.name}"
    return label if district.parent_id == centre.regency_id else f"{label}, {district.above.name}"


def own_villages(centre: Centre) -> list[str]:
    """The labels of all villages of the centre's regency, by name."""
    names = _villages().filter(parent__parent=centre.regency_id).order_by("name", "id")
    return [f"{name}, {district}" for name, district in names.values_list("name", "parent__name")]


def suggest_villages(text: str, centre: Centre) -> list[str]:
    """Labels of villages of other regencies whose name begins with ``text``, at most 20."""
    name, district, regency = _parts(text)
    if len(name) < 3:
        return []
    found = _villages().filter(name__istartswith=name).exclude(parent__parent=centre.regency_id)
    found = _narrowed(found, district, regency).order_by("name", "id")[:SUGGESTIONS]
    return [village_label(village, centre) for village in found]


def find_village(text: str, centre: Centre) -> Region:
    """The one village that is meant. Raises ``Refused`` with what could be meant instead."""
    name, district, regency = _parts(text)
    named = _villages().filter(name__iexact=name)
    own = list(_narrowed(named.filter(parent__parent=centre.regency_id), district, regency)[:6])
    found = own or list(_narrowed(named, district, regency)[:6])
    if len(found) == 1:
        return found[0]
    if found:
        labels = "; ".join(village_label(village, centre) for village in found)
        raise Refused(_("Several villages have this name. Type one of: %(villages)s.") % {"villages": labels})
    near = process.extract(name, own_villages(centre), scorer=_likeness, limit=3, score_cutoff=75)
    if near:
        labels = "; ".join(label for label, _score, _index in near)
        raise Refused(_("There is no village of this name. Did you mean: %(villages)s?") % {"villages": labels})
    raise Refused(_("There is no village of this name. Outside the regency, type village, district and regency."))


def _villages() -> QuerySet[Region]:
    return Region.objects.filter(level=Region.Level.VILLAGE).select_related("parent__parent")


def _likeness(typed: str, label: str, **_options: object) -> float:
    return fuzz.ratio(typed.casefold(), label.partition(",")[0].casefold())


def _parts(text: str) -> tuple[str, str, str]:
    """Village, district and regency of "Ds. Panolan, Kec. Kedungtuban, Kab. Blora"; "" for what is not said."""
    words = [" ".join(part.split()) for part in text.split(",")] + ["", ""]
    return (
        VILLAGE_PREFIX.sub("", words[0]) or words[0],
        DISTRICT_PREFIX.sub("", words[1]),
        REGENCY_PREFIX.sub("", words[2]),
    )


def _narrowed(villages: QuerySet[Region], district: str, regency: str) -> QuerySet[Region]:
    if district:
        villages = villages.filter(parent__name__iexact=district)
    if regency:
        villages = villages.filter(
            Q(parent__parent__name__iexact=regency)
            | Q(parent__parent__name__iexact=f"Kabupaten {regency}")
            | Q(parent__parent__name__iexact=f"Kota {regency}")
        )
    return villages
