"""/riwayat-akses/: read by the administrator and the head, page by page."""

import datetime

import pytest
from django.utils import timezone

from centres.access_log import CALLED
from centres.models import AccessLog, Role
from centres.views.access_log import PAGE
from families.models import Family, Member, RegisterImport
from tests.access_world import whole_world
from tests.factories import CentreFactory, FamilyFactory, MembershipFactory, RoundFactory, UserFactory, cast
from tests.read_page import words

pytestmark = pytest.mark.django_db
ADDRESS = "/riwayat-akses/"


@pytest.fixture
def people(client):
    people = cast(CentreFactory())
    client.force_login(people.head)
    return people


def line(people, action="reveal", *, subject=None, minutes=0, **more):
    fields = {"subject_kind": "families.family", "subject_id": subject.pk if subject else None}
    at = timezone.now() - datetime.timedelta(minutes=minutes)
    return AccessLog.objects.create(
        centre=people.centre, actor=people.operator, action=action, at=at, **(fields | more)
    )


def rows(client, query=""):
    return [row["line"].pk for row in client.get(ADDRESS + query).context["rows"]]


def test_a_line_names_the_family_and_leads_to_it(client, people):
    family = FamilyFactory(centre=people.centre, household__contact="Kartini Nurjanah")
    line(people, subject=family, detail="kk")
    text = client.get(ADDRESS).content.decode()
    assert f'<a href="/keluarga/{family.pk}/">Kartini Nurjanah</a>' in text
    assert "No. KK" in text


def test_a_member_and_a_round_are_called_by_their_names(client, people):
    member = FamilyFactory(centre=people.centre, household__contact="Kartini Nurjanah").members.get()
    round = RoundFactory(centre=people.centre, occurrence_on=datetime.date(2024, 11, 15))
    line(people, subject=member, subject_kind="families.member", detail="nik")
    line(people, "print", subject=round, subject_kind="distributions.round", detail="bast")
    said = words(client.get(ADDRESS).content.decode())
    assert "Anggota keluarga Kartini Nurjanah" in said
    assert "Periode November 2024" in said


def test_who_may_not_open_families_reads_no_name_of_theirs(client, people):
    family = FamilyFactory(centre=people.centre, household__contact="Kartini Nurjanah")
    line(people, subject=family)
    line(people, subject=family.members.get(), subject_kind="families.member")
    client.force_login(people.admin)
    said = words(client.get(ADDRESS).content.decode())
    assert "Kartini" not in said
    assert f"Keluarga {family.pk}" in said
    assert "Nama keluarga dan anggotanya ditampilkan" in said


def test_what_is_gone_is_called_by_its_number_and_said_to_be_gone(client, people):
    family = FamilyFactory(centre=people.centre)
    line(people, subject_kind="families.registerimport", subject_id=7)
    line(people, subject_kind="families.member", subject_id=170)
    line(people, subject=family)
    Member.objects.filter(family=family).update(is_contact=False)
    said = words(client.get(ADDRESS).content.decode())
    assert "Impor 7 tidak disimpan lagi" in said
    assert "Anggota keluarga 170 tidak disimpan lagi" in said
    assert "Keluarga tanpa penerima" in said


def test_a_merged_family_keeps_its_own_name(client, people):
    family, other = (FamilyFactory(centre=people.centre, household__contact=name) for name in ("Kartini", "Darsih"))
    Family.objects.filter(pk=family.pk).update(merged_into=other)
    line(people, subject=family)
    assert "Keluarga Kartini" in words(client.get(ADDRESS).content.decode())


def test_what_another_centre_owns_has_no_name_here(client, people):
    elsewhere = FamilyFactory(household__contact="Kartini Nurjanah")
    line(people, subject=elsewhere)
    assert "Kartini" not in client.get(ADDRESS).content.decode()


def test_every_kind_that_is_logged_has_its_name_on_the_page(client):
    world = whole_world()
    client.force_login(world.people.head)
    rows = client.get(ADDRESS).context["rows"]
    assert {row["line"].subject_kind for row in rows if row["name"]} == {model._meta.label_lower for model in CALLED}
    assert [row["subject"] for row in rows if not row["name"]] == []


def test_a_line_about_an_import_leads_to_those_who_may_open_it(client, people):
    staged = RegisterImport.objects.create(
        centre=people.centre, file_name="Kartini.xlsx", file_digest=bytes(32), as_of="2024-10-31",
        uploaded_at=datetime.datetime(2024, 11, 1, 2, 5, tzinfo=datetime.UTC),
    )  # fmt: skip
    line(people, subject_kind="families.registerimport", subject_id=staged.pk)
    said = client.get(ADDRESS).content.decode()
    assert "Impor 1 November 2024, 09.05 WIB" in words(said).replace("\xa0", " ")
    assert "Kartini" not in said
    assert f'href="/keluarga/impor/{staged.pk}/"' not in said
    MembershipFactory(user=people.head, centre=people.centre, role=Role.OPERATOR)
    assert f'href="/keluarga/impor/{staged.pk}/"' in client.get(ADDRESS).content.decode()


def test_who_may_not_open_a_record_gets_no_link(client, people):
    family = FamilyFactory(centre=people.centre)
    line(people, subject=family)
    client.force_login(people.admin)
    assert f'href="/keluarga/{family.pk}/"' not in client.get(ADDRESS).content.decode()


def test_roles_given_are_said_in_words(client, people):
    line(people, "role", subject_kind="centres.user", subject_id=people.officer.pk, detail="+ head")
    assert "Diberikan: Kepala" in client.get(ADDRESS).content.decode()


def test_accounts_are_named(client, people):
    line(people, "role", subject_kind="centres.user", subject_id=people.officer.pk, detail="+ head")
    assert f"Diberikan: Kepala UPT Pengguna {people.officer}" in words(client.get(ADDRESS).content.decode())


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("berkas-tanda-tangan", "Berkas tanda tangan"),
        ("recap 2024", "Rekap 2024"),
        ("6 rows not saved", "6 baris yang tidak disimpan"),
        ("photo", "photo"),
    ],
)
def test_what_was_printed_or_taken_away_is_said_in_words(client, people, detail, said):
    line(people, "export", detail=detail)
    assert f'<span class="mute">{said}</span>' in client.get(ADDRESS).content.decode()


def test_it_is_filtered_by_what_and_by_whom(client, people):
    first, second = line(people), line(people, "print")
    other = AccessLog.objects.create(
        centre=people.centre, actor=people.admin, action="print", subject_kind="distributions.round"
    )
    assert rows(client) == [other.pk, second.pk, first.pk]
    assert rows(client, "?action=print") == [other.pk, second.pk]
    assert rows(client, f"?action=print&actor={people.admin.pk}") == [other.pk]
    assert rows(client, "?action=nothing&actor=x") == [other.pk, second.pk, first.pk]


def test_lines_of_another_centre_are_not_there(client, people):
    AccessLog.objects.create(
        centre=CentreFactory(), actor=UserFactory(), action="print", subject_kind="distributions.round"
    )
    assert rows(client) == []


def test_pages_go_on_by_key_and_show_each_line_once(client, people):
    same = timezone.now() - datetime.timedelta(days=1)
    made = [line(people, minutes=n) for n in range(PAGE)]
    made += [
        AccessLog.objects.create(
            centre=people.centre, actor=people.operator, action="print", at=same, subject_kind="x.y"
        )
        for _n in range(PAGE)
    ]
    first = client.get(ADDRESS)
    second = client.get(ADDRESS + "?" + first.context["next"])
    seen = [row["line"].pk for answer in (first, second) for row in answer.context["rows"]]
    assert len(seen) == len(set(seen)) == 2 * PAGE
    assert second.context["next"] == ""
    assert rows(client, "?after=x-y") == seen[:PAGE]


def test_only_the_administrator_and_the_head_read_it(client, people):
    allowed = set()
    for role in Role:
        client.force_login(getattr(people, role.value))
        if client.get(ADDRESS).status_code == 200:
            allowed.add(role)
    assert allowed == {Role.ADMIN, Role.HEAD}
