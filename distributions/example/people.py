"""Fictional households of the example, always the same ones: names are drawn from lists, villages are Blora's own."""

import datetime
from dataclasses import dataclass
from random import Random

from centres.models import Region
from families.household import Household, InmateData, Person, Tie
from families.models import FamilyInmate, Member

SEED = 20241115
BEGIN = datetime.date(2024, 10, 31)
RECENT = 9  # families of the last weeks, whose turn has not come yet
WOMEN = ("Sumiati", "Warsini", "Lastri", "Kusmiyati", "Ngatmi", "Parinem", "Sulastri", "Tumini", "Yatmi", "Endang")
MEN = ("Sukardi", "Parmin", "Wagiyo", "Tukiman", "Suradi", "Karmin", "Legiman", "Sarjono", "Mulyadi", "Rusdi")
FAMILY_NAMES = (
    "Lestari",
    "Wahyuni",
    "Utami",
    "Prasetya",
    "Hartono",
    "Saputri",
    "Widodo",
    "Rahmawati",
    "Susanto",
    "Ana",
)
CHILDREN = ("Dimas", "Rizky", "Aulia", "Nabila", "Fajar", "Putri", "Bagas", "Salsa", "Galih", "Intan")
HAMLETS = ("Krajan", "Karangtengah", "Mbulu", "Nglebok", "Sambirejo", "Pojok", "Ngrawoh", "Jatisari", "Kedung", "")
LANDMARKS = ("utara masjid", "selatan balai desa", "belakang pasar", "timur jembatan", "depan SD", "", "", "")
RELATIONS = (
    (FamilyInmate.Relation.WIFE, "P", 24, 52),
    (FamilyInmate.Relation.WIFE, "P", 22, 45),
    (FamilyInmate.Relation.MOTHER, "P", 46, 74),
    (FamilyInmate.Relation.FATHER, "L", 48, 76),
    (FamilyInmate.Relation.YOUNGER_SIBLING, "L", 19, 40),
)
# Villages of the example, several of which have more than one family.
VILLAGES = (
    "33.16.05.2012", "33.16.04.2004", "33.16.03.2004", "33.16.08.2019", "33.16.01.2001", "33.16.14.2015",
    "33.16.09.1013", "33.16.12.2013", "33.16.16.2012", "33.16.10.2015", "33.16.06.2006", "33.16.02.2016",
    "33.16.11.2005", "33.16.07.2007", "33.16.13.2011", "33.16.09.1011", "33.16.04.2003", "33.16.12.2005",
)  # fmt: skip


@dataclass(frozen=True)
class Fictional:
    """A household, and the day on which it was entered into the register."""

    household: Household
    registered_on: datetime.date


def fictional_families(count: int, today: datetime.date) -> list[Fictional]:
    """The first ``count`` households: most from the beginning, some month by month, the last ones in these weeks."""
    random = Random(SEED)
    villages = {region.code: region for region in Region.objects.filter(code__in=VILLAGES)}
    found = []
    for number in range(count):
        village = villages[VILLAGES[number % len(VILLAGES)] if number < 36 else random.choice(VILLAGES)]
        found.append(Fictional(_household(random, number, village), _joined(number, count, today)))
    return found


def _joined(number: int, count: int, today: datetime.date) -> datetime.date:
    if number < 36:
        return BEGIN
    if number >= count - RECENT:
        return today - datetime.timedelta(days=(count - number) * 8)
    return min(BEGIN + datetime.timedelta(days=(number - 35) * 24), today)


def _household(random: Random, number: int, village: Region) -> Household:
    relation, sex, youngest, oldest = random.choice(RELATIONS)
    born = _birthday(random, youngest, oldest)
    contact = Person(
        name=_name(random, sex),
        sex=sex,
        birth_place="Blora",
        birth_date=born,
        nik=_nik(village, born, sex, 9000 + number),
        phone=f"0812000{number + 2000:05d}" if random.random() < 0.7 else None,
        is_contact=True,
    )
    children = [_child(random, village, 9400 + number * 4 + n) for n in range(random.choice((0, 1, 1, 2, 2, 3)))]
    card = _birthday(random, 4, 20)
    return Household(
        village=village,
        hamlet=random.choice(HAMLETS),
        rt=f"{random.randint(1, 9):03d}",
        rw=f"{random.randint(1, 6):03d}",
        landmark=random.choice(LANDMARKS),
        kk=f"{village.code.replace('.', '')[:6]}{card:%d%m%y}{9000 + number:04d}",
        dependants=len(children) + random.randint(0, 2),
        household_size=len(children) + random.randint(1, 3),
        members=[contact, *children],
        ties=[Tie(inmate=_inmate(random, number), relation=relation)],
    )


def _child(random: Random, village: Region, serial: int) -> Person:
    sex = random.choice(Member.Sex.values)
    born = _birthday(random, 1, 17)
    return Person(name=random.choice(CHILDREN), sex=sex, birth_date=born, nik=_nik(village, born, sex, serial))


def _inmate(random: Random, number: int) -> InmateData:
    kind = random.choice(("B.I", "B.IIa", "A.III", "B.I"))
    name = f"{random.choice(MEN)} {random.choice(('Setiawan', 'Nugroho', 'Wibowo', 'Santosa'))}"
    return InmateData(name=name, register_number=f"{kind} {number + 101}/{random.choice((2023, 2024))}")


def _name(random: Random, sex: str) -> str:
    return f"{random.choice(WOMEN if sex == 'P' else MEN)} {random.choice(FAMILY_NAMES)}"


def _birthday(random: Random, youngest: int, oldest: int) -> datetime.date:
    """A day of birth of somebody of that age, in years, in October 2024."""
    days = random.randint(youngest * 365 + 30, oldest * 365)
    return datetime.date(2024, 10, 1) - datetime.timedelta(days=days)


def _nik(village: Region, born: datetime.date, sex: str, serial: int) -> str:
    """Sixteen digits by the rule of the NIK: district, day of birth (plus 40 for women), serial number."""
    day = born.day + (40 if sex == "P" else 0)
    return f"{village.code.replace('.', '')[:6]}{day:02d}{born:%m%y}{serial:04d}"
