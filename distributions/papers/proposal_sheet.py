"""*Usulan dan persetujuan penerima*: figures, what to know, who and why; the sheet on which the head approves."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from django.utils import timezone, translation

from centres.accounts.roles import head_given
from centres.indonesian import counted, plain_date
from config.formats import rupiah, short_date, within_sentence
from distributions.models import Recipient, Round
from distributions.papers.round_on_paper import RoundOnPaper, as_approved
from distributions.papers.wording import (
    NO_NAME,
    address,
    called,
    changes,
    contents,
    location_title,
    moment_words,
    name_of,
    place_and_date,
    planned_for,
    signature,
    source,
    subject,
    why_extra,
)
from distributions.rotation.reasons import fact
from distributions.rounds.changes import handed_on, why_here
from distributions.rounds.sources import planned

# What is shorter, or true of fewer families, stands beside each.
LONG_REASON, SHARED_BY = 30, 3


def proposal_sheet_document(on_paper: RoundOnPaper, *, number: str = "") -> dict[str, Any]:
    on_paper = as_approved(on_paper)
    round = on_paper.round
    count = len(on_paper.recipients)
    locations = len([stop for stop in on_paper.stops if stop.recipients])
    proposed = _proposed(on_paper, (stop.recipients for stop in on_paper.stops))
    reserves = _proposed(on_paper, (stop.reserves for stop in on_paper.stops))
    letters = share_reasons([row for stop in (*proposed, *reserves) for row in stop["recipients"]])
    return {
        "called": called(round),  # as it was approved: it may have been moved since
        "kind": "proposal_sheet",
        "title": "Usulan dan Persetujuan Penerima",
        "part": "",
        "signers": [f"{on_paper.handing.title} (mengajukan)", f"{on_paper.head.title} (menyetujui)"],
        "heading": "USULAN DAN PERSETUJUAN PENERIMA BANTUAN",
        "subject": subject(on_paper),
        "number": number,
        "figures": [
            ["Rencana pelaksanaan", planned_for(round)],
            *([["Alasan periode tambahan", why_extra(round)]] if round.is_extra else []),
            ["Jumlah penerima", f"{counted(count)} keluarga di {counted(locations)} lokasi"],
            ["Jumlah paket", f"{counted(count)} paket"],
            ["Isi setiap paket", contents(on_paper)],
            ["Perkiraan nilai", _value(on_paper)],
            ["Sumber barang", source(planned(on_paper.round))],
        ],
        "exceptions": _exceptions(on_paper),
        "changes": changes(on_paper),
        "shared_reasons": [[letter, words] for words, letter in letters.items()],
        "stops": proposed,
        "reserves": reserves,
        "summary": f"Diajukan {counted(count)} keluarga dan {counted(count)} paket, sebagaimana daftar di atas.",
        "decision": _decision(round),
        "proposer": signature(on_paper.handing, place_and_date(on_paper, _submitted_on(round)), "Mengajukan,"),
        "head": signature(on_paper.head, place_and_date(on_paper, round.approved_on), _agrees(round)),
    }


def _agrees(round: Round) -> str:
    """How the head approved, with the day above: left to write where nobody did yet."""
    return "Menyetujui melalui aplikasi," if round.approved_at and not round.paper_signed_on else "Menyetujui,"


def _submitted_on(round: Round) -> datetime.date | None:
    return round.centre.local_date(round.submitted_at) if round.submitted_at else None


def _value(on_paper: RoundOnPaper) -> str:
    """The estimated value in rupiah, and by which prices; empty, and so left to write, if one is not known.

    What is bought later may cost more or less: the paper goes on saying what was approved.
    """
    together, one = on_paper.contents.cost(on_paper.recipients), on_paper.contents.standard_cost
    if together is None or one is None:
        return ""
    prices = "yang disetujui" if on_paper.round.approved_at else "dalam usulan ini"
    return f"{rupiah(together)} ({rupiah(round(one))} setiap paket), menurut harga {prices}"


@translation.override("id")
def _proposed(on_paper: RoundOnPaper, groups: Iterable[Sequence[Recipient]]) -> list[dict[str, Any]]:
    found = []
    round = on_paper.round
    read_on = round.centre.local_date(round.approved_at or round.submitted_at or timezone.now())
    # As on the receipt list: a location has one number.
    route = [stop.stop.pk for stop in on_paper.stops if stop.recipients]
    places = {pk: place for place, pk in enumerate(route, start=1)}
    taken = handed_on(on_paper.recipients, _excluded(on_paper))
    said: dict[str, str] = {}
    for stop, recipients in zip(on_paper.stops, groups, strict=True):
        rows = []
        for recipient in recipients:
            last = on_paper.last_aid[recipient.family_id]
            rows.append(
                {
                    "no": recipient.position,
                    "name": name_of(recipient),
                    "address": address(recipient),
                    "household": str(recipient.household_size) if recipient.household_size else "–",
                    "last_received": short_date(last, language="id") if last else "Belum pernah",
                    "reason": _reason(recipient, taken, read_on, said),
                }
            )
        if rows:
            title = location_title(places.get(stop.stop.pk), stop, len(rows))
            found.append({"title": title, "recipients": rows})
    return found


def _reason(recipient: Recipient, places: Mapping[int, dict[str, Any]], on: datetime.date, said: dict[str, str]) -> str:
    """Why a family has its place; ``said`` are the sentences so far, as in a large round many have the same reason."""
    if not recipient.reason:
        return ""
    place = places.get(recipient.pk, {})
    key = str((recipient.reason, recipient.hand_reason, place))
    if key not in said:
        said[key] = why_here(recipient, place, on=on)
    return said[key]


def share_reasons(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Let rows say by a letter what the reasons of several have in common behind their first sentence, and return it.

    The first is of the family alone: since when it waits. Nothing is cut where somebody's own words are quoted.
    """
    ends = {id(row): row["reason"].partition(". ")[2] for row in rows if "“" not in row["reason"]}
    often = Counter(end for end in ends.values() if len(end) >= LONG_REASON)
    letters: dict[str, str] = {}
    for row in rows:
        end = ends.get(id(row), "")
        if often[end] < SHARED_BY:
            continue
        letter = letters.setdefault(end, _letter(len(letters)))
        row["reason"] = f"{row['reason'].removesuffix(end)}({letter})"
    return letters


def _letter(number: int) -> str:
    """A, B, … Z, AA: there is one for each, however many reasons there are."""
    before, last = divmod(number, len(ascii_uppercase))
    return (_letter(before - 1) if before else "") + ascii_uppercase[last]


def _exceptions(on_paper: RoundOnPaper) -> list[str]:
    """What the head should know before signing."""
    round = on_paper.round
    unsurveyed = [recipient for recipient in on_paper.recipients if recipient.pk in on_paper.unsurveyed]
    by_hand = [recipient for recipient in on_paper.recipients if recipient.by_hand]
    released = [
        recipient for recipient in on_paper.recipients if recipient.release_on and recipient.release_on <= round.date
    ]
    unlisted = [recipient for recipient in on_paper.recipients if recipient.unlisted_on]
    no_address = [recipient for recipient in on_paper.recipients if not address(recipient)]
    found = [
        f"{counted(len(recipients))} keluarga {words}."
        for recipients, words in (
            (unsurveyed, "belum disurvei"),
            (released, "memiliki WBP yang menurut register bebas paling lambat pada hari penyaluran"),
            (unlisted, "memiliki WBP yang tidak tercantum dalam daftar WBP terakhir yang dicocokkan"),
            (by_hand, "dipilih petugas dengan alasan yang tercantum di bawah"),
            (no_address, "belum beralamat lengkap"),
        )
        if recipients
    ]
    if len(on_paper.recipients) != round.packages:
        found.append(
            f"Direncanakan {counted(round.packages)} paket, diajukan {counted(len(on_paper.recipients))} keluarga."
        )
    return found + _taken_out(on_paper)


def _taken_out(on_paper: RoundOnPaper) -> list[str]:
    """Whom the coordinator took out of the proposal of the rotation, in whose favour, by whom and why.

    Who has a place or stands in reserve is named as was approved, others as the register does.
    """
    said = []
    for row in _excluded(on_paper):
        with translation.override("id"):
            had = within_sentence(fact(row["had"], on=on_paper.round.date)).rstrip(".")
        # What its right rests on stands beside the family that has it, not behind the name of the other.
        name = f"{row['name']} ({had})" if had else row["name"]
        words = f"digantikan {row['instead']}" if row["instead_id"] else "dikeluarkan dari usulan"
        said.append(f"{name} {words}, oleh {row['by']} ({row['reason'].rstrip('.')}).")
    return said


def _excluded(on_paper: RoundOnPaper) -> list[dict[str, Any]]:
    """Whom the coordinator took out, with the names of the paper."""
    names = {one.family_id: name_of(one) for one in (*on_paper.recipients, *on_paper.reserves)}
    return [
        row
        | {
            "name": names.get(row["family_id"]) or row["name"] or NO_NAME,
            "instead": names.get(row["instead_id"]) or row["instead"] or NO_NAME,
        }
        for row in on_paper.excluded
    ]


def _decision(round: Round) -> str:
    if round.approved_at is None:
        return ""
    moment = moment_words(round, round.approved_at)
    if round.paper_signed_on:
        photo = "foto lembarnya disimpan" if round.paper_photo_id else "tanpa foto lembarnya"
        return (
            f"disetujui tertulis oleh {round.paper_signer} pada {plain_date(round.paper_signed_on)};"
            f" {photo}, dicatat oleh {round.approved_by} pada {moment}."
        )
    alone = " Pengaju dan penyetuju satu orang (petugas tunggal)." if round.approved_alone else ""
    return f"disetujui melalui aplikasi oleh {round.approved_by} pada {moment}.{alone}{_by_whose_role(round)}"


def _by_whose_role(round: Round) -> str:
    """Who gave the role that approved: nobody makes themselves a second account for it unseen."""
    if round.approved_by is None or round.approved_at is None:
        return ""
    given = head_given(round.approved_by, centre_id=round.centre_id, until=round.approved_at)
    if given is None:
        return ""
    return f" Peran Kepala UPT diberikan oleh {given.by} pada {plain_date(round.centre.local_date(given.at))}."
