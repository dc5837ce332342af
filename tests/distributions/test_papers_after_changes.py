"""What papers say after a change: the approved stays on some, the last word on others, and prints are told apart."""

import datetime
import re

import pytest

from centres.indonesian import plain_date
from centres.models import Official
from distributions.models import PaperKind, RoundChange
from distributions.papers import pdf as papers
from distributions.papers.bast import bast_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import move_date, use_reserve
from distributions.rounds.closing import close_round, correct_closed_round
from tests import factories
from tests.distributions import printed
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.printed import AT, approve, four_in, hand_over, text_of
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def blora():
    return printed.blora()


@stands
def november(blora):
    return printed.november(blora)


@pytest.fixture
def four(november):
    return four_in(november)


def test_a_letter_of_assignment_that_tells_a_change_is_not_dated_before_it(november, four):
    approve(november)
    for day in (14, 13):
        RoundChange.objects.create(
            centre=november.centre, round=november, what="staff", old="Joko", new="Dewi", reason="sakit",
            by=factories.MembershipFactory(centre=november.centre).user,
            at=datetime.datetime(2024, 11, day, 18, tzinfo=datetime.UTC),
        )  # fmt: skip
    text = text_of(papers.print_now(november, PaperKind.ASSIGNMENT))
    assert "Blora, 15 November 2024 Plh. Kepala" in text, "the last change, by the clock of the centre"


def test_an_approved_round_prints_the_same_bytes_after_the_office_changed(november, four):
    approve(november)
    before = papers.signing_file(november)
    Official.objects.filter(centre=november.centre).update(name="Orang Lain")
    factories.LetterheadFactory(centre=november.centre, starts_on=datetime.date(2024, 11, 14), ministry="Baru")
    assert papers.signing_file(november) == before


def test_a_change_after_approval_is_printed_with_its_reason(november, four):
    approve(november)
    RoundChange.objects.create(
        centre=november.centre,
        round=november,
        what="staff",
        old="Joko",
        new="Dewi",
        reason="sakit",
        by=factories.MembershipFactory(centre=november.centre).user,
        at=AT,
    )
    assert "Joko menjadi Dewi (sakit)." in text_of(papers.bast(november))
    assert "Joko menjadi Dewi (sakit)." in text_of(papers.proposal(november))


def test_changes_are_printed_in_words_as_people_write_them():
    month = approved_month()
    who = {"reason": "Hujan lebat", "by": month.people.coordinator, "now": NOW}
    move_date(month.round, date=datetime.date(2024, 11, 18), time=datetime.time(9, 30), **who)
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], **who)
    came, went = (f"{one.contact_name} (nomor {one.position})" for one in (month.reserve, month.recipients[0]))
    day = plain_date(month.centre.local_date(NOW))
    moved = "Tanggal: 15 November 2024 pukul 08.00 menjadi 18 November 2024 pukul 09.30 (Hujan lebat)."
    exchanged = f"{day}: {went} tidak jadi menerima (Hujan lebat); {came} dari cadangan menggantikannya."
    minutes, proposal = text_of(papers.bast(month.round)), text_of(papers.proposal(month.round))
    assert moved in minutes
    assert f"Perubahan: {exchanged}" in minutes
    # The head signed before: what came later stands below the signatures.
    signed, later = proposal.split("Perubahan setelah persetujuan")
    assert later.split("•")[1].strip() == moved
    assert exchanged in later
    assert month.people.head.full_name in signed


def test_the_proposal_keeps_the_day_that_was_approved_and_the_list_has_the_last_one_it_was_moved_to():
    month = approved_month()
    who = {"by": month.people.coordinator, "now": NOW}
    move_date(month.round, date=datetime.date(2024, 11, 18), time=datetime.time(9, 30), reason="Hujan lebat", **who)
    move_date(month.round, date=datetime.date(2024, 11, 20), time=datetime.time(10, 0), reason="Banjir", **who)
    assert "Rencana pelaksanaan : Jumat, 15 November 2024, pukul 08.00 WIB" in text_of(papers.proposal(month.round))
    assert "Hari, tanggal : Rabu, 20 November 2024, pukul 10.00 WIB" in text_of(papers.receipt_list(month.round))


@pytest.mark.parametrize("was_missed", [False, True])
def test_the_proposal_says_what_was_approved_whoever_received_instead(was_missed):
    month = approved_month()
    first, second = month.recipients
    if was_missed:
        missed(month, first)
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=first, reason="Penerima meninggal dunia.", **who)
    text = text_of(papers.proposal(month.round))
    assert "Jumlah penerima : 2 (dua) keluarga di 1 (satu) lokasi" in text
    assert "Diajukan 2 (dua) keluarga dan 2 (dua) paket, sebagaimana daftar di atas." in text
    proposed, reserve = text.split("Keluarga yang diusulkan")[1].split("Keluarga cadangan (")
    assert first.contact_name in proposed
    assert second.contact_name in proposed
    assert month.reserve.contact_name not in proposed
    assert month.reserve.contact_name in reserve
    why = "Tidak di rumah" if was_missed else "Penerima meninggal dunia"
    went, came = (f"{one.contact_name} (nomor {one.position})" for one in (first, month.reserve))
    assert f"{went} tidak jadi menerima ({why}); {came} dari cadangan" in text


def test_a_reprint_says_the_last_aid_that_was_known_though_the_round_was_moved(november, four):
    """The day of the hand-over counts, not for when rounds are planned."""
    other = factories.RoundFactory(centre=november.centre, occurrence_on=datetime.date(2024, 11, 14))
    earlier = factories.RecipientFactory(round=other, family=four[0].family)
    approve(other)
    hand_over(earlier)
    approve(november)
    before = read_round(november.pk).last_aid[four[0].family_id]
    assert before == AT.date()
    moved = {"date": datetime.date(2024, 11, 13), "time": datetime.time(9, 30), "reason": "Hujan"}
    move_date(november, **moved, by=november.submitted_by, now=AT + datetime.timedelta(hours=3))
    assert read_round(november.pk).last_aid[four[0].family_id] == before


def mark_of(pdf) -> str:
    return re.search("cetakan ([0-9A-F]{6})", text_of(pdf))[1]


def test_two_prints_that_say_something_else_are_told_apart_and_a_reprint_is_the_same():
    month = approved_month()
    papers_of = (papers.receipt_list, papers.bast, papers.proposal)
    before = {paper: mark_of(paper(month.round)) for paper in papers_of}
    assert {paper: mark_of(paper(month.round)) for paper in papers_of} == before
    assert set(before.values()) <= set(re.findall("cetakan ([0-9A-F]{6})", text_of(papers.signing_file(month.round))))

    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], reason="Sakit", **who)

    assert all(mark_of(paper(month.round)) != before[paper] for paper in papers_of)


def test_the_foot_of_a_moved_round_calls_it_as_its_heading_does():
    """On the proposal as it was approved, on the others by its day."""
    month = approved_month()
    moved = {"date": datetime.date(2024, 12, 3), "time": month.round.time, "reason": "Banjir"}
    move_date(month.round, **moved, by=month.people.coordinator, now=NOW)

    proposal, receipts = text_of(papers.proposal(month.round)), text_of(papers.receipt_list(month.round))

    assert "PERIODE NOVEMBER 2024" in proposal
    assert "November 2024 · disetujui 8 November 2024 pukul 10.00 WIB · cetakan" in proposal
    assert "periode 3 Desember 2024" in receipts
    assert "3 Desember 2024 · disetujui 8 November 2024 pukul 10.00 WIB · cetakan" in receipts


def test_nobody_is_sent_anew_because_a_reserve_family_of_the_same_village_receives():
    month = approved_month()
    who = {"reason": "Pindah", "by": month.people.coordinator, "now": NOW}
    before = text_of(papers.print_now(month.round, PaperKind.ASSIGNMENT))
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], **who)
    assert text_of(papers.print_now(month.round, PaperKind.ASSIGNMENT)) == before
    move_date(month.round, date=datetime.date(2024, 11, 18), time=datetime.time(9, 30), **who)
    assert "Perubahan: Tanggal: 15 November 2024" in text_of(papers.print_now(month.round, PaperKind.ASSIGNMENT))


def test_minutes_open_with_the_day_on_which_they_are_signed_also_after_a_correction():
    """On the day of the correction nobody hands anything over: they say when that was."""
    month = approved_month(2)
    from_canteen(month)
    for one in month.recipients:
        delivered(month, one)
    close_round(month.round, by=month.people.coordinator, now=NOW)

    def minutes():
        on_paper = read_round(month.round.pk)
        document = bast_document(on_paper, parts(on_paper)[0])
        return document, document["first_signer"]["lines"][0].partition(", ")[2]

    document, signed = minutes()
    assert [document["date_words"].endswith("(15-11-2024)"), signed] == [True, "15 November 2024"]
    assert ["held" in document, "telah menyerahkan" in document["declaration"]] == [False, False]
    correct_closed_round(
        month.round, text="Paket hilang di jalan", reason="Pengakuan", recipient=month.recipients[0],
        result="not_received", by=month.people.head, now=NOW + datetime.timedelta(days=6),
    )  # fmt: skip
    document, signed = minutes()
    assert [document["date_words"].endswith("(21-11-2024)"), signed] == [True, "21 November 2024"]
    assert document["held"] == "atas penyerahan pada hari Jumat, 15 November 2024,"
    assert "PIHAK PERTAMA telah menyerahkan kepada PIHAK KEDUA" in document["declaration"]
