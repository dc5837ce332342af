"""Who sends a form about what somebody else removed in that very moment reads so; whatever is locked first."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from families.models import RegisterImport
from families.register_import.importing import stage_import
from tests.families.blora import table, write_xlsx
from tests.read_page import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def staged(centre, clerk, client, tmp_path):
    client.force_login(clerk)
    path = write_xlsx(tmp_path / "r.xlsx", table({}))
    return stage_import(path, file_name="r.xlsx", centre=centre, by=clerk, now=timezone.now())


@contextmanager
def removed_before_the_lock(record) -> Iterator[None]:
    """Let somebody else remove the record when a request that has found it is about to lock it."""
    found = []

    def remove(execute, sql, params, many, context):
        if "FOR" in sql and "UPDATE" in sql and record._meta.db_table in sql and not found:
            found.append(sql)
            type(record).objects.filter(pk=record.pk).delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remove):
        yield
    assert len(found) == 1


@pytest.mark.parametrize("act", ["buang", "simpan", "kolom", "baca"])
def test_what_is_removed_before_it_is_locked_is_said_to_be_gone(client, staged, act):
    if act == "baca":
        RegisterImport.objects.filter(pk=staged.pk).update(stage=RegisterImport.Stage.TABLE)
    with removed_before_the_lock(staged):
        response = client.post(f"/keluarga/impor/{staged.pk}/{act}/", follow=True)
    said = words(response.content.decode())
    gone = "Seseorang sudah menghapus ini" in said and response.status_code == 404
    # What is read on is asked for by the page itself, and leads back to the upload.
    assert gone or (act == "baca" and "Unggah lagi berkasnya" in said)


def test_a_row_of_an_import_that_is_removed_is_said_to_be_gone(client, staged):
    row = staged.rows.get()
    with removed_before_the_lock(staged):
        response = client.post(f"/keluarga/impor/{staged.pk}/baris/{row.pk}/", {"nama": "Sri Rahayu"}, follow=True)
    assert response.status_code == 404
    assert "Seseorang sudah menghapus ini" in words(response.content.decode())
