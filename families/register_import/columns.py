"""Which column of an office's register holds what: titles of one to three rows, and what the cells look like."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from families.register_import import cells as read
from families.register_import.contents import MOST, Look, look_at
from families.register_import.header import Header, laid_over, written
from families.register_import.held import sex_of_inmates, with_clients, with_husband_held
from families.register_import.titles import (
    INMATE,
    OFFENCE_OR_CELL,
    PARTS_OF_A_DAY,
    Owner,
    Title,
    plain_label,
    relation_in,
    title_of,
)

Row = Sequence[object]

HEADER_DEPTH = 40
MOST_TITLE_ROWS = 3
MIN_COLUMNS = 3
LONGEST_TITLE = 80
LONGEST_QUESTION = 300
MANY = 4
MIN_UNDER = 2
"""A second row of titles has so many: one text alone is a place or a title of what follows."""
# What a person has: the inmate's and the family's are told apart, see ``_whose``.
PERSONAL = ("nik", "no_kk", "ttl", "tgl_lahir", *PARTS_OF_A_DAY, "tempat_lahir", "jk", "hp")
ADDRESS = ("alamat", "dukuh", "rtrw", "rt", "rw", "desa", "kecamatan", "kabupaten")
BY_CONTENT = (
    *("wbp_hubungan", "status_wbp", "nik", "no_kk", "hubungan", "desa", "kecamatan", "jk", "hp", "ttl", "tgl_lahir"),
    *("wbp_register", "status"),
)
# What a column of names is not, whatever its title says.
NO_NAMES = frozenset({"hubungan", "status_wbp", "nik", "no_kk", "hp", "tgl_lahir", "jk", "rtrw"})
# Only a list of inmates has such columns.
OF_INMATES = frozenset({"wbp_register", "status_wbp", "tgl_bebas"})
KEY_FIELDS = frozenset({"nama", "nik", "no_kk", "wbp_nama", "wbp_hubungan", "desa", "ttl", "tgl_lahir", "alamat"})


class Places(Protocol):
    """What is known of the centre's places while columns are understood (see ``villages.VillageIndex``)."""

    def is_village(self, text: str) -> bool: ...

    def is_district(self, text: str) -> bool: ...


class Choices(Protocol):
    """What people chose for the columns of tables (see ``matching.Chosen``)."""

    def __bool__(self) -> bool: ...

    def whole(self, titles: Mapping[int, Title]) -> Mapping[int, str] | None: ...

    def named(self, titles: Mapping[int, Title]) -> Mapping[int, str]: ...


def find_header(
    rows: Sequence[Row], places: Places, *, chosen: Choices | None = None, within: int = HEADER_DEPTH
) -> Header | None:
    """The header of one to three rows that begins in one of the first rows, or None where there is none.

    What people chose for the columns of this table comes before what they are taken for.
    """
    best: tuple[tuple[int, ...], Header] | None = None
    picked: Header | None = None
    for index in range(min(len(rows), within)):
        for depth in range(1, MOST_TITLE_ROWS + 1):
            titles = titles_of(rows, index, depth)
            if titles is None:
                break
            at = (index, index + depth - 1)
            if not picked and chosen and (fields := chosen.whole(titles)) is not None:
                known = understood(titles, rows[index + depth :], at=at, places=places, above=rows[:index])
                picked = laid_over(known, fields, whole=True)
            named = chosen.named(titles) if chosen else {}
            said = {(title.field, title.owner) for title in titles.values() if title.field} - {("number", Owner.UNSAID)}
            said |= {(name, Owner.UNSAID) for name in named.values()}
            # Of blocks that say the same, the one with most columns, then that of fewest rows: what stands above it is
            # a title of the sheet.
            better = (len(said), len(titles), -depth)
            if len({name for name, _owner in said}) < MIN_COLUMNS - 1 or (best and better <= best[0]):
                continue
            known = understood(titles, rows[index + depth :], at=at, places=places, above=rows[:index])
            header = laid_over(known, named, whole=False)
            names = set(header.columns.values()) - {"number"}
            if len(names) >= MIN_COLUMNS and names & {"nama", "nik"}:
                best = (better, header)
    # A table further down that somebody matched is found below this one (see ``Table.read``).
    is_above = best and picked and best[1].last_row < picked.first_row
    return best[1] if best and (is_above or not picked) else picked


def titles_of(rows: Sequence[Row], index: int, depth: int) -> dict[int, Title] | None:
    """What the titles in ``depth`` rows from ``index`` on say, by column; None where these rows can't be titles."""
    block = rows[index : index + depth]
    if len(block) < depth or any(not _may_be_titles(row) for row in block):
        return None
    if any(sum(bool(plain_label(value)) for value in row) < MIN_UNDER for row in block[1:]):
        return None
    if any(_is_data_below(above, below) for above, below in itertools.pairwise(block)):
        return None
    if depth > 1 and _is_over_all(block):
        return None
    titles: dict[int, Title] = {}
    groups: list[str] = [""] * depth
    shown: list[str] = [""] * depth
    for column in range(max(len(row) for row in block)):
        labels = [plain_label(_at(row, column)) for row in block]
        for level, label in enumerate(labels):
            if label:
                # A new group ends those below it.
                groups[level:] = [label, *[""] * (depth - level - 1)]
                shown[level:] = [read.clean(_at(block[level], column)), *[""] * (depth - level - 1)]
        own = next((level for level in reversed(range(depth)) if labels[level]), None)
        if own is not None:
            title = title_of(labels[own], " ".join(filter(None, groups[:own])))
            titles[column] = replace(title, shown=" – ".join(filter(None, shown[: own + 1])))
    return titles


def _is_over_all(block: Sequence[Row]) -> bool:
    """Whether the first row has one text alone that stands over all columns: a title of the sheet, and no group."""
    labelled = [column for column, value in enumerate(block[0]) if plain_label(value)]
    first = min(column for row in block[1:] for column, value in enumerate(row) if plain_label(value))
    return len(labelled) == 1 and labelled[0] <= first


def _may_be_titles(row: Row) -> bool:
    """Whether a row can hold titles: some text, no date and no number of a person."""
    if not any(plain_label(value) for value in row):
        return False
    # A form's questions are longer than titles, and many stand side by side.
    longest = LONGEST_QUESTION if sum(bool(plain_label(value)) for value in row) > MANY else LONGEST_TITLE
    return not any(
        isinstance(value, int | float | dict) or len(read.clean(value)) > longest or _long(value) for value in row
    )


def _long(value: object) -> bool:
    return sum(letter.isdigit() for letter in read.clean(value)) >= 10


def _is_data_below(top: Row, bottom: Row) -> bool:
    """Whether the row below a header has cells of its own under titles that already say all: then it is a first row."""
    under = 0
    for column, value in enumerate(bottom):
        spans = not plain_label(_at(top, column + 1))
        if isinstance(value, str) and title_of(plain_label(_at(top, column))).field and not spans:
            under += 1
    return under >= MIN_COLUMNS


def understood(
    titles: Mapping[int, Title],
    below: Sequence[Row],
    *,
    at: tuple[int, int],
    places: Places,
    above: Sequence[Row] = (),
) -> Header:
    """Give each column its field: first by its title and whose it is, then by what its cells look like.

    ``above`` are the rows over the titles, which may say who is held: ``Data ibu-ibu (istri WBP)``.
    """
    look = partial(look_below, below, places)
    said = written(titles)
    titles, beside = _without_table_beside(titles, below)
    header = Header(*at, {}, labels={column: title.text for column, title in titles.items()}, beside=beside)
    header.shown = {column: title.shown for column, title in titles.items()}
    header.digest_of = said
    titles = with_clients(titles)
    titles = {column: _corrected(title, titles, look(column)) for column, title in titles.items()}
    titles = with_husband_held(titles, " ".join(read.clean(value) for row in above for value in row))
    names = _Names(titles, look)
    header.of_pupils = names.of_pupils
    if names.inmate is not None and not names.of_pupils:
        header.inmate_is = relation_in(titles[names.inmate].text)
    _take_by_title(header, titles, names, look)
    _take_by_content(header, titles, look)
    _join_parts_of_a_day(header)
    header.inmate_nik = next((c for c, t in titles.items() if (t.field, t.owner) == ("nik", Owner.INMATE)), None)
    for column, title in titles.items():
        if column in header.columns or title.field == "number":
            continue
        of_another = title.owner in (Owner.RELATIVE, Owner.OTHER) or (title.owner is Owner.INMATE and title.field)
        of_another = of_another or (title.field in ADDRESS and names.are_the_inmates(column))
        if of_another or title.field in PERSONAL or OFFENCE_OR_CELL.search(title.text):
            header.left_out[column] = title.shown
        else:
            header.extras[column] = title.text
    return header


def _without_table_beside(
    titles: Mapping[int, Title], below: Sequence[Row]
) -> tuple[dict[int, Title], tuple[str, ...]]:
    """The titles up to two empty columns side by side, and those behind, which are of another table."""
    used = {column for row in below for column, value in enumerate(row) if value is not None}
    for column in range(max(titles, default=0)):
        left = {c: title for c, title in titles.items() if c < column}
        if len(left) >= MIN_COLUMNS and not {column, column + 1} & (used | titles.keys()):
            # What means no field may be a name of somebody.
            return left, tuple(title.shown if title.field else "…" for c, title in titles.items() if c > column)
    return dict(titles), ()


def _join_parts_of_a_day(header: Header) -> None:
    """Day, month and year of birth are columns of their own together or not at all."""
    parts = {name: column for column, name in header.columns.items() if name in PARTS_OF_A_DAY}
    if len(parts) == len(PARTS_OF_A_DAY):
        return
    for name, column in parts.items():
        del header.columns[column]
        if name == "lahir_tgl" and not {"tgl_lahir", "ttl"} & set(header.columns.values()):
            header.columns[column] = "tgl_lahir"


def _corrected(title: Title, titles: Mapping[int, Title], look: Look) -> Title:
    """A title in the light of the others and of its cells: relations or numbers under ``WBP`` are no names."""
    best = look.best()
    if title.field == "nama" and look.is_count:
        # ``Anak | 2``: how many.
        return replace(title, field="tanggungan" if "anak" in title.text.split() else None)
    if title.field == "nama" and best in NO_NAMES and look.share(best) > look.share("wbp_hubungan"):
        return replace(title, field=best)
    if title.field in ("wbp_register", "tgl_bebas") and title.owner is Owner.INMATE and best == "wbp_nama":
        return replace(title, field="nama")
    if title.field == "hubungan" and "nama" in title.text.split() and title.owner is not Owner.INMATE:
        # ``Nama (hub.)``: the recipient with what she is to the inmate.
        return replace(title, field="nama") if best == "wbp_hubungan" else title
    said = {other.field for other in titles.values()}
    if title.field == "district":
        return replace(title, field="kabupaten" if "kecamatan" in said else "kecamatan")
    if (
        title.field == "hubungan"
        and title.owner is not Owner.INMATE
        and any((other.field, other.owner) == ("nama", Owner.OTHER) for other in titles.values())
    ):
        return replace(title, field="wali_sbg")
    return title


class _Names:
    """Which columns hold the recipient's and the inmate's names, and whose column stands left of another."""

    def __init__(self, titles: Mapping[int, Title], look: Callable[[int], Look]) -> None:
        others = [column for column, title in titles.items() if (title.field, title.owner) == ("nama", Owner.OTHER)]
        names = {column: title for column, title in titles.items() if title.field == "nama" and column not in others}
        inmates = [column for column, title in names.items() if title.owner is Owner.INMATE]
        families = sorted((column for column in names if column not in inmates), key=lambda c: (_rank(names[c]), c))
        if not families and len(inmates) > 1:
            families = [column for column in inmates if "keluarga" in names[column].text][:1]
            inmates = [column for column in inmates if column not in families]
        if not inmates and len(families) > 1 and INMATE.search(names[families[0]].text):
            # ``Nama Suami/Ayah (WBP)`` beside ``Nama Istri/Anak``: the one whom the title calls an inmate is it.
            inmates, families = families[:1], families[1:]
        elif not inmates and len(families) > 1:
            # ``Suami (WBP)`` beside ``Istri (penerima)``.
            inmates = [column for column in families[1:] if INMATE.search(names[column].text)][:1]
        if not inmates:
            inmates = _unnamed_inmate(titles, names, families, look)
        families = [column for column in families if column not in inmates]
        self.of_pupils = bool(others)
        self.inmate = inmates[0] if inmates else None
        self.family = families[0] if families else None
        self.of_relative = self.family is not None and names[self.family].owner is Owner.RELATIVE
        self.family_is_unsure = self.of_relative and len({_rank(names[column]) for column in families[:2]}) < len(
            families[:2]
        )
        """Whether two relatives are named, and nothing says which of them receives."""
        self.family_has_its_own = any(
            title.owner is Owner.FAMILY and title.field in (*PERSONAL, *ADDRESS) for title in titles.values()
        )
        self.inmates_sex = sex_of_inmates(names[self.inmate]) if self.inmate in names else None
        self._columns = {column: column == self.inmate for column in (self.inmate, self.family) if column is not None}
        self._columns |= dict.fromkeys(others, True)

    def are_the_inmates(self, column: int) -> bool:
        """Whether a column without an owner is the inmate's: right of his name, and the family's are called its own."""
        return self.family_has_its_own and self.inmate is not None and self.inmate_is_left_of(column)

    def differ_in_sex(self, numbers: Look) -> bool:
        """Whether a column of numbers can't be the inmates', who are men by their title where most here are women's."""
        if self.inmates_sex is None or numbers.women is None:
            return False
        return (numbers.women if self.inmates_sex == "L" else 1 - numbers.women) >= MOST

    def inmate_is_left_of(self, column: int) -> bool:
        """Whether the nearest name to the left is the inmate's."""
        left = [name for name in self._columns if name < column]
        return bool(left) and self._columns[max(left)]


def _unnamed_inmate(
    titles: Mapping[int, Title], names: Mapping[int, Title], families: Sequence[int], look: Callable[[int], Look]
) -> list[int]:
    """The inmate's column where none is called so: a bare ``NAMA`` in a list of inmates, or an only one about him."""
    explicit = bool(families) and _rank(names[families[0]]) <= 1
    bare = [column for column in families if names[column].owner is Owner.UNSAID and _rank(names[column]) == BARE]
    if explicit and len(bare) == 1 and OF_INMATES & {title.field for title in titles.values()}:
        return bare
    about = [
        column
        for column, title in titles.items()
        if title.owner is Owner.INMATE and title.field is None and look(column).is_text and not look(column).best()
    ]
    return about if len(about) == 1 and not any(title.field == "wbp_hubungan" for title in titles.values()) else []


BARE = 2
ALIAS = re.compile(r"\b(alias|panggilan)\b")


def _rank(title: Title) -> int:
    """Which of several names is the recipient's."""
    if ALIAS.search(title.text):
        return 6
    if "penerima" in title.text:
        return 0
    if title.owner is Owner.FAMILY:
        return 1
    if title.owner is Owner.RELATIVE:
        return 4 if "wali" in title.text.split() or "guardian" in title.text else 5
    return 3 if "kepala" in title.text or title.text.endswith(" kk") else BARE


def _take_by_title(header: Header, titles: Mapping[int, Title], names: _Names, look: Callable[[int], Look]) -> None:
    if names.family is not None:
        header.columns[names.family] = "nama"
    if names.inmate is not None:
        header.columns[names.inmate] = "wbp_nama"
    wanted: dict[str, list[int]] = {}
    for column, title in titles.items():
        said = _corrected_by_content(title, look(column), names)
        if said and said != "nama":
            wanted.setdefault(said, []).append(column)
    unsure = set()
    for name, columns in wanted.items():
        personal = name in PERSONAL or name in ADDRESS
        its, sure = _whose(name, columns, titles, names) if personal else (columns[0], True)
        unsure |= set() if sure or (name == "nik" and its is not None and names.differ_in_sex(look(its))) else {name}
        if its is not None:
            header.columns[its] = name
            header.told_by_content |= name == "wbp_hubungan" and titles[its].field == "keterangan"
    header.unsure = frozenset(unsure | ({"nama"} if names.family_is_unsure else set()))


def _corrected_by_content(title: Title, look: Look, names: _Names) -> str | None:
    """The field of a title, unless no cell looks like it and most look like something else."""
    name = title.field
    if name == "hubungan" and look.household_status:
        return "shdk"
    if name in ("hubungan", "wali_sbg", "keterangan") and names.inmate is None and look.best() == "wbp_hubungan":
        return "wbp_hubungan"
    if name == "desa" and title.text == "kel" and look.share("jk") >= MOST:
        return "jk"
    return name


def _whose(name: str, columns: Sequence[int], titles: Mapping[int, Title], names: _Names) -> tuple[int | None, bool]:
    """The recipient's among the columns of one field, and whether that is sure."""
    owned = [column for column in columns if titles[column].owner is Owner.FAMILY]
    if names.of_relative:
        owned += [column for column in columns if titles[column].owner is Owner.RELATIVE]
    if owned:
        return owned[0], True
    unsaid = [column for column in columns if titles[column].owner is Owner.UNSAID]
    if not unsaid:
        return None, True
    if name in ADDRESS and names.inmate is not None and names.family is not None:
        # ``Nama WBP | Alamat | Nama Penjamin``: it may be where the inmate comes from.
        return unsaid[0], not (names.inmate_is_left_of(unsaid[0]) and unsaid[0] < names.family)
    if names.inmate is None or names.family is None or name not in ("nik", "ttl", "tgl_lahir", "jk"):
        return unsaid[0], True
    if names.family_has_its_own and all(names.inmate_is_left_of(column) for column in unsaid):
        return None, True
    beside_family = [column for column in unsaid if not names.inmate_is_left_of(column)]
    if beside_family:
        return beside_family[0], True
    near_card = any(titles[near].field == "no_kk" for c in unsaid for near in (c - 1, c + 1) if near in titles)
    inmate_has_own = any(titles[column].owner is Owner.INMATE for column in columns)
    return unsaid[-1], near_card or inmate_has_own or (names.family < names.inmate and name != "nik")


def _take_by_content(header: Header, titles: Mapping[int, Title], look: Callable[[int], Look]) -> None:
    """Fields that no title named, from the columns whose titles say nothing."""
    for column, title in titles.items():
        if column in header.columns or title.field or title.owner in (Owner.INMATE, Owner.RELATIVE):
            continue
        name = look(column).best()
        if name in BY_CONTENT and name not in header.columns.values() and not _told_already(name, header):
            header.columns[column] = name
            header.told_by_content |= name == "wbp_hubungan"


def _told_already(name: str, header: Header) -> bool:
    """Whether the table has what a column looks like in another form."""
    taken = set(header.columns.values())
    if name == "wbp_hubungan":
        return "wbp_nama" in taken
    return name in ("ttl", "tgl_lahir") and bool(taken & {"ttl", "tgl_lahir"})


def look_below(below: Sequence[Row], places: Places, column: int) -> Look:
    """What the cells of a column look like."""
    values = [value for row in below[:400] if (value := _at(row, column)) is not None]
    return look_at(values, is_village=places.is_village, is_district=places.is_district)


def _at(row: Row, column: int) -> Any:
    return row[column] if column < len(row) else None
