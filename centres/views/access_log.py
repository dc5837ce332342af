"""/riwayat-akses/: who saw, took away or printed personal data, and who opened accounts."""

from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from centres.access_log import in_words, names_of
from centres.forms import field_of
from centres.history import TRACKED
from centres.models import AccessLog, User
from centres.paging import MOMENT, NUMBER, Key, page_of
from centres.permissions import open_to, opens, roles
from centres.record_history import name_of
from centres.requests import CentreRequest
from centres.roles import MAY_AUDIT

PAGE = 50
KEY = Key(at=MOMENT, pk=NUMBER)


class FilterForm(forms.Form):
    all_optional = True
    action = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.ModelChoiceField(User.objects.none(), label=_("Who"), required=False)

    def __init__(self, request: CentreRequest) -> None:
        super().__init__(request.GET)
        field_of(self, "action", forms.ChoiceField).choices = [("", _("Everything")), *AccessLog.Action.choices]
        people = User.objects.filter(memberships__centre=request.centre).distinct().order_by("full_name")
        actor = field_of(self, "actor", forms.ModelChoiceField)
        actor.queryset = people
        actor.empty_label = _("Everybody")


@roles(*MAY_AUDIT)
@require_GET
def access_log(request: CentreRequest) -> HttpResponse:
    form = FilterForm(request)
    chosen = form.cleaned_data if form.is_valid() else {}
    lines = AccessLog.objects.filter(centre=request.centre).select_related("actor")
    if chosen.get("action"):
        lines = lines.filter(action=chosen["action"])
    if chosen.get("actor"):
        lines = lines.filter(actor=chosen["actor"])
    page = page_of(lines, KEY, KEY.read(request.GET.get("after", "")), size=PAGE)
    names = names_of(page.rows, centre=request.centre, roles=request.roles)
    rows = [_row(line, request, names) for line in page.rows]
    context = {
        "form": form,
        "active": bool(chosen.get("action") or chosen.get("actor")),
        "rows": rows,
        "some_hidden": any(row["hidden"] for row in rows),
        "next": _query(request, page.after) if page.after else "",
    }
    return render(request, "centres/access_log.html", context)


def _query(request: CentreRequest, after: str) -> str:
    query = request.GET.copy()
    query["after"] = after
    return query.urlencode()


def _row(line: AccessLog, request: CentreRequest, names: dict[tuple[str, int], str | None]) -> dict[str, object]:
    """A line with the name of its subject, where the reader may know it, and the page to which it leads.

    ``gone`` is what was deleted or erased since, ``hidden`` what has a name that others may read.
    """
    model = _model(line.subject_kind)
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


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _address(request: CentreRequest, model: type[models.Model], pk: int) -> str:
    if model in TRACKED:
        return open_to(request.roles, TRACKED[model].page, pk)
    record: Any = model(pk=pk)
    address = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return address if opens(request.roles, address) else ""
