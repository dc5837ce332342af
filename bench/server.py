"""The real application under gunicorn for the time of a measurement, and a browser's connection to it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.test import Client

from centres.models import User

START_SECONDS = 60
PATIENCE = 2  # seconds without use, after which the server may close a connection at any moment
ASSET = re.compile(r"""(?:href|src)="(/static/[^"#]+)|url\(["']?([^"')#]+)""")


@contextmanager
def served(*, workers: int, arguments: Sequence[str] = (), quiet: bool = False) -> Iterator[int]:
    """Serve as ``make serve`` does, but for gunicorn's ``arguments``, on a free port, which is what one gets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PORT": str(port),
        "WEB_WORKERS": str(workers),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", *arguments]
    process = subprocess.Popen(
        command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL if quiet else None
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server did not start.")


@dataclass(frozen=True)
class Answer:
    """What came over the wire: ``weight`` is headers and body in bytes, ``html`` the body before compression."""

    seconds: float
    compressed: int
    weight: int
    body: bytes


class Browser:
    """A kept-alive connection of a signed-in user."""

    def __init__(self, port: int, username: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.used_at = 0.0
        client = Client()
        client.force_login(User.objects.get(username=username))
        name = settings.SESSION_COOKIE_NAME
        self.headers = {"Cookie": f"{name}={client.cookies[name].value}", "Accept-Encoding": "gzip"}

    def get(self, path: str, *, compressed: bool = True) -> Answer:
        """Fetch a page; anything but 200 ends the process, because its time would mean nothing."""
        if time.monotonic() - self.used_at > PATIENCE:
            self.connection.close()
        if self.connection.sock is None:
            self.connection.connect()
        headers = self.headers if compressed else self.headers | {"Accept-Encoding": "identity"}
        started = time.perf_counter()
        self.connection.request("GET", path, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - started
        self.used_at = time.monotonic()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}.")
        return Answer(seconds, len(body), len(body) + len(bytes(response.msg)), body)

    def first_load(self, path: str) -> tuple[int, int]:
        """Bytes over the wire of a page with everything that it refers to, and how many files that is."""
        weights = {path: self.get(path).weight}
        waiting = [(path, self.get(path, compressed=False).body)]
        while waiting:
            base, body = waiting.pop()
            for page_asset, style_asset in ASSET.findall(body.decode()):
                asset = urljoin(base, page_asset or style_asset)
                if asset in weights or asset.startswith("data:"):
                    continue
                weights[asset] = self.get(asset).weight
                if asset.endswith(".css"):
                    waiting.append((asset, self.get(asset, compressed=False).body))
        return sum(weights.values()), len(weights)
