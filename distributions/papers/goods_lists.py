"""*Daftar belanja* for the canteen, *daftar muat* for the car: what is needed, together and by location. Unsigned."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from centres.indonesian import counted, measured, plain_quantity
from config.formats import rupiah
from distributions.models import Recipient
from distributions.papers.round_on_paper import RoundOnPaper, as_approved
from distributions.papers.wording import contents, planned_for, source, subject
from distributions.rounds.sources import planned


def shopping_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """Every item with its quantity for all packages; the price where one is known, and their sum where all are."""
    # A family that was missed and the one that has its place get one package.
    families = as_approved(on_paper).recipients
    rows = []
    known: list[Decimal] = []
    totals = on_paper.contents.totals(families)
    for number, (line, total) in enumerate(totals, 1):
        cost = None if line.unit_price is None else total * line.unit_price
        known += [] if cost is None else [cost]
        rows.append(
            [
                str(number),
                line.item_name,
                plain_quantity(line.quantity),
                f"{plain_quantity(total)} {line.unit}",
                "" if line.unit_price is None else rupiah(line.unit_price),
                "" if cost is None else rupiah(round(cost)),
            ]
        )
    whole = rupiah(round(sum(known, Decimal(0)))) if known and len(known) == len(totals) else ""
    return {
        "kind": "shopping",
        "title": "Daftar Belanja",
        "part": "",
        "signers": [],
        "heading": "DAFTAR BELANJA",
        "subject": subject(on_paper),
        "facts": [
            ["Untuk", planned_for(on_paper.round)],
            ["Jumlah paket", f"{counted(len(families))} paket"],
            ["Dari", source(planned(on_paper.round))],
        ],
        "rows": rows,
        "total": whole,
        "note": "Harga menurut rencana." if whole else "Harga menurut rencana; yang kosong belum diketahui.",
    }


def loading_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """By location in visiting order: how many packages go out, what is in them together, and what came back of them.

    What was in the car is on the list, whoever was missed later. The package of a family in whose place a reserve
    family receives goes to that one's location.
    """
    rows = []
    packages: list[Recipient] = []
    for number, stop in enumerate((stop for stop in on_paper.stops if stop.recipients), 1):
        families = on_paper.with_a_package(stop.recipients)
        packages += families
        place = "\n".join([stop.title, *_not_handed_over(on_paper, stop.recipients)])
        rows.append([str(number), place, str(len(families)), _together(on_paper, families)])
    left = on_paper.left_over(packages)
    return {
        "kind": "loading",
        "title": "Daftar Muat",
        "part": "",
        "signers": [],
        "heading": "DAFTAR MUAT",
        "subject": subject(on_paper),
        "facts": [
            ["Berangkat", planned_for(on_paper.round)],
            ["Isi setiap paket", contents(on_paper)],
            *([["Tidak diserahkan", f"{counted(len(left))} paket"]] if left else []),
        ],
        "rows": rows,
        "total": str(len(packages)),
        "total_goods": _together(on_paper, packages),
    }


def _together(on_paper: RoundOnPaper, families: Sequence[Recipient]) -> str:
    """What is in the packages of these families together."""
    totals = on_paper.contents.totals(families)
    return ", ".join(f"{line.item_name} {measured(total, line.unit)}" for line, total in totals) if families else "–"


def _not_handed_over(on_paper: RoundOnPaper, families: Sequence[Recipient]) -> list[str]:
    """Of how many packages for a location it is recorded that they did not stay there."""
    left = len(on_paper.left_over(families))
    elsewhere = len(families) - len(on_paper.with_a_package(families))
    return [
        f"{count} paket {words}"
        for count, words in ((left, "tidak diserahkan"), (elsewhere, "dialihkan ke keluarga cadangan"))
        if count
    ]
