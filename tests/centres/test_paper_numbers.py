import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from centres.models import Letterhead
from centres.paper_numbers import clean_pattern, number_by
from tests import factories
from tests.versions import save

NOVEMBER = datetime.date(2024, 11, 15)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("WP.13.PAS.PAS.45-PK.01-{urut}", "WP.13.PAS.PAS.45-PK.01-7"),
        ("{urut}/BAST/{romawi}/{tahun}", "7/BAST/XI/2024"),
        ("{urut}-{bulan}", "7-11"),
        ("{urut}{lain}", "7{lain}"),
    ],
)
def test_a_pattern_gives_the_number_of_its_sequence_and_day(pattern, number):
    assert number_by(pattern, sequence=7, on=NOVEMBER) == number


def test_january_and_december_have_their_roman_numerals():
    assert number_by("{romawi}", sequence=1, on=datetime.date(2024, 1, 1)) == "I"
    assert number_by("{romawi}", sequence=1, on=datetime.date(2024, 12, 31)) == "XII"


def test_a_pattern_without_braces_that_nobody_knows_is_taken():
    assert clean_pattern(" W-{urut} ") == "W-{urut}"
    assert clean_pattern("  ") == ""


@pytest.mark.parametrize("pattern", ["W-{nomor}", "W-{urut", "W-urut}", "W-{urut}-{}", "{{urut}}"])
def test_braces_around_anything_else_are_refused(pattern):
    with pytest.raises(ValidationError, match="kurung kurawal"):
        clean_pattern(pattern)


def test_a_pattern_that_would_give_one_number_twice_is_refused():
    with pytest.raises(ValidationError, match="nomor urut"):
        clean_pattern("W-{tahun}")


@pytest.mark.django_db
def test_the_letterhead_takes_the_patterns_and_says_what_is_wrong_beside_the_field(client):
    people = factories.cast(factories.CentreFactory())
    letterhead = factories.LetterheadFactory(centre=people.centre)
    client.force_login(people.admin)
    address = reverse("centres:letterhead", args=[letterhead.pk])
    sent = {
        "starts_on": "01/01/2024",
        "ministry": letterhead.ministry,
        "centre_line": letterhead.centre_line,
        "minutes_number": "BA-{urut}",
    }
    refused = save(client, address, sent | {"proposal_number": "U-{tahun}"})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"proposal_number": ["Tulis {urut} di tempat nomor urut."]}
    assert save(client, address, sent | {"proposal_number": "U-{urut}"}).status_code == 302
    found = Letterhead.objects.get(pk=letterhead.pk)
    assert (found.proposal_number, found.minutes_number) == ("U-{urut}", "BA-{urut}")
