"""The wrapped keys with which identity numbers and phones are encrypted. See ``centres/encryption.py``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """One key, wrapped by the master key that is kept outside the database.

    Version 0 is the digest root, of which there is one for ever: it is what makes two equal numbers have equal
    blind indexes. Versions from 1 encrypt; the highest encrypts new values, the older ones stay to read what they
    wrote.
    Rows are added by ``migrate`` and ``rotate_keys`` only, which run as the owner of the tables.
    """

    class Purpose(models.TextChoices):
        DATA = "data", _("Data")
        DIGEST = "digest", _("Digest")

    version = models.PositiveIntegerField(unique=True)
    purpose = models.CharField(max_length=6, choices=Purpose)
    wrapped = models.BinaryField()
    # Tells a wrong master key from a damaged row.
    check_value = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("encryption key")
        constraints = (
            models.CheckConstraint(
                name="data_key_version_0_is_the_digest_root",
                condition=models.Q(purpose="digest", version=0) | models.Q(purpose="data", version__gte=1),
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
