"""An uploaded register between reading and confirming; its rows stay encrypted and for seven days at most."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centres.models import CentreOwned
from config.days import in_our_time
from families.models.family import Family


class RegisterImports(models.Manager["RegisterImport"]):
    """Imports without what of their files is sealed in one piece, which may be megabytes and is seldom opened."""

    def get_queryset(self) -> "models.QuerySet[RegisterImport]":
        return super().get_queryset().defer("source", "parts")


class RegisterImport(CentreOwned):
    """One uploaded file: how many rows it had, and who confirmed it."""

    class Stage(models.TextChoices):
        """How far a file is read; one of many rows is read in parts, each asked for by the page."""

        TABLE = "table", _("Its table is to be read")
        ROWS = "rows", _("Its rows are being judged")
        READY = "ready", _("Read")

    file_name = models.CharField(max_length=200)
    file_digest = models.BinaryField()
    sheet = models.CharField(max_length=100, blank=True)
    # What of the file is in no row, by sheet; it names nobody (``register_import.unread``).
    unread = models.JSONField(default=list)
    # The cells of the file, sealed, so that its columns can be matched anew; gone with the rows.
    source = models.BinaryField(null=True)
    stage = models.CharField(max_length=5, choices=Stage, default=Stage.READY)
    # The rows of the table until all are judged, sealed, some in each (``register_import.in_parts``).
    parts = ArrayField(models.BinaryField(), null=True)
    rows_in_parts = models.PositiveIntegerField(default=0)
    parts_judged = models.PositiveIntegerField(default=0)
    # Whether a person should look at what the columns were taken for.
    asks_columns = models.BooleanField(default=False)
    # Whether most numbers of the file look as if Excel had cut off their last digit.
    niks_look_cut = models.BooleanField(default=False)
    as_of = models.DateField()
    # Empty where the file was imported by the command at the console.
    uploaded_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    saved_families = models.PositiveIntegerField(default=0)
    # How many families that were there before got something of its rows.
    changed_families = models.PositiveIntegerField(default=0)
    # How many rows were discarded once others were saved.
    discarded_rows = models.PositiveIntegerField(default=0)

    objects = RegisterImports()

    class Meta:
        verbose_name = _("import")
        constraints = (
            in_our_time("as_of", model="register_import"),
            models.CheckConstraint(
                condition=Q(stage="table", parts=None, rows_in_parts=0, parts_judged=0, source__isnull=False)
                | Q(
                    stage="rows",
                    # Without it all else would be unknown of none, which a wall lets through.
                    parts__isnull=False,
                    parts__len__gt=F("parts_judged"),
                    rows_in_parts__gte=F("parts__len"),
                )
                | Q(stage="ready", parts=None, rows_in_parts=0, parts_judged=0),
                name="register_import_is_read_step_by_step",
            ),
            models.CheckConstraint(
                condition=Q(stage="ready") | Q(confirmed_at=None, saved_families=0),
                name="register_import_is_read_before_it_is_saved",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, saved_families=0, changed_families=0)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                | Q(confirmed_at__isnull=False, uploaded_by=None),
                name="register_import_confirmed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("families:import_preview", args=(self.pk,))


class RegisterColumns(CentreOwned):
    """What the columns of one layout of a table are, as a person matched them; known again by its titles.

    It holds no title and no cell: ``fields`` has fields by the number of the column. Those of lists of inmates stand
    here as well, under digests of their own.
    """

    fingerprint = models.BinaryField()
    fields = models.JSONField()
    matched_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    matched_at = models.DateTimeField()

    class Meta:
        verbose_name = _("columns of a register")
        constraints = (
            models.UniqueConstraint(fields=("centre", "fingerprint"), name="register_columns_once_per_table"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"


class RegisterImportRow(CentreOwned):
    """A row of the file as it was read; ``content`` is the sealed JSON of read and original values.

    Kept for seven days (``KEPT_DAYS``), and for longer while something of it is asked for (``PARKED_DAYS``).
    """

    class Status(models.TextChoices):
        VALID = "valid", _("Valid")
        REVIEW = "review", _("Needs checking")
        INVALID = "invalid", _("Rejected")
        DUPLICATE = "duplicate", _("Duplicate")
        # What a person decided about it: see ``register_import.row.Decision``.
        JOIN = "join", _("Joins a household")
        UPDATE = "update", _("Updates a family")
        PARKED = "parked", _("Incomplete")
        LEFT_OUT = "left_out", _("Left out")
        SAVED = "saved", _("Saved")

    class Offer(models.TextChoices):
        """What can be decided about a row of a household that is there."""

        JOIN = "join", _("Joins a household")
        UPDATE = "update", _("Updates a family")

    register_import = models.ForeignKey(
        RegisterImport, on_delete=models.CASCADE, db_constraint=False, related_name="rows"
    )
    sheet = models.CharField(max_length=100, blank=True)
    sheet_row = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status)
    codes = models.JSONField(default=list)
    content = models.BinaryField(null=True)
    # By which rows that concern each other are found: keyed digests (``register_import.links``).
    links = ArrayField(models.BigIntegerField(), default=list)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+")
    offer = models.CharField(max_length=6, choices=Offer, blank=True)
    # Since when an incomplete row is kept aside, which is longer than the others are.
    parked_on = models.DateField(null=True)
    # Who last corrected the row or accepted it as it is; no other history is kept of what lives for seven days.
    changed_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row of an import")
        ordering = ("sheet_row",)
        constraints = (
            models.UniqueConstraint(fields=("register_import", "sheet", "sheet_row"), name="register_import_row_once"),
            models.CheckConstraint(
                condition=Q(changed_by=None, changed_at=None) | Q(changed_by__isnull=False, changed_at__isnull=False),
                name="register_import_row_changed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="saved", family__isnull=False) | (~Q(status="saved") & Q(family=None)),
                name="register_import_row_is_saved_in_a_family",
            ),
            models.CheckConstraint(
                condition=Q(status="parked", parked_on__isnull=False) | (~Q(status="parked") & Q(parked_on=None)),
                name="register_import_row_is_put_aside_on_a_day",
            ),
            in_our_time("parked_on", model="register_import_row"),
        )

    def __str__(self) -> str:
        return f"{self.sheet_row}: {self.status}"
