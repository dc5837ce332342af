"""What lies in the private store and is named by no row goes; what a row names, or will name in a moment, stays."""

import hashlib
import io
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from centres import file_sweep
from centres.file_sweep import find_leftovers, sweep_files
from centres.models import StoredFile
from centres.private_files import path_of, read_bytes, store_bytes, write_whole
from tests.factories import CentreFactory, UserFactory

NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def stored(content: bytes, **whose) -> StoredFile:
    whose = whose or {"centre": CentreFactory(), "by": UserFactory()}
    return store_bytes(content, kind="proof", media_type="image/jpeg", now=NOW, **whose)


def without_row(content: bytes) -> Path:
    """Bytes that a refused form left behind."""
    path = path_of(hashlib.sha256(content).hexdigest())
    write_whole(path, content)
    return path


@pytest.fixture
def named():
    """Three files that rows name."""
    return [path_of(stored(content).sha256) for content in (b"one", b"two", b"three")]


def sweep(**options) -> list[str]:
    out = io.StringIO()
    call_command("sweep_files", stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_bytes_of_a_form_that_was_refused_go_after_an_hour_and_the_others_stay(named):
    with transaction.atomic():
        refused = path_of(stored(b"refused").sha256)
        transaction.set_rollback(True)
    assert refused.exists()

    assert sweep_files(now=NOW + timedelta(minutes=59)) == []
    assert sweep_files(now=LATER) == [refused]

    assert not refused.exists()
    assert all(path.exists() for path in named)


@pytest.mark.django_db
def test_a_draft_that_a_killed_process_left_goes_and_other_names_stay(named):
    draft = named[0].with_name(f".{named[0].name}.0123456789abcdef")
    others = [named[0].with_name("catatan.txt"), named[0].parent.parent / "README", named[0].parent.parent / "zz" / "x"]
    for path in (draft, *others):
        path.parent.mkdir(exist_ok=True)
        path.touch()

    assert sweep_files(now=NOW) == []
    assert sweep_files(now=LATER) == [draft]

    assert all(path.exists() for path in (*others, *named))


@pytest.mark.django_db
def test_nothing_outside_is_reached_through_a_link(named, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    outside = tmp_path / "elsewhere" / hashlib.sha256(b"x").hexdigest()
    outside.touch()
    named[0].with_name(outside.name).symlink_to(outside)
    (tmp_path / "files" / "ff").symlink_to(outside.parent, target_is_directory=True)

    assert sweep_files(now=LATER) == []

    assert outside.exists()


@pytest.mark.django_db
def test_the_bytes_that_one_centre_refused_and_another_stored_stay(named):
    content = b"both"
    kept = without_row(content)
    stored(content)
    assert sweep_files(now=LATER) == []
    assert kept.exists()


@pytest.mark.django_db
def test_there_is_nothing_to_sweep_before_the_first_file():
    assert sweep_files(now=LATER) == []


@pytest.mark.django_db
def test_the_command_names_them_first_and_then_removes_them(named):
    left = without_row(b"left")
    os.utime(left, (0, 0))

    assert sweep(dry_run=True) == [str(left), "1 files would be removed, 3 would stay."]
    assert left.exists()
    assert sweep() == ["1 files were removed."]
    assert not left.exists()
    assert sweep() == ["0 files were removed."]


@pytest.mark.django_db
def test_a_database_that_knows_less_than_half_of_the_files_is_doubted():
    """A backup whose files are back and whose rows are not, or DATA_DIR of another installation."""
    known = path_of(stored(b"known").sha256)
    left = [without_row(content) for content in (b"one", b"two")]
    for path in left:
        os.utime(path, (0, 0))

    with pytest.raises(CommandError, match="2 dari 3 berkas tidak dikenal basis data ini"):
        sweep()
    assert all(path.exists() for path in left)

    assert sweep(even_most=True) == ["2 files were removed."]
    assert (known.exists(), [path.exists() for path in left]) == (True, [False, False])


@pytest.mark.usefixtures("committed_db")
def test_bytes_that_are_stored_at_this_moment_stay_though_no_row_is_seen_yet(named):
    """They were left by a refused form, and somebody sends the same photo once more while the sweep runs."""
    path = without_row(b"again")
    done = threading.Event()
    removed = []

    def sweeps():
        try:
            removed.extend(sweep_files(now=LATER))
        finally:
            connection.close()
            done.set()

    with transaction.atomic():
        again = stored(b"again")
        thread = threading.Thread(target=sweeps)
        thread.start()
        assert done.wait(20)
    thread.join()

    assert (removed, path.exists()) == ([], True)
    assert StoredFile.objects.filter(pk=again.pk).exists()


@pytest.mark.usefixtures("committed_db")
def test_bytes_that_are_removed_at_this_moment_are_written_anew(named, monkeypatch):
    """Storing waits for the sweep, which has looked for a row already and found none."""
    path = without_row(b"again")
    whose = {"centre": CentreFactory(), "by": UserFactory()}
    looked, may_remove = threading.Event(), threading.Event()
    unlink = Path.unlink

    def slow(self, **options):
        looked.set()
        assert may_remove.wait(20)
        unlink(self, **options)

    def sweeps():
        try:
            with monkeypatch.context() as patch:
                patch.setattr(file_sweep.Path, "unlink", slow)
                sweep_files(now=LATER)
        finally:
            connection.close()

    def stores():
        try:
            stored(b"again", **whose)
        finally:
            connection.close()

    sweeper, storer = threading.Thread(target=sweeps), threading.Thread(target=stores)
    sweeper.start()
    assert looked.wait(20)
    try:
        storer.start()
        storer.join(1)
        assert storer.is_alive()
    finally:
        may_remove.set()
    sweeper.join()
    storer.join()

    assert read_bytes(StoredFile.objects.get(sha256=path.name)) == b"again"


@pytest.mark.usefixtures("committed_db")
def test_a_row_that_came_between_looking_and_removing_keeps_its_file(named, monkeypatch):
    path = without_row(b"again")
    found = find_leftovers(now=LATER)
    assert found.unnamed == [path]
    stored(b"again")
    monkeypatch.setattr(file_sweep, "find_leftovers", lambda now: found)

    assert sweep_files(now=LATER) == []

    assert path.exists()
