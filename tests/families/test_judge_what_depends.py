"""A change of one row of an import is judged with what it concerns: the same as if the whole file had been judged."""

from datetime import UTC, datetime
from itertools import combinations
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import RegisterImportRow
from families.register_import.against_register import judge_register
from families.register_import.concerned import SHARING
from families.register_import.deciding import accept_row, choose_village, correct_row, decide_row, undo_row
from families.register_import.duplicates import MOST_DIGITS, people_of
from families.register_import.importing import stage_import
from families.register_import.row import Decision, ReadRow
from families.register_import.staged_rows import read_of, sheet_row_of
from tests.factories import CentreFactory, UserFactory
from tests.families.blora import table, write_xlsx

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
# So many that most rows are alone, and some are not.
NIKS = [f"33160151030494{n}" for n in range(11, 71)] + ["331601510304949", "-"]
KKS = [f"33160623092093{n}" for n in range(11, 71)]
NAMES = ["Sri Astuti", "Sri Astutik", "Wagiyem", "Partini", "Lasmini", "Sumiyem", "Mujiati"]
INMATES = [
    *((f"Inmate {letter * 5}", f"B.I {n}/2024") for n, letter in enumerate("abcdefghij")),
    ("Somebody else", "B.I 3/2024"),
    ("Moh Utomo", ""),
    ("Utomo", ""),
    ("Kasno", ""),
    ("Kasno bin Suroso", ""),
    ("", ""),
]
ASIDE = [Decision.LEFT_OUT, Decision.PARKED, Decision.NONE]
VILLAGES = ["Gagakan", "Gagkan", "Giyanti"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


def family(random):
    inmate, number = random.choice(INMATES)
    return {
        "Nama Penerima": random.choice(NAMES),
        "NIK": random.choice(NIKS),
        "No. KK": random.choice(KKS),
        "Tempat, Tgl Lahir": "Blora, 11-03-2004",
        "Nama WBP": inmate,
        "No. Register": number,
        "Desa/Kel": random.choice(VILLAGES),
        "Ket.": random.choice(["", "", "sudah bebas"]),
    }


def act(random, row, by):
    """Something that a clerk does with a row, whatever it is."""
    said = {"by": by, "now": NOW}
    inmate, number = random.choice(INMATES)
    cells = random.choice(
        [
            {"nik": random.choice(NIKS)},
            {"no_kk": random.choice(KKS)},
            {"nama": random.choice(NAMES)},
            {"wbp_nama": inmate, "wbp_register": number},
            {"desa": random.choice(VILLAGES)},
        ]
    )
    random.choice(
        [
            lambda: correct_row(row, cells=cells, **said),
            lambda: accept_row(row, **said),
            lambda: undo_row(row, **said),
            lambda: decide_row(row, decision=random.choice(ASIDE), **said),
            lambda: choose_village(row, code="33.16.06.2006", **said),
        ]
    )()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_what_is_judged_with_its_neighbours_is_as_if_the_whole_file_were(centre, tmp_path, seed):
    random, by = Random(seed), UserFactory()
    path = write_xlsx(tmp_path / "r.xlsx", table(*(family(random) for _row in range(30))))
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=by, now=NOW)
    for _step in range(25):
        act(random, staged.rows.order_by("id")[random.randrange(30)], by)
    rows = list(staged.rows.order_by("id"))
    whole = judge_register([sheet_row_of(row) for row in rows], centre=centre, as_of=staged.as_of)
    differing = {
        row.sheet_row: (name, said, vars(one)[name])
        for row, one in zip(rows, whole, strict=True)
        for name, said in vars(read_of(row)).items()
        if said != vars(one)[name]
    }
    assert differing == {}
    assert [(row.status, row.codes, row.offer) for row in rows] == [(one.status, one.codes, one.offer) for one in whole]


def test_a_correction_reads_no_row_that_it_does_not_concern(centre, tmp_path):
    many = [
        {
            "NIK": f"331601510304{n}",
            "No. KK": f"331606230920{n}",
            "Nama Penerima": f"Sri {chr(65 + n % 26) * 5} {chr(65 + n // 26 % 26) * 5}",
            "Nama WBP": f"Kasno {chr(65 + n % 26) * 4}{chr(65 + n // 26 % 26) * 4}",
            "No. Register": f"B.I {n}/2024",
        }
        for n in range(1001, 1101)
    ]
    staged = stage_import(
        write_xlsx(tmp_path / "r.xlsx", table(*many)), file_name="r.xlsx", centre=centre, by=UserFactory(), now=NOW
    )
    row = staged.rows.order_by("id")[50]
    RegisterImportRow.objects.exclude(pk=row.pk).update(content=staged.rows.first().content[:40])
    # Whatever else were opened could not be read.
    assert correct_row(row, cells={"dukuh": "Krajan"}, by=UserFactory(), now=NOW).status == "valid"


def test_how_often_a_correction_asks_the_database_does_not_grow_with_the_file(centre, tmp_path):
    asked = []
    for size in (5, 60):
        many = [
            {"NIK": f"331601510304{n}", "No. KK": f"331606230920{n}", "No. Register": f"B.I {n}/2024"}
            for n in range(1001, 1001 + size)
        ]
        path = write_xlsx(tmp_path / "r.xlsx", table(*many))
        staged = stage_import(path, file_name="r.xlsx", centre=centre, by=UserFactory(), now=NOW)
        row, by = staged.rows.order_by("id")[3], UserFactory()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            correct_row(row, cells={"dukuh": "Krajan"}, by=by, now=NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_two_of_one_address_are_told_apart_by_correcting_either(centre, tmp_path):
    """Where no family card tells them apart, the second is asked about; its neighbour's address counts for it."""
    titles = ["Nama", "NIK", "WBP", "Desa", "RT", "RW"]
    families = [["Sri", "3316015103049491"], ["Doni", "3316016012689567"]]
    rows = [titles, *([*family, "Agus", "Gagakan", 1, 2] for family in families)]
    staged = stage_import(
        write_xlsx(tmp_path / "r.xlsx", rows), file_name="r.xlsx", centre=centre, by=UserFactory(), now=NOW
    )
    first, second = staged.rows.order_by("id")
    codes = []
    for row, rt in ((first, "3"), (first, "1"), (second, "4"), (second, "1")):
        correct_row(row, cells={"rt": rt}, by=UserFactory(), now=NOW)
        codes.append(list(staged.rows.order_by("id").values_list("codes", flat=True)))
    doubt = [[], ["DUP_SERUMAH"]]
    assert codes == [[[], []], doubt, [[], []], doubt]


@pytest.mark.parametrize("differing", [1, MOST_DIGITS, MOST_DIGITS + 1])
def test_rows_of_one_name_concern_each_other_wherever_their_numbers_differ_by_two_digits_at_most(differing):
    """With three they may, but need not: in each third one."""
    nik = "3316015103049491"
    row = person(nik)
    places = list(combinations(range(len(nik)), differing))
    apart = [at for at in places if not set(people_of(row)) & set(people_of(person(mistyped(nik, at))))]
    assert apart == ([] if differing <= MOST_DIGITS else [at for at in places if {one % 3 for one in at} == {0, 1, 2}])


def person(nik):
    return ReadRow("Data", 2, values={"nama": "Sri Astuti", "nik": nik, "wbp_nama": "Kasno"})


def mistyped(nik, places):
    return "".join(str((int(digit) + 1) % 10) if place in places else digit for place, digit in enumerate(nik))


def test_rows_that_share_something_are_found_by_one_hash_and_not_one_by_one(centre, tmp_path):
    """Each row by itself would go through what all of them share: minutes for the rows of a part."""
    path = write_xlsx(tmp_path / "r.xlsx", table({}))
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=UserFactory(), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {SHARING}", [staged.pk, list(range(10_000))])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert ("Hash" in plan, "SubPlan" in plan) == (True, False)
