"""The WhatsApp summary, word by word."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from distributions.models import Round
from distributions.reports.results import ItemResult, PlaceResult, Results
from distributions.reports.summary_text import SUMMARY_LENGTH, summary_text
from distributions.rounds.days import Span
from distributions.rounds.sources import Sources
from tests.factories import CentreFactory, RoundFactory

pytestmark = pytest.mark.django_db

FULL = Results(
    planned=5,
    served=4,
    missed=1,
    persons=12,
    unknown_sizes=0,
    places=[PlaceResult("Nglanjuk", "Cepu", 2, 2), PlaceResult("Balun", "Cepu", 3, 2)],
    items=[ItemResult("Beras", "kg", Decimal(40), 580_000), ItemResult("Gula pasir", "kg", Decimal(8), 140_000)],
    missed_by_reason=[("Tidak di rumah", 1)],
    sources=Sources("Kantin Koperasi Pegawai", "", ""),
    span=Span((datetime.date(2024, 11, 15),)),
    first_next=1,
)


@pytest.fixture
def round() -> Round:
    centre = CentreFactory(full_name="Rumah Tahanan Negara Kelas IIB Blora")
    said = {"obstacles": "Jalan ke Balun banjir.", "how_it_went": "aman dan tertib, disambut perangkat desa."}
    return RoundFactory(centre=centre, programme__name="Bhakti Sosial Peduli", **said)


def test_everything_that_is_known_is_said(round):
    assert summary_text(round, FULL) == (
        "*BHAKTI SOSIAL PEDULI*\n"
        "*Rumah Tahanan Negara Kelas IIB Blora*\n"
        "\n"
        "Hari/tanggal: Jumat, 15 November 2024\n"
        "Penerima: 4 dari 5 keluarga Warga Binaan\n"
        "Lokasi: 2 desa/kelurahan di 1 kecamatan\n"
        "Bantuan: paket sembako (beras dan gula pasir), dari Kantin Koperasi Pegawai\n"
        "Nilai: Rp720.000 (menurut harga yang disetujui)\n"
        "Belum diserahkan: 1 keluarga, didahulukan pada periode berikutnya\n"
        "Jalannya kegiatan: aman dan tertib, disambut perangkat desa.\n"
        "Kendala: Jalan ke Balun banjir.\n"
        "\n"
        "Demikian dilaporkan. Terima kasih."
    )


@pytest.mark.parametrize(
    ("first_next", "words"),
    [
        (0, ""),
        (1, ", 1 di antaranya didahulukan pada periode berikutnya"),
        (2, ", didahulukan pada periode berikutnya"),
    ],
)
def test_only_who_was_missed_without_fault_is_said_to_come_first(round, first_next, words):
    said = summary_text(round, dataclasses.replace(FULL, planned=6, missed=2, first_next=first_next))
    assert f"Belum diserahkan: 2 keluarga{words}" in said.splitlines()


def test_what_is_not_known_is_left_out(round):
    round.obstacles = round.how_it_went = ""
    unpriced = [ItemResult("Beras", "kg", Decimal(40), None)]
    known = dataclasses.replace(FULL, planned=4, missed=0, items=unpriced, sources=Sources("", "", ""))
    assert summary_text(round, known).splitlines()[5:] == [
        "Lokasi: 2 desa/kelurahan di 1 kecamatan",
        "Bantuan: paket sembako (beras)",
        "",
        "Demikian dilaporkan. Terima kasih.",
    ]


@pytest.mark.parametrize(
    ("known", "closed", "missed", "said"),
    [
        ({"other_corrections": 2}, 0, ": 1 keluarga, didahulukan pada periode berikutnya", "2 hal lain, lihat laporan"),
        ({}, 0, ": 1 keluarga, didahulukan pada periode berikutnya", "lihat laporan"),
        ({"came_after": 1, "served": 5, "missed": 0, "first_next": 0}, 4, None, "1 keluarga ternyata menerima"),
        (
            {"did_not": 2, "served": 2, "missed": 3, "first_next": 1},
            4,
            ": 3 keluarga, 1 di antaranya didahulukan pada periode berikutnya",
            "2 keluarga ternyata tidak menerima",
        ),
        (
            {"came_after": 1, "did_not": 1, "first_next": 0, "other_corrections": 1},
            4,
            ": 1 keluarga",
            "1 keluarga ternyata menerima, 1 keluarga ternyata tidak menerima, dan 1 hal lain, lihat laporan",
        ),
    ],
)
def test_after_a_correction_it_says_what_was_set_right_and_of_when_the_goods_are(round, known, closed, missed, said):
    lines = summary_text(round, dataclasses.replace(FULL, corrections=2, **known)).splitlines()
    assert [line for line in lines if line.startswith("Belum")] == ([f"Belum diserahkan{missed}"] if missed else [])
    (line,) = (line for line in lines if line.startswith("Koreksi"))
    then = f" (saat ditutup {closed} keluarga menerima; barang dan nilai menurut catatan saat itu)"
    assert line == f"Koreksi setelah ditutup: {said}{then if closed else ''}"


@pytest.mark.parametrize(
    ("at_centre", "said"),
    [
        (0, "2 desa/kelurahan di 1 kecamatan"),
        (1, "penerima dari 2 desa/kelurahan di 1 kecamatan, 1 di antaranya menerima di Rutan Blora"),
        (4, "Rutan Blora, penerima dari 2 desa/kelurahan di 1 kecamatan"),
    ],
)
def test_who_received_at_the_centre_was_not_visited_in_a_village(round, at_centre, said):
    round.centre.name = "Rutan Blora"
    lines = summary_text(round, dataclasses.replace(FULL, at_centre=at_centre)).splitlines()
    assert f"Lokasi: {said}" in lines


def test_a_value_of_nothing_is_said_only_where_something_was_handed_over(round):
    assert "Nilai: Rp0" in summary_text(
        round, dataclasses.replace(FULL, items=[ItemResult("Beras", "kg", Decimal(40), 0)])
    )
    assert "Nilai" not in summary_text(round, dataclasses.replace(FULL, items=[]))


def test_while_a_family_waits_the_hand_over_goes_on(round):
    assert summary_text(round, dataclasses.replace(FULL, planned=6)).splitlines()[-2:] == [
        "Penyaluran masih berlangsung.",
        "Demikian dilaporkan. Terima kasih.",
    ]


def test_before_anybody_is_recorded_the_hand_over_has_not_begun(round):
    counted = dataclasses.replace(FULL, served=0, missed=0)
    assert summary_text(round, counted).splitlines()[-2:] == [
        "Penyaluran belum dimulai.",
        "Demikian dilaporkan. Terima kasih.",
    ]


@pytest.mark.parametrize(("longer", "ends"), [(0, "kasih."), (1, "kasi…"), (300, "…")])
def test_a_thousand_characters_are_the_most(round, longer, ends):
    room = SUMMARY_LENGTH - len(summary_text(round, FULL)) + len(round.obstacles)
    round.obstacles = "x" * (room + longer)
    text = summary_text(round, FULL)
    assert (len(text), text.endswith(ends)) == (1000, True)
