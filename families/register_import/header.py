"""The header of a table: which column is which field, and what a person chose for them laid over it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from families.register_import.titles import Title

REMARK = ""
NOT_READ = "-"
OF_INMATE = ("wbp_nama", "wbp_hubungan")


@dataclass
class Header:
    """In which rows the titles stand, and which column is which field; rows and columns are counted from 0.

    ``extras`` are the columns of no field, whose cells become remarks; ``left_out`` those that speak of somebody who is
    not asked for, by their title; ``unsure`` the fields of which it isn't sure whose they are.
    """

    first_row: int
    last_row: int
    columns: dict[int, str]
    extras: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()
    """Titles of another table, to the right of this one."""
    shown: dict[int, str] = field(default_factory=dict)
    """The titles as they stand in the file."""
    digest_of: str = ""
    """All titles in one text, by which the same table is known again."""
    chosen: bool = False
    """Whether a person said what each column is."""
    inmate_nik: int | None = None
    """The column of the inmate's NIK, which is read to know it from the family's and never kept."""
    inmate_is: str = ""
    """What the title of the inmate's column calls him: ``Suami di rutan``."""
    told_by_content: bool = False
    """Whether the inmate's column is known only by what its cells say: other cells of it are remarks."""
    of_pupils: bool = False
    """Whether each row is a pupil's or a patient's, whose guardian receives."""


def written(titles: Mapping[int, Title]) -> str:
    """The titles of a table in one text, by which the same table is known again."""
    return json.dumps([[column, title.text] for column, title in sorted(titles.items())])


def laid_over(header: Header, fields: Mapping[int, str], *, whole: bool) -> Header:
    """A header whose columns are what somebody chose; with ``whole``, what nobody chose is not read."""
    if whole:
        of_inmate = {column: name for column, name in header.columns.items() if name in OF_INMATE}
        if of_inmate != {column: name for column, name in fields.items() if name in OF_INMATE}:
            # What the title or the cells say of his column holds for no other one.
            header.inmate_is, header.told_by_content = "", False
        header.columns, header.extras, header.left_out, header.inmate_nik = {}, {}, {}, None
        header.of_pupils = "wali_sbg" in fields.values()
    for column, name in fields.items():
        header.extras.pop(column, None)
        header.left_out.pop(column, None)
        header.columns.pop(column, None)
        header.inmate_nik = None if header.inmate_nik == column else header.inmate_nik
        for other in [c for c, taken in header.columns.items() if taken == name]:
            # One column is a field: what was taken for it before goes to the remarks.
            header.extras[other] = header.labels[other]
            del header.columns[other]
        _take(header, column, name)
    header.unsure = frozenset() if whole else header.unsure - set(fields.values())
    header.chosen = header.chosen or whole
    return header


def _take(header: Header, column: int, name: str) -> None:
    if name == NOT_READ:
        header.left_out[column] = header.shown[column]
    elif name == REMARK:
        header.extras[column] = header.labels[column]
    elif name == "wbp_nik":
        header.inmate_nik = column
        header.left_out[column] = header.shown[column]
    else:
        header.columns[column] = name


def field_of(header: Header, column: int) -> str:
    """What a column is taken for: a field, the remarks, or nothing that is read."""
    if column == header.inmate_nik:
        return "wbp_nik"
    if column in header.columns:
        return header.columns[column]
    return NOT_READ if column in header.left_out else REMARK
