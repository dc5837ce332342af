"""Why a family was chosen or waits, in words."""

import pytest
from django.utils import translation

from distributions.models import NO_FAULT, MissedReason
from distributions.rotation.reasons import sentence

WAIVED = "Desanya baru didatangi; tidak ada keluarga lain yang lebih lama menunggu."


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
        ({"code": "longest_wait", "last": "2024-01-02"}, "Terakhir menerima 2 Januari 2024, menunggu paling lama."),
        ({"code": "longest_wait"}, "Menunggu paling lama."),
        ({"code": "by_hand"}, "Dipilih petugas."),
        (
            {"code": "rest", "last": "2024-10-18", "until": "2024-12-01"},
            "Menerima 18 Oktober 2024; boleh menerima lagi mulai Desember 2024.",
        ),
        (
            {"code": "queue", "place": 3, "turn": "2025-01-01"},
            "Belum pernah menerima; urutan ke-3, perkiraan giliran Januari 2025.",
        ),
        (
            {"code": "queue", "place": 3, "turn": "2025-01-01", "last": "2024-03-04"},
            "Terakhir menerima 4 Maret 2024; urutan ke-3, perkiraan giliran Januari 2025.",
        ),
        ({"code": "unheard_of"}, ""),
        ({}, ""),
    ],
)
def test_every_reason_is_one_sentence_to_which_the_coordinator_adds(reason, words):
    assert sentence(reason) == words
    assert sentence(reason, hand_reason="Searah.") == f"{words} Searah.".strip()
    assert sentence(reason, hand_reason="Searah") == f"{words} Searah.".strip()


def test_a_village_that_could_not_rest_is_said_behind_the_reason():
    assert sentence({"code": "by_hand", "village_rest_waived": True}) == f"Dipilih petugas. {WAIVED}"
    assert sentence({"village_rest_waived": True}) == WAIVED
    assert sentence({"code": "by_hand", "village_rest_waived": False}) == "Dipilih petugas."


def test_a_reason_is_said_in_the_language_of_the_moment():
    with translation.override("en"):
        assert sentence({"code": "by_hand"}) == "Chosen by hand."


def test_who_refused_or_moved_away_does_not_come_first_next_time():
    at_fault = {MissedReason.REFUSED, MissedReason.MOVED, MissedReason.RELEASED, MissedReason.OWN_DOING}
    assert set(MissedReason) - set(NO_FAULT) == at_fault
