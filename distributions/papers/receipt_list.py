"""*Daftar tanda terima*: who signs for which package, by location.

It circulates outside the office, so it names no inmate and shows the last four digits of a NIK only.
"""

from typing import Any

from django.utils import translation

from centres.indonesian import counted, plain_date
from distributions.models import Handover, ReceivedBy, Recipient, State
from distributions.papers.round_on_paper import RoundOnPaper
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
    round, span = on_paper.round, on_paper.took_place(part.recipients)
    stops: list[dict[str, Any]] = []
    lines = packages = 0
    for index, stop in zip(part.places, part.stops, strict=True):
        rows = []
        for recipient in stop.recipients:
            lines += 1
            received = on_paper.became(recipient) != Recipient.State.MISSED
            packages += received
            rows.append(
                {
                    "no": recipient.position,
                    "left": lines % 2 == 1,
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
            )
        stops.append({"title": location_title(index, stop, len(rows)), "recipients": rows})
    facts = [
        ["Hari, tanggal", when(on_paper, part.recipients)],
        ["Isi setiap paket", contents(on_paper)],
        ["Sumber barang", source(on_paper.sources)],
    ]
    if later := goods_later(on_paper, span.first):
        facts.append(["Catatan", later])
    if said := changes(on_paper, part):
        facts.append(["Perubahan", " ".join(said)])
    if right := corrections(on_paper, part):
        facts.append(["Koreksi", " ".join(right)])
    spare = 0 if round.state == State.CLOSED else SPARE_ROWS
    return {
        "kind": "receipt_list",
        "title": "Daftar Tanda Terima",
        "part": part.name,
        **({"short_part": part.short} if part.short else {}),
        "signers": ["Para penerima", on_paper.handing.title, on_paper.head.title],
        "heading": "DAFTAR TANDA TERIMA PAKET SEMBAKO",
        "subject": subject(on_paper),
        "attachment_to": f"Lampiran Berita Acara Serah Terima Nomor {minutes or ROOM_FOR_NUMBER}",
        "facts": facts,
        "stops": stops,
        "total_packages": str(packages),
        "total_words": f"{counted(packages)} paket untuk {counted(packages)} keluarga",
        # Without numbers: a family that comes in brings its own.
        "spare": list(range(1, spare + 1)),
        "left": signature(
            on_paper.handing, place_and_date(on_paper, signed_on(on_paper, part, span.last)), "Yang menyerahkan,"
        ),
        "right": signature(on_paper.head, "Mengetahui,"),
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
