"""Registers as a canteen, a military post, a kelurahan and students write them: titles and ticks of their own."""

from families.register_import.judging import judge
from tests.families.blora import AS_OF, read_here, villages, write_xlsx

NIK = "3316054902900002"


def judged(tmp_path, rows):
    register = read_here(write_xlsx(tmp_path / "daftar.xlsx", rows))
    return judge(register.rows, villages=villages(), as_of=AS_OF), register


def test_who_brings_things_to_the_counter_is_the_recipient_and_no_cell_is_kept(tmp_path):
    titles = ["No", "Nama Warga Binaan", "Kmr", "Yang Menitip", "Hub.", "No. KTP Yg Menitip", "Alamat Lengkap"]
    address = "Dk. Nglanjuk RT 02 RW 03 Ds. Nglanjuk Kec. Cepu"
    ((row,), _register) = judged(tmp_path, [titles, [1, "Agus Salim", "A1", "Winarti", "istri", NIK, address]])
    read = row.status, *(row.values[name] for name in ("nama", "nik", "wbp_nama", "keterangan"))
    assert read == ("valid", "Winarti", NIK, "Agus Salim", None)


def of_husbands(tmp_path, wifes):
    """A table about husbands and wives whose heading says that the husbands are held, with the wife's number."""
    return judged(
        tmp_path,
        [
            ["DATA KELUARGA YANG SUAMINYA MENJALANI PENAHANAN"],
            ["URUT", "SUAMI", None, None, "ISTRI (YANG MENERIMA)", None, "ALAMAT", None],
            [None, "NAMA", "NIK", "DITAHAN DI", "NAMA", "NIK", "RT/RW", "DESA/KEL"],
            [1, "Sarmin", "3316060202850001", "Rutan Blora", "Suharti", wifes, "01/02", "Giyanti"],
        ],
    )


def test_where_the_heading_says_that_husbands_are_held_the_husband_is_the_inmate(tmp_path):
    ((row,), register) = of_husbands(tmp_path, "3316065109880001")
    assert (row.status, row.values["nama"], row.values["wbp_nama"]) == ("valid", "Suharti", "Sarmin")
    titles = [title for part in register.unread for title in part.titles]
    assert sorted(titles) == ["SUAMI – DITAHAN DI", "SUAMI – NIK"]


def test_his_number_beside_her_name_is_not_taken_for_hers(tmp_path):
    ((row,), _register) = of_husbands(tmp_path, "3316060202850001")
    assert row.status == "invalid"


def of_a_card(tmp_path, marks):
    """Two of one household and one of another, and a mark beside whoever receives."""
    titles = ["No. KK", "Nama Anggota", "NIK", "L/P", "Penerima", "RT", "Desa", "Kecamatan", "Nama WBP"]
    people = (
        ("3316050102140003", "Nurul Hidayah", "3316054606920001", "P"),
        ("3316050102140003", "Siti Buchori", "3316054707960001", "P"),
        ("3316050506110008", "Suyatmi", "3316055010640001", "P"),
    )
    where = "003", "Karangboyo", "Cepu", "Imam Buchori"
    rows = [titles, *([*person, mark, *where] for person, mark in zip(people, marks, strict=True))]
    return [(row.status, row.values["nama"], row.codes) for row in judged(tmp_path, rows)[0]]


def test_a_column_of_ticks_says_who_receives_and_is_no_name(tmp_path):
    assert of_a_card(tmp_path, ["√", None, "V"]) == [
        ("valid", "Nurul Hidayah", []),
        ("duplicate", "Siti Buchori", ["DUP_KK"]),
        ("valid", "Suyatmi", []),
    ]


def test_who_is_not_the_marked_one_of_a_card_is_not_taken_for_the_recipient_without_a_look(tmp_path):
    assert of_a_card(tmp_path, [None, "√", "V"])[:2] == [
        ("review", "Nurul Hidayah", ["KOLOM_TIDAK_PASTI"]),
        ("duplicate", "Siti Buchori", ["DUP_KK"]),
    ]


def test_a_spouse_that_is_ticked_is_told_by_the_recipients_sex(tmp_path):
    titles = [
        "No",
        "Nama Responden",
        "No KTP",
        "Hubungan dg WBP",
        None,
        None,
        "Nama Keluarga di Rutan",
        "Desa",
        "RT.RW",
    ]
    ticks = [None, None, None, "Istri/ Suami", "Ortu", "Anak", None, None, None]
    ratna = [1, "Ratna Sari", "3316136207940002", "v", None, None, "Feri Irawan", "Klokah", "02.01"]
    supardi = [2, "Supardi", "3316131303610001", "v", None, None, "Yuni", "Bakah", "04.02"]
    ibu = [3, "Kasiyem", "3316134301700001", None, "v", None, "Andi", "Sempu", "01.03"]
    rows, _register = judged(tmp_path, [titles, ticks, ratna, supardi, ibu])
    assert [(row.status, row.values["hubungan"]) for row in rows] == [
        ("valid", "Istri"),
        ("valid", "Suami"),
        ("valid", "Ibu"),
    ]


def of_a_kader(tmp_path, *, group):
    titles = ["NO", "PENERIMA", None, "DUKUH", "RT/RW", "DESA", group, None]
    second = [None, "NAMA", "NIK", None, None, None, "NAMA", "HUB. KEL."]
    people = [[1, "Suparmi", "3316045203880002", "Kidul", "02/01", "Ngraho", "Suwarno", "Suami"]]
    people += [[2, "Kasmirah", "3316044107650001", "Ngasem", "03/01", "Ngraho", "Bambang", "Anak"]]
    return [(row.status, row.values["hubungan"]) for row in judged(tmp_path, [titles, second, *people])[0]]


def test_a_relation_under_a_title_of_the_inmate_is_his_where_it_cannot_be_hers(tmp_path):
    assert of_a_kader(tmp_path, group="KELUARGA YG DITAHAN") == [("valid", "Istri"), ("valid", "Ibu")]
