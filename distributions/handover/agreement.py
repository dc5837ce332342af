"""A round closes over what was said at the doors: the row of a family agrees with the report that it rests on.

The database compares what it can read. What a report said is sealed, and whoever writes rows by SQL could put any
report beside them; one that Peduli took in opens, and says the same.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from centres.encryption import Unreadable
from config.errors import Refused
from distributions.handover.judging import Kind
from distributions.handover.submissions import said
from distributions.models import Correction, Handover, HandoverReport, Recipient, Round, RoundChange
from distributions.rounds.decisions import when_decided


@when_decided
def require_what_was_said(
    round: Round, *, change: RoundChange | None, correction: Correction | None, **_who_and_when: object
) -> None:
    """Refuse to close while a family's record says something else than its report. Three queries."""
    if not round.is_closed or change or correction:
        return
    if odd := list(_odd(round)):
        raise Refused(
            _("%(names)s: what is recorded has no report or no slip that says so. Undo it and record it again.")
            % {"names": ", ".join(map(str, odd))}
        )


def _odd(round: Round) -> Iterator[Recipient]:
    last = HandoverReport.objects.filter(recipient=OuterRef("pk"), verdict=HandoverReport.Verdict.ACCEPTED)
    recipients = round.recipients.expected().annotate(last=Subquery(last.order_by("-pk").values("pk")[:1]))
    rows = list(recipients.order_by("position", "pk"))
    reports = HandoverReport.objects.in_bulk([row.last for row in rows])
    slips = {slip.report_id: slip for slip in Handover.objects.filter(recipient__in=rows, voided_at=None)}
    for row in rows:
        report = reports.get(row.last)
        if report is None or not _agrees(row, report, slips.get(report.pk)):
            yield row


def _agrees(row: Recipient, report: HandoverReport, slip: Handover | None) -> bool:
    try:
        content: dict[str, Any] = said(report)
    except Unreadable:
        return False
    if (content["recipient_id"], content["kind"]) != (row.pk, report.kind):
        return False
    if content["kind"] == Kind.MISSED:
        why = content["missed_reason"], content["missed_note"].strip()
        return why == (row.missed_reason, row.missed_note)
    if slip is None:
        return False
    by: str = content["received_by"]
    return by == slip.received_by and (slip.complete or content["quantities"] is not None)
