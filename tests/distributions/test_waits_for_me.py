"""What Beranda says waits for whom."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centres.models import Role
from distributions.handover.deciding import decide
from distributions.models import Round
from distributions.overview.home import Coverage, coverage, open_rounds, this_months
from distributions.overview.waiting import waiting_for
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.dates import next_day
from distributions.rounds.transitions import transition
from families.models import Eligibility, Family
from tests.distributions.blora import NOW, blora, november
from tests.distributions.goods import called_issued
from tests.distributions.months import report_missed
from tests.distributions.turns import turns_of
from tests.factories import FamilyFactory, surveyed
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
AFTER = D(2024, 11, 20)
NOBODY = Coverage(0, 0, 0, 0)
# What the coordinator makes while no round is open.
NEXT = "Siapkan penyaluran Jumat, 20 Desember 2024"


def titles(people, *roles: str, today: datetime.date = AFTER, reach: Coverage = NOBODY) -> list[str]:
    found = waiting_for(people.centre, roles, turns_of(people, *roles, today=today), reach, today)
    return [item.title for item in found]


@stands
def people():
    return blora(families=4)


@pytest.fixture
def issued(people):
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    return called_issued(round, by=people.storekeeper, now=NOW)


def test_a_submitted_round_waits_for_the_head_and_from_its_day_on_for_who_planned_it(people):
    submit_round(november(people), by=people.coordinator, now=NOW)
    assert titles(people, Role.HEAD) == ["November 2024 menunggu persetujuan Anda"]
    assert titles(people, Role.COORDINATOR, today=D(2024, 11, 14)) == []
    assert titles(people, Role.COORDINATOR) == ["November 2024 belum disetujui"]


def test_families_that_are_not_recorded_wait_from_the_day_on_for_officers_and_the_coordinator(people, issued):
    assert titles(people, Role.OFFICER) == ["November 2024: 4 keluarga belum dicatat"]
    assert titles(people, Role.COORDINATOR) == ["November 2024: 4 keluarga belum dicatat"]
    assert titles(people, Role.OFFICER, today=D(2024, 11, 15)) == ["November 2024: 4 keluarga belum dicatat"]
    assert titles(people, Role.OFFICER, today=D(2024, 11, 14)) == ["November 2024 diadakan besok"]
    assert titles(people, Role.OFFICER, today=D(2024, 11, 13)) == []


def test_a_round_whose_families_are_all_recorded_waits_to_be_closed(people, issued):
    for recipient in issued.recipients.planned():
        report_missed(issued, recipient, by=people.officer)
    assert titles(people, Role.COORDINATOR) == ["November 2024 belum ditutup"]


def test_a_report_waits_for_the_coordinator_after_the_round_was_closed_too(people, issued):
    for recipient in issued.recipients.planned():
        for _report in range(2):
            report_missed(issued, recipient, by=people.officer, reason="moved")
    transition(issued, "closed", by=people.coordinator, now=NOW)
    assert titles(people, Role.COORDINATOR) == ["November 2024: 4 laporan dari lapangan perlu diputuskan", NEXT]
    assert titles(people, Role.OFFICER) == []
    waiting = dict.fromkeys(issued.reports.filter(verdict="open").values_list("pk", flat=True))
    decide(issued, waiting, accept=False, by=people.coordinator, now=NOW)
    assert titles(people, Role.COORDINATOR) == [NEXT]


def test_proposed_families_wait_for_the_coordinator(people):
    FamilyFactory(centre=people.centre)
    reach = coverage(people.centre, AFTER)
    assert reach == Coverage(recent=0, older=0, never=4, proposed=1)
    assert titles(people, Role.COORDINATOR, reach=reach) == [NEXT, "1 keluarga menunggu penetapan layak"]


def test_families_whose_survey_is_older_than_a_year_wait_for_who_surveys(people):
    first, second, third, _fourth = people.families
    for family, day in ((first, D(2023, 11, 18)), (second, D(2023, 11, 17)), (third, D(2020, 1, 1))):
        surveyed(family, day)
    Family.objects.filter(pk=third.pk).update(eligibility=Eligibility.SUSPENDED)
    reach = coverage(people.centre, D(2024, 11, 18))
    assert reach.outdated == 1
    assert "1 keluarga perlu dinilai ulang" in titles(people, Role.OFFICER, reach=reach)
    assert titles(people, Role.STOREKEEPER, reach=reach) == []


def test_coverage_counts_who_received_within_twelve_months_longer_ago_and_never(people):
    first, second, third, _fourth = people.families
    Family.objects.filter(pk=first.pk).update(aid_before_on=D(2024, 1, 1), aid_before_note="Bansos")
    Family.objects.filter(pk=second.pk).update(aid_before_on=D(2023, 11, 19), aid_before_note="Bansos")
    Family.objects.filter(pk=third.pk).update(eligibility=Eligibility.SUSPENDED)
    assert coverage(people.centre, AFTER) == Coverage(recent=1, older=1, never=1, proposed=0)


def test_coverage_asks_no_family_whether_an_inmate_is_held(people):
    with CaptureQueriesContext(connection) as queries:
        coverage(people.centre, AFTER)
    assert [query["sql"].count("EXISTS") for query in queries] == [0, 0]


def test_the_page_is_about_the_round_of_this_month_not_about_an_older_one(people):
    november(people, months=2)
    rounds = open_rounds(people.centre)
    assert this_months(rounds, D(2024, 12, 2)).month == D(2024, 12, 1)
    assert this_months(rounds, D(2025, 3, 1)).month == D(2024, 11, 1)


def test_the_next_date_without_a_round_is_known(people):
    assert next_day(people.centre, D(2024, 11, 4)) == D(2024, 11, 15)
    november(people)
    assert next_day(people.centre, D(2024, 11, 4)) == D(2024, 12, 20)
    assert Round.objects.count() == 1
