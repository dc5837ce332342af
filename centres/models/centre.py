"""A detention centre: who it is, what stands on its papers, and who signs them."""

import datetime
from collections.abc import Iterable
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.models.region import Region
from centres.roles import MAY_SEE_SETTINGS
from config.days import in_our_time

Version = TypeVar("Version", bound=models.Model)


class Centres(models.QuerySet["Centre"]):
    """Questions about centres."""

    def inside(self, regions: Iterable[int]) -> "Centres":
        """Those that lie in one of these provinces or regencies, which is what its viewers see."""
        return self.filter(models.Q(regency__in=regions) | models.Q(regency__parent__in=regions))


@tracked(kind="upt", page="centres:settings", readers=MAY_SEE_SETTINGS)
class Centre(models.Model):
    """A detention centre (UPT). Everything that it owns carries its id."""

    class Kind(models.TextChoices):
        RUTAN = "rutan", "Rutan"
        LAPAS = "lapas", "Lapas"
        LPKA = "lpka", "LPKA"

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    class Paper(models.TextChoices):
        A4 = "a4", "A4"
        F4 = "f4", "F4 (215 × 330 mm)"

    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.RUTAN)
    name = models.CharField(_("short name"), max_length=100, help_text=_("For example: Rutan Kelas IIB Blora"))
    full_name = models.CharField(
        _("full name"), max_length=200, help_text=_("For example: Rumah Tahanan Negara Kelas IIB Blora")
    )
    place = models.CharField(_("place"), max_length=60, help_text=_("Written before the date on papers"))
    regency = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name=_("regency"), related_name="+")
    time_zone = models.CharField(_("time zone"), max_length=20, choices=Zone, default=Zone.WIB)
    paper = models.CharField(_("paper size"), max_length=4, choices=Paper, default=Paper.A4)
    single_officer = models.BooleanField(
        _("one officer submits and approves"),
        default=False,
        help_text=_("Only where nobody else can approve. It is printed on the papers."),
    )
    one_list_up_to = models.PositiveSmallIntegerField(
        _("recipients on one common list"),
        default=10,
        help_text=_("Above this number there is one list per location; of more than ten locations, some share a list."),
    )
    keeps_stock = models.BooleanField(
        _("keeps goods in its own store"), default=False, help_text=_("Off: goods come from the canteen on the day")
    )
    # Nobody's data go by a rule that nobody decided.
    retention_months = models.PositiveSmallIntegerField(
        _("data of ended families are kept for (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(12), MaxValueValidator(240)],
        help_text=_("Counted from the end, or the last aid. Empty: until somebody erases them."),
    )

    objects = Centres.as_manager()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(retention_months=None) | models.Q(retention_months__range=(12, 240)),
                name="centre_keeps_data_for_1_to_20_years",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its days begin and end."""
        return ZoneInfo(self.time_zone)

    def local_date(self, now: datetime.datetime) -> datetime.date:
        """The calendar date at the centre at this moment."""
        return timezone.localdate(now, self.zone)


class CentreOwned(models.Model):
    """What belongs to one centre. Foreign keys between such tables are composite, ``(centre_id, x_id)``.

    Django knows nothing of composite foreign keys: ``config.walls`` makes them in the migrations, and the plain key
    is declared with ``db_constraint=False`` so that it is not checked twice.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True


class Dated(models.QuerySet[Version]):
    """Versions that have a start date only: each holds until the next begins."""

    def at(self, date: datetime.date) -> "Dated[Version]":
        """The versions that have begun by ``date``, the one in force first."""
        return self.filter(starts_on__lte=date).order_by("-starts_on", "-id")


@tracked(kind="kop", page="centres:letterhead", readers=MAY_SEE_SETTINGS)
class Letterhead(CentreOwned):
    """The head of the centre's papers from a date on (the ministry changed its name in November 2024)."""

    starts_on = models.DateField(_("valid from"))
    ministry = models.CharField(_("ministry"), max_length=120)
    directorate = models.CharField(_("directorate"), max_length=120, blank=True)
    regional_office = models.CharField(_("regional office"), max_length=120, blank=True)
    centre_line = models.CharField(_("name of the centre"), max_length=160)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    website = models.CharField(_("website"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # Patterns of the numbers of papers (``centres.paper_numbers``); empty where they are written by hand.
    proposal_number = models.CharField(_("numbers of proposals"), max_length=80, blank=True)
    assignment_number = models.CharField(_("numbers of letters of assignment"), max_length=80, blank=True)
    minutes_number = models.CharField(_("numbers of hand-over minutes"), max_length=80, blank=True)
    report_number = models.CharField(_("numbers of activity reports"), max_length=80, blank=True)
    logo = models.ForeignKey(
        "centres.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("logo"),
    )

    objects = Dated.as_manager()

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        constraints = (
            models.UniqueConstraint(fields=("centre", "starts_on"), name="letterhead_one_per_date"),
            in_our_time("starts_on", model="letterhead"),
        )

    def __str__(self) -> str:
        return f"{self.centre_line} ({self.starts_on})"


def bare_name(name: str) -> str:
    """A name as two spellings of it are compared: *Siti Aminah, S.H.* is *siti aminah*."""
    return " ".join(name.partition(",")[0].casefold().split())


class Officials(models.QuerySet["Official"]):
    """Questions about who serves in which function."""

    def serving(self, date: datetime.date) -> "Officials":
        """Those who serve on ``date``."""
        return self.filter(starts_on__lte=date).filter(models.Q(ends_on=None) | models.Q(ends_on__gte=date))

    def heads(self, date: datetime.date) -> "Officials":
        """Who may sign as head on ``date``: the head, acting ones, and who signs on the head's behalf."""
        return self.serving(date).filter(function=Official.Function.HEAD)

    def handing_over(self, date: datetime.date) -> "Officials":
        """Who may hand over for the centre on ``date``: not the cooperative, which delivers the goods."""
        return self.serving(date).exclude(function=Official.Function.COOPERATIVE)

    def signing(self, function: str, date: datetime.date) -> "Official | None":
        """Who signs for a function on ``date``: an acting official (Plh., Plt.) goes before the regular one."""
        regular = models.Case(models.When(capacity="", then=1), default=0)
        return self.serving(date).filter(function=function).order_by(regular, "-starts_on", "-id").first()


@tracked(kind="pejabat", page="centres:official", readers=MAY_SEE_SETTINGS)
class Official(CentreOwned):
    """An official or a member of staff as papers name them; they need no account."""

    class Function(models.TextChoices):
        HEAD = "head", _("Head of the centre")
        SERVICES_HEAD = "services_head", _("Head of inmate services")
        MANAGEMENT_HEAD = "management_head", _("Head of management")
        COOPERATIVE = "cooperative", _("Cooperative officer")
        STAFF = "staff", _("Staff")

    class Capacity(models.TextChoices):
        REGULAR = "", _("Regular")
        PLT = "plt", "Plt."
        PLH = "plh", "Plh."
        ON_BEHALF = "an", "a.n."

    function = models.CharField(_("function"), max_length=16, choices=Function, default=Function.STAFF)
    capacity = models.CharField(_("capacity"), max_length=4, choices=Capacity, default=Capacity.REGULAR, blank=True)
    name = models.CharField(_("name with titles"), max_length=120)
    nip = models.CharField(
        "NIP", max_length=18, blank=True, validators=[RegexValidator(r"^\d{18}$", _("A NIP has 18 digits."))]
    )
    title = models.CharField(_("position"), max_length=120)
    user = models.ForeignKey(
        "centres.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = Officials.as_manager()

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ("function", "name")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="official_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            in_our_time("starts_on", "ends_on", model="official"),
            # Two people of one name are told apart by their NIP.
            models.UniqueConstraint(
                "centre",
                "function",
                "capacity",
                "starts_on",
                Lower("title"),
                Lower("name"),
                condition=models.Q(nip=""),
                name="official_without_nip_once",
                violation_error_message=_(
                    "There is already an official of this name and position, from this day."
                    " If it is somebody else, give the NIP."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_of(self, user: models.Model) -> bool:
        """Whether this is the person of the account: by what the officials say, or by the name without its titles."""
        return self.user_id == user.pk or bare_name(str(self)) == bare_name(str(user))

    @property
    def signing_title(self) -> str:
        """The position as it stands above the signature: *Plh. Kepala Rutan*."""
        return f"{self.get_capacity_display()} {self.title}" if self.capacity else self.title
