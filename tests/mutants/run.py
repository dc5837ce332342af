"""mutmut, fitted to this project in four ways; run by its path.

**What.** By itself it leaves decorated functions alone (3.8.1), and so every operation, for these are
``transaction.atomic``. Its way of changing needs one more step for them: the decorators stay on the function that
chooses between the original and its changed copies, and the copies go without.

**Which tests.** ``[tool.peduli.mutants]`` in pyproject.toml names for each module the tests that must notice. Of these,
mutmut takes the ones that reach the function; otherwise each mutant that lives would wait for all tests of all pages.

**In which order.** The quickest first.

**Which mutants.** Of a module named for the run those that were not tried yet, or a sample; by itself mutmut tries
again all that are named. ``MUTANTS_WANTED`` says so, from ``python -m tests.mutants``.
"""

import json
import os
import tomllib
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from random import Random
from typing import Any

import libcst
from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation import file_mutation
from mutmut.state import state
from mutmut.workers.isolation import ForkServerRunner

DECORATORS = frozenset({"transaction.atomic", "property"})
TESTS: dict[str, list[str]] = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["peduli"]["mutants"]

_skip = file_mutation.MutationVisitor._skip_node_and_children
_arrange = file_mutation.function_trampoline_arrangement
_submit = ForkServerRunner.submit
_collect = mutmut.collect_source_file_mutation_data
WANTED: dict[str, Any] = json.loads(os.environ["MUTANTS_WANTED"])


def _skip_unless_ours(visitor: file_mutation.MutationVisitor, node: libcst.CSTNode) -> bool:
    if isinstance(node, libcst.FunctionDef) and node.decorators:
        names = {libcst.Module([]).code_for_node(decorator.decorator) for decorator in node.decorators}
        if names <= DECORATORS:
            return False
    return _skip(visitor, node)


def _arrange_with_plain_copies(
    function: libcst.FunctionDef, mutants: Iterable[file_mutation.Mutation], class_name: str | None
) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any], Sequence[str]]:
    declaration, functions, assignment, names = _arrange(function, mutants, class_name)
    chooser, *copies = functions
    return declaration, [chooser, *(copy.with_changes(decorators=[]) for copy in copies)], assignment, names


def _submit_to_its_tests(runner: ForkServerRunner, mutant: str, tests: list[str], *limits: Any) -> None:
    module = mutant.rpartition(".")[0].replace(".", "/") + ".py"
    files = [test for pattern, tests in TESTS.items() if fnmatch(module, pattern) for test in tests]
    ours = [test for test in tests if test.partition("::")[0] in files]
    _submit(runner, mutant, sorted(ours, key=state().duration_by_test.__getitem__), *limits)


def _collect_wanted(*, mutant_names: Sequence[str]) -> tuple[list[Any], dict[str, Any]]:
    mutants, files = _collect(mutant_names=list(mutant_names))
    if WANTED["sample"]:
        names = sorted(name for _file, name, _code in mutants)
        drawn = Random(WANTED["seed"]).sample(names, min(WANTED["sample"], len(names)))
        Path("mutants/sample.json").write_text(json.dumps(drawn))
        mutants = [mutant for mutant in mutants if mutant[1] in drawn]
    if WANTED["resume"]:
        mutants = [mutant for mutant in mutants if mutant[2] is None]
    return mutants, files


file_mutation.MutationVisitor._skip_node_and_children = _skip_unless_ours
file_mutation.function_trampoline_arrangement = _arrange_with_plain_copies
ForkServerRunner.submit = _submit_to_its_tests
mutmut.collect_source_file_mutation_data = _collect_wanted

if __name__ == "__main__":
    config().only_mutate = list(TESTS)
    part = WANTED["part"]
    named = [tests for module, tests in TESTS.items() if module.startswith(part) or fnmatch(f"{part}.py", module)]
    config().pytest_add_cli_args_test_selection = sorted({test for tests in named for test in tests})
    mutmut.cli()
