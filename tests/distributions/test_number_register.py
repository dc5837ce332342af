"""*Daftar nomor berkas*: where each number of a year went, also that of a paper that is no more."""

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from aid.ledger import take_back
from centres.models import AccessLog
from distributions.models import PaperNumber
from distributions.papers.number_register import numbers_given, years_of_numbers
from distributions.papers.numbers import numbers_of
from distributions.papers.round_on_paper import read_round
from distributions.rounds.approval import cancel_round
from distributions.rounds.closing import close_round, settle, settle_all, unsettle
from tests.client import Client
from tests.distributions.kept_papers import version_in_force
from tests.distributions.months import NOW, approved_month, from_canteen, missed
from tests.factories import LetterheadFactory, SupplierFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date


@stands
def month():
    """Two deliveries, of which the first went out by mistake; all is missed, a part lost, and the round is open."""
    month = approved_month()
    LetterheadFactory(centre=month.centre, minutes_number="BA-{urut}/{tahun}", proposal_number="U-{urut}")
    from_canteen(month, rice="12", sugar="4", number="K-7")
    wrong = SupplierFactory(centre=month.centre, name="Toko Keliru")
    from_canteen(month, rice="8", sugar="0", supplier=wrong, number="TK-1")
    version_in_force(month.round, by=month.people.coordinator, now=NOW)
    return month


def told(month):
    """What stands of each number."""
    return [
        (row.number.text if row.number else "", row.about, row.stands.name)
        for section in numbers_given(month.centre.pk, 2024)
        for row in section.rows
    ]


def issue_of(month, place):
    return list(month.round.round_issues.order_by("pk")[place].issue.movements.order_by("pk"))


def test_each_number_stands_with_its_paper(month):
    assert told(month) == [
        ("U-1", "", "IN_USE"),
        ("BA-1/2024", "", "IN_USE"),
        ("BA-2/2024", "Koperasi Pegawai (K-7)", "IN_USE"),
        ("BA-3/2024", "Toko Keliru (TK-1)", "IN_USE"),
    ]


def test_the_number_of_a_delivery_that_was_taken_back_is_annulled_and_named(month):
    take_back(issue_of(month, 1), reason="Keliru", by=month.people.storekeeper, now=NOW)
    assert told(month)[2:] == [
        ("BA-2/2024", "Koperasi Pegawai (K-7)", "IN_USE"),
        ("BA-3/2024", "Toko Keliru (TK-1)", "TAKEN_BACK"),
    ]


def test_the_number_of_goods_that_went_back_by_mistake_is_annulled_as_well(month):
    for recipient in month.recipients:
        missed(month, recipient)
    who = {"by": month.people.storekeeper, "now": NOW}
    settle(month.round, item=month.sugar, quantity=Decimal(4), outcome="loss", reason="Basah", **who)
    version_in_force(month.round, by=month.people.coordinator, now=NOW)
    unsettle(month.round, item=month.sugar, reason="Ternyata ada", **who)
    settle_all(month.round, outcome="stock", **who)
    close_round(month.round, by=month.people.coordinator, now=NOW)
    assert told(month)[4:] == [
        ("BA-4/2024", "Dihapusbukukan", "TAKEN_BACK"),
        ("BA-5/2024", "Kembali ke persediaan", "IN_USE"),
    ]


def test_a_number_that_nobody_gave_is_no_gap_without_a_word(month):
    last = PaperNumber.objects.get(text="BA-3/2024")
    PaperNumber.objects.create(
        centre=month.centre, round=month.round, kind=last.kind, part=7, year=2024, sequence=5, text="BA-5/2024"
    )
    assert told(month)[4:] == [("", "", "UNKNOWN"), ("BA-5/2024", "", "NOT_NEEDED")]


def test_numbers_of_a_round_that_was_cancelled_are_annulled():
    month = approved_month()
    LetterheadFactory(centre=month.centre, proposal_number="U-{urut}")
    numbers_of(read_round(month.round.pk), parts=1)
    cancel_round(month.round, reason="Banjir", by=month.people.head, now=NOW)
    assert told(month) == [("U-1", "", "CANCELLED")]


def test_the_page_and_its_excel_say_it_and_the_export_is_logged(month):
    take_back(issue_of(month, 1), reason="Keliru", by=month.people.storekeeper, now=NOW)
    client = Client()
    client.force_login(month.people.coordinator)
    page = words(client.get(reverse("distributions:paper_numbers") + "?tahun=2024").content.decode())
    assert "4 nomor" not in page
    assert "3 nomor 1 di antaranya dibatalkan" in page
    assert "BA-3/2024" in page
    assert "Dibatalkan: yang dicatat ditarik kembali" in page

    answer = client.post(reverse("distributions:paper_numbers_excel"), {"tahun": "2024"})

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[-1] == [
        "Berita acara", 3, "BA-3/2024", "Berita acara serah terima barang", "November 2024", "Toko Keliru (TK-1)",
        "Dibatalkan: yang dicatat ditarik kembali",
    ]  # fmt: skip
    assert AccessLog.objects.filter(action="export", detail="numbers 2024").count() == 1


def test_another_centre_sees_none_of_them(month):
    assert numbers_given(approved_month().centre.pk, 2024) == []
    assert years_of_numbers(month.centre.pk, 2026) == [2026, 2024]
