"""*Usulan dan persetujuan penerima*: figures, what to know, who and why; the sheet on which the head approves."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation

from centres.indonesian import counted, plain_date
from config.formats import rupiah
from distributions.models import Recipient, Round
from distributions.papers.round_on_paper import RoundRecord
from distributions.papers.wording import (
    address,
    changes,
    contents,
    location_title,
    moment_words,
    name_of,
    place_and_date,
    signature,
    source,
    subject,
    when,
)
from distributions.rotation.reasons import sentence
from distributions.rounds.sources import planned


def proposal_sheet_document(record: RoundRecord) -> dict[str, Any]:
    round = record.round
    count = len(record.recipients)
    locations = len([stop for stop in record.stops if stop.recipients])
    return {
        "kind": "proposal_sheet",
        "title": "Usulan dan Persetujuan Penerima",
        "part": "",
        "signers": [f"{record.handing.title} (mengajukan)", f"{record.head.title} (menyetujui)"],
        "heading": "USULAN DAN PERSETUJUAN PENERIMA BANTUAN",
        "subject": subject(record),
        "number": "",
        "figures": [
            ["Rencana pelaksanaan", when(round)],
            ["Jumlah penerima", f"{counted(count)} keluarga di {counted(locations)} lokasi"],
            ["Jumlah paket", f"{counted(count)} paket"],
            ["Isi setiap paket", contents(record)],
            ["Perkiraan nilai", _value(record)],
            ["Sumber barang", source(planned(record.round))],
        ],
        "exceptions": _exceptions(record),
        "stops": _proposed(record, (stop.recipients for stop in record.stops)),
        "reserves": _proposed(record, (stop.reserves for stop in record.stops)),
        "summary": f"Diajukan {counted(count)} keluarga dan {counted(count)} paket, sebagaimana daftar di atas.",
        "decision": _decision(round),
        "proposer": signature(record.handing, place_and_date(record, _submitted_on(round)), "Mengajukan,"),
        "head": signature(record.head, place_and_date(record, round.paper_signed_on), "Menyetujui,"),
    }


def _submitted_on(round: Round) -> datetime.date | None:
    return round.centre.local_date(round.submitted_at) if round.submitted_at else None


def _value(record: RoundRecord) -> str:
    """The estimated value in rupiah; empty, and so left to write, if a price is not known."""
    if not record.lines or any(line.unit_price is None for line in record.lines):
        return ""
    one = sum((line.quantity * (line.unit_price or 0) for line in record.lines), Decimal(0))
    return f"{rupiah(round(one * len(record.recipients)))} ({rupiah(round(one))} setiap paket)"


def _proposed(record: RoundRecord, groups: Iterable[Sequence[Recipient]]) -> list[dict[str, Any]]:
    found = []
    number = 0
    route = [stop for stop in record.stops if stop.recipients]  # as on the receipt list: a location has one number
    for stop, recipients in zip(record.stops, groups, strict=True):
        rows = []
        for recipient in recipients:
            number += 1
            last = record.last_aid[recipient.family_id]
            rows.append(
                {
                    "no": number,
                    "name": name_of(recipient),
                    "address": address(recipient),
                    "household": str(recipient.household_size) if recipient.household_size else "–",
                    "last_received": plain_date(last) if last else "Belum pernah",
                    "reason": _reason(recipient),
                }
            )
        if rows:
            place = route.index(stop) + 1 if stop in route else None
            found.append({"title": location_title(place, stop, len(rows)), "recipients": rows})
    return found


def _reason(recipient: Recipient) -> str:
    if recipient.by_hand:
        return f"Dipilih sendiri: {recipient.hand_reason}"
    with translation.override("id"):
        return sentence(recipient.reason) if recipient.reason else ""


def _exceptions(record: RoundRecord) -> list[str]:
    """What the head should know before signing; a survey made after approval doesn't change what was said then."""
    round = record.round
    known_on = round.centre.local_date(round.approved_at) if round.approved_at else None
    unsurveyed = [
        recipient
        for recipient in record.recipients
        if recipient.family.surveyed_on is None or (known_on is not None and recipient.family.surveyed_on > known_on)
    ]
    by_hand = [recipient for recipient in record.recipients if recipient.by_hand]
    no_address = [recipient for recipient in record.recipients if not address(recipient)]
    found = [
        f"{counted(len(recipients))} keluarga {words}."
        for recipients, words in (
            (unsurveyed, "belum disurvei"),
            (by_hand, "dipilih sendiri, di luar urutan giliran"),
            (no_address, "belum beralamat lengkap"),
        )
        if recipients
    ]
    if len(record.recipients) != round.packages:
        found.append(
            f"Direncanakan {counted(round.packages)} paket, diajukan {counted(len(record.recipients))} keluarga."
        )
    return found + [f"Perubahan setelah persetujuan: {words}" for words in changes(record)]


def _decision(round: Round) -> str:
    if round.approved_at is None:
        return ""
    alone = " Pengaju dan penyetuju satu orang (petugas tunggal)." if round.approved_alone else ""
    if round.paper_signed_on:
        return f"disetujui tertulis oleh {round.paper_signer} pada {plain_date(round.paper_signed_on)}.{alone}"
    return f"disetujui oleh {round.approved_by} pada {moment_words(round, round.approved_at)}.{alone}"
