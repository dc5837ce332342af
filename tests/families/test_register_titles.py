"""Titles of columns as offices write them."""

import pytest

from families.register_import.titles import OFFENCE_OR_CELL, Owner, plain_label, title_of

FAMILY, INMATE, RELATIVE, UNSAID = Owner.FAMILY, Owner.INMATE, Owner.RELATIVE, Owner.UNSAID


@pytest.mark.parametrize(
    ("written", "field", "owner"),
    [
        ("NIK", "nik", UNSAID),
        ("N I K", "nik", UNSAID),
        ("N.I.K", "nik", UNSAID),
        ("No. KTP-el", "nik", UNSAID),
        ("Nomor Identitas", "nik", UNSAID),
        ("Nomor Kependudukan", "nik", UNSAID),
        ("NIK WBP", "nik", INMATE),
        ("NIK Keluarga", "nik", FAMILY),
        ("NIK Ibu", "nik", RELATIVE),
        ("No. K.K", "no_kk", UNSAID),
        ("Kartu Klg", "no_kk", FAMILY),
        ("No KK Penerima", "no_kk", FAMILY),
        ("Nama Istri/Ibu WBP", "nama", FAMILY),
        ("Penerima (Istri WBP)", "nama", FAMILY),
        ("Calon Penerima", "nama", FAMILY),
        ("Nama Keluarga Warga Binaan", "nama", FAMILY),
        ("NAMA\nPENERIMA", "nama", FAMILY),
        ("Nama Kepala Keluarga", "nama", UNSAID),
        ("Ibu", "nama", RELATIVE),
        ("Nama Ibu Kandung", "nama", RELATIVE),
        ("Napi/Tahanan", "nama", INMATE),
        ("WBP", "nama", INMATE),
        ("Nama Anak Didik", "nama", INMATE),
        ("Keluarga dari WBP", "nama", INMATE),
        ("Hubungan dg WBP", "hubungan", INMATE),
        ("SHDK", "shdk", UNSAID),
        ("Status Hubungan Dalam Keluarga", "shdk", UNSAID),
        ("Hub. dlm Kel", "shdk", UNSAID),
        ("TANG-\nGUNGAN", "tanggungan", UNSAID),
        ("KECA-\nMATAN", "kecamatan", UNSAID),
        ("K E C A M A T A N", "kecamatan", UNSAID),
        ("L/P", "jk", UNSAID),
        ("Ds/Kel", "desa", UNSAID),
        ("Alamat WBP", "alamat", INMATE),
        ("DUKUH RT/RW", "alamat", UNSAID),
        ("RT/RW", "rtrw", UNSAID),
        ("Blok/Kamar", None, UNSAID),
        ("Alamat Email", None, UNSAID),
        ("NO_RT", "rt", UNSAID),
        ("Kepala Kelurahan", "desa", UNSAID),
        ("NMKEC", "kecamatan", UNSAID),
        ("NORT", "rt", UNSAID),
        ("TMPLAHIR", "tempat_lahir", UNSAID),
        ("Sub-village", "dukuh", UNSAID),
        ("RT dan RW", "rtrw", UNSAID),
        ("Warga yg di LP", "nama", INMATE),
        ("LP", "jk", UNSAID),
        ("Next of kin", "nama", FAMILY),
        ("Nama Pasien/Keluarga", "nama", FAMILY),
        ("Nama Pasien", "nama", Owner.OTHER),
        ("Kin ID number (NIK)", "nik", FAMILY),
        ("Desa/Kecamatan", "alamat", UNSAID),
        ("Nama Ibu/Bapak", "nama", FAMILY),
        ("HH size", "jiwa", UNSAID),
        ("Jml Jw", "jiwa", UNSAID),
        ("Berapa orang yang tinggal serumah?", "jiwa", UNSAID),
        ("Dependants", "tanggungan", UNSAID),
        ("Dependants < 5 yrs", None, UNSAID),
        ("Tgl Bbs", "tgl_bebas", UNSAID),
        ("Pekerjaan", None, UNSAID),
        ("", None, UNSAID),
    ],
)
def test_a_title_says_what_its_column_holds_and_of_whom(written, field, owner):
    title = title_of(plain_label(written))
    assert (title.field, title.owner) == (field, owner)


@pytest.mark.parametrize(
    ("group", "label", "field", "owner"),
    [
        ("data wbp", "nik", "nik", INMATE),
        ("data keluarga", "nik", "nik", FAMILY),
        ("data wbp", "nama", "nama", INMATE),
        ("identitas penerima", "tgl lahir", "tgl_lahir", FAMILY),
        ("alamat", "desa", "desa", UNSAID),
        ("data wbp", "nama keluarga", "nama", FAMILY),
        ("identitas penerima tanggal lahir", "tgl", "lahir_tgl", FAMILY),
        ("identitas penerima tanggal lahir", "thn", "lahir_thn", FAMILY),
        ("tanggal survei", "tgl", None, UNSAID),
    ],
)
def test_the_group_above_says_whose_a_column_is_where_its_own_title_does_not(group, label, field, owner):
    title = title_of(label, group)
    assert (title.field, title.owner) == (field, owner)


def test_a_cell_that_is_no_text_is_no_title():
    assert plain_label(16) == plain_label(None) == ""


@pytest.mark.parametrize(
    ("written", "field", "owner"),
    [
        ("Apa hubungan Bapak/Ibu dengan WBP?", "hubungan", FAMILY),
        ("Saya adalah ... dari warga binaan", "hubungan", INMATE),
        ("Siapa nama keluarga Anda yang sedang ditahan?", "nama", INMATE),
        ("Nama lengkap Bapak/Ibu", "nama", FAMILY),
        ("Nm yg di Lapas", "nama", INMATE),
        ("Keluarga dari", "nama", INMATE),
        ("Keluarga yang menjalani pidana", "nama", INMATE),
        ("STATUS_WBP", "status_wbp", INMATE),
        ("Status hub. dg WBP", "hubungan", INMATE),
        ("Status hub. dlm keluarga", "shdk", UNSAID),
        ("Agama WBP", None, INMATE),
        ("Nama Siswa", "nama", Owner.OTHER),
        ("Wali sbg", "wali_sbg", RELATIVE),
        ("Nama Wali Murid", "nama", RELATIVE),
        ("NAMA_PENJAMIN", "nama", FAMILY),
        ("WBP (Nama / No. Reg / Ekspirasi)", "nama", INMATE),
        ("FULL NAME", "nama", UNSAID),
        ("National ID Number", "nik", UNSAID),
        ("Family Card No.", "no_kk", UNSAID),
        ("Relationship to inmate", "hubungan", INMATE),
        ("Prisoner", "nama", INMATE),
        ("Beneficiary name", "nama", FAMILY),
        ("Date of birth", "tgl_lahir", UNSAID),
        ("Hamlet, RT/RW", "alamat", UNSAID),
        ("Sub-district", "kecamatan", UNSAID),
        ("Kab/Kota", "kabupaten", UNSAID),
    ],
)
def test_questions_exports_and_english_titles_are_understood(written, field, owner):
    title = title_of(plain_label(written))
    assert (title.field, title.owner) == (field, owner)


@pytest.mark.parametrize(
    ("written", "is_left_out"),
    [
        ("Perkara", True),
        ("PASAL / TINDAK PIDANA", True),
        ("Kasus", True),
        ("Lama Pidana", True),
        ("Blok/Kamar", True),
        ("Offence", True),
        ("Cell No.", True),
        ("Blok", False),
        ("Pekerjaan", False),
        ("Ponsel", False),
        ("Keterangan", False),
    ],
)
def test_the_offence_and_the_cell_are_known_by_their_title(written, is_left_out):
    assert bool(OFFENCE_OR_CELL.search(plain_label(written))) is is_left_out
