"""The families of all centres: first who is where and when they join, then their people, in chunks."""

import datetime
import itertools
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.centres import BenchCentre, Place
from bench.loading import at, copy_rows, first_free
from bench.people import HAMLETS, LANDMARKS, RELATIONS, Numbers, name_of
from centres.encryption import blind_index, seal
from centres.identity import owned_by
from families.models import Eligibility, Family, FamilyInmate, Inmate, Member
from families.models.cards import card_block

CHUNK = 20_000
STANDINGS = (
    (Eligibility.ELIGIBLE, 0.86),
    (Eligibility.PROPOSED, 0.05),
    (Eligibility.SUSPENDED, 0.03),
    (Eligibility.REJECTED, 0.02),
    (Eligibility.ENDED, 0.04),
)
BASIS = "Penetapan awal oleh Kepala"


@dataclass(slots=True)
class Slot:
    """A family before its people: what the rounds must know of it.

    ``snapshot`` is what a round copies of it, and ``digits`` the last four of the contact's NIK, which it seals.
    """

    centre: BenchCentre
    village: int
    standing: str
    registered_on: datetime.date
    pk: int = 0
    in_rounds: bool = False
    digits: str = ""
    snapshot: tuple[Any, ...] = field(default=())


def slots(
    random: Random, centres: list[BenchCentre], *, begin: datetime.date, today: datetime.date, first: int
) -> list[Slot]:
    """One slot per family, numbered as they were registered: seven of ten by an import in the first month."""
    found = []
    standings, weights = zip(*STANDINGS, strict=True)
    weights = tuple(itertools.accumulate(weights))
    for centre in centres:
        imported_on = begin + datetime.timedelta(days=random.randrange(28))
        later = (today - imported_on).days
        near = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(centre.villages))))
        for _family in range(centre.size):
            if random.random() < 0.85:
                (village,) = random.choices(centre.villages, cum_weights=near)
            else:
                village = random.choice(centre.others)
            (standing,) = random.choices(standings, cum_weights=weights)
            delay = 0 if random.random() < 0.7 else random.randrange(later)
            found.append(Slot(centre, village, standing, imported_on + datetime.timedelta(days=delay)))
    random.shuffle(found)
    found.sort(key=lambda slot: slot.registered_on)
    for number, slot in enumerate(found):
        slot.pk = first + number
    return found


class Writer:
    """Writes the slots' families with members, inmates and ties; counts what it wrote."""

    def __init__(self, cursor: Any, random: Random, villages: dict[int, Place]) -> None:
        self.cursor, self.random, self.villages = cursor, random, villages
        self.numbers = Numbers(random, set())
        self.member, self.inmate = first_free(cursor, Member), first_free(cursor, Inmate)
        self.last_inmate: dict[int, tuple[int, str, bool]] = {}
        self.members: list[tuple[Any, ...]] = []
        self.inmates: list[tuple[Any, ...]] = []
        self.ties: list[tuple[Any, ...]] = []
        self.count = {Family: 0, Member: 0, Inmate: 0, FamilyInmate: 0}

    def write(self, found: list[Slot]) -> None:
        """COPY a chunk. Its search column is made by the database from the words of the rows."""
        families = [self._family(slot) for slot in found]
        columns = ", ".join(FAMILY)
        self.cursor.execute(
            f"CREATE TEMPORARY TABLE staged AS SELECT {columns}, ''::text AS words FROM families_family WHERE false"
        )
        copy_rows(self.cursor, Family, (*FAMILY, "words"), families, into="staged")
        self.cursor.execute(
            f"INSERT INTO families_family ({columns}, search)"
            f" SELECT {columns}, to_tsvector('simple', words) FROM staged ORDER BY id"
        )
        self.cursor.execute("DROP TABLE staged")
        self.count[Family] += len(families)
        for model, columns, rows in (
            (Inmate, INMATE, self.inmates),
            (Member, MEMBER, self.members),
            (FamilyInmate, TIE, self.ties),
        ):
            self.count[model] += copy_rows(self.cursor, model, columns, rows)
            rows.clear()

    def finish(self) -> None:
        """Let the sequence of families go on behind the last one."""
        self.cursor.execute(
            "SELECT setval(pg_get_serial_sequence('families_family', 'id'), max(id)) FROM families_family"
        )

    def _family(self, slot: Slot) -> tuple[Any, ...]:
        random, centre = self.random, slot.centre
        relation, sex, youngest, oldest = random.choice(RELATIONS)
        people = self._people(slot, sex, youngest, oldest)
        tied, held = self._ties(slot, relation)
        hamlet, landmark = random.choice(HAMLETS), random.choice(LANDMARKS)
        rt, rw = f"{random.randint(1, 12):03d}", f"{random.randint(1, 9):03d}"
        number = self.numbers.one(slot.village, slot.registered_on)
        decided = slot.standing != Eligibility.PROPOSED
        surveyed_on = slot.registered_on if slot.standing == Eligibility.REJECTED or random.random() < 0.4 else None
        helped = random.random() < 0.15
        before = slot.registered_on - datetime.timedelta(days=random.randint(20, 400)) if helped else None
        place = self.villages[slot.village]
        if slot.in_rounds:
            contact = people[0]
            address = f"Dusun {hamlet}" if hamlet else ""
            slot.snapshot = (
                contact[3], contact[12], address, rt, rw, landmark, place.name, place.district,
                len(people),
            )  # fmt: skip
        words = " ".join(filter(None, (*(one[3] for one in people), tied, hamlet, place.name, place.district)))
        return (
            slot.pk, centre.pk, slot.village, hamlet, "", rt, rw, landmark, max(0, len(people) - 2), len(people), "",
            slot.registered_on, slot.standing, BASIS if decided else "", at(slot.registered_on) if decided else None,
            centre.head if decided else None, slot.registered_on if decided else None, None, surveyed_on,
            random.randint(20, 95) if surveyed_on else None, before,
            "Bantuan sebelum Peduli" if before else "", *_sealed("kk", number, owned_by(centre.pk)),
            card_block(number),
            held, words,
        )  # fmt: skip

    def _people(self, slot: Slot, sex: str, youngest: int, oldest: int) -> list[tuple[Any, ...]]:
        """The rows of the members, the contact first; most have a NIK, some contacts a phone."""
        random, whose = self.random, owned_by(slot.centre.pk, slot.pk)
        rows = []
        for place in range(random.choices((1, 2, 3, 4, 5, 6), (8, 22, 27, 24, 12, 7))[0]):
            is_contact = place == 0
            its_sex = sex if is_contact else random.choice("LP")
            years = random.randint(youngest, oldest) if is_contact else random.randint(1, 60)
            born = slot.registered_on - datetime.timedelta(days=years * 365 + random.randrange(365))
            nik = self.numbers.one(slot.village, born, woman=its_sex == "P") if random.random() < 0.85 else ""
            slot.digits = nik[-4:] if is_contact else slot.digits
            phone = f"+628{random.randrange(10**9, 10**10)}" if is_contact and random.random() < 0.6 else ""
            rows.append(
                (
                    self.member, slot.centre.pk, slot.pk, name_of(random, its_sex), is_contact, its_sex, "", True,
                    *_sealed("birth", born.isoformat(), whose), born.year,
                    *_sealed("nik", nik, whose), *_sealed("phone", phone, whose),
                )
            )  # fmt: skip
            self.member += 1
        self.members += rows
        return rows

    def _ties(self, slot: Slot, relation: str) -> tuple[str, bool]:
        """Tie the family to an inmate; one of sixteen shares one with another.

        Returns the words to find it by, and whether the inmate is held.
        """
        random, centre = self.random, slot.centre
        known = self.last_inmate.get(centre.pk)
        if known and random.random() < 1 / 16:
            pk, words, held = known
        else:
            pk, name, number = self.inmate, name_of(random, "L"), f"B.I {self.inmate}/{slot.registered_on.year}"
            held = random.random() < 0.92
            since = None if held else slot.registered_on
            self.inmates.append((pk, centre.pk, name, number, "held" if held else "released", since))
            self.inmate += 1
            words = f"{name} {number}"
            self.last_inmate[centre.pk] = pk, words, held
        self.ties.append((centre.pk, slot.pk, pk, relation))
        return words, held


def _sealed(field: str, number: str, whose: str) -> tuple[bytes | None, bytes | None]:
    if not number:
        return None, None
    return seal(field, number, bound_to=whose), blind_index(field, number)


FAMILY = (
    "id", "centre_id", "village_id", "hamlet", "street", "rt", "rw", "landmark", "dependants", "household_size",
    "remarks", "registered_on", "eligibility", "eligibility_basis", "eligibility_at", "eligibility_by_id",
    "eligible_from", "eligible_until", "surveyed_on", "need_score", "aid_before_on",
    "aid_before_note", "kk_cipher", "kk_digest", "kk_block", "inmate_held",
)  # fmt: skip
MEMBER = (
    "id", "centre_id", "family_id", "name", "is_contact", "sex", "birth_place", "active", "birth_cipher",
    "birth_digest", "birth_year", "nik_cipher", "nik_digest", "phone_cipher", "phone_digest",
)  # fmt: skip
INMATE = ("id", "centre_id", "name", "register_number", "status", "status_on")
TIE = ("centre_id", "family_id", "inmate_id", "relation")
