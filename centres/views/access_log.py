"""/riwayat-akses/: who saw, took away or printed personal data, and who opened accounts."""

import datetime
from typing import Any
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from centres import access_log as log
from centres.access_log import in_words, names_of, subject_model
from centres.access_log_workbook import access_log_workbook
from centres.downloads import EXCEL, file_response
from centres.forms import field_of
from centres.history import TRACKED
from centres.models import AccessLog, Centre, User
from centres.paging import MOMENT, NUMBER, Key, page_of
from centres.permissions import open_to, opens, roles
from centres.record_history import name_of
from centres.requests import CentreRequest
from centres.roles import MAY_AUDIT
from config.errors import Refused
from config.formats import month_year

PAGE = 50
KEY = Key(at=MOMENT, pk=NUMBER)


class FilterForm(forms.Form):
    """What the log is asked for, chosen from lists: it stands in an address. A month is one of the centre."""

    all_optional = True
    action = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.ModelChoiceField(User.objects.none(), label=_("Who"), required=False)
    month = forms.ChoiceField(label=_("Month"), required=False)

    def __init__(self, data: QueryDict, *, centre: Centre) -> None:
        super().__init__(data)
        self.centre = centre
        field_of(self, "action", forms.ChoiceField).choices = [("", _("Everything")), *AccessLog.Action.choices]
        people = User.objects.filter(memberships__centre=centre).distinct().order_by("full_name")
        actor = field_of(self, "actor", forms.ModelChoiceField)
        actor.queryset = people
        actor.empty_label = _("Everybody")
        months = [(f"{month:%Y-%m}", month_year(month)) for month in _months(centre)]
        field_of(self, "month", forms.ChoiceField).choices = [("", _("All months")), *months]

    def lines(self) -> QuerySet[AccessLog]:
        """The lines of the centre that the filter lets through; what is on no list lets all through."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        lines = AccessLog.objects.filter(centre=self.centre)
        lines = lines.filter(**{name: chosen[name] for name in ("action", "actor") if name in chosen})
        if "month" not in chosen:
            return lines
        first = datetime.datetime.strptime(chosen["month"], "%Y-%m").replace(tzinfo=self.centre.zone)
        return lines.filter(at__gte=first, at__lt=first + relativedelta(months=1))


def _months(centre: Centre) -> list[datetime.date]:
    """The months since the first line, the latest first."""
    first = AccessLog.objects.filter(centre=centre).order_by("at").values_list("at", flat=True).first()
    if first is None:
        return []
    month, begin = centre.local_date(timezone.now()).replace(day=1), centre.local_date(first).replace(day=1)
    found = []
    while month >= begin:
        found.append(month)
        month -= relativedelta(months=1)
    return found


@roles(*MAY_AUDIT)
@require_GET
def access_log(request: CentreRequest) -> HttpResponse:
    """The lines, the latest first, by what was done, who did it, and when."""
    form = FilterForm(request.GET, centre=request.centre)
    lines = form.lines().select_related("actor")
    page = page_of(lines, KEY, KEY.read(request.GET.get("after", "")), size=PAGE)
    names = names_of(page.rows, centre=request.centre, roles=request.roles)
    rows = [_row(line, request, names) for line in page.rows]
    context = {
        "form": form,
        "active": any(form.data.get(name) for name in form.fields),
        "rows": rows,
        "some_hidden": any(row["hidden"] for row in rows),
        "next": _query(request, page.after) if page.after else "",
    }
    return render(request, "centres/access_log.html", context)


@roles(*MAY_AUDIT)
@require_POST
def access_log_excel(request: CentreRequest) -> HttpResponse:
    """What the filter shows as Excel, without names of families; the export is logged in the same transaction."""
    form = FilterForm(request.POST, centre=request.centre)
    if not form.is_valid():
        return redirect(f"{reverse('centres:access_log')}?{_asked(form)}")
    try:
        with transaction.atomic():
            log.record(request, AccessLog.Action.EXPORT, AccessLog, centre=request.centre)
            content = access_log_workbook(form.lines(), centre=request.centre)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('centres:access_log')}?{_asked(form)}")
    today = request.centre.local_date(timezone.now())
    return file_response(content, f"riwayat-akses-{today:%Y-%m-%d}.xlsx", EXCEL)


def _asked(form: FilterForm) -> str:
    return urlencode({name: form.data[name] for name in form.fields if form.data.get(name)})


def _query(request: CentreRequest, after: str) -> str:
    query = request.GET.copy()
    query["after"] = after
    return query.urlencode()


def _row(line: AccessLog, request: CentreRequest, names: dict[tuple[str, int], str | None]) -> dict[str, object]:
    """A line with the name of its subject, where the reader may know it, and the page to which it leads.

    ``gone`` is what was deleted or erased since, ``hidden`` what has a name that others may read.
    """
    model = subject_model(line.subject_kind)
    of_one = line.subject_id is not None
    subject = (line.subject_kind, line.subject_id or 0)
    name = names.get(subject)
    return {
        "line": line,
        "subject": name_of(model) if model else line.subject_kind,
        "name": name,
        "gone": of_one and subject in names and name is None,
        "hidden": of_one and subject not in names,
        "url": _address(request, model, line.subject_id) if model and line.subject_id is not None else "",
        # Lines outlive the code that wrote them.
        "detail": in_words(line.detail) or line.detail,
    }


def _address(request: CentreRequest, model: type[models.Model], pk: int) -> str:
    if model in TRACKED:
        return open_to(request.roles, TRACKED[model].page, pk)
    record: Any = model(pk=pk)
    address = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return address if opens(request.roles, address) else ""
