"""How operations are written: read from the source of the four rooms, where no call could show it."""

import ast
from pathlib import Path

ROOMS = ("centres", "families", "aid", "distributions")
ROOT = Path(__file__).resolve().parent.parent


def test_every_operation_uses_the_by_and_the_now_that_it_takes():
    """Who acts stands in the history by itself; an operation takes ``by`` when it writes or checks it."""
    ignored = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} ignores {name}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef) and not _only_says_what_it_takes(function)
        for name in sorted(_taken(function) & {"by", "now"} - _used(function))
    ]
    assert ignored == []


def test_every_function_of_the_rotation_is_short_enough_to_read():
    long = [
        f"{path.name}: {node.name}"
        for path in (ROOT / "distributions" / "rotation").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def _only_says_what_it_takes(function: ast.FunctionDef) -> bool:
    """Whether it is a line of a protocol, without anything to do."""
    return ast.unparse(function.body[-1]) == "..."


def _taken(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}


def _used(function: ast.FunctionDef) -> set[str]:
    return {node.id for line in function.body for node in ast.walk(line) if isinstance(node, ast.Name)}
