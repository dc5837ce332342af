"""The address to which a phone sends what it recorded without a signal: an answer for each record, and nothing lost."""

import datetime
import json
from uuid import uuid5

import pytest
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError, connection
from django.test import Client as PlainClient
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aid.packages import new_version
from centres.middleware import SEEN
from distributions.handover.deciding import decide
from distributions.handover.record_form import MOST_BYTES, MOST_RECORDS
from distributions.handover.records import take_in_records
from distributions.handover.submissions import take_in_each
from distributions.models import Handover, HandoverReport, State
from distributions.rounds.approval import use_reserve
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.goods import called_issued
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.phone_records import answers, closed, not_home, record, send
from tests.distributions.submissions import delivered
from tests.factories import CentreFactory, MemberFactory, OfficialFactory, RecipientFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


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


# --- each its answer


def test_a_record_is_what_the_page_would_have_said(phone, round, families, people):
    rice, sugar = round.lines.all()
    giver = OfficialFactory(centre=people.centre)
    at = timezone.now() - 5 * MINUTE
    part = record(
        families[0],
        recorded_at=at.isoformat(),
        quantities={str(rice.item_id): "7.5", str(sugar.item_id): "0"},
        difference_reason="Karung bocor",
        received_by="proxy",
        proxy_name="Tutik",
        proxy_relation="tetangga",
        given_by=giver.pk,
    )

    response = send(phone, round, part, not_home(families[1], missed_note="Ke sawah"), device="Infinix X6511")

    assert response.json() == {
        "answers": [
            {"key": part["key"], "answer": "accepted", "verdict": "accepted"},
            {"key": response.json()["answers"][1]["key"], "answer": "accepted", "verdict": "accepted"},
        ]
    }
    slip = Handover.objects.get()
    assert (slip.recipient, slip.handed_at, slip.given_by, slip.received_by, slip.proxy_relation) == (
        families[0],
        at,
        giver,
        "proxy",
        "tetangga",
    )
    assert [(line.item_id, str(line.quantity)) for line in slip.lines.all()] == [(rice.item_id, "7.500")]
    report = slip.report
    assert (report.channel, report.device, report.actor) == ("phone", "Infinix X6511", people.officer)
    families[1].refresh_from_db()
    assert (families[1].state, families[1].missed_reason, families[1].missed_note) == ("missed", "not_home", "Ke sawah")


def test_an_answer_that_was_lost_after_the_commit_comes_again_as_known(phone, round, families):
    mixed = [record(families[0]), not_home(families[1]), not_home(families[0])]
    assert answers(send(phone, round, *mixed)) == ["accepted", "accepted", "open"]
    assert answers(send(phone, round, *mixed)) == ["known", "known", "known"]
    again = send(phone, round, *mixed).json()["answers"]
    assert [one["verdict"] for one in again] == ["accepted", "accepted", "open"]
    assert HandoverReport.objects.count() == 3


def test_another_officer_sends_what_the_first_recorded(phone, round, families, people):
    first = record(families[0])
    other = Client()
    other.force_login(people.coordinator)
    assert answers(send(other, round, first)) == ["accepted"]
    assert answers(send(phone, round, first)) == ["known"]
    assert HandoverReport.objects.get().actor == people.coordinator


def test_under_a_key_that_follows_from_another_nobody_says_anything(phone, round, families, people):
    """Such a key is the coordinator's, who accepts the report: taken before, it could never be accepted."""
    first = record(families[0])
    send(phone, round, first, not_home(families[0]))
    (report,) = HandoverReport.objects.filter(verdict="open")
    theirs = str(uuid5(report.key, f"accepted {report.pk}"))
    assert answers(send(phone, round, record(families[0], key=theirs))) == ["refused"]
    assert HandoverReport.objects.count() == 2
    shown = {report.pk: None}
    decide(round, shown, accept=True, by=people.coordinator, now=timezone.now())
    families[0].refresh_from_db()
    assert families[0].state == "missed"


def test_one_that_is_refused_is_no_matter_of_the_others(phone, round, families):
    response = send(
        phone, round, record(families[0], received_by="proxy"), not_home(families[1]), {"key": 3}, "x", None
    )
    told = response.json()["answers"]
    assert [one["answer"] for one in told] == ["refused", "accepted", "refused", "refused", "refused"]
    assert (told[0]["field"], told[0]["why"]) == ("proxy_name", "Tuliskan nama wakil penerima.")
    assert HandoverReport.objects.count() == 1


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_whatever_order_records_are_sent_in_the_record_is_the_same(phone, round, families, order):
    now = timezone.now()
    said = [
        ("missed", {"missed_reason": "not_home"}),
        ("void", {"void_reason": "Salah tekan"}),
        ("missed", {"missed_reason": "refused"}),
        ("delivered", {}),
    ]
    happened = [
        record(families[0], kind, recorded_at=(now + place * datetime.timedelta(seconds=1)).isoformat(), **more)
        for place, (kind, more) in enumerate(said)
    ]
    assert answers(send(phone, round, *(happened[place] for place in order))) == ["accepted"] * 4
    families[0].refresh_from_db()
    assert families[0].state == "served"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_clock_that_is_set_back_between_two_records_turns_nothing_round(phone, round, families, order):
    """The phone's own count says what came first."""
    now = timezone.now()
    said = [("missed", {"missed_reason": "not_home"}), ("void", {"void_reason": "Salah tekan"}), ("delivered", {})]
    happened = [
        record(families[0], kind, turn=place + 7, recorded_at=(now + (2 - place) * 3 * MINUTE).isoformat(), **more)
        for place, (kind, more) in enumerate(said)
    ]
    told = send(phone, round, *(happened[place] for place in order))
    assert answers(told) == ["accepted"] * 3
    families[0].refresh_from_db()
    assert families[0].state == "served"


def test_what_was_recorded_before_phones_counted_comes_first(phone, round, families):
    now = timezone.now()
    old = not_home(families[0], recorded_at=(now + 3 * MINUTE).isoformat())
    new = record(families[0], "void", void_reason="Salah tekan", turn=1, recorded_at=now.isoformat())
    assert answers(send(phone, round, new, old)) == ["accepted", "accepted"]
    families[0].refresh_from_db()
    assert families[0].state == "planned"


def test_the_same_record_twice_in_one_sending_is_one(phone, round, families):
    one = record(families[0])
    assert answers(send(phone, round, one, one)) == ["accepted", "known"]
    assert answers(send(phone, round, one | {"kind": "missed", "missed_reason": "moved"}, one)) == ["open", "known"]
    assert Handover.objects.count() == 1


def test_a_phone_that_is_a_day_ahead_says_so_with_what_it_sends(phone, round, families):
    day = datetime.timedelta(days=1)
    sent_at = timezone.now() + day
    moment = sent_at - MINUTE
    told = send(phone, round, record(families[0], recorded_at=moment.isoformat()), sent_at=sent_at.isoformat())
    assert answers(told) == ["accepted"]
    report = HandoverReport.objects.get()
    assert abs(report.recorded_at - (moment - day)) < datetime.timedelta(seconds=3)
    assert 86_398 <= report.clock_ahead <= 86_401


# --- what changed meanwhile


def test_of_a_round_that_was_closed_meanwhile_it_is_open(phone, round, families, people):
    for family in families:
        assert answers(send(phone, round, not_home(family))) == ["accepted"]
    called_issued(round, by=people.storekeeper, now=timezone.now())
    transition(round, State.CLOSED, by=people.coordinator, now=timezone.now())
    [told] = send(phone, round, record(families[0])).json()["answers"]
    assert (told["answer"], told["why"]) == (
        "open",
        "Disimpan untuk diputuskan Kasubsi: Datang setelah periode ditutup.",
    )


def test_of_a_family_that_was_exchanged_meanwhile_it_is_open(phone, people):
    round = approved_round(people, reserve=["Sumarni"])
    reserve, gone = round.recipients.get(state="reserve"), round.recipients.planned().first()
    swap = {"reserve": reserve, "instead_of": gone, "reason": "Pindah"}
    use_reserve(round, **swap, by=people.coordinator, now=timezone.now())
    told, other = send(phone, round, record(gone), record(reserve)).json()["answers"]
    assert (told["answer"], told["why"]) == (
        "open",
        "Disimpan untuk diputuskan Kasubsi: Keluarga tidak ada dalam rencana.",
    )
    assert other["answer"] == "accepted"


def test_the_whole_package_is_what_was_approved_though_the_programme_has_another_since(phone, people, round, families):
    approved = {line.item_id: line.quantity for line in round.lines.all()}
    more = {item: quantity + 1 for item, quantity in approved.items()}
    now = timezone.now()
    new_version(round.package_version.package, starts_on=timezone.localdate(), lines=more, now=now)
    send(phone, round, record(families[0]))
    assert {line.item_id: line.quantity for line in Handover.objects.get().lines.all()} == approved


# --- who may, and what does not exist


def test_what_is_anothers_does_not_exist(phone, people, round, families):
    stranger = RecipientFactory()
    others = approved_round(cast(stranger.centre), occurrence_on=timezone.localdate() + datetime.timedelta(days=62))
    theirs = others.recipients.first()
    assert send(phone, others, record(theirs)).status_code == 404

    foreign, never = send(phone, round, record(theirs), record(theirs) | {"recipient": 2**62}).json()["answers"]
    assert {key: value for key, value in foreign.items() if key != "key"} == {
        key: value for key, value in never.items() if key != "key"
    }
    assert foreign["answer"] == "open"
    member = MemberFactory(centre=stranger.centre, family=stranger.family)
    told = [
        send(phone, round, record(families[0], **said)).json()["answers"][0]["field"]
        for said in (
            {"received_by": "member", "member": member.pk},
            {"given_by": OfficialFactory(centre=stranger.centre).pk},
            {"quantities": {str(others.lines.first().item_id): "1"}},
        )
    ]
    assert told == ["member", "given_by", "quantities"]
    assert not Handover.objects.exists()
    assert set(HandoverReport.objects.values_list("recipient", flat=True)) == {None}


def test_who_may_not_record_is_told_in_a_word(people, round, families):
    client = Client()
    client.force_login(people.storekeeper)
    refused = send(client, round, record(families[0]))
    assert (refused.status_code, refused.json()) == (403, {"error": "not_allowed"})
    client.force_login(people.outsider)
    unknown = send(client, round, record(families[0]))
    assert (unknown.status_code, unknown.json()) == (404, {"error": "not_found"})


def test_a_session_that_ended_is_said_and_nothing_of_it_is_lost(phone, people, round, families):
    one = record(families[0])
    session = phone.session
    session[SEEN], session["signed_in_at"] = 1.0, 1.0
    session.save()
    over = send(phone, round, one)
    assert (over.status_code, over.json()["error"]) == (401, "signed_out")
    assert over.json()["message"].startswith("Anda sudah keluar.")
    assert not HandoverReport.objects.exists()
    phone.force_login(people.officer)
    assert answers(send(phone, round, one)) == ["accepted"]


def test_without_the_token_of_a_page_nothing_is_taken(people, round, families):
    client = PlainClient(enforce_csrf_checks=True)
    client.force_login(people.officer)
    one = record(families[0])
    refused = send(client, round, one)
    assert (refused.status_code, refused.json()) == (403, {"error": "token"})
    client.get(page(round, "handover_recipient", families[0].pk))
    token = {"X-CSRFToken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    body = json.dumps({"records": [closed(round, one)]})
    sent = client.post(page(round, "send_records"), body, content_type="application/json", headers=token)
    assert answers(sent) == ["accepted"]


def test_only_a_script_of_ours_is_answered(phone, round, families):
    address = page(round, "send_records")
    assert phone.get(address).status_code == 405
    plain = phone.post(address, json.dumps({"records": [record(families[0])]}), content_type="text/plain")
    assert (plain.status_code, plain.json()) == (415, {"error": "not_json"})
    answer = send(phone, round, record(families[0]))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


# --- what nobody of ours sends


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"[]",
        b"{}",
        b'{"records": 3}',
        b'{"records": [1, NaN]}',
        b"\xff",
        b"[" * 100_000,
        b'{"records": ' + b"9" * 5000,
    ],
)
def test_what_is_no_list_of_records_is_refused_as_a_whole(phone, round, body):
    answer = phone.post(page(round, "send_records"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")


def test_so_many_records_are_taken_at_once_and_no_more(phone, round, families):
    one = record(families[0])
    assert answers(send(phone, round, *[one] * MOST_RECORDS)) == ["accepted", *["known"] * (MOST_RECORDS - 1)]
    many = send(phone, round, *[one] * (MOST_RECORDS + 1))
    assert (many.status_code, many.json()) == (400, {"error": "too_many", "most_records": MOST_RECORDS})
    large = send(phone, round, one, device="x" * MOST_BYTES)
    assert (large.status_code, large.json()) == (413, {"error": "too_large", "most_bytes": MOST_BYTES})


@pytest.mark.parametrize(
    "odd",
    [
        {"key": "x"},
        {"key": None},
        {"kind": "given"},
        {"recorded_at": "2026-11-15T10:00:00"},
        {"recorded_at": "kemarin"},
        {"recorded_at": "9999-12-31T23:59:59+00:00"},
        {"recipient": "1"},
        {"recipient": True},
        {"recipient": 2**63},
        {"recipient": -1},
        {"recipient": None},
        {"family": [1]},
        {"clock_ahead": 1.5},
        {"turn": 0},
        {"turn": 2**63},
        {"turn": "1"},
        {"maker": 3},
        {"maker": "x"},
        {"quantities": [1]},
        {"quantities": {"1": 1}},
        {"quantities": {"1": "NaN"}},
        {"quantities": {"1": "-0"}},
        {"quantities": {"1": "1e9"}},
        {"quantities": {"1": "1e1000000"}},
        {"quantities": {"1": "0.0001"}},
        {"quantities": {"satu": "1"}},
        {"quantities": {str(item): "1" for item in range(1, 102)}},
        {"proxy_name": ["Tutik"]},
        {"proxy_name": "x" * 121},
        {"proxy_name": "3316050107800001"},
        {"missed_reason": "so"},
        {"received_by": "anybody"},
        {"void_reason": {}},
        {"stock": 3},
        {"actor": 1},
        {"round": 1},
    ],
    ids=str,
)
def test_what_can_not_be_said_so_is_refused_and_kept_nowhere(phone, round, families, odd):
    [told] = send(phone, round, record(families[0]) | odd).json()["answers"]
    assert told["answer"] == "refused"
    assert told["why"]
    assert not HandoverReport.objects.exists()


def test_what_nobody_sees_of_a_text_is_left_out(phone, round, families):
    by_proxy = {"received_by": "proxy", "proxy_relation": "tetangga"}
    named = zip(families, ("Tut\x00ik\u200b", "\ud800"), strict=True)
    told = send(phone, round, *(record(one, proxy_name=name, **by_proxy) for one, name in named))
    assert answers(told) == ["accepted", "refused"]
    families[0].refresh_from_db()
    assert families[0].received_by_name == "Tutik"


@pytest.mark.parametrize("called", ["Infinix\x00", "Infinix\ud800", "\u202eInfinix"])
def test_whatever_a_phone_calls_itself_stops_nothing_that_it_recorded(phone, round, families, called):
    assert answers(send(phone, round, record(families[0]), device=called)) == ["accepted"]
    assert HandoverReport.objects.get().device == "Infinix"


def test_what_the_database_refuses_of_one_record_is_no_matter_of_the_others(round, families, people):
    said = {"received_by": "proxy", "proxy_name": "Tutik", "proxy_relation": "x" * 61}
    records = [delivered(families[0], channel="phone", recorded_at=timezone.now(), **said)]
    records.append(delivered(families[1], channel="phone", recorded_at=timezone.now()))
    refused, taken = take_in_records(round, records, by=people.officer, now=timezone.now())
    assert (refused.report, str(refused.refusal)) == (
        None,
        "Ini tidak bisa dicatat seperti ini. Catat lagi di halamannya.",
    )
    assert taken.report.verdict == "accepted"
    assert HandoverReport.objects.get() == taken.report


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError, "Peduli gagal pada catatan ini"),
        (RecursionError, "Peduli gagal pada catatan ini"),
        (DataError, "Ini tidak bisa dicatat seperti ini."),
    ],
)
def test_one_record_at_which_peduli_fails_is_named_and_holds_up_no_other(
    phone, round, families, monkeypatch, error, told
):
    def fails_at_the_first(round, submissions, by, now):
        if any(said.recipient_id == families[0].pk for said in submissions):
            raise error
        return take_in_each(round, submissions, by, now)

    monkeypatch.setattr("distributions.handover.records.take_in_each", fails_at_the_first)
    first, second = send(phone, round, record(families[0]), record(families[1])).json()["answers"]
    assert (first["answer"], first["why"].startswith(told), second["answer"]) == ("refused", True, "accepted")
    assert HandoverReport.objects.get().recipient == families[1]


@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_a_database_that_is_away_says_nothing_of_a_record(phone, round, families, monkeypatch, away):
    def gone(*_all):
        raise away

    monkeypatch.setattr("distributions.handover.records.take_in_each", gone)
    with pytest.raises(away):
        send(phone, round, record(families[0]))


def test_fifty_records_ask_the_database_as_often_as_two(phone, round, families):
    def asked(client, round):
        records = [record(family) for family in round.recipients.all()]
        with CaptureQueriesContext(connection) as queries:
            assert answers(send(client, round, *records)) == ["accepted"] * len(records)
        return len(queries)

    others = cast(CentreFactory())
    client = Client()
    client.force_login(others.officer)
    assert asked(phone, round) == asked(client, approved_round(others, families=map(str, range(MOST_RECORDS))))


def test_the_page_names_a_family_outside_the_plan_as_such(phone, round, families, people):
    assert answers(send(phone, round, record(families[0]) | {"recipient": 2**62})) == ["open"]
    coordinator = Client()
    coordinator.force_login(people.coordinator)
    assert "Keluarga di luar rencana" in coordinator.get(page(round, "open_reports")).content.decode()
