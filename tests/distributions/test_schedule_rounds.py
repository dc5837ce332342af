"""Making the coming rounds."""

import datetime
import threading

import pytest
from django.core.management import call_command
from django.db import connection

from centres.history import acting_as
from centres.models import Centre
from distributions.models import Programme, Round
from distributions.rounds.approval import cancel_round
from distributions.rounds.dates import next_day, next_to_prepare, occurrences
from distributions.rounds.schedule import Outcome, schedule_rounds
from tests.distributions.blora import NOW, TODAY, blora
from tests.factories import PackageFactory, ProgrammeFactory, RoundFactory, SupplierFactory

D = datetime.date


def by_day(day: int, **extra: object) -> Programme:
    return Programme(rule="day", day=day, **{"starts_on": D(2024, 1, 1), "every_months": 1} | extra)


def test_the_third_friday_of_november_2024_is_the_15th():
    programme = Programme(rule="weekday", nth=3, weekday=4, starts_on=D(2024, 1, 1), every_months=1)
    assert occurrences(programme, D(2024, 11, 1), D(2024, 12, 31)) == [D(2024, 11, 15), D(2024, 12, 20)]


def test_the_last_monday_is_found_in_months_of_four_and_of_five():
    programme = Programme(rule="weekday", nth=-1, weekday=0, starts_on=D(2024, 1, 1), every_months=1)
    assert occurrences(programme, D(2024, 9, 1), D(2024, 10, 31)) == [D(2024, 9, 30), D(2024, 10, 28)]


@pytest.mark.parametrize(
    ("day", "year", "expected"),
    [
        (31, 2024, [31, 29, 31, 30]),
        (31, 2025, [31, 28, 31, 30]),
        (30, 2024, [30, 29, 30, 30]),
        (29, 2025, [29, 28, 29, 29]),
    ],
)
def test_a_day_that_a_month_lacks_is_its_last_day(day, year, expected):
    found = occurrences(by_day(day, starts_on=D(2023, 1, 1)), D(year, 1, 1), D(year, 4, 30))
    assert [date.day for date in found] == expected


@pytest.mark.parametrize(
    ("nth", "weekday", "every_months", "starts_on", "expected"),
    [
        # The last Friday of December and of January; the fifth of a month is its last only where it has five.
        (-1, 4, 1, D(2024, 12, 1), ["2024-12-27", "2025-01-31", "2025-02-28"]),
        (4, 4, 1, D(2024, 12, 1), ["2024-12-27", "2025-01-24", "2025-02-28"]),
        (-1, 3, 2, D(2023, 12, 31), ["2024-02-29", "2024-04-25", "2024-06-27"]),
        (1, 2, 12, D(2024, 1, 3), ["2024-01-03", "2025-01-01"]),
        (3, 4, 5, D(2024, 8, 16), ["2024-08-16", "2025-01-17", "2025-06-20"]),
    ],
)
def test_a_weekday_is_found_across_the_end_of_a_year(nth, weekday, every_months, starts_on, expected):
    programme = Programme(rule="weekday", nth=nth, weekday=weekday, starts_on=starts_on, every_months=every_months)
    found = occurrences(programme, starts_on, D(2025, 6, 30))
    assert [f"{date}" for date in found][: len(expected)] == expected


@pytest.mark.parametrize(
    ("every_months", "starts_on", "expected"),
    [
        (1, D(2023, 12, 31), ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]),
        (2, D(2024, 12, 31), ["2024-12-31", "2025-02-28", "2025-04-30", "2025-06-30"]),
        (2, D(2023, 12, 1), ["2023-12-31", "2024-02-29", "2024-04-30", "2024-06-30"]),
        (3, D(2024, 11, 30), ["2024-11-30", "2025-02-28", "2025-05-31"]),
        (12, D(2024, 2, 29), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
    ],
)
def test_the_last_day_of_every_nth_month_is_found_across_the_end_of_a_year(every_months, starts_on, expected):
    programme = by_day(31, starts_on=starts_on, every_months=every_months)
    found = occurrences(programme, starts_on, D(2028, 12, 31))
    assert [f"{date}" for date in found][: len(expected)] == expected


def test_every_third_month_counts_from_the_first_month():
    found = occurrences(by_day(10, starts_on=D(2024, 2, 1), every_months=3), D(2024, 1, 1), D(2024, 12, 31))
    assert found == [D(2024, 2, 10), D(2024, 5, 10), D(2024, 8, 10), D(2024, 11, 10)]


def test_nothing_falls_before_the_start_or_after_the_end():
    programme = by_day(10, starts_on=D(2024, 1, 11), ends_on=D(2024, 3, 9))
    assert occurrences(programme, D(2023, 1, 1), D(2025, 1, 1)) == [D(2024, 2, 10)]


def test_the_first_and_the_last_day_of_a_programme_and_of_the_question_count():
    programme = by_day(10, starts_on=D(2024, 1, 10), ends_on=D(2024, 3, 10))
    first, second, third = D(2024, 1, 10), D(2024, 2, 10), D(2024, 3, 10)
    assert occurrences(programme, D(2023, 1, 1), D(2025, 1, 1)) == [first, second, third]
    assert occurrences(programme, second, second) == [second]
    assert occurrences(programme, D(2024, 2, 11), D(2024, 3, 9)) == []


@pytest.fixture
def monthly(db):
    """A programme on a day of each month, at a centre without rounds."""

    def monthly(day: int, **extra: object) -> Programme:
        return ProgrammeFactory(rule="day", day=day, nth=None, weekday=None, **extra)

    return monthly


@pytest.mark.parametrize(
    ("day", "starts_on", "expected"),
    [
        (4, D(2024, 1, 1), D(2024, 11, 4)),
        (3, D(2024, 1, 1), D(2024, 12, 3)),
        (31, D(2024, 12, 1), D(2024, 12, 31)),
        (1, D(2024, 12, 31), None),
        (1, D(2025, 1, 1), None),
    ],
)
def test_the_next_date_is_today_or_later_and_not_after_the_next_month(monthly, day, starts_on, expected):
    programme = monthly(day, starts_on=starts_on)
    assert next_day(programme.centre, TODAY) == expected


@pytest.mark.parametrize("today", [D(2024, 11, 1), D(2024, 11, 30)])
def test_the_next_month_ends_with_its_last_day_whatever_today_is(monthly, today):
    programme = monthly(1, starts_on=D(2025, 1, 1))
    assert next_day(programme.centre, today) is None
    assert next_day(monthly(31, starts_on=D(2024, 12, 31)).centre, today) == D(2024, 12, 31)


def test_the_next_date_is_the_first_of_all_programmes_of_the_centre(monthly):
    late = monthly(20)
    early = monthly(10, centre=late.centre)
    monthly(5)
    assert next_day(late.centre, TODAY) == D(2024, 11, 10)
    RoundFactory(centre=late.centre, programme=early, occurrence_on=D(2024, 11, 10))
    assert next_day(late.centre, TODAY) == D(2024, 11, 20)
    # A round on another day takes its month, too.
    RoundFactory(centre=late.centre, programme=late, occurrence_on=D(2024, 11, 20), date=D(2024, 12, 2))
    assert next_day(late.centre, TODAY) == D(2024, 12, 10)


@pytest.mark.django_db
def test_the_coming_rounds_are_made_with_a_proposal_and_the_second_run_makes_nothing():
    people = blora()
    first = schedule_rounds([people.programme], today=TODAY, now=NOW)
    assert [(s.occurrence, s.outcome) for s in first] == [(D(2024, 11, 15), "made"), (D(2024, 12, 20), "made")]
    november = first[0].round
    assert (november.state, november.date, november.packages) == ("draft", D(2024, 11, 15), 4)
    assert november.recipients.planned().count() == 4
    second = schedule_rounds([people.programme], today=TODAY, now=NOW)
    assert [s.outcome for s in second] == ["skipped", "skipped"]
    assert second[0].why == "Periodenya sudah ada."
    assert Round.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (30, 1, [D(2024, 11, 30)]),
        (1, 1, [D(2024, 11, 1)]),
        (31, 2, [D(2024, 11, 30), D(2024, 12, 31)]),
        (1, 2, [D(2024, 11, 1), D(2024, 12, 1)]),
    ],
)
def test_rounds_are_made_to_the_last_day_of_the_last_month_and_no_further(monthly, day, months, expected):
    done = schedule_rounds([monthly(day)], today=D(2024, 11, 1), months=months, now=NOW)
    assert [(s.occurrence, s.outcome) for s in done] == [(date, "made") for date in expected]


@pytest.mark.django_db
def test_a_round_takes_over_from_its_programme_what_was_settled_there():
    people = blora(time=datetime.time(13, 30), terms="bought", source_of_funds="DIPA 2024", packages_per_round=3)
    people.programme.supplier = SupplierFactory(centre=people.centre)
    people.programme.save()
    made = schedule_rounds([people.programme], today=TODAY, months=1, now=NOW)[0].round
    made.refresh_from_db()
    assert (made.time, made.terms, made.source_of_funds, made.packages) == (
        datetime.time(13, 30),
        "bought",
        "DIPA 2024",
        3,
    )
    assert (made.supplier, made.package_version) == (people.programme.supplier, people.programme.package.versions.get())
    assert (made.centre, made.programme) == (people.centre, people.programme)


@pytest.mark.django_db
def test_on_the_day_itself_its_round_is_still_made():
    people = blora()
    done = schedule_rounds([people.programme], today=D(2024, 11, 15), months=1, now=NOW)
    assert [(s.occurrence, s.outcome, s.why) for s in done] == [(D(2024, 11, 15), "made", "")]


@pytest.mark.django_db
def test_a_date_that_has_passed_is_named_and_skipped():
    people = blora()
    done = schedule_rounds([people.programme], today=D(2024, 11, 16), months=1, now=NOW)
    assert [(s.occurrence, s.outcome, s.why) for s in done] == [(D(2024, 11, 15), "skipped", "Tanggalnya sudah lewat.")]


@pytest.mark.django_db
def test_a_changed_rule_makes_no_second_round_in_a_month():
    people = blora()
    schedule_rounds([people.programme], today=TODAY, months=1, now=NOW)
    people.programme.nth = Programme.Nth.LAST
    people.programme.save()
    done = schedule_rounds([people.programme], today=TODAY, months=1, now=NOW)
    assert [(s.occurrence, s.outcome) for s in done] == [(D(2024, 11, 29), "skipped")]
    assert Round.objects.get().occurrence_on == D(2024, 11, 15)


@pytest.mark.django_db
def test_a_moved_round_is_found_again_by_its_occurrence():
    people = blora()
    made = schedule_rounds([people.programme], today=TODAY, months=1, now=NOW)[0].round
    Round.objects.filter(pk=made.pk).update(date=D(2024, 11, 18))
    assert schedule_rounds([people.programme], today=TODAY, months=1, now=NOW)[0].outcome == Outcome.SKIPPED


@pytest.mark.django_db
def test_a_package_without_contents_is_said():
    people = blora()
    programme = ProgrammeFactory(centre=people.centre, package=PackageFactory(centre=people.centre))
    done = schedule_rounds([programme], today=TODAY, months=1, now=NOW)
    assert [s.why for s in done] == ["Isi paket belum ada pada tanggal itu."]


@pytest.mark.django_db
def test_today_is_the_date_at_the_centre():
    people = blora(rule="day", day=1, nth=None, weekday=None)
    people.centre.time_zone = Centre.Zone.WIT
    people.programme.centre = people.centre
    evening_in_london = datetime.datetime(2024, 10, 31, 16, tzinfo=datetime.UTC)
    done = schedule_rounds([people.programme], months=1, now=evening_in_london)
    assert [s.occurrence for s in done] == [D(2024, 11, 1)]


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_writes_nothing(capsys):
    blora()
    call_command("schedule_rounds", "--today", "2024-11-04", "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        "to make  rutan-blora: Bhakti Sosial Pemasyarakatan Peduli, 2024-11-15",
        "to make  rutan-blora: Bhakti Sosial Pemasyarakatan Peduli, 2024-12-20",
        "2 would be made, 0 skipped.",
    ]
    assert not Round.objects.exists()


def test_two_runs_at_the_same_time_make_nothing_twice(committed_db):
    people = blora()
    outcomes, start = [], threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            with acting_as("schedule_rounds"):
                outcomes.extend(s.outcome for s in schedule_rounds([people.programme], today=TODAY, months=3, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made"] * 3 + ["skipped"] * 3
    assert Round.objects.count() == 3


@pytest.mark.django_db
def test_what_is_prepared_next_is_named_by_its_month():
    """In November, when its round is no draft any more, that of December; and none when both are made."""
    people = blora()
    programme, centre = people.programme, people.centre
    assert next_to_prepare(centre, D(2024, 11, 1)) == "November 2024"
    schedule_rounds([programme], today=D(2024, 11, 1), months=1, now=NOW)
    round = Round.objects.get()
    assert next_to_prepare(centre, D(2024, 11, 20)) == "November 2024"
    cancel_round(round, reason="Tidak ada barang", by=people.coordinator, now=NOW)
    assert next_to_prepare(centre, D(2024, 11, 20)) == "Desember 2024"
    schedule_rounds([programme], today=D(2024, 11, 20), now=NOW)
    december = Round.objects.get(month=D(2024, 12, 1))
    cancel_round(december, reason="Tidak ada barang", by=people.coordinator, now=NOW)
    assert next_to_prepare(centre, D(2024, 11, 20)) == ""
