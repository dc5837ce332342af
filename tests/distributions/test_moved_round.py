"""A December whose round is held on 28 November: who rests, what timers make of it, and what it is called."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from icalendar import Calendar

from distributions.models import Extra, Recipient, Round
from distributions.papers import pdf as papers
from distributions.reports.calendar_feed import calendar_of
from distributions.rotation.candidates import resting_villages
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.by_hand import add_family
from distributions.rounds.forecasts import rotation_ahead
from distributions.rounds.planning import plan_round
from distributions.rounds.rule import move_date_of_rule
from distributions.rounds.schedule import make_extra_round, schedule_rounds
from families.models import Family
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.distributions.recorded import recorded
from tests.factories import LONG_AGO
from tests.paper_files import page_texts
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
BY_RULE, HELD = D(2024, 12, 20), D(2024, 11, 28)
NAME = "Bhakti Sosial Pemasyarakatan Peduli"


@stands
def people():
    """Six families, four packages; December's date of the rule is moved to 28 November."""
    people = blora(families=6)
    said = {"occurrence": BY_RULE, "date": HELD, "reason": "Sebelum Natal", "today": TODAY}
    move_date_of_rule(people.programme, **said)
    return people


def families(round: Round) -> set[int]:
    return set(round.recipients.exclude(state=Recipient.State.RESERVE).values_list("family_id", flat=True))


def served(people: SimpleNamespace, round: Round) -> None:
    """All who have a place in the round receive on its day."""
    for recipient in round.recipients.planned():
        recorded(recipient, "served")


def made(people: SimpleNamespace, **programme: object) -> tuple[Round, Round]:
    """The rounds of November and December, after the programme was changed so."""
    for name, value in programme.items():
        setattr(people.programme, name, value)
    people.programme.save()
    schedule_rounds([people.programme], today=TODAY, now=NOW)
    first, second = Round.objects.order_by("date")
    assert (first.date, second.date, second.month) == (D(2024, 11, 15), HELD, D(2024, 12, 1))
    return first, second


# --- who rests


@pytest.mark.parametrize(("months", "come_again"), [(0, 2), (1, 2), (2, 0)])
@pytest.mark.parametrize("handed_over", [False, True])
def test_who_received_in_november_rests_as_many_months_as_lie_between_the_rounds_and_not_their_days(
    people, months, come_again, handed_over
):
    first, second = made(people, family_rest_months=months)
    if handed_over:
        served(people, first)
        plan_round(second, now=NOW)
    others = {family.pk for family in people.families} - families(first)
    assert others < families(second) or not come_again
    assert len(families(second) & families(first)) == come_again


def test_who_received_on_28_november_rests_for_the_whole_of_december_and_not_in_january(people):
    _first, second = made(people)
    served(people, second)
    said = {"packages": 6, "extra": Extra.SPECIAL_DAY, "reason": "Hari Bhakti", "now": NOW}
    extra = make_extra_round(people.programme, date=D(2024, 12, 19), **said)
    assert families(extra) == {family.pk for family in people.families} - families(second)
    # On its own day the extra round may still be approved, and gives a place.
    schedule_rounds([people.programme], today=D(2024, 12, 19), now=NOW)
    january = Round.objects.get(month=D(2025, 1, 1))
    assert families(second) <= families(january) | families(extra)
    assert len(families(january)) == 4


def test_its_villages_rest_in_the_round_after_it_by_day(people):
    _first, second = made(people, village_rest_rounds=1)
    there = {stop.village_id for stop in second.stops.visited()}
    assert resting_villages(Round(programme=people.programme, date=D(2025, 1, 17)), LONG_AGO).keys() == there


def test_whose_rest_ends_with_the_month_of_the_round_may_be_chosen_again_by_the_rotation(people):
    """The page says who is next, and that one may be added without a reason."""
    first, second = made(people)
    second.recipients.filter(family__in=families(first)).delete()
    assert add_family(second, Family.objects.get(pk=min(families(first)))).by_hand is False


def test_the_turns_that_are_said_count_the_round_on_its_day(people):
    first = november(people)
    there = dict(first.recipients.planned().values_list("family_id", "family__village_id"))
    plan = rotation_ahead(first, pinned=there, today=TODAY)
    turns = [choice.reason.get("turn") for choice in (*plan.reserve, *plan.waiting)]
    assert turns == ["2024-11-01", "2024-11-01"]
    schedule_rounds([people.programme], today=TODAY, now=NOW)
    assert {choice.candidate.family for choice in (*plan.reserve, *plan.waiting)} < families(
        Round.objects.get(month=D(2024, 12, 1))
    )


@pytest.mark.parametrize("months", [0, 1])
def test_moved_onto_the_day_of_another_round_it_takes_nobody_who_comes_in_that_one(people, months, capsys):
    move_date_of_rule(people.programme, occurrence=BY_RULE, date=D(2024, 11, 15), reason="Bersama", today=TODAY)
    people.programme.family_rest_months = months
    people.programme.save()
    schedule_rounds([people.programme], today=TODAY, now=NOW)
    first, second = Round.objects.order_by("month")
    assert (first.date, second.date) == (D(2024, 11, 15), D(2024, 11, 15))
    for _again in range(2):
        assert (len(families(first)), len(families(second))) == (4, 2)
        assert not families(first) & families(second)
        plan_round(first, now=NOW)
        plan_round(second, now=NOW)
    said_by("run_due", TODAY, capsys)
    assert said_by("run_due", TODAY, capsys) == ["rutan-blora: 0 made, 0 planned anew; nothing waits"]
    there = dict(first.recipients.planned().values_list("family_id", "family__village_id"))
    schedule_rounds([people.programme], today=D(2024, 12, 16), months=3, now=NOW)
    plan = rotation_ahead(first, pinned=there, today=TODAY)
    assert not {choice.candidate.family for choice in (*plan.reserve, *plan.waiting)} & families(second)


# --- what timers make of it


def said_by(command: str, day: datetime.date, capsys, *more: str) -> list[str]:
    capsys.readouterr()
    call_command(command, "--today", day.isoformat(), "--centre", "rutan-blora", *more)
    return [line for line in capsys.readouterr().out.splitlines() if line]


AROUND = [D(2024, 11, 27), HELD, D(2024, 11, 29), D(2024, 12, 1)]


def test_timers_around_the_day_make_it_once_and_nothing_beside_it(people, capsys):
    first = said_by("run_due", TODAY, capsys)
    assert first == ["rutan-blora: 2 made, 0 planned anew; nothing waits"]
    months = []
    for day in AROUND:
        for _again in range(2):
            (said,) = said_by("run_due", day, capsys)
            expected = 1 if day == D(2024, 12, 1) and not months.count(D(2025, 1, 1)) else 0
            assert said.startswith(f"rutan-blora: {expected} made, 0 planned anew; "), day
            months = list(Round.objects.order_by("month").values_list("month", flat=True))
    assert months == [D(2024, 11, 1), D(2024, 12, 1), D(2025, 1, 1)]


@pytest.mark.parametrize("day", AROUND)
def test_a_dry_run_says_what_the_run_then_does_and_a_second_run_skips_it(people, day, capsys):
    """The machine was off until then."""
    outcomes = {
        D(2024, 11, 27): [("to make", BY_RULE)],
        HELD: [("to make", BY_RULE)],
        D(2024, 11, 29): [("skipped", BY_RULE)],
        D(2024, 12, 1): [("skipped", BY_RULE), ("to make", D(2025, 1, 17))],
    }[day]
    dry = said_by("schedule_rounds", day, capsys, "--dry-run")
    assert not Round.objects.exists()
    held = {BY_RULE: f"{BY_RULE} (held on {HELD})", D(2025, 1, 17): "2025-01-17"}
    by_rule = f"rutan-blora: {NAME}, "
    expected = [f"{verb}  {by_rule}{held[on]}" for verb, on in outcomes]
    passed = [f"skipped  {by_rule}2024-11-15: Tanggalnya sudah lewat."] if day < D(2024, 12, 1) else []
    assert [line.removesuffix(": Tanggalnya sudah lewat.") for line in dry[len(passed) : -1]] == expected
    assert dry[: len(passed)] == passed
    done = said_by("schedule_rounds", day, capsys)
    assert [line.split(" (round ")[0] for line in done[:-1]] == [
        line.replace("to make  ", "made  ") for line in dry[:-1]
    ]
    again = said_by("schedule_rounds", day, capsys)
    assert again[-1] == f"0 made, {len(done) - 1} skipped."
    assert Round.objects.count() == sum(verb == "to make" for verb, _on in outcomes)


def test_a_round_that_is_there_is_named_in_its_month_too(people, capsys):
    made(people)
    said = said_by("schedule_rounds", D(2024, 12, 1), capsys)
    assert said[0] == f"skipped  rutan-blora: {NAME}, {BY_RULE} (held on {HELD}): Periodenya sudah ada."
    assert said[-1] == "1 made, 1 skipped."


def test_an_extra_round_on_the_very_day_of_another_is_planned_once_by_the_timer(people, capsys):
    made(people)
    said = {"packages": 2, "extra": Extra.DISASTER, "reason": "Banjir", "now": NOW + datetime.timedelta(hours=1)}
    extra = make_extra_round(people.programme, date=HELD, **said)
    second = Round.objects.get(month=D(2024, 12, 1))
    assert not families(extra) & families(second)
    runs = [said_by("run_due", D(2024, 11, 20), capsys)[0].split(";")[0] for _again in range(3)]
    assert runs[1:] == ["rutan-blora: 0 made, 0 planned anew"] * 2
    assert not families(extra) & families(second)


def test_planned_anew_it_says_the_same_twice(people, capsys):
    _first, second = made(people)
    shown = []
    for _again in range(2):
        call_command("plan_round", str(second.pk))
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert len(shown[0].splitlines()) == 6


# --- what it is called


@pytest.mark.parametrize("extra", [False, True])
def test_every_paper_names_the_day_and_no_month_that_it_is_not_in(people, extra):
    said = {"packages": 2, "extra": Extra.DISASTER, "reason": "Banjir", "now": NOW}
    round = make_extra_round(people.programme, date=HELD, **said) if extra else made(people)[1]
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    assert round.name == ("Tambahan (bencana) 28 November 2024" if extra else "28 November 2024")
    for paper in (papers.signing_file, papers.proposal, papers.bast, papers.receipt_list):
        text = " ".join(page_texts(paper(round))).lower()
        assert "28 november 2024" in text
        assert "desember 2024" not in text, paper.__name__


def test_the_calendar_of_phones_has_one_event_for_it_on_its_day_before_and_after_it_is_made(people):
    def events() -> list[tuple[str, str, datetime.date]]:
        found = []
        for event in Calendar.from_ical(calendar_of(people.centre, now=NOW)).walk("VEVENT"):
            day = event["dtstart"].dt
            day = day.date() if isinstance(day, datetime.datetime) else day
            if day < D(2025, 1, 1):
                found.append((str(event["uid"]), str(event["summary"]), day))
        return found

    before = events()
    made(people)
    after = events()
    assert [uid for uid, _words, _day in before] == [uid for uid, _words, _day in after]
    assert [day for _uid, _words, day in after] == [D(2024, 11, 15), HELD]
    assert [words for _uid, words, _day in after] == [f"{NAME}: November 2024", f"{NAME}: 28 November 2024"]
