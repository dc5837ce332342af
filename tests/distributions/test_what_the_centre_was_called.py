"""Papers and texts of a round call centre and programme as they were called when the round was approved."""

import datetime
import json

import pytest

from distributions.models import Programme, Round
from distributions.papers.bundle import bundle_of
from distributions.papers.press_release import press_release_pdf
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.reports.public_text import public_text
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from tests.distributions.months import approved_month, close, delivered, from_canteen, missed
from tests.distributions.printed import text_of
from tests.factories import CentreFactory, ProgrammeFactory, RoundFactory
from tests.standing import stands
from tests.walls import run

pytestmark = pytest.mark.django_db
ANEW = {"name": "Peduli Sesama", "legal_basis": "Surat Edaran 2", "aims": "Menjangkau semua desa."}
NEW = {"name": "Lapas Kelas IIB Cepu", "full_name": "Lembaga Pemasyarakatan Kelas IIB Cepu", "place": "Cepu"}


@stands
def month():
    """Approved under the old names, and closed after centre and programme were given new ones."""
    centre = CentreFactory()
    programme = ProgrammeFactory(centre=centre, legal_basis="Surat Edaran 1", aims="")
    month = approved_month(of=centre, programme=programme)
    month.old = (month.centre.name, month.centre.full_name, month.centre.place)
    for column, value in NEW.items():
        setattr(month.centre, column, value)
    month.centre.save()
    month.programme = month.round.programme
    month.called = month.programme.name
    Programme.objects.filter(pk=month.programme.pk).update(**ANEW)
    from_canteen(month)
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    close(month)
    month.round = Round.objects.select_related("centre", "programme").get(pk=month.round.pk)
    return month


def test_a_round_keeps_the_names_of_its_approval(month):
    assert month.round.centre_then == month.old
    assert RoundFactory(centre=month.centre).centre_then == tuple(NEW.values())


def test_no_paper_has_the_later_names(month):
    on_paper = read_round(month.round.pk)
    said = json.dumps(bundle_of(on_paper, parts(on_paper)))
    name, full_name, place = month.old
    assert [new in said for new in (*NEW.values(), ANEW["name"], ANEW["legal_basis"])] == [False] * 5
    for words in (
        f"program {month.called} periode November 2024",
        "Surat Edaran 1",
        f"bertindak atas nama {name}",
        full_name,
        f"{place}, 15 November 2024",
    ):
        assert words in said


def test_the_texts_of_the_round_have_the_names_of_then(month):
    counted = results(month.round)
    release = public_text(month.round, counted)
    for text in (summary_text(month.round, counted), release.text, text_of(press_release_pdf(month.round, release))):
        assert [name in text for name in (NEW["name"], NEW["full_name"], ANEW["name"])] == [False] * 3
        assert month.called.casefold() in text.casefold()
        assert month.old[0] in text or month.old[1] in text


def test_a_round_keeps_what_its_programme_said_and_takes_what_it_said_nothing_of_from_now(month):
    draft = RoundFactory(centre=month.centre, programme=month.programme, occurrence_on=datetime.date(2024, 12, 20))
    draft = Round.objects.select_related("programme").get(pk=draft.pk)
    assert draft.programme_then == tuple(ANEW.values())
    assert month.round.programme_then == (month.called, "Surat Edaran 1", ANEW["aims"])


def test_nobody_writes_the_names_but_the_database(month):
    draft = RoundFactory(
        centre=month.centre, programme=month.round.programme, occurrence_on=datetime.date(2024, 12, 20)
    )
    run(f"UPDATE distributions_round SET centre_name = 'X', programme_name = 'X' WHERE id = {draft.pk}")
    draft.refresh_from_db()
    assert (draft.centre_name, draft.programme_name) == ("", "")
