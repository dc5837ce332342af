"""What tells rounds of one month apart in a list, beside their names."""

from collections.abc import Iterable

from distributions.models import Round


def by_programme(rounds: Iterable[Round]) -> bool:
    """Whether a centre has rounds of several programmes among these: two of one month are then called alike."""
    programmes: dict[int, set[int]] = {}
    for round in rounds:
        programmes.setdefault(round.centre_id, set()).add(round.programme_id)
    return any(len(found) > 1 for found in programmes.values())
