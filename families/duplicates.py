"""Families that may be one: found over the whole register by what they have in common, so that not all meet all.

A pair is a question for a person, who merges the two or says that they are not the same (``families.merging``).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from families.names import bare_name, same_name

# By what two families are found, the strongest first.
CARD, BIRTH, HELD, INMATE, ADDRESS = "card", "birth", "held", "inmate", "address"
DIFFERENT = "different"
Key = tuple[int, int]
Places = tuple[int, int]
# What they have in common, the families, the names, and a mark for each.
Group = tuple[str, list[int], list[str], list[bool]]
WHY = {
    CARD: _("The same family card, as far as digits are known"),
    BIRTH: _("Much the same name and the same date of birth"),
    HELD: _("The same inmate and much the same name"),
    INMATE: _("The same inmate and the same village"),
    ADDRESS: _("Much the same name and the same address"),
}
RANK = {kind: rank for rank, kind in enumerate(WHY)}

# Whoever has one key in common stands in one row: a family card but for its last digit, an inmate and a village, an
# inmate in several (there the names decide), a day of birth, a village with RT and RW, hamlet or name. No table meets
# itself, so this grows as the register does.
GROUPS = """
    WITH entry AS MATERIALIZED (
        SELECT f.id, f.village_id, f.rt, f.rw, lower(f.hamlet) AS hamlet, f.kk_block, f.kk_digest IS NULL AS is_cut,
               coalesce(m.name, '') AS name
          FROM families_family f LEFT JOIN families_member m ON m.family_id = f.id AND m.is_contact
         WHERE f.centre_id = %(centre)s AND f.merged_into_id IS NULL AND f.eligibility <> 'ended'
    )
    SELECT 'card', array_agg(id), array_agg(name), array_agg(is_cut)
      FROM entry WHERE kk_block IS NOT NULL GROUP BY kk_block HAVING count(*) > 1
    UNION ALL
    SELECT 'inmate', array_agg(e.id), array_agg(e.name), array_agg(t.relation = 'wife')
      FROM families_familyinmate t JOIN entry e ON e.id = t.family_id
     WHERE t.centre_id = %(centre)s GROUP BY t.inmate_id, e.village_id HAVING count(*) > 1
    UNION ALL
    SELECT 'held', array_agg(e.id), array_agg(e.name), NULL
      FROM families_familyinmate t JOIN entry e ON e.id = t.family_id
     WHERE t.centre_id = %(centre)s GROUP BY t.inmate_id HAVING count(DISTINCT e.village_id) > 1
    UNION ALL
    SELECT 'birth', array_agg(m.family_id), array_agg(m.name), NULL
      FROM families_member m
     WHERE m.centre_id = %(centre)s AND m.active AND m.birth_digest IS NOT NULL
     GROUP BY m.birth_digest HAVING count(*) > 1
    UNION ALL
    SELECT 'address', array_agg(id), array_agg(name), NULL
      FROM entry WHERE rt <> '' GROUP BY village_id, rt, rw HAVING count(*) > 1
    UNION ALL
    SELECT 'address', array_agg(id), array_agg(name), NULL
      FROM entry WHERE hamlet <> '' GROUP BY village_id, hamlet HAVING count(*) > 1
    UNION ALL
    SELECT 'address', array_agg(id), array_agg(name), NULL
      FROM entry WHERE name <> '' GROUP BY village_id, lower(name) HAVING count(*) > 1
    UNION ALL
    SELECT 'different', ARRAY[d.first_id, d.second_id], NULL, NULL
      FROM (SELECT DISTINCT ON (first_id, second_id) first_id, second_id, verdict FROM families_duplicatedecision
             WHERE centre_id = %(centre)s ORDER BY first_id, second_id, id DESC) d
     WHERE d.verdict = 'different'
"""


@dataclass(frozen=True)
class Pair:
    """Two families by key, the smaller first, and why they may be one."""

    first: int
    second: int
    why: tuple[str, ...]

    @property
    def key(self) -> tuple[int, int, int]:
        """Its place in the queue: the surest first, then the oldest."""
        return (min(RANK[kind] for kind in self.why), self.first, self.second)


@dataclass(frozen=True)
class Found:
    """The pairs to be looked at, the surest first, and those of one inmate with two wives, which are no question."""

    pairs: list[Pair]
    wives: list[Pair]


def find_duplicates(centre: Centre) -> Found:
    """All pairs of a centre that nobody called different; one query."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, {"centre": centre.pk})
        groups: list[Group] = cursor.fetchall()
    why: dict[Key, set[str]] = {}
    wives: set[Key] = set()
    apart = {_key(*ids) for kind, ids, _names, _marks in groups if kind == DIFFERENT}
    for kind, ids, names, marks in groups:
        if kind == DIFFERENT:
            continue
        for a, b in MEET[kind](names, marks):
            key = _key(ids[a], ids[b])
            if ids[a] != ids[b] and key not in apart:
                why.setdefault(key, set()).add(kind)
        if kind == INMATE:
            wives.update(_key(ids[a], ids[b]) for a, b in _two_wives(names, marks))
    pairs = sorted((_pair(key, kinds) for key, kinds in why.items()), key=lambda pair: pair.key)
    return Found(pairs, [Pair(*key, (INMATE,)) for key in sorted(wives - why.keys() - apart)])


def _key(one: int, other: int) -> Key:
    return (one, other) if one < other else (other, one)


def _pair(key: tuple[int, int], kinds: Iterable[str]) -> Pair:
    return Pair(*key, tuple(sorted(kinds, key=RANK.__getitem__)))


def _of_a_card(names: Sequence[str], cut: Sequence[bool]) -> Iterable[Places]:
    """Neighbours have cards of neighbouring numbers, so of two whole ones the names have to be alike as well."""
    return [(a, b) for a, b in _all(names) if cut[a] or cut[b] or _alike(names[a], names[b])]


def _of_an_inmate(names: Sequence[str], wife: Sequence[bool]) -> Iterable[Places]:
    return set(_all(names)) - set(_two_wives(names, wife))


def _two_wives(names: Sequence[str], wife: Sequence[bool]) -> Iterable[Places]:
    return [(a, b) for a, b in _all(names) if wife[a] and wife[b] and not _alike(names[a], names[b])]


def _all(names: Sequence[str]) -> Iterable[Places]:
    return combinations(range(len(names)), 2)


def _alike_in(names: Sequence[str], _marks: Sequence[bool]) -> Iterable[Places]:
    """Only those meet that begin or end alike: if first letters and last ones differ, it is hardly one."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, name in enumerate(names):
        if bare := _bare(name):
            places.setdefault(("first", bare[0]), []).append(place)
            places.setdefault(("last", bare[-2:]), []).append(place)
    met = {pair for alike in places.values() for pair in combinations(alike, 2)}
    return [(a, b) for a, b in met if _alike(names[a], names[b])]


# Which of a group may be one, by their places in it.
MEET: dict[str, Callable[[Sequence[str], Sequence[bool]], Iterable[Places]]] = {
    CARD: _of_a_card,
    HELD: _alike_in,
    INMATE: _of_an_inmate,
    BIRTH: _alike_in,
    ADDRESS: _alike_in,
}


def _alike(one: str, other: str) -> bool:
    one, other = _bare(one), _bare(other)
    return bool(one and other) and same_name(one, other)


@lru_cache(maxsize=50_000)
def _bare(name: str) -> str:
    return bare_name(name) or name.casefold()
