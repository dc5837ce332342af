"""How many NIKs are left for each person of a dump to somebody who has the dump and not the key.

    pg_dump … > peduli.sql; python -m bench.stolen_dump peduli.sql

A NIK is district (6), day, month and year of birth (6, with 40 added to the day of a woman) and serial number (4). What
of it the dump tells is read from the columns that hold it, also those of versions before dates of birth were sealed;
the district is taken for that of the village, as it is for most. Nothing is opened, and nothing is kept.
"""

import datetime
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

SERIALS = 9999
NULL = "\\N"


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print(told(candidates(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines())))


def told(left: list[int]) -> str:
    """The figures in a sentence."""
    if not left:
        return "No person in this dump has a NIK."
    alone = sum(count == 1 for count in left)
    middle = int(statistics.median(left))
    return f"{len(left)} people with a NIK; {alone} have one candidate left; median {middle:,}, least {min(left):,}."


def candidates(lines: Iterable[str]) -> list[int]:
    """For each person with a NIK how many numbers it may be."""
    return [_left(person) for person in rows(lines, "families_member") if person["nik_digest"] != NULL]


def _left(person: dict[str, str]) -> int:
    """Days times serials; whether it is a woman the dump tells, and where that is empty, both are possible."""
    either = 1 if person["sex"] else 2
    if person.get("birth_date", NULL) != NULL:
        days = 1
    elif person.get("birth_year", NULL) != NULL:
        year = int(person["birth_year"])
        days = (datetime.date(year + 1, 1, 1) - datetime.date(year, 1, 1)).days
    else:
        days = 100 * 365
    return either * days * (1 if person.get("nik_last4") else SERIALS)


def same_day(lines: Iterable[str]) -> Counter[str]:
    """How many people the dump says were born on one day, by the digest of that day, whichever it is."""
    people = rows(lines, "families_member")
    return Counter(person["birth_digest"] for person in people if person.get("birth_digest", NULL) != NULL)


def rows(lines: Iterable[str], table: str) -> Iterator[dict[str, str]]:
    """The rows of a table in a plain dump, by column."""
    columns: list[str] = []
    for line in lines:
        if line.startswith(f"COPY public.{table} ("):
            columns = [name.strip('" ') for name in line.partition("(")[2].partition(")")[0].split(",")]
        elif columns and line == "\\.":
            return
        elif columns:
            yield dict(zip(columns, line.split("\t"), strict=True))


if __name__ == "__main__":
    main()
