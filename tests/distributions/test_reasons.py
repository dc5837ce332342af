"""Why a family was chosen or waits, in words."""

import datetime

import pytest
from django.utils import translation

from distributions.models import NO_FAULT, MissedReason
from distributions.rotation.reasons import fact, sentence, turn_in_short

WAIVED = "Desanya baru didatangi, tetapi tidak ada desa lain yang dapat dilayani."
FORWARD = {"village": "Nglanjuk", "families": 13, "by": "2025-05-01"}
AHEAD = "Nglanjuk (13 keluarga) didahulukan agar semua yang mendapat giliran terlayani paling lambat Mei 2025."


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            {"code": "missed", "on": "2024-10-18", "why": "not_home"},
            "Terlewat 18 Oktober 2024 (tidak di rumah). Didahulukan.",
        ),
        ({"code": "missed", "on": "2024-10-18", "why": ""}, "Terlewat 18 Oktober 2024. Didahulukan."),
        ({"code": "missed", "on": "2024-10-18", "why": "holiday"}, "Terlewat 18 Oktober 2024. Didahulukan."),
        ({"code": "missed", "on": "2024-10-18"}, "Terlewat 18 Oktober 2024. Didahulukan."),
        ({"code": "never", "since": "2024-01-02"}, "Belum pernah menerima, menunggu sejak 2 Januari 2024."),
        ({"code": "never"}, "Belum pernah menerima."),
        (
            {"code": "longest_wait", "last": "2024-01-02"},
            "Terakhir menerima 2 Januari 2024; dalam urutan tidak ada yang menunggu lebih lama.",
        ),
        ({"code": "longest_wait"}, "Dalam urutan tidak ada yang menunggu lebih lama."),
        ({"code": "received", "last": "2024-01-02"}, "Terakhir menerima 2 Januari 2024."),
        ({"code": "by_hand"}, "Dipilih petugas."),
        (
            {"code": "rest", "last": "2024-10-18", "until": "2024-12-01"},
            "Terakhir menerima 18 Oktober 2024; boleh menerima lagi mulai Desember 2024.",
        ),
        (
            {"code": "reserve", "near": True, "last": "2024-01-02"},
            "Cadangan: sedesa dengan lokasi. Terakhir menerima 2 Januari 2024.",
        ),
        (
            {"code": "reserve", "near": False, "since": "2024-01-02"},
            "Cadangan: urutan berikutnya. Belum pernah menerima, menunggu sejak 2 Januari 2024.",
        ),
        ({"code": "reserve", "last": "2024-01-02"}, "Cadangan. Terakhir menerima 2 Januari 2024."),
        (
            {"code": "queue", "place": 3, "turn": "2025-01-01"},
            "Belum pernah menerima; urutan ke‑3. Perkiraan giliran: Januari 2025.",
        ),
        (
            {"code": "queue", "place": 3, "earliest": "2025-11-01", "last": "2024-03-04"},
            "Terakhir menerima 4 Maret 2024; urutan ke‑3. Perkiraan giliran: paling cepat November 2025.",
        ),
        ({"code": "queue", "place": 3}, "Belum pernah menerima; urutan ke‑3."),
        ({"code": "queue", "place": 1, "missed": "2024-10-18"}, "Terlewat 18 Oktober 2024; urutan ke‑1."),
        (
            {"code": "queue", "place": 2, "due": True, "village_rests": True, "turn": "2025-01-01"},
            "Belum pernah menerima; urutan ke‑2. Batas gilirannya sudah sampai, sehingga dalam urutan mendahului"
            " yang masih dapat menunggu."
            " Desanya baru didatangi. Perkiraan giliran: Januari 2025.",
        ),
        (
            {"code": "queue", "place": 3, "last": "2024-03-04", "turn": "2025-02-01", "lapses": "2025-01-17"},
            "Terakhir menerima 4 Maret 2024; urutan ke‑3. Perkiraan giliran: Februari 2025."
            " Layak sampai 17 Januari 2025; giliran itu berlaku bila dinilai ulang sebelumnya.",
        ),
        (
            {
                "code": "rest",
                "last": "2024-10-18",
                "until": "2024-12-01",
                "earliest": "2025-11-01",
                "lapses": "2025-01-17",
            },
            "Terakhir menerima 18 Oktober 2024; boleh menerima lagi mulai Desember 2024."
            " Perkiraan giliran: paling cepat November 2025."
            " Layak sampai 17 Januari 2025; giliran itu berlaku bila dinilai ulang sebelumnya.",
        ),
        (
            {"code": "reserve", "near": True, "last": "2024-01-02", "place": 7, "turn": "2025-01-01"},
            "Cadangan: sedesa dengan lokasi. Terakhir menerima 2 Januari 2024; urutan ke‑7."
            " Perkiraan giliran: Januari 2025.",
        ),
        (
            {"code": "reserve", "near": False, "missed": "2024-10-18"},
            "Cadangan: urutan berikutnya. Terlewat 18 Oktober 2024.",
        ),
        ({"code": "unheard_of"}, ""),
        ({}, ""),
    ],
)
def test_every_reason_is_one_sentence_to_which_the_coordinator_adds(reason, words):
    assert sentence(reason) == words
    assert sentence(reason, hand_reason="Searah.") == f"{words} Searah.".strip()
    assert sentence(reason, hand_reason="Searah") == f"{words} Searah.".strip()


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("need", "Keluarga lain sama lamanya menunggu, tetapi keluarga ini lebih membutuhkan."),
        ("entry", "Keluarga lain di desanya sama haknya; keluarga ini lebih dulu tercatat."),
        ("whole", "Keluarga lain sama haknya, tetapi desanya tidak dapat dilayani sekaligus."),
        ("place", "Keluarga lain sama haknya; urutan kecamatan dan desa yang menentukan."),
        ("rested", "Keluarga yang haknya lebih kuat tinggal di desa yang baru didatangi."),
        ("resting", "Keluarga lain yang sama haknya tinggal di desa yang baru didatangi."),
        ("due", "Gilirannya tidak dapat ditunda lagi."),
        ("village", "Desanya menjadi lokasi periode ini."),
        ("packing", AHEAD),
    ],
)
def test_why_a_family_came_before_others_stands_behind_its_wait(why, words):
    reason = {"code": "received", "last": "2024-01-02", "because": why, "forward": FORWARD}
    assert sentence(reason) == f"Terakhir menerima 2 Januari 2024. {words}"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"by": "Siti", "why": "Pindah"}, "Dikeluarkan oleh Siti karena “Pindah”. Terakhir menerima 2 Januari 2024."),
        (
            {"by": "Siti", "why": "Pindah", "instead": "Ana", "until": "2024-12-01"},
            "Dikeluarkan oleh Siti untuk Ana karena “Pindah”. "
            "Terakhir menerima 2 Januari 2024; boleh menerima lagi mulai Desember 2024.",
        ),
    ],
)
def test_who_was_taken_out_reads_by_whom_and_why_and_keeps_its_right(said, words):
    assert sentence({"code": "taken_out", "last": "2024-01-02"} | said) == words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({}, ""),
        ({"turn": "2025-01-01"}, "Januari 2025"),
        ({"earliest": "2025-01-01"}, "paling cepat Januari 2025"),
        ({"turn": "2025-01-01", "lapses": "2024-12-05"}, "Januari 2025; layak sampai 5 Desember 2024"),
        ({"earliest": "2025-01-01", "lapses": "2024-12-05"}, "paling cepat Januari 2025; layak sampai 5 Desember 2024"),
    ],
)
def test_a_turn_is_said_in_short(reason, words):
    assert turn_in_short(reason) == words


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (None, "Akan menerima pada 15 November 2024."),
        (datetime.date(2024, 11, 15), "Akan menerima pada 15 November 2024."),
        (datetime.date(2024, 11, 16), "Dijadwalkan menerima pada 15 November 2024."),
    ],
)
def test_a_place_in_an_open_round_is_to_come_until_its_day_is_over(on, words):
    assert sentence({"code": "received", "planned": "2024-11-15"}, on=on) == words


def test_who_was_passed_over_reads_for_whom():
    reason = {"code": "queue", "place": 3, "turn": "2025-01-01", "passed_for": [FORWARD]}
    assert sentence(reason) == f"Belum pernah menerima; urutan ke‑3. Perkiraan giliran: Januari 2025. {AHEAD}"


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ({"by": "2025-05-01"}, "semua yang mendapat giliran terlayani paling lambat Mei 2025"),
        ({}, "keterlambatan giliran keluarga lain sekecil mungkin"),
    ],
)
def test_who_was_passed_over_for_several_villages_reads_of_them_in_one_sentence(by, why):
    villages = [
        {"village": name, "families": count} | by for name, count in (("Gersi", 1), ("Panolan", 12), ("Nglanjuk", 3))
    ]
    said = "Gersi (1 keluarga), Panolan (12 keluarga), dan Nglanjuk (3 keluarga)"
    reason = {"code": "queue", "place": 3, "passed_for": villages}
    assert sentence(reason) == f"Belum pernah menerima; urutan ke‑3. {said} didahulukan agar {why}."
    with translation.override("en"):
        assert "Gersi (1 family), Panolan (12 families), and Nglanjuk (3 families) go first" in sentence(reason)


@pytest.mark.parametrize(
    ("waived", "words"),
    [
        ("turn", "Desanya baru didatangi, tetapi giliran keluarga di sana tidak dapat ditunda lagi."),
        ("packing", "Desanya baru didatangi, tetapi tanpa itu giliran semua keluarga tidak dapat dipenuhi."),
        ("nobody", WAIVED),
        (True, WAIVED),
    ],
)
def test_a_village_that_could_not_rest_is_said_behind_the_reason_with_why(waived, words):
    assert sentence({"code": "by_hand", "village_rest_waived": waived}) == f"Dipilih petugas. {words}"
    assert sentence({"village_rest_waived": waived}) == words


def test_of_a_village_that_packing_put_forward_it_is_said_once_why():
    reason = {"code": "never", "because": "packing", "forward": FORWARD, "village_rest_waived": "packing"}
    assert sentence(reason) == f"Belum pernah menerima. {AHEAD} Desanya baru didatangi."


def test_a_village_that_rests_not_is_not_spoken_of():
    assert sentence({"code": "by_hand", "village_rest_waived": False}) == "Dipilih petugas."


@pytest.mark.parametrize(("why", "words"), [("not_home", " (tidak di rumah)"), ("", "")])
def test_of_who_was_taken_out_the_miss_is_told_and_not_that_it_comes_first(why, words):
    reason = {"code": "missed", "on": "2025-02-24", "why": why}
    assert fact(reason, on=datetime.date(2025, 3, 21)) == f"Terlewat 24 Februari 2025{words}."
    assert sentence(reason) == f"Terlewat 24 Februari 2025{words}. Didahulukan."


def test_a_reason_is_said_in_the_language_of_the_moment():
    with translation.override("en"):
        assert sentence({"code": "by_hand"}) == "Chosen by hand."


def test_who_refused_or_moved_away_does_not_come_first_next_time():
    at_fault = {MissedReason.REFUSED, MissedReason.MOVED, MissedReason.RELEASED, MissedReason.OWN_DOING}
    assert set(MissedReason) - set(NO_FAULT) == at_fault
