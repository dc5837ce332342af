"""What of a register's file is read into no row, so that nothing of it vanishes without a word."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext_lazy

from centres.personal_numbers import without_numbers
from config.formats import quantity

# why: the sentence for one row and for several; %(rows)s are row numbers, %(titles)s titles of columns, and
# %(counted)s how many rows, as they are written.
WHY = {
    "hidden": ngettext_lazy(
        "The sheet is hidden, so its %(counted)s row was not read. Show it in Excel if it is needed.",
        "The sheet is hidden, so its %(counted)s rows were not read. Show it in Excel if they are needed.",
        "count",
    ),
    "no_header": ngettext_lazy(
        "Not read, %(counted)s row: the titles of its columns are not known.",
        "Not read, %(counted)s rows: the titles of its columns are not known.",
        "count",
    ),
    "running_text": ngettext_lazy(
        "Not read, %(counted)s row: running text in one column. Write one person per row below titles, or fill in the "
        "template.",
        "Not read, %(counted)s rows: running text in one column. Write one person per row below titles, or fill in the "
        "template.",
        "count",
    ),
    "other_people": ngettext_lazy(
        "Columns about other people were not read: %(titles)s.",
        "Columns about other people were not read: %(titles)s.",
        "count",
    ),
    "not_chosen": ngettext_lazy(
        "Columns that were chosen not to be read: %(titles)s.",
        "Columns that were chosen not to be read: %(titles)s.",
        "count",
    ),
    "offence": ngettext_lazy(
        "Columns about the offence or the cell of the inmate are kept nowhere and were not read: %(titles)s.",
        "Columns about the offence or the cell of the inmate are kept nowhere and were not read: %(titles)s.",
        "count",
    ),
    "email": ngettext_lazy(
        "E-mail addresses are kept nowhere and were not read: %(titles)s.",
        "E-mail addresses are kept nowhere and were not read: %(titles)s.",
        "count",
    ),
    "not_needed": ngettext_lazy(
        "Columns of a form or an export that a register does not need were not read: %(titles)s.",
        "Columns of a form or an export that a register does not need were not read: %(titles)s.",
        "count",
    ),
    "beside": ngettext_lazy(
        "A table beside this one was not read: %(titles)s.",
        "A table beside this one was not read: %(titles)s.",
        "count",
    ),
    "numbering": ngettext_lazy(
        "Numbers of the columns: row %(rows)s.", "Numbers of the columns: rows %(rows)s.", "count"
    ),
    "titles": ngettext_lazy("Titles once more: row %(rows)s.", "Titles once more: rows %(rows)s.", "count"),
    "total": ngettext_lazy("Totals: row %(rows)s.", "Totals: rows %(rows)s.", "count"),
    "signature": ngettext_lazy(
        "Place, date and signatures: row %(rows)s.", "Place, date and signatures: rows %(rows)s.", "count"
    ),
    "joined": ngettext_lazy(
        "Second line, read together with the family above: row %(rows)s.",
        "Second lines, read together with the family above: rows %(rows)s.",
        "count",
    ),
    "turns": ngettext_lazy(
        "The inmate's line, read together with the family below: row %(rows)s.",
        "Lines of inmates, read together with the families below: rows %(rows)s.",
        "count",
    ),
    "no_inmate": ngettext_lazy("No inmate: row %(rows)s.", "No inmate: rows %(rows)s.", "count"),
    "weak": ngettext_lazy("No family: row %(rows)s.", "No family: rows %(rows)s.", "count"),
}


@dataclass(frozen=True)
class Unread:
    """What of a file is in no row: a sheet, columns, or rows that speak of no family. It names no person."""

    sheet: str
    why: str
    """One of the keys of ``WHY``."""
    rows: tuple[int, ...] = ()
    """The rows, counted from 1 as Excel does."""
    titles: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        titles = [without_numbers(title)[:80] for title in self.titles]
        return {"sheet": self.sheet[:100], "why": self.why, "rows": list(self.rows), "titles": titles}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Unread":
        """What ``as_json`` wrote."""
        return cls(said["sheet"], said["why"], tuple(said["rows"]), tuple(said["titles"]))

    def __str__(self) -> str:
        return WHY[self.why] % {
            "rows": spans(self.rows),
            "count": len(self.rows),
            "counted": quantity(len(self.rows)),
            "titles": ", ".join(self.titles),
        }


def spans(numbers: tuple[int, ...]) -> str:
    """Rising numbers, neighbours joined: ``7, 28, 49–56``."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(str(group[0]) if len(group) == 1 else f"{group[0]}–{group[-1]}" for group in groups)
