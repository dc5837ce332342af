"""After a correction every page, paper and export says one number, and the papers which it was at close."""

import re

import pytest
from django.urls import reverse

from distributions.models import PaperKind, Round
from distributions.overview.coverage import reach_of
from distributions.papers import pdf as papers
from distributions.papers.wording import goods_as_closed
from distributions.reports.division import whole
from distributions.reports.given import given
from distributions.reports.pictures import months_of
from distributions.reports.recap import recap
from distributions.reports.regional import centre_months
from distributions.reports.results import results
from distributions.reports.summary_text import summary_text
from distributions.rounds.approval import use_reserve
from distributions.rounds.closing import close_round, correct_closed_round
from distributions.rounds.figures import figures_of, with_figures
from tests.client import Client
from tests.distributions.months import NOW, TODAY, approved_month, close, delivered, from_canteen, missed
from tests.distributions.printed import text_of
from tests.factories import GERSI, NGLANJUK, PANOLAN
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
RECEIVED, NOT_RECEIVED = "received", "not_received"


@stands
def month():
    """Closed: in Panolan two received; in Nglanjuk and Gersi, each with one family, nobody was at home."""
    month = approved_month(4, villages=(PANOLAN, NGLANJUK, PANOLAN, GERSI))
    from_canteen(month, rice="40", sugar="8")
    for recipient in month.recipients[::2]:
        delivered(month, recipient)
    for recipient in month.recipients[1::2]:
        missed(month, recipient)
    close(month)
    return month


def correct(month, recipient, result, text="Sesuai tanda terima"):
    said = {"recipient": recipient, "result": result, "text": text, "reason": "Salah catat"}
    correct_closed_round(month.round, **said, by=month.people.head, now=NOW)


def printed(month, kind: PaperKind) -> str:
    return text_of(papers.print_now(month.round, kind))


def told(month) -> dict[str, tuple[int, ...]]:
    """How many families received, and how many of them did not, as each page and paper has it."""
    found, ids = results(month.round), [month.centre.pk]
    (row,) = recap(ids, 2024)
    (kanwil,) = centre_months([month.centre], 2024, TODAY)
    listed = figures_of(with_figures(Round.objects.filter(pk=month.round.pk)).get())
    summary = summary_text(month.round, found)
    minutes, receipts, report = map(printed, [month] * 3, (PaperKind.BAST, PaperKind.RECEIPT_LIST, PaperKind.REPORT))
    client = Client()
    client.force_login(month.people.coordinator)
    page = words(client.get(reverse("distributions:report", args=[month.round.pk])).content.decode())
    chart = next(column for column in months_of([row], 2024) if column.text)

    def number(pattern: str, text: str) -> int:
        return int(re.search(pattern, text)[1])

    villages = [area.total for area in reach_of(month.centre, TODAY, plans=True).villages]
    return {
        "results": (found.served, found.missed),
        "recap": (row.served, row.missed),
        "list of rounds": (listed.served, listed.missed),
        "coverage": (sum(one.given for one in villages), sum(one.missed for one in villages)),
        "summary": (number(r"Penerima: (\d+) dari", summary), number(r"Belum diserahkan: (\d+)", summary)),
        "minutes": (number(r"sebanyak (\d+)", minutes), number(r"Belum diserahkan kepada (\d+)", minutes)),
        "report": (number(r"keluarga yang direncanakan, (\d+)", report), number(r"diserahkan kepada (\d+)", report)),
        "table of the report": tuple(map(int, re.search(r"Jumlah 4 (\d) (\d)", report).groups())),
        "packages": (
            number(r"Paket diserahkan : (\d+)", report),
            number(r"Jumlah (\d+) \d+ \(", receipts),
            whole(given(ids, 2024)).packages,
            kanwil.packages,
            kanwil.families,
            int(chart.text),
            number(r"Keluarga (\d+) dari 4 menerima", page),
        ),
    }


def of_all(served: int, missed: int) -> dict[str, tuple[int, ...]]:
    both = ("results", "recap", "list of rounds", "coverage", "summary", "minutes", "report", "table of the report")
    return dict.fromkeys(both, (served, missed)) | {"packages": (served,) * 7}


def test_all_say_the_same_number_as_closed_and_after_each_correction(month):
    first, second, third, _fourth = month.recipients
    assert told(month) == of_all(2, 2)
    correct(month, second, RECEIVED)
    assert told(month) == of_all(3, 1)
    correct(month, first, NOT_RECEIVED)
    correct(month, third, NOT_RECEIVED)
    assert told(month) == of_all(1, 3)


def test_villages_and_districts_are_those_where_somebody_received_by_now(month):
    correct(month, month.recipients[1], RECEIVED)
    found = results(month.round)
    assert (found.villages, found.districts) == (2, 2)
    assert "Lokasi: 2 desa/kelurahan di 2 kecamatan" in summary_text(month.round, found)
    (row,) = recap([month.centre.pk], 2024)
    (kanwil,) = centre_months([month.centre], 2024, TODAY)
    assert (row.places, kanwil.places) == (2, 2)
    assert "Desa Gersi" not in re.search("Tempat (.*?) D. ", printed(month, PaperKind.REPORT))[1]
    assert "bertempat di Desa Panolan, Kecamatan Kedungtuban; Desa Nglanjuk, Kecamatan Cepu, kami" in printed(
        month, PaperKind.BAST
    )


def test_who_comes_first_next_time_is_the_same_number_in_every_sentence_and_for_the_rotation(month):
    assert results(month.round).first_next == 2
    correct(month, month.recipients[0], NOT_RECEIVED)
    assert results(month.round).first_next == 3
    assert "Belum diserahkan: 3 keluarga, didahulukan" in summary_text(month.round, results(month.round))
    report = printed(month, PaperKind.REPORT)
    assert "kepada 3 (tiga) keluarga: tidak di rumah (2) dan dikoreksi setelah ditutup (1)." in report
    assert "3 (tiga) keluarga didahulukan pada periode berikutnya." in report


def test_goods_stay_as_the_round_was_closed_and_the_papers_say_so(month):
    correct(month, month.recipients[1], RECEIVED)
    assert "1 Beras 10 kg 2 20 rencana 40" in printed(month, PaperKind.BAST)
    said = (
        "Barang dan nilainya menurut catatan saat periode ditutup, yaitu 2 (dua) paket; menurut koreksi 3 (tiga) paket"
    )
    for kind in (PaperKind.BAST, PaperKind.REPORT):
        assert said in printed(month, kind)
    assert "saat ditutup 2 keluarga menerima; barang dan nilai menurut catatan saat itu" in summary_text(
        month.round, results(month.round)
    )


def test_a_replaced_family_that_received_after_all_did_so_beside_the_other():
    month = approved_month(2)
    from_canteen(month)
    first, second = month.recipients
    missed(month, first)
    said = {"reserve": month.reserve, "instead_of": first, "reason": "Tidak di rumah"}
    use_reserve(month.round, **said, by=month.people.coordinator, now=NOW)
    month.reserve.refresh_from_db()
    for recipient in (second, month.reserve):
        delivered(month, recipient)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    correct(month, first, RECEIVED)
    found = results(month.round)
    (row,) = recap([month.centre.pk], 2024)
    listed = figures_of(with_figures(Round.objects.filter(pk=month.round.pk)).get())
    assert (found.planned, found.served, found.missed, found.replaced) == (3, 3, 0, 0)
    assert (row.planned, row.served, row.missed) == (3, 3, 0)
    assert (listed.families, listed.served, listed.replaced) == (3, 3, 0)


def test_a_correction_stands_on_the_papers_of_its_own_location_alone(month):
    month.centre.one_list_up_to = 1
    month.centre.save()
    correct(month, month.recipients[1], RECEIVED, text="Diterima istri")
    correct(month, None, "", text="Tanggal pada spanduk keliru")
    for kind in (PaperKind.BAST, PaperKind.RECEIPT_LIST):
        text = printed(month, kind)
        assert (text.count("Diterima istri"), text.count("Tanggal pada spanduk keliru")) == (1, 3)


def test_where_the_corrections_leave_their_number_it_is_said_once():
    same = "Barang dan nilainya tetap menurut catatan saat periode ditutup, yaitu 3 (tiga) paket."
    assert [goods_as_closed(3, 3) == same, "menurut koreksi 2 (dua) paket" in goods_as_closed(3, 2)] == [True, True]
