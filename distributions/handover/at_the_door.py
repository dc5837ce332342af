"""What is said of a family to whoever stands at its door: on the page, and on a phone without a signal."""

import re
from urllib.parse import quote

from django.utils.translation import ngettext

from centres.models import Region
from config.formats import masked, quantity
from distributions.models import Recipient

# Degrees south or north and east, as a phone's map gives them: -6.968512, 111.417803. Indonesia lies between these.
POSITION = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,})\s*[,;]?\s*(\d{2,3}\.\d{3,})(?![\d.])")
LATITUDES, LONGITUDES = (-11.5, 6.5), (94.5, 141.5)


def short_address(recipient: Recipient) -> str:
    """The way to the door: address, RT and RW, landmark. What is not known is left out."""
    rt = f"RT {recipient.rt}" if recipient.rt else ""
    rw = f"RW {recipient.rw}" if recipient.rw else ""
    parts = (recipient.address, " ".join(filter(None, (rt, rw))), recipient.landmark)
    return ", ".join(filter(None, parts))


def about_household(recipient: Recipient) -> str:
    """How many live there, and the end of the contact's number: *4 jiwa, NIK ••••••••••••1062*."""
    size = recipient.household_size
    people = ngettext("%(size)s person", "%(size)s people", size) % {"size": quantity(size)} if size else ""
    return ", ".join(filter(None, (people, f"NIK {masked(recipient.nik_last4)}")))


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
