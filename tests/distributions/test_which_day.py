"""On which day it was handed over: asked on every day but the round's own, and named by papers, texts and closing."""

import datetime
import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from config.errors import Refused
from distributions.handover.day_forms import DayForm
from distributions.handover.submissions import submit, undo
from distributions.models import KNOWN_AHEAD, Handover, HandoverReport, Round, RoundChange
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
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.distributions.months import NOW, approved_month, from_canteen, missed
from tests.distributions.submissions import delivered as said_of
from tests.distributions.submissions import missed as missed_of
from tests.factories import CentreFactory, RecipientFactory, RoundFactory, cast
from tests.read_page import words
from tests.standing import stands
from tests.walls import refused_by

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = datetime.timedelta(days=1)


@stands
def people():
    return cast(CentreFactory())


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def day_from_now(days):
    """The day as the form sends it."""
    return str(timezone.localdate() + days * DAY)


def planned(people, days):
    """A round of that many days from today on."""
    return approved_round(people, occurrence_on=timezone.localdate() + days * DAY)


def said_day(officer, round, **day):
    """Record the first family on its page, and return the day that was kept, or what the page asks."""
    family = round.recipients.first()
    answer = officer.post(page(round, "handover_recipient", family.pk), delivered(family, **day))
    if answer.status_code == 200:
        return answer.context["form"].errors
    return timezone.localdate(Handover.objects.get(recipient=family).handed_at)


def missed_on(officer, round, **day):
    """Say of the first family that nobody was at home, and return the day that was kept, or what the page asks."""
    family = round.recipients.first()
    said = {"key": str(uuid4()), "missed_reason": "not_home", **day}
    answer = officer.post(page(round, "recipient_missed", family.pk), said)
    if answer.status_code == 200:
        return answer.context["form"].errors
    return timezone.localdate(HandoverReport.objects.get(recipient=family).recorded_at)


# --- what is asked at the door


@pytest.mark.parametrize(("days", "offered"), [(1, [0]), (0, None), (-1, [0, -1])])
def test_the_day_is_asked_before_the_planned_one_and_after_and_not_on_it(officer, people, days, offered):
    round = planned(people, days)
    offered = offered and [*(day_from_now(one) for one in offered), "other"]

    for form in (
        officer.get(page(round, "handover_recipient", round.recipients.first().pk)).context["form"],
        *officer.get(page(round)).context["days"].values(),
    ):
        asked = form.fields.get("when")
        assert (asked and [name for name, _label in asked.choices]) == offered
        assert form.initial.get("when") is None


@pytest.mark.parametrize(("days", "offered"), [(1, [0]), (0, None), (-1, [0, -1])])
def test_of_a_family_that_was_missed_the_day_is_asked_as_of_one_that_received(officer, people, days, offered):
    round = planned(people, days)
    family = round.recipients.first()
    offered = offered and [*(day_from_now(one) for one in offered), "other"]

    for form in (
        officer.get(page(round, "recipient_missed", family.pk)).context["form"],
        officer.get(page(round, "handover_recipient", family.pk)).context["missed_form"],
    ):
        asked = form.fields.get("when")
        assert (asked and [name for name, _label in asked.choices]) == offered
        assert form.initial.get("when") is None


def test_a_miss_without_its_day_is_not_recorded_and_keeps_its_reason(officer, people):
    round = planned(people, -1)
    assert missed_on(officer, round) == {"when": ["Pilih pada hari apa itu terjadi."]}
    assert HandoverReport.objects.count() == 0


def test_a_miss_is_of_the_day_that_is_said(officer, people):
    today = timezone.localdate()
    assert missed_on(officer, planned(people, 0)) == today
    assert missed_on(officer, planned(people, 2), when=day_from_now(0)) == today
    assert missed_on(officer, planned(people, -2), when=day_from_now(-2)) == today - 2 * DAY
    assert missed_on(officer, planned(people, -3), when="other", handed_on=f"{today - DAY}") == today - DAY
    tomorrow = missed_on(officer, planned(people, -3), when="other", handed_on=f"{today + DAY}")
    assert tomorrow == {"handed_on": ["Tanggal ini belum tiba."]}


def test_what_was_said_of_a_miss_is_offered_with_the_next_family(officer, people):
    round = planned(people, -2)
    missed_on(officer, round, when=day_from_now(-2))
    second = round.recipients.last()
    for name, form in (("handover_recipient", "form"), ("recipient_missed", "form")):
        shown = officer.get(page(round, name, second.pk)).context[form]
        assert shown["when"].value() == day_from_now(-2)


@pytest.mark.parametrize("days", [1, -1])
def test_another_day_is_said_plainly_with_the_ways_out(client, people, days):
    round = planned(people, days)
    client.force_login(people.coordinator)

    text = words(client.get(page(round)).content.decode())

    assert "Penyaluran ini dijadwalkan" in text
    assert "Pindahkan penyaluran ke hari ini" in text
    assert "Catat dari kertas" in text


def test_on_the_day_itself_nothing_is_said(officer, people):
    assert "Penyaluran ini dijadwalkan" not in officer.get(page(planned(people, 0))).content.decode()


def test_only_who_may_move_a_round_is_led_to_it_and_only_until_something_was_handed_over(client, people):
    round = planned(people, -1)
    client.force_login(people.officer)
    assert "Pindahkan penyaluran" not in client.get(page(round)).content.decode()
    said_day(client, round, when=day_from_now(-1))
    client.force_login(people.coordinator)
    assert "Pindahkan penyaluran" not in client.get(page(round)).content.decode()


@pytest.mark.parametrize("days", [1, -1])
def test_without_the_day_nothing_is_recorded(officer, people, days):
    assert said_day(officer, planned(people, days)) == {"when": ["Pilih pada hari apa paket diserahkan."]}
    assert HandoverReport.objects.count() == 0


def test_on_the_day_itself_it_is_recorded_as_before(officer, people):
    assert said_day(officer, planned(people, 0)) == timezone.localdate()


def test_today_the_planned_day_and_another_one_are_kept(officer, people):
    today = timezone.localdate()
    assert said_day(officer, planned(people, 2), when=day_from_now(0)) == today
    assert said_day(officer, planned(people, -2), when=day_from_now(-2)) == today - 2 * DAY
    assert said_day(officer, planned(people, -3), when="other", handed_on=f"{today - DAY}") == today - DAY


def test_the_planned_day_is_no_answer_before_it_has_come(officer, people):
    assert list(said_day(officer, planned(people, 1), when=day_from_now(1))) == ["when"]


@pytest.mark.parametrize("days", [2, 0, -2])
def test_a_page_that_was_left_open_overnight_asks_anew(officer, people, days):
    """What it called today is yesterday, on the planned day, too."""
    round = planned(people, days)
    assert said_day(officer, round, when=day_from_now(-1)) == {"when": ["Pilih pada hari apa paket diserahkan."]}
    stop = page(round, "hand_over_stop", round.stops.get().pk)
    officer.post(stop, {"key": str(uuid4()), "when": day_from_now(-1)})
    assert HandoverReport.objects.count() == 0


def test_another_day_is_named_and_has_come(officer, people):
    round = planned(people, -3)
    assert said_day(officer, round, when="other") == {"handed_on": ["Pilih pada hari apa paket diserahkan."]}
    tomorrow = timezone.localdate() + DAY
    assert said_day(officer, round, when="other", handed_on=f"{tomorrow}") == {"handed_on": ["Tanggal ini belum tiba."]}


def test_a_part_of_the_package_asks_too(officer, people):
    round = planned(people, -1)
    rice, sugar = round.lines.all()
    said = {f"item_{rice.item_id}": "7,5", f"item_{sugar.item_id}": "2", "difference": "short"}
    family = round.recipients.first()
    address = page(round, "recipient_partial", family.pk)

    assert list(officer.post(address, delivered(family, **said)).context["form"].errors) == ["when"]
    officer.post(address, delivered(family, when=day_from_now(-1), **said))

    assert timezone.localdate(Handover.objects.get().handed_at) == round.date


def test_a_whole_location_asks_once(officer, people):
    round = planned(people, -1)
    address = page(round, "hand_over_stop", round.stops.get().pk)

    refused = officer.post(address, {"key": str(uuid4())}, follow=True)
    assert "Pilih pada hari apa paket diserahkan." in refused.content.decode()
    assert HandoverReport.objects.count() == 0

    officer.post(address, {"key": str(uuid4()), "when": day_from_now(-1)})
    assert [timezone.localdate(one.handed_at) for one in Handover.objects.all()] == [round.date] * 2


def test_what_was_said_today_is_offered_for_the_next_to_the_same_person_only(client, people):
    round = planned(people, -2)
    rukmini = round.recipients.last()

    def offered():
        form = client.get(page(round, "handover_recipient", rukmini.pk)).context["form"]
        return form["when"].value(), form["handed_on"].value()

    client.force_login(people.officer)
    said_day(client, round, when="other", handed_on=f"{timezone.localdate() - DAY}")
    assert offered() == ("other", timezone.localdate() - DAY)
    client.force_login(people.coordinator)
    assert offered() == (None, None)


def test_what_was_recorded_yesterday_answers_nothing_today(officer, people):
    round = planned(people, -2)
    kartini, rukmini = round.recipients.all()
    yesterday = timezone.now() - DAY
    submit(round, said_of(kartini, recorded_at=yesterday), by=people.officer, now=yesterday)

    form = officer.get(page(round, "handover_recipient", rukmini.pk)).context["form"]

    assert form["when"].value() is None


def test_the_same_form_with_another_day_is_not_the_same(officer, people):
    round = planned(people, -2)
    family = round.recipients.first()
    said = delivered(family)

    for days in (-2, -2, 0):
        officer.post(page(round, "handover_recipient", family.pk), {**said, "when": day_from_now(days)})

    assert list(HandoverReport.objects.values_list("open_reason", flat=True)) == ["", "changed"]


def test_what_was_pressed_on_the_day_and_again_after_midnight_is_the_same(people):
    """On its own day nothing was asked; the planned day, said of it the next day, adds nothing."""
    for days, said in ((0, {}), (-1, {"when": day_from_now(-1)})):
        form = DayForm({"key": str(uuid4()), **said}, round=planned(people, days))
        assert form.is_valid()
        assert form.moment()["handed_on"] is None


@pytest.mark.parametrize(("days", "offered"), [(1, None), (0, 0), (-1, -1)])
def test_the_paper_is_of_the_planned_day_unless_that_has_not_come(officer, people, days, offered):
    head = officer.get(page(planned(people, days), "paper_entry")).context["head"]
    assert head["handed_on"].value() == (None if offered is None else timezone.localdate() + offered * DAY)


def test_a_day_is_proposed_to_who_moves_the_round(client, people):
    round = planned(people, 3)
    client.force_login(people.coordinator)
    address = reverse("distributions:round_time", args=[round.pk])
    today = timezone.localdate()

    assert client.get(f"{address}?tanggal={today}").context["form"]["date"].value() == today
    for nonsense in ("", "?tanggal=besok", "?tanggal=2026-13-01"):
        assert client.get(address + nonsense).context["form"]["date"].value() == round.date


# --- what papers and texts say: the round of 15 November 2024


@pytest.fixture
def month():
    month = approved_month(families=3)
    from_canteen(month, rice="30", sugar="6")
    return month


def on(month, day, recipient):
    """The family received on that day of November, at ten in the morning."""
    moment = NOW.replace(day=day)
    submit(month.round, said_of(recipient, recorded_at=moment), by=month.people.officer, now=NOW)


def said_by_papers(month):
    on_paper = read_round(month.round.pk)
    (part,) = parts(on_paper)
    bast, received = bast_document(on_paper, part), receipt_list_document(on_paper, part)
    return bast["date_words"], bast["first_signer"]["lines"][0], dict(received["facts"])["Hari, tanggal"]


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
            f"{TENTH} dan hari {TWELFTH}",
            "12 November 2024",
            "Minggu dan Selasa, 10 dan 12 November 2024",
            "Minggu dan Selasa, 10 dan 12 November 2024",
        ),
        (
            (15, 10, 12),
            f"{TENTH}, hari {TWELFTH} dan hari {FIFTEENTH}",
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
    assert f", {told}." in public_text(month.round, counted)


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
                centre=month.centre, round=month.round, what="date", reason="Hujan", by=by, at=NOW
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
