"""The draft of a text for the public, word by word."""

import datetime
from decimal import Decimal

import pytest

from distributions.models import Attendance, Quote, Round
from distributions.reports.public_text import public_text
from distributions.reports.results import ItemResult, PlaceResult, Results
from distributions.rounds.days import Span
from distributions.rounds.sources import Sources
from tests.factories import CentreFactory, RoundFactory

pytestmark = pytest.mark.django_db


def counted(**known: object) -> Results:
    usual = {
        "planned": 25,
        "served": 22,
        "missed": 3,
        "persons": 60,
        "unknown_sizes": 0,
        "places": [PlaceResult("Nglanjuk", "Cepu", 12, 10), PlaceResult("Balun", "Cepu", 13, 12)],
        "items": [ItemResult("Beras", "kg", Decimal(40), None), ItemResult("Gula pasir", "kg", Decimal(8), None)],
        "missed_by_reason": [],
        "sources": Sources("Baznas Kabupaten Blora", "", "Zakat"),
        "span": Span((datetime.date(2024, 11, 15),)),
    }
    return Results(**(usual | known))


@pytest.fixture
def round() -> Round:
    centre = CentreFactory(name="Rutan Kelas IIB Blora", place="Blora")
    more = {"programme__name": "Bhakti Sosial Peduli", "programme__village_rest_rounds": 1}
    return RoundFactory(centre=centre, **more)


def said_by(round: Round, text: str, speaker: str, title: str) -> None:
    Quote.objects.create(centre=round.centre, round=round, text=text, speaker=speaker, title=title)


def was_there(round: Round, name: str, title: str) -> None:
    Attendance.objects.create(centre=round.centre, round=round, name=name, title=title)


def test_everything_that_is_known_is_said(round):
    round.programme.aims = "Bantuan meringankan beban keluarga."
    round.programme.legal_basis = "UU 22/2022 tentang Pemasyarakatan."
    was_there(round, "Hendro Prasetyo", "Kepala Rutan")
    was_there(round, "Bu Siti", "")
    said_by(round, "Semoga bermanfaat,", "Hendro Prasetyo", "Kepala Rutan")
    said_by(round, "Terima kasih,", "seorang penerima", "")
    assert public_text(round, counted()) == (
        "BLORA – Rutan Kelas IIB Blora menyalurkan bantuan Bhakti Sosial Peduli kepada 22 keluarga Warga Binaan yang"
        " kurang mampu di Nglanjuk dan Balun, Jumat, 15 November 2024.\n\n"
        "Paket sembako yang diserahkan berisi beras dan gula pasir. Bantuan berasal dari Baznas Kabupaten Blora"
        ". Sumber dana: Zakat.\n\n"
        "Penyerahan dihadiri Hendro Prasetyo (Kepala Rutan) dan Bu Siti.\n\n"
        "“Semoga bermanfaat,” kata Hendro Prasetyo, Kepala Rutan.\n\n"
        "“Terima kasih,” kata seorang penerima.\n\n"
        "Bhakti Sosial Peduli dijadwalkan setiap bulan, di desa yang bergantian."
        " Bantuan meringankan beban keluarga.\n\n"
        "Dasar kegiatan: UU 22/2022 tentang Pemasyarakatan."
    )


def test_a_title_and_a_sentence_share_their_full_stop(round):
    was_there(round, "Hendro Prasetyo, S.H.", "")
    said_by(round, "Semoga bermanfaat,", "Siti Aminah, A.Md.IP., S.H.", "")
    paragraphs = public_text(round, counted(sources=Sources("Toko Jaya Tbk.", "", ""))).split("\n\n")
    assert paragraphs[1].endswith("Bantuan berasal dari Toko Jaya Tbk.")
    assert paragraphs[2] == "Penyerahan dihadiri Hendro Prasetyo, S.H."
    assert paragraphs[3] == "“Semoga bermanfaat,” kata Siti Aminah, A.Md.IP., S.H."


def test_what_is_not_known_is_left_out(round):
    few = [PlaceResult("Nglanjuk", "Cepu", 12, 9)]
    assert public_text(round, counted(places=few, items=[], sources=Sources("", "", "Zakat"))) == (
        "BLORA – Rutan Kelas IIB Blora menyalurkan bantuan Bhakti Sosial Peduli kepada 22 keluarga Warga Binaan yang"
        " kurang mampu di Kabupaten Blora, Jumat, 15 November 2024.\n\n"
        "Paket sembako yang diserahkan berisi beras dan gula pasir.\n\n"
        "Bhakti Sosial Peduli dijadwalkan setiap bulan, di desa yang bergantian."
    )


@pytest.mark.parametrize(
    ("rest", "ends_on", "said"),
    [
        (1, None, "Bhakti Sosial Peduli dijadwalkan setiap bulan, di desa yang bergantian."),
        (0, None, "Bhakti Sosial Peduli dijadwalkan setiap bulan."),
        (1, datetime.date(2024, 11, 16), "Bhakti Sosial Peduli dijadwalkan setiap bulan, di desa yang bergantian."),
        (1, datetime.date(2024, 11, 15), None),
    ],
)
def test_how_often_is_said_by_the_rule_and_while_the_programme_lasts(round, rest, ends_on, said):
    round.programme.village_rest_rounds, round.programme.ends_on = rest, ends_on
    last = public_text(round, counted()).split("\n\n")[-1]
    assert (last if "setiap bulan" in last else None) == said


FEW = [PlaceResult("Nglanjuk", "Cepu", 12, 9), PlaceResult("Balun", "Cepu", 12, 9)]


@pytest.mark.parametrize(
    ("places", "at_centre", "said"),
    [
        (FEW, 0, "di beberapa tempat di Kabupaten Blora"),
        (FEW[:1], 0, "di Kabupaten Blora"),
        (FEW, 22, "dari beberapa desa di Kabupaten Blora di Rutan Kelas IIB Blora"),
        (None, 22, "dari Nglanjuk dan Balun di Rutan Kelas IIB Blora"),
        (None, 21, "di Nglanjuk dan Balun"),
    ],
)
def test_places_are_those_where_it_was(round, places, at_centre, said):
    more = {"places": places} if places else {}
    assert f"kurang mampu {said}, Jumat" in public_text(round, counted(at_centre=at_centre, **more))


def test_after_a_correction_the_number_is_the_right_one_and_a_village_counts_by_it(round):
    """Of ten in Nglanjuk one did not receive: nine are few."""
    text = public_text(round, counted(did_not={("Nglanjuk", "Cepu"): 1}, corrections=1))
    assert "kepada 21 keluarga" in text
    assert "kurang mampu di Balun, Jumat" in text


def test_where_nobody_named_the_funds_the_supplier_stands_alone(round):
    text = public_text(round, counted(sources=Sources("Kantin Koperasi Pegawai", "", "")))
    assert " Bantuan berasal dari Kantin Koperasi Pegawai.\n" in text


def test_a_village_is_named_from_ten_recipients_on(round):
    places = [PlaceResult("Nglanjuk", "Cepu", 20, 10), PlaceResult("Gersi", "Japah", 20, 9)]
    text = public_text(round, counted(places=places))
    assert "kurang mampu di Nglanjuk, Jumat" in text
    assert "Gersi" not in text
