"""The villages of Blora and one family's row, for the tests of the register that need no database."""

import csv
import functools
import io
import json
import lzma
from datetime import date
from pathlib import Path

import xlsxwriter

from centres.regions import REGIONS_FILE
from families.register_import import file_reader
from families.register_import.judging import judge
from families.register_import.row import ReadRow
from families.register_import.sheet import Register, read_sheets
from families.register_import.villages import Village, VillageIndex
from families.villages import REGENCY_PREFIX

AS_OF = date(2024, 10, 31)
DATA = Path(__file__).parent.parent / "data"
HEADER = [
    "No",
    "Nama Penerima",
    "NIK",
    "No. KK",
    "Tempat, Tgl Lahir",
    "L/P",
    "Hubungan dg WBP",
    "Nama WBP",
    "No. Register",
    "Dukuh",
    "RT/RW",
    "Desa/Kel",
    "Kecamatan",
    "Jml Tanggungan",
    "No. HP/WA",
    "Ket.",
]
FAMILY = {
    "Nama Penerima": "Sri Astuti",
    "NIK": "3316015103049491",
    "No. KK": "3316062309209373",
    "Tempat, Tgl Lahir": "Blora, 11-03-2004",
    "L/P": "P",
    "Hubungan dg WBP": "Istri",
    "Nama WBP": "Muh. Utomo",
    "No. Register": "B.I 4/2024",
    "Dukuh": "Gendongan",
    "RT/RW": "002/003",
    "Desa/Kel": "Gagakan",
    "Kecamatan": "Sambong",
    "Jml Tanggungan": 2,
    "No. HP/WA": "081200001012",
    "Ket.": "",
}


@functools.cache
def villages() -> VillageIndex:
    return villages_in("33.16")


def villages_in(regency: str) -> VillageIndex:
    """The villages of any regency."""
    with lzma.open(REGIONS_FILE, "rt", encoding="utf-8", newline="") as file:
        names = dict(csv.reader(file))
    here = [
        Village(code, name, code[:8], names[code[:8]])
        for code, name in names.items()
        if code.startswith(f"{regency}.") and len(code) == 13
    ]
    elsewhere = [REGENCY_PREFIX.sub("", name) for code, name in names.items() if len(code) in (5, 8)]
    regencies = [REGENCY_PREFIX.sub("", name) for code, name in names.items() if len(code) == 5]
    return VillageIndex(names[regency], here, elsewhere, regencies)


def write_xlsx(path: Path, rows: list[list]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Data")
        for index, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(index, column, value) if value is not None else None
    return path


def write_csv(path: Path, rows: list[list], *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def table(*families: dict) -> list[list]:
    """A sheet with these families, each given by what differs from FAMILY."""
    rows = [[number, *(FAMILY | family).values()] for number, family in enumerate(families, start=1)]
    return [HEADER, *rows]


def read_here(path: Path) -> Register:
    """As ``read_register``, in this process: for what is about the cells, and not about files that nobody vouches for.

    A process of its own costs four times what all the rest of such a test does.
    """
    return read_sheets(json.loads(json.dumps(file_reader.read(path))), villages())


def judged(folder: Path, *families: dict) -> list[ReadRow]:
    rows = read_here(write_xlsx(folder / "r.xlsx", table(*families))).rows
    return judge(rows, villages=villages(), as_of=AS_OF)
