"""What the database refuses about rounds: the order of states, what approval and close freeze, and what is unique."""

import datetime
from decimal import Decimal

import pytest

from centres.models import Role
from distributions.models import (
    Attendance,
    Exclusion,
    Recipient,
    Round,
    RoundChange,
    RoundLine,
    RoundStaff,
    RoundTransition,
    State,
    Stop,
)
from distributions.rounds.transitions import transition
from tests.distributions.months import NOW, approved_month
from tests.factories import (
    EligibleFamilyFactory,
    MembershipFactory,
    OfficialFactory,
    RecipientFactory,
    RoundFactory,
    StopFactory,
    UserFactory,
)
from tests.standing import stands
from tests.walls import (
    adding_is_refused,
    changing_is_refused,
    changing_to_nan_is_refused,
    copied,
    deleting_is_refused,
    not_granted,
    run,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2024, 11, 15)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def draft() -> Round:
    return RoundFactory()


@stands
def month():
    """Approved, with two families and one in reserve."""
    return approved_month()


# --- one round per occurrence


def test_one_round_per_occurrence(draft):
    twin = copied(draft, month=datetime.date(2024, 12, 1))

    adding_is_refused("round_once_per_occurrence", twin)


def test_one_round_per_month(draft):
    twin = copied(draft, occurrence_on=datetime.date(2024, 11, 22))

    adding_is_refused("round_once_per_month", twin)


def test_moving_the_date_makes_no_room_for_a_second_round(draft):
    Round.objects.filter(pk=draft.pk).update(date=datetime.date(2024, 12, 6))

    adding_is_refused("round_once_per_occurrence", copied(draft, month=datetime.date(2024, 12, 1)))


def test_a_month_is_its_first_day(draft):
    changing_is_refused("round_month_is_its_first_day", draft, month=TODAY)


# --- extra rounds


def extra_of(draft, extra="disaster") -> Round:
    changes = {"occurrence_on": None, "extra": extra, "extra_reason": "Banjir"}
    twin = copied(draft, **changes)
    twin.pk = None
    twin.save(force_insert=True)
    return twin


def test_extra_rounds_take_no_month_and_a_month_has_as_many_as_it_needs(draft):
    extra_of(draft)
    extra_of(draft, "make_up")
    assert Round.objects.filter(programme=draft.programme, month=draft.month).count() == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"occurrence_on": None},
        {"occurrence_on": None, "extra": "disaster"},
        {"occurrence_on": None, "extra_reason": "Banjir"},
        {"extra": "disaster", "extra_reason": "Banjir", "month": datetime.date(2024, 12, 1)},
    ],
    ids=["nothing", "no reason", "no kind", "a date of the rule"],
)
def test_an_extra_round_has_no_date_of_the_rule_but_a_kind_and_a_reason(draft, changes):
    adding_is_refused("round_extra_has_a_reason", copied(draft, **changes))


@pytest.mark.parametrize("date", [datetime.date(2024, 12, 1), datetime.date(2024, 10, 31)])
def test_an_extra_round_counts_for_the_month_of_its_day_until_it_is_approved(draft, date):
    changing_is_refused("round_extra_month_is_that_of_its_day", extra_of(draft), date=date)


@pytest.mark.parametrize("changes", [{"extra": "make_up"}, {"extra_reason": "Gempa"}])
def test_what_an_extra_round_is_for_stays(draft, changes):
    changing_is_refused("round_stays_extra", extra_of(draft), **changes)


def test_a_round_of_the_rule_never_becomes_an_extra_one(draft):
    changes = {"occurrence_on": None, "extra": "disaster", "extra_reason": "Banjir"}
    changing_is_refused("round_stays_extra", draft, **changes)


def test_a_round_is_cancelled_never_deleted(draft):
    with not_granted():
        run("DELETE FROM distributions_round")


# --- states


def test_a_round_begins_as_a_draft(draft):
    twin = copied(
        draft,
        occurrence_on=datetime.date(2024, 12, 20),
        month=datetime.date(2024, 12, 1),
        state=State.SUBMITTED,
        submitted_at=NOW,
        submitted_by=UserFactory(),
    )

    adding_is_refused("round_begins_as_draft", twin)


@pytest.mark.parametrize("state", [State.APPROVED, State.ISSUED, State.CLOSED])
def test_a_draft_skips_no_step(draft, state):
    changing_is_refused("round_state_order", draft, state=state)


def test_a_state_has_its_time_and_actor(draft):
    changing_is_refused("round_state_has_time_and_actor", draft, state=State.SUBMITTED)


def test_who_submitted_does_not_approve(draft):
    coordinator = MembershipFactory(centre=draft.centre, role=Role.HEAD).user
    transition(draft, State.SUBMITTED, by=coordinator, now=NOW)

    changing_is_refused(
        "round_approved_by_a_second_person", draft, state=State.APPROVED, approved_at=NOW, approved_by=coordinator
    )


def test_a_family_that_waits_in_an_approved_round_is_approved_in_no_other(month):
    december = RoundFactory(
        centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2024, 12, 20)
    )
    RecipientFactory(round=december, family=month.recipients[0].family)
    transition(december, State.SUBMITTED, by=month.people.coordinator, now=NOW)

    changing_is_refused(
        "round_approved_without_doubles",
        december,
        state=State.APPROVED,
        approved_at=NOW,
        approved_by=month.people.head,
    )


def test_a_reserve_family_that_waits_in_another_approved_round_takes_no_place(month):
    december = RoundFactory(
        centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2024, 12, 20)
    )
    RecipientFactory(round=december, family=month.reserve.family)
    transition(december, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    transition(december, State.APPROVED, by=month.people.head, now=NOW)
    RoundChange.objects.create(
        centre=month.centre,
        round=month.round,
        what="reserve",
        old="1",
        new="2",
        reason="Pindah",
        by=month.people.coordinator,
        at=NOW,
    )

    changing_is_refused("reserve_without_doubles", month.reserve, state=Recipient.State.PLANNED)


def test_a_signed_paper_names_who_signed(draft):
    changing_is_refused("round_paper_approval_names_signer", draft, paper_signed_on=TODAY)


def test_sending_back_has_a_note(draft):
    adding_is_refused(
        "round_sent_back_with_a_note",
        RoundTransition(
            centre=draft.centre,
            round=draft,
            from_state=State.SUBMITTED,
            to_state=State.DRAFT,
            by=UserFactory(),
            at=NOW,
        ),
    )


# --- what approval freezes


@pytest.mark.parametrize(
    "changes",
    [{"packages": 9}, {"head_name": "Orang lain"}, {"approved_by": None}, {"occurrence_on": datetime.date(2024, 1, 1)}],
    ids=["packages", "head", "approver", "occurrence"],
)
def test_what_was_approved_is_frozen(month, changes):
    changing_is_refused("round_frozen_once_approved", month.round, **changes)


def test_a_date_after_approval_has_a_reason(month):
    changing_is_refused("round_change_has_a_reason", month.round, date=datetime.date(2024, 11, 16))


def test_a_change_after_approval_has_a_reason(month):
    adding_is_refused(
        "round_change_has_reason",
        RoundChange(
            centre=month.centre,
            round=month.round,
            what="date",
            old="2024-11-15T08:00",
            new="2024-11-16T08:00",
            reason="",
            by=UserFactory(),
            at=NOW,
        ),
    )


def test_a_change_after_approval_says_another_thing_than_before(month):
    given = {"centre": month.centre, "round": month.round, "reason": "x", "by": month.people.coordinator, "at": NOW}
    for what, old, new in (
        ("staff", "Joko", "Joko"),
        ("order", "", ""),
        ("date", "2024-11-15 08:00", "2024-11-15T08:00:00"),
        ("reserve", "12", "012"),
    ):
        wall = "round_change_was_a_change"
        adding_is_refused(wall, RoundChange(**given, what=what, old=old, new=new))
    RoundChange.objects.create(**given, what="staff", old="Joko", new="")


def test_the_contents_stay_as_approved(month):
    line = month.round.lines.first()

    changing_is_refused("round_lines_frozen", line, quantity=Decimal(20))
    deleting_is_refused("round_lines_frozen", line)


def test_the_staff_changes_only_with_a_reason(month):
    link = RoundStaff(centre=month.centre, round=month.round, official=OfficialFactory(centre=month.centre))

    adding_is_refused("round_staff_frozen", link)


def test_the_locations_stay_as_approved(month):
    stop = month.round.stops.first()

    changing_is_refused("stops_frozen", stop, position=9)
    deleting_is_refused("stops_frozen", stop)


@pytest.mark.parametrize(
    "changes",
    [{"contact_name": "Orang lain"}, {"household_size": 9}, {"address": "Pindah"}],
    ids=["name", "household", "address"],
)
def test_the_families_stay_as_approved(month, changes):
    changing_is_refused("recipients_frozen", month.recipients[0], **changes)


def test_a_family_keeps_the_number_under_which_it_was_approved(month):
    RoundChange.objects.create(
        centre=month.centre,
        round=month.round,
        what="order",
        old="Ngawen, Cepu",
        new="Cepu, Ngawen",
        reason="Jembatan putus",
        by=month.people.coordinator,
        at=NOW,
    )
    changing_is_refused("recipient_keeps_its_number", month.recipients[0], position=9)


def test_the_release_that_was_known_stays_as_approved(month):
    changing_is_refused("recipient_release_is_frozen", month.recipients[0], release_on=TODAY)


def test_the_list_of_inmates_that_was_known_stays_as_approved(month):
    changing_is_refused("recipient_list_is_frozen", month.recipients[0], unlisted_on=TODAY)


def test_no_family_is_added_or_removed_after_approval(month):
    family = EligibleFamilyFactory(centre=month.centre)

    adding_is_refused("recipients_frozen", copied(month.recipients[0], family=family))
    deleting_is_refused("recipients_frozen", month.recipients[0])


def test_a_reserve_family_takes_a_place_only_with_a_reason(month):
    changing_is_refused("recipients_frozen", month.reserve, state=Recipient.State.PLANNED)


def test_a_family_left_out_stays_left_out(month):
    family = EligibleFamilyFactory(centre=month.centre)

    adding_is_refused("exclusions_frozen", exclusion(month.round, family))


def test_the_switch_of_the_history_opens_nothing(month):
    run("SET LOCAL pgtrigger.ignore = '{}'")
    run("SET LOCAL pgtrigger.ignore = '{distributions.Recipient:recipients_frozen}'")

    changing_is_refused("recipients_frozen", month.recipients[0], contact_name="Orang lain")


def test_a_temporary_table_does_not_stand_in_for_a_change(temporary_tables_allowed, month):
    run("CREATE TEMP TABLE distributions_roundchange (round_id bigint, what text, transaction bigint)")
    run("INSERT INTO pg_temp.distributions_roundchange VALUES (%s, 'date', txid_current())", [month.round.pk])

    changing_is_refused("round_change_has_a_reason", month.round, date=datetime.date(2024, 11, 16))


# --- close


@pytest.mark.parametrize(
    "said",
    [
        {"paper_signed_on": datetime.date(2024, 11, 8), "paper_signer": "Hendro Prasetyo"},
        {"paper_signer": "Hendro Prasetyo"},
        {"approved_alone": True},
    ],
)
def test_a_draft_does_not_say_how_it_was_approved(draft, said):
    """A paper that is printed for the signature would bear its date already."""
    changing_is_refused("round_says_how_only_when_approved", draft, **said)


def test_a_family_is_in_a_round_once(draft):
    adding_is_refused("recipient_once_per_round", copied(RecipientFactory(round=draft)))


def test_a_recorded_family_has_time_and_actor(draft):
    recipient = RecipientFactory(round=draft)

    changing_is_refused("recipient_state_has_time_actor_and_reason", recipient, state=Recipient.State.SERVED)


def test_a_missed_family_has_a_reason(draft):
    changing_is_refused(
        "recipient_state_has_time_actor_and_reason",
        RecipientFactory(round=draft),
        state=Recipient.State.MISSED,
        recorded_at=NOW,
        recorded_by=UserFactory(),
    )


def test_a_family_chosen_by_hand_has_a_reason(draft):
    changing_is_refused("recipient_by_hand_has_reason", RecipientFactory(round=draft), by_hand=True)


def test_a_family_of_another_centre_cannot_receive(draft):
    changing_is_refused(
        "distributions_recipient_family_id_same_centre",
        RecipientFactory(round=draft),
        family=EligibleFamilyFactory(),
    )


def test_a_village_is_one_location_of_a_round(draft):
    adding_is_refused("stop_once_per_village", copied(StopFactory(round=draft)))


def test_the_centre_is_one_location_of_a_round(draft):
    stop = StopFactory(round=draft, village=None, at_centre=True)

    adding_is_refused("stop_once_at_centre", copied(stop))


def test_a_location_is_a_village_or_the_centre(draft):
    adding_is_refused(
        "stop_village_or_centre", Stop(centre=draft.centre, round=draft, village=None, at_centre=False, position=1)
    )


def test_an_item_stands_in_a_round_once(draft):
    adding_is_refused("round_line_item_once", copied(RoundLine.objects.filter(round=draft).first()))


def test_a_round_holds_more_than_nothing_of_an_item(draft):
    changing_is_refused("round_line_above_zero", draft.lines.first(), quantity=Decimal(0))


def test_a_round_holds_a_number_of_an_item(draft):
    changing_to_nan_is_refused("round_line_quantity_is_a_number", draft.lines.first(), "quantity")


def test_somebody_goes_along_once(draft):
    link = RoundStaff.objects.create(centre=draft.centre, round=draft, official=OfficialFactory(centre=draft.centre))

    adding_is_refused("round_staff_once", copied(link))


def test_a_family_is_left_out_once_and_for_a_reason(draft):
    family = EligibleFamilyFactory(centre=draft.centre)
    left_out = exclusion(draft, family)
    left_out.save()

    adding_is_refused("exclusion_once_per_round", copied(left_out))
    changing_is_refused("exclusion_has_reason", left_out, reason="")


def test_somebody_attended_once(draft):
    there = Attendance.objects.create(centre=draft.centre, round=draft, name="Hendro Prasetyo")

    adding_is_refused("attendance_once", copied(there))


def exclusion(round: Round, family) -> Exclusion:
    return Exclusion(
        centre=round.centre, round=round, family=family, reason="Sedang di luar kota", by=UserFactory(), at=NOW
    )
