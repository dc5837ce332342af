"""*Cocokkan kolom*: what the columns of a file are taken for, said anew on a page or to the command, and remembered."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from centres.encryption import seal
from centres.versions import NAME
from config.errors import ChangedMeanwhile, Refused
from families.models import Family, RegisterColumns, RegisterImport
from families.register_import.deciding import correct_row, decide_row
from families.register_import.importing import confirm_import, purge_imports, stage_import
from families.register_import.match_columns import (
    columns_version,
    covered,
    forget_columns,
    layouts_of,
    match_columns,
)
from families.register_import.row import Decision
from families.register_import.staged_rows import SOURCE, read_of
from tests.factories import CentreFactory
from tests.families.blora import DATA, table, write_xlsx
from tests.read_page import words
from tests.walls import adding_is_refused, changing_is_refused, copied

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
# Titles that say nothing, and two columns of names.
STRANGE = ["A1", "Ybs", "Angka", "Yg Bersangkutan", "Tmpt"]
ROW = [1, "Sri Astuti", "3316015103049491", "Muh. Utomo", "Gagakan"]
OTHER = [2, "Wagiyem", "3316016012689567", "Kasno", "Giyanti"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def stage(centre, clerk, tmp_path):
    def _stage(*rows, centre=centre):
        path = write_xlsx(tmp_path / "r.xlsx", [list(row) for row in rows])
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage


def match(staged, clerk, fields, seen=None):
    (layout,) = layouts_of(staged)
    return match_columns(staged, {layout.digest_of: fields}, seen=seen, by=clerk, now=NOW)


MEANT = {0: "number", 1: "nama", 2: "nik", 3: "wbp_nama", 4: "desa"}


def named(staged):
    return [
        (row.status, read_of(row).values["nama"], read_of(row).values["wbp_nama"]) for row in staged.rows.order_by("id")
    ]


def test_a_file_whose_titles_say_nothing_is_asked_about_and_read_as_it_was_matched(stage, clerk):
    staged = stage(STRANGE, ROW, OTHER)
    assert (staged.rows.count(), staged.asks_columns) == (0, True)
    (layout,) = layouts_of(staged)
    # The content votes before anybody says anything.
    assert [column.field for column in layout.columns] == ["", "", "nik", "", "desa"]
    staged = match(staged, clerk, MEANT)
    assert named(staged) == [("valid", "Sri Astuti", "Muh. Utomo"), ("valid", "Wagiyem", "Kasno")]
    assert staged.asks_columns is False
    assert confirm_import(staged, by=clerk, now=NOW).saved_families == 2


def test_the_next_file_of_the_same_titles_is_read_so_without_asking(stage, clerk):
    match(stage(STRANGE, ROW), clerk, MEANT)
    staged = stage(STRANGE, OTHER)
    assert (named(staged), staged.asks_columns) == ([("valid", "Wagiyem", "Kasno")], False)
    assert stage([*STRANGE[:4], "Lain"], OTHER).asks_columns is True


def test_what_one_centre_matched_is_nothing_to_another(stage, clerk):
    match(stage(STRANGE, ROW), clerk, MEANT)
    assert stage(STRANGE, ROW, centre=CentreFactory(code="pati")).asks_columns is True


def test_a_file_without_titles_is_matched_by_what_its_cells_look_like(stage, clerk):
    rows = [ROW, OTHER, [3, "Partini", "3316015310679321", "Suroso", "Giyanti"]]
    staged = stage(*rows)
    assert (staged.rows.count(), staged.asks_columns) == (0, True)
    staged = match(staged, clerk, MEANT)
    assert [name for _status, name, _inmate in named(staged)] == ["Sri Astuti", "Wagiyem", "Partini"]
    assert [row.sheet_row for row in staged.rows.order_by("id")] == [1, 2, 3]
    assert stage(*rows).rows.count() == 3


def test_a_column_that_was_understood_wrongly_is_said_anew(stage, clerk):
    title = ["No", "Nama WBP", "NIK", "Nama Keluarga", "Desa", "Kecamatan"]
    row = [1, "Muh. Utomo", "3316015103049491", "Sri Astuti", "Gagakan", "Sambong"]
    staged = stage(title, row)
    assert staged.asks_columns is True
    assert staged.rows.get().codes == ["KOLOM_TIDAK_PASTI"]
    (layout,) = layouts_of(staged)
    assert [column.unsure for column in layout.columns] == [False, False, True, False, False, False]
    fields = {column.number: column.field for column in layout.columns}
    sure = match(staged, clerk, fields)
    assert (sure.rows.get().codes, sure.asks_columns) == ([], False)
    inmates = match(staged, clerk, fields | {2: "wbp_nik"})
    assert inmates.rows.get().codes == ["NIK_KOSONG"]


def test_remarks_and_columns_that_are_not_read_are_what_they_are_said_to_be(stage, clerk):
    staged = match(stage(STRANGE, ROW), clerk, MEANT | {0: "", 4: "-"})
    values = read_of(staged.rows.get()).values
    assert (values["keterangan"], values["desa"]) == ("a1: 1", None)
    assert staged.unread == [{"sheet": "Data", "why": "not_chosen", "rows": [], "titles": ["Tmpt"]}]


def told(staged):
    return [(row.sheet, row.sheet_row, row.status, read_of(row).values) for row in staged.rows.order_by("id")]


def as_shown(layouts):
    return {layout.digest_of: dict(layout.fields) for layout in layouts}


@pytest.mark.parametrize(
    "name",
    [
        "05_tiga_baris_kepala.xlsx",
        "10_dua_tabel_alamat_satu_sel.xlsx",
        "13_formulir_dua_halaman.xlsx",
        "16_kader_pkh.xlsx",
        "17_bendahara_smp.ods",
        "20_kecamatan_bersebelahan.xlsx",
        "22_bimker_usulan.xlsx",
        "25_dharma_wanita.xls",
    ],
)
def test_a_file_that_was_read_well_is_read_the_same_where_nothing_is_changed(centre, clerk, name):
    path = DATA / "layouts" / name
    staged = stage_import(path, file_name=name, centre=centre, by=clerk, now=NOW)
    before = told(staged)
    staged = match_columns(staged, as_shown(layouts_of(staged)), seen=None, by=clerk, now=NOW)
    assert told(staged) == before


def test_families_on_cards_are_no_table_and_another_table_of_the_file_can_be_matched(centre, clerk):
    path = DATA / "layouts" / "16_kader_pkh.xlsx"
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)
    before = told(staged)
    (layout,) = layouts_of(staged)
    assert "susulan" in {sheet for sheet, *_rest in before} - {layout.sheet}
    place = next(column for column, field in layout.fields.items() if field == "nik")
    chosen = {layout.digest_of: layout.fields | {place: "-"}}
    staged = match_columns(staged, chosen, seen=None, by=clerk, now=NOW)
    after = told(staged)
    assert [row for row in after if row[0] == "susulan"] == [row for row in before if row[0] == "susulan"]
    assert after != before
    (layout,) = layouts_of(staged)
    assert layout.remembered
    staged = forget_columns(staged, layout.digest_of, seen=None, now=NOW)
    assert (told(staged), RegisterColumns.objects.count()) == (before, 0)
    with pytest.raises(Refused, match="tanpa pilihan"):
        forget_columns(staged, layout.digest_of, seen=None, now=NOW)


def test_what_the_title_of_the_inmates_column_says_holds_while_it_is_his(centre, clerk):
    path = DATA / "layouts" / "25_dharma_wanita.xls"
    staged = stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)
    before = [read_of(row).values["hubungan"] for row in staged.rows.order_by("id")]
    assert "Istri" in before
    (layout,) = layouts_of(staged)
    other = next(column for column, field in layout.fields.items() if not field or field in ("hp", "rt", "number"))
    chosen = {layout.digest_of: layout.fields | {other: "-"}}
    staged = match_columns(staged, chosen, seen=None, by=clerk, now=NOW)
    assert [read_of(row).values["hubungan"] for row in staged.rows.order_by("id")] == before


def test_the_button_on_the_page_reads_a_table_as_before(office, stage):
    staged = stage(*table({}))
    address = f"/keluarga/impor/{staged.pk}/kolom/"

    def sent(**said):
        page = office.get(address).content.decode()
        version = page.split(f'name="{NAME}" value="')[1].split('"')[0]
        return page, office.post(address, said | {NAME: version})

    page, _answer = sent(**{"c0-7": "-"})
    assert "Baca seperti semula" not in page
    assert staged.rows.get().status == "invalid"
    preview = words(office.get(f"/keluarga/impor/{staged.pk}/").content.decode())
    assert "Kolom yang dipilih untuk tidak dibaca: Nama WBP." in preview
    page, answer = sent(forget="0")
    assert "Baca seperti semula" in page
    assert (answer.status_code, staged.rows.get().status) == (302, "valid")
    _page, answer = sent(forget="7")
    assert answer.status_code == 422


def test_what_was_typed_and_decided_stays_with_its_row(stage, clerk):
    staged = match(stage(STRANGE, ROW, OTHER), clerk, MEANT)
    first, second = staged.rows.order_by("id")
    correct_row(first, cells={"dukuh": "Krajan"}, by=clerk, now=NOW)
    decide_row(second, decision=Decision.PARKED, by=clerk, now=NOW)
    staged = match(staged, clerk, MEANT | {0: "-"})
    first, second = staged.rows.order_by("id")
    assert (read_of(first).values["dukuh"], second.status) == ("Krajan", "parked")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (MEANT | {3: "nama"}, "dipilih untuk dua kolom"),
        (MEANT | {1: "-"}, "nama penerima"),
        (MEANT | {4: "x"}, "Pilih"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(stage, clerk, fields, why):
    staged = stage(STRANGE, ROW)
    with pytest.raises(Refused, match=why):
        match(staged, clerk, fields)
    assert not RegisterColumns.objects.exists()


def test_columns_are_not_matched_once_rows_are_saved_nor_over_what_nobody_saw(stage, clerk):
    staged = stage(STRANGE, ROW)
    seen = columns_version(staged)
    match(staged, clerk, MEANT, seen)
    with pytest.raises(ChangedMeanwhile):
        match(staged, clerk, MEANT | {3: "rt"}, seen)
    confirm_import(staged, by=clerk, now=NOW)
    with pytest.raises(Refused, match="Unggah"):
        match(staged, clerk, MEANT)


def test_the_cells_of_a_file_are_sealed_and_go_with_its_rows(stage, clerk):
    staged = stage(STRANGE, ROW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM families_registerimport r")
        (stored,) = cursor.fetchone()
    assert ("3316015103049491" in stored, "Sri" in stored) == (False, False)
    confirm_import(match(staged, clerk, MEANT), by=clerk, now=NOW)
    purge_imports(now=NOW.replace(month=11, day=20))
    staged = RegisterImport.objects.get()
    assert staged.source is None
    with pytest.raises(Refused, match="Unggah"):
        layouts_of(staged)


def test_the_page_shows_columns_with_covered_cells_and_changes_them(office, stage):
    staged = stage(STRANGE, ROW, OTHER)
    address = f"/keluarga/impor/{staged.pk}/kolom/"
    page = office.get(address).content.decode()
    assert "Yg Bersangkutan" in page
    assert "Sri Astuti; Wagiyem" in words(page)
    assert "••••••••••••••••" in page
    assert "9491" not in page
    version = page.split(f'name="{NAME}" value="')[1].split('"')[0]
    said = {f"c0-{column}": name for column, name in MEANT.items()} | {NAME: version}
    answer = office.post(address, said | {"c0-3": "nama"})
    assert (answer.status_code, "dipilih untuk dua kolom" in answer.content.decode()) == (422, True)
    assert office.post(address, said).url == f"/keluarga/impor/{staged.pk}/"
    assert staged.rows.filter(status="valid").count() == 2


def test_a_second_press_of_columns_is_answered_as_the_first(office, stage):
    staged = stage(STRANGE, ROW, OTHER)
    address = f"/keluarga/impor/{staged.pk}/kolom/"
    version = office.get(address).content.decode().split(f'name="{NAME}" value="')[1].split('"')[0]
    said = {f"c0-{column}": name for column, name in MEANT.items()} | {NAME: version}
    assert [office.post(address, said).status_code for _press in range(2)] == [302, 302]
    assert office.post(address, said | {"c0-3": "rt"}).status_code == 422


def test_an_upload_that_is_not_sure_leads_to_its_columns_and_another_to_its_rows(office, tmp_path):
    for rows, leads in (([STRANGE, ROW], "kolom/"), (table({}), "")):
        content = write_xlsx(tmp_path / "r.xlsx", rows).read_bytes()
        answer = office.post("/keluarga/impor/", {"file": SimpleUploadedFile("r.xlsx", content)})
        assert answer.url == f"/keluarga/impor/{RegisterImport.objects.latest('pk').pk}/{leads}"


def test_the_command_takes_what_columns_are_by_their_titles(centre, tmp_path, capsys):
    path = write_xlsx(tmp_path / "r.xlsx", [STRANGE, ROW, OTHER])
    with pytest.raises(CommandError, match="judul kolom"):
        call_command("import_families", str(path), centre="blora")
    said = ["--map", "Ybs=nama", "--map", "Yg Bersangkutan=wbp_nama"]
    call_command("import_families", str(path), "--centre", "blora", *said)
    assert "2 families were saved" in capsys.readouterr().out
    assert Family.objects.count() == 2


def test_the_command_reads_as_the_centre_matched(centre, stage, clerk, tmp_path, capsys):
    match(stage(STRANGE, ROW), clerk, MEANT)
    path = write_xlsx(tmp_path / "r.xlsx", [STRANGE, OTHER])
    call_command("import_families", str(path), centre="blora", dry_run=True)
    assert "1 rows: 1 valid" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--map", "Ybs"], "write TITLE=FIELD"),
        (["--map", "Ybs=hobi"], "hobi is no field; there are: number, nama, nik"),
        (["--as-of", "31/10/2024"], "write it as 2024-10-31"),
    ],
)
def test_the_command_says_how_its_options_are_written(centre, tmp_path, options, why):
    path = write_xlsx(tmp_path / "r.xlsx", table({}))
    with pytest.raises(CommandError, match=why):
        call_command("import_families", str(path), "--centre", "blora", *options)


def test_the_command_lists_the_centres_that_there_are(centre, tmp_path):
    CentreFactory(code="pati")
    path = write_xlsx(tmp_path / "r.xlsx", table({}))
    with pytest.raises(CommandError, match="There are: blora, pati"):
        call_command("import_families", str(path), centre="x")


def test_of_a_long_number_only_its_length_is_shown():
    assert covered("3316015103049491") == "•" * 16
    assert covered("Blora, 11-03-2004") == "Blora, ••-••-••••"
    assert covered("002/003") == "•••/•••"
    assert covered("Jl. Raya 7") == "Jl. Raya 7"


def test_columns_are_kept_once_for_a_table_of_a_centre_and_by_a_digest(stage, clerk):
    match(stage(STRANGE, ROW), clerk, MEANT)
    known = RegisterColumns.objects.get()
    adding_is_refused("register_columns_once_per_table", copied(known))
    changing_is_refused("register_columns_have_a_digest", known, fingerprint=b"Ybs")
    changing_is_refused("families_registercolumns_stays_where_it_is", known, centre=CentreFactory())
    changing_is_refused(
        "families_registercolumns_matched_at_in_our_time", known, matched_at=datetime(1999, 1, 1, tzinfo=UTC)
    )


def test_the_cells_of_a_file_are_kept_sealed_for_their_import_only(stage):
    staged = stage(STRANGE, ROW)
    changing_is_refused("register_import_source_is_sealed", staged, source=b"Sri Astuti")
    changing_is_refused("register_import_source_is_bound", staged, source=seal(SOURCE, "Sri Astuti"))


TICKS = ["No", "Nama Penerima", "NIK / No. KK", "Desa", "Nama WBP", "ISTRI", "IBU"]
TICKED_ROW = [1, "Sri Astuti", "3316015103049491 / 3316062309209373", "Gagakan", "Agus", "√", None]
TICKED_OTHER = [2, "Wagiyem", "3316016012689567 / 3316062309209374", "Giyanti", "Kasno", None, "√"]


def said_of(staged):
    rows = [read_of(row) for row in staged.rows.order_by("id")]
    return [tuple(row.values[name] for name in ("nik", "no_kk", "hubungan", "keterangan")) for row in rows]


def test_ticks_and_two_numbers_in_a_cell_are_called_so_and_stay_while_nobody_says_otherwise(stage, clerk):
    staged = stage(TICKS, TICKED_ROW, TICKED_OTHER)
    (layout,) = layouts_of(staged)
    assert list(layout.fields.values()) == ["number", "nama", "nik_kk", "desa", "wbp_nama", "ticked", "ticked"]
    read = [
        ("3316015103049491", "3316062309209373", "Istri", None),
        ("3316016012689567", "3316062309209374", "Ibu", None),
    ]
    assert said_of(staged) == read

    match(staged, clerk, layout.fields | {3: "alamat"})
    assert said_of(staged) == read


def test_a_column_that_was_chosen_for_something_else_ticks_nothing(stage, clerk):
    staged = stage(TICKS, TICKED_ROW, TICKED_OTHER)
    (layout,) = layouts_of(staged)
    match(staged, clerk, layout.fields | {2: "nik", 5: "-", 6: ""})
    assert [row[2:] for row in said_of(staged)] == [("", None), ("", "ibu: √")]
    assert [row[1] for row in said_of(staged)] == [None, None]
