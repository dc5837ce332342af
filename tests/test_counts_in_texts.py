"""How many there are is written as the screen writes numbers, also in a message: 1.001."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from families.register_import.unread import Unread

ROOT = Path(__file__).parent.parent
BARE = re.compile(r"%\((?:count|counted|served|missed|total|check|families|packages|rows)\)d")
# What is never a thousand: digits that were typed, months, photos and pages of a round or a note, lines of a key's
# sheet, the country's centres.
SMALL = {
    "aid/ledger.py",
    "aid/note_pages.py",
    "centres/identity.py",
    "centres/key_sheet.py",
    "centres/pdf_pages.py",
    "centres/pictures.py",
    "distributions/overview/coverage_picture.py",
    "distributions/pages/effect_rows.py",
    "distributions/rounds/activity.py",
    "distributions/rounds/activity_forms.py",
    "distributions/rounds/signed_pages.py",
    "distributions/views/recaps.py",
    "distributions/views/regional.py",
    "families/criteria.py",
    "families/search.py",
}


@pytest.mark.parametrize(("language", "written"), [("id", "1.001"), ("en", "1,001")])
def test_a_sheet_that_is_not_read_says_how_many_rows_it_has(language, written):
    with translation.override(language):
        assert f" {written} " in f" {Unread('Lama', 'hidden', tuple(range(1, 1002)))} "


def test_no_text_writes_a_count_without_its_separator():
    bare = {
        str(path.relative_to(ROOT))
        for room in ("centres", "families", "aid", "distributions")
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and BARE.search(path.read_text())
    }

    assert bare == SMALL
