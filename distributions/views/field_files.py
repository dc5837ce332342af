"""*Berkas dari HP*: what a phone saved to a file comes in at the office, through the same door as what it sends."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.forms import add_refusal
from centres.models import User
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_RECORD
from config.errors import Refused
from config.formats import quantity
from distributions.handover.phone_files import MOST_BYTES_OF_A_FILE, PhoneFileForm, read_file
from distributions.handover.sealed_records import take_in_sent
from distributions.handover.submissions import Answer
from distributions.models import HandoverReport
from distributions.pages.fetching import field_round


@dataclass
class Came:
    """What came of a file: how many records each, who made them, and why others were refused, each reason once."""

    recorded: int = 0
    known: int = 0
    open: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    makers: set[int] = field(default_factory=set)


@roles(*MAY_RECORD)
def take_in_file(request: CentreRequest, pk: int) -> HttpResponse:
    """A file of records; sent twice, each is known by its key."""
    round, now = field_round(request, pk), timezone.now()
    form = PhoneFileForm(request.POST or None, request.FILES or None)
    came = None
    if request.method == "POST" and form.is_valid():
        try:
            sent = read_file(form.cleaned_data["file"].read(MOST_BYTES_OF_A_FILE + 1)[:MOST_BYTES_OF_A_FILE], round)
            came = _counted(take_in_sent(round, sent, by=request.user, now=now))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            _say(request, came)
            if not came.refused:
                return redirect("distributions:handover", pk)
    return render(request, "distributions/field_file.html", {"round": round, "form": form, "came": came})


def _counted(answers: list[Answer]) -> Came:
    came = Came()
    for answer in answers:
        if answer.report is None:
            why = str(answer.refusal)
            came.refused[why] = came.refused.get(why, 0) + 1
            continue
        if answer.report.made_by_id:
            came.makers.add(answer.report.made_by_id)
        if answer.known:
            came.known += 1
        elif answer.report.verdict == HandoverReport.Verdict.OPEN:
            came.open += 1
        else:
            came.recorded += 1
    return came


def _say(request: CentreRequest, came: Came) -> None:
    if came.recorded:
        text = ngettext("%(count)s record taken in.", "%(count)s records taken in.", came.recorded)
        messages.success(request, text % {"count": quantity(came.recorded)})
    if came.known:
        text = ngettext("%(count)s record was here already.", "%(count)s records were here already.", came.known)
        messages.info(request, text % {"count": quantity(came.known)})
    if came.open:
        text = ngettext(
            "%(count)s record is kept for the coordinator to decide.",
            "%(count)s records are kept for the coordinator to decide.",
            came.open,
        )
        messages.warning(request, text % {"count": quantity(came.open)})
    if came.makers:
        names = ", ".join(map(str, User.objects.filter(pk__in=came.makers).order_by("full_name", "pk")))
        messages.info(request, _("Made on the phone by %(names)s; brought in by you.") % {"names": names})
