"""Tables side by side in one sheet, families on two lines, families as cards, lists of pupils and exports."""

import pytest

from families.register_import.blocks import cards
from families.register_import.columns import find_header
from families.register_import.judging import judge
from families.register_import.table import Table
from families.register_import.unread import Unread
from tests.families.blora import AS_OF, read_here, table, villages, write_xlsx

WOMAN, OTHER_WOMAN, THIRD = "3316015103049491", "3316016012689567", "3316016104839213"


def register(tmp_path, *rows):
    return read_here(write_xlsx(tmp_path / "r.xlsx", list(rows)))


def judged(tmp_path, *rows):
    return judge(register(tmp_path, *rows).rows, villages=villages(), as_of=AS_OF)


def said(rows, *fields):
    return [(row.sheet, row.number, *(row.values[field] for field in fields)) for row in rows]


TITLES = ["Nama", "No KTP", "Desa", "Nama WBP"]


@pytest.mark.parametrize("gap", [[None], [None, None, None]])
def test_tables_side_by_side_are_read_with_the_place_above_each(tmp_path, gap):
    rows = judged(
        tmp_path,
        ["Kecamatan Sambong", None, None, None, *gap, "Kecamatan Jati"],
        [*TITLES, *gap, *TITLES],
        ["Sri", WOMAN, "Gagakan", "Agus", *gap, "Wati", OTHER_WOMAN, "Doplang", "Budi"],
        ["Jumlah: 1", None, None, None, *gap, "Tini", THIRD, "Singget", "Joko"],
    )
    beside = {1: "Data (F:I)", 3: "Data (H:K)"}[len(gap)]
    assert said(rows, "nama", "kecamatan", "wbp_nama") == [
        ("Data", 3, "Sri", "Sambong", "Agus"),
        (beside, 3, "Wati", "Jati", "Budi"),
        (beside, 4, "Tini", "Jati", "Joko"),
    ]


def test_three_tables_that_touch_are_told_apart_by_their_running_numbers(tmp_path):
    one = ["No", "Nama", "NIK", "Desa", "Kec", "WBP"]
    families = [[1, "Sri", WOMAN], [1, "Wati", OTHER_WOMAN], [1, "Tini", THIRD]]
    rows = judged(tmp_path, one * 3, [cell for family in families for cell in [*family, "Gagakan", "Sambong", "Agus"]])
    assert said(rows, "nama", "nik") == [
        ("Data", 2, "Sri", WOMAN),
        ("Data (G:L)", 2, "Wati", OTHER_WOMAN),
        ("Data (M:R)", 2, "Tini", THIRD),
    ]


def test_the_same_titles_under_two_groups_are_one_table(tmp_path):
    (row,) = judged(
        tmp_path,
        ["KELUARGA", None, None, "WBP", None, None, "Desa", "Kec"],
        ["Nama", "NIK", "Tgl Lahir", "Nama", "NIK", "Tgl Lahir", None, None],
        ["Sri", WOMAN, "11-03-2004", "Agus", "3316011103019491", "11-03-2001", "Gagakan", "Sambong"],
    )
    assert (row.status, row.values["nama"], row.values["nik"], row.values["wbp_nama"]) == (
        "valid",
        "Sri",
        WOMAN,
        "Agus",
    )


LINES = ["No", "Nama", "NIK", "WBP", "Alamat", "Kec"]


def test_a_family_on_two_lines_is_one_to_be_confirmed_and_the_second_line_is_named(tmp_path):
    read = register(
        tmp_path,
        LINES,
        [1, "NURUL", WOMAN, "AGUS", "Dk. Krajan RT 01", "Sambong"],
        [None, "HIDAYAH", None, "SALIM", "RW 03 Desa Gagakan"],
        [2, "WATI", OTHER_WOMAN, "BUDI", "RT 1 RW 2 Ds. Gagakan", "Sambong"],
    )
    rows = judge(read.rows, villages=villages(), as_of=AS_OF)
    assert said(rows, "nama", "wbp_nama", "desa", "rt", "rw") == [
        ("Data", 2, "Nurul Hidayah", "Agus Salim", "Gagakan", "001", "003"),
        ("Data", 4, "Wati", "Budi", "Gagakan", "001", "002"),
    ]
    assert [row.codes for row in rows] == [["BARIS_DIGABUNG"], []]
    assert read.unread == [Unread("Data", "joined", (3,))]


def test_a_second_family_without_a_number_is_not_drawn_into_the_first(tmp_path):
    rows = judged(
        tmp_path,
        LINES,
        [1, "NURUL", WOMAN, "AGUS", "RT 1 RW 1 Ds. Gagakan", "Sambong"],
        [None, "WATI", None, "BUDI", "RT 1 RW 3 Ds. Gagakan", None],
        [3, "TINI", THIRD, "JOKO", "RT 1 RW 3 Ds. Gagakan", "Sambong"],
    )
    assert [(row.number, row.status, row.values["nama"]) for row in rows] == [
        (2, "valid", "Nurul"),
        (3, "invalid", "Wati"),
        (4, "valid", "Tini"),
    ]


def test_families_as_cards_are_read_one_below_the_other(tmp_path):
    read = register(
        tmp_path,
        ["KARTU KELUARGA BINAAN"],
        ["Nama", ":", "Sri"],
        ["No KTP", ":", WOMAN],
        ["Alamat", ":", "RT 2 RW 1 Ds Gagakan Kec Sambong"],
        ["Suami yang ditahan", ":", "Agus Salim"],
        ["Nama: Wati"],
        [f"NIK: {OTHER_WOMAN}"],
        ["WBP: Budi (anak)"],
        ["Desa: Doplang"],
    )
    rows = judge(read.rows, villages=villages(), as_of=AS_OF)
    assert said(rows, "nama", "nik", "wbp_nama", "hubungan", "desa") == [
        ("Data", 2, "Sri", WOMAN, "Agus Salim", "Istri", "Gagakan"),
        ("Data", 6, "Wati", OTHER_WOMAN, "Budi", "", "Doplang"),
    ]
    assert [row.codes for row in rows] == [[], ["HUBUNGAN_DUA_ARTI"]]
    assert read.unread == [Unread("Data", "weak", (1,))]


def test_the_guardian_of_a_pupil_receives_and_is_called_by_what_she_is_to_the_inmate(tmp_path):
    titles = ["Nama Murid", "NIK Murid", "Wali", "NIK Wali", "Hub. dg anak", "Orang tua yang ditahan", "Desa", "Kec"]
    place = ["Gagakan", "Sambong"]
    child = "3316011103129491"
    rows = judged(
        tmp_path,
        titles,
        ["Rizky", child, "Sri", WOMAN, "Ibu", "Bpk. Agus", *place],
        ["Dimas", child, "Wati", OTHER_WOMAN, "Nenek", "Bapak: Budi", *place],
    )
    assert said(rows, "nama", "nik", "wbp_nama", "hubungan", "keterangan") == [
        ("Data", 2, "Sri", WOMAN, "Agus", "Istri", None),
        ("Data", 3, "Wati", OTHER_WOMAN, "Budi", "", "Wali sebagai: Nenek"),
    ]


def test_in_an_export_of_inmates_the_bare_name_is_the_inmates(tmp_path):
    titles = [
        "NAMA",
        "TGL_LAHIR",
        "JENIS_KELAMIN",
        "STATUS_NAPI",
        "NO_REG",
        "NAMA_PENJAMIN",
        "NIK_PENJAMIN",
        "DESA",
        "KEC",
    ]
    rows = judged(
        tmp_path,
        titles,
        ["AGUS SALIM", "11-03-1980", "L", "NARAPIDANA", "B.I 7/2023", "SRI", WOMAN, "GAGAKAN", "SAMBONG"],
        ["BUDI", "11-03-1981", "L", "BEBAS", "B.I 8/2023", "WATI", OTHER_WOMAN, "GAGAKAN", "SAMBONG"],
    )
    assert said(rows, "nama", "nik", "jk", "wbp_nama", "wbp_register") == [
        ("Data", 2, "Sri", WOMAN, "P", "Agus Salim", "B.I 7/2023"),
        ("Data", 3, "Wati", OTHER_WOMAN, "P", "Budi", "B.I 8/2023"),
    ]
    assert [row.codes for row in rows] == [[], ["WBP_SUDAH_BEBAS"]]


def test_relations_under_a_title_of_names_are_no_inmate(tmp_path):
    titles = ["Nama", "NIK", "WBP", "Yang ditahan", "Desa", "Kec"]
    (row,) = judged(tmp_path, titles, ["Sri", WOMAN, "Istri", "Agus", "Gagakan", "Sambong"])
    assert (row.values["wbp_nama"], row.values["hubungan"], row.codes) == ("Agus", "Istri", [])


def test_a_list_in_english_calls_the_regency_a_district(tmp_path):
    titles = ["Name", "ID No.", "Inmate", "Relation", "Village", "Subdistrict", "District", "Notes"]
    rows = judged(
        tmp_path,
        titles,
        ["Sri", WOMAN, "Agus", "wife", "Gagakan", "Sambong", "Blora", "inmate transferred to Semarang"],
        ["Wati", OTHER_WOMAN, "Budi", "Mother", "Gagakan", "Sambong", "Blora", "recipient passed away"],
        ["Tini", THIRD, "Joko", "Mother", "Sumber", "Sumber", "Rembang", None],
    )
    assert [(row.values["hubungan"], row.codes) for row in rows] == [
        ("Istri", ["WBP_PINDAH"]),
        ("Ibu", ["PENERIMA_MENINGGAL"]),
        ("Ibu", ["LUAR_BLORA"]),
    ]


@pytest.mark.parametrize(
    ("address", "village", "district", "codes"),
    [
        ("Ds. Gagakan RT 01/04, Sambong", "Gagakan", "Sambong", []),
        ("Gagakan, Sambong, Blora", "Gagakan", "Sambong", []),
        ("Desa Gagakan RT 1 RW 2 Kec. Sambong Blora", "Gagakan", "Sambong", []),
        ("ds gagakan rt3 rw4 kec sambong", "Gagakan", "Sambong", []),
        ("Ds. Sumber RT 1 Kec. Kradenan, Grobogan", "Sumber", "Kradenan", ["LUAR_BLORA"]),
        ("Ds. Prangi Kec. Padangan Bojonegoro", "Prangi", "Padangan", ["LUAR_BLORA"]),
    ],
)
def test_the_regency_behind_an_address_decides(tmp_path, address, village, district, codes):
    (row,) = judged(tmp_path, ["Nama", "NIK", "WBP", "Alamat"], ["Sri", WOMAN, "Agus", address])
    assert (row.values["desa"], row.values["kecamatan"], row.codes) == (village, district, codes)


def test_the_town_in_a_districts_name_is_left_off_and_a_label_before_a_number(tmp_path):
    titles = ["Nama", "NIK", "No KK", "WBP", "Desa", "Kec"]
    family = ["Sri", f"NIK. {WOMAN}", "No. KK: 3316062309209373", "Agus", "Mlangsen", "Blora Kota"]
    (row,) = judged(tmp_path, titles, family)
    assert (row.status, row.values["nik"], row.values["no_kk"], row.values["kecamatan"]) == (
        "valid",
        WOMAN,
        "3316062309209373",
        "Blora",
    )


def test_two_of_one_address_with_one_inmate_are_asked_about_where_no_card_tells_them_apart(tmp_path):
    titles = ["Nama", "NIK", "WBP", "Desa", "RT", "RW"]
    family, son = ["Sri", WOMAN, "Agus", "Gagakan", 1, 2], ["Doni", OTHER_WOMAN, "Agus bin Karto", "Gagakan", 1, 2]
    assert [row.codes for row in judged(tmp_path, titles, family, son)] == [[], ["DUP_SERUMAH"]]
    for other in ([*son[:5], 3], [*son[:2], "Budi", *son[3:]]):
        assert [row.codes for row in judged(tmp_path, titles, family, other)] == [[], []]


def test_a_name_with_first_letters_is_the_same_persons_by_the_same_nik(tmp_path):
    titles = ["Nama", "NIK", "WBP", "Desa"]
    rows = judged(
        tmp_path,
        titles,
        ["Siti Nur Aini", WOMAN, "Agus", "Gagakan"],
        ["S.N. Aini", WOMAN, "Agus", "Gagakan"],
        ["Dewi Nur Aini", WOMAN, "Agus", "Gagakan"],
    )
    assert [row.codes for row in rows][:2] == [[], ["DUP_NIK_FORMAT_BEDA"]]


def test_what_stands_behind_a_recipients_name_is_a_remark_and_a_doubt(tmp_path):
    titles = ["Nama", "NIK", "WBP", "Desa"]
    (row,) = judged(tmp_path, titles, ["Ibu Sri (alm. minggu lalu, diwakili anaknya)", WOMAN, "Agus", "Gagakan"])
    assert (row.values["nama"], row.values["keterangan"], row.codes) == (
        "Sri",
        "alm. minggu lalu, diwakili anaknya",
        ["PENERIMA_MENINGGAL"],
    )


@pytest.mark.parametrize(
    ("titles", "family", "codes"),
    [
        (
            ["Nama WBP", "Alamat", "Nama Penjamin", "NIK Penjamin"],
            ["Agus", "Ds Doplang Kec Jati", "Sri", WOMAN],
            ["KOLOM_TIDAK_PASTI"],
        ),
        (["Nama Penjamin", "NIK Penjamin", "Alamat", "Nama WBP"], ["Sri", WOMAN, "Ds Doplang Kec Jati", "Agus"], []),
        (["Nama WBP", "Nama Penjamin", "NIK Penjamin", "Alamat"], ["Agus", "Sri", WOMAN, "Ds Doplang Kec Jati"], []),
        (
            ["Nama Anak", "NIK Anak", "Nama Ibu", "NIK Ibu", "Ayah (napi)", "Desa"],
            ["Tini", THIRD, "Sri", WOMAN, "Agus", "Doplang"],
            ["KOLOM_TIDAK_PASTI"],
        ),
    ],
)
def test_a_column_that_may_be_another_persons_is_asked_about(tmp_path, titles, family, codes):
    assert [row.codes for row in judged(tmp_path, titles, family)] == [codes]


@pytest.mark.parametrize("title", ["Hubungan WBP dengan penerima", "WBP adalah", "Tahanan sebagai"])
def test_a_title_that_describes_the_inmate_turns_the_relation(tmp_path, title):
    titles = ["Nama Penerima", "NIK", "Nama WBP", title, "Desa"]
    (row,) = judged(tmp_path, titles, ["Sri", WOMAN, "Agus", "Anak", "Doplang"])
    assert (row.values["hubungan"], row.codes) == ("Ibu", [])


def test_who_is_visited_is_the_inmate(tmp_path):
    titles = ["Pengunjung", "No. Identitas", "Mengunjungi", "Hubungan", "Desa"]
    (row,) = judged(tmp_path, titles, ["Sri", WOMAN, "Agus", "Istri", "Doplang"])
    assert (row.values["nama"], row.values["wbp_nama"], row.codes) == ("Sri", "Agus", [])


def test_a_pupils_neighbour_is_no_family_and_what_somebody_typed_is_the_relation(tmp_path):
    titles = ["Nama Siswa", "Wali", "NIK Wali", "Wali sbg", "Ortu di Rutan", "Desa"]
    read = register(tmp_path, titles, ["Rizky", "Sri", WOMAN, "Tetangga", "Bpk. Agus", "Gagakan"])
    (row,) = judge(read.rows, villages=villages(), as_of=AS_OF)
    assert (row.values["hubungan"], row.codes) == ("", ["BUKAN_KELUARGA"])
    (row,) = judge([read.rows[0].corrected(hubungan="Kakak")], villages=villages(), as_of=AS_OF)
    assert (row.values["hubungan"], row.codes) == ("Kakak", [])


@pytest.mark.parametrize(("between", "place"), [(39, {"kecamatan": "CEPU"}), (40, {})])
def test_the_last_forty_lines_above_a_card_may_say_where_it_is(between, place):
    card = [["Nama", "Siti Aminah"], ["NIK", "3316015103049491"], ["Nama WBP", "Agus"]]
    rows = [["KECAMATAN CEPU"], *[["Rapat", "pada", "hari ini"]] * between, *card]
    ((row,), used) = cards("Data", rows)
    assert (row.place, used) == (place, {between + 2, between + 3, between + 4})


def test_lines_that_make_no_card_are_read_once_however_many_there_are():
    assert cards("Data", [["Nama", f"Siti {number}"] for number in range(5000)]) == ([], set())


def test_of_rows_that_only_look_like_titles_so_many_are_looked_at_as_a_sheet_may_have(monkeypatch):
    head, family = table({})
    odd = ["Nama", "NIK", "Desa", "Kecamatan", "RT", *[f"t{number}" for number in range(145)]]
    asked = []
    monkeypatch.setattr("families.register_import.table.find_header", lambda *given, **_more: asked.append(given))
    whole = Table("Data", [head, family, *[odd] * 400], [], villages())
    whole.read(find_header([head, family], villages()))
    assert len(asked) == 10


def test_tables_side_by_side_may_have_other_titles(tmp_path):
    rows = judged(
        tmp_path,
        ["KEC. SAMBONG", None, None, None, None, "KEC. JATI"],
        ["Nama", "NIK", "WBP", "Desa", None, "No", "Nama Penerima", "WBP (hub)", "NIK", "Ds"],
        ["Sri", WOMAN, "Agus", "Gagakan", None, 1, "Wati", "Budi (istri)", OTHER_WOMAN, "Doplang"],
    )
    assert said(rows, "nama", "nik", "kecamatan", "wbp_nama") == [
        ("Data", 3, "Sri", WOMAN, "Sambong", "Agus"),
        ("Data (F:J)", 3, "Wati", OTHER_WOMAN, "Jati", "Budi"),
    ]


def test_an_empty_column_between_inmates_and_their_families_parts_no_tables(tmp_path):
    (row,) = judged(
        tmp_path,
        ["Nama WBP", "NIK WBP", "No. Register", None, "Nama Penerima", "NIK Penerima", "Desa"],
        ["Agus", "3316011103049491", "B.I 1/2024", None, "Sri", WOMAN, "Gagakan"],
    )
    assert (row.values["nama"], row.values["nik"], row.values["wbp_nama"]) == ("Sri", WOMAN, "Agus")


CHAT = [
    "[21/11/26 08.12] Bu Kader: Assalamualaikum, ini datanya",
    "Nama : Sri Astuti",
    f"NIK : {WOMAN}",
    "Nama WBP : Agus",
    "Alamat : Ds. Gagakan RT 01/RW 02 Kec. Sambong",
    "Email : sri@contoh.invalid",
    "22/11/26 06.30 - Pak Carik: Nama : Wati Ningsih",
    f"NIK : {OTHER_WOMAN}",
    "Nama WBP : ",
    "Hubungan : Ibu",
    "Alamat : Ds. Gagakan RT 01/RW 03 Kec. Sambong",
    "[22/11/26 07.00] Anda: terima kasih",
]


def test_who_wrote_a_line_of_a_chat_is_no_line_of_a_card(tmp_path):
    found = register(tmp_path, *([line] for line in CHAT))
    rows = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert said(rows, "nama", "nik", "keterangan") == [
        ("Data", 2, "Sri Astuti", WOMAN, None),
        ("Data", 7, "Wati Ningsih", OTHER_WOMAN, None),
    ]
    # Of a label without a value the family is asked, and does not vanish.
    assert [row.codes for row in rows] == [[], ["WBP_KOSONG"]]
    assert [(part.why, part.rows) for part in found.unread] == [("weak", (1, 6, 12))]


def test_clients_who_have_a_last_day_are_held(tmp_path):
    found = register(
        tmp_path,
        ["KLIEN", None, None, "PENJAMIN", None, None],
        ["Nama", "Lahir", "Exp.", "Nama", "NIK", "Desa"],
        ["Agus Haryadi", "11-02-1978", "01-03-2027", "Sri", WOMAN, "Gagakan"],
    )
    (row,) = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert (row.values["nama"], row.values["wbp_nama"], row.values["tgl_bebas"].year) == ("Sri", "Agus Haryadi", 2027)
    assert row.values["keterangan"] is None


@pytest.mark.parametrize(("said_there", "relation"), [("suaminya", "Istri"), ("anaknya", "Ibu"), ("kakaknya", "Adik")])
def test_a_title_may_go_on_with_the_sentence_of_the_inmates_title(tmp_path, said_there, relation):
    (row,) = judged(
        tmp_path,
        ["Nama", "NIK", "Yang didampingi di rutan", "…adalah", "Desa"],
        ["Sri", WOMAN, "Agus", said_there, "Gagakan"],
    )
    assert (row.values["hubungan"], row.codes) == (relation, [])


def column_of_ties(tmp_path, *ties):
    titles = ["Nama", "NIK", "Nama WBP", "Hubungan", "Desa"]
    people = [("Sri", WOMAN), ("Wati", OTHER_WOMAN), ("Tini", THIRD)]
    rows = [[*who, f"Agus {tie}", tie, "Gagakan"] for who, tie in zip(people, ties, strict=False)]
    return [row.values["hubungan"] for row in judged(tmp_path, titles, *rows)]


@pytest.mark.parametrize(
    ("ties", "read"),
    [
        (["Suami", "Suami saya", "Anak"], ["Istri", "Istri", "Ibu"]),
        # One may be a slip, and is asked about.
        (["Suami", "Anak"], ["Suami", "Anak"]),
        (["Suami", "Suami", "Istri"], ["Suami", "Suami", "Istri"]),
    ],
)
def test_a_column_of_relations_that_can_only_be_the_inmates_is_read_as_his(tmp_path, ties, read):
    assert column_of_ties(tmp_path, *ties) == read


def test_titles_of_an_export_say_their_groups_as_paths(tmp_path):
    (row,) = judged(
        tmp_path,
        ["kel/nama_penerima", "kel/nik", "wbp/nama_wbp", "alamat/rt", "alamat/rw", "alamat/desa", "alamat/kecamatan"],
        ["Sri", WOMAN, "Agus", "01", "02", "Gagakan", "Sambong"],
    )
    assert (row.status, row.values["nama"], row.values["wbp_nama"]) == ("valid", "Sri", "Agus")
    assert (row.values["rt"], row.values["rw"], row.values["desa"]) == ("001", "002", "Gagakan")


def test_the_empty_name_of_who_was_signed_in_is_no_recipient(tmp_path):
    (row,) = judged(
        tmp_path,
        ["Name", "Nama Ibu/Bapak", "Nomor KTP", "Keluarga yang di rutan", "Beliau adalah … Anda", "Desa & Kecamatan"],
        ["", "Sri", WOMAN, "Agus", "Suami saya", "Gagakan, Sambong"],
    )
    assert (row.values["nama"], row.values["wbp_nama"], row.values["hubungan"]) == ("Sri", "Agus", "Istri")
    assert (row.values["desa"], row.values["kecamatan"]) == ("Gagakan", "Sambong")


@pytest.mark.parametrize(
    ("titles", "kept"),
    [(["No. Register", "Blok", "Desa"], None), (["No. Register", "Desa", "Blok"], "blok: A 3")],
)
def test_a_block_beside_the_inmate_is_his_cell(tmp_path, titles, kept):
    said_there = {"No. Register": "B.I 1/2024", "Blok": "A 3", "Desa": "Gagakan"}
    row = ["Sri", WOMAN, "Agus", *(said_there[title] for title in titles)]
    found = register(tmp_path, ["Nama", "NIK", "Nama WBP", *titles], row)
    assert [(part.why, part.titles) for part in found.unread] == ([] if kept else [("offence", ("Blok",))])
    (read,) = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert read.values["keterangan"] == kept


def test_a_status_in_the_household_that_only_the_inmates_can_have_is_what_they_are(tmp_path):
    rows = judged(
        tmp_path,
        ["Nama KK", "NIK", "Warga yg di LP", "Status dlm klg", "Desa"],
        ["Sri", WOMAN, "Agus", "suami", "Gagakan"],
        ["Wati", OTHER_WOMAN, "Budi", "anak", "Gagakan"],
        ["Tini", THIRD, "Joko", "suami", "Gagakan"],
    )
    assert [(row.values["wbp_nama"], row.values["hubungan"]) for row in rows] == [
        ("Agus", "Istri"),
        ("Budi", "Ibu"),
        ("Joko", "Istri"),
    ]


@pytest.mark.parametrize(("day", "born"), [("01-10-2011", True), ("2012-10-01", False), ("01/10/2026", False)])
def test_a_late_day_below_a_title_that_nobody_knows_is_no_birth(tmp_path, day, born):
    found = register(tmp_path, ["Nama", "NIK", "Nama WBP", "Desa", "Opened"], ["Sri", WOMAN, "Agus", "Gagakan", day])
    assert ("tgl_lahir" in found.rows[0].cells) is born
