"""Fictional people, and how many of them: names by frequency, sizes of centres, identity numbers in the real form."""

import datetime
import itertools
from dataclasses import dataclass
from random import Random

# The first ones are common, the last ones rare, as names are.
WOMEN = (
    "Siti", "Sri", "Nur", "Dewi", "Sumiati", "Endang", "Yanti", "Lestari", "Ratna", "Wati", "Aminah", "Fitri", "Rina",
    "Maria", "Ni Luh", "Kartini", "Suryani", "Rohani", "Ningsih", "Halimah", "Yuliana", "Mariam", "Tuti", "Lilis",
    "Wahyuni", "Kusmiyati", "Parinem", "Sulastri", "Ngatmi", "Warsini", "Rukiyah", "Zubaidah", "Saodah", "Ida Ayu",
    "Hotmaida", "Theresia", "Yosina", "Djumiati", "Sakinah", "Marlina",
)  # fmt: skip
MEN = (
    "Muhammad", "Ahmad", "Agus", "Budi", "Slamet", "Abdul", "Eko", "Dedi", "Joko", "Hendra", "Sugeng", "Wahyu", "Rudi",
    "Suparman", "I Made", "Yohanes", "Bambang", "Supriadi", "Iwan", "Rahmat", "Usman", "Sukardi", "Parmin", "Tukiman",
    "Karmin", "Legiman", "Sarjono", "Mulyadi", "Rusdi", "Hasan", "Ilham", "Syamsul", "I Wayan", "Togar", "Markus",
    "Yulianus", "Baharuddin", "La Ode", "Sahrul", "Wagiyo",
)  # fmt: skip
LAST = (
    "Rahmawati", "Lestari", "Wahyuni", "Utami", "Prasetyo", "Hartono", "Saputra", "Widodo", "Susanto", "Hidayat",
    "Setiawan", "Kurniawan", "Nugroho", "Santoso", "Handayani", "Puspitasari", "Sari", "Purnomo", "Siregar", "Nasution",
    "Simanjuntak", "Sitorus", "Lubis", "Harahap", "Tanjung", "Chaniago", "Firmansyah", "Ramadhan", "Hakim", "Fauzi",
    "Maulana", "Iskandar", "Suharto", "Sudirman", "Wijaya", "Gunawan", "Halim", "Salim", "Basri", "Daud", "Yusuf",
    "Ibrahim", "Ismail", "Mansur", "Arifin", "Anwar", "Effendi", "Rosadi", "Sopian", "Suryadi", "Mulyono", "Riyadi",
    "Subagyo", "Pratama", "Wibowo", "Tampubolon", "Manurung", "Pakpahan", "Lumbantobing", "Rumbiak", "Wenda", "Kogoya",
    "Tabuni", "Latuconsina", "Pattiasina", "Lewakabessy", "Tuhuteru", "Mandagi", "Wowor", "Rondonuwu",
)  # fmt: skip
HAMLETS = ("Krajan", "Karangtengah", "Sambirejo", "Pojok", "Jatisari", "Kedung", "Ngrawoh", "Sumberejo", "", "", "")
LANDMARKS = ("utara masjid", "selatan balai desa", "belakang pasar", "timur jembatan", "depan SD", "", "", "", "")
# relation, sex of the contact, ages
RELATIONS = (
    ("wife", "P", 20, 55), ("wife", "P", 20, 55), ("wife", "P", 20, 55), ("mother", "P", 40, 75),
    ("mother", "P", 40, 75), ("father", "L", 42, 78), ("older_sibling", "P", 22, 55), ("younger_sibling", "L", 18, 40),
    ("husband", "L", 25, 55), ("parent_in_law", "P", 40, 75), ("child", "P", 18, 35),
)  # fmt: skip


def by_frequency(names: tuple[str, ...]) -> list[float]:
    """Cumulated weights: the second is half as common as the first, the third a third …"""
    return list(itertools.accumulate(1 / (rank + 2) for rank in range(len(names))))


WEIGHTS = {"P": by_frequency(WOMEN), "L": by_frequency(MEN), "": by_frequency(LAST)}


def name_of(random: Random, sex: str) -> str:
    """A first name and a family name, now and then with a third between them."""
    (first,) = random.choices(WOMEN if sex == "P" else MEN, cum_weights=WEIGHTS[sex])
    count = 2 if random.random() < 0.25 else 1
    return " ".join([first, *random.choices(LAST, cum_weights=WEIGHTS[""], k=count)])


def sizes(families: int, centres: int, largest: int) -> list[int]:
    """How many families each centre has, the largest first: a power law that adds up.

    Ends the process with a sentence when no such sizes exist.
    """
    if not centres <= families <= centres * largest or (centres > 1 and largest + centres - 1 > families):
        raise SystemExit(
            f"{families} families can't live in {centres} centres, the largest of which has {largest}: each has at "
            "least one."
        )

    def spread(power: float) -> list[int]:
        return [max(1, round(largest * rank**-power)) for rank in range(1, centres + 1)]

    low, high = 0.0, 20.0
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(spread(middle)) > families else (low, middle)
    found = spread(high)
    # Rounding leaves some over; they go to all but the largest, in turn.
    for place in itertools.cycle(range(1, centres) if centres > 1 else (0,)):
        missing = families - sum(found)
        if not missing:
            return found
        step = 1 if missing > 0 else -1
        if 1 <= found[place] + step <= largest:
            found[place] += step
    return found


@dataclass
class Numbers:
    """Numbers of 16 digits in the official form, no two alike."""

    random: Random
    taken: set[int]

    def one(self, village: int, day: datetime.date, *, woman: bool = False) -> str:
        """District of first registration, day (+ 40 for a woman), month, year, and a serial number."""
        start = village // 10_000 * 10**10
        start += (day.day + 40 * woman) * 10**8 + day.month * 10**6 + day.year % 100 * 10**4
        while (number := start + self.random.randint(1, 9999)) in self.taken:
            pass
        self.taken.add(number)
        return str(number)
