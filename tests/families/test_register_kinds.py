"""Registers as other offices write them: each file is one kind of trouble from the field, its people made up."""

from datetime import date

import pytest

from families.register_import.judging import judge
from families.register_import.sheet import Register
from tests.families.blora import DATA, read_here, villages

FILES = DATA / "registers"
AS_OF = date(2026, 11, 20)


def register(name: str) -> Register:
    return read_here(FILES / name)


def judged(name: str):
    return judge(register(name).rows, villages=villages(), as_of=AS_OF)


def unread(name: str):
    return [(part.sheet, part.why, part.rows, part.titles) for part in register(name).unread]


def said(rows, *fields: str):
    return [tuple(row.values[field] for field in fields) for row in rows]


def test_columns_under_the_inmates_title_are_the_inmates():
    rows = judged("blok_wbp_dulu.xlsx")
    assert [row.status for row in rows] == ["valid"] * 3
    assert said(rows, "nama", "nik", "jk", "wbp_nama", "keterangan")[0] == (
        "Sumiyati",
        "3316095512699007",
        "P",
        "Andri Kusnanto",
        None,
    )
    assert unread("blok_wbp_dulu.xlsx") == [
        ("SDP", "other_people", (), ("DATA WBP – NIK", "DATA WBP – Tgl Lahir", "DATA WBP – L/P"))
    ]


def test_a_title_that_names_the_inmate_is_his_also_in_one_row():
    rows = judged("nik_wbp_satu_baris.xlsx")
    assert said(rows, "nik", "dukuh", "jalan", "keterangan")[0] == ("3316096706719013", None, None, None)
    assert unread("nik_wbp_satu_baris.xlsx") == [
        ("Sheet", "other_people", (), ("NIK WBP", "Tgl Lahir WBP", "Alamat WBP"))
    ]


def test_a_row_that_begins_with_the_head_of_the_household_is_a_row():
    rows = judged("shdk_dulu.xlsx")
    assert [(row.number, row.status, row.values["hubungan"]) for row in rows] == [
        (number, "valid", "") for number in (2, 3, 4, 5)
    ]


def test_a_status_in_the_household_is_no_relation_to_the_inmate():
    assert said(judged("shdk_kk.xlsx"), "hubungan", "keterangan") == [("", "SHDK: KK")]


def test_the_number_of_somebody_else_is_left_out_and_named():
    rows = judged("nik_ibu.xlsx")
    assert said(rows, "nik", "keterangan") == [("3316095506679601", None)]
    assert unread("nik_ibu.xlsx") == [("Sheet", "other_people", (), ("NIK Ibu",))]


def test_a_misspelt_village_without_a_district_is_proposed_and_not_outside():
    rows = judged("desa_salah_eja_tanpa_kecamatan.xlsx")
    assert [(row.codes, row.values["desa"], row.values["kecamatan"]) for row in rows] == [
        (["DESA_TYPO"], "Jepangrejo", "Blora"),
        (["DESA_TYPO"], "Kamolan", "Blora"),
        (["DESA_TYPO"], "Klopoduwur", "Banjarejo"),
        ([], "Tempellemahbang", "Jepon"),
        ([], "Cepu", "Cepu"),
        ([], "Sumberejo", "Japah"),
        ([], "Sumberejo", "Japah"),
    ]


def test_a_sheet_with_other_titles_is_read_and_a_hidden_one_named():
    rows = judged("empat_lembar.xlsx")
    assert [(row.sheet, row.number, row.status) for row in rows] == [
        ("Ngawen", 2, "valid"),
        ("Ngawen", 3, "valid"),
        ("Kunduran", 2, "valid"),
        ("Kunduran", 3, "valid"),
        ("Jati", 2, "valid"),
        ("Jati", 3, "duplicate"),
    ]
    assert said(rows, "nama", "no_kk", "hubungan", "wbp_nama", "desa")[2] == (
        "Wagiyem",
        "3316092101169036",
        "Istri",
        "Slamet Pribadi Jaya",
        "Buloh",
    )
    assert unread("empat_lembar.xlsx") == [("Sudah dapat", "hidden", (1, 2), ())]


def test_rows_that_are_half_filled_are_rejected_and_do_not_vanish():
    rows = judged("baris_setengah_kosong.xlsx")
    assert [(row.number, row.status, row.codes) for row in rows] == [
        (2, "valid", []),
        (3, "invalid", ["DESA_TIDAK_DIKENAL", "NIK_KOSONG", "WBP_KOSONG"]),
        (4, "invalid", ["DESA_TIDAK_DIKENAL", "NAMA_KOSONG", "WBP_KOSONG"]),
        (5, "invalid", ["DESA_TIDAK_DIKENAL", "NIK_KOSONG", "WBP_KOSONG"]),
        (6, "invalid", ["NAMA_KOSONG", "NIK_KOSONG"]),
    ]


def test_who_is_said_to_have_died_or_gone_is_a_doubt():
    assert [row.codes for row in judged("almarhum.xlsx")] == [
        ["PENERIMA_MENINGGAL"],
        ["PENERIMA_MENINGGAL"],
        ["WBP_MENINGGAL"],
        ["PENERIMA_PINDAH"],
        ["WBP_SUDAH_BEBAS"],
        [],
    ]
    assert [row.codes for row in judged("siak.xls")] == [[], [], [], ["PENERIMA_MENINGGAL"], []]


def test_a_family_card_without_its_last_digit_still_leads_to_its_household():
    rows = judged("kk_angka_terpotong.xlsx")
    assert [(row.status, row.codes, row.duplicate_of) for row in rows] == [
        ("valid", [], None),
        ("review", ["DUP_KK_TERPOTONG"], 2),
        ("valid", [], None),
    ]


def test_digits_that_a_csv_file_keeps_by_a_formula_are_digits():
    rows = judged("titikkoma_1252_rumus.csv")
    assert [row.status for row in rows] == ["valid"] * 4
    assert said(rows, "nik", "no_kk")[0] == ("3316094811829026", "3316091103209026")
    assert unread("titikkoma_1252_rumus.csv") == [("", "total", (9,), ()), ("", "signature", (10, 11), ())]


@pytest.mark.parametrize("file", ["kabupaten_dengan_provinsi.xlsx", "nama_istri_wbp.xlsx", "penerima_istri_wbp.xlsx"])
def test_titles_and_places_as_offices_write_them_are_understood(file):
    assert {(row.status, *row.codes) for row in judged(file)} == {("valid",)}


def test_one_inmate_in_four_spellings_is_hinted_at():
    rows = judged("ejaan_wbp.xlsx")
    assert [row.warnings for row in rows] == [["WBP_MIRIP"]] * 4
    # The last is the inmate's father by the file, and a woman by her NIK.
    assert [row.codes for row in rows] == [[], [], [], ["HUBUNGAN_JK_TIDAK_COCOK"]]
