"""The embedded server as root and as an ordinary user, wherever its folder lies, and after a crash."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config import embedded_postgres
from config.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError

AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can become another user")
# A process that uses the server until its standard input ends.
USER_OF_THE_SERVER = """
import os, sys
from pathlib import Path
from config import embedded_postgres
data_dir, package, uid = sys.argv[1:]
if int(uid):
    embedded_postgres._package_folder = lambda: Path(package)  # the venv may lie in /root
    os.setgroups([]); os.setgid(int(uid)); os.setuid(int(uid))
server = embedded_postgres.EmbeddedPostgres(Path(data_dir), durable=False)
print(server.start(), flush=True)
sys.stdin.read()
server.leave()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="peduli embedded ", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder / "data", durable=False)
    yield server
    server.leave()


@pytest.fixture
def readable_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The programs where every user can read them."""
    monkeypatch.setattr(embedded_postgres, "BINARIES_CACHE", folder / "cache")
    return embedded_postgres._readable_copy(embedded_postgres._package_folder())


@pytest.fixture
def process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts another process which uses the server."""
    started: list[subprocess.Popen[str]] = []

    def start(data_dir: Path, package: Path | str = "", *, uid: int = 0) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", USER_OF_THE_SERVER, str(data_dir), str(package), str(uid)]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.communicate()


def answer(socket_folder: Path) -> int:
    with psycopg.connect(host=str(socket_folder), user="postgres", dbname="postgres") as connection:
        row = connection.execute("SELECT 42").fetchone()
    assert row is not None
    return row[0]


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.cluster / "postmaster.pid").read_text().split("\n", 1)[0])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(pid: int) -> None:
    """The file that names the server goes a moment before the server itself."""
    deadline = time.monotonic() + 20
    while is_alive(pid):
        assert time.monotonic() < deadline, "the server did not end"
        time.sleep(0.05)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_answers_in_a_folder_with_spaces_and_is_gone_after_the_last_one_left(server):
    assert answer(server.start()) == 42
    pid = postmaster(server)
    server.leave()
    wait_for_end(pid)


def test_its_folders_are_private_and_it_has_no_tcp_port(server):
    socket_folder = server.start()
    assert [mode(path) for path in (server.home, server.cluster, socket_folder)] == [0o700, 0o700, 0o700]
    with psycopg.connect(host=str(socket_folder), user="postgres", dbname="postgres") as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in ("listen_addresses", "server_encoding")]
    assert shown == [("",), ("UTF8",)]


def test_no_row_reaches_its_log(server):
    with psycopg.connect(host=str(server.start()), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE TABLE people (nik text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('3316011234567890')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('3316011234567890')")
    server.leave()
    log = (server.home / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "people" not in log
    assert "3316011234567890" not in log


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(folder):
    server = EmbeddedPostgres(folder / ("x" * 120), durable=False)
    socket_folder = server.start()
    assert answer(socket_folder) == 42
    assert not socket_folder.is_relative_to(folder)
    assert mode(socket_folder) == 0o700
    server.leave()
    assert not socket_folder.exists()


def test_the_last_of_two_processes_stops_it(server, process):
    child = process(server.home.parent)
    assert child.stdout.readline().strip() == str(server.start())
    pid = postmaster(server)
    server.leave()
    assert is_alive(pid)
    child.communicate()
    wait_for_end(pid)


def test_a_process_that_was_killed_does_not_keep_it_running(server, process):
    child = process(server.home.parent)
    child.stdout.readline()
    server.start()
    pid = postmaster(server)
    child.kill()
    child.wait()
    server.leave()
    wait_for_end(pid)


def test_a_child_of_a_fork_does_not_end_the_lease_of_its_parent(server):
    socket_folder = server.start()
    child = os.fork()
    if child == 0:
        server.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert answer(socket_folder) == 42


def test_it_recovers_after_kill_9_though_its_number_belongs_to_another_process_now(folder):
    server = EmbeddedPostgres(folder / "data")
    with psycopg.connect(host=str(server.start()), user="postgres", dbname="postgres") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    pid = postmaster(server)
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)
    stale = server.cluster / "postmaster.pid"
    stale.write_text("1\n" + stale.read_text().split("\n", 1)[1])
    with psycopg.connect(host=str(server.start()), user="postgres", dbname="postgres") as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (7,)
    server.leave()


def test_a_cluster_of_another_major_version_is_refused_untouched(server):
    server.start()
    server.leave()
    (server.cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedPostgresError) as refused:
        server.start()
    assert str(refused.value) == (
        f"{server.cluster} was made by PostgreSQL 16, but this Peduli carries PostgreSQL 18: start the former release, "
        "or restore a backup into a new DATA_DIR."
    )


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence():
    with pytest.raises(EmbeddedPostgresError, match=r"^The embedded database in /proc/x/postgres can't be used: .*\.$"):
        EmbeddedPostgres(Path("/proc/x")).start()


@needs_root
def test_root_uses_a_folder_that_the_server_cannot_reach_and_changes_no_permissions(folder):
    private = folder / "private"
    private.mkdir(0o700)
    server = EmbeddedPostgres(private / "data", durable=False)
    assert answer(server.start()) == 42
    assert server.home.stat().st_uid == pwd.getpwnam("nobody").pw_uid or server.home.owner() == "peduli"
    server.leave()
    assert mode(private) == 0o700
    assert private.stat().st_uid == 0


@needs_root
def test_root_copies_programs_that_the_server_cannot_read(server, folder, monkeypatch):
    package = embedded_postgres._package_folder()
    hidden = folder / "venv"
    hidden.mkdir(0o700)
    for name in (package.name, f"{package.name}.libs"):
        (hidden / name).symlink_to(package.with_name(name))
    monkeypatch.setattr(embedded_postgres, "_package_folder", lambda: hidden / package.name)
    monkeypatch.setattr(embedded_postgres, "BINARIES_CACHE", folder / "cache")
    assert answer(server.start()) == 42
    copy = next((folder / "cache").iterdir())
    assert mode(copy) == 0o755
    assert copy.stat().st_uid == 0


@needs_root
def test_two_ordinary_users_run_their_own_at_once_and_root_joins_one(folder, process, readable_package):
    sockets = []
    for uid in (pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("daemon").pw_uid):
        data_dir = folder / str(uid)
        data_dir.mkdir()
        os.chown(data_dir, uid, uid)
        sockets.append((data_dir, process(data_dir, readable_package, uid=uid).stdout.readline().strip()))
    assert [answer(Path(socket_folder)) for _, socket_folder in sockets] == [42, 42]
    as_root = EmbeddedPostgres(sockets[0][0])
    assert str(as_root.start()) == sockets[0][1]
    as_root.leave()
    assert answer(Path(sockets[0][1])) == 42


@needs_root
def test_the_folder_of_another_user_is_refused(server):
    server.start()
    server.leave()
    stranger = pwd.getpwnam("daemon").pw_uid
    child = subprocess.run(
        [sys.executable, "-c", USER_OF_THE_SERVER, str(server.home.parent), "", str(stranger)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert child.stderr.splitlines()[-1] == (
        f"config.embedded_postgres.EmbeddedPostgresError: {server.home} belongs to another user: start Peduli as that "
        "user, or name another folder in DATA_DIR."
    )
