"""*Rekap*: the page, its Excel and its A4 page say the same, to each reader what that one may know."""

import datetime
import io
from types import SimpleNamespace

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from centres.models import AccessLog, Membership, Role
from distributions.reports.division import Way
from tests.client import Client
from tests.distributions.months import approved_month, delivered, from_canteen
from tests.factories import NGLANJUK, PANOLAN, OfficialFactory, UserFactory, region
from tests.paper_files import page_texts
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month() -> SimpleNamespace:
    """Seven families received in November 2024: five in Kedungtuban, two in Cepu."""
    month = approved_month(7, villages=(PANOLAN, PANOLAN, NGLANJUK, PANOLAN))
    from_canteen(month, rice="70", sugar="14")
    for recipient in month.recipients:
        delivered(month, recipient)
    return month


def as_role(month: SimpleNamespace, role: str) -> Client:
    client = Client()
    client.force_login(getattr(month.people, role))
    return client


def asked(client: Client, way: str, year: str = "2024"):
    return client.get(reverse("distributions:recaps"), {"menurut": way, "tahun": year})


def excel(client: Client, way: str) -> list[list[object]]:
    answer = client.post(reverse("distributions:recaps_excel"), {"menurut": way, "tahun": "2024"})
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_the_page_says_each_way_and_its_sum(month):
    client = as_role(month, "coordinator")
    told = {way: words(asked(client, way).content.decode()) for way in Way.values}
    assert "Rekap menurut bulan 2024 7 paket diserahkan, Rp1.218.000" in told["bulan"]
    assert "November 2024 7 21 Beras 70 kg, Gula pasir 14 kg Rp1.218.000" in told["bulan"]
    assert "Triwulan IV 2024 7" in told["triwulan"]
    assert "Rekap menurut tahun 7 paket" in told["tahun"]
    assert "Cepu 2 6 Beras 20 kg, Gula pasir 4 kg Rp348.000 Kedungtuban 5 15" in told["kecamatan"]
    assert "Beras 70 kg Rp1.015.000 Gula pasir 14 kg Rp203.000 Jumlah Rp1.218.000" in told["barang"]
    assert "Tidak disebut Beras 70 kg, Gula pasir 14 kg Rp1.218.000" in told["dana"]
    for text in told.values():
        assert "Jumlah" in text
        assert "7 keluarga berbeda menerima" in text or "kg" in text


def test_persons_whom_nobody_counted_are_no_zero_on_page_paper_and_in_excel():
    month = approved_month(2, villages=(PANOLAN, NGLANJUK), unsized=2)
    from_canteen(month)
    for recipient in month.recipients:
        delivered(month, recipient)
    client = as_role(month, "coordinator")
    page = words(asked(client, "kecamatan").content.decode())
    assert "Cepu 1 – Beras 10 kg, Gula pasir 2 kg Rp174.000 Kedungtuban 1 – Beras" in page
    assert "Jumlah 2 – Beras" in page
    sheet = excel(client, "kecamatan")
    assert [line[:3] for line in sheet[1:4]] == [["Cepu", 1.0, "–"], ["Kedungtuban", 1.0, "–"], ["Jumlah", 2.0, "–"]]
    pdf = client.post(reverse("distributions:recaps_pdf"), {"menurut": "kecamatan", "tahun": "2024"})
    (paper,) = page_texts(pdf.content)
    assert "Cepu 1 – Beras" in " ".join(paper.split())


def test_an_unknown_way_and_year_are_answered_with_the_months(month):
    page = asked(as_role(month, "coordinator"), "nama", "1999")
    assert (page.context["found"].way, page.context["found"].year) == (Way.MONTH, page.context["found"].years[0])


@pytest.mark.parametrize("role", ["viewer", "humas", "admin"])
def test_who_only_looks_on_reads_no_district_of_few(month, role):
    client = as_role(month, role)
    told = words(asked(client, "kecamatan").content.decode())
    assert "Semua kecamatan 7" in told
    assert "Cepu" not in told
    assert "Kedungtuban" not in told
    assert "Kecamatan dengan kurang dari lima paket digabungkan." in told
    assert [line[0] for line in excel(client, "kecamatan")][:3] == ["Kecamatan", "Semua kecamatan", "Jumlah"]
    pdf = client.post(reverse("distributions:recaps_pdf"), {"menurut": "kecamatan", "tahun": "2024"})
    assert "Cepu" not in " ".join(page_texts(pdf.content))


def test_the_excel_has_a_column_for_each_item_and_adds_up(month):
    sheet = excel(as_role(month, "head"), "kecamatan")
    assert sheet[:4] == [
        ["Kecamatan", "Paket", "Jiwa", "Beras (kg)", "Gula pasir (kg)", "Nilai (Rp)"],
        ["Cepu", 2.0, 6.0, 20.0, 4.0, 348_000.0],
        ["Kedungtuban", 5.0, 15.0, 50.0, 10.0, 870_000.0],
        ["Jumlah", 7.0, 21.0, 70.0, 14.0, 1_218_000.0],
    ]
    assert excel(as_role(month, "head"), "barang")[1:3] == [
        ["Beras", 1_015_000.0, 70.0, "kg"],
        ["Gula pasir", 203_000.0, 14.0, "kg"],
    ]


@pytest.mark.parametrize("way", Way.values)
def test_on_paper_it_is_one_page_with_the_sum_and_who_signs(month, way):
    OfficialFactory(centre=month.centre, name="Hendro Prasetyo", title="Kepala Rutan", function="head")
    client = as_role(month, "coordinator")
    client.post(reverse("set_language"), {"language": "en"})
    answer = client.post(reverse("distributions:recaps_pdf"), {"menurut": way, "tahun": "2024"})
    (page,) = page_texts(answer.content)
    assert "REKAPITULASI BANTUAN PAKET SEMBAKO" in page
    assert "Rp1.218.000" in page
    assert "Hendro Prasetyo" in page
    assert "Halaman 1 dari 1" in page
    assert answer["Content-Disposition"] == (f'inline; filename="rekap-{way}{"" if way == "tahun" else "-2024"}.pdf"')


def test_downloads_and_prints_are_logged(month):
    client = as_role(month, "viewer")
    for name in ("recaps_excel", "recaps_pdf"):
        client.post(reverse(f"distributions:{name}"), {"menurut": "dana", "tahun": "2024"})
    assert list(AccessLog.objects.order_by("pk").values_list("action", "detail")) == [
        ("export", "recap dana 2024"),
        ("print", "recap dana 2024"),
    ]


def test_a_viewer_of_a_region_reads_its_centres_together_and_prints_them_unsigned(month):
    other = approved_month(1)
    delivered(other, other.recipients[0])
    viewer = UserFactory()
    Membership.objects.create(user=viewer, role=Role.VIEWER, region=region("33"), starts_on=datetime.date(2024, 1, 1))
    client = Client()
    client.force_login(viewer)
    page = asked(client, "kecamatan")
    assert page.context["found"].total.packages == 8
    assert {part.label.partition(" (")[0] for part in page.context["found"].parts} == {"Semua kecamatan"}
    answer = client.post(reverse("distributions:recaps_pdf"), {"menurut": "kecamatan", "tahun": "2024"})
    (paper,) = page_texts(answer.content)
    assert f"{len(page.context['found'].centres)} UPT" in paper
    assert "NIP" not in paper


def test_who_holds_no_role_finds_no_recap(month):
    client = Client()
    client.force_login(UserFactory())
    assert asked(client, "bulan").status_code == 404
