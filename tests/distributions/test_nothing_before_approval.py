"""No round is approved after its day, and nothing of it is handed over, or missed, before it is approved."""

import datetime
from contextlib import nullcontext

import pytest
from django.urls import reverse
from django.utils import timezone

from config.errors import Refused
from distributions.handover.day_forms import DayForm, PaperHeadForm
from distributions.handover.submissions import submit, undo
from distributions.models import Handover, HandoverReport, Round, RoundChange, RoundIssue
from distributions.papers.bast import bast_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import approve_on_paper, approve_round, move_date, submit_round
from distributions.rounds.goods import issue_for_round
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.blora import blora, november
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.distributions.months import NOW, approved_month, from_canteen
from tests.distributions.submissions import delivered as said_of
from tests.distributions.submissions import missed as missed_of
from tests.pictures import signed_paper
from tests.read_page import words
from tests.standing import stands
from tests.walls import adding_is_refused, copied, refused_by, run

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = datetime.timedelta(days=1)
APPROVED_ON = D(2024, 11, 8)


@stands
def people():
    return blora(families=4)


@stands
def draft(people):
    """The proposal of 15 November 2024, made on the 4th."""
    return november(people)


@stands
def month():
    """Approved on 8 November for the 15th."""
    return approved_month()


def at(date: D, hour: int = 3) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(hour), datetime.UTC)


# --- approval


@pytest.mark.parametrize(("day", "fits"), [(D(2024, 11, 15), True), (D(2024, 11, 16), False)])
def test_a_round_is_submitted_and_approved_by_its_day(people, draft, day, fits):
    expected = nullcontext() if fits else pytest.raises(Refused, match="dijadwalkan pada 15 November 2024")

    with expected:
        submit_round(draft, by=people.coordinator, now=at(day))
    if not fits:
        submit_round(Round.objects.get(pk=draft.pk), by=people.coordinator, now=at(D(2024, 11, 15)))
    with expected:
        approve_round(Round.objects.get(pk=draft.pk), by=people.head, now=at(day))


def on_paper(draft, people, signed_on, now=NOW + 5 * DAY):
    return approve_on_paper(
        draft, signed_on=signed_on, signer="Hendro Prasetyo", photo=signed_paper(), by=people.coordinator, now=now
    )


def test_a_paper_that_was_signed_by_the_day_is_recorded_after_it(people, draft):
    assert on_paper(draft, people, D(2024, 11, 15)).approved_on == D(2024, 11, 15)


def test_a_paper_that_was_signed_after_the_day_is_refused_by_the_field(people, draft):
    with pytest.raises(Refused, match="tidak boleh sesudah hari itu") as refused:
        on_paper(draft, people, D(2024, 11, 16))
    assert refused.value.field == "signed_on"


def test_the_day_of_approval_is_that_of_the_centre_and_of_the_signature(month, people, draft):
    assert draft.approved_on is None
    assert month.round.approved_on == APPROVED_ON
    month.round.approved_at = at(D(2024, 11, 8), 18)  # after midnight in Blora
    assert month.round.approved_on == D(2024, 11, 9)
    assert on_paper(draft, people, D(2024, 11, 9)).approved_on == D(2024, 11, 9)


# --- the day of the round after approval


@pytest.mark.parametrize(("date", "fits"), [(APPROVED_ON, True), (APPROVED_ON - DAY, False)])
def test_a_round_is_not_moved_before_its_approval(month, date, fits):
    def move():
        more = {"reason": "Diajukan", "by": month.people.coordinator, "now": NOW}
        return move_date(month.round, date=date, time=month.round.time, **more)

    if fits:
        assert move().new == "2024-11-08 08:00"
        return
    with pytest.raises(Refused, match="disetujui pada 8 November 2024; tanggalnya tidak boleh") as refused:
        move()
    assert refused.value.field == "date"


def test_the_database_moves_no_round_before_its_approval(month):
    RoundChange.objects.create(
        centre=month.centre,
        round=month.round,
        what="date",
        old="2024-11-15T08:00",
        new="2024-11-16T08:00",
        reason="Maju",
        by=month.people.coordinator,
        at=NOW,
    )
    rounds = Round.objects.filter(pk=month.round.pk)
    rounds.update(date=APPROVED_ON)
    with refused_by("round_approved_by_its_day"):
        rounds.update(date=APPROVED_ON - DAY)
    with refused_by("round_approved_by_its_day"):
        run("UPDATE distributions_round SET date = '2024-11-07' WHERE id = %s", [month.round.pk])


def test_the_database_approves_no_round_after_its_day(people, draft):
    submit_round(draft, by=people.coordinator, now=at(D(2024, 11, 15)))
    rounds = Round.objects.filter(pk=draft.pk)
    with refused_by("round_approved_by_its_day"):
        rounds.update(state="approved", approved_at=at(D(2024, 11, 15), 17), approved_by=people.head)  # midnight
    transition(draft, "approved", by=people.head, now=at(D(2024, 11, 15), 16))


# --- the day of a hand-over


@pytest.mark.parametrize("said", [said_of, missed_of])
def test_nothing_is_recorded_of_a_day_before_the_approval(month, said):
    kartini, rukmini = month.recipients
    submit(month.round, said(kartini, recorded_at=at(APPROVED_ON)), by=month.people.officer, now=NOW)
    before = said(rukmini, recorded_at=at(APPROVED_ON - DAY, 16))  # an hour before midnight in Blora
    with pytest.raises(Refused, match="disetujui pada 8 November 2024; sebelum itu") as refused:
        submit(month.round, before, by=month.people.officer, now=NOW)
    assert refused.value.field == "handed_on"
    assert HandoverReport.objects.count() == 1


def test_what_was_recorded_is_undone_whatever_the_clock_of_the_sender_says(month):
    kartini = month.recipients[0]
    submit(month.round, said_of(kartini), by=month.people.officer, now=NOW)
    key = said_of(kartini).key
    early = at(APPROVED_ON - DAY)
    assert undo(kartini, key=key, channel="page", reason="Salah tekan", by=month.people.officer, now=early)


def test_the_database_knows_no_hand_over_before_the_approval(month):
    kartini, rukmini = month.recipients
    submit(month.round, said_of(kartini), by=month.people.officer, now=NOW)
    report, slip = HandoverReport.objects.get(), Handover.objects.get()
    early = at(APPROVED_ON - DAY)
    key = said_of(rukmini).key

    missed = {"kind": "missed", "missed_reason": "moved"}
    adding_is_refused(
        "report_not_before_approval", copied(report, key=key, recipient=rukmini, recorded_at=early, **missed)
    )
    other = copied(report, key=key, recipient=rukmini)
    other.save()
    adding_is_refused("handover_not_before_approval", copied(slip, report=other, recipient=rukmini, handed_at=early))


# --- goods


def test_no_goods_go_out_before_the_approval(month):
    """What came before goes into stock, and out on a day of its own."""
    with pytest.raises(Refused, match="sebelum itu") as refused:
        from_canteen(month, received_on=APPROVED_ON - DAY)
    assert refused.value.field == "received_on"
    from_canteen(month, received_on=APPROVED_ON)
    given = {"wanted": {month.rice.pk: 1}, "by": month.people.storekeeper, "now": NOW}
    with pytest.raises(Refused, match="sebelum itu") as refused:
        issue_for_round(month.round, issued_on=APPROVED_ON - DAY, **given)
    assert refused.value.field == "issued_on"
    assert RoundIssue.objects.count() == 1


def test_the_database_lets_no_goods_go_out_before_the_approval(month):
    from_canteen(month)
    link = RoundIssue.objects.get()
    early = copied(link.issue, issued_on=APPROVED_ON - DAY)
    early.save()
    adding_is_refused("round_issue_not_before_approval", copied(link, issue=early))


# --- at the field


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def approved_today(people):
    """Signed on paper yesterday, for a day of this week; today the officer records."""
    return approved_round(people, occurrence_on=timezone.localdate() + DAY)


def test_the_forms_refuse_the_day_by_the_field(people):
    round, today = approved_today(people), timezone.localdate()
    said = {"key": str(said_of(round.recipients.first()).key)}
    why = f"Periode ini disetujui pada {timezone.localdate():%-d}"

    for form in (
        PaperHeadForm(said | {"handed_on": str(today - DAY)}, round=round),
        DayForm(said | {"when": "other", "handed_on": str(today - DAY)}, round=round),
    ):
        assert form.errors["handed_on"][0].startswith(why)
    assert PaperHeadForm(said | {"handed_on": str(today)}, round=round).is_valid()
    assert DayForm(said | {"when": "other", "handed_on": str(today)}, round=round).is_valid()


def test_the_page_keeps_what_was_typed_and_says_it_by_the_field(officer, people):
    round = approved_today(people)
    family = round.recipients.first()
    yesterday = str(timezone.localdate() - DAY)

    answer = officer.post(
        page(round, "handover_recipient", family.pk), delivered(family, when="other", handed_on=yesterday)
    )

    assert "disetujui pada" in answer.context["form"].errors["handed_on"][0]
    assert HandoverReport.objects.count() == 0


# --- goods that were written down later


def texts(month):
    on_paper = read_round(month.round.pk)
    (part,) = parts(on_paper)
    return " ".join(bast_document(on_paper, part)["closing"]), dict(receipt_list_document(on_paper, part)["facts"])


@pytest.mark.parametrize(("day", "said"), [(14, True), (15, False)])
def test_papers_and_closing_say_that_the_goods_were_written_down_after_the_hand_over(client, month, day, said):
    for recipient in month.recipients:
        submit(month.round, said_of(recipient, recorded_at=NOW.replace(day=day)), by=month.people.officer, now=NOW)
    from_canteen(month)  # on the 15th
    sentence = "Barang dicatat keluar pada 15 November 2024, setelah penyerahan pada 14 November 2024."

    closing, facts = texts(month)
    assert (sentence in closing, facts.get("Catatan")) == (said, sentence if said else None)
    client.force_login(month.people.coordinator)
    html = words(client.get(reverse("distributions:close", args=[month.round.pk])).content.decode())
    assert ("barang keluar pada 15 November 2024, padahal paket pertama diserahkan pada 14 November" in html) == said


@pytest.mark.parametrize("page_name", ["prepare", "approval"])
def test_the_pages_of_a_round_whose_day_has_passed_say_that_it_is_too_late(people, draft, page_name):
    role = people.coordinator
    if page_name == "approval":
        submit_round(draft, by=people.coordinator, now=NOW)
        role = people.head
    client = Client()
    client.force_login(role)
    text = words(client.get(page(draft, page_name)).content.decode())
    assert "Periode ini dijadwalkan pada 15 November 2024. Persetujuan tidak boleh sesudah hari itu" in text
    today = timezone.localdate()
    Round.objects.filter(pk=draft.pk).update(date=today, month=today.replace(day=1))
    assert "Persetujuan tidak boleh sesudah hari itu" not in words(client.get(page(draft, page_name)).content.decode())
