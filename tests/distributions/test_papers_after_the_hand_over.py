"""What papers say once it is recorded who received what: the list and the minutes, before and after closing."""

import re

import pytest

from distributions.models import PaperKind
from distributions.papers import pdf as papers
from distributions.papers.bast import bast_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import use_reserve
from distributions.rounds.closing import close_round, settle_all
from tests import factories
from tests.distributions import printed
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.distributions.printed import approve, four_in, hand_over, miss, text_of
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def blora():
    return printed.blora()


@stands
def november(blora):
    return printed.november(blora)


@pytest.fixture
def four(november):
    return four_in(november)


def test_after_the_handover_the_list_says_who_received_and_who_did_not(november, four):
    approve(november)
    hand_over(four[0])
    hand_over(four[1], received_by="proxy", name="Sutini", relation="tetangga")
    hand_over(four[2], received_by="member", name="Rahmat")
    miss(four[3], "not_found")
    text = text_of(papers.receipt_list(november))
    assert "Alamat tidak ditemukan" in text
    assert "Sendiri" in text
    assert "Wakil: Sutini (tetangga)" in text
    assert "Anggota keluarga: Rahmat" in text
    assert "3 (tiga) paket untuk 3 (tiga) keluarga" in text
    assert "Belum diserahkan kepada 1 (satu) keluarga" in text_of(papers.bast(november))


def test_the_minutes_do_not_name_a_location_where_nobody_received(november, four):
    approve(november)
    everywhere = text_of(papers.bast(november))
    miss(four[3], "not_found")
    for recipient in four[:3]:
        hand_over(recipient)
    text = text_of(papers.bast(november))
    gone = f"Desa {four[3].village_name}, Kecamatan {four[3].district_name}"
    assert (gone in everywhere, gone in text) == (True, False)


def test_the_minutes_of_a_closed_round_count_what_was_really_handed_over():
    month = approved_month()
    from_canteen(month)
    first, second = month.recipients
    delivered(month, first, rice="7.5", sugar="2")
    missed(month, second)
    who = {"by": month.people.coordinator, "now": NOW}
    settle_all(month.round, outcome="stock", **who)
    close_round(month.round, **who)
    text = text_of(papers.bast(month.round))
    assert "1 Beras 10 kg 1 7,5 rencana 20" in text
    assert "2 Gula pasir 2 kg 1 2 rencana 4" in text
    listed = text_of(papers.receipt_list(month.round))
    assert "Isi berbeda: Beras 7,5 kg" in listed
    assert "Baris cadangan" not in listed


def test_minutes_and_report_say_how_many_packages_were_not_as_planned():
    """Else nine packages of 10 kg are 86 kg on paper, and nobody signs that."""
    month = approved_month(4)
    from_canteen(month, rice="40", sugar="8")
    for recipient, rice in zip(month.recipients, ("8", "10", "12.5"), strict=False):
        delivered(month, recipient, rice=rice, sugar="2")
    missed(month, month.recipients[3])
    minutes, report = text_of(papers.bast(month.round)), text_of(papers.print_now(month.round, PaperKind.REPORT))
    assert "Isi 2 (dua) paket berbeda dari rencana; rinciannya tercantum dalam Lampiran." in minutes
    assert "Isi 2 (dua) paket berbeda dari rencana, sebagaimana tercantum dalam Daftar Tanda Terima." in report


def test_where_all_were_as_planned_nothing_is_said_of_it():
    month = approved_month(1)
    from_canteen(month)
    delivered(month, month.recipients[0])
    for kind in (PaperKind.BAST, PaperKind.REPORT):
        assert "berbeda dari rencana" not in text_of(papers.print_now(month.round, kind))


def test_the_minutes_count_what_is_recorded_before_the_round_is_closed():
    month = approved_month()
    from_canteen(month)
    delivered(month, month.recipients[0], rice="12.5", sugar="2")
    text = text_of(papers.bast(month.round))
    assert "1 Beras 10 kg 2 22,5 rencana 20" in text
    assert "2 Gula pasir 2 kg 2 4 " in text
    assert "Isi berbeda: Beras 12,5 kg" in text_of(papers.receipt_list(month.round))


def test_the_minutes_name_the_locations_where_somebody_received():
    month = approved_month(2, villages=(factories.PANOLAN, factories.NGLANJUK))
    panolan, nglanjuk = "Desa Panolan, Kecamatan Kedungtuban", "Desa Nglanjuk, Kecamatan Cepu"

    def places():
        return re.search("bertempat di (.*?), kami yang", text_of(papers.bast(month.round)))[1]

    assert places() == f"{panolan}; {nglanjuk}"
    delivered(month, month.recipients[1])
    assert places() == f"{panolan}; {nglanjuk}"
    missed(month, month.recipients[0])
    assert places() == nglanjuk


def test_minutes_of_which_everybody_was_missed_name_the_locations_that_were_visited():
    month = approved_month(1)
    missed(month, month.recipients[0])
    assert "bertempat di Desa Panolan, Kecamatan Kedungtuban, kami yang" in text_of(papers.bast(month.round))


def test_what_was_given_in_the_place_of_an_item_stands_on_the_papers():
    month = approved_month()
    month.flour = factories.ItemFactory(centre=month.centre, name="Tepung")
    delivered(month, month.recipients[0], rice="10", flour="1.5")
    text = text_of(papers.bast(month.round))
    assert "2 Gula pasir 2 kg 2 2 rencana 4" in text
    assert "3 Tepung – kg 1 1,5 di luar isi paket" in text
    assert "Isi berbeda: Gula pasir 0 kg, Tepung 1,5 kg" in text_of(papers.receipt_list(month.round))


def test_goods_of_which_nothing_was_handed_over_are_marked_as_such():
    month = approved_month(1)
    delivered(month, month.recipients[0], rice="10", sugar="0")
    struck = {row["name"]: row["struck"] for row in bast_document(*_whole(month.round))["goods"]}
    assert struck == {"Beras": False, "Gula pasir": True}


def _whole(round):
    on_paper = read_round(round.pk)
    return on_paper, parts(on_paper)[0]


def test_a_last_aid_of_this_round_is_not_said_to_be_the_one_before(november, four):
    approve(november)
    hand_over(four[0])
    four[0].family.refresh_from_db()
    assert read_round(november.pk).last_aid[four[0].family_id] is None


def test_what_the_minutes_call_planned_is_for_all_who_were_to_receive_and_not_for_who_was_replaced():
    month = approved_month()
    first, second = month.recipients
    delivered(month, first)
    missed(month, second)

    def planned():
        return re.findall(
            r"(?:Beras|Gula pasir) \d+ kg (\d) ([\d,]+)(?: rencana (\d+))?", text_of(papers.bast(month.round))
        )

    assert planned() == [("1", "10", "20"), ("1", "2", "4")]
    who = {"by": month.people.coordinator, "now": NOW}
    use_reserve(month.round, reserve=month.reserve, instead_of=second, reason="Tidak di rumah", **who)
    assert planned() == [("2", "20", ""), ("2", "4", "")]
