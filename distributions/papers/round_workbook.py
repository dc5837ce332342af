"""The families of a round as Excel: who was to receive, what became of it, and how much of each item it was.

It names no inmate and has no number of a person, as what circulates.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from config.long_workbook import Cell, long_workbook, total_below
from distributions.models import Recipient
from distributions.papers.round_on_paper import RoundOnPaper
from distributions.papers.wording import address
from distributions.rounds.standing import Standing, standings


def round_workbook(on_paper: RoundOnPaper, chosen: Sequence[Recipient]) -> bytes:
    """One sheet with a line for each of the ``chosen`` families and the sums, headed in the language of the screen.

    What was corrected after close stands beside what was recorded; the goods are those of the records.
    """
    items = [(line.item_id, f"{line.item_name} ({line.unit})") for line in on_paper.contents.standard]
    items += [(item.pk, f"{item.name} ({item.unit})") for item in on_paper.substitutes]
    heads = [
        (_("No."), 6), (_("Recipient"), 28), (_("Address"), 28), (_("Village"), 18), (_("District"), 18),
        (_("Persons"), 8), (_("Status"), 16), (_("Reason"), 24), (_("Correction"), 24), (_("Date"), 12),
        (_("Received by"), 18),
    ]  # fmt: skip
    keys = {one.pk for one in chosen}
    families = [one for one in on_paper.recipients if one.pk in keys]
    stands = standings(on_paper.round, families, on_paper.corrections)
    lines = [_line(on_paper, one, stands[one.pk], [pk for pk, _name in items]) for one in families]

    def sums() -> dict[int, Decimal]:
        columns = range(len(heads), len(heads) + len(items))
        return {column: sum((Decimal(str(cells[column] or 0)) for cells in lines), Decimal(0)) for column in columns}

    finish = total_below(len(heads) + len(items), sums, at=1)
    return long_workbook(_("Families"), [*heads, *((name, 14) for _pk, name in items)], lines, finish=finish)[0]


def _line(on_paper: RoundOnPaper, one: Recipient, stands: Standing, items: Sequence[int]) -> list[Cell]:
    handover = on_paper.handovers.get(one.pk)
    day: datetime.date | None = on_paper.missed_on.get(one.pk)
    if handover is not None:
        day = on_paper.round.centre.local_date(handover.handed_at)
    handed = on_paper.handed.get(one.pk, {})
    return [
        one.position, one.contact_name, address(one), one.village_name, one.district_name, one.household_size,
        stands.word, stands.why, "; ".join(f"{word}: {text}" for word, text in stands.corrected), day,
        str(handover.get_received_by_display()) if handover else "", *(handed.get(item) for item in items),
    ]  # fmt: skip
