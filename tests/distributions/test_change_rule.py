"""A programme's rule changes, pauses and moves a date: what follows, what stays, and what its pages show."""

import datetime

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from config.errors import Refused
from distributions.models import MovedDate, Pause, Programme, Round, State
from distributions.rounds.approval import submit_round
from distributions.rounds.dates import Falls, days, next_day
from distributions.rounds.forecasts import rotation_ahead
from distributions.rounds.planning import change_details
from distributions.rounds.rule import change_rule, dates_to_move, drop, move_date_of_rule, pause, preview
from distributions.rounds.schedule import schedule_rounds
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.blora import NOW, TODAY, blora
from tests.distributions.test_programme_pages import programme_data
from tests.factories import ProgrammeFactory
from tests.standing import stands
from tests.versions import save
from tests.walls import adding_is_refused

pytestmark = pytest.mark.django_db
D = datetime.date
FIRST, THIRD = D(2024, 12, 6), D(2024, 12, 20)  # Fridays of December
LEBARAN = {"starts_on": D(2025, 3, 14), "ends_on": D(2025, 4, 4), "reason": "Idulfitri", "today": TODAY}


@stands
def people():
    return blora(families=12)


def scheduled(people, months: int = 2) -> list[Round]:
    schedule_rounds([people.programme], today=TODAY, months=months, now=NOW)
    return list(Round.objects.order_by("month"))


def changed(programme: Programme, **changes: object):
    """Change columns of the programme as its page does."""

    def change() -> bool:
        for name, value in changes.items():
            setattr(programme, name, value)
        programme.save()
        return True

    return change_rule(programme, change, today=TODAY)


def keys() -> list[tuple[datetime.date, datetime.date]]:
    return list(Round.objects.order_by("month").values_list("occurrence_on", "date"))


# --- the rule


def test_drafts_follow_a_changed_rule_with_their_day_and_time(people):
    scheduled(people)
    followed = changed(people.programme, nth=4, time=datetime.time(9))
    assert keys() == [(D(2024, 11, 22), D(2024, 11, 22)), (D(2024, 12, 27), D(2024, 12, 27))]
    assert [round.month for round in followed.moved] == [D(2024, 11, 1), D(2024, 12, 1)]
    assert {round.time for round in Round.objects.all()} == {datetime.time(9)}


def test_a_draft_whose_new_day_has_passed_stays(people):
    scheduled(people)
    followed = changed(people.programme, nth=1)
    assert keys() == [(D(2024, 11, 15), D(2024, 11, 15)), (FIRST, FIRST)]
    assert [round.occurrence_on for round in followed.moved] == [FIRST]
    assert followed.left == []


def test_a_draft_whose_new_day_is_today_follows(people):
    scheduled(people, months=1)
    changed(people.programme, nth=1, weekday=0)
    assert keys() == [(TODAY, TODAY)]


def test_a_day_and_a_time_that_were_changed_by_hand_stay(people):
    december = scheduled(people)[1]
    change_details(december, date=D(2024, 12, 17), time=datetime.time(10))
    changed(people.programme, nth=1, time=datetime.time(9))
    december.refresh_from_db()
    assert (december.occurrence_on, december.date, december.time) == (FIRST, D(2024, 12, 17), datetime.time(10))


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.CANCELLED])
def test_what_was_submitted_approved_or_cancelled_keeps_its_date(people, state):
    december = scheduled(people)[1]
    if state == State.CANCELLED:
        transition(december, state, by=people.coordinator, now=NOW, note="Banjir")
    else:
        submit_round(december, by=people.coordinator, now=NOW)
    if state == State.APPROVED:
        transition(december, state, by=people.head, now=NOW)
    followed = changed(people.programme, nth=1)
    assert followed.moved == []
    assert keys()[1] == (THIRD, THIRD)


def test_a_changed_rule_makes_no_second_round_and_the_next_run_finds_the_first(people):
    scheduled(people)
    changed(people.programme, nth=Programme.Nth.LAST)
    done = schedule_rounds([people.programme], today=TODAY, now=NOW)
    assert [(s.occurrence, s.outcome, s.why) for s in done] == [
        (D(2024, 11, 29), "skipped", "Periodenya sudah ada."),
        (D(2024, 12, 27), "skipped", "Periodenya sudah ada."),
    ]


def test_a_draft_of_a_month_that_the_rule_gives_no_more_stays_and_is_named(people):
    scheduled(people)
    followed = changed(people.programme, starts_on=D(2024, 11, 1), every_months=2)
    assert [round.month for round in followed.left] == [D(2024, 12, 1)]
    assert keys()[1] == (THIRD, THIRD)
    assert changed(people.programme, packages_per_round=5).left == []


def test_nothing_follows_where_nothing_was_saved(people):
    scheduled(people)
    assert change_rule(people.programme, lambda: False, today=TODAY) is None


def test_who_signs_on_the_old_day_alone_is_named_anew_on_the_new_one(people):
    december = scheduled(people)[1]
    assert december.head_official == people.head_official
    people.head_official.ends_on = D(2024, 12, 19)
    people.head_official.save()
    Round.objects.filter(pk=december.pk).update(date=D(2024, 12, 19), occurrence_on=D(2024, 12, 19))
    changed(people.programme, nth=Programme.Nth.LAST)
    december.refresh_from_db()
    assert (december.date, december.head_official) == (D(2024, 12, 27), None)


# --- pauses


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "paused"),
    [
        (D(2024, 12, 20), D(2024, 12, 20), True),
        (D(2024, 12, 21), D(2024, 12, 31), False),
        (D(2024, 12, 1), D(2024, 12, 19), False),
        (D(2024, 12, 1), D(2024, 12, 20), True),
    ],
)
def test_on_the_days_of_a_pause_both_included_no_round_is_made(people, starts_on, ends_on, paused):
    pause(people.programme, starts_on=starts_on, ends_on=ends_on, reason="Natal", today=TODAY)
    done = schedule_rounds([people.programme], today=TODAY, now=NOW)
    said = ("skipped", "Program sedang jeda: Natal") if paused else ("made", "")
    assert (done[1].outcome, done[1].why) == said


def test_a_pause_names_the_draft_that_is_there_and_leaves_it(people):
    scheduled(people)
    days_of_it = {"starts_on": D(2024, 12, 9), "ends_on": D(2024, 12, 24)}
    followed = pause(people.programme, **days_of_it, reason="Natal", today=TODAY)
    assert [round.date for round in followed.left] == [THIRD]
    assert Round.objects.get(occurrence_on=THIRD).state == State.DRAFT


def test_the_next_date_and_the_forecast_leave_a_pause_out(people):
    pause(people.programme, starts_on=D(2024, 12, 1), ends_on=D(2024, 12, 31), reason="Natal", today=TODAY)
    round = scheduled(people, months=1)[0]
    assert next_day(people.centre, D(2024, 11, 16)) is None
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    turns = {c.reason["turn"] for c in rotation_ahead(round, pinned=there, today=TODAY).waiting}
    assert turns == {"2025-01-01", "2025-02-01"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"ends_on": D(2025, 3, 13)}, "ends_on"),
        ({"starts_on": D(1999, 12, 31)}, "starts_on"),
        ({"ends_on": D(2101, 1, 1)}, "ends_on"),
    ],
)
def test_a_pause_has_a_reason_and_an_end_after_its_beginning(people, said, field):
    with pytest.raises(Refused) as refused:
        pause(people.programme, **LEBARAN | said)
    assert refused.value.field == field
    assert not Pause.objects.exists()


def test_on_the_same_days_there_is_one_pause(people):
    pause(people.programme, **LEBARAN)
    with pytest.raises(Refused, match="Sudah ada jeda pada hari-hari ini") as refused:
        pause(people.programme, **LEBARAN | {"reason": "Idulfitri"})
    assert refused.value.field == "ends_on"
    adding_is_refused("pause_once", Pause.objects.get())
    pause(people.programme, **LEBARAN | {"ends_on": LEBARAN["starts_on"]})


def test_a_pause_of_a_day_is_possible_and_one_that_is_taken_back_is_as_if_it_had_not_been(people):
    pause(people.programme, **LEBARAN | {"ends_on": LEBARAN["starts_on"]})
    drop(Pause.objects.get(), today=TODAY)
    assert [falls.date for falls in days(people.programme, D(2025, 3, 1), D(2025, 3, 31))] == [D(2025, 3, 21)]


# --- moved dates


def moved(people, date: datetime.date, **more):
    said = {"occurrence": THIRD, "date": date, "reason": "Sebelum Natal", "today": TODAY} | more
    return move_date_of_rule(people.programme, **said)


def test_a_moved_date_makes_its_round_on_that_day_under_the_key_of_the_rule(people):
    moved(people, D(2024, 11, 28))
    scheduled(people)
    assert keys() == [(D(2024, 11, 15), D(2024, 11, 15)), (THIRD, D(2024, 11, 28))]
    assert next_day(people.centre, D(2024, 11, 20)) is None


def test_a_date_that_was_moved_to_the_next_month_is_made_then(people):
    moved(people, D(2025, 1, 3))
    assert [s.occurrence for s in schedule_rounds([people.programme], today=TODAY, now=NOW)] == [D(2024, 11, 15)]
    assert next_day(people.centre, D(2024, 12, 21)) == D(2025, 1, 3)
    done = schedule_rounds([people.programme], today=D(2024, 12, 21), now=NOW)
    assert [(s.occurrence, s.outcome) for s in done] == [(THIRD, "made"), (D(2025, 1, 17), "made")]
    assert Round.objects.get(occurrence_on=THIRD).date == D(2025, 1, 3)


def test_a_draft_follows_a_moved_date_there_and_back(people):
    scheduled(people)
    followed = moved(people, D(2024, 12, 13))
    assert [round.date for round in followed.moved] == [D(2024, 12, 13)]
    moved(people, D(2024, 12, 12))
    assert keys()[1] == (THIRD, D(2024, 12, 12))
    drop(MovedDate.objects.get(), today=TODAY)
    assert keys()[1] == (THIRD, THIRD)


def test_a_date_that_was_moved_out_of_a_pause_is_held(people):
    pause(people.programme, starts_on=D(2024, 12, 16), ends_on=D(2024, 12, 31), reason="Natal", today=TODAY)
    moved(people, D(2024, 12, 13))
    assert days(people.programme, D(2024, 12, 1), D(2024, 12, 31)) == [Falls(THIRD, D(2024, 12, 13))]


@pytest.mark.parametrize(
    ("date", "paused"),
    [(D(2024, 12, 9), False), (D(2024, 12, 10), True), (D(2024, 12, 12), True), (D(2024, 12, 13), False)],
)
def test_a_date_that_was_moved_into_a_pause_is_paused_on_its_first_and_its_last_day(people, date, paused):
    pause(people.programme, starts_on=D(2024, 12, 10), ends_on=D(2024, 12, 12), reason="Pelatihan", today=TODAY)
    moved(people, date)
    found = days(people.programme, D(2024, 12, 1), D(2024, 12, 31), paused=True)
    assert found == [Falls(THIRD, date, "Pelatihan" if paused else "")]
    assert schedule_rounds([people.programme], today=TODAY, now=NOW)[1].outcome == ("skipped" if paused else "made")


def test_a_changed_rule_takes_a_moved_draft_to_its_new_date_and_the_rule_of_before_brings_the_moved_day_back(people):
    moved(people, D(2024, 11, 28))
    scheduled(people)
    changed(people.programme, nth=4)
    assert keys()[1] == (D(2024, 12, 27), D(2024, 12, 27))
    changed(people.programme, nth=3)
    assert keys()[1] == (THIRD, D(2024, 11, 28))
    done = schedule_rounds([people.programme], today=TODAY, now=NOW)
    assert [(one.occurrence, one.date, one.outcome) for one in done] == [
        (D(2024, 11, 15), D(2024, 11, 15), "skipped"),
        (THIRD, D(2024, 11, 28), "skipped"),
    ]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_a_changed_rule_makes_no_second_round_beside_one_that_was_moved_and_submitted(people, state):
    moved(people, D(2024, 11, 28))
    december = scheduled(people)[1]
    submit_round(december, by=people.coordinator, now=NOW)
    if state == State.APPROVED:
        transition(december, state, by=people.head, now=NOW)
    assert changed(people.programme, rule="day", day=31, nth=None, weekday=None).left == []
    for today in (TODAY, D(2024, 12, 1)):
        schedule_rounds([people.programme], today=today, months=1, now=NOW)
    assert keys() == [(D(2024, 11, 30), D(2024, 11, 30)), (THIRD, D(2024, 11, 28))]


def test_a_forecast_counts_a_moved_date_on_its_day(people):
    moved(people, D(2025, 1, 3))
    round = scheduled(people, months=1)[0]
    there = dict(round.recipients.planned().values_list("family_id", "family__village_id"))
    turns = [c.reason["turn"] for c in rotation_ahead(round, pinned=there, today=TODAY).waiting]
    assert set(turns) == {"2025-01-01"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"occurrence": D(2024, 12, 19)}, "occurrence"),
        ({"date": THIRD}, "date"),
        ({"date": D(2024, 11, 3)}, "date"),
        ({"date": D(2025, 2, 1)}, "date"),
        ({"occurrence": D(2025, 1, 17), "date": D(2024, 11, 30)}, "date"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_date_of_the_rule_is_moved_to_another_day_near_its_month_with_a_reason(people, said, field):
    with pytest.raises(Refused) as refused:
        moved(people, **{"date": D(2024, 12, 13)} | said)
    assert refused.value.field == field
    assert not MovedDate.objects.exists()


@pytest.mark.parametrize("date", [TODAY, D(2025, 1, 31)])
def test_today_and_the_end_of_the_next_month_are_near_enough(people, date):
    moved(people, date)
    assert MovedDate.objects.get().date == date


def test_a_date_whose_round_was_submitted_is_moved_on_its_page(people):
    december = scheduled(people)[1]
    assert dates_to_move(people.programme, TODAY)[:2] == [D(2024, 11, 15), THIRD]
    submit_round(december, by=people.coordinator, now=NOW)
    assert dates_to_move(people.programme, TODAY)[:2] == [D(2024, 11, 15), D(2025, 1, 17)]
    with pytest.raises(Refused, match="Ubah tanggalnya di halaman periode itu") as refused:
        moved(people, D(2024, 12, 13))
    assert refused.value.field == "occurrence"


# --- the preview and the pages


def test_a_preview_shows_the_next_days_and_those_of_a_pause_besides():
    programme = ProgrammeFactory(starts_on=D(2024, 12, 1), ends_on=D(2025, 5, 31))
    pause(programme, **LEBARAN)
    shown = [(f"{falls.date:%m-%d}", falls.paused) for falls in preview(programme, TODAY, 3)]
    assert shown == [("12-20", ""), ("01-17", ""), ("02-21", "")]
    shown = [(f"{falls.date:%m-%d}", falls.paused) for falls in preview(programme, TODAY, 6)]
    assert shown[3:] == [("03-21", "Idulfitri"), ("04-18", ""), ("05-16", "")]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_shows_the_dates_of_a_rule_before_it_is_saved(people):
    client, url = signed_in(people.coordinator), reverse("distributions:programme", args=[people.programme.pk])
    said = programme_data(people.programme.package_id, rule="day", day="31")
    shown = save(client, url, said | {"lihat": "1"})
    people.programme.refresh_from_db()
    assert people.programme.rule == "weekday"
    assert "Tanggal berikutnya menurut aturan ini" in shown.content.decode()
    coming = shown.context["coming"]
    assert len(coming) == 6
    assert [falls.date for falls in coming] == [falls.date + relativedelta(day=31) for falls in coming]
    assert save(client, url, said | {"day": "", "lihat": "1"}).context["coming"] is None


def test_saving_a_rule_says_which_round_followed(people):
    today = people.centre.local_date(timezone.now())
    changed(people.programme, rule="day", day=27, nth=None, weekday=None)
    schedule_rounds([people.programme], today=today, months=3, now=timezone.now())
    last = Round.objects.order_by("-month").first()
    client, url = signed_in(people.coordinator), reverse("distributions:programme", args=[people.programme.pk])
    said = programme_data(people.programme.package_id, rule="day", day="28")
    shown = save(client, url, said, follow=True).content.decode()
    last.refresh_from_db()
    assert last.date.day == 28
    assert "Periode yang disiapkan ikut berubah:" in shown


def test_pauses_and_moved_dates_are_added_and_taken_back_on_their_pages(people):
    client, programme = signed_in(people.coordinator), people.programme
    today = people.centre.local_date(timezone.now())
    dates = dates_to_move(programme, today)
    url = reverse("distributions:programme_pause", args=[programme.pk])
    days_of_it = {"starts_on": dates[3].isoformat(), "ends_on": dates[3].isoformat()}
    assert "Isi alasannya." in client.post(url, days_of_it | {"reason": ""}).content.decode()
    assert "Idulfitri" in client.post(url, days_of_it | {"reason": "Idulfitri"}, follow=True).content.decode()
    url = reverse("distributions:programme_move_date", args=[programme.pk])
    to = dates[2] - datetime.timedelta(days=1)
    said = {"occurrence": dates[2].isoformat(), "date": to.isoformat(), "reason": "Libur"}
    assert "Libur" in client.post(url, said, follow=True).content.decode()
    address = reverse("distributions:drop_pause", args=[programme.pk, Pause.objects.get().pk])
    client.post(address)
    address = reverse("distributions:drop_moved_date", args=[programme.pk, MovedDate.objects.get().pk])
    shown = client.post(address, follow=True).content.decode()
    assert "Sudah dibatalkan." in shown
    assert not Pause.objects.exists()
    assert not MovedDate.objects.exists()


def test_another_centres_programme_has_no_pauses_here(people):
    foreign = signed_in(people.outsider)
    for name in ("programme_pause", "programme_move_date"):
        assert foreign.get(reverse(f"distributions:{name}", args=[people.programme.pk])).status_code in (403, 404)
