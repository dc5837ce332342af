"""What other offices call a tie, a missing number or an address that says itself twice."""

import pytest

from families.register_import.judging import judge
from tests.families.blora import AS_OF, read_here, villages, write_xlsx

WOMAN, OTHER_WOMAN, MAN = "3316015103049491", "3316016012689567", "3316011203750001"
TITLES = ["No", "Nama Mustahik", "NIK", "Desa", "Kec"]


@pytest.fixture
def judged(tmp_path):
    def read(*rows):
        return judge(read_here(write_xlsx(tmp_path / "r.xlsx", list(rows))).rows, villages=villages(), as_of=AS_OF)

    return read


def ties(judged, title, *words, inmate="Keluarga yang ditahan"):
    people = [("Sri Astuti", WOMAN, "Agus"), ("Wati Ningsih", OTHER_WOMAN, "Budi"), ("Karto Wijoyo", MAN, "Joko")]
    rows = judged(
        [*TITLES, inmate, title],
        *(
            [n, name, nik, "Gagakan", "Sambong", held, word]
            for n, ((name, nik, held), word) in enumerate(zip(people, words, strict=True), start=1)
        ),
    )
    assert [row.values["wbp_nama"] for row in rows] == ["Agus", "Budi", "Joko"]
    return [(row.status, row.values["hubungan"], row.values["keterangan"]) for row in rows]


@pytest.mark.parametrize(
    "title",
    [
        "Sebagai (terhadap yg ditahan)",
        "Status thd yang ditahan",
        "Sbg dari yg di Rutan",
        "Kedudukan terhadap napi",
        "Pertalian dgn tahanan",
        "Kekerabatan dengan yang di Rutan",
        "Status Keluarga WBP",
        "Status keluarga",
    ],
)
@pytest.mark.parametrize("inmate", ["Keluarga yang ditahan", "Nama WBP"])
def test_a_column_of_kinship_is_the_relation_whatever_its_title_calls_the_inmate(judged, title, inmate):
    assert ties(judged, title, "Istri", "Ibu", "Kakak", inmate=inmate) == [
        ("valid", "Istri", None),
        ("valid", "Ibu", None),
        ("valid", "Kakak", None),
    ]


def test_kinship_below_a_title_that_begins_with_the_inmate_says_what_he_is(judged):
    assert ties(judged, "Yg ditahan itu", "Suami", "Anak", "Kakak", inmate="Nama WBP") == [
        ("valid", "Istri", None),
        ("valid", "Ibu", None),
        ("valid", "Adik", None),
    ]


def test_a_status_that_a_family_card_has_as_well_stays_a_status(judged):
    assert ties(judged, "Status keluarga", "Istri", "Istri", "Suami") == [
        ("valid", "", "SHDK: Istri"),
        ("valid", "", "SHDK: Istri"),
        ("valid", "", "SHDK: Suami"),
    ]


def test_the_status_on_the_family_card_stays_beside_the_relation(judged):
    (row,) = judged(
        [*TITLES, "Nama WBP", "Hubungan", "Status keluarga"],
        [1, "Sri Astuti", WOMAN, "Gagakan", "Sambong", "Agus", "Istri", "Ibu"],
    )
    assert (row.values["hubungan"], row.values["keterangan"]) == ("Istri", "SHDK: Ibu")


def test_one_column_says_the_relation_and_another_one_stays_a_remark(judged):
    (row,) = judged(
        [*TITLES, "Nama WBP", "Hubungan", "Pertalian dgn WBP"],
        [1, "Sri Astuti", WOMAN, "Gagakan", "Sambong", "Agus", "Istri", "Istri"],
    )
    assert (row.values["hubungan"], row.values["keterangan"]) == ("Istri", "pertalian dgn wbp: Istri")


@pytest.mark.parametrize("words", ["KTP hilang", "belum rekam e-KTP", "fotokopi tdk terbaca"])
def test_words_in_the_place_of_the_nik_say_why_it_is_missing(judged, words):
    (row,) = judged(
        [*TITLES, "Nama WBP", "Hubungan"],
        [1, "Sri Astuti", words, "Gagakan", "Sambong", "Agus", "Istri"],
    )
    assert (row.codes, row.values["nik"], row.values["keterangan"]) == (["NIK_KOSONG"], None, f"NIK: {words}")


def test_a_word_that_says_no_more_than_that_it_is_missing_is_no_remark(judged):
    (row,) = judged(
        [*TITLES, "Nama WBP", "Hubungan"],
        [1, "Sri Astuti", "menyusul", "Gagakan", "Sambong", "Agus", "Istri"],
    )
    assert (row.codes, row.values["keterangan"]) == (["NIK_KOSONG"], None)


def address(judged, titles, *cells):
    (row,) = judged(
        ["No", "Nama Penerima", "NIK", "Nama WBP", *titles],
        [1, "Sri Astuti", WOMAN, "Agus", *cells],
    )
    assert (row.status, row.values["desa"], row.values["kecamatan"]) == ("valid", "Gagakan", "Sambong")
    return tuple(row.values[name] for name in ("dukuh", "jalan", "rt", "rw"))


@pytest.mark.parametrize(
    ("written", "street"),
    [
        ("DUSUN KRAJAN", None),
        ("KRAJAN", None),
        ("DUSUN KRAJAN RT 006 RW 003", None),
        ("DK. KRAJAN RT 06/03 DS GAGAKAN KEC SAMBONG KAB BLORA", None),
        ("RT 6 RW 3", None),
        ("-", None),
        ("Jl. Mawar 3 Dk Krajan RT 6/3", "Jl. Mawar 3"),
        ("Jl. Mawar 3, Gagakan, Sambong, Blora", "Jl. Mawar 3"),
        ("Jl. Dusun Krajan 7", "Jl. Dusun Krajan 7"),
        ("sebelah masjid", "sebelah masjid"),
        # What its columns deny is not thrown away.
        ("RT 01 RW 02", "RT 01 RW 02"),
        ("Dk. Sidorejo", "Dk. Sidorejo"),
    ],
)
def test_an_address_says_nothing_twice_that_has_columns_of_its_own(judged, written, street):
    titles = ["Kecamatan", "Desa", "Alamat", "Dusun", "RT", "RW"]
    assert address(judged, titles, "SAMBONG", "GAGAKAN", written, "Krajan", "006", "003") == (
        "Krajan",
        street,
        "006",
        "003",
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dk. Krajan RT 06/03 Ds Gagakan Kec Sambong", ("Krajan", None, "006", "003")),
        ("Dk. Krajan RT 06/03 Ds. Gagakan, Sambong, Blora", ("Krajan", None, "006", "003")),
        ("Gagakan RT 6 RW 3 Kec. Sambong Kab. Blora", (None, None, "006", "003")),
        ("Jl. Mawar 3 RT 6 RW 3", (None, "Jl. Mawar 3", "006", "003")),
        ("06/03 Krajan", ("Krajan", None, "006", "003")),
        ("Ds. Krajan", ("Krajan", None, None, None)),
        # A hamlet may be called as its village.
        ("Gagakan", ("Gagakan", None, None, None)),
    ],
)
def test_of_an_address_beside_its_village_the_hamlet_and_the_street_are_left(judged, written, said):
    assert address(judged, ["Kec", "Desa", "Alamat"], "Sambong", "Gagakan", written) == said


def test_a_dash_below_rt_and_rw_leaves_them_to_the_address(judged):
    titles = ["Kec", "Desa", "RT", "RW", "Alamat"]
    assert address(judged, titles, "Sambong", "Gagakan", "-", "-", "Dk. Krajan RT 6/3") == (
        "Krajan",
        None,
        "006",
        "003",
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Gagakan RT 06 RW 03 Sambong Blora", (None, None, "006", "003")),
        ("Krajan 6/3 Gagakan Sambong", ("Krajan", None, "006", "003")),
        ("Jl. Mawar 3 Gagakan Sambong", (None, "Jl. Mawar 3", None, None)),
    ],
)
def test_an_address_without_commas_ends_with_village_and_district(judged, written, said):
    assert address(judged, ["Alamat"], written) == said


def test_a_street_called_as_a_village_names_none(judged):
    (row,) = judged(
        ["No", "Nama Penerima", "NIK", "Nama WBP", "Alamat"],
        [1, "Sri Astuti", WOMAN, "Agus", "Jl. Raya Gagakan Sambong"],
    )
    assert (row.status, row.values["desa_kode"]) == ("invalid", None)


@pytest.mark.parametrize("inmate", ["Nama WBP (yang ditanggung mustahik)", "WBP yg ditanggung keluarga"])
def test_an_inmate_who_is_provided_for_is_no_number_of_dependants(judged, inmate):
    (row,) = judged(
        [*TITLES, inmate, "Jml keluarga yang ditanggung"],
        [1, "Sri Astuti", WOMAN, "Gagakan", "Sambong", "Agus Santoso", "3 jiwa"],
    )
    assert (row.status, row.values["wbp_nama"], row.values["tanggungan"]) == ("valid", "Agus Santoso", 3)
