"""*Surat tugas*: the head sends those who hand over; signed by the head alone."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from centres.indonesian import counted, official_number
from distributions.models import RoundChange
from distributions.papers.round_on_paper import RoundOnPaper, as_approved
from distributions.papers.wording import changes, period, place_and_date, planned_for, signature

LOCATIONS_BY_NAME = 8


def assignment_document(on_paper: RoundOnPaper, *, number: str = "") -> dict[str, Any]:
    """Who goes, for what, when and where. Of many locations it says how many; the lists name them."""
    round = on_paper.round
    places = _places([(stop.title, len(on_paper.with_a_package(stop.recipients))) for stop in on_paper.stops])
    return {
        "kind": "assignment",
        "title": "Surat Tugas",
        "part": "",
        "signers": [on_paper.head.title],
        "heading": "SURAT TUGAS",
        "number": number,
        "basis": round.programme_then.legal_basis or f"Program {round.programme_then.name}.",
        "people": _people(on_paper),
        "task": (
            f"melaksanakan penyaluran bantuan paket sembako {round.programme_then.name} {period(round)} kepada keluarga"
            f" Warga Binaan {round.centre_then.name}"
        ),
        "when": planned_for(round),
        "places": places,
        "changes": changes(_of_who_goes(on_paper), named=False),
        "ending": (
            "Setelah selesai, petugas melaporkan pelaksanaannya. Surat tugas ini untuk dilaksanakan sebagaimana"
            " mestinya."
        ),
        "head": signature(on_paper.head, place_and_date(on_paper, _given_on(on_paper))),
    }


def _given_on(on_paper: RoundOnPaper) -> datetime.date | None:
    """The day of the letter: of the approval, or of the last change, which the letter tells; nobody signs it before."""
    days = [on_paper.round.centre.local_date(change.at) for change in _of_who_goes(on_paper).changes]
    return max(days, default=on_paper.round.approved_on)


def _of_who_goes(on_paper: RoundOnPaper) -> RoundOnPaper:
    """The same with what was changed of who goes, when and where.

    Nobody is sent anew because a reserve family receives, unless that is somewhere else.
    """
    approved = _places([(stop.title, len(stop.recipients)) for stop in as_approved(on_paper).stops])
    now = _places([(stop.title, len(on_paper.with_a_package(stop.recipients))) for stop in on_paper.stops])
    if approved != now:
        return on_paper
    told = [change for change in on_paper.changes if change.what != RoundChange.What.RESERVE]
    return replace(on_paper, changes=told)


def _places(families: Sequence[tuple[str, int]]) -> list[str]:
    """The locations with how many families; who has a reserve family in its place is counted there, if at all."""
    places = [f"{title} ({count} keluarga)" for title, count in families if count]
    if len(places) > LOCATIONS_BY_NAME:
        return [f"{counted(len(places))} lokasi sebagaimana tercantum dalam Daftar Tanda Terima"]
    return places


def _people(on_paper: RoundOnPaper) -> list[list[str]]:
    """Who hands over, then the staff, each once: name, NIP, position; lines to write by hand where nobody is named."""
    first = on_paper.handing
    named = [(first.name, first.nip or "", first.title)] if first.name else []
    named += [(one.name, one.nip, one.title) for one in on_paper.staff if one.name != first.name]
    rows = [[name, official_number(nip) if nip else "–", title] for name, nip, title in named]
    return rows or [["", "", ""]] * 3
