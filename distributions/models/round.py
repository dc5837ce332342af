"""One occurrence of the programme, its states, and what may change after approval and after close."""

import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aid.models import Issue, Item, PackageVersion, Supplier
from aid.models.ledger import Terms
from centres.history import tracked
from centres.models import CentreOwned, Membership, Official, User
from centres.roles import STAFF
from config.days import in_our_time
from config.formats import month_year, plain_date
from config.numbers import is_a_number
from distributions.models.programme import Programme


class State(models.TextChoices):
    """Where a round stands. Sending back is a transition to DRAFT with a note."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Goods issued")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Extra(models.TextChoices):
    """What an extra round is held for, besides those that the rule of the programme gives."""

    MAKE_UP = "make_up", _("Make-up")
    SPECIAL_DAY = "special_day", _("Special day")
    DISASTER = "disaster", _("Disaster")


# What the states have in common that pages and operations ask for.
BEFORE_APPROVAL = (State.DRAFT, State.SUBMITTED)
RUNNING = (State.APPROVED, State.ISSUED)
FROZEN = (*RUNNING, State.CLOSED)
FINISHED = (State.CLOSED, State.CANCELLED)


class Rounds(models.QuerySet["Round"]):
    """Questions about rounds."""

    def open(self) -> "Rounds":
        """Those that still need something done."""
        return self.exclude(state__in=FINISHED)

    def without_cancelled(self) -> "Rounds":
        """Those that took place or are to."""
        return self.exclude(state=State.CANCELLED)

    def of_the_rule(self) -> "Rounds":
        """Those that the rule of the programme gave, one a month; all others are extra rounds."""
        return self.filter(occurrence_on__isnull=False)

    def next_due(self) -> "Rounds":
        """Open rounds, the earliest first."""
        return self.open().order_by("date", "id")


_SUBMITTED = Q(submitted_at__isnull=False, submitted_by__isnull=False)
_NOT_SUBMITTED = Q(submitted_at=None, submitted_by=None)
_APPROVED = Q(approved_at__isnull=False, approved_by__isnull=False)
_NOT_APPROVED = Q(approved_at=None, approved_by=None)
_ISSUED = Q(issued_at__isnull=False, issued_by__isnull=False)
_NOT_ISSUED = Q(issued_at=None, issued_by=None)
_CLOSED = Q(closed_at__isnull=False, closed_by__isnull=False)
_NOT_CLOSED = Q(closed_at=None, closed_by=None)
_CANCELLED = Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_reason="")
_NOT_CANCELLED = Q(cancelled_at=None, cancelled_by=None, cancelled_reason="")


class CentreNames(NamedTuple):
    """What papers call a centre: *Rutan Kelas IIB Blora*, its full name, and where they are signed."""

    name: str
    full_name: str
    place: str


# Written by the database alone (trigger ``round_keeps_what_its_centre_was_called``), so nobody's change of the round.
CENTRE_THEN = ("centre_name", "centre_full_name", "centre_place")


class ProgrammeWords(NamedTuple):
    """What papers say of a programme: its name, on what it rests, and what it is for."""

    name: str
    legal_basis: str
    aims: str


# The same, by the trigger ``round_keeps_what_its_programme_said``.
PROGRAMME_THEN = ("programme_name", "programme_legal_basis", "programme_aims")


EXCLUDED = ["planned_for", "proposed", *CENTRE_THEN, *PROGRAMME_THEN]
_BY_THE_RULE = Q(occurrence_on__isnull=False, extra="", extra_reason="")
_EXTRA = Q(occurrence_on=None, extra__in=Extra.values) & ~Q(extra_reason="")


@tracked(kind="periode", page="distributions:round", readers=STAFF, exclude=EXCLUDED)
class Round(CentreOwned):
    """One month of a programme, or an extra round of it (*periode tambahan*).

    ``occurrence_on`` is the date that the rule gave and the key by which scheduling finds the round again; ``date`` is
    the day on which it really takes place. An extra round has no such key but what it is for and why; its ``month`` is
    that of its day, until it is approved. From approval on, the ``handing_…`` and ``head_…`` columns hold who signs,
    as it was then.

    A round is approved on the screen by a head who did not submit it; or on paper, and then the ``paper_…`` columns
    hold when, by whom and its photo, and ``approved_by`` is who recorded that; or alone (``approved_alone``).
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_constraint=False, related_name="rounds", verbose_name=_("programme")
    )
    occurrence_on = models.DateField(_("date by the rule"), null=True, editable=False)
    extra = models.CharField(_("extra round for"), max_length=12, choices=Extra, blank=True, editable=False)
    extra_reason = models.CharField(_("why an extra round"), max_length=200, blank=True, editable=False)
    month = models.DateField(_("month"), editable=False)
    date = models.DateField(_("date"))
    time = models.TimeField(_("time"), default=datetime.time(8))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)

    packages = models.PositiveSmallIntegerField(_("packages"))
    package_version = models.ForeignKey(
        PackageVersion,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="+",
        verbose_name=_("contents of the package"),
    )
    supplier = models.ForeignKey(
        Supplier,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("supplier"),
    )
    terms = models.CharField(_("terms"), max_length=8, choices=Terms, default=Terms.GIFT)
    source_of_funds = models.CharField(_("source of funds"), max_length=120, blank=True)

    handing_official = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("official who hands over"),
    )
    head_official = models.ForeignKey(
        Official,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("official who signs as head"),
    )
    staff = models.ManyToManyField(Official, through="RoundStaff", related_name="+")
    handing_name = models.CharField(_("signs for handing over"), max_length=120, blank=True, editable=False)
    handing_nip = models.CharField(_("NIP of who hands over"), max_length=18, blank=True, editable=False)
    handing_title = models.CharField(_("position of who hands over"), max_length=130, blank=True, editable=False)
    head_name = models.CharField(_("signs as head"), max_length=120, blank=True, editable=False)
    head_nip = models.CharField(_("NIP of the head"), max_length=18, blank=True, editable=False)
    head_title = models.CharField(_("position of the head"), max_length=130, blank=True, editable=False)
    letterhead = models.ForeignKey(
        "centres.Letterhead",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        editable=False,
        related_name="+",
        verbose_name=_("letterhead"),
    )

    # What the centre was called when it was approved; empty before.
    centre_name = models.CharField("short name of the centre", max_length=100, blank=True, default="", editable=False)
    centre_full_name = models.CharField(
        "full name of the centre", max_length=200, blank=True, default="", editable=False
    )
    centre_place = models.CharField("place of the centre", max_length=60, blank=True, default="", editable=False)

    # What its programme was called then, and what it said of its basis and its aims.
    programme_name = models.CharField(
        "name of the programme then", max_length=120, blank=True, default="", editable=False
    )
    programme_legal_basis = models.TextField(
        "legal basis of the programme then", blank=True, default="", editable=False
    )
    programme_aims = models.TextField("aims of the programme then", blank=True, default="", editable=False)

    planned_at = models.DateTimeField(_("planned at"), null=True, editable=False)
    # On which day and by which rules (``rounds.outdated.rests_on``); empty where there is no proposal.
    planned_for = models.JSONField(default=dict, editable=False)
    # What the rotation says by itself, and a digest of what that was made of (``rounds.proposed``); empty where it was
    # not asked.
    proposed = models.JSONField(default=dict, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        "centres.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("submitted by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_by = models.ForeignKey(
        "centres.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("approved by")
    )
    # The head's signature on paper instead of a press of the button: approved_by is then who recorded it.
    paper_signed_on = models.DateField(_("signed on"), null=True, editable=False)
    paper_signer = models.CharField(_("signed by"), max_length=120, blank=True, editable=False)
    paper_photo = models.ForeignKey(
        "centres.StoredFile",
        models.PROTECT,
        null=True,
        db_constraint=False,
        editable=False,
        related_name="+",
        verbose_name=_("photo of the signed paper"),
    )
    # True where the submitter approved on the screen: only a centre with a single officer may, and its papers say so.
    approved_alone = models.BooleanField(_("approved by who submitted"), default=False, editable=False)
    issued_at = models.DateTimeField(_("goods issued at"), null=True, editable=False)
    issued_by = models.ForeignKey(
        "centres.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("goods issued by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        "centres.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("closed by")
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, editable=False)
    cancelled_by = models.ForeignKey(
        "centres.User", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("cancelled by")
    )
    cancelled_reason = models.CharField(_("reason for cancelling"), max_length=200, blank=True, editable=False)
    # What hindered the round, in the words of the activity report.
    obstacles = models.TextField(_("obstacles"), blank=True)
    # How it went, as somebody who was there says it; nothing is said of it otherwise.
    how_it_went = models.CharField(_("how it went"), max_length=300, blank=True)

    objects = Rounds.as_manager()

    class Meta:
        verbose_name = _("round")
        ordering = ("-date", "-id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "occurrence_on"), name="round_once_per_occurrence"),
            models.UniqueConstraint(
                fields=("programme", "month"),
                condition=Q(occurrence_on__isnull=False),
                name="round_once_per_month",
            ),
            models.UniqueConstraint(
                fields=("programme", "extra", "date"),
                condition=Q(occurrence_on=None) & ~Q(state="cancelled"),
                name="round_extra_once_a_day",
                violation_error_message=_(
                    "There is such an extra round of the programme on that day already. Raise its number of packages."
                ),
            ),
            models.CheckConstraint(
                condition=_BY_THE_RULE | _EXTRA,
                name="round_extra_has_a_reason",
                violation_error_message=_("Say what the extra round is for."),
            ),
            models.CheckConstraint(
                condition=Q(occurrence_on__isnull=False)
                | ~Q(state__in=BEFORE_APPROVAL)
                | Q(date__year=F("month__year"), date__month=F("month__month")),
                name="round_extra_month_is_that_of_its_day",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="round_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(proposed={}) | Q(planned_at__isnull=False), name="round_proposed_once_it_was_planned"
            ),
            in_our_time("occurrence_on", "month", "date", "paper_signed_on", model="round"),
            models.CheckConstraint(
                condition=(
                    Q(state="draft") & _NOT_SUBMITTED & _NOT_APPROVED & _NOT_ISSUED & _NOT_CLOSED & _NOT_CANCELLED
                )
                | (Q(state="submitted") & _SUBMITTED & _NOT_APPROVED & _NOT_ISSUED & _NOT_CLOSED & _NOT_CANCELLED)
                | (Q(state="approved") & _SUBMITTED & _APPROVED & _NOT_ISSUED & _NOT_CLOSED & _NOT_CANCELLED)
                | (Q(state="issued") & _SUBMITTED & _APPROVED & _ISSUED & _NOT_CLOSED & _NOT_CANCELLED)
                | (Q(state="closed") & _SUBMITTED & _APPROVED & _ISSUED & _CLOSED & _NOT_CANCELLED)
                | (Q(state="cancelled") & _NOT_CLOSED & _CANCELLED),
                name="round_state_has_time_and_actor",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | ~Q(approved_by=F("submitted_by"))
                | Q(paper_signed_on__isnull=False)
                | Q(approved_alone=True),
                name="round_approved_by_a_second_person",
                violation_error_message=_(
                    "Whoever submitted a round cannot approve it. Ask the head, or record the signed paper."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_alone=False) | Q(approved_by=F("submitted_by"), paper_signed_on=None),
                name="round_approved_alone_by_who_submitted",
            ),
            models.CheckConstraint(
                condition=Q(paper_signed_on=None) | ~Q(paper_signer=""), name="round_paper_approval_names_signer"
            ),
            # Each of these compares with an approval: without one there is nothing to compare with.
            models.CheckConstraint(
                condition=Q(approved_at__isnull=False)
                | Q(paper_signed_on=None, paper_signer="", paper_photo=None, approved_alone=False),
                name="round_says_how_only_when_approved",
            ),
        )
        indexes = (models.Index(fields=("centre", "date"), name="round_by_date"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def name(self) -> str:
        """What people call it: its month, or the day where it is an extra round or is held in another month."""
        return self.prepared_as if self.is_extra or self.is_in_its_month else plain_date(self.date)

    @property
    def prepared_as(self) -> str:
        """What its preparation is called: the month that it counts for, wherever it is held; an extra round its day."""
        if self.is_extra:
            # Two of one day are held for different things: ``round_extra_once_a_day``.
            return gettext("Extra (%(extra)s) %(date)s") % {
                "extra": self.get_extra_display().lower(),
                "date": plain_date(self.date),
            }
        return month_year(self.month)

    @property
    def counted_as(self) -> str:
        """For which month it counts, where its name does not say so since it is held in another one."""
        return "" if self.is_in_its_month else gettext("counts for %(month)s") % {"month": month_year(self.month)}

    @property
    def is_in_its_month(self) -> bool:
        """Whether its day lies in the month that it counts for."""
        return self.date.replace(day=1) == self.month

    @property
    def is_extra(self) -> bool:
        """Whether it is held besides those of the rule."""
        return self.occurrence_on is None

    @property
    def is_draft(self) -> bool:
        """Whether its proposal may be changed freely."""
        return self.state == State.DRAFT

    @property
    def is_issued(self) -> bool:
        """Whether its goods have gone out and it is not closed yet."""
        return self.state == State.ISSUED

    @property
    def is_closed(self) -> bool:
        """Whether everything of it is accounted for, and stays."""
        return self.state == State.CLOSED

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state == State.CANCELLED

    @property
    def is_running(self) -> bool:
        """Whether it is approved and not closed: goods go out, families receive, changes need a reason."""
        return self.state in RUNNING

    @property
    def is_frozen(self) -> bool:
        """Whether it was approved, so that families, contents and officials stay as they were."""
        return self.state in FROZEN

    @property
    def is_finished(self) -> bool:
        """Whether nothing is recorded of it any more: closed or cancelled."""
        return self.state in FINISHED

    @property
    def centre_then(self) -> CentreNames:
        """What papers call the centre: as it was called when the round was approved, and before that as it is."""
        if self.centre_name:
            return CentreNames(self.centre_name, self.centre_full_name, self.centre_place)
        return CentreNames(self.centre.name, self.centre.full_name, self.centre.place)

    @property
    def programme_then(self) -> ProgrammeWords:
        """What papers say of the programme: as it was when the round was approved, and before that as it is.

        A basis or aims that nobody had written by then are those of now: a report is completed after close.
        """
        now = self.programme
        if not self.programme_name:
            return ProgrammeWords(now.name, now.legal_basis, now.aims)
        basis, aims = self.programme_legal_basis or now.legal_basis, self.programme_aims or now.aims
        return ProgrammeWords(self.programme_name, basis, aims)

    @property
    def approved_on(self) -> datetime.date | None:
        """The day of its approval at the centre; on paper, the day that was signed. None before."""
        if self.approved_at is None:
            return None
        return self.paper_signed_on or self.centre.local_date(self.approved_at)

    @property
    def approved_from(self) -> datetime.datetime | None:
        """Since when something of it may be handed over: a signature on paper has its day, and no hour. None before."""
        if self.approved_at is None or self.paper_signed_on is None:
            return self.approved_at
        return datetime.datetime.combine(self.paper_signed_on, datetime.time(), self.centre.zone)

    def may_be_approved_by(self, head: User, *, on: datetime.date) -> bool:
        """Whether this head is the second person that approval needs: not who submitted the round.

        In a centre with a single officer one person does both.
        """
        return self.submitted_by_id != head.pk or self.has_only(head, on=on)

    def has_only(self, officer: User, *, on: datetime.date) -> bool:
        """Whether its centre has this officer alone: it says that it has a single one, and nobody else is its head."""
        others = Membership.objects.of_heads(self.centre_id, on).exclude(user=officer)
        return self.centre.single_officer and not others.exists()


@tracked(part_of="round")
class RoundStaff(CentreOwned):
    """Who of the staff goes along."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="staff_links")
    official = models.ForeignKey(
        Official, on_delete=models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("official")
    )
    told_by = "official"

    class Meta:
        verbose_name = _("who goes along")
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("round", "official"), name="round_staff_once"),)

    def __str__(self) -> str:
        return str(self.official)


@tracked(part_of="round", unsaid=["item"])
class RoundLine(CentreOwned):
    """What one package of the round contains. Filled when the round is planned, frozen by its approval."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, db_constraint=False, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    item_name = models.CharField(_("item"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20)
    quantity = models.DecimalField(_("quantity per package"), max_digits=10, decimal_places=3)
    unit_price = models.PositiveIntegerField(_("price per unit (Rp)"), null=True)
    told_by = "item"

    class Meta:
        verbose_name = _("item in the package")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("round", "item"), name="round_line_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="round_line_above_zero"),
            is_a_number("quantity", table="round_line"),
        )

    def __str__(self) -> str:
        return f"{self.item_name} {self.quantity} {self.unit}"


class RoundIssue(CentreOwned):
    """Which goods-out documents belong to the round (aid knows nothing of rounds)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_constraint=False, related_name="round_issues")
    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, db_constraint=False, related_name="round_issue")

    def __str__(self) -> str:
        return f"{self.round_id}: {self.issue_id}"
