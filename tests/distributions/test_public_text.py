"""The draft of a text for the public, word by word."""

import datetime
from decimal import Decimal

import pytest

from distributions.models import Attendance, Quote, Round
from distributions.reports.public_text import points_to_a_family, public_text
from distributions.reports.results import ItemResult, PlaceResult, Results
from distributions.rounds.days import Span
from distributions.rounds.sources import Sources
from tests.factories import (
    CentreFactory,
    EligibleFamilyFactory,
    InmateFactory,
    OfficialFactory,
    RecipientFactory,
    RoundFactory,
)

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
    assert public_text(round, counted()).text == (
        "Rutan Kelas IIB Blora Salurkan Paket Sembako kepada 22 Keluarga Warga Binaan\n\n"
        "BLORA – Rutan Kelas IIB Blora menyalurkan bantuan Bhakti Sosial Peduli kepada 22 keluarga Warga Binaan"
        " berkondisi ekonomi menengah ke bawah di Nglanjuk dan Balun, Jumat, 15 November 2024.\n\n"
        "Paket sembako yang diserahkan berisi beras dan gula pasir. Bantuan berasal dari Baznas Kabupaten Blora"
        ". Sumber dana: Zakat.\n\n"
        "Penyerahan dihadiri Hendro Prasetyo (Kepala Rutan) dan Bu Siti.\n\n"
        "“Semoga bermanfaat,” kata Hendro Prasetyo, Kepala Rutan.\n\n"
        "“Terima kasih,” kata seorang penerima.\n\n"
        "Bhakti Sosial Peduli dijadwalkan berlanjut setiap bulan di tempat lain, di desa yang bergantian."
        " Bantuan meringankan beban keluarga.\n\n"
        "Dasar kegiatan: UU 22/2022 tentang Pemasyarakatan."
    )


def test_a_title_and_a_sentence_share_their_full_stop(round):
    was_there(round, "Hendro Prasetyo, S.H.", "")
    said_by(round, "Semoga bermanfaat,", "Siti Aminah, A.Md.IP., S.H.", "")
    paragraphs = public_text(round, counted(sources=Sources("Toko Jaya Tbk.", "", ""))).paragraphs
    assert paragraphs[1].endswith("Bantuan berasal dari Toko Jaya Tbk.")
    assert paragraphs[2] == "Penyerahan dihadiri Hendro Prasetyo, S.H."
    assert paragraphs[3] == "“Semoga bermanfaat,” kata Siti Aminah, A.Md.IP., S.H."


def test_what_is_not_known_is_left_out(round):
    few = [PlaceResult("Nglanjuk", "Cepu", 12, 9)]
    assert public_text(round, counted(places=few, items=[], sources=Sources("", "", "Zakat"))).paragraphs == [
        "BLORA – Rutan Kelas IIB Blora menyalurkan bantuan Bhakti Sosial Peduli kepada 22 keluarga Warga Binaan"
        " berkondisi ekonomi menengah ke bawah di Kabupaten Blora, Jumat, 15 November 2024.",
        "Paket sembako yang diserahkan berisi beras dan gula pasir.",
        "Bhakti Sosial Peduli dijadwalkan berlanjut setiap bulan di tempat lain, di desa yang bergantian.",
    ]


GOES_ON = "Bhakti Sosial Peduli dijadwalkan berlanjut setiap"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, f"{GOES_ON} bulan di tempat lain, di desa yang bergantian."),
        ({"village_rest_rounds": 0}, f"{GOES_ON} bulan di tempat lain bagi keluarga yang mendapat giliran."),
        ({"village_rest_rounds": 0, "family_rest_months": 0}, f"{GOES_ON} bulan."),
        ({"every_months": 3}, f"{GOES_ON} tiga bulan di tempat lain, di desa yang bergantian."),
        ({"ends_on": datetime.date(2024, 11, 16)}, f"{GOES_ON} bulan di tempat lain, di desa yang bergantian."),
        ({"ends_on": datetime.date(2024, 11, 15)}, None),
    ],
)
def test_how_often_is_said_by_the_rule_and_while_the_programme_lasts(round, rule, said):
    for name, value in rule.items():
        setattr(round.programme, name, value)
    last = public_text(round, counted()).paragraphs[-1]
    assert (last if "dijadwalkan" in last else None) == said


MANY = PlaceResult("Panolan", "Kedungtuban", 12, 10)
FEW = [PlaceResult("Nglanjuk", "Cepu", 12, 9), PlaceResult("Balun", "Cepu", 12, 9)]


@pytest.mark.parametrize(
    ("places", "at_centre", "said"),
    [
        (FEW, 0, "di beberapa tempat di Kabupaten Blora"),
        ([MANY, *FEW], 0, "di Panolan dan tempat lain di Kabupaten Blora"),
        (FEW[:1], 0, "di Kabupaten Blora"),
        (FEW, 22, "dari beberapa desa di Kabupaten Blora di Rutan Kelas IIB Blora"),
        (None, 22, "dari Nglanjuk dan Balun di Rutan Kelas IIB Blora"),
        (None, 21, "di Nglanjuk dan Balun"),
    ],
)
def test_places_are_those_where_it_was(round, places, at_centre, said):
    more = {"places": places} if places else {}
    assert f"ke bawah {said}, Jumat" in public_text(round, counted(at_centre=at_centre, **more)).text


def test_where_nobody_named_the_funds_the_supplier_stands_alone(round):
    text = public_text(round, counted(sources=Sources("Kantin Koperasi Pegawai", "", ""))).text
    assert " Bantuan berasal dari Kantin Koperasi Pegawai.\n" in text


def test_a_village_is_named_from_ten_recipients_on(round):
    places = [PlaceResult("Nglanjuk", "Cepu", 20, 10), PlaceResult("Gersi", "Japah", 20, 9)]
    text = public_text(round, counted(places=places)).text
    assert "ke bawah di Nglanjuk dan tempat lain di Kabupaten Blora, Jumat" in text
    assert "Gersi" not in text


@pytest.mark.parametrize(
    ("count", "said"), [(4, "kepada Empat Keluarga"), (10, "kepada Sepuluh Keluarga"), (11, "kepada 11 Keluarga")]
)
def test_the_headline_counts_up_to_ten_in_words(round, count, said):
    assert said in public_text(round, counted(served=count)).headline


def test_head_officials_and_staff_are_called_so_and_named_and_others_after_them(round):
    centre = round.centre
    for function, name, title in (
        ("staff", "Agus Riyanto", "Staf"),
        ("services_head", "Siti Aminah, S.H.", "Kasubsi"),
        ("head", "Hendro Prasetyo, S.H.", "Kepala Rutan"),
        ("cooperative", "Joko Susilo", "Ketua Koperasi"),
    ):
        official = OfficialFactory(centre=centre, function=function, name=name, title=title)
        Attendance.objects.create(centre=centre, round=round, name=name, title=title, official=official)
    was_there(round, "Camat Cepu", "")
    assert (
        "Penyerahan dihadiri Kepala Rutan Hendro Prasetyo, S.H., beserta pejabat Siti Aminah, S.H. (Kasubsi) dan staf"
        " Agus Riyanto (Staf). Hadir pula Joko Susilo (Ketua Koperasi) dan Camat Cepu."
    ) in public_text(round, counted()).paragraphs


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Semoga bermanfaat.", "“Semoga bermanfaat,” kata"),
        ('"Semoga bermanfaat"', "“Semoga bermanfaat,” kata"),
        (" “Semoga\n bermanfaat,” ", "“Semoga bermanfaat,” kata"),
        ("Mari!", "“Mari!” kata"),
        ("Siapa lagi?", "“Siapa lagi?” kata"),
        ("Terima kasih...", "“Terima kasih,” kata"),
    ],
)
def test_quotes_are_set_as_newspapers_do(round, typed, said):
    said_by(round, typed, "Hendro Prasetyo", "Kepala Rutan")
    assert f"{said} Hendro Prasetyo, Kepala Rutan." in public_text(round, counted()).paragraphs


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("Kami senang.", False),
        ("Kami mengunjungi ibu SITI  AMINAH di rumahnya.", True),
        ("Salam untuk Warga Binaan Bambang Rahasia.", True),
        ("Warga Gersi senang.", True),
        ("Warga Nglanjuk senang.", False),
        ("Gersibaru bukan desanya.", False),
    ],
)
def test_what_was_typed_is_withheld_where_it_points_to_a_family(round, typed, points):
    """Ten in Nglanjuk may be named, nine in Gersi not."""
    family = EligibleFamilyFactory(
        centre=round.centre,
        household__contact="Siti Aminah",
        household__inmate=InmateFactory(centre=round.centre, name="Bambang Rahasia"),
    )
    RecipientFactory(round=round, family=family)
    said_by(round, typed, "Hendro Prasetyo", "Kepala Rutan")
    places = [PlaceResult("Nglanjuk", "Cepu", 20, 10), PlaceResult("Gersi", "Japah", 20, 9)]
    assert points_to_a_family(round, counted(places=places)) is points
