"""*Batalkan impor*: while nobody has done anything with its families, they leave and the rows come back."""

from datetime import UTC, datetime, timedelta

import pytest

from centres.models import Role
from config.errors import Refused
from families.eligibility import verify
from families.models import Eligibility, Family
from families.register_import.deciding import accept_row, decide_row
from families.register_import.importing import confirm_import, confirm_part, purge_imports, stage_import
from families.register_import.row import Decision
from families.register_import.undoing import may_undo, undo_import
from tests.factories import CentreFactory, MembershipFactory
from tests.families.blora import FAMILY, table, write_xlsx
from tests.versions import form_to

NOW = datetime(2024, 10, 31, 3, 0, tzinfo=UTC)
OTHER = {
    "NIK": "3316016012689567",
    "No. KK": "3316062309209999",
    "Nama Penerima": "Wagiyem",
    "Tempat, Tgl Lahir": "20-12-1968",
    "Hubungan dg WBP": "Ibu",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory(code="blora")


@pytest.fixture
def clerk(centre):
    return MembershipFactory(centre=centre, role=Role.COORDINATOR).user


@pytest.fixture
def stage(centre, clerk, tmp_path):
    def _stage(*families):
        path = write_xlsx(tmp_path / "r.xlsx", table(*families))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=NOW)

    return _stage


def test_families_leave_the_register_and_their_rows_are_saved_anew(stage, clerk):
    staged = confirm_import(stage({}, OTHER), by=clerk, now=NOW)
    assert may_undo(staged)
    staged, count = undo_import(staged, by=clerk, now=NOW)
    assert (count, staged.confirmed_at, staged.saved_families) == (2, None, 0)
    gone = list(Family.objects.values_list("eligibility", "eligibility_basis", "eligibility_by"))
    assert gone == [(Eligibility.ENDED, "Impor dibatalkan.", clerk.pk)] * 2
    assert [row.status for row in staged.rows.all()] == ["valid"] * 2
    assert confirm_import(staged, by=clerk, now=NOW).saved_families == 2
    assert Family.objects.active().count() == 2


def test_what_looked_like_a_family_of_a_part_that_was_saved_before_does_so_no_more(stage, clerk):
    """Two people of one name and day of birth, saved in two requests: the second is a doubt beside the first."""
    staged = stage({}, {"NIK": "3316015103049482", "No. KK": OTHER["No. KK"]})
    second = staged.rows.order_by("pk").last()
    accept_row(second, codes=second.codes, by=clerk, now=NOW)
    _staged, last = confirm_part(staged, at_most=1, by=clerk, now=NOW)
    confirm_part(staged, after=last, at_most=1, by=clerk, now=NOW)
    rows = staged.rows.order_by("pk").values_list("status", "codes", "offer")
    assert list(rows) == [("saved", [], ""), ("review", ["MIRIP_TERDAFTAR"], "")]
    undo_import(staged, by=clerk, now=NOW)
    assert list(rows.all()) == [("valid", [], ""), ("valid", [], "")]


def test_once_somebody_decided_about_a_family_nothing_is_taken_back_and_the_page_says_so(stage, client, clerk):
    staged = confirm_import(stage({}, OTHER), by=clerk, now=NOW)
    verify(Family.objects.first(), basis="Survei", from_on=NOW.date(), by=clerk, now=NOW)
    with pytest.raises(Refused, match="1 keluarga sudah"):
        undo_import(staged, by=clerk, now=NOW)
    assert Family.objects.active().count() == 2
    client.force_login(clerk)
    text = client.get(f"/keluarga/impor/{staged.pk}/").content.decode()
    assert "Batalkan impor" not in text
    assert "1 keluarga sudah dinilai, diputuskan, atau digabung" in text


def test_what_joined_or_changed_another_family_is_not_taken_back(stage, clerk):
    confirm_import(stage({}), by=clerk, now=NOW)
    staged = stage({"RT/RW": "004/003"}, OTHER)
    decide_row(staged.rows.first(), decision=Decision.UPDATE, by=clerk, now=NOW)
    staged = confirm_import(staged, by=clerk, now=NOW)
    assert not may_undo(staged)
    with pytest.raises(Refused, match="Tidak bisa dibatalkan: 1 baris"):
        undo_import(staged, by=clerk, now=NOW)


def test_who_joined_a_family_of_the_same_import_leaves_with_it_and_joins_again(stage, client, clerk):
    staged = stage({}, OTHER | {"No. KK": FAMILY["No. KK"]})
    decide_row(staged.rows.last(), decision=Decision.JOIN, by=clerk, now=NOW)
    staged = confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.get().members.count() == 2
    staged, count = undo_import(staged, by=clerk, now=NOW)
    assert (count, Family.objects.active().count()) == (1, 0)
    assert [row.status for row in staged.rows.order_by("id")] == ["valid", "join"]
    confirm_import(staged, by=clerk, now=NOW)
    assert Family.objects.active().get().members.count() == 2


def test_the_page_says_why_an_import_is_not_taken_back(stage, client, clerk):
    client.force_login(clerk)
    confirm_import(stage({}), by=clerk, now=NOW)
    staged = stage(OTHER | {"No. KK": FAMILY["No. KK"]})
    decide_row(staged.rows.last(), decision=Decision.JOIN, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)
    text = client.get(f"/keluarga/impor/{staged.pk}/").content.decode()
    assert "Batalkan impor" not in text
    assert "Tidak bisa dibatalkan: 1 baris" in text


def test_after_its_rows_are_gone_and_before_it_is_saved_there_is_nothing_to_take_back(stage, clerk):
    staged = stage({})
    with pytest.raises(Refused):
        undo_import(staged, by=clerk, now=NOW)
    confirm_import(staged, by=clerk, now=NOW)
    purge_imports(now=NOW + timedelta(days=8))
    with pytest.raises(Refused):
        undo_import(staged, by=clerk, now=NOW)
    assert Family.objects.active().count() == 1


def test_the_page_offers_it_and_carries_it_out(stage, client, clerk):
    client.force_login(clerk)
    staged = stage({})
    address = f"/keluarga/impor/{staged.pk}/"
    assert "Batalkan impor" not in client.get(address).content.decode()
    client.post(f"{address}simpan/", form_to(client.get(address), f"{address}simpan/"))
    assert "Batalkan impor" in client.get(address).content.decode()
    sent = form_to(client.get(address), f"{address}batal/")
    text = client.post(f"{address}batal/", sent, follow=True).content.decode()
    assert "1 keluarga keluar lagi dari daftar" in text
    assert Family.objects.active().count() == 0
