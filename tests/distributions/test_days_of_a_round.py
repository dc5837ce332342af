"""The days on which something was handed over: what papers and texts say of them, and when a round closes."""

import datetime
import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from config.errors import Refused
from distributions.handover.submissions import submit, undo
from distributions.models import KNOWN_AHEAD, Round, RoundChange
from distributions.papers.bast import bast_document
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.reports.public_text import public_text
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rounds.approval import move_date
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.days import Span, day_to_move_to, took_place
from tests.distributions.months import NOW, approved_month, from_canteen, missed
from tests.distributions.submissions import delivered as said_of
from tests.distributions.submissions import missed as missed_of
from tests.factories import RecipientFactory, RoundFactory
from tests.read_page import words
from tests.walls import refused_by

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = datetime.timedelta(days=1)


# --- what papers and texts say: the round of 15 November 2024


@pytest.fixture
def month():
    month = approved_month(families=3)
    from_canteen(month, rice="30", sugar="6")
    return month


def on(month, day, recipient):
    """The family received on that day of November, at ten in the morning."""
    moment = NOW.replace(day=day)
    submit(month.round, said_of(recipient, recorded_at=moment), by=month.people.officer, now=max(moment, NOW))


def said_by_papers(month):
    on_paper = read_round(month.round.pk)
    (part,) = parts(on_paper)
    bast, received = bast_document(on_paper, part), receipt_list_document(on_paper, part)
    begins = ", ".join(filter(None, (bast["date_words"], bast.get("held", "").removesuffix(","))))
    return begins, bast["first_signer"]["lines"][0], dict(received["facts"])["Hari, tanggal"]


TENTH = "Minggu tanggal sepuluh bulan November tahun dua ribu dua puluh empat (10-11-2024)"
TWELFTH = "Selasa tanggal dua belas bulan November tahun dua ribu dua puluh empat (12-11-2024)"
FIFTEENTH = "Jumat tanggal lima belas bulan November tahun dua ribu dua puluh empat (15-11-2024)"


@pytest.mark.parametrize(
    ("days", "bast", "signed", "listed", "told"),
    [
        ((), FIFTEENTH, "15 November 2024", "Jumat, 15 November 2024, pukul 08.00 WIB", "Jumat, 15 November 2024"),
        ((15,), FIFTEENTH, "15 November 2024", "Jumat, 15 November 2024", "Jumat, 15 November 2024"),
        ((10,), TENTH, "10 November 2024", "Minggu, 10 November 2024", "Minggu, 10 November 2024"),
        (
            (12, 10),
            f"{TWELFTH}, atas penyerahan pada hari Minggu dan Selasa, 10 dan 12 November 2024",
            "12 November 2024",
            "Minggu dan Selasa, 10 dan 12 November 2024",
            "Minggu dan Selasa, 10 dan 12 November 2024",
        ),
        (
            (15, 10, 12),
            f"{FIFTEENTH}, atas penyerahan pada hari Minggu, Selasa, dan Jumat, 10, 12, dan 15 November 2024",
            "15 November 2024",
            "Minggu, Selasa, dan Jumat, 10, 12, dan 15 November 2024",
            "Minggu, Selasa, dan Jumat, 10, 12, dan 15 November 2024",
        ),
    ],
)
def test_papers_and_texts_name_the_days_on_which_it_was_handed_over(month, days, bast, signed, listed, told):
    for day, recipient in zip(days, month.recipients, strict=False):
        on(month, day, recipient)

    assert said_by_papers(month) == (bast, f"Blora, {signed}", listed)
    counted = results(month.round)
    assert f"Hari/tanggal: {told}\n" in summary_text(month.round, counted)
    assert f", {told}." in public_text(month.round, counted).text


def test_a_day_is_that_of_the_centre_and_what_was_undone_has_none(month):
    """23.30 in London is the next day in Blora."""
    late = NOW.replace(day=12, hour=23, minute=30)
    submit(month.round, said_of(month.recipients[0], recorded_at=late), by=month.people.officer, now=NOW)
    assert took_place(month.round) == Span((D(2024, 11, 13),))
    undo(month.recipients[0], key=uuid4(), channel="page", reason="salah", by=month.people.officer, now=NOW)
    assert took_place(month.round) == Span((D(2024, 11, 15),))


def test_a_later_paper_says_when_the_family_really_received(month):
    on(month, 10, month.recipients[0])
    later = RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=D(2024, 12, 15))
    RecipientFactory(round=later, family=month.recipients[0].family)
    assert list(read_round(later.pk).last_aid.values()) == [D(2024, 11, 10)]


# --- closing


@pytest.mark.parametrize(
    ("days", "page", "row"),
    [
        ((15,), "Jumat, 15 November 2024. 2 keluarga", "15 Nov 2024"),
        ((15, 16), "Jumat–Sabtu, 15–16 November 2024.", "15–16 Nov 2024"),
    ],
)
def test_the_page_and_the_list_say_when_a_closed_round_took_place(client, days, page, row):
    month = approved_month(families=2)
    who = settled(month, *days) | {"now": NOW + 3 * DAY}
    client.force_login(month.people.coordinator)

    def shown():
        html = client.get(reverse("distributions:round", args=[month.round.pk])).content.decode()
        table = client.get(reverse("distributions:rounds")).content.decode()
        return words(re.search('class="lead">(.*?)</p>', html, re.DOTALL)[1]), words(table)

    assert shown()[0].startswith("Jumat, 15 November 2024, 08.00 WIB.")  # the plan, which can still be moved
    close_round(month.round, **who)
    lead, table = shown()
    assert lead.startswith(page)
    assert row in table


def recorded(month, *days):
    """Every family received on one of the days, or was missed."""
    for day, recipient in zip(days, month.recipients, strict=False):
        on(month, day, recipient)
    for recipient in month.recipients[len(days) :]:
        missed(month, recipient)


def settled(month, *days):
    """Everything is recorded and accounted for."""
    count = len(days)
    if count:
        from_canteen(month, rice=str(10 * count), sugar=str(2 * count))
    recorded(month, *days)
    return {"by": month.people.coordinator}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((14,), "Dijadwalkan 15 November 2024, tetapi diserahkan 14 November 2024"),
        ((16,), "Dijadwalkan 15 November 2024, tetapi diserahkan 16 November 2024"),
        ((14, 16), "Dijadwalkan 15 November 2024, tetapi diserahkan 14 dan 16 November 2024"),
        ((15,), None),
        ((15, 16), None),
        ((14, 15), None),
    ],
)
def test_a_round_is_not_closed_under_a_day_on_which_nothing_was_handed_over(days, said):
    month = approved_month(families=len(days))
    who = settled(month, *days) | {"now": NOW + 3 * DAY}
    if said is None:
        assert close_round(month.round, **who).is_closed
        return
    with pytest.raises(Refused, match=said):
        close_round(month.round, **who)
    first = D(2024, 11, min(days))
    move_date(month.round, date=first, time=month.round.time, reason="Diserahkan pada hari itu", **who)
    assert close_round(month.round, **who).is_closed


def all_missed(day, reason="not_home"):
    """The only family of the round of the 15th was missed on that day, and the goods are back."""
    month = approved_month(families=1)
    from_canteen(month, rice="10", sugar="2")
    said = missed_of(month.recipients[0], reason=reason, recorded_at=NOW.replace(day=day))
    submit(month.round, said, by=month.people.officer, now=NOW.replace(day=day))
    settle_all(month.round, outcome="stock", by=month.people.storekeeper, now=NOW)
    return month


@pytest.mark.parametrize(("day", "said"), [(14, "didatangi 14 November 2024"), (15, None), (16, "16 November 2024")])
def test_a_round_of_which_nobody_received_is_closed_under_the_day_of_the_visit(day, said):
    month = all_missed(day)
    who = {"by": month.people.coordinator, "now": NOW + 3 * DAY}
    if said:
        with pytest.raises(Refused, match=f"Dijadwalkan 15 November 2024, tetapi .*{said}"):
            close_round(month.round, **who)
        move_date(month.round, date=D(2024, 11, day), time=month.round.time, reason="Didatangi hari itu", **who)
    assert close_round(month.round, **who).is_closed


@pytest.mark.parametrize("reason", KNOWN_AHEAD)
def test_a_round_of_which_everybody_was_known_not_to_receive_waits_for_its_day(reason):
    month = all_missed(13, reason)
    who = {"by": month.people.coordinator}
    with pytest.raises(Refused, match="dijadwalkan 15 November 2024, yang belum tiba"):
        close_round(month.round, now=NOW - DAY, **who)
    assert close_round(month.round, now=NOW, **who).is_closed


@pytest.mark.parametrize(
    ("reason", "later"), [("not_home", False), ("postponed", False), ("other", False), ("moved", True)]
)
def test_a_round_is_not_moved_beyond_the_day_of_a_visit_in_vain(month, reason, later):
    """The family would have been visited on the other day; who moved away or refused would not."""
    kartini, by = month.recipients[0], month.people.coordinator
    note = "banjir" if reason == "other" else ""
    early = missed_of(kartini, reason=reason, missed_note=note, recorded_at=NOW.replace(day=13))
    submit(month.round, early, by=month.people.officer, now=NOW)

    def move(day):
        where = {"date": D(2024, 11, day), "time": month.round.time, "reason": "Hujan"}
        return move_date(month.round, **where, by=by, now=NOW)

    if not later:
        with pytest.raises(
            Refused, match=f"{kartini.contact_name} sudah dicatat .* 13 November 2024.*[Uu]rungkan"
        ) as no:
            move(20)
        assert no.value.field == "date"
        with refused_by("round_not_after_its_misses"), transaction.atomic():
            RoundChange.objects.create(
                centre=month.centre,
                round=month.round,
                what="date",
                old="2024-11-15T08:00",
                new="2024-11-16T08:00",
                reason="Hujan",
                by=by,
                at=NOW,
            )
            Round.objects.filter(pk=month.round.pk).update(date=D(2024, 11, 20))
        assert move(13).new == "2024-11-13 08:00"
        undo(kartini, key=uuid4(), channel="page", reason="Didatangi lagi", by=month.people.officer, now=NOW)
    assert move(20).new == "2024-11-20 08:00"


def test_the_page_of_closing_leads_to_the_day_that_fits(client):
    month = approved_month(families=1)
    settled(month, 14)
    client.force_login(month.people.coordinator)

    html = client.get(reverse("distributions:close", args=[month.round.pk])).content.decode()
    (blocked,) = client.get(reverse("distributions:round", args=[month.round.pk])).context["step"].blocked
    assert blocked.startswith("Dijadwalkan 15 November 2024, tetapi diserahkan 14 November 2024")

    address = reverse("distributions:round_time", args=[month.round.pk])
    assert f'href="{address}?tanggal=2024-11-14"' in html
    assert reverse("distributions:close_now", args=[month.round.pk]) not in html


def test_who_moves_the_round_to_the_day_of_its_hand_over_need_not_say_why(client):
    """Only there: of another day nobody knows why."""
    month = approved_month(families=1)
    settled(month, 14)
    client.force_login(month.people.coordinator)
    address = reverse("distributions:round_time", args=[month.round.pk])

    def why(day):
        return client.get(f"{address}?tanggal={day}").context["form"]["reason"].value()

    assert why("2024-11-14") == "Diserahkan pada hari itu"
    assert [why(day) for day in ("2024-11-16", "2024-11-15", "")] == [None, None, None]


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (D(2024, 9, 30), None),
        (D(2024, 10, 1), D(2024, 10, 1)),
        (D(2024, 11, 15), None),
        (D(2024, 12, 31), D(2024, 12, 31)),
        (D(2025, 1, 1), None),
    ],
)
def test_a_round_that_cannot_be_moved_to_the_day_closes_under_its_own(day, moved):
    assert day_to_move_to(RoundFactory(), [day]) == moved
