"""Remarks, husbands, clients and the head of the household: whom a table names as the inmate, and whom it doesn't."""

import pytest

from config.errors import Refused
from families.register_import.free_text import is_no_name
from families.register_import.inmates import read_inmate
from families.register_import.judging import judge
from families.register_import.sheet import REFUSALS, NoTitles, read_sheets
from families.register_import.titles import Owner, plain_label, title_of
from tests.families.blora import AS_OF, judged, read_here, villages, write_xlsx

WOMAN, OTHER_WOMAN, MAN = "3316015103049491", "3316016012689567", "3316011103049491"


def register(tmp_path, *rows):
    read = read_here(write_xlsx(tmp_path / "r.xlsx", rows))
    return judge(read.rows, villages=villages(), as_of=AS_OF)


def told(row):
    return row.values["nama"], row.values["wbp_nama"], row.values["hubungan"], row.status, row.codes


@pytest.mark.parametrize(
    "remark",
    ["warung kecil", "sdh pulang bln Juli", "Belum ketemu rumahnya", "rumah kontrak", "anak yatim", "suami sakit"],
)
def test_what_is_no_name_in_the_cell_of_the_inmate_is_a_remark_about_him(tmp_path, remark):
    (row,) = judged(tmp_path, {"Nama WBP": remark, "Hubungan dg WBP": ""})
    assert (row.values["wbp_nama"], row.status, "WBP_KOSONG" in row.codes) == ("", "invalid", True)
    assert row.values["keterangan"]


@pytest.mark.parametrize(
    "name", ["Hari Susanto", "Juli Minggu", "Wulan Bulan", "Satria Jiwa", "Kecil Wibowo", "Slamet Untung", "agus salim"]
)
def test_a_name_that_sounds_like_a_word_is_a_name(name):
    assert (is_no_name(name), read_inmate(name).name) == (False, name)


@pytest.mark.parametrize(
    ("cell", "name", "remarks"),
    [
        ("Joko Pitoyo sdh pulang", "Joko Pitoyo", ["sdh pulang"]),
        ("Joko bin Pitoyo belum sidang", "Joko bin Pitoyo", ["belum sidang"]),
        ("Kondisi sakit", "", ["Kondisi sakit"]),
        ("KELUARGA KURANG MAMPU BUTUH BANTUAN", "", ["KELUARGA KURANG MAMPU BUTUH BANTUAN"]),
    ],
)
def test_words_behind_a_name_are_parted_from_it_only_where_capitals_tell_them_apart(cell, name, remarks):
    inmate = read_inmate(cell)
    assert (inmate.name, inmate.remarks) == (name, remarks)


REMARKS = ("anak kecil 8 bln, susu", "warung kecil", "suami sdh lama merantau", "istri sambung", "Anak Sekolah")


@pytest.mark.parametrize("title", ["Catatan", "Keterangan", "Lain-lain", "Kondisi"])
def test_a_column_of_remarks_names_nobody_who_is_held(tmp_path, title):
    families = [
        [f"Sri {letter}", "", "Gagakan", "Sambong", text] for letter, text in zip("ABCDE", REMARKS, strict=True)
    ]
    rows = register(tmp_path, ["Nama", "NIK", "Desa", "Kec", title], *families)
    assert [(row.values["wbp_nama"], "WBP_KOSONG" in row.codes) for row in rows] == [("", True)] * 5
    assert [text in row.values["keterangan"] for row, text in zip(rows, REMARKS, strict=True)] == [True] * 5


def test_among_remarks_that_name_the_inmate_another_remark_names_nobody(tmp_path):
    rows = register(
        tmp_path,
        ["Nama", "NIK", "Desa", "Kec", "Keterangan"],
        ["Sri", WOMAN, "Gagakan", "Sambong", "Istri dari joko pitoyo"],
        ["Wati", OTHER_WOMAN, "Balun", "Cepu", "Suami: Agus Salim"],
        ["Yuni", "3316015203049492", "Balun", "Cepu", "nunggu kabar"],
    )
    assert [row.values["wbp_nama"] for row in rows] == ["Joko Pitoyo", "Agus Salim", ""]
    assert (rows[2].codes, rows[2].values["keterangan"]) == (["WBP_KOSONG"], "keterangan: nunggu kabar")


LADIES = ["No", "Nama Ibu", "Nama Suami", "NIK", "Desa", "Kec", "Anak"]


@pytest.mark.parametrize(
    "above", ["Data Ibu-ibu (istri WBP)", "DAFTAR ISTRI DARI NAPI", "Ibu yang suaminya sedang ditahan"]
)
def test_the_husband_is_the_inmate_where_the_list_is_of_inmates_wives(tmp_path, above):
    rows = register(
        tmp_path,
        [above],
        LADIES,
        [1, "Ny. Sri", "Agus", WOMAN, "Gagakan", "Sambong", 2],
        [2, "Ny. Wati", "Joko", OTHER_WOMAN, "Balun", "Cepu", 0],
    )
    assert [told(row) for row in rows] == [
        ("Sri", "Agus", "Istri", "valid", []), ("Wati", "Joko", "Istri", "valid", []),
    ]  # fmt: skip
    assert [row.values["tanggungan"] for row in rows] == [2, 0]


def test_the_husband_is_not_the_inmate_where_nothing_says_so(tmp_path):
    rows = register(tmp_path, ["Data ibu-ibu"], LADIES, [1, "Sri", "Agus", WOMAN, "Gagakan", "Sambong", 2])
    assert [(row.values["wbp_nama"], row.status) for row in rows] == [("", "invalid")]


def test_the_number_of_a_man_behind_the_husband_may_be_his(tmp_path):
    rows = register(tmp_path, ["Data istri WBP"], LADIES, [1, "Sri", "Agus", MAN, "Gagakan", "Sambong", 2])
    assert "KOLOM_TIDAK_PASTI" in rows[0].codes


CLIENTS = [
    "No. Perkara",
    "Nama Klien",
    "Status Klien",
    "Nama Keluarga",
    "Hub. dgn Klien",
    "NIK Keluarga",
    "Desa",
    "Kec",
]
CLIENT = ["71/Pid.B/2024", "Joko Pitoyo", "Tahanan", "Sri", "Istri", WOMAN, "Gagakan", "Sambong"]


def test_the_client_of_a_legal_aid_post_is_the_inmate(tmp_path):
    rows = register(tmp_path, CLIENTS, CLIENT, [*CLIENT[:2], "Bebas CB 2/10/2024", *CLIENT[3:]])
    assert told(rows[0]) == ("Sri", "Joko Pitoyo", "Istri", "valid", [])
    assert "WBP_SUDAH_BEBAS" in rows[1].codes


def test_the_client_of_a_social_office_is_no_inmate(tmp_path):
    (row,) = register(
        tmp_path, ["Nama Klien", "NIK", "Nama Keluarga", "Desa", "Kec"], ["Sri", WOMAN, "Agus", "Gagakan", "Sambong"]
    )
    assert (row.values["wbp_nama"], "WBP_KOSONG" in row.codes) == ("", True)


@pytest.mark.parametrize("title", ["Nama Terdakwa", "Tersangka", "Nama Terpidana", "Nama Anak Binaan", "Defendant"])
def test_a_court_calls_the_inmate_by_other_words(title):
    assert (title_of(plain_label(title)).field, title_of(plain_label(title)).owner) == ("nama", Owner.INMATE)


@pytest.mark.parametrize(
    ("inmate", "tie"),
    [
        ("SRI ASTUTI (YBS)", "KK sendiri"),
        ("Sri Astuti", "diri sendiri"),
        ("Sri Astuti", "Saya sendiri"),
        ("YBS", ""),
        ("yang bersangkutan", ""),
        ("Sri Astuti (Kebo)", ""),
        ("", "sendiri"),
    ],
)
def test_a_head_of_the_household_who_is_held_himself_names_nobody_who_receives(tmp_path, inmate, tie):
    (row,) = judged(tmp_path, {"Nama WBP": inmate, "Hubungan dg WBP": tie})
    assert (row.values["wbp_nama"].split(" (")[0], row.status) == ("Sri Astuti", "review")
    assert (row.codes, row.values["hubungan"]) == (["NAMA_SAMA_DENGAN_WBP"], "")


def test_a_recipient_who_is_named_later_has_another_number_than_the_inmate(tmp_path):
    titles = ["Nama", "NIK", "Desa", "Kec", "Nama WBP"]
    read = read_here(write_xlsx(tmp_path / "r.xlsx", [titles, ["Agus", MAN, "Gagakan", "Sambong", "YBS"]]))
    row = read.rows[0]
    named = [row.corrected(nama="Sri"), row.corrected(nama="Sri", nik=WOMAN)]
    assert [told(judge([one], villages=villages(), as_of=AS_OF)[0]) for one in named] == [
        ("Sri", "Agus", "", "review", ["KOLOM_TIDAK_PASTI"]),
        ("Sri", "Agus", "", "valid", []),
    ]


TIES = ["Nama", "NIK", "Desa", "Kec", "Yg di Rutan"]


def ties(tmp_path, *families):
    titles = [
        ["Sri", WOMAN, "Gagakan", "Sambong"],
        ["Wati", OTHER_WOMAN, "Balun", "Cepu"],
        ["Budi", MAN, "Ledok", "Sambong"],
    ]
    rows = register(tmp_path, TIES, *([*family, cell] for family, cell in zip(titles, families, strict=True)))
    return [(row.values["hubungan"], row.codes) for row in rows]


def test_one_cell_that_can_be_meant_from_one_side_only_tells_it_of_the_column(tmp_path):
    assert ties(tmp_path, "Joko (suami)", "Agus (anak)", "Eko (adik)") == [("Istri", []), ("Ibu", []), ("Kakak", [])]
    assert ties(tmp_path, "Joko (istri)", "Agus (anak)", "Eko (adik)") == [("Istri", []), ("Anak", []), ("Adik", [])]


def test_a_column_that_says_both_or_nothing_stays_open(tmp_path):
    doubt = ("", ["HUBUNGAN_DUA_ARTI"])
    assert ties(tmp_path, "Joko (suami)", "Agus (istri)", "Eko (anak)")[2] == doubt
    assert ties(tmp_path, "Joko (anak)", "Agus (anak)", "Eko (anak)") == [doubt] * 3


CHAT = [
    ["[27/11 19.42] Mas Dwi: ini datanya"],
    [f"1. Sutini, istri dari Bambang, NIK {WOMAN}, Ds Kemiri Kec Jepon"],
    ["2. Mbak Lina, istri dari Tofa, NIK blm ada, Ds Puledagel"],
    ["Total 2 pak"],
]


@pytest.mark.parametrize("lines", [CHAT, [["\n".join(line for (line,) in CHAT)]]], ids=["rows", "one cell"])
def test_a_list_from_a_chat_is_refused_with_what_to_do(tmp_path, lines):
    with pytest.raises(NoTitles) as refused:
        read_here(write_xlsx(tmp_path / "r.xlsx", lines))
    assert str(refused.value) == str(REFUSALS["running_text"])
    assert [(part.why, part.rows) for part in refused.value.unread] == [
        ("running_text", tuple(range(1, len(lines) + 1)))
    ]


def test_a_chat_beside_a_table_is_named_with_what_to_do():
    table = [["Nama", "NIK", "Desa", "Kec", "Nama WBP"], ["Sri", WOMAN, "Gagakan", "Sambong", "Agus"]]
    sheets = [
        {"name": name, "rows": rows, "merged": [], "hidden": False} for name, rows in (("A", table), ("WA", CHAT))
    ]
    found = read_sheets(sheets, villages())
    assert [(part.sheet, part.why, part.rows) for part in found.unread] == [("WA", "running_text", (1, 2, 3, 4))]


def test_a_table_whose_titles_nobody_knows_is_no_running_text(tmp_path):
    with pytest.raises(Refused) as refused:
        read_here(write_xlsx(tmp_path / "r.xlsx", [["a", "b"], ["x, y, z", "q"], ["x, y, z", "q"]]))
    assert str(refused.value) == str(REFUSALS["no_header"])
