"""What pages show of rounds and their families."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.safestring import SafeString

from config.templatetags.peduli import tag
from distributions.handover.at_the_door import about_household, short_address, way_to, way_to_village
from distributions.models import Recipient, Round
from distributions.rounds.figures import Figures
from distributions.rounds.standing import Standing, correction_word

register = template.Library()
register.filter(correction_word)
for said in (about_household, short_address, way_to, way_to_village):
    register.filter(said)


@register.simple_tag
def standing_tag(standing: Standing) -> SafeString:
    """The tag of a round or a family."""
    return tag(standing.kind, standing.word)


@register.simple_tag
def round_tag(round: Round, figures: Figures) -> SafeString:
    """The tag of a round, from its state and what is recorded of its families."""
    return standing_tag(figures.standing(round.state))


@register.filter
def of(standings: Mapping[int, Standing], recipient: Recipient) -> Standing:
    """What became of this family."""
    return standings[recipient.pk]


@register.filter
def waiting_only(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Those about whom nothing is recorded yet."""
    return [recipient for recipient in recipients if recipient.state == Recipient.State.PLANNED]
