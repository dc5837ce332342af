"""/riwayat-akses/: who saw, took away or printed personal data, and who opened accounts."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from centres.forms import field_of
from centres.models import AccessLog, Role, User
from centres.paging import MOMENT, NUMBER, Key, page_of
from centres.permissions import open_to, roles
from centres.requests import CentreRequest
from centres.roles import MAY_AUDIT

PAGE = 50
KEY = Key(at=MOMENT, pk=NUMBER)
# What a line is about, and where it leads; the link names nobody.
SUBJECTS: dict[str, tuple[Promise, str]] = {
    "centres.centre": (_("Centre"), ""),
    "centres.user": (_("User"), "centres:user"),
    "centres.storedfile": (_("File"), ""),
    "families.family": (_("Family"), "distributions:family"),
    "families.member": (_("Member of the household"), ""),
    "families.inmate": (_("Inmate"), "families:inmate"),
    "families.registerimport": (_("Import"), "families:import_preview"),
    "families.registerimportrow": (_("Row of an import"), ""),
    "distributions.round": (_("Round"), "distributions:round"),
    "distributions.recipient": (_("Recipient"), ""),
    "distributions.handoverreport": (_("Report of a hand-over"), ""),
}
DETAILS: dict[str, Promise] = {
    "account closed": _("Account closed"),
    "account opened": _("Account opened again"),
    "approval": _("Signed approval"),
    "bast": _("Hand-over minutes (BAST)"),
    "berkas-tanda-tangan": _("Papers to be signed"),
    "daftar-tanda-terima": _("Receipt list"),
    "kk": _("No. KK"),
    "nik": _("NIK"),
    "password": _("Link to a new password"),
    "phone": _("Phone"),
    "proof": _("Proof of the hand-over"),
    "second factor": _("Two-step sign-in switched off"),
    "usulan": _("Proposal and approval"),
}
# Details with a number in them: how they begin and end, and what is said.
NUMBERED: dict[tuple[str, str], Promise] = {
    ("recap ", ""): _("Recap %(number)s"),
    ("", " rows not saved"): _("%(number)s rows that were not saved"),
}


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
    users = User.objects.in_bulk([line.subject_id for line in page.rows if line.subject_kind == "centres.user"])
    context = {
        "form": form,
        "active": bool(chosen.get("action") or chosen.get("actor")),
        "rows": [_row(line, request, users) for line in page.rows],
        "next": _query(request, page.after) if page.after else "",
    }
    return render(request, "centres/access_log.html", context)


def _query(request: CentreRequest, after: str) -> str:
    query = request.GET.copy()
    query["after"] = after
    return query.urlencode()


def _row(line: AccessLog, request: CentreRequest, users: dict[int, User]) -> dict[str, object]:
    label, view = SUBJECTS.get(line.subject_kind, (line.subject_kind, ""))
    user = users.get(line.subject_id) if line.subject_id and line.subject_kind == "centres.user" else None
    url = open_to(request.roles, view, line.subject_id) if view and line.subject_id is not None else ""
    return {"line": line, "subject": label, "name": user or line.subject_id, "url": url, "detail": _detail(line)}


def _detail(line: AccessLog) -> str:
    """The detail in words; which paper or field it was is said in the code's own short names."""
    sign, _space, role = line.detail.partition(" ")
    if line.action == AccessLog.Action.ROLE and sign in ("+", "-") and role in Role.values:
        given, ended = _("Given: %(role)s"), _("Ended: %(role)s")
        return (given if sign == "+" else ended) % {"role": Role(role).label}
    for (start, end), words in NUMBERED.items():
        number = line.detail.removeprefix(start).removesuffix(end)
        if line.detail == f"{start}{number}{end}" and number.isdecimal():
            return str(words % {"number": number})
    return str(DETAILS.get(line.detail, line.detail))
