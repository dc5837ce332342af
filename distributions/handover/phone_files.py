"""The file that a phone saves when nothing can be sent: its sealed records, brought to the office by hand."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.glyphs import without_unprintable
from config.errors import Refused
from distributions.handover.record_form import Sent
from distributions.models import Round

# A day of 250 families with some changes, eight times over.
MOST_RECORDS_OF_A_FILE = 2_000
# Sixty photos among them.
MOST_BYTES_OF_A_FILE = 32 * 1024 * 1024


class PhoneFileForm(forms.Form):
    """The file, as the phone named it."""

    file = forms.FileField(
        label=gettext_lazy("File from the phone"),
        help_text=gettext_lazy("Its name begins with peduli-, and it was saved on the phone by Save to a file."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": gettext_lazy("Choose the file from the phone.")},
    )


def read_file(content: bytes, round: Round) -> Sent:
    """The records of a file, sealed as they are. Raises Refused in words for what is no such file, or of another round.

    What a clock said when the file was saved is not what it says now, so nothing is measured by it.
    """
    try:
        said: Any = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    records = said.get("records") if isinstance(said, dict) and said.get("peduli") == "records" else None
    if not isinstance(records, list):
        raise Refused(_("This is no file that a phone of Peduli saved."), field="file")
    if len(records) > MOST_RECORDS_OF_A_FILE:
        raise Refused(_("There are too many records in this file."), field="file")
    if said.get("round") != round.pk:
        raise Refused(_("This file is of another round. Open that round, and bring it in there."), field="file")
    device = said.get("device")
    called = without_unprintable(device)[:80] if isinstance(device, str) else ""
    return Sent(records, called, None, by_hand=True)
