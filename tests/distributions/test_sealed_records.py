"""What a phone sealed: it comes in by the line or as a file, once, and nothing that is not sealed for this round."""

import datetime
import json
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from distributions.handover.passes import maker_pass_of, pass_of
from distributions.handover.sealed_records import MOST_CHARACTERS
from distributions.models import HandoverReport
from tests.client import Client
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.phone_records import answers, closed, not_home, record, send
from tests.factories import CentreFactory, cast
from tests.standing import stands
from tests.walls import adding_is_refused, copied

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
OPEN = "Catatan ini tidak tersegel, jadi bukan buatan HP Peduli."
WHOSE = "Catatan ini tidak menyebut siapa pembuatnya."
CLOSED = "Segel catatan ini tidak dapat dibuka di sini: dibuat untuk periode lain, atau rusak."


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people)


@pytest.fixture
def phone(people):
    client = Client()
    client.force_login(people.officer)
    return client


@pytest.fixture
def families(round):
    return list(round.recipients.order_by("position"))


def test_a_sealed_record_is_what_it_says_and_known_when_it_comes_again(phone, round, families):
    said = record(families[0])
    assert answers(send(phone, round, closed(round, said))) == ["accepted"]
    # Sealed anew it is other bytes, and the same record.
    assert answers(send(phone, round, closed(round, said), closed(round, said))) == ["known", "known"]
    assert HandoverReport.objects.get().recipient == families[0]


def test_what_does_not_open_is_refused_and_the_others_are_taken_in(phone, round, families, people):
    other = approved_round(people, occurrence_on=round.date.replace(day=1), month=round.month)
    mine, yours = record(families[0]), record(families[1])
    wrong = [
        closed(other, yours),
        closed(round, yours, key=str(uuid4())),
        {**closed(round, yours), "key": str(uuid4())},
        {"key": yours["key"], "sealed": "?"},
        {"key": yours["key"], "sealed": 7},
        {"key": 7, "sealed": "AAAA"},
        {"key": yours["key"], "sealed": "A" * (MOST_CHARACTERS + 4)},
        closed(round, yours, text="no json"),
        closed(round, yours, text="[1]"),
    ]
    answer = send(phone, round, *wrong, closed(round, mine))
    assert answers(answer) == ["refused"] * len(wrong) + ["accepted"]
    assert {one["why"] for one in answer.json()["answers"][:-1]} == {CLOSED}
    assert HandoverReport.objects.get().recipient == families[0]


def test_what_is_wrong_in_a_sealed_record_is_said_as_of_another(phone, round, families):
    said = record(families[0], "missed", missed_reason="other")
    [answer] = send(phone, round, closed(round, said)).json()["answers"]
    assert (answer["answer"], answer["field"]) == ("refused", "missed_note")


# --- who made it


def test_what_is_not_sealed_was_made_by_no_phone(phone, round, families):
    body = json.dumps({"records": [record(families[0]), {"key": str(uuid4())}]})
    told = phone.post(page(round, "send_records"), body, content_type="application/json").json()["answers"]
    assert [(one["answer"], one["why"]) for one in told] == [("refused", OPEN)] * 2
    assert OPEN in bring(phone, round, {"records": [record(families[0])]}).content.decode()
    assert not HandoverReport.objects.exists()


def test_whoever_brings_a_file_is_not_who_made_it(round, families, people):
    office = Client()
    office.force_login(people.coordinator)
    mine = [
        closed(round, record(families[0]), by=people.officer),
        closed(round, not_home(families[1]), by=people.officer),
    ]
    told = bring(office, round, {"records": mine}).content.decode()
    assert f"Dibuat di HP oleh {people.officer}; dimasukkan oleh Anda." in told
    assert {(one.actor, one.made_by) for one in HandoverReport.objects.all()} == {(people.coordinator, people.officer)}
    for family in families:
        shown = office.get(page(round, "handover_recipient", family.pk)).content.decode()
        assert f"dibuat di HP oleh {people.officer}" in " ".join(shown.split())


def test_who_sends_what_they_made_is_named_once(phone, round, families, people):
    assert answers(send(phone, round, closed(round, record(families[0]), by=people.officer))) == ["accepted"]
    report = HandoverReport.objects.get()
    assert (report.actor, report.made_by) == (people.officer, people.officer)
    assert "dibuat di HP" not in phone.get(page(round, "handover_recipient", families[0].pk)).content.decode()


def test_the_coordinator_who_decides_reads_who_made_a_report(phone, round, families, people):
    send(phone, round, record(families[0]))
    send(phone, round, closed(round, not_home(families[0]), by=people.operator))
    office = Client()
    office.force_login(people.coordinator)
    assert f"dibuat oleh {people.operator}" in office.get(page(round, "open_reports")).content.decode()


def test_a_file_says_of_each_record_who_made_it_or_it_is_not_taken_in(phone, round, families, people):
    other = approved_round(people, occurrence_on=round.date.replace(day=1), month=round.month)
    forged = {
        "none": {},
        "of another round": {"maker": maker_pass_of(other, people.officer)},
        "what lies on the phone in clear": {"maker": pass_of(round, people.officer)},
        "signed for something else": {"maker": signing.dumps([round.pk, people.officer.pk])},
        "nothing": {"maker": None},
    }
    records = [closed(round, record(families[0]) | said) for said in forged.values()]
    told = " ".join(bring(phone, round, {"records": records}).content.decode().split())
    assert f"{len(forged)} catatan: {WHOSE}" in told
    assert not HandoverReport.objects.exists()
    # The phone itself sends what an older page of it recorded, and nothing with a pass that does not fit.
    assert answers(send(phone, round, *records)) == ["accepted", *["refused"] * 4]


def test_the_database_keeps_makers_to_phones_and_to_people_of_the_centre(phone, round, families, people):
    send(phone, round, closed(round, record(families[0]), by=people.officer))
    report = HandoverReport.objects.get()
    anew = {"key": uuid4(), "verdict": "open", "open_reason": "second"}
    adding_is_refused("report_made_on_a_phone", copied(report, channel="page", clock_ahead=None, **anew))
    adding_is_refused("report_made_by_no_stranger", copied(report, made_by=people.outsider, **anew))


# --- as a file


def bring(client, round, content, follow=True):
    if not isinstance(content, bytes):
        content = json.dumps({"peduli": "records", "format": 1, "round": round.pk, **content}).encode()
    file = SimpleUploadedFile("peduli.json", content, content_type="application/json")
    return client.post(page(round, "take_in_file"), {"file": file}, follow=follow)


def test_a_file_comes_in_as_what_is_sent_and_twice_it_is_known(phone, round, families, people):
    records = [closed(round, record(family), by=people.officer) for family in families]
    assert "2 catatan dimasukkan." in bring(phone, round, {"records": records}).content.decode()
    assert "2 catatan sudah ada." in bring(phone, round, {"records": records}).content.decode()
    assert answers(send(phone, round, *records)) == ["known", "known"]
    assert HandoverReport.objects.count() == 2


def test_more_records_than_one_request_takes_come_in_from_a_file(phone, round, families, people):
    said = [
        record(families[n % 2], "delivered" if n % 4 < 2 else "void", void_reason="Salah tekan") for n in range(120)
    ]
    # Mixed up, and by a clock that goes back: what came first is said by the count of the phone.
    now = timezone.now()
    for turn, one in enumerate(said, 1):
        one |= {"turn": turn, "recorded_at": (now - (turn - 120) * SECOND).isoformat()}
    bring(phone, round, {"records": [closed(round, one, by=people.officer) for one in said[::-1]]})
    assert HandoverReport.objects.filter(verdict="accepted").count() == 120


def test_what_a_file_can_not_say_is_counted_with_its_reason(phone, round, families, people):
    other = {"key": str(uuid4()), "sealed": "AAAA"}
    wrong = closed(round, record(families[1], "missed", missed_reason="other"), by=people.officer)
    right = closed(round, record(families[0]), by=people.officer)
    text = bring(phone, round, {"records": [other, other, wrong, right]}).content.decode()
    assert "1 catatan dimasukkan." in text
    assert f"2 catatan: {CLOSED}" in " ".join(text.split())
    assert "1 catatan: Tuliskan alasannya." in " ".join(text.split())
    assert HandoverReport.objects.get().recipient == families[0]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"{}", b'{"peduli": "records", "records": 7}', b"[" * 100_000])
def test_what_is_no_such_file_is_said(phone, round, content):
    text = bring(phone, round, content).content.decode()
    assert "Ini bukan berkas yang disimpan HP dari Peduli." in text
    assert not HandoverReport.objects.exists()


def test_a_file_of_another_round_is_led_there(phone, round, families):
    text = bring(phone, round, {"round": round.pk + 1, "records": []}).content.decode()
    assert "Berkas ini milik periode lain." in text


def test_a_file_is_not_endless(phone, round, monkeypatch):
    monkeypatch.setattr("distributions.handover.phone_files.MOST_RECORDS_OF_A_FILE", 1)
    assert "terlalu banyak" in bring(phone, round, {"records": [{}, {}]}).content.decode()
