"""Official administrative areas, from province to village, by their official codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """One area. Its key is the official code read as a number: 33.16.12.2016 is 3316122016."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        REGENCY = "regency", _("Regency")
        DISTRICT = "district", _("District")
        VILLAGE = "village", _("Village")

    id = models.BigIntegerField(primary_key=True)
    code = models.CharField(_("code"), max_length=13, unique=True)
    level = models.CharField(_("level"), max_length=8, choices=Level)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level="province", parent__isnull=True)
                | (~models.Q(level="province") & models.Q(parent__isnull=False)),
                name="region_parent_unless_province",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def above(self) -> "Region":
        """The region that this one is a part of. A province is a part of none: don't ask it."""
        assert self.parent is not None  # region_parent_unless_province
        return self.parent

    @property
    def is_kelurahan(self) -> bool:
        """Whether a village is an urban one: its fourth code segment then begins with 1."""
        return self.level == self.Level.VILLAGE and self.code[9] == "1"

    @property
    def full_name(self) -> str:
        """The name with its kind, as it is written on papers: *Kelurahan Jepon*, *Kecamatan Jepon*.

        These words stay Indonesian in every language, as names do. A regency's name carries its kind already.
        """
        if self.level == self.Level.VILLAGE:
            return f"{'Kelurahan' if self.is_kelurahan else 'Desa'} {self.name}"
        return f"Kecamatan {self.name}" if self.level == self.Level.DISTRICT else self.name
