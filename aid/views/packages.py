"""*Paket sembako*: what is in a package from which day on, and what it costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aid.first_seen import recorded_item
from aid.forms import PackageForm, StartForm
from aid.line_forms import PREFIX, Contents, rows_of, today, typed, typed_rows, wants_more
from aid.models import Item, Package, PackageLine, PackageVersion
from aid.packages import contents_version, expect_price, new_version, price_of
from aid.worth import Worth, together
from centres.forms import add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS, STAFF
from centres.sent_forms import once
from centres.versions import ShownVersion, save_form
from config.errors import Refused


@dataclass(frozen=True, slots=True)
class Contained:
    """A line of a version with its price now; ``cost`` is None where no price is known."""

    item: Item
    quantity: Decimal
    price: int | None

    @property
    def cost(self) -> int | None:
        """Rupiah per package."""
        return None if self.price is None else round(self.price * self.quantity)


@dataclass(slots=True)
class Shown:
    """A version with its contents, and whether it is in force, coming or past."""

    version: PackageVersion
    lines: list[Contained]
    when: str = "past"

    @property
    def worth(self) -> Worth:
        """What one package costs."""
        return together((line.item.name, line.cost) for line in self.lines)


@roles(*STAFF)
def packages(request: CentreRequest) -> HttpResponse:
    """Every package with what is in it today."""
    found = list(Package.objects.filter(centre=request.centre).order_by("retired", "name"))
    shown = _versions(request, found)
    rows = [(package, next((one for one in shown[package.pk] if one.when == "now"), None)) for package in found]
    return render(request, "aid/packages.html", {"rows": rows, "may_change": request.roles & MAY_KEEP_GOODS})


@roles(*STAFF)
def package(request: CentreRequest, pk: int) -> HttpResponse:
    """A package: its contents now, what is coming, and what was."""
    found = get_object_or_404(Package, pk=pk, centre=request.centre)
    shown = _versions(request, [found])[found.pk]
    context = {
        "package": found,
        "current": next((one for one in shown if one.when == "now"), None),
        "coming": [one for one in shown if one.when == "coming"],
        "past": [one for one in shown if one.when == "past"],
        "may_change": request.roles & MAY_KEEP_GOODS,
    }
    return render(request, "aid/package.html", context)


@roles(*MAY_KEEP_GOODS)
@once
def new_package(request: CentreRequest) -> HttpResponse:
    """Record a package with its first contents."""
    return _edit(request, Package())


@roles(*MAY_KEEP_GOODS)
@once
def change_package(request: CentreRequest, pk: int) -> HttpResponse:
    """Give a package new contents from a day on."""
    return _edit(request, get_object_or_404(Package, pk=pk, centre=request.centre))


def _edit(request: CentreRequest, found: Package) -> HttpResponse:
    shown = ShownVersion(request, found, contents_version)
    forms = _forms(request, found)
    name, start, lines = forms["name"], forms["start"], forms["lines"]
    if start.is_bound and all([name.is_valid(), start.is_valid(), lines.is_valid()]):
        try:
            with transaction.atomic():
                saved = save_form(name, seen=None) if shown.is_new else found
                items = [(recorded_item(line.filled_item, request.centre), line.cleaned_data) for line in lines.filled]
                contents = {item.pk: said["quantity"] for item, said in items}
                day = start.cleaned_data["starts_on"]
                new_version(saved, starts_on=day, lines=contents, seen=shown.seen, now=timezone.now())
                for item, said in items:
                    expect_price(item, said["unit_price"])
                # The name is part of what ``new_version`` compares, so of a package that was there it comes after.
                if not shown.is_new:
                    save_form(name, seen=None)
        except Refused as refused:
            add_refusal(name if refused.field == "name" else start, refused)
            if shown.is_new:
                found.pk = None  # what was made with it is undone
        else:
            messages.success(request, _("The contents of %(name)s are saved.") % {"name": saved.name})
            return redirect("aid:package", pk=saved.pk)
    return render(request, "aid/package_form.html", {**forms, "package": found, "shown": shown})


def _forms(request: CentreRequest, found: Package) -> dict[str, Any]:
    """Name, first day and a row per item; filled with what is in the package now."""
    items = list(Item.objects.filter(centre=request.centre, retired=False).order_by("id"))
    latest = found.versions.order_by("-starts_on").first() if found.pk else None
    quantities = dict(latest.lines.values_list("item_id", "quantity")) if latest else {}
    prices = {item.pk: item.usual_price for item in items}
    rows = rows_of(items, quantity=quantities, unit_price=prices)
    start_values = {"starts_on": today(request, timezone.now())}
    more = wants_more(request)
    data = request.POST if request.method == "POST" and not more else None
    first = not found.pk and not Package.objects.filter(centre=request.centre).exists()
    name_values = {"name": _("Food package")} if first else None
    if more:
        name_values = typed(PackageForm, request.POST)
        start_values, rows = typed(StartForm, request.POST), typed_rows(request.POST)
    by_id = {item.pk: item for item in items}
    return {
        "name": PackageForm(data, instance=found, initial=name_values, centre=request.centre),
        "start": StartForm(data, initial=start_values),
        "lines": Contents(data, initial=rows, prefix=PREFIX, form_kwargs={"items": by_id}),
        "items": items,
    }


def _versions(request: CentreRequest, packages: Iterable[Package]) -> dict[int, list[Shown]]:
    """The versions of the packages, the latest first. Two queries and one for the prices."""
    packages = list(packages)
    day = today(request, timezone.now())
    lines = list(
        PackageLine.objects.filter(version__package__in=packages)
        .select_related("item", "version")
        .order_by("-version__starts_on", "id")
    )
    prices = price_of({line.item for line in lines})
    versions: dict[int, Shown] = {}
    for line in lines:
        shown = versions.setdefault(line.version_id, Shown(line.version, []))
        shown.lines.append(Contained(line.item, line.quantity, prices[line.item_id]))
    result: dict[int, list[Shown]] = {package.pk: [] for package in packages}
    for shown in versions.values():
        mine = result[shown.version.package_id]
        if shown.version.starts_on > day:
            shown.when = "coming"
        elif not any(one.when == "now" for one in mine):
            shown.when = "now"
        mine.append(shown)
    return result
