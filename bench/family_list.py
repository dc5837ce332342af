"""The family list of the largest centre over HTTP, against what it can't be quicker than and against the stock admin.

The floor of a page is what it would cost to fetch its rows by hand and to show them for nothing: the time of the same
authenticated view for a centre without families, plus the time of plain SQL for the page's rows. All requests and
statements are made in turn, so that whatever else the machine does falls on all alike; medians are compared.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench.centres import ADMIN, EMPTY
from bench.server import Browser, served
from distributions.overview.family_story import last_months

WARM_UP = 4
ADMIN_EVERY = 4  # turns: it takes seconds
DEPTH = 0.9  # of the eligible, with whom the list begins, stand before the deep page
COMMON_WORD = "siti"
KILOBYTE = 1000

ROWS = """
    SELECT f.id, contact.name, tie.relation, f.household_size, v.name, d.name, f.eligibility, f.surveyed_on,
           f.eligible_until, f.last_aid_on
      FROM (SELECT * FROM families_family
             WHERE centre_id = %(centre)s AND merged_into_id IS NULL AND eligibility <> 'ended' {narrowed}
             ORDER BY {rank}, last_aid_on NULLS FIRST, id LIMIT 26) f
      JOIN centres_region v ON v.id = f.village_id
      JOIN centres_region d ON d.id = v.parent_id
      LEFT JOIN families_member contact ON contact.family_id = f.id AND contact.is_contact
      LEFT JOIN LATERAL (SELECT relation FROM families_familyinmate WHERE family_id = f.id
                          ORDER BY id LIMIT 1) tie ON true
     ORDER BY {rank}, f.last_aid_on NULLS FIRST, f.id
"""
RANK = "CASE WHEN eligibility = 'eligible' THEN 0 ELSE 1 END"
TRAIL = """
    SELECT p.family_id, r.month, p.state
      FROM distributions_recipient p JOIN distributions_round r ON r.id = p.round_id
     WHERE p.family_id = ANY(%(families)s) AND r.month >= %(since)s AND r.state <> 'cancelled'
"""
AFTER = f"AND {RANK} = 0 AND last_aid_on IS NOT NULL AND (last_aid_on, id) > (%(date)s, %(id)s)"
FOUND = "AND search @@ to_tsquery('simple', %(words)s)"


@dataclass(frozen=True)
class Case:
    """A page of the list, its rows by plain SQL, and the same page of the admin."""

    title: str
    query: str
    sql: str
    parameters: dict[str, Any]
    admin_query: str


@dataclass(frozen=True)
class Figures:
    """Medians in seconds, and the page's size in bytes."""

    page: float
    rows: float
    empty: float
    admin: float
    admin_of_centre: float
    compressed: int
    admin_compressed: int

    @property
    def above_floor(self) -> float:
        return self.page / (self.empty + self.rows)

    @property
    def faster(self) -> float:
        return self.admin / self.page


def measure(*, requests: int, workers: int) -> None:
    """Print the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.code, count(*) FROM families_family f JOIN centres_centre c ON c.id = f.centre_id"
            " WHERE f.merged_into_id IS NULL AND f.eligibility <> 'ended'"
            " GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1"
        )
        centre, code, count = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM families_family")
        (country,) = cursor.fetchone()
        cases = _cases(cursor, centre)
    print(f"\nThe list of the largest centre: {count:,} active families of {country:,} in the country.")
    print(
        f"{requests} requests of each kind in turn ({-(-requests // ADMIN_EVERY)} of the admin's),"
        f" {workers} worker(s); medians.\n",
        flush=True,
    )
    with served(workers=workers) as port:
        browsers = [Browser(port, username) for username in (code, EMPTY, ADMIN)]
        figures = _figures(cases, browsers, requests)
        weight, files = browsers[0].first_load(reverse("distributions:families"))
    _print(figures, weight, files)


def _cases(cursor: Any, centre: int) -> list[Case]:
    cursor.execute(
        "SELECT count(*) FROM families_family"
        " WHERE centre_id = %s AND merged_into_id IS NULL AND eligibility = 'eligible'",
        [centre],
    )
    deep = int(cursor.fetchone()[0] * DEPTH)
    cursor.execute(
        "SELECT last_aid_on, id FROM families_family"
        " WHERE centre_id = %s AND merged_into_id IS NULL AND eligibility = 'eligible'"
        " ORDER BY last_aid_on NULLS FIRST, id OFFSET %s LIMIT 1",
        [centre, deep],
    )
    date, pk = cursor.fetchone()
    cursor.execute(
        "SELECT name FROM families_member WHERE centre_id = %s AND is_contact ORDER BY id OFFSET %s LIMIT 1",
        [centre, deep],
    )
    (name,) = cursor.fetchone()
    words = " & ".join(f"{word}:*" for word in name.split())
    own = {"centre": centre}
    return [
        Case("first page", "", ROWS.format(rank=RANK, narrowed=""), own, ""),
        Case(
            f"deep page, from the {deep:,}th",
            f"?sesudah=0~{date}~{pk}",
            ROWS.format(rank=RANK, narrowed=AFTER),
            own | {"date": date, "id": pk},
            f"?p={deep // 25 + 1}",
        ),
        Case(
            "search, common name",
            f"?q={COMMON_WORD}",
            ROWS.format(rank=RANK, narrowed=FOUND),
            own | {"words": f"{COMMON_WORD}:*"},
            f"?q={COMMON_WORD}",
        ),
        Case(
            "search, one person",
            f"?q={quote(name)}",
            ROWS.format(rank=RANK, narrowed=FOUND),
            own | {"words": words},
            f"?q={quote(name)}",
        ),
    ]


def _figures(cases: list[Case], browsers: list[Browser], requests: int) -> dict[str, Figures]:
    ours, empty, admin = browsers
    path = reverse("distributions:families")
    admins = [reverse(f"{site}:families_family_changelist") for site in ("bench_admin", "bench_admin_of_centre")]
    times: dict[tuple[str, str], list[float]] = {}
    sizes: dict[tuple[str, str], int] = {}

    def note(case: Case, kind: str, act: Callable[[], Any]) -> None:
        started = time.perf_counter()
        answer = act()
        seconds = getattr(answer, "seconds", time.perf_counter() - started)
        times.setdefault((case.title, kind), []).append(seconds)
        sizes[case.title, kind] = getattr(answer, "compressed", 0)

    for turn in range(requests + WARM_UP):
        if turn == WARM_UP:
            times.clear()
        for case in cases:
            note(case, "empty", lambda: empty.get(path))
            note(case, "page", lambda case=case: ours.get(path + case.query))
            note(case, "rows", lambda case=case: _rows(case))
            if turn % ADMIN_EVERY:
                continue
            for kind, address in zip(("admin", "admin_of_centre"), admins, strict=True):
                note(case, kind, lambda case=case, address=address: admin.get(address + case.admin_query))
    return {
        case.title: Figures(
            **{
                kind: statistics.median(times[case.title, kind])
                for kind in ("page", "rows", "empty", "admin", "admin_of_centre")
            },
            compressed=sizes[case.title, "page"],
            admin_compressed=sizes[case.title, "admin"],
        )
        for case in cases
    }


def _rows(case: Case) -> None:
    """The rows that a page shows, by two statements of plain SQL on a connection that is open."""
    cursor = connection.connection.cursor()
    families = [row[0] for row in cursor.execute(case.sql, case.parameters).fetchall()]
    since = last_months(timezone.localdate())[0]
    cursor.execute(TRAIL, {"families": families, "since": since}).fetchall()


def _print(figures: dict[str, Figures], weight: int, files: int) -> None:
    head = ("", "ours", "empty view", "SQL of rows", "× floor", "admin", "× ours", "admin of centre", "× ours", "HTML")
    table = [head]
    for title, one in figures.items():
        table.append((
            title, _ms(one.page), _ms(one.empty), _ms(one.rows), f"{one.above_floor:.1f}", _ms(one.admin),
            f"{one.faster:.1f}", _ms(one.admin_of_centre), f"{one.admin_of_centre / one.page:.1f}", _kb(one.compressed),
        ))  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        print("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)))
    first, deep = list(figures.values())[:2]
    ratio = deep.page / first.page
    print(
        f"\nfirst page {first.above_floor:.1f} × floor, {first.faster:.1f} × faster than the admin; "
        f"deep page {ratio:.2f} × first"
    )
    print(f"HTML compressed: {_kb(first.compressed)} (admin: {_kb(first.admin_compressed)})")
    print(f"first load with all assets: {_kb(weight)} in {files} files")
    aims = (
        ("at most 4 × the floor", first.above_floor <= 4),
        ("at least 8 × faster than the admin", first.faster >= 8),
        ("deep page within 1.2 × of the first", ratio <= 1.2),
        ("HTML at most 12 KB", first.compressed <= 12 * KILOBYTE),
        ("first load at most 60 KB", weight <= 60 * KILOBYTE),
    )
    missed = [text for text, met in aims if not met]
    print(f"Aims missed: {'; '.join(missed)}." if missed else "All aims are met.")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _kb(size: int) -> str:
    return f"{size / KILOBYTE:.1f} KB"
