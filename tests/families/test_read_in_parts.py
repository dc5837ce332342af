"""A long register is read in parts, and in the end its rows say what they would had it been read at once."""

from datetime import UTC, datetime
from random import Random

import pytest

from config.errors import Refused
from families.models import Family, FamilyInmate, RegisterImport, RegisterImportRow
from families.register_import.against_register import judge_register
from families.register_import.deciding import correct_row
from families.register_import.importing import confirm_import, confirm_part, discard_import, purge_imports, stage_import
from families.register_import.in_parts import read_on
from families.register_import.match_columns import layouts_of, match_columns
from families.register_import.staged_rows import packed, read_of, sheet_row_of, unpacked
from tests.families.blora import table, write_xlsx
from tests.families.test_judge_what_depends import family
from tests.walls import refused_by

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
AT_ONCE = 7
Stage = RegisterImport.Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(centre, clerk, tmp_path):
    """An import of which no row is read yet; each family is given by what differs from one."""

    def _begun(*families):
        path = write_xlsx(tmp_path / "r.xlsx", table(*families))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW, at_once=AT_ONCE)

    return _begun


def read_all(staged):
    steps = 0
    while staged.stage != Stage.READY:
        staged = read_on(staged, now=NOW, at_once=AT_ONCE)
        steps += 1
    return staged, steps


def different(count):
    """Families that have nothing to do with each other."""
    return [
        {
            "Nama Penerima": f"Sri {letter * 6}",
            "NIK": f"33160151030494{n}",
            "No. KK": f"33160623092093{n}",
            "Nama WBP": f"Kasno {letter * 5}",
            "No. Register": f"B.I {n}/2024",
        }
        for n, letter in zip(range(11, 11 + count), "abcdefghijklmnopqrstu", strict=False)
    ]


def said_of(read):
    return (
        read.number,
        read.status,
        read.codes,
        read.warnings,
        read.duplicate_of,
        read.offer,
        read.values,
    )


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_concern_each_other_across_parts_say_what_they_say_at_once(begun, centre, seed):
    random = Random(seed)
    staged, steps = read_all(begun(*(family(random) for _row in range(40))))
    assert steps == 1 + 6
    rows = list(staged.rows.order_by("id"))
    whole = judge_register([sheet_row_of(row) for row in rows], centre=centre, as_of=staged.as_of)
    assert [said_of(read_of(row)) for row in rows] == [said_of(read) for read in whole]
    assert [(row.status, row.codes, row.offer) for row in rows] == [(r.status, r.codes, r.offer) for r in whole]


@pytest.mark.parametrize(
    ("families", "steps"),
    [
        pytest.param(AT_ONCE - 1, 0, id="as-many-lines-as-are-read-at-once"),
        pytest.param(AT_ONCE, 1, id="as-many-families-and-the-titles"),
        pytest.param(AT_ONCE + 1, 3, id="one-more"),
        pytest.param(2 * AT_ONCE, 3, id="two-full-parts"),
    ],
)
def test_a_file_is_read_in_as_many_parts_as_its_rows_need(begun, families, steps):
    staged, needed = read_all(begun(*different(families)))
    assert needed == steps
    assert staged.rows.filter(status="valid").count() == families
    staged.refresh_from_db()
    assert (staged.parts, staged.rows_in_parts, staged.parts_judged) == (None, 0, 0)


def test_a_read_file_is_read_no_further(begun):
    staged, _steps = read_all(begun(*different(8)))
    assert read_on(staged, now=NOW).rows.count() == 8


def test_nothing_is_changed_or_saved_before_all_rows_are_judged(begun, clerk):
    staged = begun(*different(8))
    staged = read_on(read_on(staged, now=NOW, at_once=AT_ONCE), now=NOW)
    assert (staged.stage, staged.rows.count()) == (Stage.ROWS, 7)
    with pytest.raises(Refused):
        correct_row(staged.rows.first(), cells={"nama": "Sri Rahayu"}, by=clerk, now=NOW)
    with pytest.raises(Refused):
        confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.count() == 0


def test_the_database_takes_no_other_stage_than_the_true_one(begun, clerk):
    staged = read_on(begun(*different(8)), now=NOW, at_once=AT_ONCE)
    assert (staged.stage, staged.rows_in_parts) == (Stage.ROWS, 8)
    for wall, told in (
        ("register_import_is_read_before_it_is_saved", {"confirmed_at": NOW, "confirmed_by": clerk}),
        ("register_import_is_read_step_by_step", {"stage": "ready"}),
        ("register_import_is_read_step_by_step", {"stage": "table"}),
        ("register_import_is_read_step_by_step", {"parts": None}),
        ("register_import_is_read_step_by_step", {"parts": []}),
        ("register_import_is_read_step_by_step", {"parts_judged": 2}),
        ("register_import_is_read_step_by_step", {"rows_in_parts": 1}),
    ):
        with refused_by(wall):
            RegisterImport.objects.filter(pk=staged.pk).update(**told)


def test_a_long_file_without_a_table_says_so_when_its_table_is_read(centre, clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", [["Bu Sri, istri Kasno, di Gagakan, minta didata"]] * 8)
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW, at_once=AT_ONCE)
    with pytest.raises(Refused):
        read_on(staged, now=NOW)
    assert staged.rows.count() == 0


def test_a_discarded_file_is_not_read_on(begun):
    staged = read_on(begun(*different(8)), now=NOW, at_once=AT_ONCE)
    discard_import(staged)
    with pytest.raises(Refused):
        read_on(staged, now=NOW)
    assert (RegisterImport.objects.count(), RegisterImportRow.objects.count()) == (0, 0)


def test_a_file_that_nobody_read_on_is_gone_after_seven_days(begun):
    for steps in range(3):
        staged = begun(*different(8))
        for _step in range(steps):
            read_on(staged, now=NOW, at_once=AT_ONCE)
    purge_imports(now=NOW.replace(day=7, month=11))
    assert RegisterImport.objects.count() == 3
    purge_imports(now=NOW.replace(day=7, month=11, minute=1))
    assert (RegisterImport.objects.count(), RegisterImportRow.objects.count()) == (0, 0)


def test_columns_matched_anew_are_read_in_parts_and_keep_what_was_typed(begun, clerk):
    staged, _steps = read_all(begun(*different(9)))
    correct_row(staged.rows.get(sheet_row=10), cells={"nama": "Sri Rahayu"}, by=clerk, now=NOW)
    for _time in range(2):
        layout = layouts_of(staged)[0]
        street = next(column for column, name in layout.fields.items() if name in ("dukuh", "-"))
        fields = layout.fields | {street: "-" if layout.fields[street] == "dukuh" else "dukuh"}
        match_columns(staged, {layout.digest_of: fields}, seen=None, by=clerk, now=NOW, at_once=AT_ONCE)
        staged.refresh_from_db()
        # Again before the part with the row that was typed is judged.
        staged = read_on(staged, now=NOW)
    staged, _steps = read_all(staged)
    assert read_of(staged.rows.get(sheet_row=10)).values["nama"] == "Sri Rahayu"


def save_all(staged, clerk, at_most):
    after, parts = 0, 0
    while after is not None:
        staged, after = confirm_part(staged, after=after, at_most=at_most, by=clerk, now=NOW)
        parts += 1
    return staged, parts


@pytest.mark.parametrize(("at_most", "parts"), [(3, 3), (4, 2), (7, 2), (8, 1), (9, 1)])
def test_rows_are_saved_in_parts_each_once(begun, clerk, at_most, parts):
    staged, _steps = read_all(begun(*different(8)))
    staged, needed = save_all(staged, clerk, at_most)
    assert (needed, staged.saved_families, Family.objects.count()) == (parts, 8, 8)
    assert set(staged.rows.values_list("status", flat=True)) == {"saved"}


def test_what_was_saved_stays_and_the_rest_can_be_saved_later(begun, clerk):
    staged, _steps = read_all(begun(*different(8)))
    staged, last = confirm_part(staged, at_most=3, by=clerk, now=NOW)
    assert (staged.saved_families, staged.rows.filter(status="valid").count()) == (3, 5)
    assert last == staged.rows.order_by("id")[2].pk
    staged, parts = save_all(staged, clerk, 3)
    assert (parts, staged.saved_families, Family.objects.count()) == (2, 8, 8)


def test_a_part_of_rows_that_the_register_has_by_now_does_not_end_the_saving(begun, clerk):
    first, _steps = read_all(begun(*different(3)))
    staged, _steps = read_all(begun(*different(8)))
    confirm_import(first, by=clerk, now=NOW)
    staged, parts = save_all(staged, clerk, 3)
    assert (parts, staged.saved_families, Family.objects.count()) == (3, 5, 8)


def test_a_second_inmate_in_a_later_part_is_one_of_the_family_s(begun, clerk):
    families = different(8)
    again = families[0] | {"Nama WBP": "Teguh Widodo", "No. Register": "B.I 99/2024"}
    staged, _steps = read_all(begun(*families, again))
    save_all(staged, clerk, 3)
    ties = FamilyInmate.objects.filter(family=staged.rows.get(sheet_row=2).family_id)
    assert sorted(ties.values_list("inmate__name", flat=True)) == ["Kasno aaaaa", "Teguh Widodo"]


def test_a_text_that_a_file_says_again_is_held_once():
    sheets = [
        {"name": "A", "rows": [["Istri\n", 1, None], [], ["Istri\n", {"date": "2024-01-03"}]], "merged": []},
        {"name": "B", "rows": [["Istri\n"]], "merged": [[1, 2, 0]]},
    ]
    found = unpacked(packed(sheets))
    assert found == sheets
    assert found[0]["rows"][0][0] is found[0]["rows"][2][0] is found[1]["rows"][0][0]
