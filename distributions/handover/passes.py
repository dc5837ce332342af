"""What a phone shows, without signing in, to hear whether it may go on keeping the round that it took along.

And what it seals into each record: who took the round along, and so made the record, whoever brings it in.

A session ends after half an hour; that says nothing of whether its officer may still have the round. The pass says
whose phone it is, of which round, and by which password it was taken: who was locked out, lost the role or got a new
password, or whose round is over, has a phone that forgets what can be read, as soon as it has a signal.
"""

import datetime

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from centres.current_centre import holds_on
from centres.models import Membership, User
from centres.roles import MAY_RECORD
from distributions.models import Round

SALT = "distributions.handover.passes"
# A salt of its own: the pass above lies on the phone in clear, and whoever reads it there must make no records by it.
MAKER_SALT = "distributions.handover.passes.maker"
MOST_CHARACTERS = 300


def pass_of(round: Round, by: User) -> str:
    """The pass for a phone of ``by`` with the round."""
    return signing.dumps([round.pk, by.pk, _password_of(by)], salt=SALT)


def may_keep(shown: str, *, now: datetime.datetime, longest: datetime.timedelta) -> bool:
    """Whether a phone that shows this pass may keep what it took along, for ``longest`` at most. Three queries."""
    try:
        round_pk, user_pk, password = signing.loads(shown[:MOST_CHARACTERS], salt=SALT, max_age=longest)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    round = Round.objects.filter(pk=round_pk).first()
    if user is None or round is None or not round.is_running:
        return False
    if not constant_time_compare(_password_of(user), password):
        return False
    held = Membership.objects.filter(user=user, centre=round.centre_id, role__in=MAY_RECORD)
    return any(holds_on(membership, now) for membership in held.select_related("centre"))


def maker_pass_of(round: Round, by: User) -> str:
    """What a phone of ``by`` seals into the records of the round; on the phone it lies behind the PIN."""
    return signing.dumps([round.pk, by.pk], salt=MAKER_SALT)


def maker_of(shown: str, round: Round) -> int | None:
    """Who made a record that has this pass, as the id of the user; None for what is no pass, or of another round.

    It does not end: what was recorded yesterday was recorded, and the right to bring it in is the sender's.
    """
    try:
        round_pk, user_pk = signing.loads(shown[:MOST_CHARACTERS], salt=MAKER_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return user_pk if round_pk == round.pk else None


def _password_of(user: User) -> str:
    """Something that changes with the password, as what Django ends sessions by, and tells nothing of either."""
    return salted_hmac(SALT, user.get_session_auth_hash()).hexdigest()[:16]
