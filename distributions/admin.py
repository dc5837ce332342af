"""The programmes and their rules, in the stock admin."""

from django.contrib import admin

from centres import access_log
from centres.admin import CentreOwnedAdmin
from distributions.models import Programme

access_log.call(Programme, lambda programmes: programmes.values_list("pk", "name"))


@admin.register(Programme)
class ProgrammeAdmin(CentreOwnedAdmin):
    list_display = ("name", "of_centre", "rule", "packages_per_round", "starts_on", "ends_on")
    search_fields = ("name",)
    readonly_fields = ("of_centre", "package", "supplier")
