"""The families of a round with their locations."""

from collections.abc import Iterable
from typing import TypeVar

from distributions.models import Recipient, Round

Of = TypeVar("Of", bound=Recipient)


def with_stops(round: Round, recipients: Iterable[Of]) -> list[Of]:
    """These recipients of the round, each with its stop; one query beside theirs.

    A join would make a stop for each of them: in a round of thousands that takes longer than the query.
    """
    stops = round.stops.in_bulk()
    found = list(recipients)
    for recipient in found:
        recipient.stop = stops[recipient.stop_id]
    return found
