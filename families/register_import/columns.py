"""Which column of an office's register holds what: titles of one to three rows, and what the cells look like."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Protocol

from families.register_import import cells as read
from families.register_import import together
from families.register_import.contents import MOST, NUMBER_OF_16, Look, look_at
from families.register_import.free_text import reads_as_name
from families.register_import.header import Header, StandIn, laid_over, written
from families.register_import.held import sex_of_inmates, with_clients, with_husband_held
from families.register_import.not_needed import columns_set_aside
from families.register_import.title_rows import MIN_COLUMNS, MOST_TITLE_ROWS, Row, cell_at, titles_of
from families.register_import.titles import (
    INMATE,
    OFFENCE_OR_CELL,
    PARTS_OF_A_DAY,
    Owner,
    Title,
    is_in_his_group,
    is_said_of_inmate,
    relation_in,
    relation_of,
)

HEADER_DEPTH = 40
LEGEND_BELOW = 25
"""In so many rows at the end of a sheet a legend may stand."""
# A day that is called so, and not the day of birth: ``Tgl Kunjungan``.
OTHER_DAY = re.compile(r"\b(?:tgl|tanggal|tg|hari|waktu|date|day|time)\b")
IS = re.compile(r"^(?:beliau |ia |dia )?(?:adalah|ialah|sebagai|sbg|merupakan)(?: (?:saya|anda|beliau))?$")
SEEN = 60
# What a person has: the inmate's and the family's are told apart, see ``_whose``.
PERSONAL = ("nik", "no_kk", "ttl", "tgl_lahir", *PARTS_OF_A_DAY, "tempat_lahir", "umur", "jk", "hp")
ADDRESS = ("alamat", "dukuh", "rtrw", "rt", "rw", "desa", "kecamatan", "kabupaten")
BY_CONTENT = (
    *("wbp_hubungan", "status_wbp", "nik", "no_kk", "hubungan", "wbp_sebagai", "desa", "kecamatan", "jk", "hp"),
    *("ttl", "tgl_lahir", "wbp_register", "status"),
)
# What a column of names is not, whatever its title says.
NO_NAMES = frozenset({"hubungan", "status_wbp", "nik", "no_kk", "hp", "tgl_lahir", "jk", "rtrw"})
SPOUSES = frozenset({"Istri", "Suami"})
# Columns that say what the recipient and the inmate are to each other.
TIES = frozenset({"hubungan", "wbp_sebagai", "wali_sbg"})
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
        if best and _holds_families(rows[best[1].last_row + 1 : index]):
            # A table of its own: it is found below this one (see ``Table.read``).
            break
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


def _holds_families(rows: Sequence[Row]) -> bool:
    """Whether one of some rows has a person's number and a text beside it."""
    return any(
        any(isinstance(value, str) and read.clean(value) for value in row)
        and any(NUMBER_OF_16.fullmatch(read.read_nik_text(value)[0]) for value in row if value is not None)
        for row in rows
    )


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
    look = cache(partial(look_below, below, places))  # each column is looked at again and again
    said = written(titles)
    titles, beside = _without_table_beside(titles, below)
    header = Header(*at, {}, labels={column: title.text for column, title in titles.items()}, beside=beside)
    header.shown = {column: title.shown for column, title in titles.items()}
    header.digest_of = said
    header.set_aside = columns_set_aside(titles, look)
    titles = with_clients({column: title for column, title in titles.items() if column not in header.set_aside})
    titles = {column: _corrected(title, titles, look(column)) for column, title in titles.items()}
    titles = with_husband_held(titles, " ".join(read.clean(value) for row in above for value in row))
    names = _Names(titles, look)
    header.of_pupils = names.of_pupils
    if names.inmate is not None and not names.of_pupils:
        header.inmate_is = relation_in(titles[names.inmate].text)
    _take_by_title(header, titles, names, look)
    if names.family is not None:
        header.recipient_is = relation_of(titles[names.family])
        header.stand_in = _stand_in(header, titles)
    _take_by_content(header, titles, look, names)
    if "nama" not in header.columns.values():
        _take_only_names(header, titles, look, below)
    _join_parts_of_a_day(header)
    _know_what_stands_together(header, titles, above, below)
    header.ties_him = any(is_in_his_group(titles[c].shown) for c, name in header.columns.items() if name == "hubungan")
    header.inmate_nik = next((c for c, t in titles.items() if (t.field, t.owner) == ("nik", Owner.INMATE)), None)
    _part_the_others(header, titles, names)
    return header


def _know_what_stands_together(
    header: Header, titles: Mapping[int, Title], above: Sequence[Row], below: Sequence[Row]
) -> None:
    """Columns of ticks and of two numbers, and what codes mean: see ``together``."""
    header.ticks = together.ticked_relations(titles, below)
    header.verdicts = together.columns_of_verdict(titles, below)
    header.marks = together.columns_of_marks(titles, below)
    if header.ticks:
        header.columns = {c: name for c, name in header.columns.items() if c not in header.ticks}
    header.two_numbers = {
        column: fields
        for column, fields in together.columns_of_two_numbers(titles).items()
        if header.columns.get(column) in fields and not set(fields) <= set(header.columns.values())
    }
    header.legends = together.legends_in([*above, *below[-LEGEND_BELOW:]])
    header.others_nik = [
        column
        for column, title in titles.items()
        if title.field == "nik" and column not in header.columns and title.owner is Owner.OTHER
    ]


def _stand_in(header: Header, titles: Mapping[int, Title]) -> StandIn | None:
    """Who of the family is named beside the recipient: the spouse first; for one whose title says what she is."""
    others = {
        column: relation
        for column, title in titles.items()
        if title.field == "nama" and column not in header.columns and (relation := relation_of(title))
    }
    spouses = [column for column, relation in others.items() if relation in SPOUSES]
    for column in (*spouses, *others):
        word = relation_in(titles[column].text)
        numbers = [c for c, t in titles.items() if t.field == "nik" and word in t.text.split()]
        return StandIn(column, numbers[0] if numbers else None, others[column])
    return None


def _without_table_beside(
    titles: Mapping[int, Title], below: Sequence[Row]
) -> tuple[dict[int, Title], tuple[str, ...]]:
    """The titles up to two empty columns side by side, and those behind, which are of another table."""
    for column in range(max(titles, default=0)):
        left = {c: title for c, title in titles.items() if c < column}
        if len(left) < MIN_COLUMNS or {column, column + 1} & titles.keys():
            continue
        if all(cell_at(row, c) is None for row in below for c in (column, column + 1)):
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
    if title.field == "nama" and look.is_ticked:
        # ``Penerima | √``: which of them.
        return replace(title, field=None)
    if title.field == "nama" and best in NO_NAMES and look.share(best) > look.share("wbp_hubungan"):
        return replace(title, field=best)
    if title.field in ("wbp_register", "tgl_bebas") and title.owner is Owner.INMATE and best == "wbp_nama":
        return replace(title, field="nama")
    if title.field == "hubungan" and "nama" in title.text.split() and title.owner is not Owner.INMATE:
        # ``Nama (hub.)``: the recipient with what she is to the inmate.
        return replace(title, field="nama") if best == "wbp_hubungan" else title
    said = {other.field for other in titles.values()}
    if title.field == "shdk" and best == "hubungan" and not said & TIES and not look.household_status:
        # ``Status keluarga``: of the household, unless it names the inmate or whom no family card calls so.
        return replace(title, field="hubungan") if title.owner is Owner.INMATE or look.is_of_kin else title
    if title.field == "dukuh" and best == "desa" and not said & {"desa", "alamat"}:
        # ``Kampung`` is the village in Lampung and Papua, and a hamlet in Java.
        return replace(title, field="desa")
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
        # An export has an empty ``Name`` of who was signed in.
        names = {column: title for column, title in names.items() if not look(column).is_empty} or names
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
        self.family_words = set(names[self.family].text.split()) if self.family is not None else set()
        for column, title in names.items():
            if column != self.family:
                self.family_words -= set(title.text.split())
        """The words by which the recipient's column is called, and no other column of names."""
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


def _part_the_others(header: Header, titles: Mapping[int, Title], names: _Names) -> None:
    """Columns that are no field: what speaks of others, and what the family's remarks say."""
    header.left_out = {column: header.shown[column] for column in header.set_aside}
    for column, title in titles.items():
        if (
            column in header.columns
            or column in (*header.ticks, *header.verdicts, *header.marks)
            or title.field == "number"
        ):
            continue
        of_another = title.owner in (Owner.RELATIVE, Owner.OTHER) or (title.owner is Owner.INMATE and title.field)
        of_another = of_another or (title.field in ADDRESS and names.are_the_inmates(column))
        if of_another or title.field in PERSONAL or OFFENCE_OR_CELL.search(title.text):
            header.left_out[column] = title.shown
        else:
            header.extras[column] = title.text


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
    called = [column for column in unsaid if names.family_words & set(titles[column].text.split())]
    if len(unsaid) > 1 and len(called) == 1:
        # ``Nama KRT | NIK KRT | Nama ART Penerima | NIK ART``.
        return called[0], True
    if name in ADDRESS and names.inmate is not None and names.family is not None:
        # ``Nama WBP | Alamat | Nama Penjamin``: it may be where the inmate comes from.
        return unsaid[0], not (names.inmate_is_left_of(unsaid[0]) and unsaid[0] < names.family)
    if name == "umur" and names.inmate is not None and all(map(names.inmate_is_left_of, unsaid)):
        return None, True
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


def _take_by_content(header: Header, titles: Mapping[int, Title], look: Callable[[int], Look], names: _Names) -> None:
    """Fields that no title named, from the columns whose titles say nothing."""
    for column, title in titles.items():
        if column in header.columns or title.field or title.owner is Owner.RELATIVE:
            continue
        name = look(column).best()
        if name == "hubungan" and IS.search(title.text) and names.inmate_is_left_of(column):
            # ``Yang ditahan | … adalah``: the sentence goes on.
            name = "wbp_sebagai"
        if title.owner is Owner.INMATE:
            # ``Kedudukan terhadap napi``: of his columns only the tie is the family's as well.
            name = _tie_with_inmate(title) if name == "hubungan" else None
        if name in BY_CONTENT and name not in header.columns.values() and not _told_already(name, header, title):
            header.columns[column] = name
            header.told_by_content |= name == "wbp_hubungan"


def _tie_with_inmate(title: Title) -> str:
    """What words of kinship are below a title that speaks of the inmate: what he is, or what the recipient is."""
    return "wbp_sebagai" if is_said_of_inmate(title.text) else "hubungan"


def _take_only_names(
    header: Header, titles: Mapping[int, Title], look: Callable[[int], Look], below: Sequence[Row]
) -> None:
    """Take the one column whose cells read as names for the recipient's, where no title says which it is; unsure."""
    found = [
        column
        for column, title in titles.items()
        if column not in header.columns
        and title.field is None
        and title.owner is not Owner.OTHER
        and not OFFENCE_OR_CELL.search(title.text)
        and look(column).best() is None
        and _are_names([row[column] for row in below[:SEEN] if column < len(row) and row[column] is not None])
    ]
    if len(found) == 1 and "nik" in header.columns.values():
        header.columns[found[0]] = "nama"
        header.unsure |= {"nama"}


def _are_names(values: Sequence[object]) -> bool:
    """Whether most cells read as names of people, which differ and mostly have two words or more."""
    texts = [read.clean(value) for value in values if isinstance(value, str)]
    names = {text for text in texts if reads_as_name(text, text) and not any(letter.isdigit() for letter in text)}
    several = sum(" " in name for name in names)
    return len(names) >= MOST * max(len(values), 1) and several * 2 >= len(names) > 0


def _told_already(name: str, header: Header, title: Title) -> bool:
    """Whether the table has what a column looks like in another form, or the title says that these are other days."""
    taken = set(header.columns.values())
    if name in ("ttl", "tgl_lahir") and OTHER_DAY.search(title.text):
        return True
    if name == "wbp_hubungan":
        return "wbp_nama" in taken
    if name in TIES:
        return bool(taken & TIES)
    return name in ("ttl", "tgl_lahir") and bool(taken & {"ttl", "tgl_lahir"})


def look_below(below: Sequence[Row], places: Places, column: int) -> Look:
    """What the cells of a column look like."""
    values = [value for row in below[:400] if (value := cell_at(row, column)) is not None]
    return look_at(values, is_village=places.is_village, is_district=places.is_district)
