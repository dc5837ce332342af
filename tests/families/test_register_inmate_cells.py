"""Cells that hold more than the inmate's name: the relation, his register number, his last day, a remark."""

import pytest

from families.register_import.inmates import read_inmate
from families.register_import.judging import judge
from families.register_import.relations import of_recipient, read_relation, relation_alone
from families.register_import.sheet import read_register
from tests.families.blora import AS_OF, judged, villages, write_xlsx

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
    read = read_register(write_xlsx(tmp_path / "r.xlsx", [titles, *families]), villages())
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
    read = read_register(write_xlsx(tmp_path / "r.xlsx", [titles, [*FAMILY, "Joko (istri)"]]), villages())
    (row,) = judge([read.rows[0].corrected(wbp_nama="Joko Pitoyo")], villages=villages(), as_of=AS_OF)
    assert (row.values["wbp_nama"], row.values["hubungan"]) == ("Joko Pitoyo", "Istri")
