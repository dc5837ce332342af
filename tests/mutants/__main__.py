"""Run mutmut over the rules of the project and print how many mutants live; see ``run`` and docs/mutants.md."""

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

FOLDER = Path("mutants")  # mutmut's own, beside the code
MOST_ALIVE = 10  # per cent
# The names of those that were drawn, and how to ask for them (run.py).
SAMPLE = FOLDER / "sample.json"
# mutmut's exit codes of a mutant: 0 the tests passed, 5 and 33 none reaches it, None it was not tried.
ALIVE = {0, 5, 33}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument(
        "module", nargs="?", default="", help="only this folder or file, such as distributions/rotation"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--resume", action="store_true", help="go on where the last run was interrupted")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only N of them, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn")
    options = parser.parse_args()
    part = options.module.removesuffix(".py").rstrip("/")
    shutil.rmtree(FOLDER / "tests" if part or options.resume else FOLDER, ignore_errors=True)
    SAMPLE.unlink(missing_ok=True)
    wanted = {"part": part, "resume": options.resume, "sample": options.sample, "seed": options.seed}
    status = _run(wanted, options.processes)
    return status or _report(part)


def _run(wanted: dict[str, str | int], processes: int) -> int:
    """Every mutant is tried in a process of its own, on a copy of one database that stands ready."""
    django.setup()
    from django.db import connection

    from tests.databases import READY, migrated_database

    with migrated_database() as name:
        connection.close()
        # By its path, so that the package "tests" is still to be imported: mutmut runs a copy of it.
        run = Path(__file__).with_name("run.py")
        command = [sys.executable, run, "run", "--max-children", str(processes)]
        part = str(wanted["part"]).replace("/", ".")
        environment = os.environ | {READY: name, "MUTANTS_WANTED": json.dumps(wanted)}
        status = subprocess.run(command + [f"{part}.*"] * bool(part), env=environment).returncode
        if status:
            # Mostly a test that fails without a change, too, of which mutmut's own processes tell nothing.
            subprocess.run([sys.executable, "-m", "pytest", "-q", "-x", *_tests()], env=os.environ | {READY: name})
        return status


def _tests() -> list[str]:
    named = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["peduli"]["mutants"]
    return sorted({test for tests in named.values() for test in tests})


def _report(part: str) -> int:
    """Print killed, alive and total of each module and what lives; 1 when too many do."""
    drawn = set(json.loads(SAMPLE.read_text())) if SAMPLE.exists() else None
    alive, total = Counter[str](), Counter[str]()
    for file in sorted(FOLDER.rglob("*.py.meta")):
        module = str(file.relative_to(FOLDER)).removesuffix(".meta")
        if not module.startswith(part):
            continue
        for name, code in json.loads(file.read_text())["exit_code_by_key"].items():
            if drawn is not None and name not in drawn:
                continue
            total[module] += 1
            if code in ALIVE:
                alive[module] += 1
                print(f"alive: {name}")
            elif code is None:
                print(f"not tried: {name}")
                return 1
    print(f"\n{'':45}{'killed':>8}{'alive':>8}{'total':>8}")
    for module in total:
        _line(module, alive[module], total[module])
    _line("all", alive.total(), total.total())
    if drawn is not None:
        low, high = _of_all(alive.total(), total.total())
        print(f"A sample: of all of them {low:.1%} to {high:.1%} live (95 % confidence).")
    return int(alive.total() * 100 > MOST_ALIVE * total.total())


def _of_all(alive: int, tried: int) -> tuple[float, float]:
    """Between which shares of all mutants live, with 95 % confidence, when so many of a sample do (Wilson 1927)."""
    if not tried:
        return 0.0, 1.0
    z, share = 1.96, alive / tried
    middle, width = share + z * z / (2 * tried), z * math.sqrt(share * (1 - share) / tried + (z / (2 * tried)) ** 2)
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


def _line(name: str, alive: int, total: int) -> None:
    print(f"{name:45}{total - alive:>8}{alive:>8}{total:>8}{alive / max(total, 1):>8.1%}")


if __name__ == "__main__":
    sys.exit(main())
