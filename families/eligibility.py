"""Where a family stands: proposed, verified, rejected, suspended, ended. The only writer of ``Family.eligibility``."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from centres.indonesian import LANGUAGE
from centres.models import Centre, User
from centres.versions import Version, columns, require_seen, said_of
from config.days import of_beginnings, of_records, require_ended_after
from config.errors import GIVE_THE_REASON, ChangedMeanwhile, Refused, required
from config.formats import plain_date, short_date
from families.holding import lock_register
from families.models import Assessment, Eligibility, Family, InitialDetermination
from families.need import Answers, outdated_before
from families.proposals import changed_since
from families.remarks import answers_in_words

# What a decision changes.
DECIDED = (
    "eligibility",
    "eligibility_basis",
    "eligibility_at",
    "eligibility_by",
    "eligible_from",
    "eligible_until",
)
TICK_A_FAMILY = gettext_lazy("Tick at least one family.")
RUNS_OUT_SOON = datetime.timedelta(days=31)
STANDINGS = {
    "eligible": gettext_lazy("Eligible"),
    "provisional": gettext_lazy("Eligible, not yet surveyed"),
    "reassess": gettext_lazy("Eligible, to be assessed again"),
    "expired": gettext_lazy("Eligibility has run out"),
    "to_verify": gettext_lazy("Assessed, to be verified"),
    "proposed": gettext_lazy("Proposed"),
    "rejected": gettext_lazy("Not eligible"),
    "suspended": gettext_lazy("Suspended"),
    "ended": gettext_lazy("Ended"),
}


# Of what is finer than an ``Eligibility``.
TONES = {"provisional": "info", "ending": "now", "reassess": "now", "expired": "now", "to_verify": "now"}


def decision_version(family: Family) -> Version:
    """What is decided about: with the survey on which it rests, answer by answer. One query."""
    own = columns(*DECIDED, "surveyed_on", "need_score")(family)
    return own | said_of(family, {gettext_noop("Last survey"): _in_words(family.assessments.first())})


def _in_words(survey: Assessment | None) -> str:
    """All that a survey says, in one language, so that it differs where a survey does."""
    if survey is None:
        return ""
    found = {name: getattr(survey, name) for name in Answers.__dataclass_fields__}
    with translation.override(LANGUAGE):
        said = answers_in_words({name: value for name, value in found.items() if value})
        points = _("%(score)s of 100 points") % {"score": survey.score}
        pictured = _("with a photo of the house") if survey.photo_id else ""
        return "; ".join(filter(None, (plain_date(survey.surveyed_on), points, *said, survey.notes, pictured)))


@dataclass(frozen=True)
class Standing:
    """How a family's eligibility is said on a page: ``kind`` is an ``Eligibility`` or a finer state of one."""

    kind: str
    until: datetime.date | None = None

    @property
    def label(self) -> str:
        """In the language of the moment."""
        if self.kind == "ending":
            return _("Eligible until %(date)s") % {"date": short_date(self.until)}
        return str(STANDINGS[self.kind])

    @property
    def tone(self) -> str:
        """The state or tone that the tag takes."""
        return TONES.get(self.kind, self.kind)


def standing(
    eligibility: str, *, until: datetime.date | None, surveyed_on: datetime.date | None, today: datetime.date
) -> Standing:
    """What the columns of a family mean on ``today``."""
    if eligibility == Eligibility.PROPOSED:
        return Standing("to_verify" if surveyed_on else "proposed")
    if eligibility != Eligibility.ELIGIBLE:
        return Standing(eligibility)
    if until and until < today:
        return Standing("expired", until)
    if until and until - today < RUNS_OUT_SOON:
        return Standing("ending", until)
    if surveyed_on and surveyed_on < outdated_before(today):
        return Standing("reassess", until)
    return Standing("eligible" if surveyed_on else "provisional", until)


def standing_of(family: Family, today: datetime.date) -> Standing:
    """``standing`` of a family."""
    return standing(family.eligibility, until=family.eligible_until, surveyed_on=family.surveyed_on, today=today)


def determine_initially(
    families: Iterable[Family | int],
    *,
    centre: Centre,
    decided_on: datetime.date,
    basis: str,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> InitialDetermination:
    """*Penetapan awal*: declare proposed families eligible in one act, from the day of the decision.

    ``seen`` is the ``proposals_version`` of all that whoever decides was shown; None where nobody was shown anything.
    Raises ``Refused`` if no family is named, the date is still to come, the basis is missing, or one of the families
    is no longer a proposal of this centre, ``ChangedMeanwhile`` if one is not what was seen: then nothing is done.
    """
    keys = sorted({family if isinstance(family, int) else family.pk for family in families})
    if not keys:
        raise Refused(TICK_A_FAMILY, field="families")
    of_records(centre.local_date(now)).require(decided_on, field="decided_on")
    basis = _reason(basis, _("Give the basis of the decision, for example its number."), field="basis")
    with transaction.atomic():
        # Whoever changes a household or an inmate holds the register, who surveys or decides the family.
        lock_register(centre)
        proposed = Family.objects.filter(centre=centre, merged_into=None, eligibility=Eligibility.PROPOSED)
        found = list(proposed.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk", flat=True))
        if seen is not None and changed_since(seen, centre, keys):
            raise ChangedMeanwhile(_("This was changed after you opened the form; nothing was saved."))
        if found != keys:
            raise Refused(_("Some of these families are no longer proposed. Look at the list again."))
        determination = InitialDetermination.objects.create(
            centre=centre, decided_on=decided_on, basis=basis, decided_by=by, recorded_at=now
        )
        Family.objects.filter(pk__in=found).update(
            eligibility=Eligibility.ELIGIBLE,
            eligibility_basis=basis,
            eligibility_at=now,
            eligibility_by=by,
            eligible_from=decided_on,
            eligible_until=None,
            determination=determination,
        )
    return determination


def verify(
    family: Family,
    *,
    basis: str,
    from_on: datetime.date,
    until: datetime.date | None = None,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> Family:
    """Find a family eligible from a day on; also renews it. Raises ``Refused`` if it is suspended or ended."""
    of_beginnings(family.centre.local_date(now)).require(from_on, field="from_on")
    require_ended_after(from_on, until, field="until")
    basis = _reason(basis, _("Give the basis, for example the survey and its date."), field="basis")
    with transaction.atomic():
        family = _locked(family, Eligibility.PROPOSED, Eligibility.REJECTED, Eligibility.ELIGIBLE, seen=seen)
        family.eligible_from, family.eligible_until = from_on, until
        return _set(family, Eligibility.ELIGIBLE, basis, by=by, now=now)


def reject(family: Family, *, reason: str, seen: Version | None = None, by: User, now: datetime.datetime) -> Family:
    """Find a family not eligible. Raises ``Refused`` without a reason, or if it was neither proposed nor eligible."""
    return _moved(
        family, Eligibility.REJECTED, reason, (Eligibility.PROPOSED, Eligibility.ELIGIBLE), seen=seen, by=by, now=now
    )


def suspend(family: Family, *, reason: str, seen: Version | None = None, by: User, now: datetime.datetime) -> Family:
    """Let an eligible family receive nothing for a while."""
    return _moved(family, Eligibility.SUSPENDED, reason, (Eligibility.ELIGIBLE,), seen=seen, by=by, now=now)


def resume(family: Family, *, reason: str, seen: Version | None = None, by: User, now: datetime.datetime) -> Family:
    """Let a suspended family receive again, for as long as it was found eligible before."""
    return _moved(family, Eligibility.ELIGIBLE, reason, (Eligibility.SUSPENDED,), seen=seen, by=by, now=now)


def end(family: Family, *, reason: str, seen: Version | None = None, by: User, now: datetime.datetime) -> Family:
    """Take a family out of the active register; its history stays, its KK and NIK are free for another."""
    others = tuple(set(Eligibility) - {Eligibility.ENDED})
    return _moved(family, Eligibility.ENDED, reason, others, seen=seen, by=by, now=now)


def propose_again(
    family: Family, *, reason: str, seen: Version | None = None, by: User, now: datetime.datetime
) -> Family:
    """Bring a rejected or ended family back as a proposal.

    Raises ``Refused`` if its KK or one of its people stands in another active family by now.
    """
    try:
        return _moved(
            family, Eligibility.PROPOSED, reason, (Eligibility.REJECTED, Eligibility.ENDED), seen=seen, by=by, now=now
        )
    except IntegrityError:
        raise Refused(_("The family, or a person of it, is in the register a second time by now.")) from None


def _moved(
    family: Family,
    to: Eligibility,
    reason: str,
    allowed: tuple[Eligibility, ...],
    *,
    seen: Version | None,
    by: User,
    now: datetime.datetime,
) -> Family:
    reason = _reason(reason, GIVE_THE_REASON, field="reason")
    with transaction.atomic():
        return _set(_locked(family, *allowed, seen=seen), to, reason, by=by, now=now)


def _locked(family: Family, *allowed: Eligibility, seen: Version | None) -> Family:
    family = Family.objects.select_for_update().get(pk=family.pk)
    if family.merged_into_id:
        raise Refused(_("This family was merged into another. Change that one."))
    require_seen(seen, decision_version, family)
    if family.eligibility not in allowed:
        raise Refused(
            _("This can't be done while the family's status is: %(state)s.")
            % {"state": family.get_eligibility_display()}
        )
    return family


def _set(family: Family, to: Eligibility, basis: str, *, by: User, now: datetime.datetime) -> Family:
    proposed = to == Eligibility.PROPOSED
    family.eligibility = to
    family.eligibility_basis = basis
    family.eligibility_at = None if proposed else now
    family.eligibility_by = None if proposed else by
    family.save(update_fields=DECIDED)
    return family


def _reason(text: str, complaint: object, *, field: str) -> str:
    return required(" ".join(text.split()), complaint, field=field)
