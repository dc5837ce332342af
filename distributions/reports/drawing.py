"""Bars and columns as pages draw them: where each part begins and how large it is, of 100."""

from collections.abc import Sequence
from dataclasses import dataclass

# A part: what it is, where it begins, and how large it is.
Drawn = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its label, its parts, and its number in words."""

    label: str
    parts: Drawn
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label in full and in short, its parts from below, its number, and all of it in words."""

    label: str
    short: str
    parts: Drawn
    text: str
    said: str


def along(parts: Sequence[tuple[str, float]], widest: float) -> Drawn:
    """The parts of a bar one after another, as shares of the widest one."""
    drawn, start = [], 0.0
    for kind, number in parts:
        if number:
            width = 100 * number / widest
            drawn.append((kind, f"{start:.2f}", f"{width:.2f}"))
            start += width
    return drawn


def upwards(parts: Sequence[tuple[str, float]], highest: float) -> Drawn:
    """The parts of a column on top of one another; an SVG counts from above."""
    drawn, top = [], 100.0
    for kind, number in parts:
        if number:
            height = 100 * number / highest
            top = max(0.0, top - height)
            drawn.append((kind, f"{top:.2f}", f"{height:.2f}"))
    return drawn
