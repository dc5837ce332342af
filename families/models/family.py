"""The household that receives, its members, and its ties to inmates."""

import datetime
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Upper
from django.utils.translation import gettext_lazy as _

from centres.history import tracked
from centres.identity import SealedKk, SealedNik, SealedPhone, whole, whole_number
from centres.models import CentreOwned, Region
from centres.roles import MAY_SEE_FAMILIES
from centres.sealed_columns import BirthDate, SealedBirth
from config.days import in_our_time
from families.models.cards import CardNumber
from families.models.inmate import Inmate

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Eligibility(models.TextChoices):
    """Where a family stands on the way to receiving."""

    PROPOSED = "proposed", _("Proposed")
    ELIGIBLE = "eligible", _("Eligible")
    REJECTED = "rejected", _("Not eligible")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


class Named(TypedDict):
    """What ``Families.with_contact`` adds to a family."""

    contact_name: str | None


class Leaving(TypedDict):
    """What ``Families.with_release`` adds to a family."""

    release_on: datetime.date | None


# 0 for the eligible, 1 for the others: the list begins with those who may receive.
ELIGIBLE_FIRST = models.Case(
    models.When(eligibility=Eligibility.ELIGIBLE, then=0), default=1, output_field=models.SmallIntegerField()
)


def may_receive_on(at: datetime.date, *, of: str = "") -> Q:
    """Which families may receive on ``at``; ``of`` leads to them in a query of something else ("family__")."""
    return may_receive_from(at, of=of) & Q(**{f"{of}eligible_from__lte": at})


def may_receive_from(at: datetime.date, *, of: str = "") -> Q:
    """Which families may receive on ``at`` or on a later day."""
    able = {"merged_into": None, "eligibility": Eligibility.ELIGIBLE, "inmate_held": True}
    lasts = Q(**{f"{of}eligible_until": None}) | Q(**{f"{of}eligible_until__gte": at})
    return Q(**{of + name: value for name, value in able.items()}) & lasts


class Families(models.QuerySet["Family"]):
    """Questions about families."""

    def active(self) -> "Families":
        """Those of the register: neither merged into another nor ended."""
        return self.filter(merged_into=None).exclude(eligibility=Eligibility.ENDED)

    def of_group(self, family: "Family") -> "Families":
        """The family with the entries that were merged into it."""
        return self.filter(Q(pk=family.pk) | Q(merged_into=family.pk))

    def eligible(self, at: datetime.date) -> "Families":
        """Those who may receive on ``at``: eligible, not run out, and an inmate of theirs is still held."""
        return self.filter(may_receive_on(at))

    def eligible_from(self, at: datetime.date) -> "Families":
        """Those who may receive on ``at`` or on a later day."""
        return self.filter(may_receive_from(at))

    def with_release(self) -> "models.QuerySet[WithAnnotations[Family, Leaving]]":
        """Each with ``release_on``: the earliest day on which an inmate of theirs, still held, is to be released."""
        held = FamilyInmate.objects.filter(family=models.OuterRef("pk"), inmate__status=Inmate.Status.HELD)
        first = held.exclude(inmate__expected_release_on=None).order_by("inmate__expected_release_on")
        rows: models.QuerySet[Family] = self
        return rows.annotate(release_on=models.Subquery(first.values("inmate__expected_release_on")[:1]))

    def to_determine(self) -> "Families":
        """Proposed ones that nobody surveyed yet: what an initial determination is for."""
        return self.filter(merged_into=None, eligibility=Eligibility.PROPOSED, surveyed_on=None)

    def never_reached(self) -> "Families":
        """Those who have received nothing, before Peduli included."""
        return self.filter(last_aid_on=None)

    def with_contact(self) -> "models.QuerySet[WithAnnotations[Family, Named]]":
        """Each with ``contact_name``: in whose name it receives, None where nobody is named."""
        contact = Member.objects.contacts().filter(family=models.OuterRef("pk"))
        rows: models.QuerySet[Family] = self
        return rows.annotate(contact_name=models.Subquery(contact.values("name")[:1]))


@tracked(
    kind="keluarga",
    page="distributions:family",
    readers=MAY_SEE_FAMILIES,
    exclude=["kk_cipher", "kk_block", "search", "last_aid_on", "aid_of_merged_on", "inmate_held"],
)
class Family(SealedKk, CentreOwned):
    """One household, by its family card (KK)."""

    kk = CardNumber("kk")
    # Keyed, of the first fifteen digits: of a card that a file cut short, nothing else is known.
    kk_block = models.BinaryField(null=True, editable=False)

    village = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name=_("village"), related_name="+")
    hamlet = models.CharField(_("hamlet"), max_length=80, blank=True)
    street = models.CharField(_("street or house number"), max_length=160, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    landmark = models.CharField(_("landmark"), max_length=160, blank=True)
    dependants = models.PositiveSmallIntegerField(_("dependants"), null=True, blank=True)
    household_size = models.PositiveSmallIntegerField(_("household size"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    registered_on = models.DateField(_("registered on"))

    eligibility = models.CharField(
        _("eligibility"), max_length=10, choices=Eligibility, default=Eligibility.PROPOSED, editable=False
    )
    eligibility_basis = models.CharField(_("basis of the decision"), max_length=300, blank=True, editable=False)
    eligibility_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    eligibility_by = models.ForeignKey(
        "centres.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    eligible_from = models.DateField(_("eligible from"), null=True, editable=False)
    eligible_until = models.DateField(_("eligible until"), null=True, editable=False)
    surveyed_on = models.DateField(_("surveyed on"), null=True, editable=False)
    need_score = models.PositiveSmallIntegerField(_("need score"), null=True, editable=False)
    determination = models.ForeignKey(
        "families.InitialDetermination",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_constraint=False,
        verbose_name=_("initial determination"),
    )

    last_received_on = models.DateField(_("last received on"), null=True, editable=False)
    aid_before_on = models.DateField(_("last aid before Peduli"), null=True, blank=True)
    aid_before_note = models.CharField(_("which aid it was"), max_length=160, blank=True)
    # The latest aid of the entries that were merged into this one; written by triggers, whatever is sent.
    aid_of_merged_on = models.DateField(null=True, editable=False)
    # The latest of the three dates above, kept by the database so that lists can page by it.
    last_aid_on = models.GeneratedField(
        expression=Greatest(F("last_received_on"), F("aid_before_on"), F("aid_of_merged_on")),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_constraint=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    # Whether an inmate of theirs is held: follows the ties, those of merged entries, too, and the inmates; written by
    # triggers, whatever is sent.
    inmate_held = models.BooleanField(default=False, editable=False)
    # Names of the household and its inmates, register numbers, village and hamlet, with what stands in merged entries;
    # written by triggers.
    search = SearchVectorField(null=True, editable=False)

    objects = Families.as_manager()

    class Meta:
        verbose_name = _("family")
        constraints = (
            whole_number("kk", model="family"),
            in_our_time(
                "registered_on",
                "eligible_from",
                "eligible_until",
                "surveyed_on",
                "last_received_on",
                "aid_before_on",
                "aid_of_merged_on",
                model="family",
            ),
            models.UniqueConstraint(
                fields=("centre", "kk_digest"),
                condition=Q(merged_into=None) & ~Q(eligibility="ended"),
                name="family_active_once_per_kk",
                violation_error_message=_("A family with this KK number is already in the register."),
            ),
            models.CheckConstraint(
                condition=Q(eligibility="proposed", eligibility_at=None, eligibility_by=None)
                | (~Q(eligibility="proposed") & Q(eligibility_at__isnull=False, eligibility_by__isnull=False)),
                name="family_eligibility_has_actor_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(eligibility="eligible") | (Q(eligible_from__isnull=False) & ~Q(eligibility_basis="")),
                name="family_eligible_has_date_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="family_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(aid_before_on=None) | ~Q(aid_before_note=""),
                name="family_aid_before_has_note",
                violation_error_message=_("Say which aid the family received before Peduli."),
            ),
        )
        indexes = (
            models.Index(
                F("centre"),
                ELIGIBLE_FIRST,
                F("last_aid_on").asc(nulls_first=True),
                F("id"),
                name="family_eligible_first",
                condition=Q(merged_into=None) & ~Q(eligibility="ended"),
            ),
            # With all that *Cakupan* counts and the rotation knows of a family: a row is wide, and of a large centre
            # the database would read each of them from the disk's cache again and again.
            models.Index(
                fields=("centre", "village"),
                name="family_of_village",
                include=(
                    "id",
                    "registered_on",
                    "last_aid_on",
                    "need_score",
                    "eligibility",
                    "eligible_from",
                    "eligible_until",
                    "inmate_held",
                    "eligibility_at",
                    "merged_into",
                ),
            ),
            # A No. KK is searched among those that left the register, too: the unique index has only the others.
            models.Index(
                fields=("centre", "kk_digest"),
                name="family_gone_by_kk",
                condition=Q(kk_digest__isnull=False) & (Q(merged_into__isnull=False) | Q(eligibility="ended")),
            ),
            models.Index(
                fields=("centre", "kk_block"),
                name="family_by_card",
                condition=Q(kk_block__isnull=False, merged_into=None) & ~Q(eligibility="ended"),
            ),
            models.Index(
                fields=("centre", "surveyed_on"),
                name="family_proposed",
                condition=Q(merged_into=None, eligibility="proposed"),
            ),
            # All that Beranda counts, so that it reads no family for it.
            models.Index(
                fields=("centre", "last_aid_on", "eligible_from", "eligible_until", "surveyed_on"),
                name="family_may_receive",
                condition=Q(merged_into=None, eligibility="eligible", inmate_held=True),
            ),
            # Beranda names the first of them, however many there are.
            models.Index(
                fields=("centre", "registered_on", "id"),
                name="family_never_reached",
                condition=Q(merged_into=None, eligibility="eligible", last_aid_on=None),
            ),
            GinIndex(fields=("search",), name="family_search"),
        )

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def contact(self) -> "Member | None":
        """In whose name the family receives; one query."""
        return self.members.contacts().first()


class Members(models.QuerySet["Member"]):
    """Questions about members of households."""

    def of_household(self) -> "Members":
        """Those who belong to the household now, the contact first."""
        return self.filter(left_on=None).order_by("-is_contact", "birth_year", "id")

    def contacts(self) -> "Members":
        """Those in whose name a family receives: at most one of each, and it belongs to the household."""
        return self.filter(is_contact=True)

    def beside_contacts(self) -> "Members":
        """The others who belong to their household now."""
        return self.filter(left_on=None, is_contact=False)


@tracked(part_of="family", exclude=["nik_cipher", "phone_cipher", "birth_cipher", "birth_year"], unsaid=["active"])
class Member(SealedNik, SealedPhone, SealedBirth, CentreOwned):
    """A person of the household; one of them is the contact, in whose name the family receives."""

    class Sex(models.TextChoices):
        MALE = "L", _("Male")
        FEMALE = "P", _("Female")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="members")
    name = models.CharField(_("name"), max_length=120)
    is_contact = models.BooleanField(_("contact"), default=False)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=60, blank=True)
    left_on = models.DateField(_("left the household on"), null=True, blank=True)
    # Whether the NIK counts for uniqueness: follows left_on and the family's state; written by triggers.
    active = models.BooleanField(default=True, editable=False)

    objects = Members.as_manager()

    class Meta:
        verbose_name = _("member of the household")
        constraints = (
            whole_number("nik", model="member"),
            whole_number("phone", model="member"),
            whole("birth", *BirthDate.columns, model="member"),
            in_our_time("left_on", model="member"),
            models.UniqueConstraint(
                fields=("centre", "nik_digest"),
                condition=Q(active=True),
                name="member_active_once_per_nik",
                violation_error_message=_("A person with this NIK is already in the register."),
            ),
            models.UniqueConstraint(
                fields=("family",), condition=Q(is_contact=True), name="member_one_contact_per_family"
            ),
            models.CheckConstraint(
                condition=Q(is_contact=False) | Q(left_on=None),
                name="member_contact_lives_there",
                violation_error_message=_("The contact must belong to the household. Choose another contact first."),
            ),
        )
        indexes = (
            # For the search by a number: the unique index has only the NIK of those who are active.
            models.Index(
                fields=("centre", "nik_digest"),
                name="member_gone_by_nik",
                condition=Q(nik_digest__isnull=False, active=False),
            ),
            models.Index(
                fields=("centre", "phone_digest"), name="member_by_phone", condition=Q(phone_digest__isnull=False)
            ),
            # A whole name, whatever its capitals, stands before names that only begin so.
            models.Index(F("centre"), Upper("name"), name="member_by_name"),
            models.Index(
                fields=("centre", "birth_digest"),
                name="member_by_birth",
                condition=Q(birth_digest__isnull=False, active=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def age(self, at: datetime.date) -> int | None:
        """Age in full years on a date. Without the right to reveal that is all that is shown: the rest of the number
        follows from the date of birth.
        """
        born = self.birth_date
        if born is None:
            return None
        had_birthday = (at.month, at.day) >= (born.month, born.day)
        return at.year - born.year - (not had_birthday)


@tracked(part_of="family")
class FamilyInmate(CentreOwned):
    """The tie between a family and an inmate: what its contact is to the inmate."""

    class Relation(models.TextChoices):
        WIFE = "wife", _("Wife")
        HUSBAND = "husband", _("Husband")
        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        CHILD = "child", _("Child")
        OLDER_SIBLING = "older_sibling", _("Older sibling")
        YOUNGER_SIBLING = "younger_sibling", _("Younger sibling")
        PARENT_IN_LAW = "parent_in_law", _("Parent-in-law")
        GRANDPARENT = "grandparent", _("Grandparent")
        OTHER = "other", _("Other")

    family = models.ForeignKey(Family, on_delete=models.PROTECT, db_constraint=False, related_name="ties")
    inmate = models.ForeignKey(
        Inmate, on_delete=models.PROTECT, db_constraint=False, related_name="ties", verbose_name=_("inmate")
    )
    relation = models.CharField(_("relation to the inmate"), max_length=16, choices=Relation)
    told_by = "inmate"

    class Meta:
        verbose_name = _("tie to an inmate")
        constraints = (models.UniqueConstraint(fields=("family", "inmate"), name="family_inmate_once"),)

    def __str__(self) -> str:
        return f"{self.get_relation_display()} – {self.inmate}"
