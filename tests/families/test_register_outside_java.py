"""Registers as offices outside Java write them: other words for villages and relatives, typewriters and phones."""

from functools import cache

import pytest

from families.register_import.judging import judge
from families.register_import.sheet import read_cells, read_sheets
from tests.families.blora import AS_OF, villages_in, write_xlsx

HEAD, WIFE, MOTHER = "1802041503810001", "1802044909850001", "1802055005500001"
places = cache(villages_in)


def judged(tmp_path, regency, *rows):
    path = write_xlsx(tmp_path / "r.xlsx", [list(row) for row in rows])
    register = read_sheets(read_cells(path), places(regency))
    return judge(register.rows, villages=places(regency), as_of=AS_OF)


def said(row):
    return row.status, row.values["nama"], row.values["hubungan"], row.values["desa_kode"]


PHONE = ["wbp", "yg terima paket", "hub", "nik", "alamat lengkap"]


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("Jl. Menteri Empat RT 3 Kel. Keraton Kec. Martapura", "63.03.05.1001"),
        ("Jl A Yani Km 14 RT.5 Gambut Kec. Gambut", "63.03.03.1001"),
        ("Desa Lok Baintan RT 2, Sei Tabuk", "63.03.04.2004"),
    ],
)
def test_a_list_from_a_phone_says_who_takes_the_package_and_where(tmp_path, address, village):
    (row,) = judged(tmp_path, "63.03", PHONE, ["Hamdani", "Norhayati", "bini", "6303054303880001", address])

    assert said(row) == ("valid", "Norhayati", "Istri", village)


def test_a_street_of_the_districts_name_is_no_village(tmp_path):
    (row,) = judged(
        tmp_path, "63.03", PHONE, ["Hamdani", "Norhayati", "uma", "6303054303880001", "Jl. Gambut Kec. Gambut"]
    )

    assert (row.status, row.values["hubungan"], row.values["desa_kode"]) == ("invalid", "Ibu", None)


def test_a_number_is_whose_the_title_says_by_the_word_of_the_name(tmp_path):
    titles = ["No", "Nama KRT", "NIK KRT", "Nama ART Penerima", "NIK ART", "Hub. dgn WBP", "Nama WBP", "Kampung"]
    rows = judged(
        tmp_path,
        "18.02",
        titles,
        [1, "Sugianto", HEAD, "Suyatmi", WIFE, "Istri", "Sugianto", "Terbanggi Agung"],
        [2, "Karsini", MOTHER, "Karsini", MOTHER, "Ibu", "Eko Prasetyo", "Depok Rejo"],
    )

    assert [(*said(row), row.values["nik"]) for row in rows] == [
        ("valid", "Suyatmi", "Istri", "18.02.04.2002", WIFE),
        ("valid", "Karsini", "Ibu", "18.02.05.2001", MOTHER),
    ]


@pytest.mark.parametrize(
    ("regency", "written", "status", "village"),
    [
        ("91.03", "Kampung Sereh", "valid", "91.03.01.2004"),
        ("81.71", "Negeri Lama", "valid", "81.71.03.2004"),
        ("11.08", "Gampong Cot Kumbang", "valid", "11.08.01.2009"),
        ("11.08", "Mns. Drang", "review", "11.08.06.2002"),
    ],
)
def test_a_village_is_known_by_its_name_whatever_it_is_called(tmp_path, regency, written, status, village):
    titles = ["No", "Nama Keluarga", "NIK", "Desa", "Nama WBP"]
    (row,) = judged(
        tmp_path, regency, titles, [1, "Agustina", f"{regency.replace('.', '')}014110690001", written, "Isak"]
    )

    assert (row.status, row.values["desa_kode"]) == (status, village)


def test_dashes_of_a_typewriter_are_no_family(tmp_path):
    line = ["-----", "----------", "----------------", "---------", "--------"]
    rows = judged(
        tmp_path,
        "53.01",
        ["D A F T A R"],
        line,
        ["NO.", "N A M A", "N I K", "D E S A", "N A M A  W B P"],
        line,
        ["01.", "MARIA BANO", "5301084106820001", "OELNASI", "YOHANES TEFA"],
        line,
    )

    assert [(row.number, row.status) for row in rows] == [(5, "valid")]


@pytest.mark.parametrize("title", ["KORONG", "Jorong", "LINGK./DUSUN"])
def test_a_hamlet_is_called_otherwise_elsewhere(tmp_path, title):
    titles = ["NO", "NAMA PENERIMA", "NIK", "HUB DGN WBP", "NAMA WBP", title, "NAGARI", "KECAMATAN"]
    cells = [1, "YULIARNI", "1305026107840001", "ISTRI", "ZULKIFLI", "Talao Mundam", "KATAPIANG", "BATANG ANAI"]
    (row,) = judged(tmp_path, "13.05", titles, cells)

    assert (row.status, row.values["dukuh"], row.values["desa_kode"]) == ("valid", "Talao Mundam", "13.05.02.2001")


BLOCK = ["NO", "NAMA IBU/ISTRI", "NIK", "KELURAHAN", "WBP"]
HASNA = [1, "HASNA UMAR", "8271015501850001", "Jambula", "RIDWAN UMAR (suami)"]


def test_tables_one_below_the_other_are_all_read_each_for_its_district(tmp_path):
    rows = judged(
        tmp_path,
        "82.71",
        ["DATA KELUARGA WBP RUTAN TERNATE"],
        ["KECAMATAN PULAU TERNATE"],
        BLOCK,
        HASNA,
        [],
        ["KECAMATAN KOTA TERNATE SELATAN"],
        BLOCK,
        [1, "FATMA HUSEN", "8271024909920001", "SASA", "JAINUDIN (suami)"],
        [],
        ["KECAMATAN MOTI"],
        ["NO", "NIK", "NAMA", "KELURAHAN", "WBP", "KET"],
        [1, "8271040606660001", "HUSNI ABBAS", "Moti Kota", "FAHRI ABBAS", "ayah kandung"],
    )

    assert [(row.status, row.values["nama"], row.values["nik"], row.values["kecamatan"]) for row in rows] == [
        ("valid", "Hasna Umar", "8271015501850001", "Pulau Ternate"),
        ("valid", "Fatma Husen", "8271024909920001", "Kota Ternate Selatan"),
        ("valid", "Husni Abbas", "8271040606660001", "Moti"),
    ]


def test_what_the_recipient_is_to_the_inmate_is_told_by_a_status(tmp_path):
    titles = ["No.", "Nama", "NIK / No. KK", "Banjar", "Desa", "Nama WBP", "Status dg WBP"]
    numbers = "NIK 5108016802860001\nKK 5108012003110007"
    village = next(iter(places("51.08").by_code.values()))
    desa = f"{village.name} Kec. {village.district}"
    (row,) = judged(
        tmp_path, "51.08", titles, ["1", "Ni Ketut Sariani", numbers, "Kelod", desa, "I Gede Suarta", "Abang"]
    )

    assert (row.values["nik"], row.values["dukuh"], row.values["hubungan"]) == ("5108016802860001", "Kelod", "Kakak")


def test_a_form_of_address_of_the_east_is_no_part_of_the_name(tmp_path):
    titles = ["No", "Nama Penerima", "NIK", "Kelurahan", "Nama WBP"]
    (row,) = judged(tmp_path, "82.71", titles, [1, "Oma Deetje Kalalo", "8271015707570001", "Jambula", "Refly"])

    assert row.values["nama"] == "Deetje Kalalo"


def test_names_under_a_title_that_nobody_knows_are_taken_and_asked_about(tmp_path):
    titles = ["urut", "yang bersangkutan", "no nik", "pekerjaan", "desa", "kec", "nama wbp"]
    rows = judged(
        tmp_path,
        "82.71",
        titles,
        ["1", "Baiq Nurhasanah", "8271015707570001", "petani", "Jambula", "Pulau Ternate", "L. Wirajaya"],
        ["2", "Hj. Sakinah", "8271015707570002", "buruh", "Jambula", "Pulau Ternate", "L. Muh. Iskandar"],
    )

    assert [(row.status, row.codes, row.values["nama"]) for row in rows] == [
        ("review", ["KOLOM_TIDAK_PASTI"], "Baiq Nurhasanah"),
        ("review", ["KOLOM_TIDAK_PASTI"], "Hj. Sakinah"),
    ]


def test_of_two_columns_of_names_none_is_taken(tmp_path):
    titles = ["urut", "yang bersangkutan", "sapaan", "no nik", "desa", "nama wbp"]
    (row,) = judged(tmp_path, "82.71", titles, ["1", "Baiq Nur", "Siti Zohra", "8271015707570001", "Jambula", "Wira"])

    assert "NAMA_KOSONG" in row.codes


@pytest.mark.parametrize(
    ("remark", "relation"), [("istri, hamil", "Istri"), ("ibu", "Ibu"), ("anak", ""), ("suami sakit", ""), ("", "")]
)
def test_the_relation_may_be_the_remark(tmp_path, remark, relation):
    titles = ["NO", "NAMA ANGGOTA KELUARGA WBP", "NO NIK", "KELURAHAN", "WBP YG BERSANGKUTAN", "KET"]
    (row,) = judged(tmp_path, "82.71", titles, ["1", "Marta Sampe", "8271015707570001", "Jambula", "Yunus", remark])

    assert (row.status, row.values["hubungan"]) == ("valid", relation)


def test_the_day_of_a_visit_is_no_day_of_birth(tmp_path):
    titles = ["Tgl Kunjungan", "Nama Responden", "NIK Responden", "Kelurahan", "Nama WBP"]
    (row,) = judged(tmp_path, "82.71", titles, ["01/10/2024", "Marta", "8271015707570001", "Jambula", "Yunus"])

    assert (row.status, row.values["tgl_lahir"].year) == ("valid", 1957)
