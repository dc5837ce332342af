"""A register of 100,000 families as Excel, against XlsxWriter alone on the same rows.

Each is made in a process of its own; memory is the peak of that process. XlsxWriter alone is measured as it keeps cells
in memory, and as it writes them to a temporary file, which is no way for people's data. It needs no database.
"""

import datetime
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

ROWS = 100_000
RATIO = 1.5
PEAK = 200
HEADS = [(f"Kolom {number}", 18) for number in range(1, 17)]


def measure() -> None:
    """Print the figures, and whether they are as they should be."""
    print(f"{ROWS:,} rows of {len(HEADS)} cells as Excel.\n")
    told = {who: _in_a_process(who) for who in MAKERS}
    for who, (seconds, peak) in told.items():
        print(f"{who:>22} {seconds:>7.1f} s {peak:>6.0f} MB")
    alone = min(told[who][0] for who in MAKERS if who != OURS)
    ratio, peak = told[OURS][0] / alone, told[OURS][1]
    good = "" if ratio <= RATIO and peak <= PEAK else "  (above the aim)"
    print(f"\n{ratio:.2f} × XlsxWriter alone{good}; aim: at most {RATIO} ×, at most {PEAK} MB")


def _in_a_process(who: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-m", "bench.workbooks", who], check=True, stdout=subprocess.PIPE, text=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def _rows() -> Iterator[list[Any]]:
    day = datetime.date(2024, 11, 15)
    for number in range(ROWS):
        yield [
            f"Sri Wahyuni {number}", "istri", 34, "Parmin Santosa", f"B.IIa {number}/2024", "Jalan Pemuda 12",
            "002/005", "Krajan", "Kamolan", "Blora", 3, "Layak", 55, day, day, "",
        ]  # fmt: skip


def _ours() -> None:
    from config.long_workbook import long_workbook

    long_workbook("Keluarga", HEADS, _rows())


def _alone(**options: bool) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(io.BytesIO(), options | {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Keluarga")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for column, (head, width) in enumerate(HEADS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, head)
        for line, row in enumerate(_rows(), 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_datetime(line, column, datetime.datetime.combine(cell, datetime.time()), day)


OURS = "ours"
MAKERS: dict[str, Callable[[], None]] = {
    OURS: _ours,
    "XlsxWriter, in memory": lambda: _alone(in_memory=True),
    "XlsxWriter, in a file": lambda: _alone(constant_memory=True),
}


def _run(who: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.without_database"
    begun = time.perf_counter()
    MAKERS[who]()
    print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    _run(sys.argv[1])
