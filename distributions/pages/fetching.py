"""The round that a page is about, or a family of it: the centre's own, in a state that fits; 404 for every other."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from centres.requests import CentreRequest
from distributions.models import BEFORE_APPROVAL, FROZEN, Recipient, Round
from distributions.rounds.planning import name_signers


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
    """The round if it is in one of the states; 404 otherwise, as nothing leads there then."""
    round = round_of(request, pk)
    if round.state not in states:
        raise Http404
    return round


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
