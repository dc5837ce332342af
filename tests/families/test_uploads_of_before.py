"""What was uploaded, and kept otherwise, before Peduli was brought up to date is said to be so; it can be removed."""

import json
import zlib
from base64 import b64encode

import pytest
from django.utils import timezone

from centres.encryption import seal
from families.inmate_lists import keeping
from families.inmate_lists.keeping import compare_list
from families.models import InmateList, RegisterImport
from families.register_import.importing import stage_import
from families.register_import.in_parts import read_on
from families.register_import.staged_rows import PART, SOURCE, bound_to, cells_of
from tests.factories import FamilyFactory, FamilyInmateFactory, InmateFactory
from tests.families.blora import table, write_xlsx
from tests.read_page import words

SAID = "Berkas ini diunggah sebelum Peduli diperbarui. Unggah sekali lagi."
PEOPLE = (
    {},
    {"Nama Penerima": "Wagiyem", "NIK": "3316016012689567", "No. KK": "3316062309209374", "Nama WBP": "Kasno"},
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def begun(centre, clerk, tmp_path):
    """An import of two families, so many of which are read at once."""

    def _begun(at_once):
        path = write_xlsx(tmp_path / "r.xlsx", table(*PEOPLE))
        return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=timezone.now(), at_once=at_once)

    return _begun


def without_lines(cells):
    return b64encode(zlib.compress(json.dumps(cells, separators=(",", ":")).encode(), 1)).decode()


def kept_as_before(staged):
    """The same import as its file, and its rows that wait, were kept once: in one piece of JSON each."""
    whose = bound_to(staged.centre_id, staged.pk)
    staged.source = seal(SOURCE, without_lines(cells_of(staged)), bound_to=whose)
    if staged.parts is not None:
        row = ["Data", 2, {"cells": {"nama": "Sri Astuti – Bu"}, "extras": {}, "repeated": [], "accepted": []}]
        staged.parts = [seal(PART, json.dumps([row], ensure_ascii=False), bound_to=whose) for _part in staged.parts]
    staged.save(update_fields=["source", "parts"])


@pytest.mark.parametrize("steps", [pytest.param(0, id="no-table-yet"), pytest.param(1, id="rows-that-wait")])
def test_a_file_that_was_still_to_be_read_is_dropped_and_asked_for_again(office, begun, steps):
    staged = begun(1)
    for _step in range(steps):
        staged = read_on(staged, now=timezone.now(), at_once=1)
    kept_as_before(staged)
    page = office.post(f"/keluarga/impor/{staged.pk}/baca/", follow=True)
    assert page.redirect_chain == [("/keluarga/impor/", 302)]
    assert SAID in words(page.content.decode())
    assert not RegisterImport.objects.exists()


def test_rows_that_were_read_stay_and_only_their_columns_are_asked_for_in_a_new_file(office, begun):
    staged = begun(1000)
    kept_as_before(staged)
    page = office.get(f"/keluarga/impor/{staged.pk}/kolom/", follow=True)
    assert page.redirect_chain == [(f"/keluarga/impor/{staged.pk}/", 302)]
    assert SAID in words(page.content.decode())
    assert staged.rows.count() == 2
    office.post(f"/keluarga/impor/{staged.pk}/buang/", {"version": page.context["mark"]})
    assert not RegisterImport.objects.exists()


def test_the_file_of_a_list_of_inmates_is_asked_for_again_too(office, centre, clerk, tmp_path):
    FamilyInmateFactory(centre=centre, family=FamilyFactory(centre=centre), inmate=InmateFactory(centre=centre))
    path = write_xlsx(tmp_path / "w.xlsx", [["Nama WBP", "No. Register"], ["Agus Setiawan", "B.I 1/2024"]])
    now = timezone.now()
    found = compare_list(path, centre=centre, listed_on=centre.local_date(now), by=clerk, now=now)
    found.source = seal(
        keeping.SOURCE, without_lines(keeping.cells_of(found)), bound_to=f"centre {centre.pk} list {found.pk}"
    )
    found.save(update_fields=["source"])
    page = office.get(f"/wbp/daftar/{found.pk}/kolom/", follow=True)
    assert SAID in words(page.content.decode())
    assert InmateList.objects.get() == found
