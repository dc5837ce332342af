"""Recording a home survey with its score."""

import datetime
from contextlib import nullcontext
from dataclasses import asdict
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import StoredFile, User
from centres.pictures import Picture, clean_picture
from centres.private_files import require_kind, store_picture
from centres.versions import Version, added_to, require_seen
from config.days import of_records
from config.errors import Refused
from config.formats import date_clock
from families.criteria import criteria_on, own_of
from families.models import Assessment, Eligibility, Family
from families.need import Answers, Score, score


def assess(
    family: Family,
    *,
    answers: Answers,
    surveyed_on: datetime.date,
    notes: str = "",
    photo: IO[bytes] | None = None,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> Assessment:
    """Record a survey. The family carries the score of its latest one; an older one is kept beside it.

    ``photo`` shows the house. ``seen`` are the surveys that there were (``surveys_version``). Raises ChangedMeanwhile
    when there is another one, and ``Refused`` for a day to come, for a family that is out of the register, for what is
    no picture, or one of something else, and for a survey that is recorded already.
    """
    of_records(family.centre.local_date(now)).require(surveyed_on, field="surveyed_on")
    found = score(answers, *criteria_on(family.centre, surveyed_on))
    # Read before anything is locked, and stored when nothing is left that could refuse.
    with clean_picture(photo) if photo else nullcontext() as picture, transaction.atomic():
        family = Family.objects.select_for_update().get(pk=family.pk)
        if family.merged_into_id or family.eligibility == Eligibility.ENDED:
            raise Refused(_("This family is no longer in the register."))
        require_seen(seen, surveys_version, family)
        if photo is None:
            _require_another(family, surveyed_on=surveyed_on, notes=notes, **asdict(answers))
        assessment = Assessment.objects.create(
            centre_id=family.centre_id,
            family=family,
            surveyed_on=surveyed_on,
            notes=notes,
            photo=_of_the_house(family, picture, by, now) if picture else None,
            score=found.total,
            criteria_version=found.version,
            surveyed_by=by,
            recorded_at=now,
            **asdict(answers),
        )
        if family.surveyed_on is None or family.surveyed_on <= surveyed_on:
            family.surveyed_on, family.need_score = surveyed_on, found.total
            family.save(update_fields=("surveyed_on", "need_score"))
    return assessment


def surveys_version(family: Family) -> Version:
    """Which surveys of the family there are."""
    return added_to(family.assessments.all())


def _require_another(family: Family, **said: object) -> None:
    """Refuse what a survey of that day says word by word already (wall ``assessment_is_there_once``)."""
    if same := family.assessments.select_related("surveyed_by").filter(**said).first():
        told = {"name": same.surveyed_by, "moment": date_clock(same.recorded_at)}
        raise Refused(_("%(name)s recorded this survey already, on %(moment)s, with the same answers.") % told)


def _of_the_house(family: Family, picture: Picture, by: User, now: datetime.datetime) -> StoredFile:
    """Store the picture. Raises ``Refused`` where it is there as something else, or as the house of another family."""
    kind = StoredFile.Kind.HOUSE
    stored = store_picture(picture, centre=family.centre, by=by, kind=kind, now=now)
    require_kind(stored, kind, field="photo")
    if Assessment.objects.filter(photo=stored).exclude(family=family).exists():
        raise Refused(_("This is the photo of another family's house. Add one of this house."), field="photo")
    return stored


def score_of(assessment: Assessment) -> Score:
    """How the score of a survey came about, by the criteria under which it was made."""
    answers = Answers(**{name: getattr(assessment, name) for name in Answers.__dataclass_fields__})
    version = assessment.criteria_version
    own = own_of(version, assessment.centre_id)
    return score(answers, version, own.weights if own else None)
