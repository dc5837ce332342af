"""Words that several papers of a round share: its subject, place, contents, people, and how it is cut into lists."""

import datetime
from collections.abc import Sequence
from typing import TypedDict

from django.utils import translation
from django.utils.text import capfirst

from centres.indonesian import joined, long_date, long_days, measured, month_year, official_number, plain_date
from distributions.models import Correction, Recipient, Round
from distributions.papers.round_on_paper import RoundOnPaper, Signer, StopOnPaper
from distributions.rounds.changes import exchange
from distributions.rounds.sources import Sources

NO_NAME = "(data pribadi telah dihapus)"
ROOM_FOR_DATE = "…………………………"
ROOM_FOR_NUMBER = "……………………………"
MOST_LISTS = 10
CORRECTED = {Correction.Result.RECEIVED.value: "menerima", Correction.Result.NOT_RECEIVED.value: "tidak menerima"}


class PaperSigner(TypedDict):
    """A signature block: the lines above the room, name and NIP; "" is left to write, a NIP of None not shown."""

    lines: list[str]
    name: str
    nip: str | None


class Part:
    """What one list and one BAST cover: the whole round, or locations of a large one, the ``first`` on its route."""

    def __init__(self, stops: Sequence[StopOnPaper], name: str, first: int = 1) -> None:
        self.stops = stops
        self.name = name
        self.first = first
        self.recipients = [recipient for stop in stops for recipient in stop.recipients]


def parts(on_paper: RoundOnPaper) -> list[Part]:
    """How a round is cut into lists: not at all, by location, or, where those are many, by locations on the way.

    Of many locations some share a list, so that there are at most ten and none is for a few families only.
    """
    stops = [stop for stop in on_paper.stops if stop.recipients]
    families, limit = len(on_paper.recipients), on_paper.round.centre.one_list_up_to
    if families <= limit:
        return [Part(stops, "")]
    if len(stops) <= MOST_LISTS:
        return [_part([stop], number) for number, stop in enumerate(stops, 1)]
    lists = min(MOST_LISTS, -(-families // max(limit, 1)))
    shares: dict[int, list[int]] = {}
    before = 0
    for number, stop in enumerate(stops):
        shares.setdefault(before * lists // families, []).append(number)
        before += len(stop.recipients)
    return [_part(stops[share[0] : share[-1] + 1], share[0] + 1) for share in shares.values()]


def _part(stops: Sequence[StopOnPaper], first: int) -> Part:
    if len(stops) == 1:
        return Part(stops, f" – {stops[0].title}", first)
    return Part(stops, f" – Lokasi {first}–{first + len(stops) - 1}", first)


def subject(on_paper: RoundOnPaper) -> str:
    return f"{on_paper.round.programme.name}, {period(on_paper.round)}"


def period(round: Round) -> str:
    """Which round it is, by its month; by its day, where that lies in another month; an extra one by what for, too."""
    if round.is_extra:
        with translation.override("id"):
            return f"periode tambahan ({round.get_extra_display().lower()}) {plain_date(round.date)}"
    return f"periode {month_year(round.month) if round.is_in_its_month else plain_date(round.date)}"


def called(round: Round) -> str:
    """The same at the foot of a page."""
    return capfirst(period(round).removeprefix("periode "))


def why_extra(round: Round) -> str:
    """For what an extra round is held, and why; empty of every other."""
    if not round.is_extra:
        return ""
    with translation.override("id"):
        return f"{round.get_extra_display()}: {round.extra_reason}"


def moment_words(round: Round, moment: datetime.datetime) -> str:
    local = moment.astimezone(round.centre.zone)
    return f"{plain_date(local.date())} pukul {local:%H.%M} {round.centre.get_time_zone_display()}"


def signature(signer: Signer, *before: str) -> PaperSigner:
    return {
        "lines": [*before, f"{signer.title},"],
        "name": signer.name,
        "nip": None if signer.nip is None else official_number(signer.nip),
    }


def place_and_date(on_paper: RoundOnPaper, day: datetime.date | None) -> str:
    return f"{on_paper.round.centre.place}, {plain_date(day) if day else ROOM_FOR_DATE}"


def contents(on_paper: RoundOnPaper) -> str:
    return joined([f"{line.item_name} {measured(line.quantity, line.unit)}" for line in on_paper.contents.standard])


def source(found: Sources) -> str:
    return "; ".join(filter(None, (found.with_terms, found.funds)))


def when(on_paper: RoundOnPaper, recipients: Sequence[Recipient]) -> str:
    """When it is to be handed over, with the hour of the plan; once it was, on which days: nobody said an hour.

    Nor is there one on the day of an approval that came after the hour of the plan: nothing is handed over before.
    """
    round = on_paper.round
    if all(recipient.is_planned for recipient in recipients):
        begins = datetime.datetime.combine(round.date, round.time, round.centre.zone)
        late = round.approved_from is not None and begins < round.approved_from
        return long_date(round.date) if late else planned_for(round)
    return long_days(on_paper.took_place(recipients).days)


def goods_later(on_paper: RoundOnPaper, first: datetime.date) -> str:
    """That the goods were written down after families had received by ``first``; empty where they were not."""
    day = on_paper.goods_later
    if day is None or day <= first:
        return ""
    return f"Barang dicatat keluar pada {plain_date(day)}, setelah penyerahan pada {plain_date(first)}."


def planned_for(round: Round) -> str:
    return f"{long_date(round.date)}, pukul {round.time:%H.%M} {round.centre.get_time_zone_display()}"


def address(recipient: Recipient) -> str:
    lanes = "/".join(f"{kind}\u00a0{number}" for kind, number in (("RT", recipient.rt), ("RW", recipient.rw)) if number)
    return " ".join(filter(None, (recipient.address, lanes)))


def name_of(recipient: Recipient) -> str:
    return recipient.contact_name or NO_NAME


def village(recipient: Recipient, stop: StopOnPaper) -> str:
    """The village with its district, where the location above the rows is the centre and doesn't say it; else empty."""
    if stop.stop.at_centre:
        return f"{recipient.village_name}, Kec. {recipient.district_name}"
    return ""


def location_title(number: int | None, stop: StopOnPaper, count: int) -> str:
    """The heading of a location; one of reserves only is not on the route, and has no number."""
    place = f"{stop.title} ({count} keluarga)"
    return f"Lokasi {number}: {place}" if number else place


def corrections(on_paper: RoundOnPaper) -> list[str]:
    """What was set right after close, each with its day; the paper puts "Koreksi" before it."""
    if not on_paper.corrections:
        return []  # without asking for thousands of names, on each paper of each location
    names = {recipient.pk: name_of(recipient) for recipient in on_paper.recipients}
    said = []
    for one in on_paper.corrections:
        day = plain_date(on_paper.round.centre.local_date(one.at))
        text = f"{one.text.rstrip('.')} ({one.reason.rstrip('.')})."
        if one.recipient_id in names:
            about = ", ".join(filter(None, (names[one.recipient_id], CORRECTED.get(one.result, ""))))
            text = f"{about}. {text}"
        said.append(f"{day}: {text}")
    return said


def corrected_to(on_paper: RoundOnPaper) -> dict[int, str]:
    """Whether a family received after all, or did not, of those of which a correction says it; the last one counts."""
    return {one.recipient_id: CORRECTED[one.result] for one in on_paper.corrections if one.recipient_id and one.result}


def changes(on_paper: RoundOnPaper) -> list[str]:
    if not on_paper.changes:
        return []
    names = {str(recipient.pk): name_of(recipient) for recipient in (*on_paper.recipients, *on_paper.reserves)}
    local_date = on_paper.round.centre.local_date
    said = []
    with translation.override("id"):
        for change in on_paper.changes:
            before, after = change.before_and_after(names)
            words = f"{change.get_what_display()}: {before} menjadi {after}"
            if came := exchange(change, names):
                words = f"{came} pada {plain_date(local_date(change.at))}"
            said.append(f"{words} ({change.reason.rstrip('.')}).")
    return said
