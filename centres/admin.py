"""The stock admin is for configuration, by staff of the installation: what nobody here configures is taken out.

Nothing is deleted there: the application may not. What a centre owns is made on the centre's own pages, where it gets
its centre; here it can be looked at and put right.
"""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from centres.models import Centre, CentreOwned, Letterhead, Membership, Official, Region, User

# Roles are memberships, not groups; sign-in knows no addresses; a second factor is taken off where that is logged
# (centres.accounts.password_reset).
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)

admin.site.site_header = admin.site.site_title = "Peduli"


class NothingDeleted(admin.ModelAdmin):
    """No deletion, one by one or by ticking."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ByCentre(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("centre")


class CentreOwnedAdmin(NothingDeleted):
    """What belongs to a centre: changed here, made elsewhere."""

    list_filter = (("centre", ByCentre),)
    list_select_related = ("centre",)
    readonly_fields: ClassVar[tuple[str, ...]] = ("of_centre",)
    exclude = ("centre",)

    @admin.display(description=_("centre"), ordering="centre")
    def of_centre(self, owned: CentreOwned) -> str:
        return str(owned.centre)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(NothingDeleted):
    list_display = ("code", "name", "level")
    list_filter = ("level",)
    search_fields = ("code", "name")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Centre)
class CentreAdmin(NothingDeleted):
    list_display = ("name", "code", "kind", "regency")
    list_select_related = ("regency",)
    search_fields = ("name", "code")
    raw_id_fields = ("regency",)


@admin.register(Letterhead)
class LetterheadAdmin(CentreOwnedAdmin):
    list_display = ("centre_line", "of_centre", "starts_on")
    readonly_fields = ("of_centre", "logo")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Papers may have been approved with it: the centre's own page knows.
        return False


@admin.register(Official)
class OfficialAdmin(CentreOwnedAdmin):
    list_display = ("name", "title", "of_centre", "function", "capacity", "starts_on", "ends_on")
    search_fields = ("name",)
    raw_id_fields = ("user",)


@admin.register(Membership)
class MembershipAdmin(NothingDeleted):
    list_display = ("user", "role", "centre", "region", "starts_on", "ends_on")
    list_filter = ("role", "centre")
    list_select_related = ("user", "centre", "region")
    search_fields = ("user__username", "user__full_name")
    raw_id_fields = ("user", "region")


@admin.register(User)
class UserAdmin(NothingDeleted):
    """Accounts without passwords: those are set by their owners, by a link (*Bantuan masuk*) or ``changepassword``."""

    list_display = ("username", "full_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "full_name")
    fields = ("username", "full_name", "email", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
