"""What the timer does each night, over all centres in one process: ``run_due``, two months on, when no round is made.

It runs in a process of its own, whose peak of memory is then that of the command, and in one transaction that is taken
back. Each line that the command writes says that a centre is done.

Peak memory is that of the process, in MB, as the system counts it: it only grows. It is read from ``/proc``, since the
figure of ``getrusage`` begins with what the parent needed that made the data. What the first centres needed stands
beside it; a command that kept what it had done would need more with every centre.
"""

import datetime
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

# So far ahead neither this month nor the next has a round.
AHEAD = datetime.timedelta(days=62)
# Above what the first tenth of the centres needed.
GROWS_BY = 1.25
EACH = 0.25  # seconds of CPU for a centre, on average


@dataclass
class Lines:
    """Takes the lines of the command, and notes when each came and how much memory was needed by then."""

    times: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)

    def write(self, text: str) -> int:
        if text.strip():
            self.times.append(time.perf_counter())
            self.peaks.append(peak())
        return len(text)

    def flush(self) -> None:
        """A stream has it."""


def measure() -> None:
    """Run it in a process of its own, on the database that was chosen."""
    subprocess.run([sys.executable, "-m", "bench.night"], check=True)


def _run() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from distributions.models import Recipient, Round
    from families.models import Family

    lines, day = Lines(), timezone.localdate() + AHEAD
    with transaction.atomic():
        before = Round.objects.count(), Recipient.objects.count()
        started, worked = time.perf_counter(), time.process_time()
        call_command("run_due", today=day.isoformat(), stdout=lines)
        seconds, worked = time.perf_counter() - started, time.process_time() - worked
        made, recipients = Round.objects.count() - before[0], Recipient.objects.count() - before[1]
        families = Family.objects.count()
        transaction.set_rollback(True)
    print(f"\nOne night: run_due in {len(lines.times):,} centres with {families:,} families.\n")
    print(f"{made:,} rounds with {recipients:,} recipients in {seconds:.1f} s, {worked:.1f} s of CPU in the process;")
    _print(lines, started, worked)


def _print(lines: Lines, started: float, worked: float) -> None:
    centres = len(lines.times)
    each = [one - before for before, one in zip([started, *lines.times], lines.times, strict=False)]
    early, peak = lines.peaks[max(0, centres // 10 - 1)], lines.peaks[-1]
    print(f"a centre {statistics.median(each) * 1000:.0f} ms at the median, {max(each) * 1000:.0f} at most.")
    print(f"Peak memory {peak:.0f} MB; {early:.0f} MB after the first tenth of the centres.")
    missed = []
    if worked > EACH * centres:
        missed.append(f"at most {EACH} s of CPU a centre")
    if peak > early * GROWS_BY and centres >= 10:
        missed.append(f"at most {GROWS_BY} × the memory of the first tenth")
    print(f"Aims missed: {'; '.join(missed)}." if missed else "All aims are met.", flush=True)


def peak() -> float:
    """The most memory that this process needed so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    _run()
