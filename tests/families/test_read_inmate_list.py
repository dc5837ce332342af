"""Whom a list of inmates names, whatever the office calls its columns."""

import pytest

from config.errors import Refused
from families.inmate_lists.reading import Listed, plain_number, read_list
from families.names import bare_name
from tests.families.blora import villages

KNOWN = frozenset(map(bare_name, ("Teguh Wibowo", "Agus Salim", "Slamet Riyadi")))
TEGUH, AGUS = Listed("TEGUH WIBOWO", "B.I 8/2024"), Listed("AGUS SALIM", "A.III 12/2024")
DAY = {"date": "2027-03-01"}


def sheet(*rows, name="Data", hidden=False):
    return {"name": name, "rows": [list(row) for row in rows], "merged": [], "hidden": hidden}


def read(*sheets):
    found = read_list(sheets, villages(), known=KNOWN)
    return found.listed, [(part.sheet, part.why) for part in found.unread]


LAYOUTS = {
    "three columns": [
        ["NO", "NAMA", "NO. REGISTER"],
        [1, "TEGUH WIBOWO", "B.I 8/2024"],
        [2, "AGUS SALIM", "A.III 12/2024"],
    ],
    "names alone, under a title that nobody knows": [
        ["DAFTAR PENGHUNI RUTAN BLORA"],
        ["Identitas Ybs", "Nomor"],
        ["TEGUH WIBOWO", "B.I 8/2024"],
        ["AGUS SALIM", "A.III 12/2024"],
    ],
    "as the database of the centre gives it": [
        ["Rutan Kelas IIB Blora"],
        ["No", "No.Reg Instansi", "N A M A", "JK", "Blok / Kamar", "Pasal", "Lama Pidana", "Tgl Ekspirasi"],
        [1, "B.I 8/2024", "TEGUH WIBOWO", "L", "A/3", "362 KUHP", "1 thn", DAY],
        [2, "A.III 12/2024", "AGUS SALIM", "L", "B/1", "363 KUHP", "-", DAY],
        [None, None, "Blora, 1 November 2024"],
        [None, None, "Kasubsi Pelayanan Tahanan"],
    ],
    "two rows of titles": [
        ["NO", "DATA WARGA BINAAN", None, None, "KET"],
        [None, "NAMA LENGKAP", "REGISTER", "NIK", None],
        [1, "TEGUH WIBOWO", "B.I 8/2024", "3316011203900001", None],
        [2, "AGUS SALIM", "A.III 12/2024", "3316011203900002", None],
    ],
    "name and number in one cell": [
        ["No", "Nama WBP / No. Reg", "Blok"],
        [1, "TEGUH WIBOWO\nB.I 8/2024", "A"],
        [2, "AGUS SALIM (A.III 12/2024)", "B"],
    ],
    "beside who visits them": [
        ["No", "Nama Pengunjung", "NIK", "Nama WBP", "No Reg"],
        [1, "Sri Astuti", "3316015103049491", "TEGUH WIBOWO", "B.I 8/2024"],
        [2, "Kartini", "3316015103049492", "AGUS SALIM", "A.III 12/2024"],
    ],
    "without any titles": [
        ["TEGUH WIBOWO", "B.I 8/2024"],
        ["AGUS SALIM", "A.III 12/2024"],
    ],
    "a blank row between": [
        ["Nama", "No. Register"],
        ["TEGUH WIBOWO", "B.I 8/2024"],
        [],
        ["AGUS SALIM", "A.III 12/2024"],
    ],
}


@pytest.mark.parametrize("rows", LAYOUTS.values(), ids=LAYOUTS)
def test_a_list_is_read_whatever_its_layout(rows):
    assert read(sheet(*rows))[0] == [TEGUH, AGUS]


def test_a_list_says_who_has_gone():
    rows = [
        ["No", "Nama", "No. Register", "Status"],
        [1, "TEGUH WIBOWO", "B.I 8/2024", "Narapidana"],
        [2, "AGUS SALIM", "A.III 12/2024", "Mutasi ke Lapas Semarang"],
        [3, "SLAMET RIYADI", "B.I 9/2024", "akan bebas Desember"],
    ]

    assert [(one.name, one.says_gone) for one in read(sheet(*rows))[0]] == [
        ("TEGUH WIBOWO", False),
        ("AGUS SALIM", True),
        ("SLAMET RIYADI", False),
    ]


def test_all_sheets_are_read_and_what_is_not_is_named():
    titles = ["No", "Nama", "No. Register"]
    sheets = (
        sheet(titles, [1, "TEGUH WIBOWO", "B.I 8/2024"], name="Narapidana"),
        sheet(titles, [1, "AGUS SALIM", "A.III 12/2024"], name="Tahanan"),
        sheet(titles, [1, "SLAMET RIYADI", "B.I 9/2024"], name="Lama", hidden=True),
        sheet(["Kapasitas", "Isi"], [150, 231], name="Rekap"),
    )

    assert read(*sheets) == ([TEGUH, AGUS], [("Lama", "hidden"), ("Rekap", "no_header")])


def test_of_several_columns_of_names_the_one_that_has_the_inmates_is_meant():
    rows = [
        ["No", "Nama Petugas", "Nama", "No. Register"],
        [1, "Bambang", "TEGUH WIBOWO", "B.I 8/2024"],
        [2, "Bambang", "AGUS SALIM", "A.III 12/2024"],
    ]

    assert read(sheet(*rows))[0] == [TEGUH, AGUS]


def test_a_file_without_names_is_refused():
    with pytest.raises(Refused) as refused:
        read(sheet(["Barang", "Jumlah"], ["Beras", 20], ["Gula", 5]))
    assert refused.value.field == "file"


@pytest.mark.parametrize("number", ["B.I 12/2025", "B.I.12/2025", "b i 12 / 2025", "BI-12/2025"])
def test_a_register_number_is_compared_without_its_points(number):
    assert plain_number(number) == "bi12/2025"
