"""The stock Django admin's list of families with the columns of our own list: what we compare with.

It is written as somebody who knows the admin would: relations are fetched with the page, nothing is asked row by row.
"""

from django.contrib import admin
from django.db.models import F, Prefetch
from django.http import HttpRequest
from django.utils import timezone

from distributions.models import Recipient
from distributions.overview.family_story import last_months
from families.eligibility import standing_of
from families.models import Family, FamilyInmate, Member
from families.models.family import Families


class FamilyAdmin(admin.ModelAdmin):
    """All families of the country, as the admin does it unless told otherwise."""

    list_display = ("contact", "household_size", "relation", "village", "district", "standing", "last_aid_on", "trail")
    list_per_page = 25
    list_select_related = ("village__parent",)
    list_filter = ("eligibility",)
    ordering = (F("last_aid_on").asc(nulls_first=True), "id")
    search_fields = ("members__name",)

    def get_queryset(self, request: HttpRequest) -> Families:
        first_month = last_months(timezone.localdate())[0]
        return Family.objects.active().prefetch_related(
            Prefetch("members", Member.objects.contacts(), "contacts"),
            Prefetch("ties", FamilyInmate.objects.order_by("id"), "tied"),
            Prefetch(
                "recipients", Recipient.objects.filter(round__month__gte=first_month).select_related("round"), "recent"
            ),
        )

    @admin.display(description="contact")
    def contact(self, family: Family) -> str:
        return family.contacts[0].name if family.contacts else ""

    @admin.display(description="relation")
    def relation(self, family: Family) -> str:
        return family.tied[0].get_relation_display() if family.tied else ""

    @admin.display(description="district")
    def district(self, family: Family) -> str:
        return family.village.parent.name

    @admin.display(description="eligibility")
    def standing(self, family: Family) -> str:
        return str(standing_of(family, timezone.localdate()).label)

    @admin.display(description="12 months")
    def trail(self, family: Family) -> str:
        return ", ".join(f"{one.round.month:%m}: {one.get_state_display()}" for one in family.recent)


class CentreFamilyAdmin(FamilyAdmin):
    """The same, of the one centre in which the user holds a role: fewer rows to count and to sort."""

    def get_queryset(self, request: HttpRequest) -> Families:
        return super().get_queryset(request).filter(centre=request.user.memberships.get().centre_id)


site = admin.AdminSite("bench_admin")
site.register(Family, FamilyAdmin)
centre_site = admin.AdminSite("bench_admin_of_centre")
centre_site.register(Family, CentreFamilyAdmin)
