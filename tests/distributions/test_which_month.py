"""For which month a round counts: one answer on every page, in every export, wherever its day lies."""

import datetime

import pytest

from distributions.overview.coverage import Packages, reach_of
from distributions.overview.coverage_picture import Picture
from distributions.overview.family_story import trails
from distributions.reports.division import Way, divide
from distributions.reports.given import given
from distributions.reports.pictures import months_of
from distributions.reports.recap import recap
from distributions.reports.regional import Stands, centre_months
from families.models import Family
from tests.distributions.months import approved_month, close, delivered, from_canteen, missed

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY = D(2024, 11, 20)  # five days after the rounds are held
OCTOBER, NOVEMBER, DECEMBER = D(2024, 10, 1), D(2024, 11, 1), D(2024, 12, 1)
RULE = {OCTOBER: D(2024, 10, 18), NOVEMBER: D(2024, 11, 15), DECEMBER: D(2024, 12, 20)}


def closed(month: datetime.date):
    """A round of ``month`` that is held on 15 November: one family received, one did not."""
    found = approved_month(2, occurrence_on=RULE[month], date=D(2024, 11, 15))
    from_canteen(found)
    delivered(found, found.recipients[0])
    missed(found, found.recipients[1])
    close(found)
    return found


@pytest.mark.parametrize("month", [OCTOBER, NOVEMBER, DECEMBER])
def test_coverage_recap_chart_regional_recap_and_trail_count_a_round_for_the_same_month(month):
    held = closed(month)
    ids = [held.centre.pk]
    reach = reach_of(held.centre, TODAY, plans=True)
    (village,) = reach.villages
    (row,) = recap(ids, 2024)
    trail = trails(Family.objects.filter(centre=held.centre), today=TODAY)[held.recipients[0].family_id]
    columns = months_of([row], 2024)
    told = {
        "coverage": [at for at, there in zip(reach.months, village.months, strict=True) if there == Packages(1, 0, 1)],
        "recap": [row.round.month],
        "chart": [D(2024, place, 1) for place, column in enumerate(columns, 1) if column.text == "1"],
        "divided": [part.label for part in divide(given(ids, 2024), Way.MONTH)],
        "regional": [one.month for one in centre_months([held.centre], 2024, TODAY) if one.stands == Stands.REPORTED],
        "trail": [at for at, said in trail if said == "done"],
    }
    name = {OCTOBER: "Oktober 2024", NOVEMBER: "November 2024", DECEMBER: "Desember 2024"}[month]
    assert told == {name_: [month] for name_ in told} | {"divided": [name]}


def test_a_closed_round_of_a_month_to_come_says_when_it_was_held_in_the_regional_recap():
    (row,) = centre_months([closed(DECEMBER).centre], 2024, TODAY)
    assert (row.month, row.stands, row.packages, row.days) == (DECEMBER, Stands.REPORTED, 1, "15 Nov 2024")


def test_a_month_to_come_stands_in_the_regional_recap_only_once_something_is_recorded_for_it():
    held = approved_month(2, occurrence_on=D(2024, 12, 20), date=D(2024, 11, 15))
    assert centre_months([held.centre], 2024, TODAY) == []
    from_canteen(held)
    delivered(held, held.recipients[0])
    (row,) = centre_months([held.centre], 2024, TODAY)
    assert (row.month, row.stands, row.packages) == (DECEMBER, Stands.RUNNING, 1)


def test_a_month_ahead_has_a_column_and_the_line_of_who_waits_ends_with_this_month():
    held = closed(DECEMBER)
    reach = reach_of(held.centre, TODAY, plans=True)
    assert (len(reach.months), reach.months[-2:]) == (13, [NOVEMBER, DECEMBER])
    picture = Picture(reach, TODAY, discreet=False)
    cells = picture.line(reach.villages[0]).cells
    assert [(cell.kind, cell.line, cell.arrow) for cell in cells[-2:]] == [("", "late", True), ("given", "", False)]
    assert (picture.ahead, picture.heads[picture.now - 1]) == (True, ("Nov", "November 2024"))
    assert picture.sentence().startswith("Cakupan Desember 2023 sampai November 2024: ")


def test_who_received_ahead_of_the_month_waits_in_no_square():
    held = closed(DECEMBER)
    family = Family.objects.get(pk=held.recipients[0].family_id)
    trail = trails([family], today=TODAY)[family.pk]
    assert (len(trail), trail[-2:]) == (13, [(NOVEMBER, ""), (DECEMBER, "done")])
    other = Family.objects.get(pk=held.recipients[1].family_id)
    assert trails([other], today=TODAY)[other.pk][-2:] == [(NOVEMBER, "wait"), (DECEMBER, "missed")]
