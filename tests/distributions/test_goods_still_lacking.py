"""Of goods that went out in part, the pages say what has still to go out, and lead to the forms for it."""

import pytest
from django.urls import reverse

from config.formats import long_date
from tests.aid.stock import delivered as delivered_to_stock
from tests.client import Client
from tests.distributions.months import approved_month, delivered, from_canteen, missed
from tests.read_page import words
from tests.standing import stands

LACKS = "Untuk keluarga yang menunggu, barang ini masih harus dikeluarkan: Beras 8 kg."
NOBODY = "Tidak ada periode yang menunggu barang."


@stands
def month():
    """Two families, who need 20 kg of rice and 4 kg of sugar."""
    return approved_month()


@pytest.fixture
def told(month):
    def told(role, page):
        client = Client()
        client.force_login(getattr(month.people, role))
        return client.get(page).content.decode()

    return told


@pytest.fixture
def pages(month):
    return [reverse("distributions:goods_home"), reverse("distributions:round", args=[month.round.pk])]


def forms(month):
    return [reverse(f"distributions:goods_from_{where}", args=[month.round.pk]) for where in ("stock", "canteen")]


def test_what_has_still_to_go_out_is_said_and_its_forms_are_a_press_away(month, told, pages):
    from_canteen(month, rice="12", sugar="4")
    month.centre.keeps_stock = True
    month.centre.save()
    for page in pages:
        html = told("storekeeper", page)
        assert LACKS in words(html)
        assert [form in html for form in forms(month)] == [True, True]
    html = told("officer", pages[0])
    assert LACKS in words(html)
    assert [form in html for form in forms(month)] == [False, False]


def test_the_own_stock_is_offered_where_the_centre_keeps_one(month, told, pages):
    from_canteen(month, rice="12", sugar="4")
    assert [form in told("storekeeper", pages[1]) for form in forms(month)] == [False, True]


def test_nothing_is_said_once_all_went_out(month, told, pages):
    from_canteen(month, rice="20", sugar="4")
    assert ["masih harus" in words(told("storekeeper", page)) for page in pages] == [False, False]
    assert NOBODY in words(told("storekeeper", pages[0]))


def test_nothing_is_said_once_nobody_waits(month, told, pages):
    from_canteen(month, rice="12", sugar="4")
    first, second = month.recipients
    delivered(month, first)
    assert LACKS in words(told("storekeeper", pages[1]))
    missed(month, second)
    assert ["masih harus" in words(told("storekeeper", page)) for page in pages] == [False, False]


def test_what_the_store_lacks_is_the_same_on_every_page_that_says_it(month, told, pages):
    """The round needs 20 kg of rice and 4 kg of sugar; 12 kg of rice are there."""
    month.centre.keeps_stock = True
    month.centre.save()
    delivered_to_stock(month.rice, "12", supplier=month.canteen, by=month.people.storekeeper)
    beranda, stock = reverse("distributions:home"), forms(month)[0]
    for page in (*pages, beranda, stock):
        assert "Kurang: Beras 8 kg, Gula pasir 4 kg." in words(told("storekeeper", page)), page
    assert f"Barang di gudang kurang untuk {long_date(month.round.date)}" in words(told("storekeeper", beranda))
    delivered_to_stock(month.rice, "8", supplier=month.canteen, by=month.people.storekeeper)
    delivered_to_stock(month.sugar, "4", supplier=month.canteen, by=month.people.storekeeper)
    for page in (*pages, beranda, stock):
        assert "Kurang:" not in words(told("storekeeper", page)), page


def test_where_a_hand_over_was_recorded_before_the_goods_that_is_said_with_the_next_step(month, told, pages):
    missed(month, month.recipients[0])
    beranda = reverse("distributions:home")
    said = "1 keluarga sudah dicatat, tetapi barangnya belum. Tanpa itu periode tidak dapat ditutup."
    for page in (pages[1], beranda):
        for role in ("storekeeper", "coordinator"):
            html = told(role, page)
            assert f"Catat barang yang sudah diserahkan {said}" in words(html), (page, role)
            assert forms(month)[1] in html, (page, role)
    html = told("officer", beranda)
    assert "Catat penyaluran: tinggal 1 keluarga Pengelola stok belum mencatat barangnya." in words(html)
    assert reverse("distributions:handover", args=[month.round.pk]) in html
