"""Handing out what is held about a family: written down in the transaction that gives it."""

import datetime
import json
from collections.abc import Callable

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from centres import access_log
from centres.indonesian import LANGUAGE
from centres.models import AccessLog, User
from centres.requests import CentreRequest
from distributions.rights.held import Section, as_json, held_about
from distributions.rights.held_paper import held_pdf
from families.models import Family


def _json(family: Family, sections: list[Section], *, now: datetime.datetime) -> bytes:
    return json.dumps(as_json(family, sections, now=now), ensure_ascii=False, indent=1).encode()


# By the ending of the file.
FORMS: dict[str, Callable[..., bytes]] = {"pdf": held_pdf, "json": _json}
access_log.explain(
    {
        "data-keluarga-pdf": _("All that is held about it (PDF)"),
        "data-keluarga-json": _("All that is held about it (JSON)"),
    }
)


def hand_out(family: Family, form: str, *, by: User | CentreRequest, now: datetime.datetime) -> bytes:
    """All that is held about a family, for one of FORMS; the access log says so, also in what is handed out."""
    with transaction.atomic(), translation.override(LANGUAGE):
        access_log.record(by, AccessLog.Action.EXPORT, family, detail=f"data-keluarga-{form}", now=now)
        return FORMS[form](family, held_about(family), now=now)
