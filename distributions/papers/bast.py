"""*Berita acara serah terima* (BAST): the centre hands the packages over; the receipt list is its attachment."""

import datetime
from collections.abc import Sequence
from typing import Any

from centres.indonesian import counted, official_number, plain_quantity
from config.formats import masked
from distributions.models import Recipient
from distributions.papers.round_on_paper import RoundOnPaper
from distributions.papers.wording import (
    Part,
    address,
    changes,
    corrections,
    goods_as_closed,
    goods_later,
    name_of,
    of_other_contents,
    opening,
    period,
    place_and_date,
    signature,
    signed_on,
)
from distributions.rounds.contents import gets_a_package


def bast_document(on_paper: RoundOnPaper, part: Part, *, number: str = "") -> dict[str, Any]:
    round = on_paper.round
    families = on_paper.without_missed(part.recipients)
    recorded = [one for one in part.recipients if not one.is_missed]
    span = on_paper.took_place(families or part.recipients)
    signed = signed_on(on_paper, part, span.last) or span.last
    begins = opening(span.days, signed, of="penyerahan")
    past = "telah " if "held" in begins else ""
    count = len(families)
    return {
        "kind": "bast",
        "title": "Berita Acara Serah Terima",
        "part": part.name,
        **({"short_part": part.short} if part.short else {}),
        "signers": ["Pihak Kedua (penerima)", on_paper.handing.title, "Dua saksi", on_paper.head.title],
        "heading": "BERITA ACARA SERAH TERIMA",
        "subject": f"Bantuan paket sembako {round.programme_then.name}",
        "number": number,
        **begins,
        "place": _place(on_paper, part),
        "first": first_party(on_paper),
        "second": _second_party(families),
        "declaration": (
            f"PIHAK PERTAMA {past}menyerahkan kepada PIHAK KEDUA, dan PIHAK KEDUA {past}menerima dari PIHAK PERTAMA, "
            f"bantuan paket sembako program {round.programme_then.name} {period(round)} sebanyak "
            f"{counted(count)} paket untuk {counted(count)} keluarga, dengan rincian sebagai berikut:"
        ),
        "goods": _goods(on_paper, part.recipients, recorded),
        "closing": _closing(on_paper, part, first=span.first),
        "ending": "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.",
        "first_signer": signature(on_paper.handing, place_and_date(on_paper, signed), "PIHAK PERTAMA,"),
        "second_signer": {"lines": ["PIHAK KEDUA,"], "name": _only_name(families), "nip": None},
        "witnesses": [{"name": "", "capacity": "Perangkat desa/RT"}, {"name": "", "capacity": "Pengurus koperasi"}],
        "head": signature(on_paper.head, "Mengetahui,"),
    }


def _closing(on_paper: RoundOnPaper, part: Part, *, first: datetime.date) -> list[str]:
    """What is to be said below the goods, each a paragraph; ``first`` is the day of the first hand-over."""
    families = on_paper.without_missed(part.recipients)
    # Whose goods the ledger has: a correction after close sets right who received, and not what.
    recorded = [one for one in part.recipients if not one.is_missed]
    without = [one for one in part.recipients if on_paper.became(one) == Recipient.State.MISSED]
    replaced = sum(getattr(one, "is_replaced", False) for one in without)
    missed = len(without) - replaced
    said = [
        "Penerima dan tanda tangannya tercantum dalam Lampiran (Daftar Tanda Terima), bagian tidak terpisahkan dari "
        "berita acara ini.",
        f"Belum diserahkan kepada {counted(missed)} keluarga; alasannya tercantum dalam Lampiran." if missed else "",
        f"Digantikan keluarga cadangan: {counted(replaced)} keluarga, tercantum dalam Lampiran." if replaced else "",
        of_other_contents(on_paper, recorded, "; rinciannya tercantum dalam Lampiran"),
        goods_as_closed(len(recorded), len(families)) if recorded != families else "",
        goods_later(on_paper, first),
    ]
    # One paragraph: a paper of four families is one sheet, whatever is to be said of them.
    return [
        " ".join(filter(None, said)),
        *(f"Perubahan: {words}" for words in changes(on_paper, part)),
        *(f"Koreksi {words}" for words in corrections(on_paper, part)),
    ]


def _place(on_paper: RoundOnPaper, part: Part) -> str:
    """Where it happened: up to four locations by name, more by their number.

    Nothing happened where everybody was missed; reports don't count such a location either.
    """
    stops = [stop for stop in part.stops if on_paper.without_missed(stop.recipients)] or part.stops
    if len(stops) <= 4:
        return "; ".join(stop.title for stop in stops)
    return f"{counted(len(stops))} lokasi sebagaimana tercantum dalam Lampiran"


def first_party(on_paper: RoundOnPaper) -> dict[str, Any]:
    """The centre as a party of minutes: who hands over for it."""
    home = on_paper.letterhead.address if on_paper.letterhead else ""
    return {
        "facts": [
            ["Nama", on_paper.handing.name],
            ["NIP", official_number(on_paper.handing.nip or "")],
            ["Jabatan", on_paper.handing.title],
            # Unlike a name it is nothing to write by hand: it stands in the settings, or nowhere.
            *([["Alamat", home]] if home else []),
        ],
        "capacity": f"bertindak atas nama {on_paper.round.centre_then.name}",
    }


def _second_party(families: Sequence[Recipient]) -> dict[str, Any]:
    """The one recipient, or room for whoever signs for all of them."""
    if len(families) != 1:
        return {
            "facts": [["Nama", ""], ["NIK", ""], ["Alamat", ""]],
            "capacity": "mewakili para penerima dalam Lampiran",
        }
    only = families[0]
    home = ", ".join(filter(None, (address(only), only.village_name)))
    nik = masked(only.nik_last4) if only.nik_last4 else ""
    return {"facts": [["Nama", name_of(only)], ["NIK", nik], ["Alamat", home]], "capacity": "penerima bantuan"}


def _only_name(families: Sequence[Recipient]) -> str:
    return name_of(families[0]) if len(families) == 1 else ""


def _goods(on_paper: RoundOnPaper, expected: Sequence[Any], families: Sequence[Recipient]) -> list[dict[str, Any]]:
    """What was handed over, and the package for who is not recorded yet; with a remark where it differs from the plan.

    Planned is what everybody was to receive of whom the paper is, whoever came. What went out in the place of an item
    stands beneath the contents.
    """
    rows: list[tuple[Any, ...]] = []
    contents = on_paper.contents.totals(gets_a_package(expected))
    together = on_paper.given_together(families)
    for line, planned in contents:
        total = together[line.item_id]
        note = "" if total == planned else f"rencana {plain_quantity(planned)}"
        rows.append((line.item_name, plain_quantity(line.quantity), line.unit, len(families), total, note))
    known = {line.item_id for line, _planned in contents}
    for item in (item for item in on_paper.substitutes if item.pk not in known):
        given = [quantity for recipient in families if (quantity := on_paper.given(recipient, item.pk))]
        if given:
            rows.append((item.name, "–", item.unit, len(given), sum(given), "di luar isi paket"))
    return [
        {
            "no": number,
            "name": name,
            "per_package": per_package,
            "unit": unit,
            "packages": str(packages),
            "total": plain_quantity(total),
            "struck": not total,
            "note": note,
        }
        for number, (name, per_package, unit, packages, total, note) in enumerate(rows, 1)
    ]
