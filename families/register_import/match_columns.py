"""*Cocokkan kolom*: what the columns of an uploaded file were taken for, and saying it anew."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.identity import DOT
from centres.models import User
from centres.versions import Version, columns, require_seen
from config.errors import Refused
from families.models import RegisterColumns, RegisterImport, RegisterImportRow
from families.register_import.against_register import chosen_of, fingerprint, villages_of
from families.register_import.blocks import cards, side_by_side
from families.register_import.header import NOT_READ, REMARK, TICKED, TWO_NUMBERS, Header, field_of
from families.register_import.importing import (
    AT_ONCE,
    read_table,
    waiting_rows,
)
from families.register_import.matching import guessed, samples
from families.register_import.preview import LABELS
from families.register_import.row import SheetRow
from families.register_import.sheet import asks_about, header_of
from families.register_import.staged_rows import cells_of, sheet_row_of
from families.register_import.table import Table

# What a column may be, in the order of a register's columns.
CHOICES: dict[str, Promise | str] = {
    REMARK: gettext_lazy("Remarks"),
    NOT_READ: gettext_lazy("Not read"),
    "number": gettext_lazy("Running number"),
    **{name: LABELS[name] for name in ("nama", "nik", "no_kk")},
    TWO_NUMBERS: gettext_lazy("NIK and No. KK in one cell"),
    "ttl": gettext_lazy("Place and date of birth"),
    "lahir_tgl": gettext_lazy("Day of birth, alone"),
    "lahir_bln": gettext_lazy("Month of birth, alone"),
    "lahir_thn": gettext_lazy("Year of birth, alone"),
    **{name: LABELS[name] for name in ("tempat_lahir", "tgl_lahir")},
    "umur": gettext_lazy("Age (compared with the NIK)"),
    **{name: LABELS[name] for name in ("jk", "hubungan")},
    TICKED: gettext_lazy("Relation or eligibility that is ticked"),
    "shdk": gettext_lazy("Status in the household (SHDK)"),
    "status": gettext_lazy("Alive or deceased"),
    "wali_sbg": gettext_lazy("What the guardian is to the pupil"),
    "wbp_nama": LABELS["wbp_nama"],
    "wbp_hubungan": gettext_lazy("Inmate together with the relation"),
    "wbp_sebagai": gettext_lazy("What the inmate is to the recipient"),
    "status_wbp": gettext_lazy("Status of the inmate (held, released, moved)"),
    "wbp_nik": gettext_lazy("NIK of the inmate (not kept)"),
    **{name: LABELS[name] for name in ("wbp_register", "tgl_bebas")},
    "alamat": gettext_lazy("Whole address in one cell"),
    **{name: LABELS[name] for name in ("dukuh", "rtrw", "rt", "rw", "desa", "kecamatan", "kabupaten")},
    **{name: LABELS[name] for name in ("tanggungan", "jiwa", "hp", "keterangan")},
}
SEVERAL = frozenset({REMARK, NOT_READ, TICKED})

columns_version = columns("asks_columns", "confirmed_at", "sheet")


@dataclass(frozen=True)
class Column:
    """One column of a file: its title, some of its cells with their letters and digits covered, and its field."""

    number: int
    title: str
    cells: list[str]
    field: str
    unsure: bool


@dataclass(frozen=True)
class Layout:
    """The columns of one table, by the text of its titles."""

    sheet: str
    digest_of: str
    columns: list[Column]
    asks: bool
    """Whether a person should look at it."""
    remembered: bool
    """Whether it is read as a person said once, and can be read without that again."""

    @property
    def fields(self) -> dict[int, str]:
        return {column.number: column.field for column in self.columns}


def layouts_of(staged: RegisterImport) -> list[Layout]:
    """The tables of a file that differ in their titles, each with its columns; families written as cards have none."""
    places = villages_of(staged.centre)
    chosen = chosen_of(staged.centre)
    found: dict[str, Layout] = {}
    for sheet in itertools.chain.from_iterable(map(side_by_side, cells_of(staged))):
        if sheet["hidden"]:
            continue
        rows = sheet["rows"]
        header = header_of(rows, places, chosen)
        headers = [header] if header else []
        if header:
            table = Table(sheet["name"], rows, sheet["merged"], places, chosen)
            table.read(header)
            headers = table.headers
        elif not cards(sheet["name"], rows)[0] and (guess := guessed(rows, places)):
            headers = [guess]
        for one in headers:
            # A sheet that isn't read asks nothing while there are others.
            asks = header is not None and asks_about(one)
            fields = {column: field_of(one, column) for column in one.labels}
            found.setdefault(one.digest_of, layout_of(sheet["name"], rows, one, fields, asks=asks))
    return list(found.values())


def layout_of(sheet: str, rows: list[list[object]], header: Header, fields: Mapping[int, str], *, asks: bool) -> Layout:
    """A table as a person is shown it, each column taken for one of ``fields``."""
    return Layout(
        sheet,
        header.digest_of,
        [
            Column(
                column,
                header.shown[column],
                [covered(text) for text in samples(rows, header, column)],
                fields[column],
                fields[column] in header.unsure,
            )
            for column in sorted(header.labels)
        ],
        asks=asks,
        remembered=header.chosen,
    )


def covered(text: str) -> str:
    """A cell as it may be shown to tell what its column is: of a long number its length, of the rest what it says."""
    digits = sum(letter.isdigit() for letter in text)
    return "".join(DOT if letter.isdigit() else letter for letter in text) if digits >= 6 else text[:40]


def columns_shown(layouts: Sequence[Layout], sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """The tables as a form has them, each column with the name of its field; what was sent stands in it."""
    return [
        {
            "sheet": layout.sheet,
            "place": place,
            "remembered": layout.remembered,
            "columns": [
                {"column": column, "name": name, "chosen": sent.get(name, column.field)}
                for column in layout.columns
                for name in (f"c{place}-{column.number}",)
            ],
        }
        for place, layout in enumerate(layouts)
    ]


def digest_chosen(layouts: Sequence[Layout], place: str) -> str:
    """The digest of the table whose place a form names; "" where there is none."""
    return {str(number): layout.digest_of for number, layout in enumerate(layouts)}.get(place, "")


def columns_said(layouts: Sequence[Layout], sent: Mapping[str, str]) -> dict[str, dict[int, str]]:
    """What such a form says of each column of each table; what was not sent stays as it was shown."""
    return {
        layout.digest_of: {
            column.number: sent.get(f"c{place}-{column.number}", column.field) for column in layout.columns
        }
        for place, layout in enumerate(layouts)
    }


def match_columns(
    staged: RegisterImport,
    chosen: Mapping[str, Mapping[int, str]],
    *,
    seen: Version | None,
    by: User,
    now: datetime,
    at_once: int = AT_ONCE,
) -> RegisterImport:
    """Say what the columns of a file are, by the text of a table's titles; the file is read and judged anew,
    a long one in parts (``in_parts``).

    It is kept for the centre, so that the next file of this layout is read so; a table that nothing is said about but
    what it is taken for already, and that asked nothing, is read on as it was. What was typed and decided about rows
    stays with them. Raises Refused where two columns are one field, where nobody would be named, and once rows were
    saved.
    """
    with transaction.atomic():
        staged = _locked(staged, seen, is_said=lambda: not _said_anew(staged, chosen))
        said = _said_anew(staged, chosen)
        for fields in said.values():
            _check(fields)
        for text, fields in said.items():
            RegisterColumns.objects.update_or_create(
                centre=staged.centre,
                fingerprint=fingerprint(text),
                defaults={
                    "fields": {str(column): name for column, name in fields.items()},
                    "matched_by": by,
                    "matched_at": now,
                },
            )
        _read_again(staged, now, at_once)
    return staged


def forget_columns(staged: RegisterImport, digest_of: str, *, seen: Version | None, now: datetime) -> RegisterImport:
    """Forget what a person said of the columns of one table, so that it is read as if nobody had; for the next files,
    too. Raises Refused where nothing was said of it, and once rows were saved."""
    with transaction.atomic():
        staged = _locked(staged, seen)
        known = RegisterColumns.objects.filter(centre=staged.centre, fingerprint=fingerprint(digest_of))
        if not known.delete()[0]:
            raise Refused(_("This table is read without anybody's choice already."))
        _read_again(staged, now)
    return staged


def _locked(
    staged: RegisterImport, seen: Version | None, *, is_said: Callable[[], bool] = lambda: False
) -> RegisterImport:
    staged = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre").get(pk=staged.pk)
    require_seen(seen, columns_version, staged, is_said=is_said)
    if staged.confirmed_at:
        raise Refused(_("Rows of this import are saved. Upload the file again to match its columns anew."))
    return staged


def _said_anew(staged: RegisterImport, chosen: Mapping[str, Mapping[int, str]]) -> dict[str, Mapping[int, str]]:
    """The tables of which something else is said, or which asked; what was read well by itself stays so."""
    shown = {layout.digest_of: layout for layout in layouts_of(staged)}
    is_read = staged.rows.exists()
    said = {}
    for text, fields in chosen.items():
        layout = shown.get(text)
        settles = not is_read or (layout is not None and layout.asks and "nama" in fields.values())
        if layout is None or settles or dict(fields) != layout.fields:
            said[text] = fields
    return said


def _check(fields: Mapping[int, str]) -> None:
    named = [name for name in fields.values() if name not in SEVERAL]
    for name in named:
        if name not in CHOICES:
            raise Refused(_("Choose what the column is."))
        if named.count(name) > 1:
            raise Refused(_("“%(field)s” was chosen for two columns.") % {"field": CHOICES[name]})
    if "nama" not in named:
        raise Refused(_("Say which column holds the name of the recipient."))


def _read_again(staged: RegisterImport, now: datetime, at_once: int = AT_ONCE) -> None:
    before = [sheet_row_of(row) for row in staged.rows.filter(content__isnull=False).order_by("id")]
    known = {(row.sheet, row.number): row for row in [*before, *waiting_rows(staged)] if row.is_touched}

    def as_said(row: SheetRow) -> SheetRow:
        if said := known.get((row.sheet[:100], row.number)):
            row = replace(row, typed=said.typed, accepted=said.accepted, decision=said.decision)
        return row

    sheets = cells_of(staged)
    RegisterImportRow.objects.filter(register_import=staged).delete()
    read_table(staged, sheets, on=staged.centre.local_date(now), as_said=as_said, at_once=at_once)
