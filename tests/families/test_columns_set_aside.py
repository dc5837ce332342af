"""Columns of which nothing is read: e-mail addresses, officials, what a form or an export says of itself."""

import pytest

from families.register_import import file_reader
from families.register_import.judging import judge
from families.register_import.matching import Chosen
from families.register_import.sheet import read_sheets
from tests.families.blora import AS_OF, judged, read_here, villages, write_xlsx

TITLES = ["Nama", "NIK", "Nama WBP", "Hubungan", "Desa", "Kecamatan"]
FAMILIES = [
    ["Sri Astuti", "3316015103049491", "Agus", "Istri", "Gagakan", "Sambong"],
    ["Wati Ningsih", "3316016012689567", "Budi", "Ibu", "Doplang", "Jati"],
]


def register(tmp_path, title, *cells):
    rows = [[*TITLES, title], *([*family, cell] for family, cell in zip(FAMILIES, cells, strict=False))]
    return read_here(write_xlsx(tmp_path / "r.xlsx", rows))


def unread(found):
    return [(part.why, part.titles) for part in found.unread]


def remarks(found):
    return [row.values["keterangan"] for row in judge(found.rows, villages=villages(), as_of=AS_OF)]


@pytest.mark.parametrize(
    ("title", "cell", "why"),
    [
        ("Alamat email", "sri@contoh.invalid", "email"),
        ("E-mail Kelurahan", "-", "email"),
        ("Kontak lain", "sri@contoh.invalid", "email"),
        ("CREATED_BY", "op.siks@contoh.invalid", "email"),
        ("Nama Petugas Pengisi", "Kartono", "other_people"),
        ("Ketua RT", "Pak Sugiman", "other_people"),
        ("HP Ketua RT", "081200001012", "other_people"),
        ("Diusulkan oleh", "PKK", "other_people"),
        ("NIP", "198502032009011002", "other_people"),
        ("Case worker", "R. Adi", "other_people"),
        ("Assigned to", "Ana", "other_people"),
        ("Last edited by", "Ana", "other_people"),
        ("Nama Pengusul", "H. Muslih", "other_people"),
        ("Enumerator", "Anna K.", "other_people"),
        ("Cap waktu", "2026/11/02 8:03:11 AM GMT+7", "not_needed"),
        ("Kolom 1", "11/20/2026 8:14:22", "not_needed"),
        ("Unggah foto KTP", "ada", "not_needed"),
        ("Foto", "https://drive.google.com/open?id=1, https://drive.google.com/open?id=2", "not_needed"),
        ("Posisi", "-6.9685, 111.4178", "not_needed"),
        ("ID DTKS", "331600A9-077", "not_needed"),
        ("SUMBERDATA", "SIKS-NG", "not_needed"),
        ("KDKEC", "3316120", "not_needed"),
        ("PERIODE", "2026-10", "not_needed"),
        ("deviceid", "ee.kobo:abc", "not_needed"),
        ("Completion time", "10-11-2026", "not_needed"),
        ("NISN", "0123456789", "not_needed"),
        ("Attachments", "ktp.jpg (https://files.invalid/1)", "not_needed"),
        ("Case ref", "LBH/26/001", "not_needed"),
        ("NMPROV", "JAWA TENGAH", "not_needed"),
        ("No. Rekening", "6013010123456", "not_needed"),
        ("NOPESERTAPKH", "33160001", "not_needed"),
        ("Tanda tangan", "1. .........", "not_needed"),
        ("Saya menyetujui data ini dipakai", "Ya", "not_needed"),
    ],
)
def test_a_column_that_no_register_needs_is_named_and_not_read(tmp_path, title, cell, why):
    found = register(tmp_path, title, cell, cell)
    assert unread(found) == [(why, (title,))]
    assert remarks(found) == [None, None]


@pytest.mark.parametrize(
    ("title", "cell", "kept"),
    [
        ("Pekerjaan", "Buruh tani", "pekerjaan: Buruh tani"),
        ("Catatan petugas", "kontrak", "catatan petugas: kontrak"),
        ("Nilai paket", 150000, "nilai paket: 150000"),
        ("Skor kelayakan", 7, "skor kelayakan: 7"),
        ("Foto rumah", "ada", "foto rumah: ada"),
        ("Periode", "Oktober 2024", "periode: Oktober 2024"),
    ],
)
def test_what_says_something_of_the_family_stays_a_remark(tmp_path, title, cell, kept):
    found = register(tmp_path, title, cell)
    assert unread(found) == []
    assert remarks(found) == [kept]


def test_a_phone_number_below_a_title_that_offers_e_mail_as_well_is_read(tmp_path):
    found = register(tmp_path, "E-mail / No. HP", "081200001012", "081200001013")
    assert [row.cells["hp"] for row in found.rows] == ["081200001012", "081200001013"]


def test_a_day_of_birth_at_midnight_is_no_moment(tmp_path):
    found = register(tmp_path, "Kolom 1", "2004-03-11 00:00:00", "1968-12-20 00:00:00")
    assert [row.cells["tgl_lahir"] for row in found.rows] == ["2004-03-11 00:00:00", "1968-12-20 00:00:00"]


def test_a_column_in_which_nothing_stands_is_not_named(tmp_path):
    assert unread(register(tmp_path, "Paraf", None, None)) == []


def test_what_somebody_chose_to_read_is_read_but_for_the_address(tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", [[*TITLES, "Email"], [*FAMILIES[0], "sri@contoh.invalid"]])
    found = read_sheets(file_reader.read(path), villages(), chosen=Chosen(titles={"email": ""}))
    (row,) = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert unread(found) == []
    assert (row.values["keterangan"], row.warnings) == ("email: …", ["EMAIL_DIHAPUS"])


@pytest.mark.parametrize(
    ("column", "written", "field", "kept"),
    [
        ("Ket.", "lansia, sri.a-1@contoh.co.invalid", "keterangan", "lansia, …"),
        ("Ket.", "surel 3316015103049491@contoh.invalid", "keterangan", "surel …"),
        ("Nama WBP", "Agus (agus@contoh.invalid)", "keterangan", "…"),
        ("Dukuh", "@ Gendongan", "dukuh", "@ Gendongan"),
    ],
)
def test_no_e_mail_address_is_kept(tmp_path, column, written, field, kept):
    (row,) = judged(tmp_path, {column: written})
    assert row.values[field] == kept
    assert ("EMAIL_DIHAPUS" in row.warnings) == ("…" in kept)
