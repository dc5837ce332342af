"""What must be written, and what is said where it is not."""

import pytest

from config.errors import Refused, reason_given, required


def test_what_was_written_comes_back_without_the_spaces_around_it():
    assert required("  Banjir di\njalan ", "Tulis.", field="note") == "Banjir di\njalan"
    assert reason_given(" a ") == "a"


@pytest.mark.parametrize("nothing", ["", " ", "\n\t \N{NO-BREAK SPACE}", "\x7f", "\u0301", "\u3164\u2800"])
def test_nothing_is_refused_beside_its_field(nothing):
    with pytest.raises(Refused, match=r"^Tulis\.$") as refused:
        required(nothing, "Tulis.", field="note")
    assert refused.value.field == "note"
    with pytest.raises(Refused, match=r"^Isi alasannya\.$") as refused:
        reason_given(nothing)
    assert refused.value.field == "reason"
    with pytest.raises(Refused) as refused:
        reason_given(nothing, field="void_reason")
    assert refused.value.field == "void_reason"
