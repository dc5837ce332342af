"""What the rows above, between and beneath the families of a sheet say."""

import pytest

from families.register_import.judging import judge
from families.register_import.lines import place_of, places_above
from families.register_import.unread import Unread, spans
from tests.families.blora import AS_OF, HEADER, read_here, table, villages, write_xlsx


def register(tmp_path, rows):
    return read_here(write_xlsx(tmp_path / "r.xlsx", rows))


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("KECAMATAN CEPU", {"kecamatan": "CEPU"}),
        ("B. KEC. KRADENAN (2 KK)", {"kecamatan": "KRADENAN"}),
        ("Kec. Cepu / Desa Ngelo", {"kecamatan": "Cepu", "desa": "Ngelo"}),
        ("DESA GADON KECAMATAN CEPU", {"desa": "GADON", "kecamatan": "CEPU"}),
        ("Kelurahan Balun = 3 KK", {"desa": "Balun"}),
        ("Kepala Keluarga", {}),
        ("Desa", {}),
        ("JUMLAH KECAMATAN CEPU", {}),
    ],
)
def test_a_title_between_the_families_names_a_place(title, place):
    assert place_of([title]) == place


def test_a_row_with_more_than_a_title_and_a_count_names_no_place():
    assert place_of(["Desa Gadon", 3]) == {"desa": "Gadon"}
    assert place_of(["Desa Gadon", "Sri Astuti"]) == place_of(["Desa Gadon", 3, 4]) == {}


def test_titles_above_the_table_name_a_place_also_in_two_cells():
    rows = [["DATA KELUARGA WBP"], ["Desa", ": Gadon"], ["Kecamatan", ": Cepu", None, "Kabupaten : Blora"]]
    assert places_above(rows) == {"desa": "Gadon", "kecamatan": "Cepu", "kabupaten": "Blora"}
    assert places_above([["RUMAH TAHANAN NEGARA KELAS IIB BLORA"]]) == {}


def without_places(*families):
    """The table without its columns of villages and districts."""
    return [
        [value for value, title in zip(row, HEADER, strict=True) if title not in ("Desa/Kel", "Kecamatan")]
        for row in table(*families)
    ]


OTHER = {"NIK": "3316016012689567", "No. KK": "3316062309209999"}


def test_a_place_holds_until_the_next_and_a_new_district_ends_the_village(tmp_path):
    header, first, second = without_places({}, OTHER)
    rows = [["DESA GAGAKAN"], ["KECAMATAN SAMBONG"], header, first, ["KECAMATAN CEPU"], second]
    read = register(tmp_path, rows)
    assert [(row.number, row.place) for row in read.rows] == [
        (4, {"desa": "GAGAKAN", "kecamatan": "SAMBONG"}),
        (6, {"kecamatan": "CEPU"}),
    ]


def test_what_stands_above_one_table_does_not_hold_for_the_next(tmp_path):
    header, first = without_places({})
    other = ["No", "Nama WBP", "Nama Penerima", "NIK", "No. KK", "Hubungan"]
    family = [1, "Kasno", "Wagiyem", "3316016012689567", "3316062309209999", "Ibu"]
    read = register(tmp_path, [["DESA GAGAKAN KECAMATAN SAMBONG"], header, first, [], ["TAHAP II"], other, family])
    assert [(row.number, row.cells["nama"], row.place) for row in read.rows] == [
        (3, "Sri Astuti", {"desa": "GAGAKAN", "kecamatan": "SAMBONG"}),
        (7, "Wagiyem", {}),
    ]


def test_titles_that_come_again_are_no_family_and_change_nothing(tmp_path):
    header, first, second = table({}, OTHER)
    read = register(tmp_path, [header, first, header, second])
    assert [row.number for row in read.rows] == [2, 4]
    assert read.unread == [Unread("Data", "titles", (3,))]


def test_every_row_that_is_no_family_is_named(tmp_path):
    header, first, second = table({}, OTHER)
    numbers = [f"({number})" for number in range(1, len(header) + 1)]
    beneath = [["Jumlah", 2], [], [None, None, None, "Blora, 31 Oktober 2024"], ["Kasubsi"], [], [None, "Budi Santoso"]]
    read = register(tmp_path, [["DAFTAR"], header, numbers, first, second, *beneath])
    assert [row.number for row in read.rows] == [4, 5]
    assert read.unread == [
        Unread("Data", "numbering", (3,)),
        Unread("Data", "total", (6,)),
        Unread("Data", "signature", (8, 9, 11)),
    ]


@pytest.mark.parametrize(
    ("row", "is_family"),
    [
        ([3, "Wagiyem"], True),
        ([None, "Wagiyem"], True),
        (["Catatan:"], False),
    ],
)
def test_a_row_with_one_name_directly_beneath_the_families_is_one_of_them(tmp_path, row, is_family):
    read = register(tmp_path, [*table({}), row])
    assert [one.number for one in read.rows] == ([2, 3] if is_family else [2])
    assert read.unread == ([] if is_family else [Unread("Data", "weak", (3,))])


def test_a_numbered_name_after_a_gap_is_a_family_and_an_unnumbered_one_is_not(tmp_path):
    read = register(tmp_path, [*table({}), [], [2, "Wagiyem"], [], [None, "Budi Santoso"]])
    assert [row.number for row in read.rows] == [2, 4]
    assert read.unread == [Unread("Data", "weak", (6,))]


def test_a_subtotal_is_no_family_and_the_families_beneath_it_are_read(tmp_path):
    header, first, second = table({}, OTHER)
    read = register(tmp_path, [header, first, ["Jumlah", 1, 2, 3], second])
    assert [row.number for row in read.rows] == [2, 4]
    assert read.unread == [Unread("Data", "total", (3,))]


def test_neighbouring_rows_are_said_together():
    assert spans((7, 28, 49, 50, 51)) == "7, 28, 49–51"
    assert spans((7,)) == "7"


def test_the_number_of_one_who_stands_right_of_the_inmate_is_asked_for(tmp_path):
    title = ["No", "Nama WBP", "NIK", "Nama Keluarga", "Hubungan", "Desa", "Kecamatan"]
    family = [1, "Muh. Utomo", "3316015103049491", "Sri Astuti", "Istri", "Gagakan", "Sambong"]
    (row,) = register(tmp_path, [title, family]).rows
    assert row.unsure == {"nik"}
    beside_card = [*title[:3], "No. KK", *title[3:]], [*family[:3], "3316062309209373", *family[3:]]
    (row,) = register(tmp_path, [*beside_card]).rows
    assert row.unsure == frozenset()


def test_a_table_beside_the_families_is_left_out_and_named(tmp_path):
    header, first = table({})
    read = register(tmp_path, [[*header, None, None, "Kecamatan", "Jml"], [*first, None, None, "Jati", 4]])
    assert [row.extras for row in read.rows] == [{}]
    assert read.unread == [Unread("Data", "beside", titles=("Kecamatan", "…"))]


def test_one_empty_column_parts_no_table(tmp_path):
    header, first = table({})
    read = register(tmp_path, [[*header, None, "Pekerjaan"], [*first, None, "buruh"]])
    assert [row.extras for row in read.rows] == [{"pekerjaan": "buruh"}]


def test_day_month_and_year_of_birth_in_three_columns_are_one_day(tmp_path):
    group = ["No", "Nama", "NIK", "Tanggal Lahir", None, None, "Nama WBP", "Desa", "Kecamatan"]
    titles = [None, None, None, "Tgl", "Bln", "Thn", None, None, None]
    family = [1, "Sri Astuti", "3316015103049491", 11, 3, 2004, "Muh. Utomo", "Gagakan", "Sambong"]
    (row,) = register(tmp_path, [group, titles, family]).rows
    assert row.cells["tgl_lahir"] == "11/3/2004"


def test_the_inmates_own_number_in_the_place_of_the_familys_is_noticed(tmp_path):
    title = ["No", "Nama WBP", "NIK WBP", "Nama Keluarga", "NIK Keluarga", "Desa", "Kecamatan"]
    family = [1, "Muh. Utomo", "3316015103049491", "Sri Astuti", "3316 0151 0304 9491", "Gagakan", "Sambong"]
    (row,) = judge(register(tmp_path, [title, family]).rows, villages=villages(), as_of=AS_OF)
    assert (row.codes, row.values["nik"]) == (["NIK_SAMA_DENGAN_WBP"], None)


def test_a_village_in_the_row_is_asked_about_where_the_title_above_says_another(tmp_path):
    header, first, second = table({"Desa/Kel": ""}, OTHER | {"Desa/Kel": "Giyanti", "Tempat, Tgl Lahir": ""})
    first[HEADER.index("Desa/Kel")] = second[HEADER.index("Kecamatan")] = first[HEADER.index("Kecamatan")] = None
    rows = [header, ["DESA GAGAKAN KECAMATAN SAMBONG"], first, second]
    read = judge(register(tmp_path, rows).rows, villages=villages(), as_of=AS_OF)
    assert [(row.codes, row.values["desa"]) for row in read] == [([], "Gagakan"), (["DESA_BEDA_JUDUL"], "Giyanti")]


def test_a_place_directly_under_the_titles_is_no_row_of_titles(tmp_path):
    header, first = without_places({})
    (row,) = register(tmp_path, [header, ["DESA GAGAKAN KEC. SAMBONG"], first]).rows
    assert (row.place, row.cells["nama"]) == ({"desa": "GAGAKAN", "kecamatan": "SAMBONG"}, "Sri Astuti")


def test_a_regency_ends_with_the_title_that_named_it(tmp_path):
    header, first, second, third = without_places({}, OTHER, {})
    titles = ["DESA SULANG KEC. SULANG KAB. REMBANG"], ["DESA GAGAKAN KEC. SAMBONG"], ["DESA GIYANTI"]
    read = register(tmp_path, [header, titles[0], first, titles[1], second, titles[2], third])
    assert [row.place for row in read.rows] == [
        {"desa": "SULANG", "kecamatan": "SULANG", "kabupaten": "REMBANG"},
        {"desa": "GAGAKAN", "kecamatan": "SAMBONG"},
        {"desa": "GIYANTI"},
    ]


def test_a_hamlet_with_rt_and_rw_in_its_cell_gives_both(tmp_path):
    header, first = table({"Dukuh": "Gendongan RT 02 RW 01"})
    rows = [[v for v, t in zip(row, HEADER, strict=True) if t != "RT/RW"] for row in (header, first)]
    (row,) = judge(register(tmp_path, rows).rows, villages=villages(), as_of=AS_OF)
    assert (row.values["dukuh"], row.values["rt"], row.values["rw"]) == ("Gendongan", "002", "001")


def test_a_table_beside_with_names_in_its_first_row_is_named_without_them(tmp_path):
    header, first = table({})
    read = register(tmp_path, [[*header, None, None, "Siti Aminah", "Desa"], [*first, None, None, "x", "y"]])
    assert read.unread == [Unread("Data", "beside", titles=("…", "Desa"))]


def test_the_offence_and_the_cell_are_read_into_no_row_and_named(tmp_path):
    rows = [
        [*row, *more] for row, more in zip(table({}), (["Perkara", "Blok/Kamar"], ["Narkotika", "B-7"]), strict=True)
    ]
    read = read_here(write_xlsx(tmp_path / "r.xlsx", rows))
    assert read.unread == [Unread("Data", "offence", titles=("Perkara", "Blok/Kamar"))]
    assert str(read.unread[0]) == (
        "Kolom tentang perkara atau kamar WBP tidak disimpan di mana pun dan tidak dibaca: Perkara, Blok/Kamar."
    )
    (row,) = read.rows
    assert not {"Narkotika", "B-7"} & {*map(str, row.cells.values()), *row.extras.values()}
