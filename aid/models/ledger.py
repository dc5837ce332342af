"""The ledger: what came in, what is on hand, and every movement of it, append-only."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from aid.models.goods import Item
from centres.history import tracked
from centres.models import CentreOwned
from centres.roles import STAFF
from config.days import in_our_time
from config.errors import GIVE_THE_REASON
from config.numbers import is_a_number


@tracked(kind="pemasok", page="aid:supplier", readers=STAFF)
class Supplier(CentreOwned):
    """Where goods come from: the cooperative's canteen, a shop, a donor, the staff."""

    class Kind(models.TextChoices):
        CANTEEN = "canteen", _("Canteen of the cooperative")
        SHOP = "shop", _("Shop")
        DONOR = "donor", _("Donor")
        STAFF = "staff", _("Staff contributions")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CANTEEN)
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        verbose_name = _("supplier")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "centre",
                Lower("name"),
                name="supplier_name_once",
                violation_error_message=_("There is already a supplier of this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Terms(models.TextChoices):
    """On what terms goods came."""

    GIFT = "gift", _("Gift")
    BOUGHT = "bought", _("Bought")
    ACCOUNT = "account", _("On account")


@tracked(kind="barang-masuk", page="aid:receipt", readers=STAFF)
class Receipt(CentreOwned):
    """Goods in: one delivery of one supplier. Only the day of payment may be added later, once."""

    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, db_constraint=False, related_name="receipts", verbose_name=_("supplier")
    )
    received_on = models.DateField(_("received on"))
    terms = models.CharField(_("terms"), max_length=8, choices=Terms, default=Terms.GIFT)
    number = models.CharField(_("number of the note"), max_length=60, blank=True)
    source_of_funds = models.CharField(_("source of funds"), max_length=120, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    class Meta:
        verbose_name = _("delivery")
        ordering = ("-received_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(terms="gift") | Q(paid_on=None),
                name="receipt_gift_is_not_paid",
                violation_error_message=_("A gift is not paid for."),
            ),
            in_our_time("received_on", "paid_on", model="receipt"),
        )

    def __str__(self) -> str:
        return f"{self.supplier} {self.received_on}"


class Lot(CentreOwned):
    """What came of one item in one receipt. ``on_hand`` is written by the trigger on Movement alone."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, db_constraint=False, related_name="lots")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_constraint=False, related_name="lots")
    unit_price = models.PositiveIntegerField(_("price per unit (Rp)"), null=True, blank=True)
    code = models.CharField(_("lot code"), max_length=40, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3, default=Decimal(0), editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(on_hand__gte=0),
                name="lot_on_hand_not_negative",
                violation_error_message=_("There is not that much on hand."),
            ),
            is_a_number("on_hand", table="lot"),
            in_our_time("expires_on", model="lot"),
        )
        indexes = (models.Index(fields=("centre", "item"), name="lot_on_hand", condition=Q(on_hand__gt=0)),)

    def __str__(self) -> str:
        return f"{self.item} #{self.pk}"


class Issue(CentreOwned):
    """Goods out: the document by which goods leave for a round."""

    issued_on = models.DateField(_("issued on"))
    note = models.CharField(_("remark"), max_length=200, blank=True)
    recorded_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = (in_our_time("issued_on", model="issue"),)

    def __str__(self) -> str:
        return f"{self.issued_on}"


class Movement(CentreOwned):
    """One signed line of the ledger, in the item's base unit; append-only. A mistake is met by a reversal.

    Goods of a round that come back are a ``return``; when they are then lost or go back to the supplier, a second line
    of the same issue says so. Thus for every item of a round: handed over = issued - returned, and of what was
    returned, lost and supplied back are named.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Goods in")
        ISSUE = "issue", _("Goods out")
        RETURN = "return", _("Back to stock")
        SUPPLIER = "supplier", _("Back to the supplier")
        LOSS = "loss", _("Written off")
        COUNT = "count", _("Difference at stock count")
        REVERSAL = "reversal", _("Reversal")

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, db_constraint=False, related_name="movements")
    kind = models.CharField(max_length=8, choices=Kind)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    happened_on = models.DateField()
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="movements")
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("centres.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("lot",), condition=Q(kind="receipt"), name="movement_receives_a_lot_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["receipt", "return"], quantity__gt=0)
                | Q(kind__in=["issue", "supplier", "loss"], quantity__lt=0)
                | (Q(kind__in=["count", "reversal"]) & ~Q(quantity=0)),
                name="movement_sign_fits_kind",
            ),
            is_a_number("quantity", table="movement"),
            in_our_time("happened_on", model="movement"),
            models.CheckConstraint(
                condition=~Q(kind__in=["issue", "return"]) | Q(issue__isnull=False), name="movement_issue_named"
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses=None)),
                name="movement_reversal_names_what",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["loss", "count", "reversal", "supplier"]) | ~Q(reason=""),
                name="movement_exception_has_reason",
                violation_error_message=GIVE_THE_REASON,
            ),
        )
        indexes = (
            models.Index(fields=("lot", "id"), name="movement_of_lot"),
            models.Index(fields=("issue", "kind"), name="movement_of_issue", condition=Q(issue__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity:+}"
