"""What a head saw when he sent a round back, so that he reads what was changed when it is submitted again."""

from typing import Any, cast

from distributions.models import Round, RoundTransition
from distributions.rounds.proposal import Proposal, key_mark, what_changed

# What stands in it as in a proposal; of families their ids alone, since nobody changes the line: an erasure neither.
PLAIN = ("when", "packages", "contents", "source", "officials", "staff", "letterhead", "names", "route", "places")
FAMILIES = ("families", "reserve", "excluded")


def outline(seen: Proposal) -> dict[str, Any]:
    """The proposal as its line keeps it: nothing that is known of a family, but who stands where."""
    kept = {name: seen[name] for name in PLAIN}  # type: ignore[literal-required]
    return kept | {name: sorted(map(int, seen[name])) for name in FAMILIES} | {"key": key_mark()}  # type: ignore[literal-required]


def changed_since(round: Round, back: RoundTransition, now: Proposal) -> list[str] | None:
    """In sentences, what is different since it was sent ``back``; None where nobody kept what it was.

    What was reckoned under another key can't be compared.
    """
    if not back.shown or back.shown["key"] != key_mark():
        return None
    return what_changed(round, _as_proposal(round, back.shown), _as_proposal(round, outline(now)))


def _as_proposal(round: Round, kept: dict[str, Any]) -> Proposal:
    families = {name: dict.fromkeys(map(str, kept[name]), "") for name in FAMILIES}
    return cast(Proposal, kept | families | {"round": round.pk, "sent_back": None, "found": ""})
