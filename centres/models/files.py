"""The rows of the private file store. See ``centres/private_files.py``."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from centres.models.centre import CentreOwned


class StoredFile(models.Model):
    """A file of one centre; its bytes lie under ``DATA_DIR/files``, named by their SHA-256.

    The same bytes stored twice by a centre are one row. Neither name nor path tells what is in it.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo of the activity")
        PROOF = "proof", _("Proof of the hand-over")
        APPROVAL = "approval", _("Signed approval")
        PAPER = "paper", _("Paper")
        LOGO = "logo", _("Logo of the letterhead")
        SCAN = "scan", _("Signed paper")
        HOUSE = "house", _("Photo of the house")
        NOTE = "note", _("Note of a supplier")

    centre = models.ForeignKey("centres.Centre", models.PROTECT, related_name="+", verbose_name=_("Centre"))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text=_("in bytes"))
    kind = models.CharField(max_length=10, choices=Kind)
    # Never a name that a person gave the file: those hold names of people.
    original_name = models.CharField(max_length=100, blank=True)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file")
        constraints = (
            models.UniqueConstraint(fields=("centre", "sha256"), name="stored_file_once_per_centre"),
            # What composite foreign keys (centre_id, file_id) refer to.
            models.UniqueConstraint(fields=("centre", "id"), name="stored_file_of_centre"),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class PixelDigest(CentreOwned):
    """By which pixels a picture is known: keyed digests of those that were sent and of those that are kept.

    Its bytes are others each time that it is drawn anew, so the SHA-256 doesn't know it again.
    """

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, db_constraint=False, related_name="pixels")
    digest = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("centre", "digest"), name="pixel_digest_once_per_centre"),)

    def __str__(self) -> str:
        return f"#{self.file_id}"
