"""Recording a home survey with its score."""

import datetime
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from config.days import of_records
from config.errors import Refused
from families.criteria import criteria_on, own_of
from families.models import Assessment, Eligibility, Family
from families.need import Answers, Score, score


def assess(
    family: Family,
    *,
    answers: Answers,
    surveyed_on: datetime.date,
    notes: str = "",
    by: User,
    now: datetime.datetime,
) -> Assessment:
    """Record a survey. The family carries the score of its latest one; an older one is kept beside it.

    Raises ``Refused`` for a day to come and for a family that is out of the register.
    """
    of_records(family.centre.local_date(now)).require(surveyed_on, field="surveyed_on")
    found = score(answers, *criteria_on(family.centre, surveyed_on))
    with transaction.atomic():
        family = Family.objects.select_for_update().get(pk=family.pk)
        if family.merged_into_id or family.eligibility == Eligibility.ENDED:
            raise Refused(_("This family is no longer in the register."))
        assessment = Assessment.objects.create(
            centre_id=family.centre_id,
            family=family,
            surveyed_on=surveyed_on,
            notes=notes,
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


def score_of(assessment: Assessment) -> Score:
    """How the score of a survey came about, by the criteria under which it was made."""
    answers = Answers(**{name: getattr(assessment, name) for name in Answers.__dataclass_fields__})
    version = assessment.criteria_version
    own = own_of(version, assessment.centre_id)
    return score(answers, version, own.weights if own else None)
