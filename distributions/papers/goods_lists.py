"""*Daftar belanja* for the canteen, *daftar muat* for the car: what is needed, together and by location. Unsigned."""

from decimal import Decimal
from typing import Any

from centres.indonesian import counted, plain_quantity
from config.formats import rupiah
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
    """By location in visiting order: how many packages, and what is in them together."""
    rows = []
    packages = 0
    for number, stop in enumerate((stop for stop in on_paper.stops if stop.recipients), 1):
        families = [one for one in stop.recipients if not one.is_missed]
        packages += len(families)
        totals = on_paper.contents.totals(families)
        goods = ", ".join(f"{line.item_name} {plain_quantity(total)} {line.unit}" for line, total in totals)
        rows.append([str(number), stop.title, str(len(families)), goods if families else "–"])
    return {
        "kind": "loading",
        "title": "Daftar Muat",
        "part": "",
        "signers": [],
        "heading": "DAFTAR MUAT",
        "subject": subject(on_paper),
        "facts": [["Berangkat", planned_for(on_paper.round)], ["Isi setiap paket", contents(on_paper)]],
        "rows": rows,
        "total": str(packages),
    }
