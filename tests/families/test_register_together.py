"""Answers in several columns or several in one, lines that take turns, cards side by side: kinds of other offices."""

from datetime import date

import pytest

from families.register_import import cells as read
from families.register_import.judging import judge
from families.register_import.titles import Owner, plain_label, title_of
from families.register_import.together import legends_in, two_numbers
from tests.families.blora import AS_OF, read_here, villages, write_xlsx

WOMAN, OTHER_WOMAN, THIRD, MAN = "3316015103049491", "3316016012689567", "3316016104839213", "3316011203750001"
CARD, OTHER_CARD = "3316062309209373", "3316062309209374"
CHILD = "3316015009220001"


@pytest.fixture
def register(tmp_path):
    return lambda *rows: read_here(write_xlsx(tmp_path / "r.xlsx", list(rows)))


@pytest.fixture
def judged(register):
    return lambda *rows: judge(register(*rows).rows, villages=villages(), as_of=AS_OF)


def said(rows, *fields):
    return [(row.number, row.status, *(row.values[field] for field in fields)) for row in rows]


RELATIONS = ["ISTRI", "SUAMI", "ANAK", "ORTU", "SDR", "LAIN"]


def ticked(*words):
    return ["√" if word in words else None for word in RELATIONS]


def ticks(judged, *families):
    group = ["No", "Nama CPM", "NIK", "Desa", "Kec", "Nama WBP", "HUBUNGAN DGN WBP (√)", *[None] * 5, "LAYAK (√)", None]
    return judged(
        group,
        [*[None] * 6, *RELATIONS, "YA", "TDK"],
        [f"({number})" for number in range(1, 15)],
        *([n, *family] for n, family in enumerate(families, start=1)),
        [*[None] * 10, "Blora, 14 November 2024"],
        [*[None] * 10, "Petugas"],
    )


def test_a_relation_is_ticked_in_one_of_several_columns(judged):
    rows = ticks(
        judged,
        ["Sri", WOMAN, "Gagakan", "Sambong", "Agus", *ticked("ISTRI"), "√", None],
        ["Wati", OTHER_WOMAN, "Gagakan", "Sambong", "Budi", *ticked("ORTU"), "√", None],
        ["Tini", THIRD, "Gagakan", "Sambong", "Joko", *ticked("SDR"), "√", None],
    )
    assert said(rows, "nama", "hubungan") == [
        (4, "valid", "Sri", "Istri"),
        (5, "valid", "Wati", "Ibu"),
        (6, "valid", "Tini", "Saudara"),
    ]
    assert not any(row.values["keterangan"] for row in rows)


def test_two_ticks_leave_the_relation_open_and_a_tick_that_it_is_not_eligible_is_a_doubt(judged):
    rows = ticks(
        judged,
        ["Sri", WOMAN, "Gagakan", "Sambong", "Agus", *ticked("ANAK", "SDR"), "√", None],
        ["Wati", OTHER_WOMAN, "Gagakan", "Sambong", "Budi", *ticked("ISTRI"), None, "√"],
    )
    assert [(row.codes, row.values["hubungan"], row.values["keterangan"]) for row in rows] == [
        (["HUBUNGAN_DUA_ARTI"], "", "hubungan: Anak, Saudara"),
        (["TIDAK_LAYAK"], "Istri", None),
    ]


def test_how_many_of_each_there_are_is_no_tick(judged):
    (row,) = judged(
        ["No", "Nama Penerima", "NIK", "Desa", "Kec", "Nama WBP", "Istri", "Anak"],
        [1, "Sri", WOMAN, "Gagakan", "Sambong", "Agus", 1, 2],
    )
    assert (row.status, row.values["hubungan"]) == ("valid", "")


@pytest.mark.parametrize(
    ("remark", "codes"),
    [
        ("hasil verval: tidak layak", ["TIDAK_LAYAK"]),
        ("rumah tidak layak huni", []),
        ("sekarang tinggal di Kel. Balun", ["PENERIMA_PINDAH"]),
        ("sedang bekerja di Malaysia, rumah kosong", ["PENERIMA_PINDAH"]),
    ],
)
def test_a_remark_may_speak_against_a_family(judged, remark, codes):
    (row,) = judged(
        ["No", "Nama Penerima", "NIK", "Desa", "Kec", "Nama WBP", "Ket."],
        [1, "Sri", WOMAN, "Gagakan", "Sambong", "Agus", remark],
    )
    assert row.codes == codes


def test_where_a_family_lives_now_is_not_where_the_inmate_was_moved_to(judged):
    titles = ["No", "Nama warga", "NIK", "Desa", "Kec", "Keluarga di Rutan"]
    (row,) = judged(
        titles,
        [
            1,
            "Sri",
            WOMAN,
            "Gagakan",
            "Sambong",
            "Istri dari Sdr. Agus Santoso, Rutan. Sekarang ikut di Kel. Balun",
        ],
    )
    assert (row.codes, row.values["wbp_nama"]) == (["PENERIMA_PINDAH"], "Agus Santoso")


def test_name_age_and_relation_stand_in_one_cell_and_nik_and_family_card_in_another(judged):
    rows = judged(
        ["No", "Nama / Umur / Hub.", "NIK\nNo. KK", "Desa", "Kec", "WBP (nama / tempat)"],
        [1, "Sri Astuti / 20 th / istri", f"{WOMAN}\n{CARD}", "Gagakan", "Sambong", "Agus Santoso / Rutan Blora"],
        [2, "Wati Ningsih (WA 081200001012) / 56 th / ibu", f"NIK {OTHER_WOMAN}\nKK {OTHER_CARD}", "Gagakan", "Sambong",
         "Budi Hartono / Rutan Blora"],
        [3, "Tini Rahayu/41th/istri - 081200001013", f"KK 3316062309209375\nNIK {THIRD}", "Gagakan", "Sambong",
         "Joko Susilo / Rutan Blora"],
    )  # fmt: skip
    assert said(rows, "nama", "nik", "no_kk", "hubungan", "wbp_nama", "hp") == [
        (2, "valid", "Sri Astuti", WOMAN, CARD, "Istri", "Agus Santoso", None),
        (3, "valid", "Wati Ningsih", OTHER_WOMAN, OTHER_CARD, "Ibu", "Budi Hartono", "081200001012"),
        (4, "valid", "Tini Rahayu", THIRD, "3316062309209375", "Istri", "Joko Susilo", "081200001013"),
    ]


def test_a_slash_between_two_people_still_asks_who_receives(judged):
    (row,) = judged(
        ["No", "Nama Penerima", "NIK", "Desa", "Kec", "Nama WBP"],
        [1, "Sri Astuti / Wati Ningsih", WOMAN, "Gagakan", "Sambong", "Agus"],
    )
    assert row.codes == ["PENERIMA_DUA"]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (f"{WOMAN}\n{CARD}", {"nik": WOMAN, "no_kk": CARD}),
        (f"{WOMAN} {CARD}", {"nik": WOMAN, "no_kk": CARD}),
        (f"KK: {CARD} / NIK: {WOMAN}", {"no_kk": f"KK: {CARD}", "nik": f"NIK: {WOMAN}"}),
        (WOMAN, {"nik": WOMAN}),
        (f"KK {CARD}", {"no_kk": f"KK {CARD}"}),
        (3316015103049491, {"nik": 3316015103049491}),
    ],
)
def test_two_numbers_in_a_cell_are_told_apart(cell, found):
    assert two_numbers(cell, ("nik", "no_kk")) == found


def test_codes_mean_what_the_legend_beside_the_table_says(judged):
    rows = judged(
        ["HUB_KLG : 1=ISTRI 2=SUAMI 3=ANAK 4=ORANG TUA 5=SAUDARA 6=LAINNYA"],
        ["NO_REG", "NM_WBP", "TGL_LHR_WBP", "NM_KLG", "NIK_KLG", "TGL_LHR_KLG", "HUB_KLG", "KEL_DESA", "KEC"],
        ["B.I 4/2024", "AGUS", "19850206", "SRI", WOMAN, "20040311", "1", "GAGAKAN", "SAMBONG"],
        ["B.I 5/2024", "BUDI", "19850207", "WATI", OTHER_WOMAN, "19681220", 4, "GAGAKAN", "SAMBONG"],
        ["B.I 6/2024", "JOKO", "19850208", "TINI", THIRD, "19830421", "06", "GAGAKAN", "SAMBONG"],
    )
    assert said(rows, "nama", "hubungan", "tgl_lahir") == [
        (3, "valid", "Sri", "Istri", date(2004, 3, 11)),
        (4, "valid", "Wati", "Ibu", date(1968, 12, 20)),
        (5, "valid", "Tini", "", date(1983, 4, 21)),
    ]


def test_a_legend_has_two_words_that_are_of_one_kind():
    assert legends_in([["L=Laki-laki, P=Perempuan"]]) == {"jk": {"l": "Laki-laki", "p": "Perempuan"}}
    assert legends_in([["Catatan: a. Istri"], ["1: Beras 2: Gula"], ["No : 1", "Nama : Sri"]]) == {}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("19870523", date(1987, 5, 23)),
        ("23051987", date(1987, 5, 23)),
        (20121231, date(2012, 12, 31)),
        ("20102010", date(2010, 10, 20)),
        ("19871323", None),
        ("1987052", None),
    ],
)
def test_a_day_in_eight_digits_is_read_from_either_end(cell, day):
    assert read.read_date(cell, birth=True, as_of=AS_OF)[0] == day


def test_lines_of_inmates_and_families_take_turns_in_one_column(register):
    found = register(
        ["", "Catatan keluarga WBP"],
        ["No", "U r a i a n", "No. Reg / NIK", "Alamat", "Paraf"],
        [1, "WBP : Agus Santoso bin Saji", "B.IIa 10/2023", "Blok B kmr 2"],
        [None, "  Klg : Sri Astuti (istri) hp 081200001012", WOMAN, "Ds. Gagakan Kec. Sambong RT 5/4"],
        [2, "WBP : Budi Hartono", "B.I 6/2023", "Blok B kmr 7"],
        [None, "WBP : Joko Hartono (adiknya)", "B.I 7/2024", "Blok A kmr 2"],
        [None, "  Klg : Wati Ningsih (ibu)", OTHER_WOMAN, "Ds. Gagakan Kec. Sambong RT 5/2"],
        [3, "WBP : Joko Susilo", "B.I 9/2024"],
        [None, "  Klg : Tini Rahayu - almh, blm ada pengganti", THIRD, "Ds. Gagakan Kec. Sambong RT 1/1"],
        [None, "  anak : Dimas, 6 th; Alya, 2 th"],
    )
    rows = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert said(rows, "nama", "nik", "hubungan", "wbp_nama") == [
        (4, "valid", "Sri Astuti", WOMAN, "Istri", "Agus Santoso bin Saji"),
        (7, "review", "Wati Ningsih", OTHER_WOMAN, "Ibu", "Budi Hartono dan Joko Hartono"),
        (9, "review", "Tini Rahayu", THIRD, "", "Joko Susilo"),
    ]
    assert [row.codes for row in rows] == [[], ["WBP_DUA"], ["PENERIMA_MENINGGAL"]]
    assert rows[0].values["wbp_register"] == "B.IIa 10/2023"
    assert rows[2].values["keterangan"] == "almh, blm ada pengganti"
    assert {part.why: part.rows for part in found.unread} == {"turns": (3, 5, 6, 8), "weak": (10,)}
    assert not any("Blok" in str(row.values) for row in rows)


def test_a_family_called_by_its_relation_takes_its_turn_once(register):
    lines = [
        line
        for number, (inmate, wife, nik) in enumerate(
            [("Agus", "Sri", WOMAN), ("Budi", "Wati", OTHER_WOMAN), ("Joko", "Tini", THIRD)], start=1
        )
        for line in (
            [number, f"Napi: {inmate} Santoso"],
            [None, f"Istri: {wife} Rahayu", nik, "Gagakan", "Sambong"],
            [None, "Anak: Dimas"],
        )
    ]
    found = register(["No", "Nama", "NIK", "Desa", "Kec"], *lines)
    rows = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert said(rows, "nama", "hubungan", "wbp_nama") == [
        (3, "valid", "Sri Rahayu", "Istri", "Agus Santoso"),
        (6, "valid", "Wati Rahayu", "Istri", "Budi Santoso"),
        (9, "valid", "Tini Rahayu", "Istri", "Joko Santoso"),
    ]


def test_cards_stand_side_by_side(register):
    def card(name, nik, inmate):
        return [
            ["Nama WB", ":", inmate],
            ["Keluarga inti yg dilayani", ":", name],
            ["Statusnya thd WB", ":", "Istri"],
            ["NIK", ":", nik],
            ["Alamat", ":", "Jl. Kenanga 2, 05/04"],
            ["Kel./Desa", ":", "Gagakan"],
            ["Kecamatan", ":", "Sambong"],
        ]

    pairs = [
        (("Sri", WOMAN, "Agus"), ("Wati", OTHER_WOMAN, "Budi")),
        (("Tini", THIRD, "Joko"), ("Yuli", "3316016104839214", "(belum diisi)")),
    ]
    lines = [["KARTU KELUARGA WARGA BINAAN"]]
    for left, right in pairs:
        lines += [[], *([*one, None, *other] for one, other in zip(card(*left), card(*right), strict=True))]
    found = register(*lines)
    rows = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert [(row.sheet, row.status, row.values["nama"], row.values["wbp_nama"]) for row in rows] == [
        ("Data", "valid", "Sri", "Agus"),
        ("Data", "valid", "Tini", "Joko"),
        ("Data (E:G)", "valid", "Wati", "Budi"),
        ("Data (E:G)", "invalid", "Yuli", ""),
    ]
    assert {row.values["hubungan"] for row in rows} == {"Istri"}


def test_a_small_child_stands_first_and_its_mother_receives(judged):
    rows = judged(
        ["NO", "BALITA", None, None, "IBU / PENGASUH (PENERIMA)", None, None, "BAPAK BALITA (WBP)", "DESA", "KEC"],
        [None, "Nama", "NIK", "Tgl lhr", "Nama", "NIK", "Hub. dg WBP"],
        [1, "Alya", CHILD, "10/09/22", "Sri Astuti", WOMAN, "istri", "Bp. Agus Santoso", "Gagakan", "Sambong"],
        [2, "Arka", "3316011009220002", "10/09/22", "Wati Ningsih", OTHER_WOMAN, "mertua (mbahnya balita)", "Budi",
         "Gagakan", "Sambong"],
        [3, "Zahra", CHILD, "10/09/22", "Tini Rahayu", CHILD, "istri", "Joko", "Gagakan", "Sambong"],
    )  # fmt: skip
    assert [(row.values["nama"], row.values["hubungan"], row.values["wbp_nama"], row.codes) for row in rows] == [
        ("Sri Astuti", "Istri", "Agus Santoso", []),
        ("Wati Ningsih", "Mertua", "Budi", []),
        # The child's own number, copied.
        ("Tini Rahayu", "Istri", "Joko", ["KOLOM_TIDAK_PASTI"]),
    ]
    assert rows[0].values["tgl_lahir"] == date(2004, 3, 11)


def test_how_many_small_children_there_are_stays_a_remark(judged):
    (row,) = judged(
        ["No", "Nama Penerima", "NIK", "Desa", "Kec", "Nama WBP", "Balita"],
        [1, "Sri", WOMAN, "Gagakan", "Sambong", "Agus", 2],
    )
    assert row.values["keterangan"] == "balita: 2"


@pytest.mark.parametrize(("age", "codes"), [(20, []), ("29 th", []), (59, ["NIK_TGL_TIDAK_COCOK"]), ("-", [])])
def test_an_age_far_from_that_of_the_nik_is_a_doubt(judged, age, codes):
    (row,) = judged(
        ["No", "Penerima", "NIK", "Umur (th)", "Desa", "Kec", "Nama WBP"],
        [1, "Sri", WOMAN, age, "Gagakan", "Sambong", "Agus"],
    )
    assert (row.codes, row.values["keterangan"]) == (codes, None)


def test_an_age_right_of_the_inmate_is_his(register):
    found = register(
        ["No", "Nama WBP", "Umur", "Nama Penerima", "NIK", "Desa", "Kec"],
        [1, "Agus", 61, "Sri", WOMAN, "Gagakan", "Sambong"],
    )
    (row,) = judge(found.rows, villages=villages(), as_of=AS_OF)
    assert (row.status, row.codes) == ("valid", [])


def test_rt_and_rw_stand_above_the_families_for_whom_they_hold(judged):
    rows = judged(
        ["KECAMATAN SAMBONG"],
        ["DESA GAGAKAN"],
        ["No.", "Nama warga", "NIK", "Keluarga di Rutan"],
        ["RT 01  RW 02"],
        [1, "Sri", WOMAN, "Istri dari Sdr. Agus, Rutan Blora"],
        ["RT 04 / RW 02"],
        [2, "Wati", OTHER_WOMAN, "Ibu dari Sdr. Budi, Rutan Blora"],
    )
    assert said(rows, "nama", "desa", "rt", "rw") == [
        (5, "valid", "Sri", "Gagakan", "001", "002"),
        (7, "valid", "Wati", "Gagakan", "004", "002"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "Gagakan, Dukuh RT 8 RW 1, Kec. Sambong, Blora",
        "Dukuh RT 8 RW 1, Gagakan, Kec. Sambong, Kab. Blora",
    ],
)
def test_a_village_without_its_word_is_found_by_the_district_wherever_it_stands(judged, address):
    (row,) = judged(["No", "Nama Penerima", "NIK", "Alamat", "Nama WBP"], [1, "Sri", WOMAN, address, "Agus"])
    assert (row.status, row.values["desa"], row.values["rt"]) == ("valid", "Gagakan", "008")


@pytest.mark.parametrize(
    ("written", "field", "owner"),
    [
        ("Siapa nama anggota keluarga Anda yang sedang dibina di Rutan?", "nama", Owner.INMATE),
        ("Anda adalah apanya warga binaan tersebut?", "hubungan", Owner.FAMILY),
        ("Anggota kel. yg berada di Rutan/Lapas", "nama", Owner.INMATE),
        ("Yg di Rutan/Lapas tsb adalah … dari penerima", "wbp_sebagai", Owner.INMATE),
        ("Bapak Balita (WBP)", "nama", Owner.FAMILY),
        ("Nama Balita", "nama", Owner.OTHER),
        ("Balita", None, Owner.UNSAID),
        ("NKK", "no_kk", Owner.UNSAID),
        ("Usia", "umur", Owner.UNSAID),
        ("Keluarga inti yg dilayani", "nama", Owner.FAMILY),
        ("Statusnya thd WB", "hubungan", Owner.INMATE),
    ],
)
def test_titles_of_other_offices(written, field, owner):
    title = title_of(plain_label(written))
    assert (title.field, title.owner) == (field, owner)


def test_what_the_inmate_is_to_the_recipient_is_turned_round(judged):
    rows = judged(
        ["No", "Penerima", "NIK", "Desa", "Kec", "Anggota kel. yg berada di Rutan/Lapas",
         "Yg di Rutan/Lapas tsb adalah … dari penerima"],
        [1, "Sri", WOMAN, "Gagakan", "Sambong", "Agus", "Suami"],
        [2, "Wati", OTHER_WOMAN, "Gagakan", "Sambong", "Budi", "Anak"],
        [3, "Karto", MAN, "Gagakan", "Sambong", "Joko", "Kakak"],
    )  # fmt: skip
    assert said(rows, "nama", "hubungan", "wbp_nama") == [
        (2, "valid", "Sri", "Istri", "Agus"),
        (3, "valid", "Wati", "Ibu", "Budi"),
        (4, "valid", "Karto", "Adik", "Joko"),
    ]
