"""*Berita acara serah terima barang*: the supplier or donor hands the goods of the round over to the centre."""

from decimal import Decimal
from typing import Any

from centres.indonesian import counted, days_in_words, plain_quantity
from distributions.papers.bast import first_party
from distributions.papers.round_on_paper import RoundOnPaper, as_approved
from distributions.papers.wording import PaperSigner, goods_later, period, place_and_date, signature, source
from distributions.rounds.balance import balance
from distributions.rounds.days import span_of
from distributions.rounds.sources import planned


def goods_minutes_document(on_paper: RoundOnPaper) -> dict[str, Any]:
    """What the centre receives for the round: what went out with it, or, before that, what the plan needs.

    It is signed on the day on which the goods came, as far as that is recorded; before, on that of the round: a canteen
    brings them then. Its number is left to write.
    """
    round, supplier = on_paper.round, on_paper.round.supplier
    name, contact = (supplier.name, supplier.contact) if supplier else ("", "")
    rows = _goods(on_paper)
    came = span_of(round, on_paper.goods_came)
    centre = first_party(on_paper)
    return {
        "kind": "bast",
        "title": "Berita Acara Serah Terima Barang",
        "part": "",
        "signers": [name or "Pihak yang menyerahkan barang", on_paper.handing.title, "Dua saksi", on_paper.head.title],
        "heading": "BERITA ACARA SERAH TERIMA BARANG",
        "subject": f"Barang bantuan paket sembako {round.programme.name}",
        "number": "",
        "date_words": days_in_words(came.days),
        "place": round.centre.name,
        "first": {
            "facts": [["Nama", contact], ["Jabatan", ""], ["Alamat", supplier.address if supplier else ""]],
            "capacity": f"bertindak atas nama {name}" if name else "yang menyerahkan barang",
        },
        "second": centre,
        "declaration": (
            "PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA menerima dari PIHAK PERTAMA, barang untuk"
            f" {counted(len(as_approved(on_paper).recipients))} paket sembako program {round.programme.name}"
            f" {period(round)}, dengan rincian sebagai berikut:"
        ),
        "goods": rows,
        "closing": [words for words in (_terms(on_paper), _later(on_paper)) if words],
        "ending": "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",
        "first_signer": signature(on_paper.handing, place_and_date(on_paper, came.last), "PIHAK KEDUA,"),
        "second_signer": _from(contact),
        "witnesses": [{"name": "", "capacity": "Petugas UPT"}, {"name": "", "capacity": "Pengurus koperasi"}],
        "head": signature(on_paper.head, "Mengetahui,"),
    }


def _from(contact: str) -> PaperSigner:
    return {"lines": ["PIHAK PERTAMA,"], "name": contact, "nip": None}


def _terms(on_paper: RoundOnPaper) -> str:
    said = source(planned(on_paper.round))
    return f"Asal barang: {said}." if said else ""


def _later(on_paper: RoundOnPaper) -> str:
    """That families had received before the goods were written down; the other minutes say it, too."""
    return goods_later(on_paper, on_paper.took_place(on_paper.recipients).first)


def _goods(on_paper: RoundOnPaper) -> list[dict[str, Any]]:
    """Each item of the package, and what else went out; with a remark where it is another quantity than planned."""
    families = as_approved(on_paper).recipients
    gone = {row.item.pk: row for row in balance(on_paper.round)}
    issued = any(row.issued for row in gone.values())
    rows: list[dict[str, Any]] = []

    def add(name: str, per_package: str, unit: str, total: Decimal, note: str) -> None:
        rows.append(
            {
                "no": len(rows) + 1,
                "name": name,
                "per_package": per_package,
                "unit": unit,
                "packages": str(len(families)),
                "total": plain_quantity(total),
                "struck": not total,
                "note": note,
            }
        )

    for line, needed in on_paper.contents.totals(families):
        row = gone.pop(line.item_id, None)
        total = (row.issued if row else Decimal(0)) if issued else needed
        note = "" if total == needed else f"rencana {plain_quantity(needed)}"
        add(line.item_name, plain_quantity(line.quantity), line.unit, total, note)
    for row in gone.values():
        if row.issued:
            add(row.item.name, "–", row.unit, row.issued, "di luar isi paket")
    return rows
