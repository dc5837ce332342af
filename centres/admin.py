"""The stock admin is for configuration, by staff of the installation: what nobody here configures is taken out.

Nothing is deleted there: the application may not. What a centre owns is made on the centre's own pages, where it gets
its centre; here it can be looked at and put right. What gives or takes access is written down in the access log of the
centres that it concerns (``centres.accounts.installation``), in the transaction of the page.
"""

from collections.abc import Collection
from typing import Any, ClassVar, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres import access_log
from centres.accounts.installation import (
    OF_ACCOUNT,
    account_as_stored,
    explain_changes,
    write_down_account,
    write_down_changes,
    write_down_made,
    write_down_viewer,
)
from centres.accounts.known_browser import forget_browsers
from centres.accounts.roles import require_another_administrator
from centres.forms import ModelForm
from centres.models import Centre, CentreOwned, Letterhead, Membership, Official, Region, Role, User
from centres.record_history import what_changed
from centres.requests import SignedInRequest
from centres.versions import NAME, Version, columns, opened, says, sealed
from config.errors import Refused
from config.formats import date_clock

# Roles are memberships, not groups; sign-in knows no addresses; a second factor is taken off where that is logged
# (centres.accounts.password_reset).
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)

access_log.call(Official, lambda officials: officials.values_list("pk", "name"))
access_log.call(Letterhead, lambda heads: ((head.pk, str(head)) for head in heads))

admin.site.site_header = admin.site.site_title = "Peduli"


class RecordForm(ModelForm):
    """Carries what it showed of the record that it changes, as the forms of the centre's own pages do."""

    # Of officials and offices, not of families, of which the stock admin has none.
    numbers = frozenset({"nip", "phone", "address", "website", "email"})

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = [field.name for field in self._meta.model._meta.concrete_fields if field.name in self.fields]
        if self.instance.pk is not None:
            self.initial[NAME] = sealed(columns(*self.columns)(self.instance), self.instance)

    def _get_validation_exclusions(self) -> set[str]:
        """Nobody types the centre here, but a name is there once in it."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs forget it
        return excluded - {"centre"} if self.instance.pk is not None else excluded

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk is not None:
            # The page saves in the same transaction.
            stored = self._meta.model._base_manager.select_for_update(no_key=True).get(pk=self.instance.pk)
            read = columns(*self.columns)
            # A second press sends what the first one stored.
            if not says(read, stored, **{name: data[name] for name in self.columns if name in data})():
                self._compare(read(stored))
        return data

    def _compare(self, now: Version) -> None:
        seen = opened(self.data.get(NAME, ""), self.instance)
        if seen == now:
            return
        self.add_error(None, _("This was changed after you opened the form; nothing was saved."))
        for act in what_changed(seen, now, reader=None).acts:
            for field in (field for change in act.changes for field in change.fields):
                said = f"{act.actor}, {date_clock(act.at)}: {field.label}: {field.old or '–'} → {field.new or '–'}"
                self.add_error(None, said)
        # Sent again it saves on purpose.
        typed = cast(QueryDict, self.data).copy()
        typed[NAME] = sealed(now, self.instance)
        self.data = typed


class UserForm(RecordForm):
    def clean(self) -> dict[str, Any]:
        """As on the page of the centre: no centre is left without an administrator."""
        data = self.cleaned_data
        if self.instance.pk is not None and data.get("is_active") is False:
            try:
                require_another_administrator(self.instance, now=timezone.now())
            except Refused as refused:
                self.add_error("is_active", str(refused))
        return super().clean()


class NothingDeleted(admin.ModelAdmin):
    """No deletion, one by one or by ticking; and no save over what was not seen, nor of columns beside the form's."""

    form = RecordForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The version, too, where something can be changed."""
        named = [name for name in super().get_fields(request, obj) if name != NAME]
        return [*named, NAME] if self.has_change_permission(request, obj) else named

    # Columns of which another line says more.
    written_down_otherwise: Collection[str] = ()

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        explain_changes(model)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save what the form has, and write it down: what is changed here, papers say, and somebody decides by."""
        obj.save(update_fields=form.columns if change else None)
        signed_in, now = cast(SignedInRequest, request), timezone.now()
        if change:
            changed = [name for name in form.columns if name in form.changed_data]
            said = [name for name in changed if name not in self.written_down_otherwise]
            write_down_changes(signed_in, obj, said, now=now)
        elif not self.written_down_otherwise:
            write_down_made(signed_in, obj, now=now)

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

    def get_readonly_fields(self, request: HttpRequest, obj: Centre | None = None) -> tuple[str, ...]:
        """Of one that is there: who looks on in the regency would see the centre, or not any more.

        The zone is put right on the centre's own page, which says where it has to stay.
        """
        return () if obj is None else ("regency", "time_zone")


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
    """Viewers of a region. Roles in a centre are given on its own page, which writes them down and knows the rules."""

    list_display = ("user", "role", "centre", "region", "starts_on", "ends_on")
    list_filter = ("role", "centre")
    list_select_related = ("user", "centre", "region")
    search_fields = ("user__username", "user__full_name")
    raw_id_fields = ("user", "region")
    exclude = ("role", "centre")
    written_down_otherwise = ("user", "region", "starts_on", "ends_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        """Another person or region is another role: this one ends, and what was written down of it stays true."""
        return () if obj is None else ("user", "region")

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.centre_id is None)

    def get_form(self, request: HttpRequest, obj: Membership | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if "region" in form.base_fields:
            form.base_fields["region"].required = True
        return form

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        obj.role = Role.VIEWER
        before = Membership.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        write_down_viewer(cast(SignedInRequest, request), obj, before, now=timezone.now())


@admin.register(User)
class UserAdmin(NothingDeleted):
    """Accounts without passwords: those are set by their owners, by a link (*Bantuan masuk*) or ``changepassword``."""

    form = UserForm
    list_display = ("username", "full_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "full_name")
    fields = ("username", "full_name", "email", "is_active", "is_staff", "is_superuser", "last_login", "date_joined")
    readonly_fields = ("last_login", "date_joined")
    written_down_otherwise = tuple(OF_ACCOUNT)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """As in Django's own admin: no list is narrowed by the hash of a password, which could be read by letters."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        now, before = timezone.now(), account_as_stored(obj)
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if before and before["is_active"] != obj.is_active:
            forget_browsers(obj, now=now)
            obj.save(update_fields=["browsers_forgotten_at"])
        write_down_account(cast(SignedInRequest, request), obj, before, now=now)
