"""Pictures of a round: each belongs to one, whatever it shows and in whatever file it comes again."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from centres.models import StoredFile, User
from centres.pictures import Picture
from centres.private_files import require_kind, store_picture
from config.errors import Refused
from distributions.models import Handover, Photo, Round, SignedPage


def keep_picture(
    round: Round, picture: Picture, *, kind: str, field: str | None, by: User, now: datetime.datetime
) -> StoredFile:
    """Store a picture of the round.

    Raises Refused where it is one of another round, which shows nothing of this one; and where it is there as something
    that others may open, or the other way round: who sees a file, and whether that is logged, goes by its kind.
    """
    stored = store_picture(picture, centre=round.centre, by=by, kind=kind, now=now)
    if other := other_round_of(round, stored):
        raise Refused(
            _("This picture is one of %(round)s. Add one that was taken for this round.") % {"round": other.name},
            field=field,
        )
    require_kind(stored, kind, field=field)
    return stored


def other_round_of(round: Round, stored: StoredFile) -> Round | None:
    """Another round to which the picture belongs: as its signed paper, a page, a photo or the proof of a hand-over."""
    others = Round.objects.filter(centre_id=round.centre_id).exclude(pk=round.pk)
    belongs = (
        Q(paper_photo=stored)
        | Q(pk__in=SignedPage.objects.filter(file=stored).values("round"))
        | Q(pk__in=Photo.objects.filter(file=stored).values("round"))
        | Q(pk__in=Handover.objects.filter(proof_file=stored).values("recipient__round"))
    )
    return others.filter(belongs).order_by("pk").first()
