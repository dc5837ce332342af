"""``make bench``: the rotation, long papers and workbooks, then fill the database unless it is filled; rounds, pages,
hand-overs, an import, a night, duplicates, the family list.

python -m bench [--families 30000] [--centres 60] [--largest 10000] [--seed 1] [--requests 30] [--workers 1]
                [--only duplicates|handovers|imports|list|night|pages|papers|rotation|rounds|workbooks]
"""

import argparse
import dataclasses

from bench import papers, rotation, workbooks
from bench.generate import Wanted, add_arguments, prepare, wanted


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure rotation, rounds, pages, hand-overs, imports, nights, the family list at national scale.",
    )
    add_arguments(parser, Wanted(families=30_000, centres=0))
    parser.add_argument("--requests", type=int, default=30, metavar="N", help="of each kind, 30 unless told")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="of gunicorn, 1 unless told")
    parser.add_argument("--shapes", type=int, default=2_400, metavar="N", help="of the rotation, 2,400 unless told")
    parser.add_argument(
        "--only",
        choices=(
            "duplicates",
            "handovers",
            "imports",
            "list",
            "night",
            "pages",
            "papers",
            "rotation",
            "rounds",
            "workbooks",
        ),
        help="measure one of them; all unless told",
    )
    options = parser.parse_args()
    if options.only in (None, "rotation"):
        rotation.measure(shapes=options.shapes, seed=options.seed)
    if options.only in (None, "papers"):
        papers.measure()
    if options.only in (None, "workbooks"):
        workbooks.measure()
    if options.only in ("rotation", "papers", "workbooks"):
        return
    want = wanted(options)
    # As many centres as the whole country has for so many families.
    want = dataclasses.replace(want, centres=want.centres or max(1, want.families * 530 // 300_000))
    prepare(want)
    from bench import duplicates, family_list, handovers, imports, long_imports, night, pages, rounds

    if options.only in (None, "rounds"):
        rounds.measure()
    if options.only in (None, "pages"):
        pages.measure(requests=options.requests)
    if options.only in (None, "handovers"):
        handovers.measure(turns=options.requests)
    if options.only in (None, "imports"):
        imports.measure(seed=options.seed)
        long_imports.measure(seed=options.seed)
    if options.only in (None, "night"):
        night.measure()
    if options.only in (None, "duplicates"):
        duplicates.measure()
    if options.only in (None, "list"):
        family_list.measure(requests=options.requests, workers=options.workers)


if __name__ == "__main__":
    main()
