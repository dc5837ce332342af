"""What templates write: money, quantities, dates, masked numbers, tags and trails, in both languages."""

import datetime
import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone, translation

from config.templatetags import peduli

NOVEMBER = datetime.date(2026, 11, 20)
MOMENT = datetime.datetime(2026, 11, 20, 2, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1_250_000, "Rp1.250.000"), (Decimal("312500.00"), "Rp312.500"), (0, "Rp0"), (-5000, "-Rp5.000"), (None, "")],
)
def test_rupiah_are_written_the_indonesian_way(amount, text):
    assert peduli.rupiah(amount) == text


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("10.000", "kg", "10\xa0kg"),
        ("2.500", "liter", "2,5\xa0liter"),
        ("1250", "", "1.250"),
        ("0.125", "kg", "0,125\xa0kg"),
    ],
)
def test_quantities_lose_their_trailing_zeros(amount, unit, text):
    with translation.override("id"):
        assert peduli.quantity(Decimal(amount), unit) == text


def test_dates_are_written_out_in_the_language_of_the_page():
    with translation.override("id"):
        assert peduli.long_date(NOVEMBER) == "Jumat, 20 November 2026"
        assert peduli.short_date(datetime.date(2026, 8, 3)) == "3 Agu 2026"
        assert peduli.month_year(datetime.date(2026, 8, 1)) == "Agustus 2026"
    with translation.override("en"):
        assert peduli.long_date(NOVEMBER) == "Friday, 20 November 2026"
        assert peduli.month_year(datetime.date(2026, 8, 1)) == "August 2026"


@pytest.mark.parametrize(
    ("zone", "text"),
    [("Asia/Jakarta", "09.12\xa0WIB"), ("Asia/Makassar", "10.12\xa0WITA"), ("Asia/Jayapura", "11.12\xa0WIT")],
)
def test_the_time_is_that_of_the_centre(zone, text):
    with translation.override("id"), timezone.override(zone):
        assert peduli.clock(MOMENT) == text


def test_a_moment_shortly_before_midnight_utc_is_the_next_day_at_the_centre():
    late = datetime.datetime(2026, 11, 19, 23, 30, tzinfo=datetime.UTC)
    with translation.override("id"), timezone.override("Asia/Jakarta"):
        assert peduli.date_clock(late) == "20 November 2026, 06.30\xa0WIB"


def test_identity_numbers_show_their_last_four_digits_only():
    assert peduli.masked("1234") == "••••••••••••1234"
    with translation.override("id"):
        assert peduli.masked("") == "belum dicatat"


def test_a_tag_says_its_state_by_colour_icon_and_word():
    html = peduli.tag("served", "Diserahkan <b>")
    assert 'data-s="ok"' in html
    assert "icons.svg#check" in html
    assert html.endswith("Diserahkan &lt;b&gt;</span>")


def test_every_icon_that_a_page_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (settings.BASE_DIR / "static/icons.svg").read_text()))
    pages = [page.read_text() for page in (settings.BASE_DIR / "templates").rglob("*.html")]
    named = {name for page in pages for name in re.findall(r'(?:{% icon |symbol=)"([a-z-]+)"', page)}
    assert named | {symbol for _, symbol in peduli.STATES.values()} | set(peduli.TONES.values()) <= drawn


def test_a_trail_says_in_words_what_its_squares_show():
    months = [(datetime.date(2025, 12, 1), ""), (datetime.date(2026, 1, 1), "done"), (NOVEMBER, "planned")]
    with translation.override("id"):
        html = peduli.trail(months)
    assert 'aria-label="menerima Januari 2026, terjadwal November 2026"' in html
    assert html.count("<i") == 3


def test_no_number_of_a_row_is_grouped_in_an_attribute():
    """From 1,000 on, ``value="{{ thing.pk }}"`` would send 1.000, which no form takes for a number."""
    grouped = re.compile(r'="[^"]*\{\{ [\w.]*(\bpk|(?<!auto)_id|\btotal|\bcount) \}\}')
    templates = settings.BASE_DIR.glob("templates/**/*.html")
    assert [str(path) for path in templates if grouped.search(path.read_text())] == []
