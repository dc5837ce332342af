"""Words that several papers of a round share: its subject, place, contents, people, and how it is cut into lists."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from django.utils import translation
from django.utils.text import capfirst

from centres.indonesian import (
    counted,
    date_in_words,
    joined,
    long_date,
    long_days,
    measured,
    month_year,
    official_number,
    plain_date,
)
from distributions.models import Correction, Recipient, Round, RoundChange
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
    """What one list and one BAST cover: the whole round, or locations of a large one.

    ``places`` are the numbers of its ``stops`` on the route, ``covers`` the ids of all stops whose families belong onto
    it, also of those that nobody is left at; ``number`` is its place among the lists, by which its minutes keep theirs.
    ``name`` tells it from the others, ``short`` does so on a line without room, by the numbers of its locations.
    """

    def __init__(
        self, stops: Sequence[StopOnPaper], name: str, places: Sequence[int], *, number: int, covers: Sequence[int]
    ) -> None:
        self.stops = stops
        self.name = name
        self.short = f" – {_numbered(places)}" if name else ""
        self.places = places
        self.number = number
        self.covers = covers
        self.recipients = [recipient for stop in stops for recipient in stop.recipients]


def parts(on_paper: RoundOnPaper, cut: Sequence[Sequence[int]] = ()) -> list[Part]:
    """How a round is cut into lists: as it was ``cut`` at its approval, by the ids of the stops, or else anew.

    What is signed stays where it was approved: a reserve family beside one that was missed, another route or another
    limit of the centre moves no location to other minutes. A location that came later is on the list of the one before
    it on the way. A list that nobody is left on has no stops, and keeps its number from the others.
    """
    stops = [stop for stop in on_paper.stops if stop.recipients]
    covers = [list(share) for share in cut or _cut_anew(on_paper, stops)]
    shares: list[list[int]] = [[] for _share in covers]
    of = {pk: number for number, share in enumerate(covers) for pk in share}
    here = 0
    for place, stop in enumerate(stops):
        here = of.get(stop.stop.pk, here)
        shares[here].append(place)
        if stop.stop.pk not in of:
            covers[here].append(stop.stop.pk)
    found = []
    for number, (share, pks) in enumerate(zip(shares, covers, strict=True), 1):
        there, places = [stops[place] for place in share], [place + 1 for place in share]
        name = _list_name(there, places) if there and len(covers) > 1 else ""
        found.append(Part(there, name, places, number=number, covers=pks))
    return found


def _cut_anew(on_paper: RoundOnPaper, stops: Sequence[StopOnPaper]) -> list[list[int]]:
    """Not at all, by location, or, where those are many, by locations on the way.

    Of many locations some share a list, so that there are at most ten and none is for a few families only.
    """
    families, limit = len(on_paper.recipients), on_paper.round.centre.one_list_up_to
    if families <= limit:
        return [[stop.stop.pk for stop in stops]]
    if len(stops) <= MOST_LISTS:
        return [[stop.stop.pk] for stop in stops]
    lists = min(MOST_LISTS, -(-families // max(limit, 1)))
    shares: dict[int, list[int]] = {}
    before = 0
    for stop in stops:
        shares.setdefault(before * lists // families, []).append(stop.stop.pk)
        before += len(stop.recipients)
    return list(shares.values())


def _list_name(stops: Sequence[StopOnPaper], places: Sequence[int]) -> str:
    """One location by its name, several by their numbers."""
    return f" – {stops[0].title if len(stops) == 1 else _numbered(places)}"


def _numbered(places: Sequence[int]) -> str:
    """Lokasi 3, or Lokasi 1–4, 7: those that follow one another from the first to the last."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return f"Lokasi {', '.join(f'{run[0]}–{run[-1]}' if run[1:] else str(run[0]) for run in runs)}"


def subject(on_paper: RoundOnPaper) -> str:
    return f"{on_paper.round.programme_then.name}, {period(on_paper.round)}"


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
    return f"{on_paper.round.centre_then.place}, {plain_date(day) if day else ROOM_FOR_DATE}"


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
    said, rt, rw = recipient.address, recipient.rt, recipient.rw
    # Without a list of parts: each paper of thousands asks for each of them.
    lanes = f"RT\u00a0{rt}" if rt else ""
    if rw:
        lanes = f"{lanes}/RW\u00a0{rw}" if rt else f"RW\u00a0{rw}"
    return f"{said} {lanes}" if said and lanes else said or lanes


def name_of(recipient: Recipient) -> str:
    return recipient.contact_name or NO_NAME


def village(recipient: Recipient, stop: StopOnPaper) -> str:
    """The village with its district, where the location above the rows is the centre and doesn't say it; else empty."""
    if stop.stop.at_centre:
        return f"{recipient.village_name}, Kec. {recipient.district_name}"
    return ""


def differences(on_paper: RoundOnPaper, recipient: Recipient) -> list[str]:
    """What a family received of the items of which it was not the package's quantity, each in words."""
    if recipient.pk not in on_paper.handovers:
        return []
    own = {line.item_id: (line.item_name, line.unit, line.quantity) for line in on_paper.contents.of(recipient)}
    others = {item.pk: (item.name, item.unit, Decimal(0)) for item in on_paper.substitutes}
    planned = own | {pk: said for pk, said in others.items() if pk not in own}
    given = [(name, unit, quantity, on_paper.given(recipient, pk)) for pk, (name, unit, quantity) in planned.items()]
    return [f"{name} {measured(got, unit)}" for name, unit, quantity, got in given if got != quantity]


def of_other_contents(on_paper: RoundOnPaper, recipients: Sequence[Recipient], where: str) -> str:
    """How many families received other contents than planned, and ``where`` it says which; empty of none.

    Without it, a sum that is not that of so many packages looks like a slip.
    """
    served = (recipient for recipient in recipients if recipient.is_served)
    count = sum(bool(differences(on_paper, recipient)) for recipient in served)
    return f"Isi {counted(count)} paket berbeda dari rencana{where}." if count else ""


def location_title(number: int | None, stop: StopOnPaper, count: int) -> str:
    """The heading of a location; one of reserves only is not on the route, and has no number."""
    place = f"{stop.title} ({count} keluarga)"
    return f"Lokasi {number}: {place}" if number else place


def corrections(on_paper: RoundOnPaper, part: Part | None = None) -> list[str]:
    """What was set right after close, each with its day; the paper puts "Koreksi" before it.

    On the paper of a part stands nothing of a family of another one.
    """
    if not on_paper.corrections:
        return []  # without asking for thousands of names, on each paper of each location
    names = {recipient.pk: name_of(recipient) for recipient in on_paper.recipients}
    said = []
    for one in _told(on_paper, part):
        day = plain_date(on_paper.round.centre.local_date(one.at))
        text = f"{one.text.rstrip('.')} ({one.reason.rstrip('.')})."
        if one.recipient_id in names:
            about = ", ".join(filter(None, (names[one.recipient_id], CORRECTED.get(one.result, ""))))
            text = f"{about}. {text}"
        said.append(f"{day}: {text}")
    return said


def _told(on_paper: RoundOnPaper, part: Part | None) -> list[Correction]:
    """The corrections of which the paper of a part tells."""
    there = {recipient.pk for recipient in on_paper.recipients}
    elsewhere = there - {recipient.pk for recipient in part.recipients} if part else set()
    return [one for one in on_paper.corrections if one.recipient_id not in elsewhere]


def signed_on(on_paper: RoundOnPaper, part: Part, day: datetime.date | None) -> datetime.date | None:
    """The day above the signatures: nobody signs on ``day`` what was set right later."""
    if day is None or not on_paper.corrections:
        return day
    return max([day, *(on_paper.round.centre.local_date(one.at) for one in _told(on_paper, part))])


def opening(days: Sequence[datetime.date], signed: datetime.date, *, of: str) -> dict[str, str]:
    """How minutes begin: with the day above their signatures; and if it was ``of`` another one, with all of those."""
    began = {"date_words": date_in_words(signed)}
    return began if set(days) == {signed} else began | {"held": f"atas {of} pada hari {long_days(days)},"}


def corrected_to(on_paper: RoundOnPaper) -> dict[int, str]:
    """Whether a family received after all, or did not, of those of which a correction says it; the last one counts."""
    return {recipient: CORRECTED[result] for recipient, result in on_paper.corrected_to.items()}


def goods_as_closed(closed: int, now: int) -> str:
    """That the goods are those of the close, where a correction says of another family that it received."""
    if closed == now:
        return f"Barang dan nilainya tetap menurut catatan saat periode ditutup, yaitu {counted(closed)} paket."
    return (
        f"Barang dan nilainya menurut catatan saat periode ditutup, yaitu {counted(closed)} paket; menurut koreksi"
        f" {counted(now)} paket diserahkan."
    )


def changes(on_paper: RoundOnPaper, part: Part | None = None, *, named: bool = True) -> list[str]:
    """What was changed after approval, with the reason; on the paper of a part no exchange of families of another.

    Where no family is to be ``named``, those that were exchanged are counted.
    """
    if not on_paper.changes:
        return []
    # With their numbers: a list on which one is missing says here whose it is.
    everybody = (*on_paper.recipients, *on_paper.reserves)
    names = {str(one.pk): f"{name_of(one)} (nomor {one.position})" for one in everybody}
    here = {str(one.pk) for stop in part.stops for one in (*stop.recipients, *stop.reserves)} if part else names.keys()
    local_date = on_paper.round.centre.local_date
    said, unnamed = [], 0
    with translation.override("id"):
        for change in on_paper.changes:
            if change.what == RoundChange.What.RESERVE and not named:
                unnamed += 1
                continue
            if change.what == RoundChange.What.RESERVE and not {change.old, change.new} & here:
                continue
            before, after = change.before_and_after(names)
            words = f"{change.get_what_display()}: {before} menjadi {after}"
            if came := exchange(change, names):
                said.append(f"{plain_date(local_date(change.at))}: {came}.")
                continue
            said.append(f"{words} ({change.reason.rstrip('.')}).")
    if unnamed:
        said.append(f"{counted(unnamed)} keluarga yang tidak jadi menerima digantikan keluarga cadangan.")
    return said
