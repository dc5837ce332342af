"""What pictures cost the web server: the memory of its processes while eight come at once, and the time of one.

    python -m bench.pictures [--workers 2]

The eight are WebP files of 816 bytes that unpack to 20 million pixels; the one is a phone's JPEG of 4 megapixels. Each
goes as the logo of a new letterhead to the real application under gunicorn, in a small database of the benchmark's own.
"""

import argparse
import datetime
import http.client
import io
import os
import secrets
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import uuid4

from PIL import Image

from bench.generate import Wanted, prepare
from config.form_key import FORM_KEY

AT_ONCE = 8
PHOTOS = 15
SAMPLE_SECONDS = 0.01
REST_SECONDS = 3  # after the uploads, before memory is looked at again
COORDINATOR = "bench-0001"
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pictures", description="Measure uploads of pictures.")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="of gunicorn, 2 unless told")
    options = parser.parse_args()
    prepare(Wanted(families=300, centres=5, largest=150))
    from bench.server import served

    photo, small = phone_photo(), small_file_of_many_pixels()
    with served(workers=options.workers) as port:
        upload = Uploads(port)
        upload(photo)
        seconds = statistics.median(upload(photo) for _ in range(PHOTOS))
        print(f"\nOne JPEG of 4 megapixels, {len(photo) / 1e6:.1f} MB: {seconds * 1000:.0f} ms (median of {PHOTOS}).")
        memory = Memory()
        before, _all = memory.now()
        with memory.watched(), ThreadPoolExecutor(AT_ONCE) as pool:
            times = sorted(pool.map(upload, [small] * AT_ONCE))
        time.sleep(REST_SECONDS)
        after, _all = memory.now()
    print(
        f"{AT_ONCE} WebP of {len(small)} bytes and 19.8 megapixels at once: {options.workers} worker(s) hold"
        f" {_mb(before)} before, {_mb(memory.most)} at most, {_mb(after)} afterwards;"
        f" with their children {_mb(memory.most_of_all)} at most. Answers after {times[0]:.1f} to {times[-1]:.1f} s."
    )


def small_file_of_many_pixels() -> bytes:
    """A lossless WebP of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (4400, 4500), "red").save(file, "WEBP", lossless=True)
    return file.getvalue()


def phone_photo() -> bytes:
    """A JPEG lying on its side, with as much detail as a photo has."""
    random = Random(1)
    grain = Image.frombytes("RGB", (612, 408), random.randbytes(612 * 408 * 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    grain.resize((2448, 1632), Image.Resampling.BICUBIC).save(file, "JPEG", quality=88, exif=exif)
    return file.getvalue()


class Uploads:
    """Posts letterheads, each from a day of its own, with a picture; any answer but the next page ends the process."""

    def __init__(self, port: int) -> None:
        from bench.server import Browser
        from centres.models import Letterhead

        self.port = port
        self.secret = secrets.token_hex(16)
        self.cookies = Browser(port, COORDINATOR).headers["Cookie"] + f"; peduli_csrf={self.secret}"
        taken = set(Letterhead.objects.values_list("starts_on", flat=True))
        first = datetime.date(2000, 1, 1)  # a letterhead's first possible day
        self.days = (day for day in (first + datetime.timedelta(n) for n in range(9_000)) if day not in taken)
        self.lock = threading.Lock()

    def __call__(self, picture: bytes) -> float:
        """Seconds until the answer."""
        with self.lock:
            day = next(self.days)
        fields = {
            "csrfmiddlewaretoken": self.secret,
            FORM_KEY: str(uuid4()),
            "starts_on": day.isoformat(),
            "ministry": "Kementerian",
            "centre_line": "Rutan",
            "address": "Jalan Alun-Alun 1",
        }
        body, kind = _form(fields, picture)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        started = time.perf_counter()
        connection.request("POST", "/pengaturan/kop/baru/", body, {"Cookie": self.cookies, "Content-Type": kind})
        response = connection.getresponse()
        response.read()
        seconds = time.perf_counter() - started
        connection.close()
        if response.status != 302:
            raise SystemExit(f"The letterhead was answered with {response.status}.")
        return seconds


def _form(fields: dict[str, str], picture: bytes) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    parts = [f'Content-Disposition: form-data; name="{n}"\r\n\r\n{value}'.encode() for n, value in fields.items()]
    head = 'Content-Disposition: form-data; name="picture"; filename="p"\r\nContent-Type: image/jpeg\r\n\r\n'
    parts.append(head.encode() + picture)
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return body + b"--%s--\r\n" % boundary.encode(), f"multipart/form-data; boundary={boundary}"


class Memory:
    """Resident memory of gunicorn's workers, in bytes, and of whatever they start, as /proc tells it."""

    def __init__(self) -> None:
        (master,) = (pid for pid in _children(os.getpid()) if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes())
        self.workers = _children(master)
        self.most = self.most_of_all = 0

    def now(self) -> tuple[int, int]:
        """Of the workers, and of them with their children."""
        workers = sum(map(_resident, self.workers))
        children = sum(_resident(child) for worker in self.workers for child in _children(worker))
        return workers, workers + children

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep the highest of both meanwhile."""
        done = threading.Event()

        def look() -> None:
            while not done.wait(SAMPLE_SECONDS):
                workers, everything = self.now()
                self.most, self.most_of_all = max(self.most, workers), max(self.most_of_all, everything)

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _mb(count: int) -> str:
    return f"{count / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
