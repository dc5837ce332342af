"""What is said of a family's eligibility on a day."""

import datetime

import pytest

from families.eligibility import Standing, standing, standing_of
from families.models import Family

TODAY = datetime.date(2024, 11, 4)


def day(offset: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=offset)


@pytest.mark.parametrize(
    ("until", "surveyed_on", "kind"),
    [
        (None, TODAY, "eligible"),
        (None, None, "provisional"),
        (day(31), TODAY, "eligible"),
        (day(31), None, "provisional"),
        (day(30), TODAY, "ending"),
        (day(30), None, "ending"),
        (TODAY, TODAY, "ending"),
        (day(-1), TODAY, "expired"),
        (day(-1), None, "expired"),
        # A survey of a year ago still holds; the day after that it is to be made again.
        (None, datetime.date(2023, 11, 4), "eligible"),
        (None, datetime.date(2023, 11, 3), "reassess"),
        (day(31), datetime.date(2023, 11, 3), "reassess"),
        (day(30), datetime.date(2023, 11, 3), "ending"),
    ],
)
def test_an_eligibility_ends_soon_from_thirty_days_before_its_last_day_and_is_over_after_it(until, surveyed_on, kind):
    assert standing("eligible", until=until, surveyed_on=surveyed_on, today=TODAY) == Standing(kind, until)


@pytest.mark.parametrize(
    ("eligibility", "surveyed_on", "kind"),
    [
        ("proposed", None, "proposed"),
        ("proposed", TODAY, "to_verify"),
        ("rejected", TODAY, "rejected"),
        ("suspended", TODAY, "suspended"),
        ("ended", TODAY, "ended"),
    ],
)
def test_whoever_is_not_eligible_has_no_last_day(eligibility, surveyed_on, kind):
    assert standing(eligibility, until=day(10), surveyed_on=surveyed_on, today=TODAY) == Standing(kind)


def test_a_family_stands_where_its_columns_say():
    family = Family(eligibility="eligible", eligible_until=day(30), surveyed_on=TODAY)
    assert standing_of(family, TODAY) == Standing("ending", day(30))
    assert standing_of(Family(eligibility="proposed", surveyed_on=TODAY), TODAY) == Standing("to_verify")
    assert standing_of(family, day(31)) == Standing("expired", day(30))


@pytest.mark.parametrize(
    ("kind", "label", "tone"),
    [
        ("eligible", "Layak", "eligible"),
        ("provisional", "Layak, belum disurvei", "info"),
        ("ending", "Layak sampai 4 Nov 2024", "now"),
        ("reassess", "Layak, perlu dinilai ulang", "now"),
        ("expired", "Kelayakan habis", "now"),
        ("to_verify", "Dinilai, menunggu verifikasi", "now"),
        ("proposed", "Diusulkan", "proposed"),
        ("rejected", "Tidak layak", "rejected"),
        ("suspended", "Ditangguhkan", "suspended"),
        ("ended", "Berakhir", "ended"),
    ],
)
def test_a_standing_has_words_and_a_tone(kind, label, tone):
    said = Standing(kind, TODAY)
    assert (said.label, said.tone) == (label, tone)
