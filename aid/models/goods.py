"""Goods, and the packages that they make."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models import CentreOwned
from centres.models.centre import Dated
from centres.roles import STAFF
from config.days import in_our_time
from config.formats import plain_date
from config.numbers import is_a_number


@tracked(kind="barang", page="aid:item", readers=STAFF)
class Item(CentreOwned):
    """A good and the base unit in which every quantity of it is counted."""

    class Kind(models.TextChoices):
        """The national kind, by which centres are summed."""

        RICE = "rice", _("Rice")
        SUGAR = "sugar", _("Sugar")
        OIL = "oil", _("Cooking oil")
        MILK = "milk", _("Milk")
        FISH = "fish", _("Canned fish")
        EGGS = "eggs", _("Eggs")
        NOODLES = "noodles", _("Instant noodles")
        OTHER = "other", _("Other")

    name = models.CharField(_("item"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, help_text=_("For example: kg, liter, kaleng"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OTHER)
    usual_price = models.PositiveIntegerField(_("usual price per unit (Rp)"), null=True, blank=True)
    expires = models.BooleanField(_("has an expiry date"), default=False)
    retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "centre",
                Lower("name"),
                name="item_name_once",
                violation_error_message=_("There is already an item of this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


@tracked(kind="paket", page="aid:package", readers=STAFF)
class Package(CentreOwned):
    """A *paket sembako*; what is in it stands in its versions."""

    name = models.CharField(_("package"), max_length=80)
    retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "centre",
                Lower("name"),
                name="package_name_once",
                violation_error_message=_("There is already a package of this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


@tracked(part_of="package")
class PackageVersion(CentreOwned):
    """The contents of a package from a date on."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, db_constraint=False, related_name="versions")
    starts_on = models.DateField(_("valid from"))

    objects = Dated.as_manager()
    named_by = ("package",)  # for the history, which fetches it along with the name

    class Meta:
        verbose_name = _("contents of the package")
        constraints = (
            models.UniqueConstraint(
                fields=("package", "starts_on"),
                name="package_version_one_per_date",
                violation_error_message=_("This package already has a version from this date."),
            ),
            in_our_time("starts_on", model="package_version"),
        )

    def __str__(self) -> str:
        return f"{self.package} ({plain_date(self.starts_on)})"


@tracked(part_of="version__package")
class PackageLine(CentreOwned):
    """So much of an item in a package."""

    version = models.ForeignKey(
        PackageVersion,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="lines",
        verbose_name=_("contents of the package"),
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("item")
    )
    quantity = models.DecimalField(
        _("quantity per package"), max_digits=10, decimal_places=3, validators=[MinValueValidator(Decimal("0.001"))]
    )

    class Meta:
        verbose_name = _("item in the package")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("version", "item"), name="package_line_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="package_line_above_zero"),
            is_a_number("quantity", table="package_line"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"
