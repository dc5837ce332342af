"""The round that a page is about, or a family of it: the centre's own, in a state that fits; else what became of it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.requests import CentreRequest
from config.errors import GoneMeanwhile
from config.formats import date_clock
from config.keys import row_key
from distributions.models import BEFORE_APPROVAL, FROZEN, Recipient, Round
from distributions.rounds.planning import name_signers
from families.models import Family


def round_of(request: CentreRequest, pk: int) -> Round:
    """The centre's round with what its pages show of it; 404 for every other one."""
    rounds = Round.objects.select_related(
        "programme", "supplier", "handing_official", "head_official", "submitted_by", "approved_by"
    )
    round = get_object_or_404(rounds, centre=request.centre, pk=pk)
    round.centre = request.centre
    round.programme.centre = request.centre
    if not round.is_frozen:
        name_signers(round)
    return round


def changeable(request: CentreRequest, pk: int, *states: str) -> Round:
    """The round if it is in one of the states; otherwise a page that says who took it to another, since only one that
    was open meanwhile leads there."""
    round = round_of(request, pk)
    if round.state not in states:
        raise GoneMeanwhile(_taken_on(round), back=reverse("distributions:round", args=[round.pk]))
    return round


def _taken_on(round: Round) -> str:
    last = round.transitions.select_related("by").order_by("-pk").first()
    if last is None:
        return _("%(round)s is not at this step.") % {"round": round.name}
    said = {"round": round.name, "who": last.by, "moment": date_clock(last.at)}
    return _("%(who)s took %(round)s to another step on %(moment)s; this can't be done there.") % said


def place_in_draft(request: CentreRequest, round: Round, recipient_pk: int) -> Recipient:
    """A family of a draft. Of one that was taken out or exchanged while a page was open, that is said, and by whom."""
    if recipient := round.recipients.planned().filter(pk=recipient_pk).first():
        return recipient
    family = row_key(request.GET.get("keluarga", "")) or 0
    if again := round.recipients.planned().filter(family=family).first():
        return again
    raise GoneMeanwhile(_left(round, family), back=reverse("distributions:prepare", args=[round.pk]))


def _left(round: Round, family: int) -> str:
    """Who took a family out of a draft or exchanged it, and why."""
    gone = round.exclusions.filter(family=family).select_related("by").first()
    if gone is None:
        return _("This family is not in %(round)s any more.") % {"round": round.name}
    both = Family.objects.filter(pk__in=[gone.family_id, gone.replaced_by_id]).with_contact()
    names = dict(both.order_by("pk").values_list("pk", "contact_name"))
    said = {"name": names[gone.family_id], "who": gone.by, "moment": date_clock(gone.at), "reason": gone.reason}
    if gone.replaced_by_id is None:
        return _("%(who)s took %(name)s out of this round on %(moment)s: %(reason)s") % said
    said["instead"] = names[gone.replaced_by_id]
    return _("%(who)s replaced %(name)s by %(instead)s on %(moment)s: %(reason)s") % said


def field_round(request: CentreRequest, pk: int) -> Round:
    """The round, if it is the centre's and was approved."""
    rounds = Round.objects.filter(centre=request.centre).exclude(state__in=BEFORE_APPROVAL)
    round = get_object_or_404(rounds, pk=pk)
    round.centre = request.centre
    return round


def field_recipient(request: CentreRequest, pk: int, recipient_pk: int) -> Recipient:
    """A family of an approved round of the centre, with its stop."""
    recipients = Recipient.objects.with_day(request.centre.zone)
    recipients = recipients.select_related("round", "stop__village__parent", "family")
    recipient = get_object_or_404(
        recipients.exclude(round__state__in=BEFORE_APPROVAL),
        pk=recipient_pk,
        round_id=pk,
        centre=request.centre,
    )
    recipient.round.centre = request.centre
    return recipient


def frozen_round(request: CentreRequest, pk: int) -> Round:
    """A round of the centre that was approved, so that there is something to record."""
    rounds = Round.objects.filter(centre=request.centre, state__in=FROZEN)
    return get_object_or_404(rounds.select_related("programme", "supplier", "centre__regency"), pk=pk)
