"""Papers for ticked families, or for those that a page shows: extracts of a round's paper, and survey forms."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from centres.models import AccessLog, Centre
from distributions.models import Paper
from distributions.papers import some_families
from distributions.papers.printed import printed_since_close
from distributions.rounds.approval import use_reserve
from distributions.rounds.closing import close_round
from tests import factories, paper_files
from tests.client import Client
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
ALL_KINDS = ("daftar-tanda-terima", "label-paket", "lembar-rute", "daftar-penerima", "formulir-survei")


@stands
def month():
    return approved_month(4, villages=(factories.PANOLAN, factories.NGLANJUK))


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def printed(month, paper, *ticked, shown=False, of="", by=None):
    address = reverse("distributions:print_some", args=[month.round.pk])
    data = {"paper": paper, "recipient": [one.pk for one in ticked]} | ({"shown": "1"} if shown else {})
    return browser(by or month.people.coordinator).post(f"{address}{of}", data)


def text_of(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return " ".join(paper_files.page_texts(answer.content))


@pytest.mark.parametrize("paper", ALL_KINDS)
def test_a_paper_for_ticked_families_names_them_and_nobody_else_and_is_logged(month, paper):
    first, second, third, fourth = month.recipients
    text = text_of(printed(month, paper, first, fourth))
    assert [one.contact_name in text for one in (first, second, third, fourth)] == [True, False, False, True]
    assert ("Kutipan: 2 dari 4 keluarga" in text) == (paper != "formulir-survei")
    line = AccessLog.objects.get()
    assert (line.action, line.detail, line.subject_id) == ("print", f"kutipan {paper}: 2", month.round.pk)
    log = words(browser(month.people.admin).get(reverse("centres:access_log")).content.decode())
    assert "2 keluarga" in log


def test_an_extract_of_the_receipt_list_has_the_sums_of_its_rows_and_the_numbers_of_the_list(month):
    second, fourth = month.recipients[1], month.recipients[3]
    text = text_of(printed(month, "daftar-tanda-terima", second, fourth))
    assert "Jumlah 2 2 (dua) paket untuk 2 (dua) keluarga" in text
    assert "Lokasi 2: Desa Nglanjuk, Kecamatan Cepu (2 keluarga)" in text
    assert "Lokasi 1" not in text
    assert f"{fourth.position} {fourth.contact_name}" in text
    assert "Baris cadangan" not in text, "nobody is written onto an extract"
    assert "(1 dari 2 keluarga)" in text_of(printed(month, "daftar-tanda-terima", second))


def test_what_is_shown_is_printed_by_what_became_of_the_families(month):
    from_canteen(month, rice="40", sugar="8")
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    address = reverse("distributions:print_some", args=[month.round.pk])
    page = words(browser(month.people.coordinator).get(f"{address}?keadaan=planned").content.decode())
    assert "Cetak yang tampil: 2 keluarga" in page
    text = text_of(printed(month, "daftar-penerima", shown=True, of="?keadaan=planned"))
    assert [one.contact_name in text for one in month.recipients] == [False, False, True, True]


def test_of_many_families_the_locations_that_the_page_shows_are_printed(month, monkeypatch):
    monkeypatch.setattr("distributions.pages.by_location.AT_ONCE", 2)
    of = f"?lokasi={month.recipients[1].stop_id}"
    text = text_of(printed(month, "label-paket", shown=True, of=of))
    assert [one.contact_name in text for one in month.recipients] == [False, True, False, True]


def test_families_of_another_round_or_centre_are_not_found(month):
    other = approved_month()
    mixed = (month.recipients[0], other.recipients[0])
    assert printed(month, "label-paket", *mixed).status_code == 404
    assert printed(other, "label-paket", other.recipients[0], by=month.people.coordinator).status_code == 404
    assert printed(month, "surat-cinta", month.recipients[0]).status_code == 404
    assert printed(month, "label-paket", month.reserve).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("operator", 200), ("storekeeper", 403), ("humas", 403), ("viewer", 403)])
def test_only_who_prints_the_papers_prints_some_of_them(month, role, status):
    answer = printed(month, "label-paket", month.recipients[0], by=getattr(month.people, role))
    assert answer.status_code == status


def test_without_a_tick_and_for_too_many_it_is_said_and_nothing_is_logged(month, monkeypatch):
    address = reverse("distributions:print_some", args=[month.round.pk])
    client = browser(month.people.coordinator)
    answer = client.post(address, {"paper": "label-paket"}, follow=True)
    assert "Centang paling sedikit satu keluarga." in words(answer.content.decode())
    monkeypatch.setattr(some_families, "MOST", 3)
    answer = client.post(address, {"paper": "label-paket", "shown": "1"}, follow=True)
    assert "4 keluarga terlalu banyak: paling banyak 3 sekali cetak." in words(answer.content.decode())
    assert not AccessLog.objects.exists()


def test_whose_place_a_reserve_family_has_gets_no_label(month):
    who = {"by": month.people.coordinator, "now": NOW}
    missed(month, month.recipients[0])
    address = reverse("distributions:print_some", args=[month.round.pk])
    data = {"paper": "label-paket", "recipient": [month.recipients[0].pk]}
    use_reserve(month.round, reserve=month.reserve, instead_of=month.recipients[0], **who)
    answer = browser(month.people.coordinator).post(address, data, follow=True)
    assert "Berkas ini tidak memuat keluarga yang dipilih" in words(answer.content.decode())
    assert not AccessLog.objects.exists()


def test_an_extract_says_what_the_paper_of_the_round_says_and_is_none_of_its_papers(month):
    from_canteen(month, rice="40", sugar="8")
    for one in month.recipients:
        delivered(month, one)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    before = text_of(printed(month, "daftar-tanda-terima", month.recipients[0]))
    Centre.objects.filter(pk=month.centre.pk).update(full_name="Rutan Baru Kelas IIA")
    assert text_of(printed(month, "daftar-tanda-terima", month.recipients[0])) == before
    month.round.refresh_from_db()
    assert not Paper.objects.exists()
    assert not printed_since_close(month.round)


def survey(person, **data):
    return browser(person).post(reverse("distributions:survey_some"), data)


def test_survey_forms_are_printed_for_the_ticked_families_of_the_register(month):
    some = [one.family_id for one in month.recipients[:2]]
    answer = survey(month.people.officer, family=some)
    pages = paper_files.page_texts(answer.content)
    assert len(pages) == 2
    assert [one.contact_name in " ".join(pages) for one in month.recipients] == [True, True, False, False]
    assert all("FORMULIR SURVEI KELUARGA" in page for page in pages)
    line = AccessLog.objects.get()
    assert (line.action, line.detail, line.centre) == ("print", "kutipan formulir-survei: 2", month.centre)


def test_survey_forms_are_printed_for_all_that_the_filters_show(month):
    answer = survey(month.people.coordinator, shown="1", desa="Nglanjuk, Cepu")
    text = text_of(answer)
    assert [one.contact_name in text for one in month.recipients] == [False, True, False, True]


def test_a_family_of_another_centre_has_no_survey_form_here(month):
    stranger = factories.FamilyFactory(centre=factories.CentreFactory())
    assert survey(month.people.coordinator, family=[month.recipients[0].family_id, stranger.pk]).status_code == 404
    assert survey(month.people.coordinator, family=["x"]).status_code == 404
    assert not AccessLog.objects.exists()


def test_for_too_many_families_of_the_register_or_none_it_is_said(month, monkeypatch):
    monkeypatch.setattr(some_families, "MOST", 3)
    answer = survey(month.people.coordinator, shown="1")
    assert answer.url == f"{reverse('distributions:families')}?"
    assert survey(month.people.coordinator).status_code == 302
    assert not AccessLog.objects.exists()


def test_the_families_of_a_round_as_excel_are_those_that_the_filter_shows_and_add_up(month):
    from_canteen(month, rice="40", sugar="8")
    delivered(month, month.recipients[0])
    delivered(month, month.recipients[1], rice="7.5", sugar="2")
    missed(month, month.recipients[2])
    client = browser(month.people.coordinator)
    address = reverse("distributions:print_some", args=[month.round.pk])

    def sheet(query):
        answer = client.post(f"{address}{query}", {"excel": "1"})
        assert answer.status_code == 200
        return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    head, *rows, total = sheet("")
    by_name = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    first, second, third = (by_name[one.contact_name] for one in month.recipients[:3])
    assert len(rows) == len(month.recipients)
    assert [first["Penerima"], first["Beras (kg)"], first["Status"]] == [
        month.recipients[0].contact_name, 10, "Diserahkan",
    ]  # fmt: skip
    assert [second["Beras (kg)"], third["Beras (kg)"], third["Alasan"]] == [7.5, "", "Tidak di rumah"]
    assert dict(zip(head, total, strict=True))["Beras (kg)"] == 17.5
    assert "Warga" not in str(rows)
    assert [row[1] for row in sheet("?keadaan=missed")[1:-1]] == [month.recipients[2].contact_name]
    assert (
        AccessLog.objects.filter(action="export")
        .order_by("pk")
        .values_list("detail", flat=True)[0]
        .endswith(f": {len(rows)}")
    )
    stranger = browser(factories.cast(factories.CentreFactory()).coordinator)
    assert stranger.post(address, {"excel": "1"}).status_code == 404
