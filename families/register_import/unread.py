"""What of a register's file is read into no row, so that nothing of it vanishes without a word."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from centres.personal_numbers import without_numbers

WHY = {
    # why: the sentence; %(rows)s are row numbers, %(count)s how many, %(titles)s titles of columns.
    "hidden": _("The sheet is hidden, so its %(count)s rows were not read. Show it in Excel if they are needed."),
    "no_header": _("Not read, %(count)s rows: the titles of its columns are not known."),
    "other_people": _("Columns about other people were not read: %(titles)s."),
    "beside": _("A table beside this one was not read: %(titles)s."),
    "numbering": _("Numbers of the columns: row %(rows)s."),
    "titles": _("Titles once more: row %(rows)s."),
    "total": _("Totals: row %(rows)s."),
    "signature": _("Place, date and signatures: row %(rows)s."),
    "joined": _("Second lines, read together with the family above: row %(rows)s."),
    "weak": _("No family: row %(rows)s."),
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
        return str(WHY[self.why]) % {
            "rows": spans(self.rows),
            "count": len(self.rows),
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
