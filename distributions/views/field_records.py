"""The addresses from which a phone takes the work of a day along, and to which it sends what it recorded: in JSON.

``static/js/field/door.js`` is the other side.
"""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from centres import access_log
from centres.in_json import is_json
from centres.models import AccessLog
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_RECORD, MAY_REVEAL
from config.errors import Refused
from distributions.handover.record_form import MOST_BYTES, MOST_RECORDS, Malformed, read_sent
from distributions.handover.sealed_records import take_in_sent
from distributions.handover.submissions import Answer
from distributions.handover.taking_along import asks_for_phones, taken_along
from distributions.models import HandoverReport, Round
from distributions.pages.fetching import field_round
from families.models import Member

TAKEN = "taken along %(number)s"
access_log.explain({TAKEN: gettext_lazy("Taken along on a phone, families: %(number)s")})


@roles(*MAY_RECORD)
@require_POST
def send_records(request: CentreRequest, pk: int) -> HttpResponse:
    """Take in the records of a phone. Whatever is refused as a whole was not looked at, and may be sent again."""
    round, now = field_round(request, pk), timezone.now()
    if not is_json(request):
        return JsonResponse({"error": "not_json"}, status=415)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        return JsonResponse({"error": "too_large", "most_bytes": MOST_BYTES}, status=413)
    try:
        sent = read_sent(request.body, now)
    except Malformed as wrong:
        return JsonResponse({"error": str(wrong), "most_records": MOST_RECORDS}, status=400)
    answers = take_in_sent(round, sent, by=request.user, now=now)
    return JsonResponse({"answers": [_told(*pair) for pair in zip(sent.records, answers, strict=True)]})


def _told(record: Any, answer: Answer) -> dict[str, Any]:
    """The answer to one record, under the key as it came."""
    key = record.get("key") if isinstance(record, dict) else None
    told: dict[str, Any] = {"key": key if isinstance(key, str) and len(key) <= 40 else None}
    if answer.report is None:
        refusal = answer.refusal
        return told | {"answer": "refused", "why": str(refusal), "field": refusal.field if refusal else None}
    is_open = answer.report.verdict == HandoverReport.Verdict.OPEN
    told |= {"answer": "known" if answer.known else str(answer.report.verdict), "verdict": str(answer.report.verdict)}
    if is_open:
        why = answer.report.get_open_reason_display()
        told["why"] = _("Kept for the coordinator to decide: %(why)s.") % {"why": why}
    return told


@roles(*MAY_RECORD)
@require_POST
def take_along(request: CentreRequest, pk: int) -> HttpResponse:
    """The round for a phone; logged, and each phone number of a family that goes along on its own."""
    round, now = field_round(request, pk), timezone.now()
    if not is_json(request):
        return JsonResponse({"error": "not_json"}, status=415)
    with_phones = asks_for_phones(request.body) and bool(request.roles & MAY_REVEAL)
    with transaction.atomic():
        contacts = _contacts(round) if with_phones else {}
        try:
            taken = taken_along(round, by=request.user, now=now, contacts=contacts)
        except Refused as over:
            return JsonResponse({"error": "over", "message": str(over)}, status=409)
        detail = TAKEN % {"number": len(taken["families"])}
        access_log.record(request, AccessLog.Action.EXPORT, round, detail=detail)
        with_number = [contact for contact in contacts.values() if contact.phone]
        access_log.record_each(request, AccessLog.Action.REVEAL, with_number, detail="phone")
    return JsonResponse(taken)


def _contacts(round: Round) -> dict[int, Member]:
    """The contact of each family that has a place in the round."""
    families = round.recipients.expected().values("family")
    return {contact.family_id: contact for contact in Member.objects.contacts().filter(family__in=families)}
