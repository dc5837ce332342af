"""What the commands over all centres share: which centres, which day, and a line of a centre without names."""

import datetime
from collections.abc import Iterable, Iterator

from django.core.management.base import CommandError, CommandParser
from django.db.models import QuerySet

from centres.models import Centre
from config.days import of_ends
from config.errors import Refused
from distributions.rounds.due import Reminder


def add_arguments(parser: CommandParser) -> None:
    """--centre and --today."""
    parser.add_argument("--centre", help="code of the only centre to do")
    parser.add_argument("--today", help="as if today were this date, 2026-11-20")


def centres_of(code: str | None) -> Iterator[Centre]:
    """All centres by their code, read in parts, or the one with the code."""
    centres: QuerySet[Centre] = Centre.objects.order_by("code")
    if code is not None:  # an empty one is a variable of a script that was not set, and means nobody
        centres = centres.filter(code=code)
        if not centres:
            raise CommandError(f"There is no centre with the code {code}.")
    return centres.iterator(chunk_size=100)


def day_of(text: str | None) -> datetime.date | None:
    """The day that was given, or None."""
    if text is None:
        return None
    try:
        today = datetime.date.fromisoformat(text)
        of_ends().require(today, field="today")
    except Refused as refused:
        raise CommandError(str(refused)) from None
    except ValueError:
        raise CommandError("--today is a date such as 2026-11-20.") from None
    return today


def in_words(reminders: Iterable[Reminder]) -> str:
    """2026-11-15: 3 families to record; 2026-12-18: to submit."""
    said = [f"{one.round.date}: {f'{one.count} ' if one.count > 1 else ''}{one.what}" for one in reminders]
    return "; ".join(said) or "nothing waits"
