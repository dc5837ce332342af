"""A register as long as is taken, read and saved as the pages do it: each part within one request.

A process of its own, whose peak of memory is that of a web process doing nothing else. Of one with as many columns as
are taken the table alone is read, which is what needs most.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.imports import smallest_centre, taken_back, write_register

ROWS = 19_999
MORE_COLUMNS = 14
LONGEST = 2.0  # seconds
PEAK = 200  # MB


def measure(*, seed: int) -> None:
    """Print how long the requests take in which a long register is read and saved, and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write_register(path, seed, ROWS)
        subprocess.run([sys.executable, "-m", "bench.long_imports", str(path)], check=True)
        write_register(path, seed, ROWS, more=MORE_COLUMNS)
        subprocess.run([sys.executable, "-m", "bench.long_imports", str(path), "table"], check=True)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - cpu


def _read_and_saved(path: Path, *, table_alone: bool) -> None:
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench.night import peak

    with taken_back():
        _play(path, table_alone=table_alone)
    print(f"Its peak of memory is {(most := peak()):.0f} MB.")
    if most > PEAK:
        print(f"Aim missed: at most {PEAK} MB.", flush=True)


def _play(path: Path, *, table_alone: bool) -> None:
    from django.utils import timezone

    from centres.models import User
    from families.models import RegisterImport
    from families.register_import.importing import Stage, confirm_part, stage_import
    from families.register_import.in_parts import read_on
    from families.views.register_parts import SAVED_AT_ONCE

    by, now, centre = User.objects.order_by("pk")[0], timezone.now(), smallest_centre()
    first = _timed(lambda: stage_import(path, file_name=path.name, centre=centre, by=by, now=now))
    staged = RegisterImport.objects.get(centre=centre, uploaded_at=now)
    if table_alone:
        _say("uploaded", [first])
        _say("looked through with all columns", [_timed(lambda: read_on(staged, now=now))])
        return
    reads, saves = [], []
    while RegisterImport.objects.filter(pk=staged.pk).exclude(stage=Stage.READY).exists():
        reads.append(_timed(lambda: read_on(staged, now=now)))
    last: list[int | None] = [0]
    while last[-1] is not None:
        after = last[-1]
        saves.append(
            _timed(
                lambda after=after: last.append(  # type: ignore[misc]
                    confirm_part(staged, after=after, at_most=SAVED_AT_ONCE, by=by, now=now)[1]
                )
            )
        )
    _say("uploaded", [first])
    _say("read", reads)
    _say("saved", saves)
    longest = max(clock for clock, _cpu in [first, *reads, *saves])
    if longest > LONGEST:
        print(f"Aim missed: no request above {LONGEST:.0f} s.", flush=True)


def _say(what: str, parts: list[tuple[float, float]]) -> None:
    clocks, cpus = zip(*parts, strict=True)
    print(
        f"{ROWS:,} rows {what} in {len(parts)} requests, {sum(clocks):.1f} s: the longest {max(clocks):.2f} s"
        f" ({max(cpus):.2f} s of the processor)."
    )


if __name__ == "__main__":
    _read_and_saved(Path(sys.argv[1]), table_alone="table" in sys.argv[2:])
