"""Each act offers the reasons that it can have, and every one of them is taken."""

import pytest
from django.utils import translation

from distributions.rounds.forms import (
    CancelForm,
    FamilyForm,
    StaffChangeForm,
    StopOrderChangeForm,
    TimeChangeForm,
)
from distributions.rounds.goods_forms import SettleForm
from distributions.rounds.reserve_form import ReserveForm
from tests.factories import RoundFactory

pytestmark = pytest.mark.django_db
# Too long, and what no paper can print.
UNFIT = ("x" * 201, "\N{CJK UNIFIED IDEOGRAPH-4E2D}")


def offered(form) -> list[str]:
    return [sentence for sentence, _label in form.fields["reason"].choices]


@pytest.fixture
def forms():
    with translation.override("id"):
        return {
            "add": FamilyForm(families=[], replace=False),
            "swap": FamilyForm(families=[], replace=True),
            "reserve": ReserveForm(recipients=[]),
            "time": TimeChangeForm(),
            "staff": StaffChangeForm(round=RoundFactory()),
            "order": StopOrderChangeForm(stops={}),
            "cancel": CancelForm(),
        }


def test_who_is_added_takes_nobodys_place(forms):
    assert offered(forms["add"]) == [
        "Lebih mendesak",
        "Baru ditetapkan layak",
        "Searah dengan lokasi lain",
        "Masih ada paket",
        "Permintaan Kepala UPT",
        "other",
    ]


def test_a_swap_says_why_one_family_does_not_receive_or_another_does(forms):
    assert offered(forms["swap"]) == [
        "Tidak di rumah pada hari itu",
        "Searah dengan lokasi lain",
        "Lebih mendesak",
        "Sudah dibantu pihak lain",
        "Permintaan Kepala UPT",
        "other",
    ]


@pytest.mark.parametrize(
    ("reason", "fits"),
    [
        ("Tidak di rumah pada hari itu", True),
        ("Sudah dibantu pihak lain", True),
        ("Permintaan Kepala UPT", True),
        ("Searah dengan lokasi lain", False),
        ("Lebih mendesak", False),
    ],
)
def test_where_nobody_comes_instead_no_reason_speaks_of_them(reason, fits):
    with translation.override("id"):
        form = FamilyForm({"family": "nobody", "reason": reason}, families=[(7, "Keluarga 7")], replace=True)
        wrong = ["Tidak ada keluarga pengganti; isi alasan keluarga ini tidak menerima."]
        assert form.errors == ({} if fits else {"reason": wrong})
        (shown,) = (option for option in form["reason"] if option.data["value"] == reason)
        assert ("of-the-other" in shown.tag()) is not fits
        swap = FamilyForm({"family": "7", "reason": reason}, families=[(7, "Keluarga 7")], replace=True)
        assert swap.errors == {}


def test_a_reserve_family_is_called_because_another_does_not_receive(forms):
    assert offered(forms["reserve"]) == [
        "Tidak di rumah pada hari itu",
        "Sudah dibantu pihak lain",
        "Pindah alamat",
        "Penerima meninggal dunia",
        "WBP sudah bebas",
        "Permintaan Kepala UPT",
        "other",
    ]


def test_what_changes_the_round_alone_speaks_of_no_family(forms):
    of_a_family = {"Tidak di rumah pada hari itu", "Sudah dibantu pihak lain", "Lebih mendesak"}
    for name in ("time", "staff", "order", "cancel"):
        assert of_a_family.isdisjoint(offered(forms[name])), name
    assert "Barang belum datang" in offered(forms["time"])
    assert {"Barang belum datang", "Cuaca atau jalan"}.isdisjoint(offered(forms["staff"]))
    assert "Petugas sedang tugas lain" not in offered(forms["order"])


def test_a_reason_is_kept_in_the_language_of_the_papers():
    with translation.override("en"):
        form = FamilyForm(families=[], replace=False)
        assert form.fields["reason"].choices[1] == ("Baru ditetapkan layak", "Lately declared eligible")


@pytest.mark.parametrize("typed", UNFIT)
def test_a_reason_that_cannot_be_taken_is_not_asked_for_beside_that(typed):
    errors = CancelForm({"reason": "other", "other_reason": typed}).errors
    assert {field: len(said) for field, said in errors.items()} == {"other_reason": 1}


@pytest.mark.parametrize("typed", UNFIT)
def test_why_goods_are_gone_is_not_asked_for_beside_what_is_wrong_with_it(typed):
    said = SettleForm({"outcome": "loss", "quantity": "1", "reason": typed}, rows=[]).errors["reason"]
    assert len(said) == 1


def test_a_reason_that_is_missing_is_asked_for():
    assert CancelForm({"reason": "other"}).errors == {"other_reason": ["Tulis alasannya dengan singkat."]}
