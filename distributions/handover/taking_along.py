"""What a phone takes along into villages without a signal: the work of the day, and nothing more of anybody."""

import base64
import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from centres.indonesian import in_indonesian
from centres.models import User
from centres.sealed_for_us import public_key
from config.errors import Refused
from config.formats import quantity
from distributions.handover.at_the_door import about_household, short_address, way_to
from distributions.handover.forms import PARTIAL_REASONS, UNDO_REASONS, proxies_on
from distributions.handover.givers import givers
from distributions.handover.passes import maker_pass_of, pass_of
from distributions.handover.submissions import usual_giver
from distributions.models import MissedReason, Recipient, Round
from distributions.rounds.goods import may_be_handed_over
from distributions.rounds.standing import Standing, standings
from families.models import Member

# What lies on a phone longer than that is no work of the day any more.
KEPT_FOR = datetime.timedelta(days=7)
# Of what is said here. A phone that has another asks to take the round along again; what it recorded stays as it is.
FORMAT = 1


def asks_for_phones(body: bytes) -> bool:
    """Whether a phone asks for phone numbers, too."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(asked, dict) and asked.get("phones") is True


def taken_along(
    round: Round, *, by: User, now: datetime.datetime, contacts: Mapping[int, Member] | None = None
) -> dict[str, Any]:
    """The round as plain data: its locations in order, its families, the package, who gives, and what can be said.

    ``contacts`` are those whose phone number goes along, by family: reading it is for the caller to allow and to log.
    Raises Refused for a round that is over.
    """
    if not round.is_running:
        raise Refused(_("The round is over, so there is nothing to take along."))
    return {
        "round": {"id": round.pk, "name": round.name, "date": round.date.isoformat()},
        "loaded_at": now.isoformat(),
        "until": (now + KEPT_FOR).isoformat(),
        "format": FORMAT,
        "pass": pass_of(round, by),
        "maker": maker_pass_of(round, by),
        "server_key": _server_key(),
        "stops": _stops(round),
        "families": _families(round, now, contacts or {}),
        "package": _package(round),
        "givers": [{"id": giver.pk, "name": giver.name} for giver in givers(round)],
        "usual_giver": usual_giver(round, by),
        "missed_reasons": [{"value": value, "label": str(label)} for value, label in MissedReason.choices],
        # Kept as words, in the language in which they are printed.
        "difference_reasons": {value: in_indonesian(label) for value, label in PARTIAL_REASONS},
        "void_reasons": {value: in_indonesian(label) for value, label in UNDO_REASONS},
    }


def _server_key() -> dict[str, Any]:
    version, point = public_key()
    return {"version": version, "point": base64.b64encode(point).decode()}


def _stops(round: Round) -> list[dict[str, Any]]:
    stops = round.stops.visited().select_related("village__parent").order_by("position", "pk")
    districts = {stop.pk: stop.village.parent for stop in stops if stop.village}
    return [
        {"id": stop.pk, "name": str(stop), "district": district.name if (district := districts.get(stop.pk)) else ""}
        for stop in stops
    ]


def _families(round: Round, now: datetime.datetime, contacts: Mapping[int, Member]) -> list[dict[str, Any]]:
    """Those who have a place in the round, in the order of the papers. Four queries."""
    rows = list(round.recipients.expected().order_by("position", "pk"))
    families = [row.family_id for row in rows]
    members: dict[int, list[Member]] = {}
    for member in Member.objects.of_household().beside_contacts().filter(family__in=families):
        members.setdefault(member.family_id, []).append(member)
    proxies = proxies_on(round.centre.local_date(now), families)
    stands = standings(round, rows)
    return [
        {
            **_family(row, stands[row.pk]),
            "members": [{"id": member.pk, "name": member.name} for member in members.get(row.family_id, [])],
            "proxies": [{"name": proxy.name, "relation": proxy.relation} for proxy in proxies.get(row.family_id, [])],
            **_phone(contacts.get(row.family_id)),
        }
        for row in rows
    ]


def _family(row: Recipient, standing: Standing) -> dict[str, Any]:
    return {
        "id": row.pk,
        "stop": row.stop_id,
        "number": row.position,
        "state": row.state,
        "standing": {"kind": standing.kind, "word": standing.word, "why": standing.why},
        "name": row.contact_name,
        "where": short_address(row),
        "about": about_household(row),
        "way": way_to(row),
    }


def _phone(contact: Member | None) -> dict[str, str]:
    """The number of a contact that has one which can be read."""
    if contact is None or not contact.phone:
        return {}
    try:
        return {"phone": contact.phone.reveal()}
    except Refused:
        return {}


def _package(round: Round) -> list[dict[str, Any]]:
    """What each family gets; with quantity zero what else went out and may be given in the place of an item."""
    first = round.recipients.expected().first()
    if first is None:
        return []
    first.round = round
    return [
        {
            "item": line.item_id,
            "name": line.item_name,
            "unit": line.unit,
            "quantity": format(line.quantity, "f"),
            "shown": quantity(line.quantity, line.unit),
        }
        for line in may_be_handed_over(first)
    ]
