"""What the register should know of a family, heard at the door: its recipient has died, its inmate is released.

A notice is nothing but the recipient that was missed for such a reason. It changes no eligibility: it stands on the
family's page, on *Beranda* and in the checks of a round until somebody says what was done about it, until what was
recorded is undone, or, that the inmate is released, until the register says that none of the family's is held.
"""

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from centres.models import User
from config.errors import Refused, required
from distributions.models import NoticeSettlement, Recipient
from distributions.rounds.transitions import lock
from families.models import Family

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from distributions.models.stop import Dated


def notices_of(family: Family) -> "list[WithAnnotations[Recipient, Dated]]":
    """The notices of a family that stand, the latest first; those of entries that were merged into it, too."""
    mine = Q(family=family) | Q(family__merged_into=family)
    rows = Recipient.objects.noticed().filter(mine, centre_id=family.centre_id).with_day(family.centre.zone)
    return list(rows.select_related("recorded_by").order_by("-recorded_at", "-pk"))


def settle_notice(recipient: Recipient, *, note: str, by: User, now: datetime.datetime) -> NoticeSettlement:
    """Say what was done about a notice, which then no longer stands."""
    note = required(note, _("Write what was done about it."), field="note")
    with transaction.atomic():
        # Held first, then asked anew: somebody else may have settled it while we waited for the lock.
        lock(recipient.round)
        held = Recipient.objects.select_for_update().get(pk=recipient.pk)
        stands = Recipient.objects.noticed().filter(pk=held.pk, recorded_at=recipient.recorded_at).exists()
        if held.recorded_at is None or not stands:
            raise Refused(_("This has been settled already, or what was recorded has changed."))
        return NoticeSettlement.objects.create(
            centre_id=recipient.centre_id,
            recipient=recipient,
            recorded_at=held.recorded_at,
            note=note,
            by=by,
            at=now,
        )
