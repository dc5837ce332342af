"""The village that somebody types: of the centre's regency by its name alone, of the whole country with more words."""

import re
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from centres.models import Centre, Region
from centres.places import bare, is_begun, which_of
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
    """Labels of villages whose name begins with ``text``, at most 20, those of the centre's regency first.

    Three letters find those of other regencies, too: one or two begin too many of the country's.
    """
    name, district, regency = _parts(text)
    if not bare(name):
        return []
    named = _villages().filter(name__istartswith=name)
    if district:
        named = named.filter(parent__name__istartswith=district)
    if regency:
        named = named.filter(parent__parent__name__icontains=regency)
    own = Q(parent__parent=centre.regency_id)
    if len(name) < 3:
        named = named.filter(own)
    found = named.order_by(Case(When(own, then=0), default=1), "name", "id")[:SUGGESTIONS]
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


def villages_named(name: str, district: str, regency: str) -> list[Region]:
    """Villages of the whole country by their name, at most six; ``""`` is any district or regency. One query."""
    return list(_narrowed(_villages().filter(name__iexact=name), district, regency).order_by("id")[:6])


# Jumps from one village to the next in the index, instead of reading the families of all of them.
LIVED_IN = """
    WITH RECURSIVE lived_in AS (
        (SELECT village_id FROM families_family WHERE centre_id = %(centre)s ORDER BY village_id LIMIT 1)
        UNION ALL
        SELECT (SELECT f.village_id FROM families_family f
                 WHERE f.centre_id = %(centre)s AND f.village_id > l.village_id ORDER BY f.village_id LIMIT 1)
          FROM lived_in l WHERE l.village_id IS NOT NULL
    )
    SELECT village.id, village.name, district.name, regency.name, regency.id = %(regency)s
      FROM lived_in JOIN centres_region village ON village.id = lived_in.village_id
      JOIN centres_region district ON district.id = village.parent_id
      JOIN centres_region regency ON regency.id = district.parent_id
     WHERE starts_with(regexp_replace(lower(village.name), '[^a-z0-9]+', '', 'g'), %(bare)s)
        OR position(%(word)s IN ' ' || lower(village.name)) > 0 OR village.id::text = %(bare)s
     ORDER BY village.name, district.name, village.id
"""


class LivedIn(NamedTuple):
    """A village in which families of a centre live."""

    pk: int
    name: str
    district: str
    regency: str
    is_own: bool  # of the centre's regency

    @property
    def label(self) -> str:
        """As ``village_label``."""
        label = f"{self.name}, {self.district}"
        return label if self.is_own else f"{label}, {self.regency}"

    def is_in(self, district: str, regency: str) -> bool:
        """Whether district and regency begin as typed; "" is any."""
        return is_begun(district, self.district) and is_begun(regency, self.regency)


def suggest_lived_in(text: str, centre: Centre) -> list[str]:
    """Labels of villages in which families of the centre live and whose name has a word that begins with ``text``.

    At most 20; the first of them for an empty text, so that a small centre sees all.
    """
    _name, district, regency = _parts(text)
    return [village.label for village in _lived_in(centre, text) if village.is_in(district, regency)][:SUGGESTIONS]


def find_lived_in(text: str, centre: Centre) -> LivedIn:
    """The one village that is meant among those in which families of the centre live.

    It is named by its official code, its name, or a beginning that no other has. Raises ``Refused`` with
    those that could be meant.
    """
    name, district, regency = _parts(text)
    begun = _lived_in(centre, text) if bare(name) else []
    named = [village for village in begun if bare(name) in (bare(village.name), str(village.pk))]
    there = [village for village in named or begun if village.is_in(district, regency)]
    found = [village for village in there if bare(district) == bare(village.district)] or there
    if len(found) == 1:
        return found[0]
    if meant := [village.label for village in (there or named or begun)[:SUGGESTIONS]]:
        raise Refused(which_of(meant))
    raise Refused(_("No family lives in a village of this name."))


def _lived_in(centre: Centre, text: str) -> list[LivedIn]:
    """Those whose name begins as typed, or has a word that does; all for an empty name. One query."""
    name, _district, _regency = _parts(text)
    if name and not bare(name):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            LIVED_IN,
            {"centre": centre.pk, "regency": centre.regency_id, "bare": bare(name), "word": f" {name.lower()}"},
        )
        return [LivedIn(*row) for row in cursor.fetchall()]


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
