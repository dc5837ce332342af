"""The access log as Excel: by the filter of its page, without names of families, and logged itself."""

import datetime
import io

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from centres.models import AccessLog
from tests.factories import CentreFactory, FamilyFactory, UserFactory, cast
from tests.read_page import words

pytestmark = pytest.mark.django_db
PAGE, FILE = "/riwayat-akses/", "/riwayat-akses/excel/"


def at(day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(2024, 11, day, hour, 30, 5, tzinfo=datetime.UTC)


@pytest.fixture
def people(client):
    people = cast(CentreFactory())
    client.force_login(people.head)
    family = FamilyFactory(centre=people.centre, household__contact="Kartini Nurjanah")
    people.family = family

    def line(moment, action, actor, **subject):
        AccessLog.objects.create(centre=people.centre, at=moment, action=action, actor=actor, **subject)

    line(at(14), "reveal", people.operator, subject_kind="families.family", subject_id=family.pk, detail="kk")
    # Half past midnight at the centre, where the day begins seven hours before that of UTC.
    line(at(14, 17), "role", people.admin, subject_kind="centres.user", subject_id=people.officer.pk, detail="+ head")
    line(at(16), "export", people.operator, subject_kind="families.family")
    return people


def rows(client, **asked):
    content = client.post(FILE, asked).content
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1:]


def test_each_line_says_when_who_and_of_what_and_names_accounts_and_no_family(client, people):
    first = datetime.date(2024, 11, 14)
    _own, _list, given, revealed = rows(client)
    assert revealed == [
        first, "19.30.05", str(people.operator), people.operator.username, "Ditampilkan lengkap", "No. KK", "Keluarga",
        str(people.family.pk), "",
    ]  # fmt: skip
    assert given == [
        datetime.date(2024, 11, 15), "00.30.05", str(people.admin), people.admin.username, "Peran atau akun diubah",
        "Diberikan: Kepala UPT", "Pengguna", str(people.officer.pk), str(people.officer),
    ]  # fmt: skip


def test_that_it_was_taken_away_is_its_own_first_line(client, people):
    assert rows(client)[0][4:8] == ["Diekspor", "", "Riwayat akses", ""]
    last = AccessLog.objects.latest("pk")
    assert (last.action, last.subject_kind, last.actor) == ("export", "centres.accesslog", people.head)
    assert "Riwayat akses, daftar" in words(client.get(PAGE).content.decode())


@pytest.mark.parametrize(
    ("asked", "hours"),
    [
        ({"action": "reveal"}, ["19.30.05"]),
        ({"month": "2024-11"}, ["19.30.05", "00.30.05", "19.30.05"]),
        ({"month": "2024-12"}, ["00.30.05"]),
        ({"month": "2024-11", "action": "export"}, ["19.30.05"]),
    ],
)
def test_the_file_has_what_the_page_shows(client, people, asked, hours):
    # Half past midnight of the first of December at the centre.
    line = {"at": at(30, 17), "action": "role", "actor": people.admin, "subject_kind": "centres.user"}
    AccessLog.objects.create(centre=people.centre, **line)
    assert [row[1] for row in rows(client, **asked)] == hours
    assert len(client.get(PAGE, asked).context["rows"]) == len(hours)


def test_the_months_are_those_since_the_first_line(client, people):
    months = [value for value, _label in client.get(PAGE).context["form"].fields["month"].choices]
    assert months[0] == ""
    assert (months[1], months[-1]) == (f"{timezone.localdate():%Y-%m}", "2024-11")
    assert '<option value="2024-11">November 2024</option>' in client.get(PAGE).content.decode()


def test_of_one_person_it_has_the_lines_of_that_person(client, people):
    assert [row[2] for row in rows(client, actor=people.admin.pk)] == [str(people.admin)]


def test_what_is_on_no_list_leads_back_to_the_page_and_nothing_is_taken_away(client, people):
    answer = client.post(FILE, {"month": "2019-02", "action": "reveal"})
    assert answer.url == f"{PAGE}?action=reveal&month=2019-02"
    assert client.get(answer.url).context["form"].errors["month"]
    assert AccessLog.objects.count() == 3


def test_of_too_many_lines_a_month_is_asked_for_and_nothing_is_logged(client, people, monkeypatch):
    monkeypatch.setattr("centres.access_log_workbook.MOST", 3)
    answer = client.post(FILE, follow=True)
    assert "Lebih dari 3 baris. Pilih satu bulan" in answer.content.decode()
    assert AccessLog.objects.count() == 3
    monkeypatch.setattr("centres.access_log_workbook.MOST", 4)
    assert len(rows(client)) == 4


def test_nothing_of_another_centre_is_in_it(client, people):
    other = CentreFactory()
    AccessLog.objects.create(
        centre=other, at=at(15), action="reveal", actor=UserFactory(), subject_kind="families.family"
    )
    assert len(rows(client)) == 4
