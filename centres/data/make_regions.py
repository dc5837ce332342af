"""Make ``regions.csv.xz`` from the CSV files of the package ``idn-area-data``: ``python make_regions.py PACKAGE/data``.

One line ``code,name`` for every province, regency, district and village, in the order of the code's digits read as a
number. The same input gives the same bytes.
"""

import csv
import io
import lzma
import sys
from pathlib import Path

LEVELS = ("provinces", "regencies", "districts", "villages")


def number(code: str) -> int:
    return int(code.replace(".", ""))


def read_regions(folder: Path) -> list[tuple[str, str]]:
    """Codes and names of all levels. A name written without any capital gets one per word, like its neighbours."""
    regions = []
    for level in LEVELS:
        with (folder / f"{level}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                name = " ".join(row["name"].split())
                regions.append((row["code"], name.title() if name.islower() else name))
    return sorted(regions, key=lambda region: number(region[0]))


def main() -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(read_regions(Path(sys.argv[1])))
    packed = lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)
    Path(__file__).with_name("regions.csv.xz").write_bytes(packed)


if __name__ == "__main__":
    main()
