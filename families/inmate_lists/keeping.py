"""Comparing a list of inmates with the register, telling the families who is missing, and deciding what is unsure."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from centres.encryption import Unreadable, blind_index, seal, unseal
from centres.models import Centre, User
from centres.taken import taken_in_words
from config.days import of_the_past
from config.errors import Refused
from config.rows import among
from families.holding import lock_register
from families.inmate_lists.comparing import Compared, Found, Known, compare
from families.inmate_lists.reading import InmateSheets, Listed, read_list
from families.inmates import change_status, held_for_sure
from families.models import Eligibility, FamilyInmate, Inmate, InmateFinding, InmateList
from families.names import bare_name
from families.register_import.against_register import villages_of
from families.register_import.columns import Choices
from families.register_import.sheet import read_cells

SEALED_AS = "inmate list"
KEPT_DAYS = 7
"""So long what the list says of the unsure is kept."""
MOST_MISSING = 0.5
FEW = 3
"""Where more of the register than this share and this number are missing, a list may be another centre's."""
SHEETS = frozenset({"hidden", "no_header", "running_text"})

Verdict, Why, Decision = InmateFinding.Verdict, InmateFinding.Why, InmateFinding.Decision


def inmates_with_families(centre: Centre) -> list[Known]:
    """The inmates of the register who have a family that hasn't ended; who is held no more as well."""
    ended = Q(family__eligibility=Eligibility.ENDED) | Q(family__merged_into__eligibility=Eligibility.ENDED)
    ties = FamilyInmate.objects.filter(inmate=OuterRef("pk")).exclude(ended)
    rows = Inmate.objects.filter(Exists(ties), centre=centre).exclude(name="").order_by("pk")
    held = Inmate.Status.HELD
    values = rows.values_list("pk", "name", "register_number", "status")
    return [Known(pk, name, number, status == held) for pk, name, number, status in values]


def compared(path: Path, *, centre: Centre, chosen: Choices | None = None) -> tuple[InmateSheets, Compared]:
    """Read a file and compare it with the register; keeps nothing. Raises Refused (field "file") for what can't be."""
    known = inmates_with_families(centre)
    if not known:
        raise Refused(_("No inmate of the register has a family yet, so there is nobody to compare."), field="file")
    names = {bare_name(one.name) for one in known}
    sheets = read_list(read_cells(path), villages_of(centre), known=names, chosen=chosen)
    return sheets, compare(known, sheets.listed)


def compare_list(
    path: Path,
    *,
    centre: Centre,
    listed_on: date,
    by: User | None,
    now: datetime,
    chosen: Choices | None = None,
) -> InmateList:
    """Compare a list of a day with the register, and tell the families whose inmate is not in it.

    The same list of the same day is compared anew, with what was decided about it; it changes nothing twice. Where most
    of the register are missing, or a sheet was not read and somebody is, nobody is told before ``raise_notices``.
    Of the file is kept: how many it names, and of the unsure those who may be meant, sealed, until it is decided.
    """
    of_the_past(centre.local_date(now)).require(listed_on, field="listed_on")
    sheets, result = compared(path, centre=centre, chosen=chosen)
    digest = digest_of(sheets.listed)
    with transaction.atomic():
        lock_register(centre)
        purge_lists(now=now, centre=centre)
        kept = _kept(centre, listed_on, digest, sheets, result, by, now)
        _find(kept, result)
        held_for_sure(result.here, on=listed_on)
        if kept.raised_at or not asks_first(kept):
            _raise(kept, by=by, now=now)
    return kept


def digest_of(listed: Iterable[Listed]) -> bytes:
    """By which the same list is known again, in whatever file it comes; keyed, since few names may be guessed."""
    said = sorted((one.name, one.number, one.says_gone) for one in listed)
    return blind_index(SEALED_AS, json.dumps(said))


def asks_first(found: InmateList) -> bool:
    """Whether somebody should look before families are told that an inmate is missing: see ``compare_list``."""
    missing = found.findings.filter(verdict=Verdict.MISSING, why="").count()
    unsure = found.findings.to_decide().exclude(why=Why.NOT_HELD).count()
    if missing >= FEW and missing > (missing + unsure + found.here) * MOST_MISSING:
        return True
    return bool(missing) and any(part["why"] in SHEETS for part in found.unread)


def raise_notices(found: InmateList, *, by: User, now: datetime) -> InmateList:
    """Tell the families of whoever is missing, though most are. Raises Refused where that was done."""
    with transaction.atomic():
        found = InmateList.objects.select_for_update().get(pk=found.pk)
        if found.raised_at:
            raise Refused(_("The families have been told already."))
        _raise(found, by=by, now=now)
    return found


def discard_list(found: InmateList) -> None:
    """Drop a list that nobody acted on: another centre's. Raises Refused once families were told."""
    with transaction.atomic():
        found = InmateList.objects.select_for_update().get(pk=found.pk)
        if found.raised_at or found.findings.exclude(decision="").exists():
            raise Refused(_("By this list something was decided already, so it stays."))
        found.delete()


def decide(finding: InmateFinding, *, decision: str, by: User, now: datetime) -> InmateFinding:
    """Say whether an inmate is in the list. What the list says of it is kept no longer then.

    Raises Refused where that was decided, where the list has no one number to take over, and where it is another's.
    """
    with transaction.atomic():
        finding = InmateFinding.objects.select_for_update(of=("self",)).select_related("inmate_list").get(pk=finding.pk)
        if finding.verdict != Verdict.UNSURE or finding.decision:
            raise Refused(_("This has been decided already."))
        if decision not in Decision.values:
            raise Refused(_("Choose whether the inmate is still here."))
        inmate = Inmate.objects.select_for_update(no_key=True).get(pk=finding.inmate_id)
        on = finding.inmate_list.listed_on
        if decision == Decision.RENUMBERED:
            _renumber(inmate, new_number(finding))
        if decision == Decision.ABSENT:
            if finding.why != Why.NOT_HELD:
                _tell([inmate.pk], on)
        else:
            if not inmate.is_held:
                change_status(inmate, status=Inmate.Status.HELD, on=on, now=now)
            held_for_sure([inmate.pk], on=on)
        finding.decision, finding.decided_by, finding.decided_at, finding.content = decision, by, now, None
        finding.save(update_fields=("decision", "decided_by", "decided_at", "content"))
    return finding


def decide_alike(found: InmateList, *, why: str, decision: str, by: User, now: datetime) -> int:
    """Decide all questions of one kind in the same way, all or none; returns how many. Raises as ``decide`` does."""
    with transaction.atomic():
        open_ones = list(found.findings.to_decide().filter(why=why).order_by("pk"))
        if not open_ones:
            raise Refused(_("This has been decided already."))
        for finding in open_ones:
            decide(finding, decision=decision, by=by, now=now)
    return len(open_ones)


def meant_by(finding: InmateFinding) -> list[Listed]:
    """Those of the list who may be the inmate; none once that is decided or seven days old, or can't be read."""
    if finding.content is None:
        return []
    try:
        said = json.loads(unseal(SEALED_AS, finding.content, bound_to=_bound(finding)))
    except Unreadable:
        return []
    return [Listed(name, number) for name, number in said]


def new_number(finding: InmateFinding) -> str:
    """The one register number that the list gives for an inmate instead of the known one; else an empty text."""
    numbers = {one.number for one in meant_by(finding)} - {""}
    return numbers.pop() if len(numbers) == 1 and finding.why in (Why.OTHER_NUMBER, Why.NEAR_NAME) else ""


def purge_lists(*, now: datetime, centre: Centre | None = None) -> int:
    """Forget what lists older than seven days say of the unsure; returns of how many. The questions stay."""
    old = InmateFinding.objects.filter(inmate_list__compared_at__lt=now - timedelta(days=KEPT_DAYS))
    if centre:
        old = old.filter(centre=centre)
    return old.exclude(content=None).update(content=None)


def _kept(
    centre: Centre, on: date, digest: bytes, sheets: InmateSheets, result: Compared, by: User | None, now: datetime
) -> InmateList:
    """The record of this list and day, with what it says now."""
    kept, _is_new = InmateList.objects.update_or_create(
        centre=centre,
        listed_on=on,
        digest=digest,
        defaults={
            "listed": len(sheets.listed),
            "here": len(result.here),
            "unknown": result.unknown,
            "unread": [part.as_json() for part in sheets.unread],
            "compared_by": by,
            "compared_at": now,
        },
    )
    return kept


def _find(kept: InmateList, result: Compared) -> None:
    """Keep what was found of each inmate; what was decided stays, and so does what is found again."""
    before = {finding.inmate_id: finding for finding in kept.findings.order_by("pk")}
    same = {pk for pk, old in before.items() if old.decision or _says(old, result.found.get(pk))}
    kept.findings.filter(inmate__in=before.keys() - same).delete()
    rows = []
    for inmate, found in result.found.items():
        if inmate in same:
            continue
        row = InmateFinding(
            centre_id=kept.centre_id, inmate_list=kept, inmate_id=inmate, verdict=found.verdict, why=found.why
        )
        if found.verdict == Verdict.UNSURE:
            said = json.dumps([(one.name, one.number) for one in found.meant], ensure_ascii=False)
            row.content = seal(SEALED_AS, said, bound_to=_bound(row))
        rows.append(row)
    InmateFinding.objects.bulk_create(rows, batch_size=1000)


def _says(old: InmateFinding, found: Found | None) -> bool:
    """Whether a finding that is kept says what was found now."""
    if found is None or (old.verdict, old.why) != (found.verdict, found.why):
        return False
    return [(one.name, one.number) for one in meant_by(old)] == [(one.name, one.number) for one in found.meant]


def _bound(finding: InmateFinding) -> str:
    return f"centre {finding.centre_id} list {finding.inmate_list_id} inmate {finding.inmate_id}"


def _raise(found: InmateList, *, by: User | None, now: datetime) -> None:
    missing = found.findings.filter(verdict=Verdict.MISSING).order_by("pk").values_list("inmate", flat=True)
    _tell(missing, found.listed_on)
    if not found.raised_at:
        found.raised_by, found.raised_at = by, now
        found.save(update_fields=("raised_by", "raised_at"))


def _tell(inmates: Iterable[int], on: date) -> None:
    """Note that these are not in the list of a day, unless they are known to be held on that day or later."""
    rows = Inmate.objects.filter(pk__in=among(inmates), status=Inmate.Status.HELD)
    rows = rows.filter(Q(held_on=None) | Q(held_on__lt=on)).filter(Q(unlisted_on=None) | Q(unlisted_on__gt=on))
    rows.update(unlisted_on=on)


def _renumber(inmate: Inmate, number: str) -> None:
    if not number:
        raise Refused(_("The list has no one register number for this inmate."))
    inmate.register_number = number
    with taken_in_words():
        inmate.save(update_fields=("register_number",))
