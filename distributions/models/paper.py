"""The papers of an approved round, kept as they were printed, and their numbers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models import CentreOwned, StoredFile
from distributions.models.round import Round
from distributions.models.round_record import Correction, RoundChange


class PaperKind(models.TextChoices):
    """What is printed of a round; the words of its address."""

    SIGNING_FILE = "berkas-tanda-tangan", _("Papers to be signed")
    PROPOSAL = "usulan", _("Proposal and approval")
    ASSIGNMENT = "surat-tugas", _("Letter of assignment")
    GOODS_BAST = "bast-barang", _("Minutes of the goods received (BAST)")
    BAST = "bast", _("Hand-over minutes (BAST)")
    RECEIPT_LIST = "daftar-tanda-terima", _("Receipt list")
    REPORT = "laporan-kegiatan", _("Activity report")
    SHOPPING = "daftar-belanja", _("Shopping list")
    LOADING = "daftar-muat", _("Packing list")
    ROUTE = "lembar-rute", _("Route sheet")
    LABELS = "label-paket", _("Labels of the packages")
    RECIPIENTS = "daftar-penerima", _("Recipients, for the office")
    BLANK = "formulir-kosong", _("Blank forms")


# Those that somebody signs by hand.
SIGNED = (
    PaperKind.PROPOSAL,
    PaperKind.ASSIGNMENT,
    PaperKind.GOODS_BAST,
    PaperKind.BAST,
    PaperKind.RECEIPT_LIST,
    PaperKind.REPORT,
)


class PaperNumber(CentreOwned):
    """The number of one document of a round; append-only. ``part`` counts the documents of a kind from 1.

    ``sequence`` is what the pattern of the letterhead counts: once per centre, kind and year.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="paper_numbers")
    kind = models.CharField(max_length=20, choices=PaperKind)
    part = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    text = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("number of a paper")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("centre", "kind", "year", "sequence"), name="paper_number_once_a_year"),
            models.UniqueConstraint(fields=("round", "kind", "part"), name="paper_number_one_per_document"),
            models.CheckConstraint(
                condition=Q(sequence__gte=1, part__gte=1, year__gte=2000, year__lte=2100) & ~Q(text=""),
                name="paper_number_counts_from_one",
            ),
        )

    def __str__(self) -> str:
        return self.text


class PaperVersion(CentreOwned):
    """What the papers of a round say from one occasion on, until the next; append-only.

    ``content`` is the sealed JSON from which they are made, written in the transaction of the occasion; so a paper that
    is made later, or again, says what was true then. A version after a change or a correction ``replaces`` another.
    One that was ``reported`` differs from the one before in the activity report alone, to which photos and news are
    added after close.
    """

    class Occasion(models.TextChoices):
        APPROVED = "approved", _("Approval")
        CHANGED = "changed", _("Change after approval")
        RECORDED = "recorded", _("Printed while the hand-over was recorded")
        CLOSED = "closed", _("Closing of the round")
        CORRECTED = "corrected", _("Correction after close")
        REPORTED = "reported", _("Printed after the report was completed")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="paper_versions")
    occasion = models.CharField(_("occasion"), max_length=9, choices=Occasion)
    change = models.ForeignKey(RoundChange, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+")
    correction = models.ForeignKey(
        Correction, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="replaced_by"
    )
    content = models.BinaryField()
    by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of the papers")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "occasion", "change", "correction"),
                condition=~Q(occasion__in=["recorded", "reported"]),
                nulls_distinct=False,
                name="paper_version_once_per_occasion",
            ),
            models.UniqueConstraint(fields=("replaces",), name="paper_version_replaced_once"),
            models.CheckConstraint(
                condition=Q(occasion__in=["approved", "recorded", "closed", "reported"], change=None, correction=None)
                | Q(occasion="changed", change__isnull=False, correction=None)
                | Q(occasion="corrected", change=None, correction__isnull=False),
                name="paper_version_names_its_occasion",
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id}: {self.get_occasion_display()}"


class Paper(CentreOwned):
    """One PDF that was printed of a version: its bytes, their SHA-256, and the token of the code on it; append-only.

    ``keyed_digest`` is that of all the other columns (``papers.bonds``): a row that somebody wrote by SQL has none.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="papers")
    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, db_constraint=False, related_name="papers")
    kind = models.CharField(_("paper"), max_length=20, choices=PaperKind)
    token = models.CharField(max_length=22)
    sha256 = models.CharField(max_length=64)
    sheets = models.PositiveSmallIntegerField(_("sheets"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    made_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    keyed_digest = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("paper")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("version", "kind"), name="paper_once_per_version"),
            models.UniqueConstraint(fields=("token",), name="paper_token_once"),
            models.CheckConstraint(
                condition=Q(token__regex=r"^[A-Za-z0-9_-]{22}$"),  # noqa: S106
                name="paper_token_is_random",
            ),
            models.CheckConstraint(condition=Q(sheets__gte=1), name="paper_has_sheets"),
        )
        indexes = (models.Index(fields=("sha256",), name="paper_by_digest"),)

    def __str__(self) -> str:
        return self.get_kind_display()


@tracked(part_of="round")
class SignedPage(CentreOwned):
    """The picture of one page of a paper that was signed by hand; one that is wrong is removed, and not changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="signed_pages")
    kind = models.CharField(_("paper"), max_length=20, choices=[(kind.value, kind.label) for kind in SIGNED])
    number = models.PositiveSmallIntegerField(_("page"))
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("file")
    )
    added_by = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    class Meta:
        verbose_name = _("signed page")
        ordering = ("kind", "number")
        constraints = (
            models.UniqueConstraint(fields=("round", "kind", "number"), name="signed_page_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=999) & Q(kind__in=[kind.value for kind in SIGNED]),
                name="signed_page_counts_from_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.number}"
