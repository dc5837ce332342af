"""What somebody saw of a round and decides about: the page's form carries its fingerprint, the operation compares.

Between reading and deciding, a round can be sent back, changed and submitted again, and the register can change, too.
"""

import datetime
import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypedDict

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Letterhead, Official, Region
from config.errors import Refused
from config.formats import before_stop, plain_date, quantity
from distributions.models import Recipient, Round, RoundLine, RoundTransition, State
from distributions.rounds.checks import Findings, check
from distributions.rounds.contents import contents_of_all
from distributions.rounds.planning import name_signers, plan_round
from distributions.rounds.snapshots import SHOWN, copy_register
from distributions.rounds.stops import with_stops
from distributions.rounds.transitions import lock, require_state
from families.models import Member

SALT = "distributions.proposal"
NAMED_AT_MOST = 5


class Proposal(TypedDict, total=False):
    """A round before its approval, in what pages show of it and approval freezes; empty when nobody knows.

    People stand in it by the ids of their families alone, each with a keyed digest of all that is said of them.
    """

    round: int
    when: str
    packages: int
    contents: str
    source: str
    officials: str
    staff: str
    letterhead: str
    names: str
    places: list[int]
    route: list[int]
    families: dict[str, str]
    reserve: dict[str, str]
    excluded: dict[str, str]
    sent_back: int | None
    found: str


class ProposalChanged(Refused):
    """The round is not any more what was seen."""


def proposal_of(
    round: Round,
    recipients: Sequence[Recipient] | None = None,
    found: Findings | None = None,
    *,
    today: datetime.date | None = None,
) -> Proposal:
    """The round as it is now, with what ``check`` ``found`` of it, by default what it finds by a press of ``today``.

    Reads only: eight queries beside those of ``check``, and two for ``recipients`` (with their stops) if not given.
    """
    if recipients is None:
        recipients = with_stops(round, round.recipients.all())
    found = found or check(round, recipients, today=today)
    # In whatever order it was found.
    return _plan_of(round, recipients) | {"found": _digest(sorted(_canonical(fact) for fact in found.facts))}


def _plan_of(round: Round, recipients: Sequence[Recipient]) -> Proposal:
    """The round without what is found of it; who signs is named."""
    contents = contents_of_all(round)
    supplier = round.supplier
    rows = {
        str(recipient.family_id): (
            recipient.state == Recipient.State.RESERVE,
            _digest([_row(recipient), _beside(contents.standard, contents.of(recipient))]),
        )
        for recipient in recipients
    }
    letterhead = Letterhead.objects.filter(centre_id=round.centre_id).at(round.date).values_list().first()
    return {
        "round": round.pk,
        "when": f"{round.date} {round.time:%H:%M}",
        "packages": round.packages,
        "contents": _digest([_line(line) for line in contents.standard]),
        "source": _digest([supplier and (supplier.pk, supplier.name), round.terms, round.source_of_funds]),
        "officials": _digest([_signer(round.handing_official), _signer(round.head_official)]),
        "staff": _digest(list(round.staff.order_by("pk").values_list("pk", "name"))),
        "letterhead": _digest(letterhead),
        "names": _digest([round.centre_then, round.programme_then]),
        "places": _places(recipients),
        "route": [recipient.family_id for recipient in sorted(recipients, key=lambda r: (r.position, r.pk))],
        "families": {pk: row for pk, (is_reserve, row) in rows.items() if not is_reserve},
        "reserve": {pk: row for pk, (is_reserve, row) in rows.items() if is_reserve},
        "excluded": {
            str(family): _digest([instead, reason])
            for family, instead, reason in round.exclusions.values_list("family", "replaced_by", "reason")
        },
        "sent_back": back.pk if (back := last_sent_back(round)) else None,
    }


def last_sent_back(round: Round) -> RoundTransition | None:
    """The last time that a head sent the round back, with the note. One query."""
    return round.transitions.filter(to_state=State.DRAFT).select_related("by").last()


def as_the_register_says(round: Round, *, today: datetime.date | None = None) -> Proposal:
    """The round with the copies of the register that submitting or approving would make now. Reads only."""
    return proposal_of(round, _with_the_register(round), today=today)


def _with_the_register(round: Round) -> list[Recipient]:
    recipients = with_stops(round, round.recipients.all())
    copy_register(recipients)
    return recipients


def plan_digest(proposal: Proposal) -> str:
    """SHA-256 of a proposal, 64 hex digits: enough to know it again, not to say what is different."""
    return hashlib.sha256(_canonical(proposal).encode()).hexdigest()


def sealed(proposal: Proposal) -> str:
    """The proposal as a form carries it, signed."""
    return signing.dumps(proposal, salt=SALT, compress=True)


def opened(text: str) -> Proposal:
    """What ``sealed`` signed; an empty proposal, which equals none, for everything else."""
    try:
        found: Proposal = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    return found


def require_seen(
    round: Round, seen: Proposal | None, recipients: Sequence[Recipient] | None = None, found: Findings | None = None
) -> None:
    """Refuse to decide about a round that is not what was ``seen``; None where nobody was shown anything.

    That is ``proposal_of`` the same.
    """
    if seen is not None and seen != proposal_of(round, recipients, found):
        raise changed()


def require_plan_seen(round: Round, seen: Proposal | None) -> None:
    """The same for who makes a proposal anew: by what it throws away, whatever was found of it meanwhile."""
    name_signers(round)
    if seen is not None and {**seen, "found": ""} != {**_plan_of(round, _with_the_register(round)), "found": ""}:
        raise changed()


def changed() -> ProposalChanged:
    """The refusal to decide about something else than what was seen."""
    return ProposalChanged(_("The proposal was changed after you opened this page; nothing was decided."))


@transaction.atomic
def make_anew(round: Round, *, seen: Proposal | None = None, now: datetime.datetime) -> Round:
    """Make the proposal of a draft anew, with what was chosen by hand; refused where that is not what was ``seen``."""
    require_state(lock(round), State.DRAFT)
    require_plan_seen(round, seen)
    return plan_round(round, now=now)


@transaction.atomic
def undo_changes(round: Round, *, seen: Proposal | None = None, now: datetime.datetime) -> Round:
    """Make the proposal of a draft anew without what was changed by hand; refused where that is not what was ``seen``.

    It throws away reasons that somebody gave, so nobody undoes what a colleague chose meanwhile.
    """
    require_state(lock(round), State.DRAFT)
    require_plan_seen(round, seen)
    return plan_round(round, now=now, keep_changes=False)


def what_changed(round: Round, seen: Proposal, now: Proposal) -> list[str]:
    """In sentences, what is different since ``seen``; empty when it isn't known what that was."""
    if seen.get("round") != now["round"]:
        return []
    said = []
    if seen["when"] != now["when"]:
        date = plain_date(round.date)
        said.append(_("Date and time: now %(date)s, %(time)s.") % {"date": date, "time": f"{round.time:%H.%M}"})
    if seen["packages"] != now["packages"]:
        said.append(
            _("Packages: %(now)s, before %(before)s.")
            % {"now": quantity(now["packages"]), "before": quantity(seen["packages"])}
        )
    before, after = seen["families"], now["families"]
    both = before.keys() & after.keys()
    for families, words in (
        (after.keys() - before.keys(), _("Newly in the list: %(names)s.")),
        (before.keys() - after.keys(), _("Not in the list any more: %(names)s.")),
        ([pk for pk in both if before[pk] != after[pk]], _("Name, address, place or reason changed: %(names)s.")),
    ):
        if families:
            said.append(words % {"names": before_stop(_names(families))})
    said += _places_changed(seen.get("places", []), now["places"])
    here = {int(pk) for pk in both}
    if [pk for pk in seen["route"] if pk in here] != [pk for pk in now["route"] if pk in here]:
        said.append(_("The order of the route changed."))
    for part, words in (
        ("reserve", _("The reserve changed.")),
        ("contents", _("Contents or prices of the package changed.")),
        ("source", _("Source of the goods or payment changed.")),
        ("officials", _("The officials who sign changed.")),
        ("staff", _("Who goes along changed.")),
        ("letterhead", _("The letterhead changed.")),
        ("names", _("What papers say of the centre or of the programme changed.")),
        ("excluded", _("Who was taken out, or why, changed.")),
    ):
        # What was kept of a round before a part of it was is not known.
        if seen.get(part, now.get(part)) != now.get(part):
            said.append(words)
    if seen.get("sent_back") != now["sent_back"] and (back := last_sent_back(round)):
        said.append(_("Meanwhile it was sent back and submitted again: %(note)s") % {"note": back.note})
    # Most of what is found follows from the rest, and would be said of each change.
    if not said and seen.get("found") != now["found"]:
        said.append(_("What is to be known before deciding changed: read the notes again."))
    return said


def _places(recipients: Iterable[Recipient]) -> list[int]:
    """The villages of those who are to receive, in the order of the route; 0 is the centre."""
    stops = {r.stop_id: r.stop for r in recipients if r.state != Recipient.State.RESERVE}
    return [stop.village_id or 0 for stop in sorted(stops.values(), key=lambda stop: (stop.position, stop.pk))]


def _places_changed(before: Sequence[int], after: Sequence[int]) -> list[str]:
    """Which locations came and went."""
    said = []
    for places, words in (
        (set(after) - set(before), _("New locations: %(names)s.")),
        (set(before) - set(after), _("No locations any more: %(names)s.")),
    ):
        if places:
            names = list(Region.objects.filter(pk__in=places).order_by("name", "pk").values_list("name", flat=True))
            said.append(words % {"names": ", ".join([*names, *([_("At the centre")] if 0 in places else [])])})
    return said


def _beside(standard: Sequence[RoundLine], lines: Sequence[RoundLine]) -> list[list[Any]]:
    """What somebody gets beside the standard package; most get that and nothing else."""
    return [] if lines is standard else [_line(line) for line in lines if line not in standard]


def _line(line: Any) -> list[Any]:
    return [line.item_id, line.item_name, line.unit, line.quantity, line.unit_price]


def _signer(official: Official | None) -> list[Any]:
    return [official.pk, official.name, official.nip, official.signing_title] if official else []


def _row(recipient: Recipient) -> list[Any]:
    why = [recipient.reason, recipient.by_hand, recipient.hand_reason]
    return [recipient.stop.village_id, *why, *(getattr(recipient, column) for column in SHOWN)]


def _names(families: Iterable[str]) -> str:
    ids = [int(pk) for pk in families]
    names = list(Member.objects.contacts().filter(family__in=ids).order_by("name").values_list("name", flat=True))
    more = len(ids) - len(names[:NAMED_AT_MOST])
    return ", ".join(names[:NAMED_AT_MOST]) + (_(" and %(count)s more") % {"count": quantity(more)} if more else "")


def _digest(value: Any) -> str:
    # Keyed, as names and addresses could be guessed; so long that nobody makes another value with the same one.
    return hmac.digest(_key(settings.SECRET_KEY), _canonical(value).encode(), "sha256").hex()[:32]


def key_mark() -> str:
    """By which key digests are made here: those of another one say nothing of a change."""
    return _digest("key")


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    """The key of all digests: a round has one for each of its families, and thousands of them."""
    return hmac.digest(secret.encode(), SALT.encode(), "sha256")


def _canonical(value: Any) -> str:
    return _ENCODER.encode(value)


def _written(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


# One for all: json.dumps makes another each time.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_written)
