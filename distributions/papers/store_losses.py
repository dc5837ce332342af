"""Minutes of what was written off out of the store itself: they belong to no round, and have no number of Peduli.

They are made anew from the ledger each time: nothing of it changes but by a line that takes it back.
"""

import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from aid.models import Item, Movement
from centres.indonesian import official_number, plain_date
from centres.models import Centre, Letterhead, Official
from centres.paper_engine import render
from config.errors import Refused
from distributions.papers.bundle import letterhead_data
from distributions.papers.round_on_paper import usual_signer
from distributions.papers.written_off import TITLE, written_off_document
from distributions.rounds.deliveries import WRITTEN_OFF, WrittenOff


def store_losses(centre: Centre, day: datetime.date, *, now: datetime.datetime) -> bytes:
    """The PDF of what was written off out of the store on a day, whatever round it was left of. Three queries and more.

    Raises Refused where nothing was, or all of it was taken back.
    """
    lost = _lost(centre, day)
    if not lost.goods:
        raise Refused(_("Nothing was written off out of the store on this day, or it was taken back."))
    officials = Official.objects.filter(centre=centre)
    handing = usual_signer(officials.signing(Official.Function.SERVICES_HEAD, day), "Petugas yang memeriksa")
    head = usual_signer(officials.signing(Official.Function.HEAD, day), f"Kepala {centre.name}")
    letterhead = Letterhead.objects.filter(centre=centre).select_related("logo").at(day).first()
    document = written_off_document(
        lost,
        list(Item.objects.filter(pk__in=lost.goods).order_by("pk")),
        names={},
        subject="Barang persediaan",
        place=centre.name,
        checked="barang persediaan dan menyatakan bahwa barang berikut rusak, kedaluwarsa atau hilang",
        second=[["Nama", handing.name], ["NIP", official_number(handing.nip or "")], ["Jabatan", handing.title]],
        handing=handing,
        head=head,
        signed_at=f"{centre.place}, {plain_date(day)}",
    )
    return render(
        {
            "title": f"{TITLE} – {plain_date(day)}",
            "author": centre.full_name,
            "made_at": now.isoformat(),
            "paper": "f4" if centre.paper == "f4" else "a4",
            "mark": "",
            "footer": f"persediaan, {plain_date(day)} · dicetak {plain_date(centre.local_date(now))}",
            "code": None,
            "cover": None,
            "letterhead": letterhead_data(centre.full_name, letterhead),
            "documents": [document | {"number": ""}],
        }
    )


def _lost(centre: Centre, day: datetime.date) -> WrittenOff:
    taken_back = Movement.objects.filter(reverses=OuterRef("pk"))
    rows = Movement.objects.filter(centre=centre, kind=Movement.Kind.LOSS, issue=None, happened_on=day)
    lost = WrittenOff(WRITTEN_OFF)
    for row in rows.exclude(Exists(taken_back)).select_related("lot").order_by("pk"):
        lost.lose(row)
    return lost
