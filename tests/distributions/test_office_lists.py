"""The office's own list, the route sheet, the labels and the blank forms, read as text."""

import pytest

from distributions.models import PaperKind, PaperVersion
from distributions.papers.bundle import paper_file
from distributions.papers.pdf import print_now
from distributions.papers.survey_form import NOT_ASKED
from distributions.papers.versions import bundle_in
from distributions.rounds.approval import use_reserve
from families.forms import AssessmentForm
from families.models import Assessment
from tests import factories, paper_files
from tests.distributions.months import NOW, approved_month, delivered, missed, report_missed
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    month = approved_month(3, villages=(factories.PANOLAN, factories.NGLANJUK))
    for number, one in enumerate([*month.recipients, month.reserve]):
        tie = one.family.ties.get()
        tie.inmate.name, tie.relation = f"Warga Binaan {number}", "wife"
        tie.inmate.save()
        tie.save()
    return month


def text_of(month, kind):
    month.round.refresh_from_db()
    return " ".join(paper_files.page_texts(print_now(month.round, kind)))


def test_the_list_of_the_office_names_the_inmates_and_stands_apart_from_what_circulates(month):
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    text = text_of(month, PaperKind.RECIPIENTS)
    names = [one.contact_name for one in (*month.recipients, month.reserve)]
    assert "SALINAN KANTOR – memuat nama Warga Binaan; tidak untuk diedarkan." in text
    assert "3 (tiga) keluarga di 2 (dua) lokasi" in text
    for number, (name, said) in enumerate(zip(names, ("menerima", "tidak menerima", "", "cadangan"), strict=True)):
        row = text[text.index(f" {name} ") :]
        assert row.index(f"Warga Binaan {number} (istri) {said}".strip()) < 200
    assert "Cadangan (1 keluarga)" in text


def test_an_inmate_of_an_entry_that_was_merged_is_named_once(month):
    family = month.recipients[0].family
    other = factories.FamilyFactory(centre=month.centre, merged_into=family)
    inmate = family.ties.get().inmate
    for entry, who in ((other, inmate), (other, factories.InmateFactory(centre=month.centre, name="Kedua"))):
        entry.ties.get_or_create(centre=month.centre, inmate=who, defaults={"relation": "mother"})
    text = text_of(month, PaperKind.RECIPIENTS)
    assert text.count("Warga Binaan 0 (") == 1
    assert "Kedua (ibu)" in text


def test_the_route_sheet_leads_from_place_to_place_and_says_who_was_missed(month):
    missed(month, month.recipients[1])
    text = text_of(month, PaperKind.ROUTE)
    assert "Berangkat : Jumat, 15 November 2024, pukul 08.00 WIB" in text
    assert ["Dibawa : 3 (tiga) paket" in text, "Tidak diserahkan : 1 (satu) paket" in text] == [True, True]
    assert "Lokasi 1: Desa Panolan, Kecamatan Kedungtuban (2 keluarga)" in text
    assert f"{month.recipients[1].contact_name} tidak diserahkan" in text
    assert f"{month.recipients[0].contact_name} tidak diserahkan" not in text
    assert "Warga Binaan" not in text


def test_the_package_of_a_missed_family_has_its_label_until_a_reserve_family_gets_it(month):
    missed(month, month.recipients[1])
    went, came = month.recipients[1].contact_name, month.reserve.contact_name
    assert [went in text_of(month, PaperKind.LABELS), came in text_of(month, PaperKind.LABELS)] == [True, False]
    use_reserve(
        month.round, reserve=month.reserve, instead_of=month.recipients[1], by=month.people.coordinator, now=NOW
    )
    assert [went in text_of(month, PaperKind.LABELS), came in text_of(month, PaperKind.LABELS)] == [False, True]
    route = text_of(month, PaperKind.ROUTE)
    assert f"{went} digantikan keluarga cadangan" in route
    assert ["Dibawa : 3 (tiga) paket" in route, "Tidak diserahkan" in route] == [True, False]


def test_each_package_has_a_label_with_the_number_of_its_family(month):
    text = text_of(month, PaperKind.LABELS)
    for one in month.recipients:
        assert f"{one.position} {month.round.programme.name} November 2024 {one.contact_name}" in text
    assert month.reserve.contact_name not in text
    assert text.count("Beras 10 kg dan Gula pasir 2 kg") == 3


def test_the_blank_forms_name_the_office_and_no_family(month):
    pages = paper_files.page_texts(print_now(month.round, PaperKind.BLANK))
    assert ["BERITA ACARA" in pages[0], "DAFTAR TANDA TERIMA" in pages[1], len(pages)] == [True, True, 3]
    assert "1 Beras 10 kg 2 Gula pasir 2 kg" in pages[0]
    assert pages[1].count("sendiri") == 10
    assert not any(one.contact_name in page for one in month.recipients for page in pages)


def test_the_blank_survey_asks_on_one_page_what_the_page_asks_in_its_words(month):
    page = paper_files.page_texts(print_now(month.round, PaperKind.BLANK))[2]
    asked = [str(field.label) for name, field in AssessmentForm.base_fields.items() if name not in NOT_ASKED]
    assert [label for label in asked if label not in page] == []
    assert all(str(label) in page for label in Assessment.Housing.labels)
    assert page.count("Ya Tidak") == 4
    assert ["1 Pendapatan per jiwa" in page, "10 Desil DTSEN" in page] == [True, True]


def test_blank_forms_that_were_kept_before_there_was_a_survey_are_printed_without_it(month):
    version = PaperVersion.objects.filter(round=month.round).last()
    bundle = bundle_in(version)
    del bundle["blank_survey"]
    assert [one["kind"] for one in paper_file(bundle, PaperKind.BLANK)["documents"]] == ["bast", "blank_list"]


def test_what_was_noted_of_a_missed_family_is_in_the_office_list_and_on_no_paper_that_leaves_the_office():
    """The note may name anybody; that it is another reason is all that the others say."""
    month = approved_month()
    said = {"by": month.people.officer, "reason": "other", "note": "Jalan longsor."}
    report_missed(month.round, month.recipients[0], **said)
    assert "tidak menerima: Jalan longsor" in text_of(month, PaperKind.RECIPIENTS)
    for kind in (PaperKind.SIGNING_FILE, PaperKind.REPORT):
        assert "longsor" not in text_of(month, kind)
