"""``make bench``: fill the database unless it is filled, then measure hand-overs and the family list.

python -m bench [--families 30000] [--centres 60] [--largest 10000] [--seed 1] [--requests 30] [--workers 1]
                [--only handovers|list]
"""

import argparse
import dataclasses

from bench.generate import Wanted, add_arguments, prepare, wanted


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure hand-overs and the family list at national scale."
    )
    add_arguments(parser, Wanted(families=30_000, centres=0))
    parser.add_argument("--requests", type=int, default=30, metavar="N", help="of each kind, 30 unless told")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="of gunicorn, 1 unless told")
    parser.add_argument("--only", choices=("handovers", "list"), help="measure one of them; both unless told")
    options = parser.parse_args()
    want = wanted(options)
    # As many centres as the whole country has for so many families.
    want = dataclasses.replace(want, centres=want.centres or max(1, want.families * 530 // 300_000))
    prepare(want)
    from bench import family_list, handovers

    if options.only != "list":
        handovers.measure(turns=options.requests)
    if options.only != "handovers":
        family_list.measure(requests=options.requests, workers=options.workers)


if __name__ == "__main__":
    main()
