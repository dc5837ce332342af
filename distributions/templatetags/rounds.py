"""What pages show of rounds and their families."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString

from centres.models import Region
from config.templatetags.peduli import tag
from distributions.models import Recipient, Round
from distributions.rounds.figures import Figures
from distributions.rounds.standing import Standing, correction_word

register = template.Library()
register.filter(correction_word)
# Degrees south or north and east, as a phone's map gives them: -6.968512, 111.417803. Indonesia lies between these.
POSITION = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,})\s*[,;]?\s*(\d{2,3}\.\d{3,})(?![\d.])")
LATITUDES, LONGITUDES = (-11.5, 6.5), (94.5, 141.5)


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


@register.filter
def short_address(recipient: Recipient) -> str:
    """The way to the door: address, RT and RW, landmark. What is not known is left out."""
    rt = f"RT {recipient.rt}" if recipient.rt else ""
    rw = f"RW {recipient.rw}" if recipient.rw else ""
    parts = (recipient.address, " ".join(filter(None, (rt, rw))), recipient.landmark)
    return ", ".join(filter(None, parts))


@register.filter
def way_to(recipient: Recipient) -> str:
    """What the phone's map is asked for: the position that stands in the landmark or the address, else their words.

    A map finds a hamlet in its village and district; the whole address, with its numbers, it often does not.
    """
    for text in (recipient.landmark, recipient.address):
        if position := _position(text):
            return f"geo:{position}?q={quote(position)}"
    hamlet = recipient.address.split(",")[0].strip()
    place = (hamlet, recipient.village_name, f"Kecamatan {recipient.district_name}")
    return _searched(", ".join(filter(None, place)))


@register.filter
def way_to_village(village: Region) -> str:
    """What the phone's map is asked for: the village in its district."""
    return _searched(f"{village.full_name}, {village.above.full_name}")


def _searched(words: str) -> str:
    return f"geo:0,0?q={quote(words)}"


def _position(text: str) -> str:
    """The first position in a text, or an empty one."""
    for south, east in POSITION.findall(text):
        if LATITUDES[0] <= float(south) <= LATITUDES[1] and LONGITUDES[0] <= float(east) <= LONGITUDES[1]:
            return f"{south},{east}"
    return ""
