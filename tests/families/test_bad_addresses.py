"""Addresses and forms that no page of ours makes: never an error of the server."""

import pytest

from tests.factories import EligibleFamilyFactory
from tests.families.pages import form_data, signed_in

pytestmark = pytest.mark.django_db
HUGE = "9" * 20


@pytest.mark.parametrize(
    "address",
    [
        "/keluarga/?sesudah=9999-99-99~1",
        f"/keluarga/?sesudah=~{HUGE}&desa={HUGE}",
        "/keluarga/?sebelum=~1&kelayakan=x&terima=x",
        "/keluarga/?q=%00kartini",
        "/keluarga/?q='%5C%3A*%26!()",
        "/wbp/?q=%00&status=x",
        f"/wbp/?sesudah={HUGE[:18]}",
        "/wilayah/?q=%00abc",
        f"/keluarga/tambah/?wbp={HUGE}",
        "/keluarga/tambah/?wbp=%C2%B2",
    ],
)
def test_an_address_that_makes_no_sense_opens_the_page(centre, address):
    assert signed_in(centre).get(address).status_code == 200


def test_a_form_that_makes_no_sense_is_shown_again(centre):
    family = EligibleFamilyFactory(centre=centre)
    client = signed_in(centre)
    survey = {"surveyed_on": "2024-01-01", "income_per_person": "999.999.999.999", "dependants": "1", "housing": "own"}
    for address, sent, status in (
        ("/keluarga/cari/", {"q": "\0 123456789"}, 200),
        ("/wbp/cari/", {"q": "\0 123456789", "status": "x"}, 200),
        ("/keluarga/penetapan-awal/", {"families": [HUGE, "²"], "basis": "x", "decided_on": "2024-01-01"}, 200),
        ("/keluarga/tambah/", {}, 200),
        ("/keluarga/tambah/", form_data(**{"members-TOTAL_FORMS": HUGE, "contact": "88"}), 200),
        ("/keluarga/tambah/", form_data(village="\0", **{"members-0-member": HUGE, "ties-0-inmate": HUGE}), 200),
        (f"/keluarga/{family.pk}/penilaian/", survey | {"elderly": "0", "toddlers": "0"}, 200),
        (f"/keluarga/{family.pk}/tampilkan/", {"which": f"nik-{HUGE}"}, 404),
        (f"/keluarga/{family.pk}/tampilkan/", {"which": "nik-²"}, 404),
        (f"/keluarga/{HUGE}/ubah/", {}, 404),
    ):
        assert client.post(address, sent).status_code == status, (address, sent)
