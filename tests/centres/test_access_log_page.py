"""/riwayat-akses/: read by the administrator and the head, page by page."""

import datetime

import pytest
from django.utils import timezone

from centres.models import AccessLog, Role
from centres.views.access_log import PAGE
from tests.factories import CentreFactory, FamilyFactory, MembershipFactory, UserFactory, cast
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


def test_a_line_leads_to_the_record_and_names_nobody(client, people):
    family = FamilyFactory(centre=people.centre, household__contact="Kartini Nurjanah")
    line(people, subject=family, detail="kk")
    text = client.get(ADDRESS).content.decode()
    assert f'href="/keluarga/{family.pk}/"' in text
    assert "No. KK" in text
    assert "Kartini" not in text


def test_a_line_about_an_import_leads_to_those_who_may_open_it(client, people):
    about = {"subject_kind": "families.registerimport", "subject_id": 7}
    line(people, **about)
    assert "Impor 7" in client.get(ADDRESS).content.decode()
    assert 'href="/keluarga/impor/7/"' not in client.get(ADDRESS).content.decode()
    MembershipFactory(user=people.head, centre=people.centre, role=Role.OPERATOR)
    assert 'href="/keluarga/impor/7/"' in client.get(ADDRESS).content.decode()


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
