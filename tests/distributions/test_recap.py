"""The recap of a year."""

import datetime
import io

import pytest
from python_calamine import CalamineWorkbook

from distributions.handover.submissions import submit
from distributions.models import Publication, Round, State
from distributions.papers.activity_report import report_document
from distributions.papers.numbers import Numbers
from distributions.papers.pdf import bundle_now
from distributions.papers.round_on_paper import read_round
from distributions.reports.recap import recap, years
from distributions.reports.recap_workbook import recap_workbook
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rounds.approval import use_reserve
from distributions.rounds.days import Span
from distributions.rounds.figures import figures_of, with_figures
from distributions.rounds.transitions import transition
from tests.distributions.months import approved_month, delivered, from_canteen, missed
from tests.distributions.submissions import NOW
from tests.distributions.submissions import delivered as said_of
from tests.factories import CentreFactory, MembershipFactory, ProgrammeFactory, RoundFactory

pytestmark = pytest.mark.django_db

D = datetime.date


@pytest.fixture
def centre():
    return CentreFactory(name="Rutan B")


@pytest.fixture
def programme(centre):
    return ProgrammeFactory(centre=centre)


def test_a_year_has_the_rounds_of_its_months_newest_first(centre, programme):
    rounds = {
        day: RoundFactory(centre=centre, programme=programme, occurrence_on=day)
        for day in (D(2023, 12, 31), D(2024, 1, 1), D(2024, 12, 31), D(2025, 1, 1))
    }
    # What belongs to December and takes place in January counts for December's year.
    late = RoundFactory(centre=centre, occurrence_on=D(2024, 12, 15), date=D(2025, 1, 2))
    assert [row.round for row in recap([centre.pk], 2024)] == [late, rounds[D(2024, 12, 31)], rounds[D(2024, 1, 1)]]


def test_on_one_day_the_centres_come_by_name_and_others_not_at_all(centre):
    first = CentreFactory(name="Rutan A")
    RoundFactory()
    rounds = [RoundFactory(centre=place) for place in (centre, first)]
    assert [row.round for row in recap([centre.pk, first.pk], 2024)] == rounds[::-1]
    assert [row.round for row in recap([first.pk], 2024)] == [rounds[1]]


def test_a_cancelled_round_is_no_row(centre, programme):
    round = RoundFactory(centre=centre, programme=programme)
    coordinator = MembershipFactory(centre=centre, role="coordinator").user
    transition(round, State.CANCELLED, by=coordinator, now=NOW, note="Banjir")
    assert recap([centre.pk], 2024) == []


def test_a_row_counts_families_places_and_value():
    month = approved_month(families=3)
    from_canteen(month, rice="30", sugar="6")
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    (row,) = recap([month.centre.pk], 2024)
    assert (row.round, row.served, row.planned, row.places, row.value) == (month.round, 1, 3, 1, 174_000)
    assert (row.suppliers, row.link) == ("Koperasi Pegawai", "")


def test_the_first_link_to_the_news_is_named(centre, programme):
    round = RoundFactory(centre=centre, programme=programme)
    for hour, url in ((3, "https://example.com/kedua"), (1, ""), (2, "https://example.com/pertama")):
        Publication.objects.create(
            centre=centre,
            round=round,
            outlet="Blora Pos",
            url=url,
            published_at=NOW + datetime.timedelta(hours=hour),
        )
    assert [row.link for row in recap([centre.pk], 2024)] == ["https://example.com/pertama"]


def test_the_years_are_those_of_the_rounds_and_the_running_one(centre, programme):
    assert years([centre.pk], D(2026, 1, 1)) == [2026]
    for day in (D(2023, 12, 15), D(2024, 1, 15), D(2024, 2, 15)):
        RoundFactory(centre=centre, programme=programme, occurrence_on=day)
    RoundFactory(occurrence_on=D(2022, 1, 1))
    assert years([centre.pk], D(2026, 1, 1)) == [2026, 2024, 2023]
    assert years([centre.pk], D(2024, 1, 1)) == [2024, 2023]


def test_a_family_in_whose_place_another_receives_is_not_planned_any_more():
    """Four packages: three received, one in the place of a family that was missed; another was missed."""
    month = approved_month(families=4)
    from_canteen(month, rice="40", sugar="8")
    for recipient in month.recipients[:2]:
        delivered(month, recipient)
    for recipient in month.recipients[2:]:
        missed(month, recipient)
    use_reserve(
        month.round,
        reserve=month.reserve,
        instead_of=month.recipients[3],
        reason="Tidak di rumah",
        by=month.people.coordinator,
        now=NOW,
    )
    (waiting,) = recap([month.centre.pk], 2024)
    month.reserve.refresh_from_db()
    delivered(month, month.reserve)

    (row,) = recap([month.centre.pk], 2024)
    counted = results(month.round)

    for one, adds_up in ((waiting, (4, 2, 1, 1, 1)), (row, (4, 3, 1, 0, 1)), (counted, (4, 3, 1, 0, 1))):
        assert (one.planned, one.served, one.missed, one.waiting, one.replaced) == adds_up
    shown = figures_of(with_figures(Round.objects.all()).get(pk=month.round.pk))
    assert (shown.families, shown.planned, shown.served, shown.missed, shown.replaced) == (4, 0, 3, 1, 1)
    assert counted.replaced_by_reason == counted.missed_by_reason == [("Tidak di rumah", 1)]
    assert sum(place.planned for place in counted.places) == 4
    told = summary_text(month.round, counted).splitlines()
    assert "Penerima: 3 dari 4 keluarga Warga Binaan" in told
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(recap_workbook([waiting]))).get_sheet_by_index(0).to_python()
    assert (sheet[0][3:7], sheet[1][3:7]) == (
        ["Direncanakan", "Menerima", "Belum diserahkan", "Belum dicatat"],
        [4, 2, 1, 1],
    )
    for line in (
        "Belum diserahkan: 1 keluarga",
        "Digantikan keluarga cadangan: 1 keluarga",
        "Didahulukan pada periode berikutnya: 2 keluarga",
    ):
        assert line in told
    said = report_document(read_round(month.round.pk), numbers=Numbers())
    assert said["district_heads"] == ["Rencana", "Menerima", "Belum", "Jiwa", "Digantikan"]
    assert said["total"] == ["4", "3", "1", "9", "1"]
    assert said["result"][1:3] == [
        "Belum diserahkan kepada 1 (satu) keluarga: tidak di rumah (1).",
        "Digantikan keluarga cadangan: 1 (satu) keluarga: tidak di rumah (1).",
    ]
    ((minutes, _receipts),) = bundle_now(month.round)["parts"]
    assert minutes["closing"][0].endswith(
        " Belum diserahkan kepada 1 (satu) keluarga; alasannya tercantum dalam Lampiran."
        " Digantikan keluarga cadangan: 1 (satu) keluarga, tercantum dalam Lampiran."
    )


def test_a_row_has_the_days_on_which_it_was_handed_over():
    month = approved_month(families=2)
    from_canteen(month)
    for day, recipient in zip((10, 12), month.recipients, strict=True):
        said = said_of(recipient, recorded_at=NOW.replace(day=day))
        submit(month.round, said, by=month.people.officer, now=NOW)
    (row,) = recap([month.centre.pk], 2024)
    assert row.span == Span((D(2024, 11, 10), D(2024, 11, 12)))


def test_the_workbook_names_months_and_days_and_adds_up():
    rows = []
    for families, day in ((2, 15), (1, 20)):
        month = approved_month(families=families)
        from_canteen(month, rice=f"{families}0", sugar=f"{families * 2}")
        for number, recipient in enumerate(month.recipients):
            moment = NOW.replace(day=day + number)
            submit(month.round, said_of(recipient, recorded_at=moment), by=month.people.officer, now=moment)
        rows += recap([month.centre.pk], 2024)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(recap_workbook(rows))).get_sheet_by_index(0).to_python()

    assert [line[1:9] for line in sheet[1:]] == [
        ["November 2024", "15–16 November 2024", 2.0, 2.0, 0.0, 0.0, 1.0, 348_000.0],
        ["November 2024", D(2024, 11, 20), 1.0, 1.0, 0.0, 0.0, 1.0, 174_000.0],
        ["", "", 3.0, 3.0, 0.0, 0.0, 2.0, 522_000.0],
        [""] * 8,
        [""] * 8,
    ]
    assert sheet[-1][0].startswith("Nilai menurut harga yang disetujui pada setiap periode")
    assert len(recap_workbook([])) > 0
