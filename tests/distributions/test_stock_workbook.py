"""The stock card as Excel: each movement, the balance after it, and what it is worth."""

import io
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from aid.ledger import ReceivedLine, receive, take_back
from aid.stock_card import card
from aid.stock_workbook import stock_workbook
from centres.models import AccessLog
from distributions.rounds.closing import settle
from tests.client import Client
from tests.distributions.months import NOW, TODAY, approved_month, from_canteen, missed
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def month():
    """12.5 kg, and 7.5 kg by a note that reads like a formula, which went out by mistake; 2.5 kg of rice are lost."""
    month = approved_month()
    from_canteen(month, rice="12.5", sugar="4", number="K-7")
    from_canteen(month, rice="7.5", sugar="0", number="=1+1")
    for recipient in month.recipients:
        missed(month, recipient)
    who = {"by": month.people.storekeeper, "now": NOW}
    take_back(list(month.round.round_issues.order_by("pk")[1].issue.movements.all()), reason="Keliru", **who)
    settle(month.round, item=month.rice, quantity=Decimal("2.5"), outcome="loss", reason="=Basah", **who)
    return month


def sheet_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_each_movement_stands_with_the_balance_of_the_page_and_they_add_up(month):
    head, *rows, total = sheet_of(stock_workbook(month.rice))
    assert head[6:11] == ["Masuk (kg)", "Keluar (kg)", "Sisa (kg)", "Harga satuan", "Nilai (Rp)"]
    assert [(row[0], row[1], *row[6:9], row[10]) for row in rows] == [
        (TODAY, "Barang masuk", 12.5, "", 12.5, 181_250),
        (TODAY, "Barang keluar", "", 12.5, 0, -181_250),
        (TODAY, "Barang masuk", 7.5, "", 7.5, 108_750),
        (TODAY, "Barang keluar", "", 7.5, 0, -108_750),
        (TODAY, "Pembatalan catatan", 7.5, "", 7.5, 108_750),
        (TODAY, "Kembali ke stok", 2.5, "", 10, 36_250),
        (TODAY, "Dihapusbukukan", "", 2.5, 7.5, -36_250),
    ]
    assert (total[0], *total[6:9], total[10]) == ("Jumlah", 30, 22.5, 7.5, 108_750)
    shown, _next = card(month.rice)
    assert [row[8] for row in rows] == [float(line.balance) for line in reversed(shown)]


def test_what_people_wrote_is_no_formula_and_no_whole_number_ends_in_a_comma(month):
    content = stock_workbook(month.rice)
    cells = zipfile.ZipFile(io.BytesIO(content))
    sheet = cells.read("xl/worksheets/sheet1.xml").decode()
    assert [formula.partition("</f>")[0] for formula in sheet.split("<f>")[1:]] == [
        "SUM(G2:G8)", "SUM(H2:H8)", "G9-H9", "SUM(K2:K8)"
    ]  # fmt: skip
    said = [row[4:6] for row in sheet_of(content)]
    assert (said[3][0], said[7][1]) == ("=1+1", "Periode penyaluran November 2024; =Basah")
    styles = cells.read("xl/styles.xml").decode()
    assert ("#,##0.###" in styles, 'state="frozen"' in sheet) == (True, True)


def test_without_a_price_there_is_no_sum_of_values(month):
    given = {"supplier": month.canteen, "received_on": TODAY, "terms": "gift", "by": month.people.storekeeper}
    receive(centre=month.centre, lines=[ReceivedLine(month.sugar, Decimal(1), None)], now=NOW, **given)
    *_rows, last, total, _empty, note = sheet_of(stock_workbook(month.sugar))
    assert (last[8:11], total[8], total[10]) == ([1, "", ""], 1, "")
    assert note[0] == "Nilai tidak lengkap: ada kiriman tanpa harga."


def test_the_button_gives_it_and_the_log_says_so(month):
    client = Client()
    client.force_login(month.people.storekeeper)
    assert "Unduh Excel" in client.get(reverse("aid:stock_card", args=[month.rice.pk])).content.decode()
    answer = client.post(reverse("aid:stock_card_excel", args=[month.rice.pk]))
    assert answer["Content-Disposition"] == f'attachment; filename="kartu-stok-{month.rice.pk}-beras.xlsx"'
    assert len(sheet_of(answer.content)) == 9
    assert AccessLog.objects.filter(action="export", detail="stock card").count() == 1
