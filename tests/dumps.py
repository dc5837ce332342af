"""What somebody holds who stole a dump, the data directory or the logs, without the master key."""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection

from config.embedded_postgres import program_path

MONTHS = [
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
]  # fmt: skip


def dump() -> str:
    """The whole database as pg_dump writes it, and what its sessions hold, which is packed there."""
    login = connection.server.login("owner")
    command = [str(program_path("pg_dump")), "-h", login["host"], "-U", login["user"], connection.settings_dict["NAME"]]
    password = {"PGPASSWORD": login.get("password", "")}
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | password)
    assert made.returncode == 0, made.stderr
    return made.stdout + "\n".join(str(session.get_decoded()) for session in Session.objects.order_by("pk"))


def texts_in(dump: str) -> set[str]:
    """What stands in the columns of text of a dump. A key or a year that is the same four digits tells nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        texts = set(cursor.fetchall())
    found: set[str] = set()
    for table, columns, rows in re.findall(
        r"^COPY public\.(\w+) \(([^)]*)\) FROM stdin;\n(.*?)^\\\.$", dump, re.M | re.S
    ):
        names = [name.strip('"') for name in columns.split(", ")]
        wanted = [place for place, name in enumerate(names) if (table, name) in texts]
        for row in rows.splitlines():
            cells = row.split("\t")
            found |= {cells[place] for place in wanted}
    return found


def files_under(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def spellings(day: date) -> set[str]:
    """A day as people, files and computers write it."""
    short, year = f"{day.year % 100:02}", day.year
    separated = {
        f"{first}{sign}{second}{sign}{last}"
        for sign in "-/. "
        for first, second, last in (
            (f"{day:%d}", f"{day:%m}", year),
            (day.day, day.month, year),
            (f"{day:%d}", f"{day:%m}", short),
            (year, f"{day:%m}", f"{day:%d}"),
        )
    }
    names = {MONTHS[day.month - 1], MONTHS[day.month - 1][:3], f"{day:%B}", f"{day:%b}"}
    named = {f"{which}{sign}{name}{sign}{year}" for which in (f"{day:%d}", day.day) for name in names for sign in " -"}
    return separated | named | {f"{day:%d%m%Y}", f"{day:%Y%m%d}"}


def found_in(text: str, secrets: Iterable[str]) -> set[str]:
    """Those of the secrets that stand in a text by themselves, also as the hexadecimal digits of their letters."""
    wanted = set(secrets)
    by_hex = {secret.encode().hex(): secret for secret in wanted if len(secret) >= 8}
    pattern = "|".join(sorted(map(re.escape, wanted), key=len, reverse=True))
    alone = set(re.findall(rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9A-Za-z])", text, re.IGNORECASE))
    hidden = set(re.findall("|".join(by_hex), text)) if by_hex else set()
    return alone | {by_hex[code] for code in hidden}


def numbers_in(content: bytes, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers whose digits stand in a file, whatever it is; quick, for files of hundreds of megabytes."""
    runs = b" ".join(set(re.findall(rb"\d{9,}", content))).decode()
    return {number for number in numbers if number.isdigit() and number in runs}
