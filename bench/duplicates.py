"""Families that may be one, in the register of the largest centre: pairs of every kind are planted and found."""

import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from centres.encryption import blind_index
from centres.history import acting_as
from centres.models import Centre
from config.database import as_owner
from families.duplicates import find_duplicates
from families.models import Family, FamilyInmate, Member
from families.models.cards import card_block

EACH = 50  # pairs of each kind
AIM = 0.3  # seconds of database


def measure(*, turns: int = 9) -> None:
    """Plant pairs, find them, print how long the database took, and take them away again."""
    with acting_as("bench"), as_owner(), transaction.atomic():
        centre = Centre.objects.raw(
            "SELECT c.* FROM centres_centre c JOIN families_family f ON f.centre_id = c.id"
            " GROUP BY c.id ORDER BY count(*) DESC LIMIT 1"
        )[0]
        planted = _plant(centre, Random(1))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE families_family, families_member, families_familyinmate")
        times, whole = [], []
        for _turn in range(turns):
            with CaptureQueriesContext(connection) as asked:
                started = time.perf_counter()
                found = find_duplicates(centre)
                whole.append(time.perf_counter() - started)
            times.append(sum(float(query["time"]) for query in asked.captured_queries))
        count = Family.objects.active().filter(centre=centre).count()
        transaction.set_rollback(True)
    pairs = {(pair.first, pair.second) for pair in found.pairs}
    missed = {kind: len(keys - pairs) for kind, keys in planted.items() if keys - pairs}
    total = sum(map(len, planted.values()))
    database = statistics.median(times)
    print(
        f"\nDuplicates among {count:,} families: {total - sum(missed.values())} of {total} planted pairs found"
        f" ({len(pairs):,} pairs in all); {database * 1000:.0f} ms of database,"
        f" {statistics.median(whole) * 1000:.0f} ms in all."
    )
    if missed:
        print(f"Missed: {missed}.")
    print("The aim is met." if database <= AIM and not missed else f"Aim missed: all pairs, {AIM * 1000:.0f} ms.")


def _plant(centre: Centre, random: Random) -> dict[str, set[tuple[int, int]]]:
    """For each kind of pair families that are there already, each with a second entry of its own."""
    families = list(Family.objects.active().filter(centre=centre).order_by("pk")[: EACH * len(KINDS)])
    planted: dict[str, set[tuple[int, int]]] = {}
    for place, (kind, second) in enumerate(KINDS.items()):
        for family in families[place * EACH : (place + 1) * EACH]:
            copy = _copy(family, cut=second is _cut_card)
            second(family, copy, random)
            planted.setdefault(kind, set()).add((family.pk, copy.pk))
    return planted


def _copy(family: Family, *, cut: bool) -> Family:
    """A second entry: another village, no address and no number, but for what its kind has in common."""
    return Family.objects.create(
        centre_id=family.centre_id,
        village=Family.objects.exclude(village=family.village_id)
        .filter(centre=family.centre_id)
        .order_by("pk")[0]
        .village,
        registered_on=family.registered_on,
        kk_block=card_block(family.kk.reveal()) if cut else None,
    )


def _person(copy: Family, name: str, born: Any = None) -> None:
    member = Member(centre_id=copy.centre_id, family=copy, name=name, is_contact=True)
    member.birth_date = born
    member.save()


def _slip(name: str, random: Random) -> str:
    """One letter left out, one doubled, or all in capitals, as people write."""
    place = random.randrange(2, len(name) - 2)
    return random.choice(
        (name[:place] + name[place + 1 :], name[:place] + name[place - 1] + name[place:], name.upper())
    )


def _cut_card(family: Family, copy: Family, random: Random) -> None:
    _person(copy, "Orang Lain")


def _misread_card(family: Family, copy: Family, random: Random) -> None:
    others = [family.kk.reveal()[:15] + digit for digit in "123456789"]
    copy.kk = next(kk for kk in others if not Family.objects.filter(kk_digest=blind_index("kk", kk)))
    copy.save(update_fields=("kk_cipher", "kk_digest", "kk_block"))
    _person(copy, _slip(_contact(family).name, random))


def _birth(family: Family, copy: Family, random: Random) -> None:
    contact = _contact(family)
    _person(copy, _slip(contact.name, random), contact.birth_date)


def _inmate(family: Family, copy: Family, random: Random) -> None:
    tie = family.ties.order_by("pk")[0]
    FamilyInmate.objects.create(centre_id=copy.centre_id, family=copy, inmate=tie.inmate, relation="mother")
    copy.village = family.village
    copy.save(update_fields=("village",))
    _person(copy, "Orang Lain")


def _address(family: Family, copy: Family, random: Random) -> None:
    copy.village, copy.rt, copy.rw = family.village, family.rt, family.rw
    copy.save(update_fields=("village", "rt", "rw"))
    _person(copy, _slip(_contact(family).name, random))


def _contact(family: Family) -> Member:
    return family.members.get(is_contact=True)


KINDS: dict[str, Callable[[Family, Family, Random], None]] = {
    "card cut to 15 digits": _cut_card,
    "card with a wrong last digit": _misread_card,
    "name and birth": _birth,
    "inmate and village": _inmate,
    "name and address": _address,
}
