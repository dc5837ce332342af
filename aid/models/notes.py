"""The note of a supplier, as a photo or a scan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aid.models.ledger import Receipt
from centres.history import tracked
from centres.models import CentreOwned, StoredFile


@tracked(part_of="receipt")
class NotePage(CentreOwned):
    """The picture of one page of the note of a delivery; one that is wrong is removed, and not changed."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, db_constraint=False, related_name="note_pages")
    number = models.PositiveSmallIntegerField(_("page"))
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("file")
    )
    added_by = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    class Meta:
        verbose_name = _("page of a note")
        ordering = ("receipt", "number")
        constraints = (
            models.UniqueConstraint(fields=("receipt", "number"), name="note_page_once"),
            models.UniqueConstraint(fields=("file",), name="note_page_is_of_one_note"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=20), name="note_page_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.receipt} {self.number}"
