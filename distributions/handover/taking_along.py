"""What a phone takes along into villages without a signal: the work of the day, and nothing more of anybody."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from centres.indonesian import in_indonesian
from centres.models import User
from config.errors import Refused
from distributions.handover.forms import PARTIAL_REASONS, UNDO_REASONS, proxies_on
from distributions.handover.givers import givers
from distributions.handover.submissions import usual_giver
from distributions.models import MissedReason, Recipient, Round
from distributions.rounds.goods import may_be_handed_over
from families.models import Member

# What lies on a phone longer than that is no work of the day any more.
KEPT_FOR = datetime.timedelta(days=7)


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
        "stops": _stops(round),
        "families": _families(round, now, contacts or {}),
        "package": _package(round),
        "givers": [{"id": giver.pk, "name": giver.name} for giver in givers(round)],
        "usual_giver": usual_giver(round, by),
        "missed_reasons": [{"value": value, "label": str(label)} for value, label in MissedReason.choices],
        # Kept as words, in the language in which they are printed.
        "difference_reasons": [in_indonesian(label) for _value, label in PARTIAL_REASONS],
        "void_reasons": [in_indonesian(label) for _value, label in UNDO_REASONS],
    }


def _stops(round: Round) -> list[dict[str, Any]]:
    stops = round.stops.visited().select_related("village__parent").order_by("position", "pk")
    return [{"id": stop.pk, "name": str(stop), "at_centre": stop.at_centre} for stop in stops]


def _families(round: Round, now: datetime.datetime, contacts: Mapping[int, Member]) -> list[dict[str, Any]]:
    """Those who have a place in the round, in the order of the papers. Three queries."""
    rows = list(round.recipients.expected().order_by("position", "pk"))
    families = [row.family_id for row in rows]
    members: dict[int, list[Member]] = {}
    for member in Member.objects.of_household().beside_contacts().filter(family__in=families):
        members.setdefault(member.family_id, []).append(member)
    proxies = proxies_on(round.centre.local_date(now), families)
    return [
        {
            **_family(row),
            "members": [{"id": member.pk, "name": member.name} for member in members.get(row.family_id, [])],
            "proxies": [{"name": proxy.name, "relation": proxy.relation} for proxy in proxies.get(row.family_id, [])],
            **_phone(contacts.get(row.family_id)),
        }
        for row in rows
    ]


def _family(row: Recipient) -> dict[str, Any]:
    return {
        "id": row.pk,
        "stop": row.stop_id,
        "number": row.position,
        "state": row.state,
        "name": row.contact_name,
        "nik_last4": row.nik_last4,
        "address": row.address,
        "rt": row.rt,
        "rw": row.rw,
        "landmark": row.landmark,
        "village": row.village_name,
        "district": row.district_name,
        "household_size": row.household_size,
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
        {"item": line.item_id, "name": line.item_name, "unit": line.unit, "quantity": format(line.quantity, "f")}
        for line in may_be_handed_over(first)
    ]
