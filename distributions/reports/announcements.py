"""WhatsApp texts before a round: to the families, and to the head of each village. Ready to copy, sent by hand.

Indonesian whatever the language of the screen: it goes to Indonesian readers. A text names no family and no inmate, and
does not say what ties the families to the centre: it may be passed on.
"""

import datetime
from dataclasses import dataclass

from centres.indonesian import long_date, number_in_words
from distributions.models import Round, Stop


@dataclass(frozen=True, slots=True)
class Announcement:
    """The texts of one location; ``to_village`` is empty for the centre itself."""

    stop: Stop
    families: int
    to_families: str
    to_village: str

    @property
    def key(self) -> str:
        """Tells the texts of one page apart."""
        return str(self.stop.pk)


def announcements(round: Round, stops: list[tuple[Stop, int]], *, today: datetime.date) -> list[Announcement]:
    """The texts of the locations with the number of families that wait there; one where nobody waits has none."""
    return [
        Announcement(stop, families, _to_families(round, stop, today), _to_village(round, stop, families, today))
        for stop, families in stops
        if families
    ]


def _when(round: Round, today: datetime.date) -> str:
    near = {0: "hari ini, ", 1: "besok, "}.get((round.date - today).days, "")
    return f"{near}{long_date(round.date)}, mulai pukul {round.time:%H.%M} {round.centre.get_time_zone_display()}"


def _to_families(round: Round, stop: Stop, today: datetime.date) -> str:
    centre = round.centre_then.name
    if stop.at_centre:
        what = (
            f"paket sembako {round.programme_then.name} dapat diambil di {centre} {_when(round, today)}."
            " Mohon datang sendiri, atau diwakili anggota keluarga"
        )
    else:
        what = (
            f"petugas {centre} akan mengantar paket sembako {round.programme_then.name} ke rumah Bapak/Ibu"
            f" {_when(round, today)}. Mohon ada di rumah, atau diwakili anggota keluarga"
        )
    return (
        f"Yth. Bapak/Ibu,\n\nKami beri tahukan bahwa {what}, dan siapkan KTP atau Kartu Keluarga.\n\n"
        f"Bantuan ini tidak dipungut biaya apa pun.\n\nTerima kasih.\n{centre}"
    )


def _to_village(round: Round, stop: Stop, families: int, today: datetime.date) -> str:
    if stop.village is None:
        return ""
    district = f", {stop.village.parent.full_name}" if stop.village.parent else ""
    head = "Lurah" if stop.village.full_name.startswith("Kelurahan") else "Kepala Desa"
    signer = f"{round.handing_name}, {round.handing_title}\n" if round.handing_name else ""
    return (
        f"Yth. {head} {stop.village.name},\n\n{round.centre_then.name} akan menyerahkan bantuan paket sembako "
        f"{round.programme_then.name} kepada {number_in_words(families)} keluarga di {stop.village.full_name}"
        f"{district}, {_when(round, today)}.\n\nMohon berkenan mengetahui dan, bila memungkinkan, mendampingi.\n\n"
        f"Terima kasih.\n{signer}{round.centre_then.name}"
    )
