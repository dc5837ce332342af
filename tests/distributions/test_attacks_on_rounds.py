"""Somebody with SQL over the application's connection tries to change what was approved, handed over or closed."""

import datetime
from uuid import uuid4

import pytest

from centres.models import Letterhead, Official
from centres.private_files import store_bytes
from distributions.handover.submissions import undo
from distributions.models import (
    Correction,
    Exclusion,
    Handover,
    HandoverLine,
    HandoverReport,
    Photo,
    Recipient,
    RoundChange,
    State,
)
from distributions.rounds.transitions import transition
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.factories import (
    EligibleFamilyFactory,
    ItemFactory,
    LetterheadFactory,
    OfficialFactory,
    RecipientFactory,
    RoundFactory,
    StopFactory,
    SupplierFactory,
    UserFactory,
)
from tests.standing import stands
from tests.walls import adding_is_refused, changing_is_refused, copied, refused_by, run

pytestmark = pytest.mark.django_db


@stands
def month():
    return approved_month()


@pytest.fixture
def closed(month):
    """One family received, one was missed."""
    delivered(month, month.recipients[0])
    from_canteen(month, rice="10", sugar="2")
    missed(month, month.recipients[1])
    month.round.refresh_from_db()
    transition(month.round, State.CLOSED, by=month.people.coordinator, now=NOW)
    return month


@pytest.fixture
def december(month):
    """A draft of the same programme."""
    return RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2024, 12, 20))


# --- taking rows out of a round that was closed


def test_a_family_is_not_moved_out_of_a_closed_round(closed, december):
    stop = StopFactory(round=december, village=closed.recipients[1].stop.village)

    changing_is_refused("distributions_recipient_stays_where_it_is", closed.recipients[1], round=december, stop=stop)


@pytest.mark.parametrize("kind", ["lines", "stops"])
def test_contents_and_locations_are_not_moved_out_of_a_closed_round(closed, december, kind):
    december.lines.all().delete()
    row = getattr(closed.round, kind).first()

    changing_is_refused(f"{row._meta.db_table}_stays_where_it_is", row, round=december)


def test_a_family_left_out_is_not_moved_out_of_its_round(month, december):
    exclusion = Exclusion.objects.create(
        centre=month.centre,
        round=december,
        family=EligibleFamilyFactory(centre=month.centre),
        reason="Pindah",
        by=month.people.coordinator,
        at=NOW,
    )

    changing_is_refused("distributions_exclusion_stays_where_it_is", exclusion, round=month.round)


def test_a_round_does_not_move_to_another_programme(december):
    other = RoundFactory(centre=december.centre).programme

    changing_is_refused("distributions_round_stays_where_it_is", december, programme=other)


# --- things of another round


def test_a_family_stands_at_a_location_of_its_own_round(month, december):
    foreign = StopFactory(round=december)
    row = copied(RecipientFactory(round=december), stop=month.recipients[0].stop)
    row.family = EligibleFamilyFactory(centre=month.centre)

    adding_is_refused("distributions_recipient_stop_id_same_round", row)
    changing_is_refused("recipient_stays_at_its_stop", month.recipients[0], stop=foreign)


def test_a_family_is_not_moved_to_another_location_under_a_change_of_order(month):
    other = StopFactory(round=RoundFactory(centre=month.centre))
    said = {"what": "order", "old": "Ngawen, Cepu", "new": "Cepu, Ngawen", "reason": "Hujan", "at": NOW}
    RoundChange.objects.create(centre=month.centre, round=month.round, by=month.people.coordinator, **said)

    changing_is_refused("recipient_stays_at_its_stop", month.recipients[0], stop=other)


def test_photos_reports_and_corrections_name_things_of_their_own_round(closed, december):
    foreign = RecipientFactory(round=december)
    here = {"centre": closed.centre, "round": closed.round}
    report = copied(HandoverReport.objects.first(), recipient=foreign, key=uuid4())

    adding_is_refused("distributions_handoverreport_recipient_id_same_round", report)
    adding_is_refused(
        "distributions_correction_recipient_id_same_round",
        Correction(**here, recipient=foreign, text="Benar", reason="Salah", by=UserFactory(), at=NOW),
    )
    file = store_bytes(b"x", centre=closed.centre, by=closed.people.officer, kind="photo", media_type="x", now=NOW)
    adding_is_refused(
        "distributions_photo_stop_id_same_round",
        Photo(**here, stop=foreign.stop, file=file, added_by=closed.people.officer, added_at=NOW),
    )


def test_a_slip_is_made_of_the_report_about_its_own_family(month):
    delivered(month, month.recipients[0])
    slip = copied(Handover.objects.get(), report=missed(month, month.recipients[1]))
    undo(month.recipients[0], key=uuid4(), channel="page", reason="Salah", by=month.people.officer, now=NOW)

    adding_is_refused("distributions_handover_report_id_same_recipient", slip)


# --- what was handed over


def test_nothing_is_added_to_a_handover_of_a_closed_round(closed):
    line = HandoverLine(
        centre=closed.centre, handover=Handover.objects.get(), item=ItemFactory(centre=closed.centre), quantity=5
    )

    adding_is_refused("handover_line_in_an_open_round", line)


def test_nothing_is_added_to_a_handover_that_was_undone(month):
    delivered(month, month.recipients[0])
    undo(month.recipients[0], key=uuid4(), channel="page", reason="Salah", by=month.people.officer, now=NOW)
    line = HandoverLine(
        centre=month.centre, handover=Handover.objects.get(), item=ItemFactory(centre=month.centre), quantity=5
    )

    adding_is_refused("handover_line_in_an_open_round", line)


# --- approval


def test_who_submitted_stays_named_while_the_head_decides(month, december):
    transition(december, State.SUBMITTED, by=month.people.coordinator, now=NOW)

    changing_is_refused("round_submission_stays", december, submitted_by=month.people.officer)
    changing_is_refused(
        "round_submission_stays",
        december,
        submitted_by=month.people.officer,
        state=State.APPROVED,
        approved_at=NOW,
        approved_by=month.people.head,
    )


def test_nobody_approves_alone_where_there_is_a_second_officer(month, december):
    transition(december, State.SUBMITTED, by=month.people.coordinator, now=NOW)

    changing_is_refused(
        "round_approved_alone_where_one_officer",
        december,
        approved_alone=True,
        state=State.APPROVED,
        approved_at=NOW,
        approved_by=month.people.coordinator,
    )


def test_source_and_officials_stay_as_approved(month):
    for changes in (
        {"supplier": SupplierFactory(centre=month.centre)},
        {"terms": "bought"},
        {"source_of_funds": "Lain"},
        {"head_official": OfficialFactory(centre=month.centre, function=Official.Function.HEAD)},
    ):
        changing_is_refused("round_details_frozen_once_approved", month.round, **changes)


def test_a_letterhead_on_approved_papers_stays(month, december):
    letterhead = LetterheadFactory(centre=month.centre)
    december.letterhead = letterhead
    december.save()
    Letterhead.objects.filter(pk=letterhead.pk).update(address="Jl. Baru 1")
    transition(december, State.SUBMITTED, by=month.people.coordinator, now=NOW)
    transition(december, State.APPROVED, by=month.people.head, now=NOW)

    changing_is_refused("letterhead_of_approved_papers_stays", letterhead, ministry="Kementerian lain")


def test_a_reason_counts_for_its_own_transaction_only(month):
    with refused_by("round_change_of_this_transaction"):
        run(
            "INSERT INTO distributions_roundchange"
            " (centre_id, round_id, what, old, new, reason, by_id, at, transaction)"
            " VALUES (%s, %s, 'date', '', '', 'nanti', %s, now(), txid_current() + 5)",
            [month.centre.pk, month.round.pk, month.people.officer.pk],
        )


def test_an_erasure_writes_nothing_in_the_place_of_what_it_empties(closed):
    family = closed.recipients[0].family_id
    run(
        "INSERT INTO families_erasure (centre_id, family_id_erased, ground, erased_by_id, erased_at)"
        " VALUES (%s, %s, 'diminta', %s, now())",
        [closed.centre.pk, family, closed.people.head.pk],
    )

    changing_is_refused("recipients_frozen", closed.recipients[0], contact_name="", address="Alamat palsu")
    closed.recipients[0].refresh_from_db()
    emptied = dict.fromkeys(("contact_name", "address", "rt", "rw", "landmark", "missed_note"), "")
    Recipient.objects.filter(pk=closed.recipients[0].pk).update(**emptied, nik_digest=None, nik_last4_cipher=None)
