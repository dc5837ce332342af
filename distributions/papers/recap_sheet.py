"""*Rekapitulasi* as one A4 page, to be signed and sent: what the page shows, by month, district, item or source.

Nothing personal is on it, and it is made anew each time from what is recorded.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from centres.indonesian import in_indonesian, official_number, plain_date
from centres.models import Centre, Letterhead, Official
from centres.paper_engine import render
from config.formats import quantity, rupiah
from distributions.papers.bundle import NO_LETTERHEAD, letterhead_data
from distributions.reports.division import GOODS_ALONE, Part, Way


def recap_pdf(
    parts: Sequence[Part],
    total: Part,
    way: Way,
    *,
    when: str,
    notes: Sequence[str],
    centre: Centre | None,
    about: str,
    now: datetime.datetime,
) -> bytes:
    """The PDF; its texts should be Indonesian already. Without a ``centre`` it is ``about`` several, and unsigned."""
    by = f"menurut {in_indonesian(way.label).lower()}"
    today = centre.local_date(now) if centre else now.date()
    head = Letterhead.objects.filter(centre=centre).select_related("logo").at(today).first() if centre else None
    document = {
        "kind": "recap",
        "title": "Rekapitulasi",
        "part": "",
        "heading": "REKAPITULASI BANTUAN PAKET SEMBAKO",
        "subject": ", ".join(filter(None, (by, when))),
        "goods_alone": way in GOODS_ALONE,
        "heads": _heads(way),
        "rows": [_row(part, way) for part in parts],
        # Kilograms and litres have no sum.
        "total": ["", *_row(total, way)[2:]] if way == Way.ITEM else _row(total, way)[1:],
        "notes": list(notes),
        "signed": _signed(centre, today),
    }
    return render(
        {
            "title": f"Rekapitulasi {by} – {about}",
            "author": about,
            "made_at": now.isoformat(),
            "paper": "a4",
            "mark": "",
            "footer": f"dicetak {plain_date(today)}",
            "code": None,
            "cover": None,
            "letterhead": letterhead_data(centre.full_name, head) if centre else NO_LETTERHEAD | {"unit": about},
            "documents": [document],
        }
    )


def _heads(way: Way) -> list[str]:
    goods = "Jumlah" if way == Way.ITEM else "Barang yang diserahkan"
    people = [] if way in GOODS_ALONE else ["Paket", "Jiwa"]
    return ["No.", in_indonesian(way.label), *people, goods, "Nilai"]


def _row(part: Part, way: Way) -> list[str]:
    people = [] if way in GOODS_ALONE else [quantity(part.packages), _people_of(part)]
    # Of an item the row says itself what it is.
    amounts = [quantity(amount, good.unit) if way == Way.ITEM else f"{good.name} {quantity(amount, good.unit)}"
               for good, amount in part.goods.items()]  # fmt: skip
    return [part.label, *people, ", ".join(amounts), rupiah(part.value) or "–"]


def _people_of(part: Part) -> str:
    return "–" if part.known_persons is None else quantity(part.known_persons)


def _signed(centre: Centre | None, today: datetime.date) -> dict[str, Any] | None:
    """Place, day and the head who serves today; a name that nobody entered is left to write."""
    if centre is None:
        return None
    head = Official.objects.filter(centre=centre).signing(Official.Function.HEAD, today)
    return {
        "lines": [f"{centre.place}, {plain_date(today)}", f"{head.signing_title if head else 'Kepala'},"],
        "name": head.name if head else "",
        "nip": official_number(head.nip) if head and head.nip else "",
    }
