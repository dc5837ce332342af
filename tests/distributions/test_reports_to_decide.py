"""*Laporan untuk diputuskan*: what contradicts the record, as the coordinator settles it."""

import datetime
import json
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from centres.encryption import seal
from centres.versions import NAME
from config.formats import date_clock, plain_date
from distributions.handover.judging import Kind, Submission
from distributions.handover.submissions import SEALED_AS, bound_to, submit, take_in, undo
from distributions.handover.submissions import said as said_of
from distributions.models import State
from distributions.rounds.transitions import transition
from tests.distributions.goods import called_issued
from tests.distributions.handover_pages import approved_round, page
from tests.factories import CentreFactory, MemberFactory, cast
from tests.read_page import words
from tests.standing import stands
from tests.versions import fields_in

pytestmark = pytest.mark.django_db


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people)


@pytest.fixture
def coordinator(client, people):
    client.force_login(people.coordinator)
    return client


def sent(round, by, recipient, **said):
    """A report of now; of a family of which something else is recorded it is open."""
    now = timezone.now()
    values = {"key": uuid4(), "kind": Kind.DELIVERED, "channel": "page", "recorded_at": now}
    return submit(round, Submission(**values | {"recipient_id": recipient.pk} | said), by=by, now=now)


def not_at_home(round, by, recipient, **said):
    return sent(round, by, recipient, kind=Kind.MISSED, missed_reason="not_home", **said)


def press(client, round, decision, **more):
    """A button of the page as it is shown now."""
    address = page(round, "open_reports")
    return client.post(address, fields_in(client.get(address)) | {"decision": decision, **more}, follow=True)


def test_what_was_reported_stands_beside_what_is_recorded(coordinator, people, round):
    kartini = round.recipients.first()
    rice, sugar = round.lines.all()
    ani = MemberFactory(centre=round.centre, family=kartini.family, name="Ani Lestari")
    recorded = sent(round, people.officer, kartini, received_by="member", member_id=ani.pk)
    part = {rice.item_id: Decimal("7.5"), sugar.item_id: Decimal(0)}
    by_proxy = {"received_by": "proxy", "proxy_name": "Tutik", "proxy_relation": "tetangga"}
    report = sent(
        round, people.operator, kartini, channel="phone", quantities=part, difference_reason="Bocor", **by_proxy
    )

    shown = coordinator.get(page(round, "open_reports"))

    told = [(line.label, line.recorded, line.reported) for line in shown.context["cards"][0].lines]
    moment, at = (date_clock(one.received_at) for one in (recorded, report))
    assert told == [
        ("Hasil", "Diserahkan", "Diserahkan"),
        ("Yang diserahkan", "Paket lengkap", "Beras 7,5\xa0kg"),
        ("Perbedaan", "", "Bocor"),
        ("Diterima oleh", "Ani Lestari", "Tutik (tetangga)"),
        ("Kapan", moment, date_clock(report.recorded_at)),
        (
            "Dicatat oleh",
            f"{people.officer}, {moment}",
            f"{people.operator}, {at}, HP tanpa sinyal",
        ),
    ]
    assert "Laporan kedua untuk keluarga yang sama" in words(shown.content.decode())


def test_one_press_accepts_a_report(coordinator, people, round):
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    not_at_home(round, people.officer, kartini)

    answer = press(coordinator, round, "accept")

    kartini.refresh_from_db()
    assert (kartini.state, kartini.missed_reason, kartini.recorded_by) == ("missed", "not_home", people.coordinator)
    text = words(answer.content.decode())
    assert "1 laporan diterima." in text
    assert "Tidak ada yang menunggu keputusan." in text


def test_one_press_keeps_what_is_recorded_with_a_note_where_one_was_written(coordinator, people, round):
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    report = not_at_home(round, people.officer, kartini)

    press(coordinator, round, "keep", note="Dicatat dua HP")

    kartini.refresh_from_db()
    assert (kartini.state, report.resolution.note, report.resolution.accepted_as) == ("served", "Dicatat dua HP", None)


def test_a_button_pressed_twice_or_in_two_tabs_accepts_once(coordinator, people, round):
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    not_at_home(round, people.officer, kartini)
    address = page(round, "open_reports")
    tabs = [fields_in(coordinator.get(address)) | {"decision": "accept"} for _tab in range(2)]

    answers = [words(coordinator.post(address, said, follow=True).content.decode()) for said in (*tabs, tabs[0])]

    assert "1 laporan diterima." in answers[0]
    assert f"Laporan ini sudah diputuskan oleh {people.coordinator} pada" in answers[1]
    assert "Ini sudah dilakukan" in answers[2]
    assert round.reports.filter(kind="missed", verdict="accepted").count() == 1


def test_what_was_recorded_meanwhile_is_shown_before_anything_is_settled(coordinator, people, round):
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    not_at_home(round, people.officer, kartini)
    address = page(round, "open_reports")
    old = fields_in(coordinator.get(address))
    undo(kartini, key=uuid4(), channel="page", reason="Salah", by=people.officer, now=timezone.now())

    for decision in ("accept", "keep"):
        stale = coordinator.post(address, old | {"decision": decision})
        assert "Ini berubah setelah halaman dibuka" in words(stale.content.decode())
        assert round.reports.open().count() == 1


def test_families_of_which_the_same_was_reported_are_settled_together(coordinator, people, round):
    for recipient in round.recipients.all():
        sent(round, people.officer, recipient)
        not_at_home(round, people.officer, recipient)
    [card] = coordinator.get(page(round, "open_reports")).context["cards"]
    today = plain_date(timezone.localdate())
    assert [(line.label, line.recorded, line.reported) for line in card.lines] == [
        ("Hasil", "Diserahkan", "Belum diserahkan: Tidak di rumah"),
        ("Yang diserahkan", "Paket lengkap", ""),
        ("Diterima oleh", "Penerima sendiri", ""),
        ("Kapan", today, today),
    ]
    assert [case.place.contact_name for case in card.cases] == ["Kartini Nurjanah", "Rukmini Hidayah"]

    text = words(press(coordinator, round, "accept").content.decode())

    assert "2 laporan diterima." in text
    assert round.recipients.missed().count() == 2


def test_of_families_together_it_is_said_how_often_the_same_came(coordinator, people, round):
    for times, recipient in enumerate(round.recipients.all(), start=1):
        sent(round, people.officer, recipient)
        for _time in range(times):
            not_at_home(round, people.officer, recipient)

    shown = coordinator.get(page(round, "open_reports"))

    [card] = shown.context["cards"]
    assert [told.rpartition("; ")[2] == "terkirim 2 kali" for _value, _case, told in card.choices] == [False, True]
    assert "3 laporan diterima." in words(press(coordinator, round, "accept").content.decode())


def test_of_families_together_those_that_are_ticked_are_settled(coordinator, people, round):
    for recipient in round.recipients.all():
        sent(round, people.officer, recipient)
        not_at_home(round, people.officer, recipient)
    address = page(round, "open_reports")
    both = fields_in(coordinator.get(address))

    none = coordinator.post(address, {name: both[name] for name in both if name != NAME} | {"decision": "keep"})
    assert "Centang paling sedikit satu laporan." in words(none.content.decode())
    coordinator.post(address, both | {NAME: both[NAME][:1], "decision": "keep"})

    assert [report.recipient.contact_name for report in round.reports.open()] == ["Rukmini Hidayah"]


@pytest.mark.parametrize(
    ("say", "together"),
    [
        (lambda round, by, one: not_at_home(round, by, one), 1),
        (lambda round, by, one: sent(round, by, one, kind=Kind.MISSED, missed_reason="other", missed_note=str(one)), 2),
    ],
    ids=["the same", "each in its own words"],
)
def test_what_is_told_apart_is_decided_apart(coordinator, people, round, say, together):
    for recipient in round.recipients.all():
        sent(round, people.officer, recipient)
        say(round, people.officer, recipient)
    assert len(coordinator.get(page(round, "open_reports")).context["cards"]) == together


def test_what_was_sent_seven_hundred_times_is_settled_by_one_press(coordinator, people, round):
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    first = not_at_home(round, people.officer, kartini)
    said = Submission.of(said_of(first))
    again = [replace(said, key=uuid4(), channel="phone") for _time in range(699)]
    with transaction.atomic():
        for part in (again[:350], again[350:]):
            take_in(round, part, people.officer, timezone.now())
    assert round.reports.open().count() == 700

    shown = coordinator.get(page(round, "open_reports"))
    assert "Laporan ini terkirim 700 kali" in words(shown.content.decode())
    text = words(press(coordinator, round, "accept").content.decode())

    assert "700 laporan diterima." in text
    assert round.reports.open().count() == 0
    assert round.reports.filter(kind="missed", verdict="accepted").count() == 1


def test_a_report_that_can_not_be_accepted_says_why_and_offers_to_keep_the_record(coordinator, people, round):
    for recipient in round.recipients.all():
        not_at_home(round, people.officer, recipient)
    called_issued(round, by=people.storekeeper, now=timezone.now())
    transition(round, State.CLOSED, by=people.coordinator, now=timezone.now())
    sent(round, people.officer, round.recipients.first())
    address = page(round, "open_reports")

    html = coordinator.get(address).content.decode()
    assert "Kepala mencatat koreksi periode yang ditutup" in words(html)
    assert "Terima laporan ini" not in html
    press(coordinator, round, "keep")

    assert round.reports.open().count() == 0


def test_a_report_of_another_round_is_not_decided_here(coordinator, people, round):
    other = approved_round(people, occurrence_on=timezone.localdate() + datetime.timedelta(days=62))
    address = page(round, "open_reports")
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    report = not_at_home(round, people.officer, kartini)
    elsewhere = coordinator.post(page(other, "open_reports"), {NAME: f"{report.pk}.{'0' * 24}", "decision": "keep"})
    assert elsewhere.status_code == 404
    assert coordinator.post(address, {NAME: f"{report.pk}.{'0' * 24}", "decision": "keep"}).status_code == 200
    assert round.reports.open().get() == report


def test_the_thousandth_report_is_settled_like_the_first(coordinator, people, round):
    kartini = round.recipients.first()
    sent(round, people.officer, kartini)
    report = not_at_home(round, people.officer, kartini)
    report.pk, report.key = 1_234_567, uuid4()
    report.content = seal(
        SEALED_AS,
        json.dumps(said_of(report.recipient.reports.last()) | {"missed_note": "Lagi"}),
        bound_to=bound_to(round.centre_id, report.key),
    )
    report.save(force_insert=True)

    for _number in range(2):
        press(coordinator, round, "keep")

    assert round.reports.open().count() == 0
