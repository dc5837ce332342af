"""What the tests of the pages of an import share: a staged sample, its page, and what the forms of its rows carry."""

from datetime import date

from django.utils import timezone

from centres.versions import NAME, mark_of, sealed
from families.register_import.deciding import row_version
from families.register_import.importing import rows_as_shown, stage_import
from tests.families.blora import DATA
from tests.read_page import words

SAMPLE = DATA / "keluarga_wbp_oktober_2024_40.xlsx"


def stage(centre, clerk, path=SAMPLE):
    return stage_import(
        path, file_name=path.name, centre=centre, as_of=date(2024, 10, 31), by=clerk, now=timezone.now()
    )


def page(client, staged, query=""):
    response = client.get(f"/keluarga/impor/{staged.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def version(row):
    """What the forms of a row carry."""
    return {NAME: sealed(row_version(row), row)}


def in_place(client, staged, row, **said):
    """What the page gets for one row, as its own script asks for it."""
    shown = {"stage": mark_of(rows_as_shown(staged), staged)}
    answer = client.post(
        f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", version(row) | shown | said, headers={"HX-Request": "1"}
    )
    assert answer.status_code == 200
    return words(answer.content.decode()), answer.content.decode()
