"""The recurring programme: when a round falls due, what is given, and to how many."""

import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from aid.models import Package, Supplier
from aid.models.ledger import Terms
from centres.history import tracked
from centres.models import CentreOwned
from centres.roles import MAY_SEE_SETTINGS
from config.days import in_our_time
from config.errors import GIVE_THE_REASON


@tracked(kind="program", page="distributions:programme", readers=MAY_SEE_SETTINGS)
class Programme(CentreOwned):
    """A recurring aid programme of a centre and its monthly rule."""

    class Rule(models.TextChoices):
        DAY = "day", _("On a day of the month")
        WEEKDAY = "weekday", _("On a weekday of the month")

    class Nth(models.IntegerChoices):
        FIRST = 1, _("first")
        SECOND = 2, _("second")
        THIRD = 3, _("third")
        FOURTH = 4, _("fourth")
        LAST = -1, _("last")

    class Weekday(models.IntegerChoices):
        """As in :mod:`datetime`: Monday is 0."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    name = models.CharField(_("name of the programme"), max_length=120)
    rule = models.CharField(_("rule"), max_length=8, choices=Rule, default=Rule.WEEKDAY)
    day = models.PositiveSmallIntegerField(
        _("day of the month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=_("In shorter months it is the last day."),
    )
    nth = models.SmallIntegerField(_("which one"), choices=Nth, null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(
        _("every … months"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    time = models.TimeField(_("time"), default=datetime.time(8))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    packages_per_round = models.PositiveSmallIntegerField(
        _("packages per round"), default=4, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    stops_per_round = models.PositiveSmallIntegerField(
        _("locations per round"), default=4, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    family_rest_months = models.PositiveSmallIntegerField(
        _("months between two packages for one family"), default=1, validators=[MaxValueValidator(60)]
    )
    village_rest_rounds = models.PositiveSmallIntegerField(
        _("rounds before a village is reached again"), default=0, validators=[MaxValueValidator(24)]
    )
    package = models.ForeignKey(
        Package, on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("package")
    )
    supplier = models.ForeignKey(
        Supplier,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("usual supplier"),
    )
    terms = models.CharField(_("terms"), max_length=8, choices=Terms, default=Terms.GIFT)
    source_of_funds = models.CharField(_("source of funds"), max_length=120, blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    aims = models.TextField(_("aims"), blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "centre",
                Lower("name"),
                name="programme_name_once",
                violation_error_message=_("There is already a programme of this name."),
            ),
            models.CheckConstraint(
                # A range of NULL is unknown, and a CHECK lets through what is unknown.
                condition=Q(rule="day", day__isnull=False, day__range=(1, 31))
                | Q(rule="weekday", nth__isnull=False, nth__in=(1, 2, 3, 4, -1))
                & Q(weekday__isnull=False, weekday__range=(0, 6)),
                name="programme_rule_is_complete",
                violation_error_message=_("Give the day, or which weekday of the month."),
            ),
            models.CheckConstraint(
                condition=Q(every_months__range=(1, 12)) & Q(packages_per_round__gte=1) & Q(stops_per_round__gte=1),
                name="programme_numbers_above_zero",
            ),
            models.CheckConstraint(
                condition=Q(packages_per_round__lte=10_000, stops_per_round__lte=10_000)
                & Q(family_rest_months__lte=60, village_rest_rounds__lte=24),
                name="programme_numbers_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            in_our_time("starts_on", "ends_on", model="programme"),
        )

    def __str__(self) -> str:
        return self.name


@tracked(part_of="programme")
class Pause(CentreOwned):
    """Days, both included, on which a programme has no round of its rule, and why."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, db_constraint=False, related_name="pauses")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("pause")
        ordering = ("starts_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="pause_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="pause_has_reason", violation_error_message=GIVE_THE_REASON
            ),
            in_our_time("starts_on", "ends_on", model="pause"),
            models.UniqueConstraint(
                fields=("programme", "starts_on", "ends_on"),
                name="pause_once",
                violation_error_message=_("There is already a pause on these days."),
            ),
        )

    def __str__(self) -> str:
        return self.reason


@tracked(part_of="programme")
class MovedDate(CentreOwned):
    """A date of the rule on whose round another day was settled before it was made, and why."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, db_constraint=False, related_name="moved_dates")
    occurrence_on = models.DateField(_("date by the rule"))
    date = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("moved date")
        ordering = ("occurrence_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "occurrence_on"), name="moved_date_once"),
            models.CheckConstraint(
                condition=~Q(date=F("occurrence_on")),
                name="moved_date_is_another",
                violation_error_message=_("That is the date of the rule itself."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="moved_date_has_reason", violation_error_message=GIVE_THE_REASON
            ),
            in_our_time("occurrence_on", "date", model="moveddate"),
        )

    def __str__(self) -> str:
        return self.reason
