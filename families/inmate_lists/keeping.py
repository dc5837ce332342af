"""Comparing a list of inmates with the register, telling the families who is missing, and deciding what is unsure."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from centres.encryption import Unreadable, blind_index, seal, unseal
from centres.models import Centre, User
from centres.taken import taken_in_words
from centres.versions import require_mark
from config.days import of_the_past
from config.errors import Refused
from config.rows import among
from families.holding import hold_families_of, lock_register
from families.inmate_lists.comparing import Compared, Found, Known, compare
from families.inmate_lists.reading import InmateSheets, Listed, NoNames, read_list, tables_of
from families.inmates import change_status, held_for_sure, hold_inmate
from families.models import Eligibility, FamilyInmate, Inmate, InmateFinding, InmateList
from families.names import bare_name
from families.register_import.against_register import chosen_of, villages_of
from families.register_import.columns import Choices
from families.register_import.matching import Chosen
from families.register_import.sheet import read_cells
from families.register_import.staged_rows import packed, unpacked

SEALED_AS = "inmate list"
SOURCE = "inmate list file"
KEPT_DAYS = 7
"""So long what the list says of the unsure is kept."""
MOST_MISSING = 0.5
FEW = 3
"""Where more of the register than this share and this number are missing, a list may be another centre's."""
SHEETS = frozenset({"hidden", "no_header", "running_text"})

Verdict, Why, Decision = InmateFinding.Verdict, InmateFinding.Why, InmateFinding.Decision


def inmates_with_families(centre: Centre) -> list[Known]:
    """The inmates of the register who have a family that hasn't ended, by name; who is held no more as well."""
    ended = Q(family__eligibility=Eligibility.ENDED) | Q(family__merged_into__eligibility=Eligibility.ENDED)
    ties = FamilyInmate.objects.filter(inmate=OuterRef("pk")).exclude(ended)
    rows = Inmate.objects.filter(Exists(ties), centre=centre).exclude(name="").order_by("name", "pk")
    held = Inmate.Status.HELD
    values = rows.values_list("pk", "name", "register_number", "status")
    return [Known(pk, name, number, status == held) for pk, name, number, status in values]


def compared(path: Path, *, centre: Centre, chosen: Choices | None = None) -> tuple[InmateSheets, Compared]:
    """Read a file and compare it with the register; keeps nothing. Raises Refused (field "file") for what can't be."""
    return _compared(read_cells(path), centre, chosen)


def _compared(cells: list[dict[str, Any]], centre: Centre, chosen: Choices | None) -> tuple[InmateSheets, Compared]:
    known = inmates_with_families(centre)
    if not known:
        raise Refused(_("No inmate of the register has a family yet, so there is nobody to compare."), field="file")
    names = {bare_name(one.name) for one in known}
    sheets = read_list(cells, villages_of(centre), known=names, chosen=chosen or chosen_for_lists(centre))
    return sheets, compare(known, sheets.listed)


def take_back_held(found: InmateList) -> None:
    """Forget of those whom a list has, as it is read now, that they were held on its day: its columns are read anew.

    One that asked first, and was not confirmed, said that of nobody.
    """
    if found.raised_at and (result := _read_anew(found)):
        _sheets, compared_now = result
        Inmate.objects.filter(pk__in=among(compared_now.here), held_on=found.listed_on).update(held_on=None)


def _note_held(found: InmateList) -> None:
    """Note who is held by a list that was confirmed; of nobody where its file is read otherwise than it was.

    Raises Refused once the file is gone.
    """
    if result := _read_anew(found):
        sheets, compared_now = result
        if digest_of(sheets.listed) == found.digest:
            held_for_sure(compared_now.here, on=found.listed_on)


def _read_anew(found: InmateList) -> tuple[InmateSheets, Compared] | None:
    """What a list says now; None where no column of names is found."""
    try:
        return _compared(cells_of(found), found.centre, None)
    except NoNames:
        return None


def chosen_for_lists(centre: Centre) -> Chosen:
    """What people of a centre matched the columns of lists to; a register of the same titles is another matter."""
    return chosen_of(centre, fingerprint)


def fingerprint(titles: str) -> bytes:
    """The digest by which a list of these titles is known again."""
    return blind_index("inmate list columns", titles)


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
    of the register are missing, or a sheet was not read and somebody is, nobody is told before ``raise_notices``, nor
    noted as held, as it may be another centre's and leave no trace (``discard_list``). So it is where it
    isn't sure which column has the names (``match_columns``), or none was found.
    Of the file is kept: how many it names; of the unsure those who may be meant, sealed, until it is decided; and its
    cells, sealed, for seven days, so that its columns can be matched anew.
    """
    of_the_past(centre.local_date(now)).require(listed_on, field="listed_on")
    return compare_cells(read_cells(path), centre=centre, listed_on=listed_on, by=by, now=now, chosen=chosen)


def compare_cells(
    cells: list[dict[str, Any]],
    *,
    centre: Centre,
    listed_on: date,
    by: User | None,
    now: datetime,
    chosen: Choices | None = None,
) -> InmateList:
    """The same of cells that were read before; changes them."""
    source = packed(cells)
    try:
        sheets, result = _compared(cells, centre, chosen)
    except NoNames as nobody:
        if not tables_of(cells, villages_of(centre), known=()):
            raise
        sheets, result = InmateSheets([], nobody.unread, asks=True), Compared([], {}, 0)
    with transaction.atomic():
        lock_register(centre)
        purge_lists(now=now, centre=centre)
        kept = _kept(centre, listed_on, sheets, result, by, now)
        keep_source(kept, source)
        _find(kept, result)
        if kept.raised_at or not asks_first(kept):
            held_for_sure(result.here, on=listed_on)
            _raise(kept, by=by, now=now)
    return kept


def keep_source(found: InmateList, source: str) -> None:
    """Keep the ``packed`` cells of a list's file, sealed."""
    if _opened(found) != source:
        found.source = seal(SOURCE, source, bound_to=_whose(found))
        found.save(update_fields=("source",))


def cells_of(found: InmateList) -> list[dict[str, Any]]:
    """The cells of a list's file, decrypted. Raises Refused where they are gone."""
    if found.source is None:
        raise Refused(_("The file of this list is gone. Upload it again."))
    if (text := _opened(found)) is None:
        raise Refused(_("The file of this list can't be read any more. Upload it again."))
    return unpacked(text)


def _opened(found: InmateList) -> str | None:
    """The cells of a list's file in one text; None where they are gone or can't be read."""
    if found.source is None:
        return None
    try:
        return unseal(SOURCE, found.source, bound_to=_whose(found))
    except Unreadable:
        return None


def digest_of(listed: Iterable[Listed]) -> bytes:
    """By which the same list is known again, in whatever file it comes; keyed, since few names may be guessed."""
    said = sorted((one.name, one.number, one.says_gone) for one in listed)
    return blind_index(SEALED_AS, json.dumps(said))


def asks_first(found: InmateList) -> bool:
    """Whether somebody should look before families are told that an inmate is missing: see ``compare_list``."""
    if found.asks_columns:
        return True
    missing = found.findings.filter(verdict=Verdict.MISSING, why="").count()
    unsure = found.findings.to_decide().exclude(why=Why.NOT_HELD).count()
    if missing >= FEW and missing > (missing + unsure + found.here) * MOST_MISSING:
        return True
    return bool(missing) and any(part["why"] in SHEETS for part in found.unread)


def as_shown(findings: Iterable[InmateFinding]) -> list[Any]:
    """What a page says of findings, each with its inmate: by it an answer is known to be about what was read."""
    return [
        [
            *(one.pk, one.verdict, one.why, one.decision),
            *(one.inmate.name, one.inmate.register_number, one.inmate.status),
            [(other.name, other.number) for other in meant_by(one)],
        ]
        for one in sorted(findings, key=lambda one: one.pk)
    ]


def missing_as_shown(found: InmateList) -> list[tuple[Any, ...]]:
    """The same of all who are missing, however many pages they fill; one query."""
    rows = found.findings.missing().order_by("pk")
    inmate = ("inmate__name", "inmate__register_number", "inmate__status")
    return list(rows.values_list("pk", "why", "decision", *inmate))


def raise_notices(found: InmateList, *, seen: str | None = None, by: User, now: datetime) -> InmateList:
    """Let a list count that asked first: who is in it is held, and the families of whoever is missing are told.

    Raises Refused where that was done, and where the list's file is gone.

    ``seen`` is the mark of the missing as the page showed them, here and below; None where nobody was shown any.
    """
    with transaction.atomic():
        found = _held(found)
        if found.raised_at:
            raise Refused(_("The families have been told already."))
        if not found.listed:
            raise Refused(_("Nobody was read of this list yet. Match its columns first."))
        require_mark(seen, missing_as_shown(found), found)
        _note_held(found)
        _raise(found, by=by, now=now)
    return found


def discard_list(found: InmateList) -> None:
    """Drop a list that nobody acted on: another centre's. Raises Refused once families were told."""
    with transaction.atomic():
        found = _held(found)
        if found.raised_at or found.findings.exclude(decision="").exists():
            raise Refused(_("By this list something was decided already, so it stays."))
        found.delete()


def _held(found: InmateList) -> InmateList:
    """A list as it is now, held; the register before it, as whoever changes an inmate holds it."""
    lock_register(found.centre)
    return InmateList.objects.select_for_update().get(pk=found.pk)


def decide(finding: InmateFinding, *, decision: str, seen: str | None = None, by: User, now: datetime) -> InmateFinding:
    """Say whether an inmate is in the list. What the list says of it is kept no longer then.

    Raises Refused where that was decided, where the list has no one number to take over, and where it is another's.
    """
    with transaction.atomic():
        hold_inmate(finding.inmate)
        questions = InmateFinding.objects.select_for_update(of=("self",)).select_related("inmate_list", "inmate")
        finding = questions.get(pk=finding.pk)
        if finding.verdict != Verdict.UNSURE or finding.decision:
            raise Refused(_("This has been decided already."))
        if decision not in Decision.values:
            raise Refused(_("Choose whether the inmate is still here."))
        require_mark(seen, as_shown([finding]), finding)
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


def decide_alike(
    found: InmateList, *, why: str, decision: str, seen: str | None = None, by: User, now: datetime
) -> int:
    """Decide all questions of one kind in the same way, all or none; returns how many. Raises as ``decide`` does."""
    with transaction.atomic():
        found = _held(found)
        open_ones = list(found.findings.to_decide().filter(why=why).select_related("inmate").order_by("pk"))
        if not open_ones:
            raise Refused(_("This has been decided already."))
        require_mark(seen, as_shown(open_ones), found)
        hold_families_of(finding.inmate_id for finding in open_ones)
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
    """Forget what lists older than seven days say of the unsure; returns of how many. The questions stay.

    Their files go, too, and lists of which nobody was read.
    """
    lists = InmateList.objects.filter(compared_at__lt=now - timedelta(days=KEPT_DAYS))
    if centre:
        lists = lists.filter(centre=centre)
    forgotten = InmateFinding.objects.filter(inmate_list__in=lists).exclude(content=None).update(content=None)
    lists.filter(listed=0).delete()
    lists.exclude(source=None).update(source=None)
    return forgotten


def _kept(
    centre: Centre, on: date, sheets: InmateSheets, result: Compared, by: User | None, now: datetime
) -> InmateList:
    """The record of this list and day, with what it says now."""
    kept, _is_new = InmateList.objects.update_or_create(
        centre=centre,
        listed_on=on,
        digest=digest_of(sheets.listed),
        defaults={
            "listed": len(sheets.listed),
            "here": len(result.here),
            "unknown": result.unknown,
            "unread": [part.as_json() for part in sheets.unread],
            "asks_columns": sheets.asks,
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


def _whose(found: InmateList) -> str:
    return f"centre {found.centre_id} list {found.pk}"


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
