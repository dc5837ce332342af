"""``make bench``: the rotation, long papers and workbooks, then fill the database unless it is filled; rounds, pages,
hand-overs, an import, a night, duplicates, the family list.

python -m bench [--families 30000] [--centres 60] [--largest 10000] [--seed 1] [--requests 30] [--workers 1]
                [--only duplicates|handovers|imports|list|night|pages|papers|rotation|rounds|workbooks]
"""

import argparse
import dataclasses
from collections.abc import Sequence

from bench import papers, rotation, workbooks
from bench.generate import Wanted, add_arguments, prepare, wanted

# In this order; the first three need no database.
KINDS = (
    "rotation",
    "papers",
    "workbooks",
    "rounds",
    "pages",
    "handovers",
    "imports",
    "night",
    "duplicates",
    "list",
)


def main() -> None:
    options = _options()
    kinds = [options.only] if options.only else KINDS
    if "rotation" in kinds:
        rotation.measure(shapes=options.shapes, seed=options.seed)
    if "papers" in kinds:
        papers.measure()
    if "workbooks" in kinds:
        workbooks.measure()
    if not {"rotation", "papers", "workbooks"}.issuperset(kinds):
        want = wanted(options)
        # As many centres as the whole country has for so many families.
        prepare(dataclasses.replace(want, centres=want.centres or max(1, want.families * 530 // 300_000)))
        _measure_on_the_database(kinds, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure rotation, rounds, pages, hand-overs, imports, nights, the family list at national scale.",
    )
    add_arguments(parser, Wanted(families=30_000, centres=0))
    parser.add_argument("--requests", type=int, default=30, metavar="N", help="of each kind, 30 unless told")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="of gunicorn, 1 unless told")
    parser.add_argument("--shapes", type=int, default=2_400, metavar="N", help="of the rotation, 2,400 unless told")
    parser.add_argument("--only", choices=sorted(KINDS), help="measure one of them; all unless told")
    return parser.parse_args()


def _measure_on_the_database(kinds: Sequence[str], options: argparse.Namespace) -> None:
    # Models can be read once Django is set up, which ``prepare`` does.
    from bench import duplicates, family_list, handovers, imports, long_imports, night, pages, rounds

    if "rounds" in kinds:
        rounds.measure()
    if "pages" in kinds:
        pages.measure(requests=options.requests)
    if "handovers" in kinds:
        handovers.measure(turns=options.requests)
    if "imports" in kinds:
        imports.measure(seed=options.seed)
        long_imports.measure(seed=options.seed)
    if "night" in kinds:
        night.measure()
    if "duplicates" in kinds:
        duplicates.measure()
    if "list" in kinds:
        family_list.measure(requests=options.requests, workers=options.workers)


if __name__ == "__main__":
    main()
