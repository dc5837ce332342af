"""The master key on paper: printed, typed in again, and refused where a letter is wrong or the database another one."""

import io
import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from centres.encryption import KeyRefused, key_id, read_master_key
from centres.key_sheet import from_lines, in_lines
from centres.models import AccessLog
from tests.factories import CentreFactory, UserFactory
from tests.paper_files import page_texts

pytestmark = pytest.mark.django_db
KEY = bytes(range(32))


def master() -> bytes:
    return read_master_key(Path(settings.PEDULI_KEY_FILE))


def test_the_lines_of_a_key_are_read_back_however_they_are_typed():
    for key in (KEY, bytes(32), b"\xff" * 32, os.urandom(32)):
        lines = in_lines(key)
        assert [len(line.replace(" ", "")) for line in lines] == [15] * 4
        assert from_lines(lines) == key
        assert from_lines([line.lower().replace(" ", "") for line in lines]) == key
        assert from_lines(["", "-".join(lines[0].split()), *lines[1:], "  "]) == key
        assert from_lines(["".join("".join(lines).split())]) == key


@pytest.mark.parametrize("line", range(4))
def test_every_slip_of_one_letter_is_found_in_its_line(line):
    lines = in_lines(KEY)
    for place, letter in enumerate(lines[line]):
        if letter != " ":
            other = "A" if letter != "A" else "B"
            typed = [*lines]
            typed[line] = lines[line][:place] + other + lines[line][place + 1 :]
            with pytest.raises(KeyRefused, match=f"Baris {line + 1} "):
                from_lines(typed)


def test_lines_in_another_order_and_missing_ones_are_refused():
    lines = in_lines(KEY)
    with pytest.raises(KeyRefused, match="Baris 1 "):
        from_lines([lines[1], lines[0], *lines[2:]])
    for typed in (lines[:3], [*lines, lines[0]], [], ["abc"]):
        with pytest.raises(KeyRefused):
            from_lines(typed)


def test_the_sheet_has_the_lines_and_stands_in_the_log_of_every_centre(tmp_path):
    centres, by = [CentreFactory(), CentreFactory()], UserFactory()
    path = tmp_path / "kunci.pdf"
    call_command("key_sheet", str(path), "--by", by.username, stdout=StringIO())
    text = "".join(page_texts(path.read_bytes())).replace(" ", "").replace("\n", "")
    for line in in_lines(master()):
        assert line.replace(" ", "") in text
    assert key_id(master()) in text
    assert path.stat().st_mode & 0o777 == 0o600
    lines = AccessLog.objects.filter(action="print", detail="lembar-kunci", actor=by)
    assert {line.centre for line in lines} >= set(centres)
    with pytest.raises(CommandError, match="can't be written"):
        call_command("key_sheet", str(path), "--by", by.username, stdout=StringIO())
    with pytest.raises(CommandError, match="no account"):
        call_command("key_sheet", str(tmp_path / "b.pdf"), "--by", "nobody", stdout=StringIO())


def test_the_key_is_restored_from_its_lines(tmp_path, monkeypatch):
    path = tmp_path / "master.key"
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(in_lines(master()))))
    out = StringIO()
    call_command("restore_key", str(path), stdout=out)
    assert read_master_key(path) == master()
    assert f"Key {key_id(master())} was written to {path}." in out.getvalue()
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(in_lines(master()))))
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("restore_key", str(path), stdout=out)


def test_the_key_of_another_database_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "master.key"
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(in_lines(KEY))))
    with pytest.raises(CommandError):
        call_command("restore_key", str(path), stdout=StringIO())
    assert not path.exists()
