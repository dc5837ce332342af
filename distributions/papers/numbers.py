"""The numbers of a round's documents: by the pattern of its letterhead, or left open to be written by hand."""

import datetime
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Max

from centres.paper_numbers import number_by
from distributions.models import PaperKind, PaperNumber
from distributions.papers.goods_minutes import numbered
from distributions.papers.round_on_paper import RoundOnPaper

# Any number that no other advisory lock of two numbers has as its first.
LOCK = 7_301_402


# Minutes of goods and of packages have one pattern, and so they are counted together: no number is there twice.
MINUTES = (PaperKind.BAST, PaperKind.GOODS_BAST)
COUNTED_WITH = dict.fromkeys(MINUTES, MINUTES)


@dataclass(frozen=True)
class Numbers:
    """The numbers of proposal, letter and report, of the minutes and those of the goods part by part; empty is left to
    write.
    """

    proposal: str = ""
    assignment: str = ""
    minutes: dict[int, str] = field(default_factory=dict)
    goods: dict[int, str] = field(default_factory=dict)
    report: str = ""


def numbers_of(on_paper: RoundOnPaper, *, parts: int) -> Numbers:
    """Read the numbers of the round and give those that it lacks, as of the day of its approval, or of its close.

    A document keeps its number in every later version. Numbers of a centre are given one
    after the other, so that two rounds don't count the same: under a lock of their own, the last that is taken, since
    whoever approves holds families already, which the register's lock on the centre would come before.
    """
    round, head = on_paper.round, on_paper.letterhead
    on = round.approved_on
    if head is None or on is None:
        return Numbers()
    wanted = [(PaperKind.PROPOSAL, head.proposal_number, 1, on), (PaperKind.ASSIGNMENT, head.assignment_number, 1, on)]
    wanted += [(PaperKind.BAST, head.minutes_number, part, on) for part in range(1, parts + 1)]
    wanted += [(PaperKind.GOODS_BAST, head.minutes_number, part, day or on) for part, day in numbered(on_paper)]
    if round.closed_at:
        wanted.append((PaperKind.REPORT, head.report_number, 1, round.centre.local_date(round.closed_at)))
    known = {(one.kind, one.part): one.text for one in round.paper_numbers.all()}
    lacking = [one for one in wanted if one[1] and (one[0], one[2]) not in known]
    if lacking:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, round.centre_id])
    for kind, pattern, part, day in lacking:
        known[kind, part] = _next(on_paper, kind, pattern, part, day).text
    minutes, goods = (
        {part: text for (kind, part), text in known.items() if kind == of}
        for of in (PaperKind.BAST, PaperKind.GOODS_BAST)
    )
    first = (known.get((kind, 1), "") for kind in (PaperKind.PROPOSAL, PaperKind.ASSIGNMENT, PaperKind.REPORT))
    proposal, assignment, report = first
    return Numbers(proposal, assignment, minutes, goods, report)


def _next(on_paper: RoundOnPaper, kind: PaperKind, pattern: str, part: int, on: datetime.date) -> PaperNumber:
    round = on_paper.round
    so_far = PaperNumber.objects.filter(centre=round.centre_id, kind__in=COUNTED_WITH.get(kind, (kind,)), year=on.year)
    sequence = (so_far.aggregate(last=Max("sequence"))["last"] or 0) + 1
    return PaperNumber.objects.create(
        centre_id=round.centre_id,
        round=round,
        kind=kind,
        part=part,
        year=on.year,
        sequence=sequence,
        text=number_by(pattern, sequence=sequence, on=on),
    )
