"""*Batalkan impor*: the families of an import leave the register again, and its rows are as they were."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import User
from centres.versions import require_mark
from config.errors import Refused
from config.formats import quantity
from families.holding import hold_families, lock_register
from families.models import Eligibility, Family, RegisterImport, RegisterImportRow
from families.register_import.concerned import Rows

Status = RegisterImportRow.Status
# What is said of a row for the sake of a family that the register has.
BY_REGISTER = ["MIRIP_TERDAFTAR", "NIK_TERDAFTAR", "SUDAH_TERDAFTAR"]
# What nobody has done anything with since it was saved: a proposal that was not surveyed, decided or merged.
UNTOUCHED = Q(eligibility=Eligibility.PROPOSED, surveyed_on=None, determination=None, merged_into=None, merged=None)


def may_undo(staged: RegisterImport) -> bool:
    """Whether the import is one that can be taken back, as far as its rows tell."""
    return bool(staged.confirmed_at) and staged.rows.filter(status=Status.SAVED).exists() and not why_not(staged)


def why_not(staged: RegisterImport) -> str:
    """Why a saved import can't be taken back; two queries. Empty where it can, or isn't saved.

    Who joined a family of the same import leaves with it.
    """
    if not staged.confirmed_at:
        return ""
    rows = staged.rows.filter(status=Status.SAVED).annotate(gone=Q(content=None))
    saved = list(rows.values_list("offer", "family", "gone"))
    own = {family for offer, family, _gone in saved if not offer}
    if any(gone for _offer, _family, gone in saved):
        return _("It can't be taken back any more: its rows were deleted after seven days.")
    others = sum(offer == Status.UPDATE or family not in own for offer, family, _gone in saved if offer)
    text = ngettext(
        "It can't be taken back: %(count)s row was added to a family that was there before, or changed one.",
        "It can't be taken back: %(count)s rows were added to families that were there before, or changed them.",
        others,
    )
    if others:
        return text % {"count": quantity(others)}
    return _touched(len(own) - Family.objects.filter(UNTOUCHED, pk__in=own).count())


def _touched(count: int) -> str:
    text = ngettext(
        "%(count)s family was surveyed, decided about or merged already. It can't be taken back.",
        "%(count)s families were surveyed, decided about or merged already. It can't be taken back.",
        count,
    )
    return text % {"count": quantity(count)} if count else ""


def saved_as_shown(staged: RegisterImport) -> list[Any]:
    """What the page of an import says that it saved."""
    return [staged.confirmed_at, staged.saved_families, staged.changed_families]


def undo_import(
    staged: RegisterImport, *, seen: str | None = None, by: User, now: datetime
) -> tuple[RegisterImport, int]:
    """Take the families of an import out of the register, and let its rows be decided about anew.

    Nobody is deleted: the families have left the register, with the reason, and their numbers are free again. Returns
    the import with how many families that were. ``seen`` is the mark of what the page said was saved. Raises Refused
    where rows joined or changed families that were there before, where the rows are gone, and once somebody has done
    anything with one of the families.
    """
    with transaction.atomic():
        staged = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre").get(pk=staged.pk)
        lock_register(staged.centre)
        if not staged.confirmed_at or not staged.rows.filter(status=Status.SAVED).exists():
            raise Refused(_("Only an import that was saved in the last seven days can be taken back."))
        require_mark(seen, saved_as_shown(staged), staged)
        if why := why_not(staged):
            raise Refused(why)
        pks = set(staged.rows.filter(status=Status.SAVED).values_list("family", flat=True))
        hold_families(pks)
        families = Family.objects.filter(centre=staged.centre, pk__in=pks)
        untouched = set(families.filter(UNTOUCHED).order_by("pk").values_list("pk", flat=True)) if pks else set()
        if count := len(pks - untouched):
            raise Refused(_touched(count))
        Family.objects.filter(pk__in=pks).update(
            eligibility=Eligibility.ENDED,
            eligibility_basis=_("The import was taken back."),
            eligibility_at=now,
            eligibility_by=by,
        )
        saved = staged.rows.filter(status=Status.SAVED)
        saved.exclude(offer="").update(status=Status.JOIN, family=None)
        saved.update(status=Status.VALID, family=None)
        staged.confirmed_by = staged.confirmed_at = None
        staged.saved_families = staged.changed_families = 0
        staged.save(update_fields=["confirmed_by", "confirmed_at", "saved_families", "changed_families"])
        # What looked like one of these families, when they were saved or since, does so no more.
        doubts = staged.rows.filter(codes__has_any_keys=BY_REGISTER, content__isnull=False)
        Rows(staged.pk).judge_again(doubts.values_list("pk", flat=True), now)
    return staged, len(pks)
