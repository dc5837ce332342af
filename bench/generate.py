"""Fill a database of the benchmark's own with fictional centres and families in the country's real villages.

    python -m bench.generate [--families 300000] [--centres 530] [--largest 10000] [--seed 1]

Each number of families has an embedded database of its own under ``build/bench`` (or ``BENCH_DATA_DIR``;
``BENCH_DATABASE_URL`` names another server). What is there already is kept. A database with a centre that the generator
did not make is refused.
"""

import argparse
import datetime
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

BUILD = Path(__file__).resolve().parent.parent / "build" / "bench"


@dataclass(frozen=True)
class Wanted:
    """How large a country to make."""

    families: int = 300_000
    centres: int = 530
    largest: int = 10_000
    seed: int = 1

    @property
    def name(self) -> str:
        """The folder of its database."""
        return f"{self.families}-in-{self.centres}-largest-{self.largest}-seed-{self.seed}"


def add_arguments(parser: argparse.ArgumentParser, default: Wanted) -> None:
    for name in ("families", "centres", "largest", "seed"):
        value = getattr(default, name)
        parser.add_argument(f"--{name}", type=int, default=value, metavar="N", help=f"{value:,} unless told")


def wanted(options: argparse.Namespace) -> Wanted:
    return Wanted(options.families, options.centres, options.largest, options.seed)


def prepare(want: Wanted) -> None:
    """Choose the database, bring it up to date, and fill it unless it is filled; ends with a sentence when it can't."""
    os.environ.setdefault("BENCH_DATA_DIR", str(BUILD / want.name))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.db import connection

    from centres.history import acting_as
    from config import run
    from config.database import as_owner

    # Before anything is migrated: the address may name a real installation by mistake.
    with as_owner() as owner:
        refuse_foreign(owner)
    run.prepare(example=False)
    with acting_as("bench"), as_owner() as owner:
        if found := _made(owner):
            _keep(found, want)
        else:
            fill(owner, want, today=timezone.localdate(), say=_say)
    connection.close()


def refuse_foreign(connection: Any) -> None:
    """End the process with a sentence when the database holds a centre that is not the generator's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.centres_centre')")
        if cursor.fetchone() == (None,):
            return
        cursor.execute("SELECT count(*) FROM centres_centre WHERE code NOT LIKE 'bench-%'")
        if cursor.fetchone()[0]:
            raise SystemExit(
                "This database holds centres that the benchmark did not make, so it may be a real one: nothing was "
                "changed. Name another in BENCH_DATABASE_URL or BENCH_DATA_DIR, or neither."
            )


def fill(connection: Any, want: Wanted, *, today: datetime.date, say: Callable[[str], None]) -> dict[str, int]:
    """Make everything in one transaction of the owner; returns how many rows of what, by name."""
    from django.db import transaction

    from bench import centres, loading, months, people, register
    from families.models import Family

    random = Random(want.seed)
    started = time.monotonic()
    begin = (today - datetime.timedelta(days=months.MONTHS * 31)).replace(day=1)
    refuse_foreign(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor, loading.bulk_load(cursor):
        villages, of_regency, regencies = centres.places(cursor)
        sizes = people.sizes(want.families, want.centres, want.largest)
        found = centres.make_centres(cursor, random, sizes, of_regency, regencies)
        centres.make_people_and_goods(cursor, random, found, begin=begin)
        slots = register.slots(random, found, begin=begin, today=today, first=loading.first_free(cursor, Family))
        rounds = months.choose(random, found, slots, today=today)
        writer = register.Writer(cursor, random, villages)
        for start in range(0, len(slots), register.CHUNK):
            writer.write(slots[start : start + register.CHUNK])
            say(f"{writer.count[Family]:,} families after {time.monotonic() - started:.0f} s")
        writer.finish()
        recipients = months.write_months(cursor, rounds, today=today)
        say(f"{len(rounds):,} rounds after {time.monotonic() - started:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    made = {"centres": len(sizes), "rounds": len(rounds), "recipients": recipients}
    made |= {str(model._meta.verbose_name): count for model, count in writer.count.items()}
    say(", ".join(f"{count:,} × {name}" for name, count in made.items()) + f": {time.monotonic() - started:.0f} s")
    return made


def _made(connection: Any) -> tuple[int, int] | None:
    """How many families and centres were made before, None when the database is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM families_family), count(*) - 1 FROM centres_centre")
        families, centres = cursor.fetchone()
        return (families, centres) if centres >= 0 else None


def _keep(found: tuple[int, int], want: Wanted) -> None:
    if found != (want.families, want.centres):
        raise SystemExit(f"This database holds {found[0]:,} families in {found[1]:,} centres already: name another.")
    _say(f"{found[0]:,} families in {found[1]:,} centres are there already.")


def _say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description="Make a country to measure with.")
    add_arguments(parser, Wanted())
    prepare(wanted(parser.parse_args()))


if __name__ == "__main__":
    main()
