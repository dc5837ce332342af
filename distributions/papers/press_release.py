"""*Siaran pers* as PDF. It is made anew each time: it names nobody to protect, and nobody signs it."""

from collections.abc import Iterable

from centres.indonesian import in_indonesian
from centres.paper_engine import render
from distributions.models import MOST_IN_PRESS, Photo, Round, State
from distributions.papers.activity_report import photos_in, with_pictures
from distributions.papers.bundle import letterhead_data
from distributions.papers.round_on_paper import letterhead_of
from distributions.papers.wording import called
from distributions.reports.public_text import PressRelease


def photos_of_press(photos: Iterable[Photo]) -> list[Photo]:
    """The photos of the press release: those that were chosen, or else the first that may leave the office."""
    may = [one for one in photos if one.may_publish]
    return ([one for one in may if one.in_press] or may)[:MOST_IN_PRESS]


def press_release_pdf(round: Round, release: PressRelease) -> bytes:
    """The text with up to four photos that may be published; SEMENTARA until the round is closed."""
    photos = photos_of_press(round.photos.select_related("file", "stop__village").order_by("pk"))
    document = with_pictures(
        {
            "kind": "press_release",
            "title": "Siaran Pers",
            "part": "",
            "headline": release.headline,
            "paragraphs": release.paragraphs,
            "photos": photos_in(round, photos, with_place=False),
        }
    )
    moment = round.closed_at or round.issued_at or round.approved_at
    assert moment is not None  # of an approved round
    return render(
        {
            "title": f"Siaran Pers – {round.programme_then.name}, {called(round)}",
            "author": round.centre_then.full_name,
            "made_at": moment.astimezone(round.centre.zone).isoformat(),
            "paper": "f4" if round.centre.paper == "f4" else "a4",
            "mark": "" if round.state == State.CLOSED else "SEMENTARA",
            "footer": in_indonesian(called(round)),
            "code": None,
            "cover": None,
            "letterhead": letterhead_data(round.centre_then.full_name, letterhead_of(round)),
            "documents": [document],
        }
    )
