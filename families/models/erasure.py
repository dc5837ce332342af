"""The record without which the database lets nobody empty a person's columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned


class Erasure(CentreOwned):
    """That a family's personal data were erased, by whom and on what ground; append-only, nothing personal.

    ``transaction`` is the id of the writing transaction: triggers (``…_personal_columns_stay``, ``recipients_frozen``)
    let personal columns be emptied in that transaction only.
    """

    family_id_erased = models.BigIntegerField()
    ground = models.CharField(_("ground"), max_length=300)
    erased_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField()
    transaction = models.BigIntegerField(
        db_default=models.Func(function="txid_current", output_field=models.BigIntegerField()), editable=False
    )

    def __str__(self) -> str:
        return f"{self.family_id_erased} ({self.erased_at:%Y-%m-%d})"
