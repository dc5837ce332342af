"""What is given, in the stock admin: items and packages."""

from django.contrib import admin

from aid.models import Item, Package
from centres import access_log
from centres.admin import CentreOwnedAdmin

for model in (Item, Package):
    access_log.call(model, lambda records: records.values_list("pk", "name"))


@admin.register(Item)
class ItemAdmin(CentreOwnedAdmin):
    list_display = ("name", "of_centre", "unit", "kind", "usual_price", "retired")
    search_fields = ("name",)


@admin.register(Package)
class PackageAdmin(CentreOwnedAdmin):
    list_display = ("name", "of_centre", "retired")
    search_fields = ("name",)
