"""*Berita acara serah terima barang*: minutes of each hand that the goods of the round went through.

Each delivery is signed by its own supplier or donor, on the day on which it came; what comes out of the centre's store
by who keeps it; what went back by who took it; what was written off by who keeps it and who was to hand it over.
Before anything went out there is one, of what the plan needs.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aid.models import Item, Supplier
from centres.indonesian import counted, joined, plain_date, plain_quantity
from distributions.papers.bast import first_party
from distributions.papers.round_on_paper import RoundOnPaper, as_approved
from distributions.papers.wording import PaperSigner, goods_later, opening, period, place_and_date, signature, source
from distributions.papers.written_off import KEEPER, written_off_document
from distributions.rounds.days import span_of
from distributions.rounds.deliveries import Moved, WrittenOff
from distributions.rounds.sources import planned, source_of

Document = dict[str, Any]
# What a paper is about: of goods that came, left the store, and went back.
CAME, STORE, BACK = "SERAH TERIMA BARANG", "PENGELUARAN BARANG DARI PERSEDIAAN", "PENGEMBALIAN BARANG"


def goods_documents(on_paper: RoundOnPaper, numbers: Mapping[int, str]) -> list[Document]:
    """All of them; ``numbers`` by part."""
    moved, out = on_paper.goods, on_paper.goods.went_out
    found = [_came(on_paper, one, several=len(out) > 1) for one in out] or [_planned(on_paper)]
    found += [_went_back(on_paper, one) for one in moved.back]
    found += [_written_off(on_paper, moved.written_off)] if moved.written_off else []
    return [document | {"number": numbers.get(document["goods_part"], "")} for document in found]


def numbered(on_paper: RoundOnPaper) -> list[tuple[int, datetime.date | None]]:
    """The parts that get a number, each with its day: of what moved, or of the plan where somebody is to sign it."""
    moved = on_paper.goods
    planned = [(1, None)] if on_paper.round.supplier and not moved.went_out else []
    return [*planned, *((one.part, one.days[0]) for one in moved.parts)]


def signed_by_several(on_paper: RoundOnPaper) -> bool:
    """Whether somebody outside hands over goods or takes some back, or some are written off, which nobody does alone.

    What the store gives and takes, it signs alone.
    """
    moved = on_paper.goods
    given_back = any(one.supplier for one in moved.back)
    planned = moved.from_store is None and on_paper.round.supplier is not None
    return bool(moved.brought or given_back or moved.written_off or planned)


def _planned(on_paper: RoundOnPaper) -> Document:
    """What the plan needs, to be signed on the day of the round: a canteen brings it then."""
    supplier = on_paper.round.supplier
    families = as_approved(on_paper).recipients
    totals = on_paper.contents.totals(families)
    goods = [(line.item_name, line.unit, line.quantity, total, total) for line, total in totals]
    said = source(planned(on_paper.round))
    return _document(
        on_paper, 1, CAME, span_of(on_paper.round, []).days,
        supplier=supplier, giver=_of_supplier(supplier), taker=first_party(on_paper),
        goods=_rows(goods, len(families)), packages=len(families),
        closing=[f"Asal barang: {said}." if said else "", _later(on_paper)],
    )  # fmt: skip


def _came(on_paper: RoundOnPaper, moved: Moved, *, several: bool) -> Document:
    """What one delivery brought for the round, or what came out of the store."""
    families = as_approved(on_paper).recipients
    lines = {line.item_id: (line, total) for line, total in on_paper.contents.totals(families)}
    goods = []
    for item in _in_order(on_paper, moved):
        line, needed = lines.get(item.pk, (None, None))
        name, unit = (line.item_name, line.unit) if line else (item.name, item.unit)
        goods.append((name, unit, line.quantity if line else None, moved.goods[item.pk], needed))
    if not several:  # of an item that did not come nothing is left unsaid
        goods += [(line.item_name, line.unit, line.quantity, Decimal(0), needed)
                  for pk, (line, needed) in lines.items() if pk not in moved.goods]  # fmt: skip
    said = source(source_of(moved.receipt)) if moved.receipt else ""
    about = CAME if moved.receipt else STORE
    store = _keeper(_of_store(on_paper))
    return _document(
        on_paper, moved.part, about, moved.days,
        supplier=moved.supplier, giver=_of_supplier(moved.supplier) if moved.receipt else store,
        taker=first_party(on_paper), note=_note(moved),
        goods=_rows(goods, len(families), several=several), packages=0 if several else len(families),
        closing=[f"Asal barang: {said}." if said else "", _later(on_paper)], part=_named(moved) if several else "",
    )  # fmt: skip


def _went_back(on_paper: RoundOnPaper, moved: Moved) -> Document:
    """What nobody received, back to who brought it or into the store."""
    names = {line.item_id: line.item_name for line in on_paper.contents.standard}
    goods = [(names.get(one.pk, one.name), one.unit, None, moved.goods[one.pk], None)
             for one in _in_order(on_paper, moved)]  # fmt: skip
    to_store = moved.supplier is None
    taker = _keeper(_of_store(on_paper, takes=True))
    return _document(
        on_paper, moved.part, BACK, moved.days,
        supplier=moved.supplier, giver=first_party(on_paper), centre_gives=True,
        taker=taker if to_store else _of_supplier(moved.supplier, takes=True),
        goods=_rows(goods, 0, several=True), packages=0,
        closing=[f"Alasan: {joined(moved.reasons)}." if moved.reasons else ""], part=_named(moved, back=True),
    )  # fmt: skip


def _written_off(on_paper: RoundOnPaper, lost: WrittenOff) -> Document:
    """What nobody received and is gone, item by item, with why and what it cost."""
    round = on_paper.round
    return written_off_document(
        lost,
        _in_order(on_paper, lost),
        names={line.item_id: line.item_name for line in on_paper.contents.standard},
        subject=f"Sisa barang bantuan paket sembako {round.programme_then.name}",
        place=round.centre_then.name,
        checked=(
            f"sisa barang paket sembako program {round.programme_then.name} {period(round)} dan menyatakan bahwa barang"
            " berikut tidak diserahkan kepada penerima"
        ),
        second=first_party(on_paper)["facts"],
        handing=on_paper.handing,
        head=on_paper.head,
        signed_at=place_and_date(on_paper, lost.days[-1]),
    )


def _keeper(capacity: str) -> dict[str, Any]:
    """Who keeps the store, as a party of minutes: nobody is registered as such."""
    return {"facts": [["Nama", ""], ["NIP", ""], ["Jabatan", KEEPER]], "capacity": capacity}


def _document(
    on_paper: RoundOnPaper,
    goods_part: int,
    heading: str,
    days: Any,
    *,
    supplier: Supplier | None,
    giver: dict[str, Any],
    taker: dict[str, Any],
    goods: list[dict[str, Any]],
    packages: int,
    closing: list[str],
    note: str = "",
    part: str = "",
    centre_gives: bool = False,
) -> Document:
    programme, round = on_paper.round.programme_then.name, on_paper.round
    begins = opening(days, days[-1], of="pengembalian" if centre_gives else "penyerahan")
    name = supplier.name if supplier else "Pihak yang menyerahkan barang" if heading == CAME else KEEPER
    return {
        "kind": "bast",
        "goods_part": goods_part,
        "title": f"Berita Acara {heading.partition(' DARI ')[0].title()}",
        "part": part,
        "signers": [name, on_paper.handing.title, "Dua saksi", on_paper.head.title],
        "heading": f"BERITA ACARA {heading}",
        "subject": f"Barang bantuan paket sembako {programme}",
        **begins,
        "place": round.centre_then.name,
        "first": giver,
        "second": taker,
        "declaration": _declaration(on_paper, packages, note, past="held" in begins, centre_gives=centre_gives),
        "goods": goods,
        "closing": [words for words in closing if words],
        "ending": "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",
        **_signatures(on_paper, supplier, days[-1], centre_gives=centre_gives),
    }


def _declaration(on_paper: RoundOnPaper, packages: int, note: str, *, past: bool, centre_gives: bool) -> str:
    """What the parties declare, above the table; what goes back was not for anybody."""
    of = f" {counted(packages)} paket" if packages else " paket"
    what = f"barang sisa{of}" if centre_gives else f"barang untuk{of}"
    before = "telah " if past else ""
    return (
        f"PIHAK PERTAMA {before}menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA {before}menerima dari PIHAK PERTAMA,"
        f" {what} sembako program {on_paper.round.programme_then.name} {period(on_paper.round)}{note},"
        " dengan rincian sebagai berikut:"
    )


def _signatures(
    on_paper: RoundOnPaper, supplier: Supplier | None, signed: datetime.date, *, centre_gives: bool
) -> dict[str, Any]:
    """Both parties, the witnesses and the head; the centre is the first party where it gives."""
    own, others = ("PERTAMA", "KEDUA") if centre_gives else ("KEDUA", "PERTAMA")
    other: PaperSigner = {
        "lines": [f"PIHAK {others},"],
        "name": supplier.contact if supplier else "",
        "nip": None,
    }
    return {
        "first_signer": signature(on_paper.handing, place_and_date(on_paper, signed), f"PIHAK {own},"),
        "second_signer": other,
        "witnesses": [{"name": "", "capacity": "Petugas UPT"}, {"name": "", "capacity": "Pengurus koperasi"}],
        "head": signature(on_paper.head, "Mengetahui,"),
    }


def _of_supplier(supplier: Supplier | None, *, takes: bool = False) -> dict[str, Any]:
    name, contact, address = (supplier.name, supplier.contact, supplier.address) if supplier else ("", "", "")
    does = "menerima kembali barang" if takes else "menyerahkan barang"
    return {
        "facts": [["Nama", contact], ["Jabatan", ""], ["Alamat", address]],
        "capacity": f"bertindak atas nama {name}" if name else f"yang {does}",
    }


def _of_store(on_paper: RoundOnPaper, *, takes: bool = False) -> str:
    does = "menerima barang ke dalam" if takes else "menyerahkan barang dari"
    return f"yang {does} persediaan {on_paper.round.centre_then.name}"


def _note(moved: Moved) -> str:
    """By which note it came, in the middle of a sentence."""
    if moved.receipt is None:
        return ""
    number = f" Nomor {moved.receipt.number}" if moved.receipt.number else ""
    by = "sebagian dari barang menurut nota" if moved.in_part else "sesuai nota"
    return f", {by}{number} tanggal {plain_date(moved.receipt.received_on)}" if number else ""


def _named(moved: Moved, *, back: bool = False) -> str:
    """What tells the paper from the others, at its foot and in the list of attachments."""
    if moved.supplier is None:
        return " – ke persediaan" if back else ""
    number = f" ({moved.receipt.number})" if moved.receipt and moved.receipt.number else ""
    return f" – {'kepada ' if back else ''}{moved.supplier.name}{number}"


def _later(on_paper: RoundOnPaper) -> str:
    """That families had received before the goods were written down; the other minutes say it, too."""
    return goods_later(on_paper, on_paper.took_place(on_paper.recipients).first)


def _in_order(on_paper: RoundOnPaper, moved: Moved) -> list[Item]:
    """Its items, as the package has them, and then the others."""
    order = {line.item_id: place for place, line in enumerate(on_paper.contents.standard)}
    items = Item.objects.filter(pk__in=moved.goods)
    return sorted(items, key=lambda item: (order.get(item.pk, len(order)), item.pk))


def _rows(goods: list[tuple[Any, ...]], packages: int, *, several: bool = False) -> list[dict[str, Any]]:
    """The lines of the table; of one of several papers, how much it is of what all packages need."""
    rows = []
    for number, (name, unit, per_package, total, needed) in enumerate(goods, 1):
        differs = needed is not None and total != needed
        note = f"{'dari' if several else 'rencana'} {plain_quantity(needed)}" if differs else ""
        outside = needed is None and packages
        rows.append(
            {
                "no": number,
                "name": name,
                "per_package": "–" if per_package is None else plain_quantity(per_package),
                "unit": unit,
                "packages": str(packages) if packages and not several else "–",
                "total": plain_quantity(total),
                "struck": not total,
                "note": "di luar isi paket" if outside else note,
            }
        )
    return rows
