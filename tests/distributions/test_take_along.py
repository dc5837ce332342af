"""What a phone takes along of a round: the work of the day, named field by field, and nothing more."""

import base64
import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres.models import AccessLog
from centres.sealed_for_us import public_key
from distributions.handover.at_the_door import way_to
from distributions.handover.passes import maker_of, may_keep
from distributions.handover.taking_along import KEPT_FOR
from distributions.models import Recipient, State
from distributions.rounds.planning import set_staff
from distributions.rounds.transitions import transition
from families.models import Proxy
from tests.client import Client
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.submissions import approve
from tests.factories import CentreFactory, MemberFactory, OfficialFactory, RecipientFactory, RoundFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db

HOME = {"address": "Dukuh Karangtengah", "rt": "001", "rw": "002", "landmark": "Dekat masjid", "household_size": 4}
PHONE = "081200001062"


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people, reserve=["Sumarni"])


def take(user, round, **asked):
    client = Client()
    client.force_login(user)
    return client.post(page(round, "take_along"), json.dumps(asked), content_type="application/json")


def test_exactly_this_goes_along(people):
    giver = OfficialFactory(centre=people.centre, name="Agus")
    round = RoundFactory(centre=people.centre, occurrence_on=timezone.localdate())
    first = RecipientFactory(round=round, contact_name="Kartini Nurjanah", nik_last4="1062", **HOME)
    RecipientFactory(round=round, state=Recipient.State.RESERVE)
    set_staff(round, [giver])
    approve(round, people, timezone.now())
    ani = MemberFactory(centre=people.centre, family=first.family, name="Ani Lestari")
    tutik = {"name": "Tutik", "relation": "tetangga", "from_on": timezone.localdate(), "recorded_at": timezone.now()}
    Proxy.objects.create(centre=people.centre, family=first.family, recorded_by=people.operator, **tutik)
    stop, (rice, sugar) = round.stops.visited().get(), round.lines.all()

    before, taken = timezone.now(), take(people.officer, round).json()

    loaded_at = datetime.datetime.fromisoformat(taken.pop("loaded_at"))
    assert before <= loaded_at <= timezone.now()
    assert datetime.datetime.fromisoformat(taken.pop("until")) == loaded_at + datetime.timedelta(days=7)
    assert may_keep(taken.pop("pass"), now=timezone.now(), longest=KEPT_FOR)
    assert maker_of(taken.pop("maker"), round) == people.officer.pk
    families = taken.pop("families")
    reasons = taken.pop("missed_reasons")
    assert taken == {
        "round": {"id": round.pk, "name": round.name, "date": f"{round.date}"},
        "format": 1,
        "server_key": {"version": 1, "point": base64.b64encode(public_key()[1]).decode()},
        "stops": [{"id": stop.pk, "name": stop.village.name, "district": stop.village.parent.name}],
        "package": [
            {"item": rice.item_id, "name": "Beras", "unit": "kg", "quantity": "10.000", "shown": "10\xa0kg"},
            {"item": sugar.item_id, "name": "Gula pasir", "unit": "kg", "quantity": "2.000", "shown": "2\xa0kg"},
        ],
        "givers": [{"id": giver.pk, "name": "Agus"}],
        "usual_giver": round.handing_official_id or None,
        "difference_reasons": {
            "short": "Barangnya kurang",
            "damaged": "Ada yang rusak",
            "expired": "Ada yang kedaluwarsa",
            "declined": "Keluarga hanya mengambil sebagian",
        },
        "void_reasons": {
            "wrong_tap": "Salah tekan",
            "wrong_family": "Ternyata keluarga lain",
            "wrong_contents": "Isinya keliru",
        },
    }
    assert reasons[0] == {"value": "not_home", "label": "Tidak di rumah"}
    assert len(reasons) == 9
    assert families[0] == {
        "id": first.pk,
        "stop": stop.pk,
        "number": first.position,
        "state": "planned",
        "standing": {"kind": "planned", "word": "Terjadwal", "why": ""},
        "name": "Kartini Nurjanah",
        "where": "Dukuh Karangtengah, RT 001 RW 002, Dekat masjid",
        "about": "4 jiwa, NIK ••••••••••••1062",
        "way": way_to(first),
        "members": [{"id": ani.pk, "name": "Ani Lestari"}],
        "proxies": [{"name": "Tutik", "relation": "tetangga"}],
    }
    assert [family["id"] for family in families] == [first.pk]


def test_no_number_goes_along_whole_and_that_it_was_taken_is_logged(people, round):
    contact = round.recipients.planned().first().family.members.get(is_contact=True)
    contact.phone = PHONE
    contact.save()
    nik = contact.nik.reveal()

    answer = take(people.officer, round)

    text = answer.content.decode()
    assert (nik in text, PHONE.lstrip("0") in text) == (False, False)
    assert answer.headers["Cache-Control"] == "private, no-store"
    [line] = AccessLog.objects.all()
    assert (line.action, line.subject_id, line.detail, line.actor) == (
        "export",
        round.pk,
        "taken along 2",
        people.officer,
    )


def test_phone_numbers_go_along_with_who_may_reveal_them_and_each_is_logged(people, round):
    contact = round.recipients.planned().first().family.members.get(is_contact=True)
    contact.phone = PHONE
    contact.save()
    assert [family.get("phone") for family in take(people.officer, round, phones=True).json()["families"]] == [
        None,
        None,
    ]
    assert not AccessLog.objects.filter(action="reveal").exists()
    first, second = take(people.coordinator, round, phones=True).json()["families"]

    assert (first["phone"].endswith("81200001062"), "phone" in second) == (True, False)
    [line] = AccessLog.objects.filter(action="reveal")
    assert (line.subject_id, line.detail, line.actor) == (contact.pk, "phone", people.coordinator)


def test_of_a_round_that_is_over_nothing_goes_along(people, round):
    transition(round, State.CANCELLED, by=people.coordinator, now=timezone.now(), note="Banjir")
    answer = take(people.officer, round)
    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "over", "message": "Periode ini sudah selesai, jadi tidak ada yang dibawa."},
    )
    assert not AccessLog.objects.exists()


def test_what_another_centre_takes_along_does_not_exist(people, round):
    assert take(people.outsider, round).status_code == 404
    assert take(people.storekeeper, round).status_code == 403


def test_forty_families_ask_the_database_as_often_as_two_and_are_small(people, round):
    def asked(people, round):
        with CaptureQueriesContext(connection) as queries:
            answer = take(people.officer, round)
        assert answer.status_code == 200
        return len(queries), len(answer.content)

    others = cast(CentreFactory())
    few, small = asked(people, round)
    many, large = asked(others, approved_round(others, families=[f"Ibu {number}" for number in range(40)]))
    assert many == few
    assert (large - small) / 38 < 450  # bytes of a family: 250 of them are some 100 KB, and compressed a tenth
