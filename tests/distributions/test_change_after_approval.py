"""What may still change in an approved round, each with its reason."""

import datetime

import pytest

from config.errors import Refused
from distributions.handover.submissions import submit
from distributions.models import Recipient
from distributions.rounds.approval import (
    approve_round,
    cancel_round,
    change_staff,
    move_date,
    reorder_stops,
    submit_round,
    use_reserve,
)
from distributions.rounds.planning import change_details
from families.models import Family
from tests.distributions.blora import NOW, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.months import report_missed
from tests.distributions.submissions import delivered
from tests.factories import (
    EligibleFamilyFactory,
    OfficialFactory,
    ProgrammeFactory,
    RecipientFactory,
    RoundFactory,
    StopFactory,
    region,
)
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def people():
    return blora(families=6)


@stands
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


def test_a_change_says_what_it_was_what_it_is_who_changed_it_when_and_why(people, round):
    later = NOW + datetime.timedelta(hours=1)
    who = {"reason": " Sakit ", "by": people.coordinator, "now": later}
    first, second, third = (official.name for official in people.staff)
    villages = [stop.village.name for stop in round.stops.select_related("village")]
    pks = list(round.stops.values_list("pk", flat=True))

    changes = [
        move_date(round, date=round.date, time=datetime.time(9, 30), **who),
        change_staff(round, staff=[people.staff[2], people.staff[0]], **who),
        reorder_stops(round, order=pks[::-1], **who),
    ]

    assert [(change.what, change.old, change.new) for change in changes] == [
        ("date", "2024-11-15 08:00", "2024-11-15 09:30"),
        ("staff", f"{first}, {second}, {third}", f"{third}, {first}"),
        ("order", ", ".join(villages), ", ".join(villages[::-1])),
    ]
    signed = {(change.round, change.centre, change.by, change.at, change.reason) for change in changes}
    assert signed == {(round, people.centre, people.coordinator, later, "Sakit")}


def test_of_a_long_list_of_names_what_differs_is_kept(people, round):
    long = [OfficialFactory(centre=people.centre, name=f"{n:03d}".ljust(99, "x")) for n in range(4)]
    written = ", ".join(official.name for official in long)
    for staff in (long, long[:3], people.staff[:1]):
        change = change_staff(round, staff=staff, reason="Tambahan", by=people.coordinator, now=NOW)
    first, second, _last = round.changes.all()
    assert first.new == f"{written[:299]}…"
    assert (second.old, second.new) == (f"…, {long[3].name}", "…")
    assert change.old == f"{written[:299]}…"


def test_villages_of_one_name_are_told_apart(people):
    """In Blora 17 names of villages occur in more than one district."""
    december = datetime.date(2024, 12, 20)
    round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=december, packages=5)
    for getas in ("33.16.03.2003", "33.16.05.2006"):
        stop = StopFactory(round=round, village=region(getas))
        RecipientFactory(round=round, family=EligibleFamilyFactory(centre=people.centre), stop=stop)
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    order = list(round.stops.values_list("pk", flat=True))[::-1]
    change = reorder_stops(round, order=order, reason="Jembatan putus", by=people.coordinator, now=NOW)
    names = [f"Getas ({region(district)})" for district in ("33.16.03", "33.16.05")]
    assert {change.old, change.new} == {", ".join(names), ", ".join(names[::-1])}


def test_what_is_done_at_the_centre_itself_is_called_by_its_name(people):
    december = datetime.date(2024, 12, 20)
    round = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=december, packages=5)
    RecipientFactory(round=round)
    here = StopFactory(round=round, village=None, at_centre=True)
    RecipientFactory(round=round, family=EligibleFamilyFactory(centre=people.centre), stop=here)
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    *others, last = round.stops.values_list("pk", flat=True)
    change = reorder_stops(round, order=[last, *others], reason="Tamu", by=people.coordinator, now=NOW)
    assert (change.old.split(", ")[-1], change.new.split(", ")[0]) == (str(people.centre), str(people.centre))
    assert round.stops.first() == here


def test_locations_of_another_round_are_refused(people, round):
    *others, _last = round.stops.values_list("pk", flat=True)
    with pytest.raises(Refused, match="Lokasinya sudah berubah"):
        reorder_stops(round, order=[*others, 0], reason="Tamu", by=people.coordinator, now=NOW)
    assert not round.changes.exists()


@pytest.mark.parametrize("state", ["approved", "issued"])
def test_changes_are_made_while_the_round_is_on_its_way(people, round, state):
    if state == "issued":
        called_issued(round, by=people.storekeeper, now=NOW)
    change_staff(round, staff=people.staff[:1], reason="Sakit", by=people.coordinator, now=NOW)


def test_a_draft_and_a_cancelled_round_are_not_changed_in_this_way(people, round):
    cancel_round(round, reason="Banjir", by=people.coordinator, now=NOW)
    draft = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 12, 20))
    for other in (round, draft):
        with pytest.raises(Refused):
            change_staff(other, staff=people.staff[:1], reason="Sakit", by=people.coordinator, now=NOW)


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


def test_in_the_place_of_a_missed_family_the_reserve_receives_and_the_miss_stays(people, round):
    missed, reserve = round.recipients.planned().first(), round.recipients.filter(state="reserve").first()
    report_missed(round, missed, by=people.officer)
    use_reserve(round, reserve=reserve, instead_of=missed, reason="Tidak ada", by=people.coordinator, now=NOW)
    states = list(
        Recipient.objects.filter(pk__in=(missed.pk, reserve.pk)).order_by("pk").values_list("state", flat=True)
    )
    assert states == ["missed", "planned"]
    assert round.recipients.filter(state="reserve").count() == 1


def test_what_does_not_fit_is_named_by_its_field(people, round):
    planned, other = round.recipients.planned()[:2]
    first, second = round.recipients.filter(state="reserve")
    submit(round, delivered(other, recorded_at=NOW), by=people.officer, now=NOW)
    report_missed(round, planned, by=people.officer)

    def field_of(reserve, instead_of):
        with pytest.raises(Refused) as refused:
            use_reserve(round, reserve=reserve, instead_of=instead_of, reason="x", by=people.coordinator, now=NOW)
        return refused.value.field

    assert field_of(other, planned) == "reserve"
    assert field_of(first, other) == "instead_of"
    Family.objects.filter(pk=first.family_id).update(eligible_until=D(2024, 11, 14))
    assert field_of(first, planned) == "reserve"
    use_reserve(round, reserve=second, instead_of=planned, reason="x", by=people.coordinator, now=NOW)
    Family.objects.filter(pk=first.family_id).update(eligible_until=None)
    assert field_of(first, planned) == "instead_of"


def test_all_that_speaks_against_a_reserve_family_is_said_at_once(people, round):
    planned, reserve = round.recipients.planned().first(), round.recipients.filter(state="reserve").first()
    other = RoundFactory(centre=people.centre, programme=ProgrammeFactory(centre=people.centre), date=round.date)
    RecipientFactory(round=other, family=reserve.family)
    submit_round(other, by=people.coordinator, now=NOW)
    approve_round(other, by=people.head, now=NOW)
    Family.objects.filter(pk=reserve.family_id).update(eligible_until=D(2024, 11, 14))
    with pytest.raises(Refused, match=r"^Keluarga 4 tidak .+ kelayakannya\. Keluarga 4 juga ada"):
        use_reserve(round, reserve=reserve, instead_of=planned, reason="x", by=people.coordinator, now=NOW)


def test_the_plan_itself_stays_frozen(people, round):
    with pytest.raises(Refused):
        change_details(round, packages=9)
