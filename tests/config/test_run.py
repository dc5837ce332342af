"""What stands in the way of a start is said in one sentence, without a traceback; a start is clean to its end."""

import contextlib
import gc
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from config import gunicorn
from tests.config.test_embedded_postgres import wait_for_end

UNREACHABLE = "postgres://peduli:secret-word@127.0.0.1:1/peduli"


@pytest.fixture
def environment(tmp_path):
    """The environment of an installation of its own, with nothing else set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    home = {"DATA_DIR": str(tmp_path / "data"), "PEDULI_KEY_FILE": str(tmp_path / "keys" / "master.key")}
    return kept | home | {"PYTHONUNBUFFERED": "1", "PORT": str(free_port())}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(environment, *arguments, module="config.run"):
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "arguments", "sentence"),
    [
        ({"PORT": "eight"}, (), "PORT must be a number from 1 to 65535, not 'eight'."),
        ({"PORT": "70000"}, (), "PORT must be a number from 1 to 65535, not '70000'."),
        ({"TRUSTED_PROXIES": "one"}, (), "TRUSTED_PROXIES must be a whole number, such as 1."),
        ({"DATA_DIR": "/proc/none"}, (), "DATA_DIR /proc/none can't be used: No such file or directory."),
        (
            {"DATABASE_URL": "sqlite:///data"},
            (),
            "DATABASE_URL must look like postgres://user:password@host:5432/database.",
        ),
        (
            {"DATABASE_URL": UNREACHABLE},
            ("--example",),
            "The example runs in the embedded database only: unset DATABASE_URL, or unset EXAMPLE.",
        ),
        (
            {"DATABASE_URL": "postgres://peduli@localhost/peduli"},
            (),
            "DATABASE_URL has no password: write the owner's password in it, or name the application's login in "
            "DATABASE_URL and the owner's in DATABASE_OWNER_URL.",
        ),
        (
            {"DATABASE_OWNER_URL": UNREACHABLE},
            (),
            "DATABASE_OWNER_URL is set, but DATABASE_URL is not: set both, or neither.",
        ),
        (
            {"DATABASE_URL": UNREACHABLE},
            (),
            'The database of DATABASE_URL can\'t be used: connection failed: connection to server at "127.0.0.1", '
            "port 1 failed: Connection refused.",
        ),
    ],
)
def test_a_wrong_environment_gets_one_sentence(environment, changes, arguments, sentence):
    result = run(environment | changes, *arguments)
    assert (result.stderr, result.returncode) == (sentence + "\n", 1)


@pytest.mark.parametrize("workers", ["0", "-1", "two"])
def test_a_server_without_processes_gets_one_sentence(environment, workers):
    result = run(environment | {"WEB_WORKERS": workers}, module="config.gunicorn")
    assert (result.stderr, result.returncode) == ("WEB_WORKERS must be a whole number, such as 2.\n", 1)


def test_an_empty_data_dir_is_the_default_and_not_the_folder_one_stands_in(environment):
    result = subprocess.run(
        [sys.executable, "-c", "from config.settings import DATA_DIR; print(DATA_DIR)"],
        env=environment | {"DATA_DIR": "", "SECRET_KEY": "any"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stdout == f"{settings.BASE_DIR / 'data'}\n"


def test_a_port_in_use_gets_one_sentence(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        result = run(environment)
    port = environment["PORT"]
    assert result.stderr == f"Port {port} is in use: stop what uses it, or choose another with PORT=8001.\n"
    assert result.returncode == 1


def test_any_command_says_in_one_sentence_that_the_database_is_out_of_reach(environment):
    result = run(environment | {"DATABASE_URL": UNREACHABLE}, "migrate", module="manage")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "secret-word" not in result.stderr


def test_any_command_says_in_one_sentence_what_a_new_database_lacks(environment):
    result = run(environment, "schedule_rounds", module="manage")
    assert (result.stderr, result.returncode) == (
        'The database is not up to date (relation "distributions_programme" does not exist): run manage.py migrate, '
        "then manage.py load_regions.\n",
        1,
    )


@pytest.mark.long
def test_a_new_installation_is_served_and_one_ctrl_c_stops_web_server_and_database(environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        lines = iter(process.stdout.readline, "")
        address = next(match[0] for match in (re.search(r"http://127\S+", line) for line in lines) if match)
        with urllib.request.urlopen(address + "akun/masuk/", timeout=30) as response:
            assert response.status == 200
        pid_file = Path(environment["DATA_DIR"], "postgres", "cluster", "postmaster.pid")
        postmaster = int(pid_file.read_text().split("\n", 1)[0])
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(30) == 0
        assert "Traceback" not in rest
        wait_for_end(postmaster)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.stdout.close()
        process.wait()


def test_what_is_loaded_before_the_workers_begin_is_kept_from_the_garbage_collector():
    loaded, frozen = [[]], gc.get_freeze_count()
    gunicorn.when_ready(None)
    assert gc.get_freeze_count() > frozen
    assert not any(thing is loaded for thing in gc.get_objects())
