"""The centres of the country: where each lies, who works there, and the package that it gives."""

import datetime
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aid.models import Item, Package, PackageLine, PackageVersion, Supplier
from bench.loading import at, copy_rows, first_free
from bench.people import name_of
from centres.models import Centre, Letterhead, Membership, Official, Role, User
from distributions.models import Programme

EMPTY = "bench-empty"  # the code of the centre without any family, whose list is the floor of the benchmark
ADMIN = "bench-admin"
CONTENTS = (
    # item, unit, kind, price, per package
    ("Beras", "kg", Item.Kind.RICE, 14_500, 10),
    ("Gula pasir", "kg", Item.Kind.SUGAR, 17_500, 2),
    ("Minyak goreng", "liter", Item.Kind.OIL, 19_000, 2),
    ("Susu kental manis", "kaleng", Item.Kind.MILK, 13_500, 3),
    ("Ikan kaleng", "kaleng", Item.Kind.FISH, 13_500, 4),
)
ZONES = {"5": Centre.Zone.WITA, "7": Centre.Zone.WITA, "8": Centre.Zone.WIT, "9": Centre.Zone.WIT}


@dataclass
class BenchCentre:
    """A centre with the numbers of what it owns. ``villages`` are of its regency, ``others`` farther away."""

    pk: int
    code: str
    size: int
    regency: int
    place: str
    zone: str
    villages: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    coordinator: int = 0
    head: int = 0
    items: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A village with the words that papers and the search know it by."""

    name: str
    district: str


def places(cursor: Any) -> tuple[dict[int, Place], dict[int, list[int]], dict[int, str]]:
    """All villages by number, those of each regency, and the names of the regencies that have any."""
    cursor.execute(
        "SELECT v.id, v.name, d.name, d.parent_id FROM centres_region v JOIN centres_region d ON d.id = v.parent_id"
        " WHERE v.level = 'village' ORDER BY v.id"
    )
    villages: dict[int, Place] = {}
    of_regency: dict[int, list[int]] = {}
    for pk, name, district, regency in cursor.fetchall():
        villages[pk] = Place(name, district)
        of_regency.setdefault(regency, []).append(pk)
    cursor.execute("SELECT id, name FROM centres_region WHERE level = 'regency' ORDER BY id")
    return villages, of_regency, {pk: name for pk, name in cursor.fetchall() if pk in of_regency}


def make_centres(
    cursor: Any, random: Random, sizes: list[int], of_regency: dict[int, list[int]], regencies: dict[int, str]
) -> list[BenchCentre]:
    """The rows of one centre per size, in random regencies (a big one has two), and of the empty one at the end."""
    drawn: list[int] = []
    while len(drawn) <= len(sizes):
        drawn += random.sample(sorted(regencies), len(regencies))
    first = first_free(cursor, Centre)
    found = []
    for number, size in enumerate([*sizes, 0]):
        regency = drawn[number]
        code = f"bench-{number + 1:04d}" if size else EMPTY
        zone = Centre.Zone.WITA if 62 < regency // 100 < 66 else ZONES.get(str(regency)[0], Centre.Zone.WIB)
        place = regencies[regency].removeprefix("Kabupaten ").removeprefix("Kota ")
        centre = BenchCentre(first + number, code, size, regency, place, zone)
        centre.villages, centre.others = _catchment(random, centre, of_regency)
        found.append(centre)
    names = {c.pk: f"{'Lapas' if c.size > 1000 else 'Rutan'} {c.place} {c.code.removeprefix('bench-')}" for c in found}
    copy_rows(
        cursor,
        Centre,
        ("id", "code", "kind", "name", "full_name", "place", "regency_id", "time_zone"),
        (
            (c.pk, c.code, names[c.pk][:5].lower(), names[c.pk], names[c.pk], c.place[:60], c.regency, c.zone)
            for c in found
        ),
    )
    return found


def _catchment(random: Random, centre: BenchCentre, of_regency: dict[int, list[int]]) -> tuple[list[int], list[int]]:
    """The villages where its families live: most in its regency, some anywhere in the province."""
    near = of_regency[centre.regency]
    province = centre.regency // 100
    far = [v for regency, all_of in of_regency.items() if regency // 100 == province for v in all_of]
    return (
        random.sample(near, min(len(near), max(3, centre.size // 3))),
        random.sample(far, min(len(far), max(1, centre.size // 20))),
    )


def make_people_and_goods(cursor: Any, random: Random, found: list[BenchCentre], *, begin: datetime.date) -> None:
    """Two users, two officials, a letterhead, a package with five goods, and a programme for each centre."""
    _users(cursor, random, found, begin)
    item, line = first_free(cursor, Item), 0
    goods, lines = [], []
    for number, centre in enumerate(found):
        centre.items = [item + number * len(CONTENTS) + place for place in range(len(CONTENTS))]
        for pk, (name, unit, kind, price, quantity) in zip(centre.items, CONTENTS, strict=True):
            goods.append((pk, centre.pk, name, unit, kind, price))
            lines.append((line := line + 1, centre.pk, centre.pk, pk, quantity))
    # Package, version, supplier, letterhead and programme of a centre bear the centre's own number.
    plain = [(centre.pk, centre.pk) for centre in found]
    copy_rows(cursor, Item, ("id", "centre_id", "name", "unit", "kind", "usual_price"), goods)
    copy_rows(cursor, Package, ("id", "centre_id", "name"), ((*ids, "Paket sembako") for ids in plain))
    copy_rows(
        cursor,
        PackageVersion,
        ("id", "centre_id", "package_id", "starts_on"),
        ((*ids, ids[0], begin) for ids in plain),
    )
    copy_rows(cursor, PackageLine, ("id", "centre_id", "version_id", "item_id", "quantity"), lines)
    copy_rows(cursor, Supplier, ("id", "centre_id", "name"), ((*ids, "Kantin Koperasi") for ids in plain))
    copy_rows(
        cursor,
        Letterhead,
        ("id", "centre_id", "starts_on", "ministry", "centre_line"),
        ((c.pk, c.pk, begin, "Kementerian Imigrasi dan Pemasyarakatan", c.place) for c in found),
    )
    copy_rows(
        cursor,
        Programme,
        ("id", "centre_id", "name", "nth", "weekday", "starts_on", "package_id", "supplier_id", "packages_per_round"),
        (
            (*ids, "Bhakti Sosial", 3, 4, begin, ids[0], ids[0], packages(c))
            for ids, c in zip(plain, found, strict=True)
        ),
    )


def packages(centre: BenchCentre) -> int:
    """Packages a month: four in a small centre, 250 in one of 10,000 families."""
    return max(4, centre.size // 40)


def _users(cursor: Any, random: Random, found: list[BenchCentre], begin: datetime.date) -> None:
    """A coordinator and a head per centre, and the stock admin's superuser. Nobody can sign in with a password."""
    user = first_free(cursor, User)
    users, roles, officials = [], [], []
    for centre in found:
        centre.coordinator, centre.head, user = user, user + 1, user + 2
        for pk, role, title, suffix in (
            (centre.coordinator, Role.COORDINATOR, "Kasubsi Pelayanan Tahanan", ""),
            (centre.head, Role.HEAD, "Kepala", "-head"),
        ):
            name = name_of(random, "L")
            users.append((pk, f"{centre.code}{suffix}", name, "!", False, False, at(begin)))
            roles.append((pk, role, centre.pk, begin))
            function = Official.Function.HEAD if suffix else Official.Function.SERVICES_HEAD
            officials.append((pk, centre.pk, function, name, title, pk, begin))
    users.append((user, ADMIN, "Stock Admin", "!", True, True, at(begin)))
    roles.append((user, Role.COORDINATOR, found[0].pk, begin))
    columns = ("id", "username", "full_name", "password", "is_staff", "is_superuser", "date_joined")
    copy_rows(cursor, User, columns, users)
    copy_rows(cursor, Membership, ("user_id", "role", "centre_id", "starts_on"), roles)
    copy_rows(cursor, Official, ("id", "centre_id", "function", "name", "title", "user_id", "starts_on"), officials)
