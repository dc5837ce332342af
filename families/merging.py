"""Two entries of the register that are one family, or are not: merging by a pointer, undoing, and remembering."""

import datetime
from collections.abc import Iterable

import psycopg
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.models import User
from centres.versions import Version, require_mark, require_seen, version_of
from config.errors import Refused
from families.holding import hold_families, lock_register
from families.models import DuplicateDecision, Eligibility, Family, FamilyInmate, Member

Verdict = DuplicateDecision.Verdict
# What two families are compared by, in columns of their own.
COMPARED = (
    "merged_into",
    "eligibility",
    "village",
    "hamlet",
    "street",
    "rt",
    "rw",
    "kk_digest",
    "kk_block",
    "household_size",
    "last_aid_on",
    "registered_on",
)
# Refused where the rounds are known: see the wall of this name.
IN_OPEN_ROUNDS = "family_merged_outside_open_rounds"


def pair_version(families: Iterable[Family], contacts: Iterable[Member], ties: Iterable[FamilyInmate]) -> Version:
    """What a page showed of families that it offers to merge, by what it is read from."""
    return {
        **version_of(Family, families, COMPARED),
        **version_of(Member, contacts, ("family", "name", "nik_digest", "birth_digest", "phone_digest")),
        **version_of(FamilyInmate, ties, ("inmate", "relation")),
    }


def pair_now(*families: Family) -> Version:
    """The same of two families as they are stored; two queries."""
    return pair_version(
        families,
        Member.objects.contacts().filter(family__in=families).order_by("pk"),
        FamilyInmate.objects.filter(family__in=families).order_by("pk"),
    )


def merge(
    goes: Family, *, into: Family, note: str = "", seen: Version | None = None, by: User, now: datetime.datetime
) -> Family:
    """Let the entry ``into`` stand for both from now on; returns ``goes``.

    Nothing else of either changes: questions read both. Raises ``Refused`` for a family that is merged or stands for
    others, where the one that stays has ended, and while both have a place in an open round.
    """
    if goes.pk == into.pk:
        raise Refused(_("These are one entry already."))
    with transaction.atomic():
        goes, into = _locked(goes, into)
        _require_seen(seen, goes, into)
        if goes.merged_into_id or into.merged_into_id:
            raise Refused(_("One of the two was merged into another family meanwhile."))
        if goes.merged.exists():
            raise Refused(_("Other entries were merged into the one that is to go. Let that one stay."))
        if into.eligibility == Eligibility.ENDED:
            raise Refused(_("The entry that is to stay has left the register. Let the other one stay."))
        goes.merged_into = into
        try:
            goes.save(update_fields=("merged_into",))
        except IntegrityError as error:
            if _wall(error) != IN_OPEN_ROUNDS:
                raise
            raise Refused(
                _("Both have a place in a round that is still open. Record or close it, or take one of them out first.")
            ) from None
        _note(goes, into, Verdict.MERGED, note, by, now)
    return goes


def separate(goes: Family, *, note: str = "", seen: str | None = None, by: User, now: datetime.datetime) -> Family:
    """Undo a merge: the entry is one of its own again, as it was.

    ``seen`` is the mark of the key of whom it was shown to be merged into. Raises ``Refused`` if it is not merged, and
    if its KK or one of its people stands in another family by now.
    """
    with transaction.atomic():
        lock_register(goes.centre)
        hold_families([goes.pk])
        goes = Family.objects.select_related("merged_into", "centre").get(pk=goes.pk)
        into = goes.merged_into
        if into is None:
            raise Refused(_("This family is not merged."))
        require_mark(seen, into.pk, goes)
        goes.merged_into = None
        try:
            with transaction.atomic():
                goes.save(update_fields=("merged_into",))
        except IntegrityError:
            raise Refused(_("The family, or a person of it, is in the register a second time by now.")) from None
        _note(goes, into, Verdict.SEPARATED, note, by, now)
    return goes


def keep_apart(
    one: Family, other: Family, *, note: str = "", seen: Version | None = None, by: User, now: datetime.datetime
) -> DuplicateDecision:
    """*Bukan orang yang sama*: the pair is not asked about again. Raises ``Refused`` if it was decided already."""
    return _decide(one, other, Verdict.DIFFERENT, note, seen, by, now)


def look_again(one: Family, other: Family, *, by: User, now: datetime.datetime) -> DuplicateDecision:
    """Take *not the same* back: the pair is asked about again."""
    return _decide(one, other, Verdict.OPEN, "", None, by, now)


def is_apart(one: Family, other: Family) -> bool:
    """Whether the last that was said of the pair is that they are not the same."""
    of_pair = DuplicateDecision.objects.filter(first=min(one.pk, other.pk), second=max(one.pk, other.pk))
    last = of_pair.order_by("-id").first()
    return last is not None and last.verdict == Verdict.DIFFERENT


def _decide(
    one: Family,
    other: Family,
    verdict: Verdict,
    note: str,
    seen: Version | None,
    by: User,
    now: datetime.datetime,
) -> DuplicateDecision:
    with transaction.atomic():
        one, other = _locked(one, other)
        _require_seen(seen, one, other)
        apart = is_apart(one, other)
        if one.merged_into_id or other.merged_into_id or apart == (verdict == Verdict.DIFFERENT):
            raise Refused(_("This pair was decided already. Look at it again."))
        return _note(one, other, verdict, note, by, now)


def _require_seen(seen: Version | None, one: Family, other: Family) -> None:
    require_seen(seen, lambda _one: pair_now(one, other), one)


def _locked(one: Family, other: Family) -> tuple[Family, Family]:
    """Both as they are now, held; the register before them."""
    lock_register(one.centre)
    hold_families([one.pk, other.pk])
    found = Family.objects.filter(centre=one.centre_id).in_bulk([one.pk, other.pk])
    return found[one.pk], found[other.pk]


def _note(
    one: Family, other: Family, verdict: Verdict, note: str, by: User, now: datetime.datetime
) -> DuplicateDecision:
    first, second = sorted((one.pk, other.pk))
    return DuplicateDecision.objects.create(
        centre_id=one.centre_id,
        first_id=first,
        second_id=second,
        verdict=verdict,
        note=" ".join(note.split()),
        decided_by=by,
        decided_at=now,
    )


def _wall(error: IntegrityError) -> str | None:
    return error.__cause__.diag.constraint_name if isinstance(error.__cause__, psycopg.Error) else None
