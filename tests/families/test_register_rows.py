"""One trap per test, in the words of the legend of the sample's key."""

from datetime import date

import pytest

from tests.families.blora import judged


@pytest.mark.parametrize(
    ("family", "status", "codes"),
    [
        ({}, "valid", []),
        ({"NIK": "-"}, "invalid", ["NIK_KOSONG"]),
        ({"NIK": "belum punya"}, "invalid", ["NIK_KOSONG"]),
        ({"NIK": 0}, "invalid", ["NIK_KOSONG"]),
        ({"NIK": "-", "Tempat, Tgl Lahir": "Blora, 31-10-2006"}, "invalid", ["NIK_KOSONG"]),
        ({"NIK": "-", "Tempat, Tgl Lahir": "Blora, 01-11-2006"}, "valid", []),
        ({"NIK": "-", "Tempat, Tgl Lahir": ""}, "invalid", ["NIK_KOSONG"]),
        ({"NIK": "2216015103049491"}, "invalid", ["NIK_WILAYAH_SALAH"]),
        ({"NIK": "3316175103049491"}, "review", ["NIK_WILAYAH_TIDAK_DIKENAL"]),
        ({"NIK": "3330015103049491"}, "review", ["NIK_WILAYAH_TIDAK_DIKENAL"]),
        ({"NIK": "3316165103049491"}, "valid", []),
        ({"NIK": "9101015103049491"}, "valid", []),
        ({"NIK": "331601510304949"}, "invalid", ["NIK_PANJANG_SALAH"]),
        ({"NIK": "33160151030494911"}, "invalid", ["NIK_PANJANG_SALAH"]),
        ({"NIK": "3,31609E+15"}, "invalid", ["NIK_NOTASI_ILMIAH"]),
        ({"NIK": "3316017503049491"}, "invalid", ["NIK_TANGGAL_MUSTAHIL"]),
        ({"NIK": "3316015113049491"}, "invalid", ["NIK_TANGGAL_MUSTAHIL"]),
        ({"NIK": "33160151O3O49491"}, "review", ["NIK_HURUF"]),
        ({"NIK": "33l60l5l03049491"}, "review", ["NIK_HURUF"]),
        ({"NIK": "3316062309209373"}, "invalid", ["NIK_SAMA_DENGAN_KK"]),
        ({"NIK": 3316015103049490}, "review", ["NIK_NUMERIK_TERPOTONG"]),
        ({"Tempat, Tgl Lahir": "Blora, 12-03-2004"}, "review", ["NIK_TGL_TIDAK_COCOK"]),
        ({"L/P": "L"}, "review", ["NIK_JK_TIDAK_COCOK"]),
        ({"Tempat, Tgl Lahir": "Blora, 31/02/2004"}, "invalid", ["TGL_LAHIR_TIDAK_VALID"]),
        ({"Tempat, Tgl Lahir": "00-00-2004"}, "invalid", ["TGL_LAHIR_TIDAK_VALID"]),
        ({"Tempat, Tgl Lahir": "2004"}, "invalid", ["TGL_LAHIR_TIDAK_VALID"]),
        ({"Nama Penerima": "-"}, "invalid", ["NAMA_KOSONG"]),
        ({"Nama Penerima": "ab" * 60}, "valid", []),
        ({"Nama Penerima": "ab" * 60 + "a"}, "invalid", ["NAMA_TERLALU_PANJANG"]),
        ({"Nama Penerima": "🙏"}, "invalid", ["NAMA_KOSONG"]),
        ({"Nama WBP": ""}, "invalid", ["WBP_KOSONG"]),
        ({"Nama WBP": "ab" * 60 + "a"}, "invalid", ["WBP_TERLALU_PANJANG"]),
        ({"Nama Penerima": "Alm. Suyatno"}, "review", ["PENERIMA_MENINGGAL"]),
        ({"Nama Penerima": "Sri Astuti (almh)"}, "review", ["PENERIMA_MENINGGAL"]),
        ({"Nama WBP": "ALM. SUTRISNO"}, "review", ["WBP_MENINGGAL"]),
        ({"Nama WBP": "SUTRISNO bin KASNO (Alm)"}, "valid", []),
        ({"Nama WBP": "Sutrisno bin Alm. Kasno"}, "valid", []),
        ({"Nama WBP": "Almira Dewi"}, "valid", []),
        ({"Ket.": "WBP meninggal di RS"}, "review", ["WBP_MENINGGAL"]),
        ({"Ket.": "meninggal dunia 2/9/2024"}, "review", ["PENERIMA_MENINGGAL"]),
        ({"Ket.": "janda, suami sudah meninggal"}, "valid", []),
        ({"Ket.": "sudah bebas"}, "review", ["WBP_SUDAH_BEBAS"]),
        ({"Ket.": "belum bebas"}, "valid", []),
        ({"Ket.": "WBP pindah Lapas Pati"}, "review", ["WBP_PINDAH"]),
        ({"Ket.": "mutasi ke Lapas Kedungpane"}, "review", ["WBP_PINDAH"]),
        ({"Ket.": "pindah ikut anak ke Pati"}, "review", ["PENERIMA_PINDAH"]),
        ({"Nama WBP": "Agus Salim dan Budi Santoso"}, "review", ["WBP_DUA"]),
        ({"Nama WBP": "Agus Salim / Budi Santoso"}, "review", ["WBP_DUA"]),
        ({"Nama WBP": "Dandan Ramdani"}, "valid", []),
        ({"Nama WBP": "SRI ASTUTI binti Kasno"}, "review", ["NAMA_SAMA_DENGAN_WBP"]),
        ({"NIK": "menyusul"}, "invalid", ["NIK_KOSONG"]),
        ({"Hubungan dg WBP": "Kepala Keluarga"}, "valid", []),
        ({"Desa/Kel": "Gagkan"}, "review", ["DESA_TYPO"]),
        ({"Desa/Kel": "Antahberantah"}, "invalid", ["DESA_TIDAK_DIKENAL"]),
        ({"Desa/Kel": "Tambahrejo", "Kecamatan": ""}, "review", ["DESA_AMBIGU"]),
        ({"Desa/Kel": "Gagakan", "Kecamatan": "Cepu"}, "review", ["DESA_KEC_TIDAK_COCOK"]),
        ({"Desa/Kel": "Sulang", "Kecamatan": "Sulang"}, "review", ["LUAR_BLORA"]),
        ({"Desa/Kel": "Padangan Kab. Bojonegoro", "Kecamatan": ""}, "review", ["LUAR_BLORA"]),
        ({"Desa/Kel": "Padangan Bojonegoro", "Kecamatan": ""}, "review", ["LUAR_BLORA"]),
        ({"Desa/Kel": "Gagakan Kab. Blora, Jawa Tengah"}, "valid", []),
        ({"Desa/Kel": "", "Kecamatan": ""}, "invalid", ["DESA_TIDAK_DIKENAL"]),
        ({"Desa/Kel": "Desa", "Kecamatan": "-"}, "invalid", ["DESA_TIDAK_DIKENAL"]),
    ],
)
def test_a_trap_is_named(tmp_path, family, status, codes):
    (row,) = judged(tmp_path, family)
    assert (row.status, row.codes) == (status, codes)


@pytest.mark.parametrize(
    ("family", "warnings"),
    [
        ({"No. KK": 3316062309209370}, ["KK_TERPOTONG"]),
        ({"No. KK": "331606230920937"}, ["KK_TIDAK_TERBACA"]),
        ({"NIK": "3515015103049491"}, ["NIK_LUAR_BLORA"]),
        ({"Kecamatan": ""}, ["KEC_DARI_DESA"]),
        ({"RT/RW": "3-Jan"}, ["RTRW_TANGGAL"]),
        ({"RT/RW": "utara masjid"}, ["RTRW_TIDAK_TERBACA"]),
        ({"No. HP/WA": "0812"}, ["HP_TIDAK_TERBACA"]),
    ],
)
def test_a_warning_is_no_error(tmp_path, family, warnings):
    (row,) = judged(tmp_path, family)
    assert (row.status, row.warnings) == ("valid", warnings)


@pytest.mark.parametrize(
    ("family", "field", "value"),
    [
        ({"Nama Penerima": "SITI NUR'AINI"}, "nama", "Siti Nur'aini"),
        ({"Nama Penerima": "SITI AMINAH, S.Pd."}, "nama", "Siti Aminah, S.Pd."),
        ({"Nama Penerima": "Ny. Sri Astuti"}, "nama", "Sri Astuti"),
        ({"Nama Penerima": "Sri Astuti S."}, "nama", "Sri Astuti S."),
        ({"Nama Penerima": "Sri Astuti."}, "nama", "Sri Astuti"),
        ({"Nama Penerima": "Ibu Kasmini (non Katolik)"}, "nama", "Kasmini (non Katolik)"),
        ({"Nama Penerima": "Ny. Sri Astuti)"}, "nama", "Sri Astuti"),
        ({"Nama WBP": "SUTRISNO Bin KASNO"}, "wbp_nama", "SUTRISNO Bin KASNO"),
        ({"No. HP/WA": "+62 812-0000-1012"}, "hp", "081200001012"),
        ({"No. HP/WA": 81200001012}, "hp", "081200001012"),
        ({"No. HP/WA": "081200001012 / 0813"}, "hp", "081200001012"),
        ({"Tempat, Tgl Lahir": "Blora, 11 Mrt 04"}, "tgl_lahir", date(2004, 3, 11)),
        ({"Tempat, Tgl Lahir": 38057}, "tgl_lahir", date(2004, 3, 11)),
        ({"Tempat, Tgl Lahir": ""}, "tgl_lahir", date(2004, 3, 11)),
        ({"RT/RW": "RW 04 RT 06"}, "rt", "006"),
        ({"RT/RW": "RT 6"}, "rt", "006"),
        ({"Jml Tanggungan": "lima"}, "tanggungan", 5),
        ({"Jml Tanggungan": "4 org"}, "tanggungan", 4),
        ({"No. Register": "bIIa.12/23"}, "wbp_register", "B.IIa 12/2023"),
        ({"Hubungan dg WBP": "Orang tua (ibu)"}, "hubungan", "Ibu"),
        ({"Hubungan dg WBP": "bukan istri, adik"}, "hubungan", "Adik"),
        ({"Desa/Kel": "KEL. GAGAKAN"}, "desa_kode", "33.16.06.2006"),
        ({"Desa/Kel": "Tambahrejo", "Kecamatan": "Kec. Tunjungan"}, "desa_kode", "33.16.10.2007"),
        ({"NIK": "33.1601.510304.9491"}, "nik", "3316015103049491"),
    ],
)
def test_a_cell_is_read_as_it_was_meant(tmp_path, family, field, value):
    (row,) = judged(tmp_path, family)
    assert (row.status, row.values[field]) == ("valid", value)


@pytest.mark.parametrize(
    ("second", "status", "code"),
    [
        ({}, "duplicate", "DUP_PERSIS"),
        ({"NIK": "'3316015103049491"}, "duplicate", "DUP_NIK_FORMAT_BEDA"),
        (
            {
                "NIK": "3316012301969567",
                "Nama Penerima": "Suyatno",
                "Tempat, Tgl Lahir": "23-01-1996",
                "L/P": "L",
                "Hubungan dg WBP": "Anak",
            },
            "duplicate",
            "DUP_KK",
        ),
        ({"Nama Penerima": "Wagiyem", "No. KK": "3316062309209999"}, "review", "DUP_NIK_NAMA_BEDA"),
        ({"NIK": "3316015103049492"}, "review", "DUP_MIRIP"),
    ],
)
def test_a_second_row_for_the_same_household_names_the_first(tmp_path, second, status, code):
    first, row = judged(tmp_path, {}, second)
    assert (first.status, first.duplicate_of) == ("valid", None)
    assert (row.status, row.codes, row.duplicate_of) == (status, [code], 2)


def test_a_row_that_is_rejected_does_not_stand_in_the_way_of_its_household(tmp_path):
    first, second = judged(tmp_path, {"Nama WBP": ""}, {"NIK": "3316015103049499", "Nama Penerima": "Wagiyem"})
    assert (first.status, second.status) == ("invalid", "valid")


def test_two_households_of_one_inmate_are_both_told(tmp_path):
    other = {"NIK": "3316016012689567", "No. KK": "3316062309209999", "Tempat, Tgl Lahir": "20-12-1968"}
    rows = judged(tmp_path, {}, other | {"Nama Penerima": "Wagiyem", "Hubungan dg WBP": "Ibu"})
    assert [(row.status, row.warnings) for row in rows] == [("valid", ["WBP_SAMA"])] * 2


def test_what_no_paper_can_print_is_left_out_and_said(tmp_path):
    (row,) = judged(tmp_path, {"Nama Penerima": "Siti 🙏 Aminah", "Ket.": "rumah ❤ “kontrak”"})
    assert (row.status, row.values["nama"], row.values["keterangan"]) == ("valid", "Siti Aminah", "rumah ❤ “kontrak”")
    assert row.warnings == ["HURUF_TAK_TERCETAK"]
    assert row.raw["nama"] == "Siti 🙏 Aminah"
    (plain,) = judged(tmp_path, {})
    assert plain.warnings == []


@pytest.mark.parametrize(
    ("column", "value", "kept", "label"),
    [
        ("Dukuh", "dukuh", 80, "Dukuh/Dusun"),
        ("No. Register", "wbp_register", 40, "No. register"),
    ],
)
def test_what_is_longer_than_there_is_room_for_goes_to_the_remarks(tmp_path, column, value, kept, label):
    (fits,), (longer,) = (
        judged(tmp_path, {column: "ab" * (kept // 2)}),
        judged(tmp_path, {column: "ab" * (kept // 2) + "a"}),
    )
    assert (len(fits.values[value]), fits.warnings) == (kept, [])
    assert (longer.values[value] or "", longer.warnings) == ("", ["KE_KETERANGAN"])
    assert f"{label}: {longer.raw[value]}".casefold() in (longer.values["keterangan"] or "").casefold()


@pytest.mark.parametrize(
    ("column", "written", "field", "kept"),
    [
        ("Ket.", "NIK ibunya 3316016012689567, lansia", "keterangan", "NIK ibunya …, lansia"),
        ("Ket.", "3316 0160 1268 9567", "keterangan", "…"),
        ("Ket.", "HP anak 0812-0000-1012", "keterangan", "HP anak …"),
        ("Ket.", "lahir di Pati, 20-12-1968", "keterangan", "…"),
        ("Ket.", "dapat 31/10/2024", "keterangan", "dapat 31/10/2024"),
        ("Ket.", "331601,510304,9491 dan (0812) 3456 7890", "keterangan", "… dan (…"),
        ("Ket.", "33. 16. 01. 510304. 9491", "keterangan", "…"),
        ("Ket.", "331601–510304–9491", "keterangan", "…"),
        ("Ket.", "33160151O3O49491", "keterangan", "…"),
        ("Ket.", "³³¹⁶⁰¹⁵¹⁰³⁰⁴⁹⁴⁹¹", "keterangan", "…"),
        ("Ket.", "tgl lahir: 11032004", "keterangan", "tgl …"),
        ("Ket.", "umur 20 (11 Maret 2004)", "keterangan", "umur 20 (…)"),
        ("Ket.", "11-03-2004", "keterangan", "…"),
        ("Ket.", "12-03-2004", "keterangan", "12-03-2004"),
        ("Ket.", "dapat 31/10/2024, 30/11/2024, 31-12-2024", "keterangan", "dapat 31/10/2024, 30/11/2024, 31-12-2024"),
        ("Ket.", "rumah no. 123456789", "keterangan", "rumah no. 123456789"),
        ("Nama Penerima", "Sri Astuti 3316015103049491", "nama", "Sri Astuti …"),
        ("Dukuh", "Gendongan 081200001012", "dukuh", "Gendongan …"),
        ("Nama WBP", "Muh. Utomo (3316015103049491)", "wbp_nama", "Muh. Utomo (…)"),
    ],
)
def test_no_number_of_a_person_is_kept_in_clear(tmp_path, column, written, field, kept):
    (row,) = judged(tmp_path, {column: written})
    assert row.values[field] == kept
    assert ("NOMOR_DIHAPUS" in row.warnings) == ("…" in kept)


def test_cards_that_lost_their_last_digit_are_compared_by_the_others_and_the_inmate(tmp_path):
    second = {
        "NIK": "3316012301969567",
        "Nama Penerima": "Suyatno",
        "Tempat, Tgl Lahir": "23-01-1996",
        "L/P": "L",
        "Hubungan dg WBP": "Anak",
    }
    cut = {"No. KK": 3316062309209370}
    other = {"No. KK": 3316062309219370}
    for theirs, codes in ((cut, ["DUP_KK_TERPOTONG"]), (other, []), (cut | {"Nama WBP": "Kasno"}, [])):
        _first, row = judged(tmp_path, cut, second | theirs)
        assert row.codes == codes


@pytest.mark.parametrize(
    ("inmates", "told"),
    [
        (("M. Ridwan", "Muhammad Ridwan"), True),
        (("RIDWAN bin Suroso", "Ridwan alias Kotil"), True),
        (("Ridwan", "Ridwan"), False),
        (("Ridwan", "Ridho"), False),
    ],
)
def test_inmates_whose_names_are_only_written_differently_are_hinted_at(tmp_path, inmates, told):
    numbers = ({}, {"NIK": "3316016012689567", "No. KK": "3316062309209999", "Tempat, Tgl Lahir": "20-12-1968"})
    families = [n | {"Nama WBP": name, "No. Register": ""} for n, name in zip(numbers, inmates, strict=True)]
    assert [("WBP_MIRIP" in row.warnings) for row in judged(tmp_path, *families)] == [told, told]
