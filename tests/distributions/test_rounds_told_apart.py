"""Two rounds of one month: lists, exports and files say which is which, and for which month each counts."""

import datetime
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from distributions.models import Extra, Programme, Round, State
from distributions.papers.kept import named
from distributions.reports.recap import recap
from distributions.reports.recap_workbook import recap_workbook
from tests.client import Client
from tests.distributions.months import approved_month
from tests.factories import ProgrammeFactory, RoundFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def month():
    """That of November, December's, which is held on 28 November, and two extra rounds of that very day."""
    month = approved_month(1)
    given = {"centre": month.centre, "programme": month.round.programme, "date": D(2024, 11, 28)}
    month.december = RoundFactory(occurrence_on=D(2024, 12, 20), **given)
    month.extras = [
        RoundFactory(occurrence_on=None, month=D(2024, 11, 1), extra=extra, extra_reason="Banjir", **given)
        for extra in (Extra.DISASTER, Extra.SPECIAL_DAY)
    ]
    return month


def pages(month) -> list[str]:
    client = Client()
    client.force_login(month.people.coordinator)
    addresses = (reverse("distributions:rounds"), f"{reverse('distributions:reports')}?tahun=2024")
    return [words(client.get(address).content.decode()) for address in addresses]


def in_excel(month) -> set[str]:
    sheet = recap_workbook(recap([month.centre.pk], 2024))
    return {row[1] for row in CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()[1:-1]}


def test_a_round_that_is_held_in_another_month_says_for_which_it_counts(month):
    for page in pages(month):
        assert "28 November 2024 dihitung untuk Desember 2024" in page
        assert "dihitung untuk November" not in page
    assert "28 November 2024, dihitung untuk Desember 2024" in in_excel(month)


def test_files_of_two_rounds_never_have_one_name(month):
    rounds = Round.objects.filter(centre=month.centre).order_by("pk")
    names = [
        "2024-11",
        "2024-11-28-untuk-2024-12",
        "2024-11-28-tambahan-bencana",
        "2024-11-28-tambahan-hari-khusus",
    ]
    assert [named(round) for round in rounds] == names
    month.extras[0].state = State.CANCELLED
    assert named(month.extras[0]) == f"2024-11-28-tambahan-bencana-batal-{month.extras[0].pk}"


def test_files_of_rounds_of_several_programmes_name_theirs(month):
    """Two are called alike but for a sign, and one in letters that no file is named by."""
    Programme.objects.filter(pk=month.round.programme_id).update(name="Peduli Sesama")
    others = [ProgrammeFactory(centre=month.centre, name=name) for name in ("Peduli, Anak", "Peduli Anak!", "関心")]
    found = {one.name: named(RoundFactory(centre=month.centre, programme=one)) for one in others}
    assert named(month.round) == "2024-11-peduli-sesama"
    assert found == {
        "Peduli, Anak": f"2024-11-peduli-anak-{others[0].pk}",
        "Peduli Anak!": f"2024-11-peduli-anak-{others[1].pk}",
        "関心": f"2024-11-{others[2].pk}",
    }


def test_rounds_of_one_month_of_two_programmes_name_their_programme(month):
    name = month.round.programme.name
    assert [name in page for page in pages(month)] == [False, False]
    RoundFactory(centre=month.centre, programme=ProgrammeFactory(centre=month.centre, name="Peduli Anak"))
    for page in pages(month):
        assert f"November 2024 {name}" in page
        assert "November 2024 Peduli Anak" in page
    assert {f"November 2024, {name}", "November 2024, Peduli Anak"} <= in_excel(month)
