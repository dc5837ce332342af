"""*Catat dari kertas*: the signed list typed in afterwards, the whole round in one table."""

import datetime
import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from uuid import uuid5

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_RECORD
from config.errors import Refused
from config.formats import quantity
from config.rows import among
from distributions.handover.day_forms import PaperHeadForm
from distributions.handover.forms import PaperRowForm, proxies_on
from distributions.handover.submissions import overtaken, submit
from distributions.models import HandoverReport, Recipient, Round
from distributions.pages import by_location
from distributions.pages.by_location import Location, LocationPage, page_of
from distributions.pages.fetching import field_round
from distributions.pages.sent_before import sent_before
from families.models import Member

# Where the signed list has what an operation asks for; the note on a missed family stands in the column of names.
PAPER_COLUMNS = {"member": "name", "proxy_name": "name", "missed_note": "name", "proxy_relation": "relation"}
# A line of the page, with the key of its family.
ROW = re.compile(r"r([0-9]{1,18})-result")


@roles(*MAY_RECORD)
def paper_entry(request: CentreRequest, pk: int) -> HttpResponse:
    """One line per family not recorded yet; lines left empty stay as they are. All that is sent is saved, or nothing.

    Of a round with many families some locations at a time, one page after the other.
    """
    round = field_round(request, pk)
    blocks = _blocks(round)
    page = page_of([location for location, _rows in blocks], request.GET.get("lokasi", ""))
    head = PaperHeadForm(request.POST or None, initial={"handed_on": _usual_day(request, round)}, round=round)
    waiting = [row for location, rows in blocks if location.key in page.stops for row in rows]
    rows = _rows(request, round, waiting, _day_of(head))
    if request.method == "POST" and head.is_valid() and _all_valid(rows):
        reports = _save(request, round, head, rows)
        if reports:
            _say(request, reports)
            return _go_on(round, page, head)
    context = {"round": round, "head": head, "rows": rows, "page": page, "open": round.is_running}
    return render(request, "distributions/paper_entry.html", context)


def _usual_day(request: CentreRequest, round: Round) -> datetime.date | None:
    """The day of the page before, of the same list; else that of the round.

    Before the planned day the paper says another one, which nobody knows but who holds it; so it does where the round
    was approved after its day.
    """
    with suppress(ValueError):
        return datetime.date.fromisoformat(request.GET.get("tanggal", ""))
    approved_on = round.approved_on or round.date
    return round.date if approved_on <= round.date <= timezone.localdate() else None


def _day_of(head: PaperHeadForm) -> datetime.date:
    """The day of the list as far as it is known: whom a family authorised to receive is asked for that day."""
    head.is_valid()  # fills in what was said, if it was sent
    said: datetime.date | None = head.cleaned_data.get("handed_on") if head.is_bound else None
    return said or head.initial.get("handed_on") or min(head.round.date, timezone.localdate())


def _blocks(round: Round) -> list[tuple[Location, list[int]]]:
    """The locations where somebody waits, in the order of the route, each with those who wait there.

    A location with more families than a page has stands in parts, which keep their bounds while they are filled in. A
    part is known by its first family. One query.
    """
    columns = ("stop_id", "pk", "position", "state", "village_name", "district_name")
    expected = round.recipients.expected().order_by("stop__position", "stop_id", "position").values_list(*columns)
    blocks = []
    for _stop, group in groupby(expected, key=itemgetter(0)):
        there = list(group)
        for start in range(0, len(there), by_location.AT_ONCE):
            part = there[start : start + by_location.AT_ONCE]
            waiting = [pk for _stop, pk, _position, state, *_names in part if state == Recipient.State.PLANNED]
            if waiting:
                _stop, first, number, _state, village, district = part[0]
                place = f"{village}, {district}"
                if len(there) > len(part):
                    place = _("%(place)s, no. %(first)d–%(last)d") % {
                        "place": place,
                        "first": number,
                        "last": part[-1][2],
                    }
                label = ngettext("%(place)s: %(count)s not recorded", "%(place)s: %(count)s not recorded", len(waiting))
                blocks.append(
                    (Location(first, label % {"place": place, "count": quantity(len(waiting))}, len(waiting)), waiting)
                )
    return blocks


def _go_on(round: Round, page: LocationPage, head: PaperHeadForm) -> HttpResponse:
    """To the next page of the list, with its day; from the last one, to the hand-over."""
    if not page.next:
        return redirect("distributions:handover", round.pk)
    there = reverse("distributions:paper_entry", args=[round.pk])
    return redirect(f"{there}?{page.next}&tanggal={head.cleaned_data['handed_on'].isoformat()}")


def _all_valid(rows: list[PaperRowForm]) -> bool:
    """Check every line, not just up to the first that is wrong."""
    wrong = [row for row in rows if not row.is_valid()]
    return not wrong


def _say(request: CentreRequest, reports: list[HandoverReport]) -> None:
    accepted = [report for report in reports if report.verdict == HandoverReport.Verdict.ACCEPTED]
    kept, old = len(reports) - len(accepted), len(overtaken(accepted))
    count = len(accepted) - old
    if count:
        text = ngettext("%(count)s family recorded.", "%(count)s families recorded.", count)
        messages.success(request, text % {"count": quantity(count)})
    if old:
        messages.warning(request, sent_before(old))
    if kept:
        text = ngettext(
            "%(count)s line contradicts what was recorded meanwhile; it is kept for the coordinator to decide.",
            "%(count)s lines contradict what was recorded meanwhile; they are kept for the coordinator to decide.",
            kept,
        )
        messages.warning(request, text % {"count": quantity(kept)})


def _rows(request: CentreRequest, round: Round, waiting: Iterable[int], day: datetime.date) -> list[PaperRowForm]:
    """A line for each family that waits there; once sent, for those of the page, though one was recorded meanwhile."""
    if request.method == "POST":
        waiting = [int(found[1]) for name in request.POST if (found := ROW.fullmatch(name))]
    recipients = list(round.recipients.expected().filter(pk__in=among(waiting)).order_by("stop__position", "position"))
    members: dict[int, list[Member]] = {}
    families = [recipient.family_id for recipient in recipients]
    for member in Member.objects.of_household().beside_contacts().filter(family__in=families):
        members.setdefault(member.family_id, []).append(member)
    proxies = proxies_on(day, families)
    return [
        PaperRowForm(
            request.POST or None,
            recipient=recipient,
            members=members.get(recipient.family_id, []),
            proxies=proxies.get(recipient.family_id, []),
        )
        for recipient in recipients
    ]


def _save(request: CentreRequest, round: Round, head: PaperHeadForm, rows: list[PaperRowForm]) -> list[HandoverReport]:
    """Submit every filled line in one transaction; returns their reports, none when a line was refused."""
    now, reports, moment = timezone.now(), [], head.moment()
    with transaction.atomic():
        for row in rows:
            submission = row.submission(uuid5(head.cleaned_data["key"], str(row.recipient.pk)), moment)
            if submission is None:
                continue
            try:
                reports.append(submit(round, submission, by=request.user, now=now))
            except Refused as refusal:
                row.add_error(PAPER_COLUMNS.get(refusal.field or "", "result"), str(refusal))
        refused = any(row.errors for row in rows)
        transaction.set_rollback(refused)
    if refused:
        return []
    if not reports:
        head.add_error(None, _("Nothing is filled in yet: choose a result for at least one family."))
    return reports
