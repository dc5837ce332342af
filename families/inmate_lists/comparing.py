"""The inmates of the register against those of a list: the register number first, then the name; doubts are asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from families.inmate_lists.reading import Listed, plain_number
from families.models import InmateFinding
from families.names import SAME_NAME, bare_name, is_shortened, same_name

Verdict, Why = InmateFinding.Verdict, InmateFinding.Why
MOST_MEANT = 5
"""So many of the list are offered for one inmate."""


@dataclass(frozen=True, slots=True)
class Known:
    """An inmate of the register who has a family."""

    pk: int
    name: str
    number: str
    held: bool = True


@dataclass(slots=True)
class Found:
    """What the list says of an inmate who is not surely in it; ``meant`` are those of the list who may be this one."""

    verdict: InmateFinding.Verdict
    why: str = ""
    meant: list[Listed] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """Who is there, what was found of the others, by key, and how many of the list are nobody's of the register."""

    here: list[int]
    found: dict[int, Found]
    unknown: int


def compare(known: Iterable[Known], listed: Sequence[Listed]) -> Compared:
    """Compare the register with a list.

    A register number that is the same, however it is spaced, means the same person if the names are alike. Without one,
    a name that is the same, and once on both sides, does. Whoever is written nearly the same, has another number, or is
    there more than once, is unsure. Of who is held no more by the register, only that the list has him is said.
    """
    work = _Work(list(known), listed)
    work.by_number()
    work.by_name()
    work.by_near_name()
    return work.done()


class _Work:
    def __init__(self, known: list[Known], listed: Sequence[Listed]) -> None:
        self.listed = listed
        self.left = {one.pk: one for one in known}
        self.known = known
        self.here: list[int] = []
        self.found: dict[int, Found] = {}
        self.taken: set[int] = set()
        self.asked: set[int] = set()

    def by_number(self) -> None:
        rows = _grouped(plain_number(one.number) for one in self.listed)
        for one in self.known:
            same = rows.get(plain_number(one.number), []) if one.number else []
            alike = [row for row in same if not self.listed[row].name or _alike(self.listed[row].name, one.name)]
            if alike:
                self._is_there(one, alike)
            elif same:
                self._asks(one, Why.NUMBER_OF_ANOTHER, same)

    def by_name(self) -> None:
        rows = _grouped(bare_name(one.name) if row not in self.taken else "" for row, one in enumerate(self.listed))
        persons: dict[str, int] = defaultdict(int)
        for one in self.left.values():
            persons[bare_name(one.name)] += 1
        for one in list(self.left.values()):
            same = rows.get(bare_name(one.name), [])
            if len(same) == 1 and persons[bare_name(one.name)] == 1:
                if one.number and self.listed[same[0]].number:
                    self._asks(one, Why.OTHER_NUMBER, same)
                else:
                    self._is_there(one, same)
            elif same:
                self._asks(one, Why.SEVERAL, same)

    def by_near_name(self) -> None:
        free = {row: one.name for row, one in enumerate(self.listed) if row not in self.taken | self.asked and one.name}
        bare = {row: bare_name(name) for row, name in free.items()}
        last = _by_last_word(bare)
        for one in list(self.left.values()):
            name = bare_name(one.name)
            near = process.extract(name, bare, scorer=fuzz.ratio, score_cutoff=SAME_NAME, limit=MOST_MEANT)
            rows = [row for _text, _score, row in near]
            rows += [row for row in last.get(name.rpartition(" ")[2], ()) if is_shortened(bare[row], name)]
            if rows:
                self._asks(one, Why.NEAR_NAME, list(dict.fromkeys(rows)))

    def done(self) -> Compared:
        for one in self.left.values():
            if one.held:
                self.found[one.pk] = Found(Verdict.MISSING)
        return Compared(self.here, self.found, len(self.listed) - len(self.taken | self.asked))

    def _is_there(self, one: Known, rows: list[int]) -> None:
        self.taken.update(rows)
        del self.left[one.pk]
        meant = [self.listed[row] for row in rows]
        if all(row.says_gone for row in meant):
            if one.held:
                self.found[one.pk] = Found(Verdict.MISSING, Why.SAID_GONE)
        elif one.held:
            self.here.append(one.pk)
        else:
            self.found[one.pk] = Found(Verdict.UNSURE, Why.NOT_HELD, meant[:1])

    def _asks(self, one: Known, why: str, rows: list[int]) -> None:
        # Of who is held no more by the register, a name that is not surely his says nothing.
        self.left.pop(one.pk)
        if one.held:
            self.asked.update(rows)
            self.found[one.pk] = Found(Verdict.UNSURE, why, [self.listed[row] for row in rows[:MOST_MEANT]])


def _alike(one: str, other: str) -> bool:
    bare, bare_other = bare_name(one), bare_name(other)
    return bare == bare_other or same_name(bare, bare_other) or same_name(one, other) or is_shortened(one, other)


def _grouped(keys: Iterable[str]) -> dict[str, list[int]]:
    """The places of each key; of the empty one none."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key:
            groups[key].append(place)
    return groups


def _by_last_word(names: Mapping[int, str]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for row, name in names.items():
        groups[name.rpartition(" ")[2]].append(row)
    return groups
