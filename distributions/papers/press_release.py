"""*Siaran pers* as PDF. It is made anew each time: it names nobody to protect, and nobody signs it."""

from centres.indonesian import in_indonesian
from centres.paper_engine import render
from distributions.models import Round, State
from distributions.papers.activity_report import photos_in, with_pictures
from distributions.papers.bundle import letterhead_data
from distributions.papers.round_on_paper import letterhead_of
from distributions.papers.wording import called
from distributions.reports.public_text import PressRelease

MOST_PHOTOS = 4


def press_release_pdf(round: Round, release: PressRelease) -> bytes:
    """The text with up to four photos that may be published; SEMENTARA until the round is closed."""
    photos = [one for one in round.photos.select_related("file", "stop__village").order_by("pk") if one.may_publish]
    document = with_pictures(
        {
            "kind": "press_release",
            "title": "Siaran Pers",
            "part": "",
            "headline": release.headline,
            "paragraphs": release.paragraphs,
            "photos": photos_in(round, photos[:MOST_PHOTOS], with_place=False),
        }
    )
    moment = round.closed_at or round.issued_at or round.approved_at
    assert moment is not None  # of an approved round
    return render(
        {
            "title": f"Siaran Pers – {round.programme.name}, {called(round)}",
            "author": round.centre.full_name,
            "made_at": moment.astimezone(round.centre.zone).isoformat(),
            "paper": "f4" if round.centre.paper == "f4" else "a4",
            "mark": "" if round.state == State.CLOSED else "SEMENTARA",
            "footer": in_indonesian(called(round)),
            "code": None,
            "cover": None,
            "letterhead": letterhead_data(round, letterhead_of(round)),
            "documents": [document],
        }
    )
