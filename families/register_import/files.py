"""Excel files that go out: the rows that were not saved, with their reasons, and an empty register to fill in."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from families.register_import.cells import is_cut_number
from families.register_import.codes import explain
from families.register_import.row import ReadRow, SheetRow, as_text

# Titles that the import itself recognises. They stay Indonesian in every language: offices exchange these files.
TITLES = {
    "nama": "Nama Penerima",
    "nik": "NIK",
    "wbp_nik": "NIK WBP",
    "no_kk": "No. KK",
    "ttl": "Tempat, Tgl Lahir",
    "tempat_lahir": "Tempat Lahir",
    "tgl_lahir": "Tgl Lahir",
    "jk": "L/P",
    "hubungan": "Hubungan dg WBP",
    "shdk": "SHDK",
    "status": "Status",
    "wbp_nama": "Nama WBP",
    "wbp_register": "No. Register",
    "tgl_bebas": "Tgl Bebas",
    "alamat": "Alamat",
    "dukuh": "Dukuh",
    "rtrw": "RT/RW",
    "rt": "RT",
    "rw": "RW",
    "desa": "Desa/Kel",
    "kecamatan": "Kecamatan",
    "kabupaten": "Kabupaten",
    "tanggungan": "Jml Tanggungan",
    "jiwa": "Jml Jiwa",
    "hp": "No. HP/WA",
    "keterangan": "Ket.",
}
TEMPLATE = (
    "nama nik no_kk tempat_lahir tgl_lahir jk hubungan wbp_nama wbp_register tgl_bebas"
    " dukuh rtrw desa kecamatan tanggungan hp keterangan"
)
WIDTHS = {"nama": 26, "nik": 20, "no_kk": 20, "wbp_nama": 26, "desa": 18, "kecamatan": 16, "keterangan": 24}


def _as_it_goes_out(row: SheetRow, read: ReadRow) -> SheetRow:
    """A row as it may come in again without losing a doubt.

    Titles above it go into its own cells, but a village that contradicts them is to be typed (the reason names both); a
    number that may be the inmate's stands as his.
    """
    cells = {**row.place, **row.cells, **row.typed}
    if "ttl" in cells and {"tgl_lahir", "tempat_lahir"} & row.typed.keys():
        cells |= {"tgl_lahir": read.values["tgl_lahir"], "tempat_lahir": read.values["tempat_lahir"]} | row.typed
        del cells["ttl"]
    if "DESA_BEDA_JUDUL" in read.codes:
        cells.pop("desa", None)
    if "nik" in row.unsure and "KOLOM_TIDAK_PASTI" in read.codes:
        cells["wbp_nik"] = cells.pop("nik", None)
    return replace(row, cells=cells)


def rejected_rows(rows: Sequence[tuple[SheetRow, ReadRow]]) -> bytes:
    """The cells of rows as they stood in the file, each with its row number and what has to be done."""
    pairs = [(_as_it_goes_out(row, read), read) for row, read in rows]
    used = {name for row, _read in pairs for name in row.cells}
    fields = [name for name in TITLES if name in used]
    extras = list(dict.fromkeys(label for row, _read in pairs for label in row.extras))
    table: list[list[str]] = [["Baris", *(TITLES[name] for name in fields), *extras, _("Reason")]]
    for (row, read), (original, _same) in zip(pairs, rows, strict=True):
        reasons = " ".join(explain(code) for code in read.codes)
        if "DESA_BEDA_JUDUL" in read.codes:
            reasons += f" ({as_text(original.cells.get('desa'))} / {original.place.get('desa', '')})"
        if read.duplicate_of:
            reasons += f" {read.see_also}"
        cells = [_cell(name, row.cells.get(name)) for name in fields]
        table.append([str(row.number), *cells, *(row.extras.get(label, "") for label in extras), reasons])
    return _book(table, [8, *(WIDTHS.get(name, 14) for name in fields), *(18 for _label in extras), 70])


def _cell(name: str, cell: Any) -> str:
    """A cell as text. The digit that Excel lost of a number stays visibly lost: as text, its 0 would be believed."""
    if name in ("nik", "no_kk") and is_cut_number(cell):
        return f"{as_text(cell)[:15]}?"
    return as_text(cell)


def empty_register() -> bytes:
    """The template: titles, and columns that keep what is typed as text, so that Excel cuts no number short."""
    fields = TEMPLATE.split()
    return _book([["No", *(TITLES[name] for name in fields)]], [5, *(WIDTHS.get(name, 14) for name in fields)])


def _book(table: list[list[str]], widths: list[int]) -> bytes:
    buffer = io.BytesIO()
    # Cells come from strangers: none may become a formula or a link.
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "text_wrap": True})
        sheet = book.add_worksheet("Keluarga")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, text)
        for index, row in enumerate(table):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(index, column, value, bold if index == 0 else text)
        sheet.freeze_panes(1, 2)
    return buffer.getvalue()
