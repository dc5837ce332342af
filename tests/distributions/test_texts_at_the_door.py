"""The phone's page refuses in a text what the server would refuse, by the very patterns of the server."""

import re
from pathlib import Path

from django import forms
from django.conf import settings

from centres import glyphs
from centres import personal_numbers as numbers
from centres.forms import TextField
from distributions.handover import phone_forms
from distributions.handover.record_form import RecordForm

RULES = Path(settings.BASE_DIR, "static", "js", "field", "text-rules.js")
HEAD = """\
// The patterns by which the server looks at texts, as a browser writes them. Nobody edits them here:
// tests/distributions/test_texts_at_the_door.py says what this file should be when the server has other ones.
"""


def in_a_browser(pattern, flags="", *, begins=False):
    """A pattern of Python as JavaScript writes it, where letters are those of every script only when it is said."""
    source = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
    for python, browser in (
        (r"[^\W_]", r"[\p{L}\p{N}]"),
        (r"[\W_]", r"[^\p{L}\p{N}]"),
        (r"\w", r"[\p{L}\p{N}_]"),
        (r"\Z", "$"),
    ):
        source = source.replace(python, browser)
    source = re.sub(r"(\[[^\]]*\])|/", lambda found: found[1] or r"\/", source)
    return f"/{'^' if begins else ''}{source}/{flags}u"


def what_no_paper_prints():
    """Every character but blanks, marks and those for which a font of ours has a picture."""
    ranges = []
    for code in sorted(glyphs._covered()):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    listed = "".join(rf"\u{{{a:x}}}" + (rf"-\u{{{b:x}}}" if b > a else "") for a, b in ranges)
    return rf"/[^\s\p{{Cc}}\p{{Cf}}\ufe00-\ufe0f{listed}]/gu"


def rules():
    """The file as it should be."""
    said = {
        "NIK": numbers.NIK,
        "CUT_NIK": numbers.CUT_NIK,
        "NUMBER": in_a_browser(numbers.NUMBER, "g"),
        "WHOLE": in_a_browser(numbers.WHOLE),
        "PHONE": in_a_browser(numbers.PHONE, begins=True),
        "DECREE": in_a_browser(numbers.OF_A_DECREE),
        "DAY": in_a_browser(numbers.DAY, "g"),
        "PLACE": in_a_browser(numbers.PLACE, "g"),
        "BORN": in_a_browser(numbers.BORN, "i"),
        "UNPRINTABLE": what_no_paper_prints(),
    }
    return HEAD + "".join(f"export const {name} = {value};\n" for name, value in said.items())


def test_the_patterns_of_the_phone_are_those_of_the_server():
    assert RULES.read_text() == rules()


def test_each_text_of_the_door_says_how_long_it_may_be_and_none_is_longer_than_a_record_takes():
    asked = (phone_forms.delivered(), phone_forms.partial(), phone_forms.missed(), phone_forms.undone())
    found = {
        name: field.widget.attrs["data-most"]
        for form in asked
        for name, field in form.fields.items()
        if isinstance(field, forms.CharField)
    }
    assert found == {"proxy_name": 120, "proxy_relation": 60, "difference_reason": 150, "missed_note": 200}
    record = RecordForm.base_fields
    assert all(isinstance(record[name], TextField) and most <= record[name].max_length for name, most in found.items())
