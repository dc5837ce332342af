"""What may still change in an approved round, each with its reason."""

import datetime

import pytest

from config.errors import Refused
from distributions.models import Recipient
from distributions.rounds.approval import (
    approve_round,
    change_staff,
    move_date,
    reorder_stops,
    submit_round,
    use_reserve,
)
from distributions.rounds.planning import change_details
from families.models import Family
from tests.distributions.blora import NOW, blora, november
from tests.distributions.months import report_missed
from tests.factories import ProgrammeFactory, RecipientFactory, RoundFactory

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.fixture
def people():
    return blora(families=6)


@pytest.fixture
def round(people):
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    return approve_round(round, by=people.head, now=NOW)


def test_the_date_moves_with_a_reason_and_makes_a_perubahan(people, round):
    change = move_date(
        round, date=D(2024, 11, 18), time=datetime.time(9), reason="Hujan lebat", by=people.coordinator, now=NOW
    )
    round.refresh_from_db()
    assert (round.date, round.time, round.occurrence_on) == (D(2024, 11, 18), datetime.time(9), D(2024, 11, 15))
    assert (change.what, change.old, change.new) == ("date", "2024-11-15 08:00", "2024-11-18 09:00")


def test_without_a_reason_or_a_change_nothing_happens(people, round):
    with pytest.raises(Refused) as refused:
        move_date(round, date=D(2024, 11, 18), time=datetime.time(9), reason=" ", by=people.coordinator, now=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="Tidak ada yang berubah"):
        move_date(round, date=round.date, time=round.time, reason="Hujan", by=people.coordinator, now=NOW)
    assert not round.changes.exists()


def test_staff_and_order_change(people, round):
    change_staff(round, staff=people.staff[:1], reason="Sakit", by=people.coordinator, now=NOW)
    stops = list(round.stops.values_list("pk", flat=True))
    reorder_stops(round, order=stops[::-1], reason="Jembatan putus", by=people.coordinator, now=NOW)
    assert list(round.staff.all()) == people.staff[:1]
    assert list(round.stops.values_list("pk", flat=True)) == stops[::-1]
    assert [change.what for change in round.changes.all()] == ["staff", "order"]


def test_a_reserve_family_takes_the_place_of_another(people, round):
    planned, reserve = round.recipients.planned().first(), round.recipients.filter(state="reserve").first()
    change = use_reserve(
        round, reserve=reserve, instead_of=planned, reason="Pindah alamat", by=people.coordinator, now=NOW
    )
    planned.refresh_from_db()
    reserve.refresh_from_db()
    assert (planned.state, reserve.state) == (Recipient.State.RESERVE, Recipient.State.PLANNED)
    assert (change.old, change.new) == (str(planned.pk), str(reserve.pk))
    with pytest.raises(Refused, match="bukan cadangan"):
        use_reserve(round, reserve=reserve, instead_of=planned, reason="Pindah", by=people.coordinator, now=NOW)


def test_one_missed_family_is_replaced_once(people, round):
    missed, (first, second) = round.recipients.planned().first(), round.recipients.filter(state="reserve")[:2]
    report_missed(round, missed, by=people.officer)
    use_reserve(round, reserve=first, instead_of=missed, reason="Tidak di rumah", by=people.coordinator, now=NOW)

    with pytest.raises(Refused, match="sudah digantikan"):
        use_reserve(round, reserve=second, instead_of=missed, reason="Tidak di rumah", by=people.coordinator, now=NOW)


def test_a_reserve_family_that_waits_in_another_approved_round_takes_no_place(people, round):
    planned, reserve = round.recipients.planned().first(), round.recipients.filter(state="reserve").first()
    other = RoundFactory(centre=people.centre, programme=ProgrammeFactory(centre=people.centre), date=round.date)
    RecipientFactory(round=other, family=reserve.family)
    submit_round(other, by=people.coordinator, now=NOW)
    approve_round(other, by=people.head, now=NOW)

    with pytest.raises(Refused, match="juga ada dalam periode"):
        use_reserve(round, reserve=reserve, instead_of=planned, reason="Pindah", by=people.coordinator, now=NOW)


def test_a_reserve_family_that_may_not_receive_any_more_takes_no_place(people, round):
    planned, reserve = round.recipients.planned().first(), round.recipients.filter(state="reserve").first()
    Family.objects.filter(pk=reserve.family_id).update(eligible_until=D(2024, 11, 14))

    with pytest.raises(Refused, match="tidak boleh menerima"):
        use_reserve(round, reserve=reserve, instead_of=planned, reason="Pindah", by=people.coordinator, now=NOW)


def test_the_plan_itself_stays_frozen(people, round):
    with pytest.raises(Refused):
        change_details(round, packages=9)
