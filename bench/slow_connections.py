"""Who still gets a page while others hold their connections open: the web server alone, and behind nginx.

    python -m bench.slow_connections [--connections 24] [--workers 2]

The connections say nothing, or send a byte each second of a request's headers or of a form, or read a byte each second
of an answer; one that is closed is opened again. Meanwhile somebody opens the sign-in page. nginx runs with
docs/nginx/peduli-server.conf; without nginx on this machine only the rest is measured.
"""

import argparse
import contextlib
import http.client
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.generate import Wanted, prepare

PAGE = "/akun/masuk/"
PAGES = 10
PATIENCE = 5  # seconds for one page
BYTE_EVERY = 1  # second
SETTLE_SECONDS = 3  # until the slow connections are all in place
SERVER_CONF = Path(__file__).resolve().parent.parent / "docs" / "nginx" / "peduli-server.conf"
HEAD = b"Host: 127.0.0.1\r\nUser-Agent: slow\r\n"
FORM = (
    b"POST /akun/masuk/ HTTP/1.1\r\n"
    + HEAD
    + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)

# What each kind sends at once, then, a byte at a time, and whether it reads.
KINDS = {
    "silent": (b"", b"", False),
    "slow headers": (b"GET /akun/masuk/ HTTP/1.1\r\n" + HEAD, b"X-Slow: " + b"a" * 3000, False),
    "slow form": (FORM, b"a" * 3000, False),
    "slow reader": (b"GET %b HTTP/1.1\r\n" + HEAD + b"\r\n", b"", True),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.slow_connections", description="Measure slow connections.")
    parser.add_argument("--connections", type=int, default=24, metavar="N", help="slow ones, 24 unless told")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="of gunicorn, 2 unless told")
    options = parser.parse_args()
    prepare(Wanted(families=300, centres=5, largest=150))
    from bench.server import served

    print(f"\n{PAGES} times {PAGE}, {PATIENCE} s of patience, while {options.connections} connections are slow:\n")
    print(f"{'':30}" + "".join(f"{kind:>22}" for kind in ("none", *KINDS)))
    for name, arguments, proxied in (
        ("1 thread each (sync)", ["--worker-class", "sync"], False),
        ("4 threads each", [], False),
        ("16 threads each", ["--threads", "16"], False),
        ("4 threads each, nginx", [], True),
    ):
        if proxied and not shutil.which("nginx"):
            print(f"{name:30}  (nginx isn't installed)")
            continue
        with contextlib.ExitStack() as stack:
            port = stack.enter_context(served(workers=options.workers, arguments=arguments, quiet=True))
            port = stack.enter_context(behind_nginx(port)) if proxied else port
            results = [pages(port)]
            for kind in KINDS:
                with slow(port, kind, options.connections):
                    results.append(pages(port))
                time.sleep(SETTLE_SECONDS)
        print(f"{name:30}" + "".join(f"{result:>22}" for result in results))


def pages(port: int) -> str:
    """How many of the pages came in time, and the median of their milliseconds."""
    times = []
    for _ in range(PAGES):
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", PAGE)
            response = connection.getresponse()
            response.read()
            if response.status == 200:
                times.append(time.perf_counter() - started)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
    median = f", {statistics.median(times) * 1000:.0f} ms" if times else ""
    return f"{len(times)} of {PAGES}{median}"


@contextmanager
def slow(port: int, kind: str, count: int) -> Iterator[None]:
    """Hold so many connections of the kind open meanwhile."""
    done = threading.Event()
    connections = [Slow(port, kind) for _ in range(count)]

    def trickle() -> None:
        while not done.wait(BYTE_EVERY):
            for connection in connections:
                connection.turn()

    thread = threading.Thread(target=trickle)
    thread.start()
    time.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        done.set()
        thread.join()
        for connection in connections:
            connection.socket.close()


class Slow:
    """One slow connection, opened anew when the server closed it."""

    def __init__(self, port: int, kind: str) -> None:
        self.port = port
        self.at_once, self.bytes, self.reads = KINDS[kind]
        if self.reads:
            self.at_once = self.at_once % _largest_asset()
        self.open()

    def open(self) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.settimeout(0.05)
        self.left = iter(self.bytes)
        with contextlib.suppress(OSError):
            self.socket.connect(("127.0.0.1", self.port))
            self.socket.sendall(self.at_once)

    def turn(self) -> None:
        try:
            if self.reads:
                closed = not self.socket.recv(1)
            else:
                closed = self._closed()
                self.socket.sendall(bytes([byte]) if (byte := next(self.left, None)) is not None else b"")
        except TimeoutError:
            return
        except OSError:
            closed = True
        if closed:
            self.socket.close()
            self.open()

    def _closed(self) -> bool:
        try:
            return not self.socket.recv(4096)
        except TimeoutError:
            return False


def _largest_asset() -> bytes:
    from django.conf import settings

    file = max((f for f in settings.STATIC_ROOT.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
    return f"/static/{file.relative_to(settings.STATIC_ROOT)}".encode()


@contextmanager
def behind_nginx(port: int) -> Iterator[int]:
    """nginx on a free port, in front of the port; ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        front = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # started by root, nginx works as somebody else
        conf = Path(folder) / "nginx.conf"
        temporary = "".join(
            f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        conf.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log;"
            f"events {{ worker_connections 4096; }} http {{ access_log off; {temporary}"
            f"limit_conn_zone $binary_remote_addr zone=peduli:1m;"
            f"upstream peduli {{ server 127.0.0.1:{port}; keepalive 8; }}"
            f"server {{ listen 127.0.0.1:{front}; include {SERVER_CONF}; }} }}"
        )
        process = subprocess.Popen(["nginx", "-c", str(conf), "-e", f"{folder}/error.log"])
        try:
            time.sleep(1)
            yield front
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
