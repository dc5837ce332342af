"""Lists for the office and the way: *daftar penerima* (alone names inmates), *lembar rute*, *label paket*."""

from collections.abc import Sequence
from typing import Any

from centres.indonesian import counted, joined
from config.formats import before_stop
from distributions.models import Recipient
from distributions.papers.round_on_paper import RoundOnPaper, StopOnPaper
from distributions.papers.wording import (
    address,
    called,
    changes,
    contents,
    corrected_to,
    location_title,
    name_of,
    planned_for,
    subject,
    village,
    when,
)

RESERVE_TITLE = "Cadangan"
STANDS: dict[str, str] = {
    Recipient.State.PLANNED: "",
    Recipient.State.SERVED: "menerima",
    Recipient.State.MISSED: "tidak menerima",
    Recipient.State.RESERVE: "cadangan",
}


def recipients_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """The office's own list: everybody with the inmate and the relation, the reserve last. Unsigned."""
    right = corrected_to(on_paper)
    groups = [
        {
            "title": location_title(number, stop, len(stop.recipients)),
            "rows": [_office_row(on_paper, one, right, village(one, stop)) for one in stop.recipients],
        }
        for number, stop in _route(on_paper)
    ]
    reserves = [_office_row(on_paper, one, right, _home(one)) for one in on_paper.reserves]
    if reserves:
        groups.append({"title": f"{RESERVE_TITLE} ({len(reserves)} keluarga)", "rows": reserves})
    return {
        "kind": "recipients",
        "title": "Daftar Penerima",
        "part": "",
        "signers": [],
        "heading": "DAFTAR PENERIMA",
        "subject": subject(on_paper),
        "warning": "SALINAN KANTOR – memuat nama Warga Binaan; tidak untuk diedarkan.",
        "facts": [
            ["Hari, tanggal", when(on_paper, on_paper.recipients)],
            [
                "Jumlah",
                f"{counted(len(on_paper.with_a_package(on_paper.recipients)))} keluarga di"
                f" {counted(len(_route(on_paper)))} lokasi",
            ],
            *([["Perubahan", " ".join(said)]] if (said := changes(on_paper)) else []),
        ],
        "groups": groups,
    }


def _route(on_paper: RoundOnPaper) -> Sequence[tuple[int, StopOnPaper]]:
    """The locations that are visited, by their places on the way."""
    return list(enumerate((stop for stop in on_paper.stops if stop.recipients), 1))


def _home(one: Recipient) -> str:
    return f"{one.village_name}, Kec. {one.district_name}"


def _office_row(on_paper: RoundOnPaper, one: Recipient, right: dict[int, str], where: str) -> dict[str, str]:
    stands = STANDS[one.state]
    if one.missed_note:
        # It may name anybody: on this list alone, which stays in the office.
        stands = f"{stands}: {before_stop(one.missed_note)}"
    return {
        "no": str(one.position),
        "name": name_of(one),
        "nik4": on_paper.nik_last4[one.pk],
        "address": address(one),
        "village": where,
        "household": str(one.household_size) if one.household_size else "–",
        "inmates": joined(on_paper.inmates[one.pk]) or "–",
        "stands": "; ".join(filter(None, (stands, f"dikoreksi: {right[one.pk]}" if one.pk in right else ""))),
    }


def route_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """For who drives and hands over: where to go in which order, with landmarks and room for times. No inmate.

    Who was missed stays on it, struck through: the package was taken along.
    """
    stops = [
        {
            "title": location_title(number, stop, len(stop.recipients)),
            "rows": [
                {
                    "no": str(one.position),
                    "name": name_of(one),
                    "address": address(one),
                    "village": village(one, stop),
                    "landmark": f"Patokan: {one.landmark}" if one.landmark else "",
                    "missed": _missed(on_paper, one),
                }
                for one in stop.recipients
            ],
        }
        for number, stop in _route(on_paper)
    ]
    packages = on_paper.with_a_package(on_paper.recipients)
    left = len(on_paper.left_over(packages))
    people = dict.fromkeys(filter(None, (on_paper.handing.name, *(one.name for one in on_paper.staff))))
    return {
        "kind": "route",
        "title": "Lembar Rute",
        "part": "",
        "signers": [],
        "heading": "LEMBAR RUTE",
        "subject": subject(on_paper),
        "facts": [
            ["Berangkat", planned_for(on_paper.round)],
            ["Petugas", joined(list(people))],
            ["Kendaraan, pengemudi", ""],
            ["Dibawa", f"{counted(len(packages))} paket"],
            *([["Tidak diserahkan", f"{counted(left)} paket"]] if left else []),
            *([["Perubahan", " ".join(said)]] if (said := changes(on_paper)) else []),
        ],
        "groups": stops,
    }


def _missed(on_paper: RoundOnPaper, one: Recipient) -> str:
    """That a family did not get its package, and who has it; empty of every other."""
    if on_paper.became(one) != Recipient.State.MISSED:
        return ""
    return "tidak diserahkan" if on_paper.with_a_package([one]) else "digantikan keluarga cadangan"


def labels_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """One label per package that goes out, in the order in which they are handed out. Who passes by reads of no inmate.

    The package of a family that was missed is still its own, until a reserve family gets it.
    """
    round = on_paper.round
    return {
        "kind": "labels",
        "title": "Label Paket",
        "part": "",
        "signers": [],
        "programme": round.programme_then.name,
        "called": called(round),
        "contents": contents(on_paper),
        "labels": [
            {
                "no": str(one.position),
                "name": name_of(one),
                "address": address(one),
                "village": _home(one),
            }
            for _number, stop in _route(on_paper)
            for one in on_paper.with_a_package(stop.recipients)
        ],
    }
