"""From whose side a column says the tie: what the inmate is to the recipient, or she to him.

``Joko (suami)`` beside a woman is said of the inmate, so ``Joko (anak)`` further down is, too: one column is written
by one hand. A column that gives no such sign, or both, stays open.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from families.identity_numbers import BadIdentityNumber, read_nik
from families.register_import import cells as read
from families.register_import.inmates import MORE_THAN_A_NAME, read_inmate
from families.register_import.relations import BEGINS, SEX, of_recipient, read_relation
from families.register_import.row import SheetRow

MIN_SIGNS = 2
IN_CELLS = ("wbp_nama", "wbp_hubungan")


def with_sides(rows: Sequence[SheetRow], *, in_his_group: bool = False) -> list[SheetRow]:
    """The rows of one table, each with ``wbp_sisi`` where its cell leaves open of whom it tells and others don't.

    ``wbp_sisi`` is "inmate" or "recipient", as ``Inmate.said_of``. ``in_his_group``: the relation stands under a title
    of the inmate, which is a sign, too.
    """
    rows = _with_ties_of_inmates(rows, signs=int(in_his_group))
    open_ties = {index: tie for index, row in enumerate(rows) if (tie := _open_tie(row.cells))}
    sides = {side for index, tie in open_ties.items() if (side := _side(tie, rows[index].cells))}
    if len(sides) != 1:
        return list(rows)
    (side,) = sides
    return [
        replace(row, cells=row.cells | {"wbp_sisi": side}) if index in open_ties else row
        for index, row in enumerate(rows)
    ]


def _with_ties_of_inmates(rows: Sequence[SheetRow], *, signs: int) -> Sequence[SheetRow]:
    """The rows with their relations read as what the inmates are, where two or more can't be the recipients' and none
    must be: ``Suami`` beside the name of one woman may be a slip, in the whole column it is what he is to her."""
    told = "hubungan" if any("hubungan" in row.cells for row in rows) else "shdk"
    for row in rows:
        side = _side(read_relation(row.cells[told]), row.cells) if row.cells.get(told) else ""
        if side == "recipient" or row.cells.keys() & {"wbp_sebagai", "wbp_hubungan"}:
            return rows
        signs += side == "inmate"
    if signs < MIN_SIGNS:
        return rows
    return [
        replace(row, cells={"wbp_sebagai" if name == told else name: cell for name, cell in row.cells.items()})
        for row in rows
    ]


def _open_tie(cells: dict[str, Any]) -> str:
    """The word of the tie beside the inmate's name, where the cell doesn't say of whom it is."""
    told = (read_inmate(cells[name]) for name in IN_CELLS if _may_tell(str(cells.get(name) or "")))
    return next((inmate.relation for inmate in told if inmate.relation and inmate.name and not inmate.said_of), "")


def _may_tell(text: str) -> bool:
    """Whether a cell can hold more than a name: most don't, and nothing is to be read of them twice."""
    return bool(MORE_THAN_A_NAME.search(text) or BEGINS.match(text))


def _side(tie: str, cells: dict[str, Any]) -> str:
    """Of whom the word must be said, as it can't be of the other; an empty text where it can be of both."""
    sex = _sex(cells)
    if tie not in SEX or not sex:
        return ""
    of_inmate, of_recipient_ = (of_recipient(tie, whom, sex)[0] for whom in ("inmate", "recipient"))
    fits_recipient = SEX[tie] == sex and of_recipient_ == tie
    fits_inmate = bool(of_inmate) and of_inmate != tie
    return "" if fits_recipient == fits_inmate else "recipient" if fits_recipient else "inmate"


def _sex(cells: dict[str, Any]) -> str | None:
    """The recipient's sex by number and column, where the two don't contradict each other."""
    said = read.read_sex(cells.get("jk"))
    try:
        by_number = read_nik(read.read_nik_text(cells.get("nik"))[0]).sex
    except BadIdentityNumber:
        return said
    return by_number if said in (None, by_number) else None
