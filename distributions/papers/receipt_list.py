"""*Daftar tanda terima*: who signs for which package, by location.

It circulates outside the office, so it names no inmate and shows the last four digits of a NIK only.
"""

import datetime
import itertools
from typing import Any

from django.utils import translation

from centres.indonesian import counted, plain_date
from distributions.models import Handover, ReceivedBy, Recipient, State
from distributions.papers.round_on_paper import RoundOnPaper, StopOnPaper
from distributions.papers.wording import (
    ROOM_FOR_NUMBER,
    Part,
    address,
    changes,
    contents,
    corrected_to,
    corrections,
    differences,
    goods_later,
    location_title,
    name_of,
    place_and_date,
    signature,
    signed_on,
    source,
    subject,
    village,
    when,
)
from distributions.rounds.standing import recipient_stands

SPARE_ROWS = 3


def receipt_list_document(on_paper: RoundOnPaper, part: Part, *, minutes: str = "") -> dict[str, Any]:
    """The list of one part of the round; ``minutes`` is the number of the minutes to which it is attached."""
    span = on_paper.took_place(part.recipients)
    packages = len(on_paper.without_missed(part.recipients))
    spare = 0 if on_paper.round.state == State.CLOSED else SPARE_ROWS
    return {
        "kind": "receipt_list",
        "title": "Daftar Tanda Terima",
        "part": part.name,
        **({"short_part": part.short} if part.short else {}),
        "signers": ["Para penerima", on_paper.handing.title, on_paper.head.title],
        "heading": "DAFTAR TANDA TERIMA PAKET SEMBAKO",
        "subject": subject(on_paper),
        "attachment_to": f"Lampiran Berita Acara Serah Terima Nomor {minutes or ROOM_FOR_NUMBER}",
        "facts": _facts(on_paper, part, first=span.first),
        "stops": _stops(on_paper, part),
        "total_packages": str(packages),
        "total_words": f"{counted(packages)} paket untuk {counted(packages)} keluarga",
        # Without numbers: a family that comes in brings its own.
        "spare": list(range(1, spare + 1)),
        "left": signature(
            on_paper.handing, place_and_date(on_paper, signed_on(on_paper, part, span.last)), "Yang menyerahkan,"
        ),
        "right": signature(on_paper.head, "Mengetahui,"),
    }


def _facts(on_paper: RoundOnPaper, part: Part, *, first: datetime.date) -> list[list[str]]:
    """What stands above the list; ``first`` is the day of the first hand-over."""
    said = [
        ["Catatan", goods_later(on_paper, first)],
        ["Perubahan", " ".join(changes(on_paper, part))],
        ["Koreksi", " ".join(corrections(on_paper, part))],
    ]
    return [
        ["Hari, tanggal", when(on_paper, part.recipients)],
        ["Isi setiap paket", contents(on_paper)],
        ["Sumber barang", source(on_paper.sources)],
        *([name, words] for name, words in said if words),
    ]


def _stops(on_paper: RoundOnPaper, part: Part) -> list[dict[str, Any]]:
    """The locations with their families; who signs on the left goes on from one location to the next."""
    stops: list[dict[str, Any]] = []
    lines = itertools.count(1)
    for index, stop in zip(part.places, part.stops, strict=True):
        rows = [_row(on_paper, stop, recipient, line=next(lines)) for recipient in stop.recipients]
        stops.append({"title": location_title(index, stop, len(rows)), "recipients": rows})
    return stops


def _row(on_paper: RoundOnPaper, stop: StopOnPaper, recipient: Recipient, *, line: int) -> dict[str, Any]:
    received = on_paper.became(recipient) != Recipient.State.MISSED
    return {
        "no": recipient.position,
        "left": line % 2 == 1,
        "name": name_of(recipient),
        "nik4": on_paper.nik_last4[recipient.pk],
        "address": address(recipient),
        "village": village(recipient, stop),
        "packages": "1" if received else "0",
        # There is nothing to sign for: it was not handed over, or somebody said so afterwards.
        "missed": recipient.is_missed or not received,
        "struck": not received,
        "received_by": _received_by(recipient, on_paper.handovers.get(recipient.pk)),
        "note": _note(on_paper, recipient),
    }


def _received_by(recipient: Recipient, handover: Handover | None) -> str:
    """Who took the package; empty while it is open, which leaves boxes to tick."""
    if handover is None:
        return ""
    if handover.received_by == ReceivedBy.CONTACT:
        return "Sendiri"
    who = recipient.received_by_name
    if handover.received_by == ReceivedBy.MEMBER:
        return f"Anggota keluarga: {who}" if who else "Anggota keluarga"
    return f"Wakil: {who} ({handover.proxy_relation})" if who else f"Wakil ({handover.proxy_relation})"


def _note(on_paper: RoundOnPaper, recipient: Recipient) -> str:
    """What is to be said of the family's package, and what was set right about it after close."""
    right = corrected_to(on_paper).get(recipient.pk)
    return "; ".join(filter(None, (_as_recorded(on_paper, recipient), f"dikoreksi: {right}" if right else "")))


def _as_recorded(on_paper: RoundOnPaper, recipient: Recipient) -> str:
    """Why a family did not receive, or what it received of the items of which it was not the package's quantity."""
    if recipient.state == Recipient.State.MISSED:
        with translation.override("id"):
            why = recipient_stands(recipient, on_paper.round.state, partly=False).why
        day = on_paper.missed_on[recipient.pk]
        return f"Belum diserahkan: {why if day == on_paper.round.date else f'{why}, {plain_date(day)}'}"
    differing = differences(on_paper, recipient)
    return f"Isi berbeda: {', '.join(differing)}" if differing else ""
