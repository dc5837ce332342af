"""The header of a table: which column is which field, and what a person chose for them laid over it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from families.register_import.titles import Title

REMARK = ""
NOT_READ = "-"
# What a column is of which several say one thing, or that says two: see ``together``.
TICKED, TWO_NUMBERS = "ticked", "nik_kk"
OF_INMATE = ("wbp_nama", "wbp_hubungan")


@dataclass(frozen=True)
class StandIn:
    """Who else of the family a table names: the columns of the name and the NIK, and what the title says the person is.

    Read only where the recipient turns out to be the inmate.
    """

    name: int
    nik: int | None
    relation: str


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
    set_aside: dict[int, str] = field(default_factory=dict)
    """Those of ``left_out`` of which nothing is needed, whosoever they are, each with why (see ``not_needed``)."""
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
    ties_him: bool = False
    """Whether the relation stands under a title of the inmate: ``Keluarga yg ditahan – Hub.``"""
    told_by_content: bool = False
    """Whether the inmate's column is known only by what its cells say: other cells of it are remarks."""
    of_pupils: bool = False
    """Whether each row is a pupil's or a patient's, whose guardian receives."""
    recipient_is: str = ""
    """What the title of the recipient's column calls her: ``Nama Istri``."""
    stand_in: StandIn | None = None
    ticks: dict[int, str] = field(default_factory=dict)
    """Columns in which a relation is ticked, with its word."""
    verdicts: dict[int, bool] = field(default_factory=dict)
    """Columns in which it is ticked that a family is eligible, or is not."""
    marks: list[int] = field(default_factory=list)
    """Columns in which it is ticked who of a household receives."""
    two_numbers: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Columns whose cells hold both NIK and No. KK, in which order."""
    legends: dict[str, dict[str, str]] = field(default_factory=dict)
    """What codes in the column of a field mean, by a legend beside the table."""
    others_nik: list[int] = field(default_factory=list)
    """Columns with a child's NIK: read to know it from the recipient's, and never kept."""


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
        if not any(fields.get(column) == "nama" for column, name in header.columns.items() if name == "nama"):
            # What the titles say of the recipient's column holds for no other one.
            header.recipient_is, header.stand_in = "", None
        header.columns, header.extras, header.left_out, header.inmate_nik = {}, {}, {}, None
        header.set_aside = {}
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
    _keep_together(header, fields)
    header.unsure = frozenset() if whole else header.unsure - set(fields.values())
    header.chosen = header.chosen or whole
    return header


def _take(header: Header, column: int, name: str) -> None:
    if name == NOT_READ:
        header.left_out[column] = header.shown[column]
    elif name == REMARK:
        header.extras[column] = header.labels[column]
    elif name == TWO_NUMBERS:
        # The column of either; its cells give both.
        header.columns[column] = "no_kk"
        header.two_numbers.setdefault(column, ("nik", "no_kk"))
    elif name == TICKED:
        if column not in (*header.ticks, *header.verdicts, *header.marks):
            header.extras[column] = header.labels[column]
    elif name == "wbp_nik":
        header.inmate_nik = column
        header.left_out[column] = header.shown[column]
    else:
        header.columns[column] = name


def _keep_together(header: Header, fields: Mapping[int, str]) -> None:
    """Read no ticks and no second number from a column that somebody chose for something else."""
    for column, name in fields.items():
        if name != TWO_NUMBERS:
            header.two_numbers.pop(column, None)
        if name != TICKED:
            header.ticks.pop(column, None)
            header.verdicts.pop(column, None)
            header.marks = [mark for mark in header.marks if mark != column]


def field_of(header: Header, column: int) -> str:
    """What a column is taken for: a field, the remarks, or nothing that is read."""
    if column == header.inmate_nik:
        return "wbp_nik"
    if column in header.two_numbers:
        return TWO_NUMBERS
    if column in (*header.ticks, *header.verdicts, *header.marks):
        return TICKED
    if column in header.columns:
        return header.columns[column]
    return NOT_READ if column in header.left_out else REMARK
