"""The form beside what is open: accept it, or keep what is recorded."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.forms import DateField, TextField
from centres.versions import NAME
from config.errors import NOT_AS_THE_PAGE_SENDS_IT

ACCEPT, KEEP = "accept", "keep"
# A report and the mark of what is recorded beside it.
SHOWN = re.compile(r"([0-9]{1,18})\.([0-9a-f]{24})")


def shown_as(report: int, mark: str) -> str:
    """How a page names a report with what it showed beside it."""
    return f"{report}.{mark}"


class DecisionForm(forms.Form):
    """One decision about the reports that are ticked, as ``shown`` on the page: the mark of each by its number."""

    decision = forms.ChoiceField(choices=[(ACCEPT, ""), (KEEP, "")], widget=forms.HiddenInput)
    day = DateField(label=gettext_lazy("On which day was that?"), required=False)
    note = TextField(label=gettext_lazy("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = self.data.getlist(NAME) if isinstance(self.data, QueryDict) else []
        found = [SHOWN.fullmatch(value) for value in sent]
        if not all(found):
            raise forms.ValidationError(NOT_AS_THE_PAGE_SENDS_IT)
        if not sent:
            raise forms.ValidationError(_("Tick at least one report."))
        cleaned["shown"] = {int(one[1]): one[2] for one in found if one}
        return cleaned

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["decision"] == ACCEPT)
