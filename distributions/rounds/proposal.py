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

from centres.models import Letterhead, Official
from config.errors import Refused
from config.formats import before_stop, plain_date
from distributions.models import Recipient, Round, RoundLine
from distributions.rounds.contents import contents_of_all
from distributions.rounds.planning import name_signers, plan_round
from distributions.rounds.snapshots import SHOWN, copy_register
from distributions.rounds.stops import with_stops
from distributions.rounds.transitions import lock
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
    route: list[int]
    families: dict[str, str]
    reserve: dict[str, str]
    excluded: dict[str, str]


class ProposalChanged(Refused):
    """The round is not any more what was seen."""


def proposal_of(round: Round, recipients: Sequence[Recipient] | None = None) -> Proposal:
    """The round as it is now. Reads only: seven queries, and two for ``recipients`` (with their stops) if not given."""
    if recipients is None:
        recipients = with_stops(round, round.recipients.all())
    name_signers(round)
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
        "route": [recipient.family_id for recipient in sorted(recipients, key=lambda r: (r.position, r.pk))],
        "families": {pk: row for pk, (is_reserve, row) in rows.items() if not is_reserve},
        "reserve": {pk: row for pk, (is_reserve, row) in rows.items() if is_reserve},
        "excluded": {
            str(family): _digest([instead, reason])
            for family, instead, reason in round.exclusions.values_list("family", "replaced_by", "reason")
        },
    }


def as_the_register_says(round: Round) -> Proposal:
    """The round with the copies of the register that submitting or approving would make now. Reads only."""
    recipients = with_stops(round, round.recipients.all())
    copy_register(recipients)
    return proposal_of(round, recipients)


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


def require_seen(round: Round, seen: Proposal | None) -> None:
    """Refuse to decide about a round that is not what was ``seen``; None where nobody was shown anything."""
    if seen is not None and seen != proposal_of(round):
        raise changed()


def changed() -> ProposalChanged:
    """The refusal to decide about something else than what was seen."""
    return ProposalChanged(_("The proposal was changed after you opened this page; nothing was decided."))


@transaction.atomic
def undo_changes(round: Round, *, seen: Proposal | None = None, now: datetime.datetime) -> Round:
    """Make the proposal of a draft anew without what was changed by hand; refused where that is not what was ``seen``.

    It throws away reasons that somebody gave, so nobody undoes what a colleague chose meanwhile.
    """
    lock(round)
    if seen is not None and seen != as_the_register_says(round):
        raise changed()
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
        said.append(_("Packages: %(now)d, before %(before)d.") % {"now": now["packages"], "before": seen["packages"]})
    before, after = seen["families"], now["families"]
    both = before.keys() & after.keys()
    for families, words in (
        (after.keys() - before.keys(), _("Newly in the list: %(names)s.")),
        (before.keys() - after.keys(), _("Not in the list any more: %(names)s.")),
        ([pk for pk in both if before[pk] != after[pk]], _("Name, address, place or reason changed: %(names)s.")),
    ):
        if families:
            said.append(words % {"names": before_stop(_names(families))})
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
        ("excluded", _("Who was taken out, or why, changed.")),
    ):
        if seen.get(part) != now.get(part):
            said.append(words)
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
    return ", ".join(names[:NAMED_AT_MOST]) + (_(" and %(count)d more") % {"count": more} if more else "")


def _digest(value: Any) -> str:
    # Keyed, as names and addresses could be guessed; so long that nobody makes another value with the same one.
    return hmac.digest(_key(settings.SECRET_KEY), _canonical(value).encode(), "sha256").hex()[:32]


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
