"""Cells that hold more than the inmate's name: the relation, his register number, his last day, a remark."""

import pytest

from families.register_import.inmates import read_inmate
from families.register_import.judging import judge
from families.register_import.relations import of_recipient, read_relation, relation_alone
from tests.families.blora import AS_OF, judged, read_here, villages, write_xlsx

WOMAN, MAN = "3316015103049491", "3316011103049491"


@pytest.mark.parametrize(
    ("cell", "name", "relation", "said_of"),
    [
        ("Suami: Bambang Irawan", "Bambang Irawan", "Suami", "inmate"),
        ("Suami a.n. Bambang", "Bambang", "Suami", "inmate"),
        ("Anaknya Bambang", "Bambang", "Anak", "inmate"),
        ("Adiknya, Bambang Irawan", "Bambang Irawan", "Adik", "inmate"),
        ("Kakak – Bambang Irawan", "Bambang Irawan", "Kakak", "inmate"),
        ("Suami (Bambang P.)", "Bambang P.", "Suami", "inmate"),
        ("istri dari Slamet bin Tukiman", "Slamet bin Tukiman", "Istri", "recipient"),
        ("Ibu kandung dr Joko Pitoyo", "Joko Pitoyo", "Ibu", "recipient"),
        ("Adik Sdr. Joko Pitoyo", "Sdr. Joko Pitoyo", "Adik", "recipient"),
        ("ISTRI WBP JOKO", "JOKO", "Istri", "recipient"),
        ("Wife of Joko Pitoyo", "Joko Pitoyo", "Istri", "recipient"),
        ("Joko Pitoyo (kakak kandung)", "Joko Pitoyo", "Kakak", ""),
        ("Joko Pitoyo / suami", "Joko Pitoyo", "Suami", ""),
        ("Joko Pitoyo, istri", "Joko Pitoyo", "Istri", ""),
        ("Bpk. Joko Pitoyo", "Bpk. Joko Pitoyo", "", ""),
        ("Ibu Siti Mutmainah", "Ibu Siti Mutmainah", "", ""),
        ("Istri", "", "Istri", "inmate"),
        ("Putri Ayu", "Putri Ayu", "", ""),
        ("Andik Susilo", "Andik Susilo", "", ""),
    ],
)
def test_the_relation_beside_the_inmate_is_told_from_his_name(cell, name, relation, said_of):
    inmate = read_inmate(cell, said_of="inmate")
    assert (inmate.name, inmate.relation, inmate.said_of) == (name, relation, said_of)


@pytest.mark.parametrize(
    ("cell", "name", "register", "free"),
    [
        ("TARMIN bin Sukro\nB.I 7/2025\nEkspirasi 12-03-2028", "TARMIN bin Sukro", "B.I 7/2025", "12-03-2028"),
        ("Tarmin / B.IIa 31/2026 / exp. 30-1-2027", "Tarmin", "B.IIa 31/2026", "30-1-2027"),
        ("Tarmin (A.III 50/2026)", "Tarmin", "A.III 50/2026", ""),
        ("No. Reg. B.I 7/2025 Tarmin", "Tarmin", "B.I 7/2025", ""),
        ("Tarmin, bebas 3 Maret 2027", "Tarmin", "", "3 Maret 2027"),
        ("Tarmin\nEkspirasi -", "Tarmin", "", ""),
    ],
)
def test_the_number_and_the_last_day_of_the_inmate_stand_beside_his_name(cell, name, register, free):
    inmate = read_inmate(cell)
    assert (inmate.name, inmate.register, inmate.free, inmate.remarks) == (name, register, free, [])


@pytest.mark.parametrize(
    ("cell", "name", "remarks", "two"),
    [
        ("Tarmin (sudah pulang minggu lalu)", "Tarmin", ["sudah pulang minggu lalu"], False),
        ("Istri dari Tarmin, tahanan Rutan Blora", "Tarmin", ["tahanan Rutan Blora"], False),
        ("Tarmin (ibu) – pindah ke Lapas Pati", "Tarmin", ["pindah ke Lapas Pati"], False),
        ("Penyuluh agama di Rutan Blora", "Penyuluh agama di Rutan Blora", [], False),
        ("Petugas di Rutan Blora", "", ["Petugas di Rutan Blora"], False),
        ("Tarmin, Sukardi", "Tarmin, Sukardi", [], True),
        ("Tarmin Sukardi, S.Sos.", "Tarmin Sukardi, S.Sos.", [], False),
        ("Tarmin (Kebo)", "Tarmin (Kebo)", [], False),
        ("(Alm) Tarmin", "Alm. Tarmin", [], False),
    ],
)
def test_what_is_neither_name_nor_relation_is_a_remark_or_another_inmate(cell, name, remarks, two):
    inmate = read_inmate(cell)
    assert (inmate.name.capitalize(), inmate.remarks, inmate.two) == (name.capitalize(), remarks, two)


@pytest.mark.parametrize(
    ("word", "said_of", "sex", "relation", "sure"),
    [
        ("Suami", "inmate", "P", "Istri", True),
        ("Anak", "inmate", "L", "Ayah", True),
        ("Anak", "inmate", "P", "Ibu", True),
        ("Ibu", "inmate", "P", "Anak", True),
        ("Kakak", "inmate", "L", "Adik", True),
        ("Istri", "recipient", "P", "Istri", True),
        ("Suami", "recipient", "P", "Istri", True),
        ("Suami", "", "P", "Istri", True),
        ("Istri", "", "P", "Istri", True),
        ("Anak", "", "P", "", False),
        ("Ibu", "", "P", "", False),
        ("Suami", "inmate", "L", "", False),
        ("Mertua", "inmate", "P", "", False),
        ("Orang tua", "recipient", "P", "Ibu", True),
        ("Orang tua", "recipient", "L", "Ayah", True),
    ],
)
def test_whose_word_it_is_follows_from_the_title_and_the_sex(word, said_of, sex, relation, sure):
    assert of_recipient(word, said_of, sex) == (relation, sure)


@pytest.mark.parametrize(
    ("written", "relation"),
    [
        ("Is", "Istri"),
        ("ibu kdg", "Ibu"),
        ("nnk", "Nenek"),
        ("mtr", "Mertua"),
        ("Mother in law", "Mertua"),
        ("Sister", "Saudara"),
        ("Son", "Anak"),
        ("ORANG TUA (BAPAK)", "Ayah"),
        ("Ortu", "Orang tua"),
        ("Saya istrinya", "Istri"),
        ("Lainnya", ""),
        ("Keponakan", "Keponakan"),
    ],
)
def test_relations_are_understood_short_and_in_english(written, relation):
    assert read_relation(written) == relation


def test_a_name_that_sounds_like_a_relation_is_none():
    assert [relation_alone(text) for text in ("Istri saya Siti", "Bapakku", "Ibunya", "ibu mertua")] == [
        "", "", "Ibu", "Mertua",
    ]  # fmt: skip


def test_the_parent_in_the_column_of_relations_is_mother_or_father_by_the_nik(tmp_path):
    (row,) = judged(tmp_path, {"Hubungan dg WBP": "Orang tua"})
    assert (row.status, row.values["hubungan"]) == ("valid", "Ibu")


@pytest.mark.parametrize("who", ["Tetangga", "Penasihat Hukum", "teman", "Neighbour", "bukan keluarga"])
def test_who_is_no_relative_is_a_doubt(tmp_path, who):
    (row,) = judged(tmp_path, {"Hubungan dg WBP": who})
    assert row.codes == ["BUKAN_KELUARGA"]


def register(tmp_path, titles, *families):
    read = read_here(write_xlsx(tmp_path / "r.xlsx", [titles, *families]))
    return judge(read.rows, villages=villages(), as_of=AS_OF)


FAMILY = ["Sri Astuti", WOMAN, "Gagakan", "Sambong"]


@pytest.mark.parametrize(
    ("title", "cell", "inmate", "relation", "codes"),
    [
        ("Siapa yang ditahan?", "Suami: Joko Pitoyo", "Joko Pitoyo", "Istri", []),
        ("Keluarga di Lapas", "Anaknya, Joko Pitoyo", "Joko Pitoyo", "Ibu", []),
        ("Kaitan", "Istri dari Joko Pitoyo (Rutan Pati)", "Joko Pitoyo", "Istri", []),
        ("WBP/hub", "Joko Pitoyo (ibu)", "Joko Pitoyo", "Ibu", []),
        ("Nama WBP & hubungan", "Joko Pitoyo - istri", "Joko Pitoyo", "Istri", []),
        ("Keluarga dari", "Joko Pitoyo (suami)", "Joko Pitoyo", "Istri", []),
        ("Nama WBP", "Joko Pitoyo (anak)", "Joko Pitoyo", "", ["HUBUNGAN_DUA_ARTI"]),
        ("Suami di Rutan", "Joko Pitoyo", "Joko Pitoyo", "Istri", []),
        ("Nama WBP", "Joko Pitoyo (sudah pulang)", "Joko Pitoyo", "", ["WBP_SUDAH_BEBAS"]),
        ("WBP (Nama/No. Reg/Eksp.)", "JOKO\nB.I 7/2023\nEksp 1-2-2024", "Joko", "", ["WBP_SUDAH_BEBAS"]),
    ],
)
def test_a_column_with_relation_and_inmate_is_understood_under_any_title(
    tmp_path, title, cell, inmate, relation, codes
):
    (row,) = register(tmp_path, ["Nama", "NIK", "Desa", "Kec", title], [*FAMILY, cell])
    said = (row.values["nama"], row.values["wbp_nama"], row.values["hubungan"], row.codes)
    assert said == ("Sri Astuti", inmate, relation, codes)


def test_words_that_can_be_meant_from_either_side_stay_in_the_remarks(tmp_path):
    (row,) = register(tmp_path, ["Nama", "NIK", "Desa", "Kec", "Nama WBP"], [*FAMILY, "Joko Pitoyo (anak)"])
    assert row.values["keterangan"] == "Hubungan: Anak"


def test_a_corrected_name_keeps_the_relation_of_its_cell(tmp_path):
    titles = ["Nama", "NIK", "Desa", "Kec", "WBP (hub)"]
    read = read_here(write_xlsx(tmp_path / "r.xlsx", [titles, [*FAMILY, "Joko (istri)"]]))
    (row,) = judge([read.rows[0].corrected(wbp_nama="Joko Pitoyo")], villages=villages(), as_of=AS_OF)
    assert (row.values["wbp_nama"], row.values["hubungan"]) == ("Joko Pitoyo", "Istri")


@pytest.mark.parametrize(
    ("title", "cell", "name", "nik", "card", "relation"),
    [
        ("Nama / NIK", f"Sri Astuti\n{WOMAN}", "Sri Astuti", WOMAN, None, ""),
        ("Nama dan NIK", f"Sri Astuti (NIK {WOMAN})", "Sri Astuti", WOMAN, None, ""),
        ("Nama", f"Sri Astuti KK {WOMAN}", "Sri Astuti KK …", None, None, ""),
        ("Nama (hub.)", "Sri Astuti (istri)", "Sri Astuti", None, None, "Istri"),
        ("Nama", "Sri Astuti - ibu kandung", "Sri Astuti", None, None, "Ibu"),
        ("Nama", "Sri Astuti (Mbok Yem)", "Sri Astuti (Mbok Yem)", None, None, ""),
    ],
)
def test_what_stands_in_the_recipients_cell_is_taken_apart(tmp_path, title, cell, name, nik, card, relation):
    (row,) = register(tmp_path, [title, "Desa", "Kec", "Nama WBP", "RT"], [cell, "Gagakan", "Sambong", "Agus", 1])
    said = tuple(row.values[field] for field in ("nama", "nik", "no_kk", "hubungan"))
    assert said == (name, nik, card, relation)


def test_two_numbers_with_their_labels_in_one_cell_are_nik_and_card(tmp_path):
    titles = ["Nama", "NIK/No. KK", "Desa", "Kec", "Nama WBP"]
    (row,) = register(tmp_path, titles, ["Sri", f"No. KK 3316062309209373 / NIK {WOMAN}", "Gagakan", "Sambong", "Agus"])
    assert (row.status, row.values["nik"], row.values["no_kk"]) == ("valid", WOMAN, "3316062309209373")


def test_the_husband_called_inmate_beside_the_wife_who_receives_is_the_inmate(tmp_path):
    titles = ["Suami (WBP)", "Istri (penerima)", "NIK", "Desa", "Kec"]
    (row,) = register(tmp_path, titles, ["Agus", "Sri", WOMAN, "Gagakan", "Sambong"])
    assert (row.values["nama"], row.values["wbp_nama"], row.values["hubungan"]) == ("Sri", "Agus", "Istri")


@pytest.mark.parametrize("ditto", ["sda", "- sda -", "s.d.a.", "idem", "Ditto", "sama dg atas", '"', "''", ",,", '-"-'])
def test_the_same_as_above_is_read_in_all_its_forms(tmp_path, ditto):
    titles = ["Nama", "NIK", "WBP (hub)", "Desa", "Kec"]
    family = ["Sri", WOMAN, "Agus (istri)", "Sumberejo", "Japah"]
    rows = register(tmp_path, titles, family, ["Wati", "3316016012689567", ditto, ditto, ditto])
    assert [(row.values["wbp_nama"], row.values["desa"], row.values["kecamatan"]) for row in rows] == [
        ("Agus", "Sumberejo", "Japah")
    ] * 2


@pytest.mark.parametrize("nothing", ["-", "--", "- -"])
def test_a_dash_is_nothing_and_not_the_same_as_above(tmp_path, nothing):
    titles = ["Nama", "NIK", "Nama WBP", "Desa", "Kec"]
    family = ["Sri", WOMAN, "Agus", "Sumberejo", "Japah"]
    rows = register(tmp_path, titles, family, ["Wati", "3316016012689567", nothing, "Sumberejo", "Japah"])
    assert [row.codes for row in rows] == [[], ["WBP_KOSONG"]]
