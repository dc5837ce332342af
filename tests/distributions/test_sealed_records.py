"""What a phone sealed: it comes in by the line or as a file, once, and nothing that is not sealed for this round."""

import base64
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from distributions.handover.sealed_records import MOST_CHARACTERS, bound_to
from distributions.models import HandoverReport
from tests.centres.test_sealed_for_us import sealed
from tests.client import Client
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.test_send_records import answers, record, send
from tests.factories import CentreFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

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


def closed(round, said, *, key=None, text=None):
    """A record as a phone sends it."""
    key = key or said["key"]
    content = sealed(json.dumps(said) if text is None else text, bound_to(round.pk, key))
    return {"key": key, "sealed": base64.b64encode(content).decode()}


def test_a_sealed_record_is_what_it_says_and_known_when_it_comes_again(phone, round, families):
    said = record(families[0])
    assert answers(send(phone, round, closed(round, said))) == ["accepted"]
    # Sealed anew it is other bytes, and in clear it is the same record.
    assert answers(send(phone, round, closed(round, said), said)) == ["known", "known"]
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


# --- as a file


def bring(client, round, content, follow=True):
    if not isinstance(content, bytes):
        content = json.dumps({"peduli": "records", "format": 1, "round": round.pk, **content}).encode()
    file = SimpleUploadedFile("peduli.json", content, content_type="application/json")
    return client.post(page(round, "take_in_file"), {"file": file}, follow=follow)


def test_a_file_comes_in_as_what_is_sent_and_twice_it_is_known(phone, round, families):
    records = [closed(round, record(family)) for family in families]
    assert "2 catatan dimasukkan." in bring(phone, round, {"records": records}).content.decode()
    assert "2 catatan sudah ada." in bring(phone, round, {"records": records}).content.decode()
    assert answers(send(phone, round, *records)) == ["known", "known"]
    assert HandoverReport.objects.count() == 2


def test_more_records_than_one_request_takes_come_in_from_a_file(phone, round, families):
    said = [
        record(families[n % 2], "delivered" if n % 4 < 2 else "void", void_reason="Salah tekan") for n in range(120)
    ]
    said = [{**one, "recorded_at": timezone.now().isoformat()} for one in said]
    bring(phone, round, {"records": [closed(round, one) for one in said]})
    assert HandoverReport.objects.filter(verdict="accepted").count() == 120


def test_what_a_file_can_not_say_is_counted_with_its_reason(phone, round, families):
    other = {"key": str(uuid4()), "sealed": "AAAA"}
    wrong = closed(round, record(families[1], "missed", missed_reason="other"))
    text = bring(phone, round, {"records": [other, other, wrong, closed(round, record(families[0]))]}).content.decode()
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
