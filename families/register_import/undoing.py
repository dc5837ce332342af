"""*Batalkan impor*: the families of an import leave the register again, and its rows are as they were."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import User
from config.errors import Refused
from families.household import lock_register
from families.models import Eligibility, Family, RegisterImport, RegisterImportRow

Status = RegisterImportRow.Status
# What nobody has done anything with since it was saved: a proposal that was not surveyed, decided or merged.
UNTOUCHED = Q(eligibility=Eligibility.PROPOSED, surveyed_on=None, determination=None, merged_into=None, merged=None)


def may_undo(staged: RegisterImport) -> bool:
    """Whether the import is one that can be taken back, as far as its rows tell; one query."""
    saved = staged.rows.filter(status=Status.SAVED)
    return bool(staged.confirmed_at) and saved.exists() and not saved.exclude(offer="", content__isnull=False).exists()


def undo_import(staged: RegisterImport, *, by: User, now: datetime) -> tuple[RegisterImport, int]:
    """Take the families of an import out of the register, and let its rows be decided about anew.

    Nobody is deleted: the families have left the register, with the reason, and their numbers are free again. Returns
    the import with how many families that were. Raises Refused where rows joined or changed families that were there
    before, where the rows are gone, and once somebody has done anything with one of the families.
    """
    with transaction.atomic():
        staged = RegisterImport.objects.select_for_update(of=("self",)).select_related("centre").get(pk=staged.pk)
        lock_register(staged.centre)
        if not may_undo(staged):
            raise Refused(_("Only an import of the last seven days that changed no other family can be taken back."))
        pks = list(staged.rows.filter(status=Status.SAVED).values_list("family", flat=True))
        families = Family.objects.select_for_update(of=("self",)).filter(centre=staged.centre, pk__in=pks)
        untouched = set(families.filter(UNTOUCHED).order_by("pk").values_list("pk", flat=True)) if pks else set()
        if count := len(set(pks) - untouched):
            raise Refused(
                ngettext(
                    "%(count)d family was surveyed, decided about or merged already. It can't be taken back.",
                    "%(count)d families were surveyed, decided about or merged already. It can't be taken back.",
                    count,
                )
                % {"count": count}
            )
        Family.objects.filter(pk__in=pks).update(
            eligibility=Eligibility.ENDED,
            eligibility_basis=_("The import was taken back."),
            eligibility_at=now,
            eligibility_by=by,
        )
        staged.rows.filter(status=Status.SAVED).update(status=Status.VALID, family=None)
        staged.confirmed_by = staged.confirmed_at = None
        staged.saved_families = 0
        staged.save(update_fields=["confirmed_by", "confirmed_at", "saved_families"])
    return staged, len(pks)
