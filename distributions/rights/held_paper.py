"""What is held about a family as a PDF, to be handed to it."""

import datetime
from collections.abc import Sequence

from centres.paper_engine import render
from centres.pictures import print_jpeg
from config.formats import date_clock
from distributions.rights.held import Section
from families.models import Family


def held_pdf(family: Family, sections: Sequence[Section], *, now: datetime.datetime) -> bytes:
    """The PDF; its words are Indonesian."""
    unit, made = family.centre.full_name, date_clock(now)
    document = {
        "kind": "held_data",
        "title": "Data yang disimpan",
        "part": "",
        "heading": "DATA YANG DISIMPAN TENTANG SATU KELUARGA",
        "made": f"Dibuat {made} atas permintaan keluarga (Pasal 5 dan 7 UU Nomor 27 Tahun 2022)",
        "sections": [
            {
                "title": section.title,
                "heads": list(section.heads),
                "rows": section.rows,
                "pictures": [{"about": about, "image": _printed(jpeg)} for about, jpeg in section.pictures],
            }
            for section in sections
        ],
    }
    return render(
        {
            "title": "Data yang disimpan tentang satu keluarga",
            "author": unit,
            "made_at": now.astimezone(family.centre.zone).isoformat(),
            "paper": "a4",
            "mark": "",
            "footer": unit,
            "code": None,
            "cover": None,
            "letterhead": {"lines": [], "unit": unit, "address": "", "contact": "", "logo": None},
            "documents": [document],
        }
    )


def _printed(jpeg: bytes | None) -> list[int] | None:
    """A picture as small as the paper needs it, byte by byte (JSON has no bytes); None where it is lost."""
    small = print_jpeg(jpeg) if jpeg else None
    return list(small) if small else None
