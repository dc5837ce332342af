"""*Daftar nomor berkas*: each number that was given to a document in a year, and what became of it.

A number stays with its document. Where there is no such document any more, as of a delivery that was taken back, the
number is not given again: who asks where it went finds it here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from distributions.models import PaperKind, PaperNumber, PaperVersion, Round, State
from distributions.papers.numbers import MINUTES
from distributions.papers.versions import list_numbers
from distributions.rounds.deliveries import BACK_IN_STORE, STORE, WRITTEN_OFF, GoodsMoved, Moved, goods_moved_of

# What is counted together, in the order of the page.
COUNTED = (
    (_("Proposal and approval"), (PaperKind.PROPOSAL,)),
    (_("Letter of assignment"), (PaperKind.ASSIGNMENT,)),
    (_("Minutes"), MINUTES),
    (_("Activity report"), (PaperKind.REPORT,)),
)

WAYS = {STORE: _("Out of the store"), BACK_IN_STORE: _("Back into the store"), WRITTEN_OFF: _("Written off")}


class Stands(models.TextChoices):
    """What became of the document of a number."""

    IN_USE = "in_use", _("In use")
    TAKEN_BACK = "taken_back", _("Annulled: what it was about was taken back")
    NOT_NEEDED = "not_needed", _("Annulled: there is no such document any more")
    CANCELLED = "cancelled", _("Annulled: the round was cancelled")
    UNKNOWN = "unknown", _("Not recorded in Peduli")


@dataclass(frozen=True, slots=True)
class Numbered:
    """One number; ``number`` is None of one that was never written down. ``about`` tells what the document is about."""

    sequence: int
    number: PaperNumber | None
    stands: Stands
    about: str = ""

    @property
    def is_annulled(self) -> bool:
        return self.stands != Stands.IN_USE


@dataclass(frozen=True, slots=True)
class Section:
    """Numbers that are counted together, from 1 on without a gap."""

    title: str
    rows: list[Numbered]

    @property
    def of_several(self) -> bool:
        """Whether it takes a word to say of which paper a number is."""
        return len({row.number.kind for row in self.rows if row.number}) > 1 or any(row.about for row in self.rows)

    @property
    def annulled(self) -> int:
        return sum(row.is_annulled for row in self.rows)


def numbers_given(centre: int, year: int) -> list[Section]:
    """All of a year, by what is counted together. Seven queries, however many there are."""
    given = PaperNumber.objects.filter(centre=centre, year=year).select_related("round__centre", "round__programme")
    numbers = list(given.order_by("sequence", "pk"))
    what = _of_rounds(numbers)
    found = []
    for title, kinds in COUNTED:
        here = [one for one in numbers if one.kind in kinds]
        if here:
            found.append(Section(str(title), list(_without_gaps(here, what))))
    return found


def years_of_numbers(centre: int, today_year: int) -> list[int]:
    """The years in which numbers were given, newest first; always the running one."""
    given = PaperNumber.objects.filter(centre=centre).order_by().values_list("year", flat=True).distinct()
    return sorted({today_year, *given}, reverse=True)


@dataclass(frozen=True, slots=True)
class _OfRounds:
    """What the documents of the rounds are about now, by their keys: their goods, and the lists that are left."""

    goods: dict[int, GoodsMoved]
    lists: dict[int, dict[int, str]]

    def of(self, number: PaperNumber) -> tuple[Stands, str]:
        round = number.round
        stands, about = Stands.IN_USE, ""
        if number.kind == PaperKind.GOODS_BAST:
            stands, about = self._goods(number)
        elif number.kind == PaperKind.BAST and number.round_id in self.lists:
            lists = self.lists[number.round_id]
            about = lists.get(number.part, "").removeprefix(" – ")
            stands = Stands.IN_USE if number.part in lists else Stands.NOT_NEEDED
        return (Stands.CANCELLED if round.state == State.CANCELLED else stands), about

    def _goods(self, number: PaperNumber) -> tuple[Stands, str]:
        moved = self.goods[number.round_id]
        for stands, parts in ((Stands.IN_USE, moved.parts), (Stands.TAKEN_BACK, moved.taken_back)):
            if one := next((part for part in parts if part.part == number.part), None):
                return stands, _about(one)
        planned = number.part == 1 and not moved.went_out
        return (Stands.IN_USE if planned else Stands.NOT_NEEDED), ""


def _of_rounds(numbers: Collection[PaperNumber]) -> _OfRounds:
    """The goods of rounds whose minutes of goods have numbers, the lists of those that have several."""
    rounds: dict[int, Round] = {one.round_id: one.round for one in numbers}
    of_goods = {one.round_id for one in numbers if one.kind == PaperKind.GOODS_BAST}
    minutes = sorted(one.round_id for one in numbers if one.kind == PaperKind.BAST)
    cut = [pk for pk, several in groupby(minutes) if len(list(several)) > 1]
    goods = goods_moved_of([rounds[pk] for pk in of_goods])
    decided = PaperVersion.objects.filter(round__in=cut).exclude(occasion=PaperVersion.Occasion.REPORTED).order_by()
    last = decided.values("round").annotate(last=Max("pk")).values("last")
    lists = {one.round_id: list_numbers(one) for one in PaperVersion.objects.filter(pk__in=last)} if cut else {}
    return _OfRounds(goods, {pk: found for pk, found in lists.items() if found is not None})


def _about(moved: Moved) -> str:
    """Whose goods, and by which note; of the store's, which way they went."""
    number = f" ({moved.receipt.number})" if moved.receipt and moved.receipt.number else ""
    return f"{moved.supplier}{number}" if moved.supplier else str(WAYS[moved.part])


def _without_gaps(numbers: Iterable[PaperNumber], what: _OfRounds) -> Iterable[Numbered]:
    expected = 1
    for number in numbers:
        for missing in range(expected, number.sequence):
            yield Numbered(missing, None, Stands.UNKNOWN)
        stands, about = what.of(number)
        yield Numbered(number.sequence, number, stands, about)
        expected = number.sequence + 1
