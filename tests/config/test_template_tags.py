"""What templates draw: tags, icons and trails, in both languages."""

import datetime
import re

from django.conf import settings
from django.utils import translation

from config.templatetags import peduli

NOVEMBER = datetime.date(2026, 11, 20)


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
    with translation.override("id"):
        html = peduli.trail([(datetime.date(2025, 12, 1), "wait"), (NOVEMBER, "wait")])
    assert 'aria-label="menunggu 2 bulan"' in html


def test_no_number_of_a_row_is_grouped_in_an_attribute():
    """From 1,000 on, ``value="{{ thing.pk }}"`` would send 1.000, which no form takes for a number."""
    grouped = re.compile(r'="[^"]*\{\{ [\w.]*(\bpk|(?<!auto)_id|\btotal|\bcount) \}\}')
    templates = settings.BASE_DIR.glob("templates/**/*.html")
    assert [str(path) for path in templates if grouped.search(path.read_text())] == []


def test_no_page_writes_a_date_by_django_s_own_filters():
    own = re.compile(r"\|(date|time|floatformat)\b")
    assert [str(path) for path in settings.BASE_DIR.glob("templates/**/*.html") if own.search(path.read_text())] == []
