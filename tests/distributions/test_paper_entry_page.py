"""The signed list, typed in as one table."""

import datetime
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from distributions.models import Handover, HandoverReport
from families.models import Proxy
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.factories import CentreFactory, FamilyFactory, MemberFactory, UserFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def people():
    return cast(CentreFactory())


@pytest.fixture
def round(people):
    return approved_round(people, occurrence_on=datetime.date(2024, 11, 15))


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def test_the_signed_list_is_typed_in_as_one_table(officer, round):
    kartini, rukmini = round.recipients.all()
    son = MemberFactory(centre=round.centre, family=rukmini.family, name="Budi Hidayah")
    said = {
        "key": str(uuid4()),
        "handed_on": "2024-11-15",
        f"r{kartini.pk}-result": "not_home",
        f"r{rukmini.pk}-result": "delivered",
        f"r{rukmini.pk}-received_by": "member",
        f"r{rukmini.pk}-name": "budi hidayah",
    }

    officer.post(page(round, "paper_entry"), said)

    kartini.refresh_from_db()
    rukmini.refresh_from_db()
    assert (kartini.state, rukmini.state) == ("missed", "served")
    assert rukmini.received_by_name == son.name
    handed_at = Handover.objects.get().handed_at
    assert handed_at == datetime.datetime(2024, 11, 15, 1, tzinfo=datetime.UTC)  # 08.00 in Blora
    assert HandoverReport.objects.filter(channel="paper").count() == 2


def test_whom_a_family_authorised_is_offered_and_needs_no_relation(officer, round):
    _kartini, rukmini = round.recipients.all()
    merged = FamilyFactory(centre=round.centre)
    for family, name, until in (
        (rukmini.family, "Bu Sumi", None),
        (merged, "Pak Karto", round.date),
        (rukmini.family, "Bu Yatmi", round.date - datetime.timedelta(days=1)),
    ):
        Proxy.objects.create(
            centre=round.centre,
            family=family,
            name=name,
            relation="tetangga",
            from_on=datetime.date(2024, 1, 1),
            until=until,
            recorded_by=UserFactory(),
            recorded_at=timezone.now(),
        )
    merged.merged_into = rukmini.family
    merged.save()
    html = officer.get(page(round, "paper_entry")).content.decode()
    assert re.findall(r'<option value="([^"]+)">[^<]+\(tetangga\)</option>', html) == ["Bu Sumi", "Pak Karto"]

    said = {"result": "delivered", "received_by": "proxy", "name": "pak karto"}
    sent = {"key": str(uuid4()), "handed_on": "2024-11-15"} | {f"r{rukmini.pk}-{k}": v for k, v in said.items()}
    officer.post(page(round, "paper_entry"), sent)

    rukmini.refresh_from_db()
    assert rukmini.received_by_name == "Pak Karto"
    assert Handover.objects.get().proxy_relation == "tetangga"


def test_wrong_lines_of_the_list_save_nothing_and_are_said_above_it(officer, round):
    kartini, rukmini = round.recipients.all()
    said = {
        "key": str(uuid4()),
        "handed_on": "2024-11-15",
        f"r{kartini.pk}-result": "other",
        f"r{rukmini.pk}-result": "delivered",
        f"r{rukmini.pk}-received_by": "proxy",
        f"r{rukmini.pk}-name": "Bu Lurah",
    }

    response = officer.post(page(round, "paper_entry"), said)

    assert HandoverReport.objects.count() == 0
    assert [row.errors for row in response.context["rows"]] == [
        {"name": ["Tuliskan alasannya."]},
        {"relation": ["Isi hubungan wakil dengan keluarga."]},
    ]
    html = response.content.decode()
    assert "Bu Lurah" in html
    assert "Rukmini Hidayah, Hubungan: Isi hubungan wakil dengan keluarga.</a>" in html


def test_a_list_signed_on_a_day_that_has_not_come_is_refused_by_the_field(officer, people):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    round = approved_round(people, occurrence_on=tomorrow)
    kartini = round.recipients.first()
    offered = officer.get(page(round, "paper_entry")).context["head"]["handed_on"].value()
    said = {"key": str(uuid4()), "handed_on": str(tomorrow), f"r{kartini.pk}-result": "delivered"}

    response = officer.post(page(round, "paper_entry"), said)

    assert offered is None
    assert response.context["head"].errors == {"handed_on": ["Tanggal ini belum tiba."]}
    assert HandoverReport.objects.count() == 0


def test_another_reason_is_asked_for_in_the_column_where_it_is_written(officer, round):
    first = round.recipients.first()
    said = {"key": str(uuid4()), "handed_on": "2024-11-15", f"r{first.pk}-result": "other"}

    response = officer.post(page(round, "paper_entry"), said)

    assert response.context["rows"][0].errors == {"name": ["Tuliskan alasannya."]}
    officer.post(page(round, "paper_entry"), said | {f"r{first.pk}-name": "Jalan terputus banjir"})
    first.refresh_from_db()
    assert (first.state, first.missed_note) == ("missed", "Jalan terputus banjir")


def test_a_paper_line_of_a_family_recorded_meanwhile_is_kept_for_the_coordinator(officer, round):
    kartini, rukmini = round.recipients.all()
    officer.post(page(round, "handover_recipient", kartini.pk), delivered(kartini, when=str(timezone.localdate())))
    said = {
        "key": str(uuid4()),
        "handed_on": str(timezone.localdate()),
        f"r{kartini.pk}-result": "not_home",
        f"r{rukmini.pk}-result": "delivered",
    }

    for _press in range(2):
        response = officer.post(page(round, "paper_entry"), said, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "1 keluarga tercatat.",
        "1 baris bertentangan dengan yang sudah tercatat; disimpan untuk diputuskan Kasubsi.",
    ]
    assert HandoverReport.objects.filter(verdict=HandoverReport.Verdict.OPEN).get().recipient == kartini
    assert round.recipients.served().count() == 2


def test_a_member_of_the_household_is_offered_where_one_is_known_and_another_name_hears_whom_there_is(officer, round):
    """Of a household of which the contact alone is known nobody else could be named."""
    kartini, rukmini = round.recipients.all()
    MemberFactory(centre=round.centre, family=rukmini.family, name="Budi Hidayah")
    rows = officer.get(page(round, "paper_entry")).context["rows"]
    offered = {row.recipient: [choice for choice, _ in row.fields["received_by"].choices] for row in rows}
    assert offered == {kartini: ["contact", "proxy"], rukmini: ["contact", "member", "proxy"]}
    said = {
        "key": str(uuid4()),
        "handed_on": "2024-11-15",
        f"r{rukmini.pk}-result": "delivered",
        f"r{rukmini.pk}-received_by": "member",
        f"r{rukmini.pk}-name": "Rini",
    }

    response = officer.post(page(round, "paper_entry"), said)

    assert [row.errors for row in response.context["rows"]] == [
        {
            "name": [
                "Rini bukan anggota keluarga ini; yang tercatat hanya Budi Hidayah. Orang lain menerima sebagai wakil."
            ]
        }
    ]
    assert HandoverReport.objects.count() == 0
