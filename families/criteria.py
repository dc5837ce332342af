"""The criteria of need of a centre: published weights that add up to 100, each set from a day on."""

import datetime
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.models import Centre, User
from centres.versions import Version, added_to, require_seen
from config.days import of_beginnings
from config.errors import Refused, required
from families.holding import lock_register
from families.models import NeedWeights
from families.need import CRITERIA, version_on

OWN = "own-"


def weights_on(centre: Centre, day: datetime.date) -> NeedWeights | None:
    """Those of the centre in force on a day; None while the built-in ones are."""
    return NeedWeights.objects.filter(centre=centre, starts_on__lte=day).order_by("-starts_on").first()


def criteria_on(centre: Centre, day: datetime.date) -> tuple[str, dict[str, int] | None]:
    """The version under which a survey of that day is kept, and the centre's weights, if it has any. One query."""
    own = weights_on(centre, day)
    return (f"{OWN}{own.pk}", own.weights) if own else (version_on(day), None)


def own_of(version: str, centre: int) -> NeedWeights | None:
    """The weights of the centre that a survey names as its version; None for a built-in one."""
    if not version.startswith(OWN):
        return None
    return NeedWeights.objects.get(centre=centre, pk=version.removeprefix(OWN))


def decisions_version(centre: Centre) -> Version:
    """Which decisions on weights there are."""
    return added_to(NeedWeights.objects.filter(centre=centre).order_by("pk"))


def built_in_weights() -> dict[str, int]:
    """The weights that hold where a centre decided on none."""
    _starts_on, criteria = CRITERIA[max(CRITERIA)]
    return {criterion.key: criterion.weight for criterion in criteria}


def decide_weights(
    centre: Centre,
    *,
    weights: Mapping[str, int],
    starts_on: datetime.date,
    basis: str,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> NeedWeights:
    """Let other weights hold from a day on. Surveys that were made keep theirs.

    Raises ``Refused`` unless they make 100, without a basis, and for a day on which others start; ChangedMeanwhile when
    there is a decision that was not ``seen`` (``decisions_version``).
    """
    of_beginnings(centre.local_date(now)).require(starts_on, field="starts_on")
    basis = required(
        " ".join(basis.split()), _("Give the basis of the decision, for example its number."), field="basis"
    )
    total = sum(weights.values())
    if total != 100 or min(weights.values()) < 0:
        raise Refused(_("The weights make %(total)d; they must make 100.") % {"total": total})
    try:
        with transaction.atomic():
            lock_register(centre)
            require_seen(seen, decisions_version, centre)
            return NeedWeights.objects.create(
                centre=centre, starts_on=starts_on, basis=basis, decided_by=by, recorded_at=now, **weights
            )
    except IntegrityError:
        raise Refused(_("Other weights start on this day already."), field="starts_on") from None
