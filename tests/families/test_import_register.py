"""An uploaded register becomes families: all that is clear, nothing twice, and nothing readable left behind."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.errors import Refused
from families.models import Eligibility, Family, FamilyInmate, Inmate, Member, RegisterImport, RegisterImportRow
from families.register_import.deciding import accept_row, correct_row
from families.register_import.importing import confirm_import, purge_imports, stage_import
from families.register_import.staged_rows import read_of
from tests.factories import CentreFactory, FamilyFactory, UserFactory
from tests.families.blora import DATA, table, write_xlsx

SAMPLE = DATA / "keluarga_wbp_oktober_2024_40.xlsx"
KEY = json.loads((DATA / "keluarga_wbp_oktober_2024_40.key.json").read_text())
NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def clerk():
    return UserFactory()


def stage(centre, clerk, path=SAMPLE):
    return stage_import(path, file_name=path.name, centre=centre, by=clerk, now=NOW)


def row_of(staged, number) -> RegisterImportRow:
    return staged.rows.get(sheet_row=number)


def test_nothing_is_saved_before_confirming(centre, clerk):
    staged = stage(centre, clerk)
    assert (staged.rows.count(), Family.objects.count(), Inmate.objects.count()) == (40, 0, 0)


def test_a_number_in_the_name_of_a_file_is_not_kept(centre, clerk):
    name = "KK 3316150101010001 tgl 20241031.xlsx"
    staged = stage_import(SAMPLE, file_name=name, centre=centre, by=clerk, now=NOW)
    assert staged.file_name == "KK … tgl 20241031.xlsx"


def test_the_valid_rows_of_the_sample_become_proposed_families(centre, clerk):
    done = confirm_import(stage(centre, clerk), by=clerk, now=NOW)
    assert (done.saved_families, done.confirmed_by, done.confirmed_at) == (32, clerk, NOW)
    families = Family.objects.filter(centre=centre)
    assert set(families.values_list("eligibility", flat=True)) == {Eligibility.PROPOSED}
    for expected in (row["expected"] for row in KEY["rows"] if row["status"] == "valid"):
        member = Member.objects.select_related("family__village__parent").get(
            nik_digest=Member.nik.blind_index_of(expected["nik"])
        )
        family, tie = member.family, FamilyInmate.objects.select_related("inmate").get(family=member.family)
        saved = {
            "nama": member.name,
            "nik": member.nik.reveal(),
            "no_kk": family.kk.reveal(),
            "tgl_lahir": member.birth_date.isoformat(),
            "jk": member.sex,
            "wbp_nama": tie.inmate.name,
            "wbp_register": tie.inmate.register_number,
            "desa_kode": family.village.code,
            "desa": family.village.name,
            "kecamatan_kode": family.village.parent.code,
            "kecamatan": family.village.parent.name,
            "rt": family.rt,
            "rw": family.rw,
            "hp": member.phone.reveal().replace("+62", "0") or None,
            "tanggungan": family.dependants,
        }
        assert saved == {name: expected[name] for name in saved}
        assert (member.is_contact, family.registered_on) == (True, date(2024, 10, 31))


def test_each_saved_row_names_its_family_and_the_others_keep_their_reason(centre, clerk):
    done = confirm_import(stage(centre, clerk), by=clerk, now=NOW)
    assert done.rows.exclude(family=None).count() == 32
    others = {row.sheet_row: (row.status, row.codes) for row in done.rows.filter(family=None)}
    assert others == {row["row"]: (row["status"], row["codes"]) for row in KEY["rows"] if row["status"] != "valid"}


def test_confirming_twice_saves_once(centre, clerk):
    staged = stage(centre, clerk)
    confirm_import(staged, by=clerk, now=NOW)
    with pytest.raises(Refused):
        confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.count() == 32


def test_the_same_file_again_changes_nothing(centre, clerk):
    confirm_import(stage(centre, clerk), by=clerk, now=NOW)
    inmates = Inmate.objects.count()
    again = stage(centre, clerk)
    assert again.rows.filter(status="duplicate").count() == 34
    assert row_of(again, 9).codes == ["SUDAH_TERDAFTAR"]
    with pytest.raises(Refused):
        confirm_import(again, by=clerk, now=NOW)
    assert (Family.objects.count(), Inmate.objects.count()) == (32, inmates)


def test_two_previews_of_one_file_do_not_double_the_families(centre, clerk):
    first, second = stage(centre, clerk), stage(centre, clerk)
    confirm_import(first, by=clerk, now=NOW)
    with pytest.raises(Refused):
        confirm_import(second, by=clerk, now=NOW)
    assert Family.objects.count() == 32


def test_another_centre_may_have_the_same_families(centre, clerk):
    confirm_import(stage(centre, clerk), by=clerk, now=NOW)
    other = CentreFactory()
    assert confirm_import(stage(other, clerk), by=clerk, now=NOW).saved_families == 32


def test_a_person_who_lives_in_a_registered_family_is_told(centre, clerk, tmp_path):
    family = FamilyFactory(centre=centre, kk="3316042201179368")
    nik = family.members.get().nik.reveal()
    path = write_xlsx(
        tmp_path / "r.xlsx",
        table({"NIK": nik, "Tempat, Tgl Lahir": "17-10-1982"}, {"No. KK": family.kk.reveal()}),
    )
    staged = stage(centre, clerk, path)
    assert [(row.status, row.codes) for row in staged.rows.all()] == [
        ("duplicate", ["NIK_TERDAFTAR"]),
        ("duplicate", ["SUDAH_TERDAFTAR"]),
    ]
    assert {read_of(row).family_id for row in staged.rows.all()} == {family.pk}


def test_an_inmate_of_the_register_is_found_by_number_and_name(centre, clerk, tmp_path):
    known = Inmate.objects.create(centre=centre, name="Muh. Utomo", register_number="B.I 4/2024")
    other = {"NIK": "3316016012689567", "No. KK": "3316062309209999", "Tempat, Tgl Lahir": "20-12-1968"}
    path = write_xlsx(tmp_path / "r.xlsx", table({"Nama WBP": "MUH UTOMO"}, other | {"Nama WBP": "Kasno"}))
    staged = stage(centre, clerk, path)
    accept_row(staged.rows.get(status="review"), by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)
    first, second = Family.objects.order_by("id")
    assert first.ties.get().inmate == known
    assert (second.ties.get().inmate.name, second.ties.get().inmate.register_number) == ("Kasno", "")
    assert second.remarks == "No. register: B.I 4/2024"


def test_a_corrected_row_is_judged_anew(centre, clerk):
    staged = stage(centre, clerk)
    row = correct_row(row_of(staged, 29), cells={"nik": "3316075608959836"}, by=clerk, now=NOW)
    assert (row.status, row.codes, read_of(row).values["nik"]) == ("valid", [], "3316075608959836")
    row = correct_row(row_of(staged, 33), cells={"desa_kode": "33.16.12.2013"}, by=clerk, now=NOW)
    assert (row.status, row.codes) == ("valid", [])
    assert confirm_import(staged, by=clerk, now=NOW).saved_families == 34


def test_a_correction_may_make_a_duplicate(centre, clerk):
    row = correct_row(row_of(stage(centre, clerk), 37), cells={"nik": "3316084310719914"}, by=clerk, now=NOW)
    assert row.status == "review"
    assert row.codes == ["DUP_NIK_NAMA_BEDA", "NIK_TGL_TIDAK_COCOK"]


def test_a_doubt_that_a_person_settles_is_gone_until_the_row_changes(centre, clerk, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", table({"Tempat, Tgl Lahir": "12-03-2004"}))
    staged = stage(centre, clerk, path)
    row = accept_row(row_of(staged, 2), by=clerk, now=NOW)
    assert (row.status, row.codes) == ("valid", [])
    row = correct_row(row, cells={"ttl": "13-03-2004"}, by=clerk, now=NOW)
    assert (row.status, row.codes) == ("review", ["NIK_TGL_TIDAK_COCOK"])


def test_a_row_says_who_last_corrected_or_accepted_it(centre, clerk, tmp_path):
    staged = stage(centre, clerk, write_xlsx(tmp_path / "r.xlsx", table({"Tempat, Tgl Lahir": "12-03-2004"}, {})))
    second, later = UserFactory(), NOW + timedelta(minutes=5)
    accept_row(row_of(staged, 2), by=clerk, now=NOW)
    assert [(row.changed_by, row.changed_at) for row in staged.rows.all()] == [(clerk, NOW), (None, None)]
    correct_row(row_of(staged, 2), cells={"ttl": "13-03-2004"}, by=second, now=later)
    assert [(row.changed_by, row.changed_at) for row in staged.rows.all()] == [(second, later), (None, None)]


def test_an_error_cannot_be_accepted(centre, clerk):
    row = accept_row(row_of(stage(centre, clerk), 21), by=clerk, now=NOW)
    assert (row.status, row.codes) == ("invalid", ["NIK_NOTASI_ILMIAH"])


def test_staged_rows_are_not_readable_in_the_database(centre, clerk):
    stage(centre, clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, ' ') FROM families_registerimportrow r")
        (text,) = cursor.fetchone()
    stored = text + " ".join(bytes.fromhex(part).decode("latin-1") for part in _hex(text))
    for expected in (row["expected"] for row in KEY["rows"]):
        for name in ("nama", "nik", "no_kk"):
            assert expected[name] not in stored


def _hex(text):
    return [part.strip(',")') for part in text.split("\\x")[1:] for part in [part.split('"')[0].split(",")[0]]]


def test_staged_rows_are_purged_after_seven_days(centre, clerk):
    old, done = stage(centre, clerk), stage(centre, clerk)
    confirm_import(done, by=clerk, now=NOW)
    assert purge_imports(now=NOW + timedelta(days=7)) == 0
    assert purge_imports(now=NOW + timedelta(days=7, seconds=1)) == 80
    assert list(RegisterImport.objects.all()) == [done]
    assert not RegisterImport.objects.filter(pk=old.pk).exists()


def test_a_new_upload_purges_the_old(centre, clerk):
    stage(centre, clerk)
    stage_import(SAMPLE, file_name="b.xlsx", centre=centre, by=clerk, now=NOW + timedelta(days=8))
    assert RegisterImportRow.objects.count() == 40


def test_the_command_writes_what_the_key_says(centre, tmp_path, capsys):
    out = tmp_path / "out.json"
    options = {"centre": "blora", "as_of": date(2024, 10, 31), "json": out}
    call_command("import_families", SAMPLE, dry_run=True, **options)
    assert Family.objects.count() == RegisterImport.objects.count() == 0
    call_command("import_families", SAMPLE, **options)
    assert "32 families were saved" in capsys.readouterr().out
    written = json.loads(out.read_text())
    assert (written["file"], written["counts"]) == (SAMPLE.name, KEY["counts"] | {"saved": 32})
    assert [row | {"values": None} for row in written["rows"]] == [
        {name: row[name] for name in ("row", "status", "codes", "warnings", "normalised_by", "duplicate_of")}
        | {"sheet": "Data Keluarga", "values": None}
        for row in KEY["rows"]
    ]
    assert out.stat().st_mode & 0o077 == 0
    assert Family.objects.count() == 32
    assert Family.events.rel.related_model.objects.filter(pgh_context__actor="import_families").count() == 32


def test_the_command_twice_changes_nothing(centre, capsys):
    for _ in range(2):
        call_command("import_families", SAMPLE, centre="blora")
    assert "0 families were saved" in capsys.readouterr().out
    assert Family.objects.count() == 32


@pytest.mark.parametrize("wrong", [{"centre": "nowhere"}, {"by": "nobody"}])
def test_the_command_says_what_is_missing(centre, wrong):
    with pytest.raises(CommandError, match="There is no"):
        call_command("import_families", SAMPLE, **{"centre": "blora"} | wrong)


def test_the_command_refuses_a_file_that_is_no_register(centre, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", [["a", "b"], ["1", "2"]])
    with pytest.raises(CommandError, match=r"judul kolom|column titles"):
        call_command("import_families", path, centre="blora")


def test_tables_side_by_side_are_staged_under_a_name_of_their_own(centre, clerk):
    staged = stage(centre, clerk, DATA / "layouts" / "20_kecamatan_bersebelahan.xlsx")
    assert list(staged.rows.filter(sheet_row=5).order_by("id").values_list("sheet", flat=True)) == [
        "Papan",
        "Papan (H:M)",
    ]
