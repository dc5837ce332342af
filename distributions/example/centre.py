"""The example's centre: its people, papers, goods and programme."""

import base64
import datetime
import hashlib
import hmac
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings

from aid.models import Item, Package, PackageLine, PackageVersion, Supplier
from aid.models.ledger import Terms
from centres.letterheads import save_letterhead
from centres.models import Centre, Letterhead, Membership, Official, Region, Role, User
from distributions.example.people import SEED
from distributions.example.pictures import drawn_logo
from distributions.models import Programme

BEGIN = datetime.date(2024, 10, 1)
PEOPLE = (
    # user name, full name, roles
    ("operator", "Rina Wulandari", (Role.OPERATOR,)),
    ("petugas", "Agus Riyanto", (Role.OFFICER,)),
    ("gudang", "Bayu Nugroho", (Role.STOREKEEPER,)),
    ("koordinator", "Siti Aminah", (Role.COORDINATOR,)),
    ("kepala", "Hendro Prasetyo", (Role.HEAD,)),
    ("humas", "Dewi Anggraini", (Role.HUMAS,)),
    ("pemantau", "Sri Mulyadi", (Role.VIEWER,)),
    ("admin", "Teguh Santosa", (Role.ADMIN,)),
)
OFFICIALS = (
    (Official.Function.HEAD, "Hendro Prasetyo, S.H., M.H.", "197503121999031001", "Kepala Rutan", "kepala"),
    (
        Official.Function.SERVICES_HEAD,
        "Siti Aminah, S.H.",
        "198407212008012003",
        "Kasubsi Pelayanan Tahanan",
        "koordinator",
    ),
    (Official.Function.STAFF, "Agus Riyanto", "199001052014021002", "Staf Pelayanan Tahanan", "petugas"),
    (Official.Function.STAFF, "Bayu Nugroho", "199204182017121001", "Staf Pengelolaan", "gudang"),
    (Official.Function.STAFF, "Rina Wulandari, A.Md.", "199311302019012004", "Staf Pelayanan Tahanan", "operator"),
    (Official.Function.COOPERATIVE, "Joko Susilo", "", "Ketua Koperasi Pegawai", None),
)
ITEMS = (
    # name, unit, kind, usual price, per package
    ("Beras", "kg", Item.Kind.RICE, 14_500, "10"),
    ("Gula pasir", "kg", Item.Kind.SUGAR, 17_500, "2"),
    ("Minyak goreng", "liter", Item.Kind.OIL, 19_000, "2"),
    ("Susu kental manis", "kaleng", Item.Kind.MILK, 13_500, "3"),
    ("Ikan kaleng", "kaleng", Item.Kind.FISH, 13_500, "4"),
)


def password_of(username: str) -> str:
    """The password of an example account: random per installation, for it follows from its secret; kept nowhere."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"example {username}".encode(), hashlib.sha256)
    letters = base64.b32encode(digest)[:16].decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


@dataclass
class Stage:
    """What the story plays with: the centre, its programme, those who act, and the chance that is always the same."""

    centre: Centre
    programme: Programme
    operator: User
    petugas: User
    gudang: User
    koordinator: User
    kepala: User
    random: Random = field(default_factory=lambda: Random(SEED))


def make_centre() -> Stage:
    """Make everything that is there before the first round."""
    centre = Centre.objects.create(
        code="rutan-blora",
        kind=Centre.Kind.RUTAN,
        name="Rutan Kelas IIB Blora",
        full_name="Rumah Tahanan Negara Kelas IIB Blora",
        place="Blora",
        regency=Region.objects.get(code="33.16"),
    )
    users = {username: _user(centre, username, name, roles) for username, name, roles in PEOPLE}
    # The viewer sees the recap of the whole province, too.
    province = Region.objects.get(code="33")
    Membership.objects.create(user=users["pemantau"], role=Role.VIEWER, region=province, starts_on=BEGIN)
    _letterheads(centre, users["admin"])
    for function, name, nip, title, username in OFFICIALS:
        Official.objects.create(
            centre=centre,
            function=function,
            name=name,
            nip=nip,
            title=title,
            user=users.get(username) if username else None,
            starts_on=BEGIN,
        )
    return Stage(
        centre=centre,
        programme=_programme(centre),
        operator=users["operator"],
        petugas=users["petugas"],
        gudang=users["gudang"],
        koordinator=users["koordinator"],
        kepala=users["kepala"],
    )


def _user(centre: Centre, username: str, name: str, roles: tuple[Role, ...]) -> User:
    user = User(username=username, full_name=name, is_example=True)
    user.set_password(password_of(username))
    user.is_staff = user.is_superuser = Role.ADMIN in roles
    user.save()
    for role in roles:
        Membership.objects.create(user=user, role=role, centre=centre, starts_on=BEGIN)
    return user


def _letterheads(centre: Centre, by: User) -> None:
    """Address, numbers and logo are made up, and look it: nobody shall take a paper of the example for a real one."""
    common: dict[str, Any] = {
        "centre": centre,
        "regional_office": "Kantor Wilayah Jawa Tengah",
        "centre_line": centre.full_name,
        "address": "Jalan Contoh Nomor 1, Blora 58200",
        "phone": "(0296) 000000",
        "email": "rutan.blora@contoh.example",
    }
    before = Letterhead(
        starts_on=BEGIN, ministry="Kementerian Hukum dan Hak Asasi Manusia Republik Indonesia", **common
    )
    # The ministry was divided in October 2024; papers changed with the month of November.
    after = Letterhead(
        starts_on=datetime.date(2024, 11, 1),
        ministry="Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia",
        directorate="Direktorat Jenderal Pemasyarakatan",
        proposal_number="WP.13.PAS.PAS.00-PK.01-{urut}",
        assignment_number="WP.13.PAS.PAS.00-KP.04-{urut}",
        minutes_number="BAST-{urut}/PAS.00/{romawi}/{tahun}",
        report_number="WP.13.PAS.PAS.00-UM.01-{urut}",
        **common,
    )
    now = datetime.datetime.combine(BEGIN, datetime.time(8), centre.zone)
    for letterhead in (before, after):
        save_letterhead(letterhead, picture=drawn_logo(), by=by, now=now)


def _programme(centre: Centre) -> Programme:
    package = Package.objects.create(centre=centre, name="Paket sembako")
    version = PackageVersion.objects.create(centre=centre, package=package, starts_on=BEGIN)
    for name, unit, kind, price, quantity in ITEMS:
        item = Item.objects.create(
            centre=centre, name=name, unit=unit, kind=kind, usual_price=price, expires=kind in ("milk", "fish")
        )
        PackageLine.objects.create(centre=centre, version=version, item=item, quantity=Decimal(quantity))
    canteen = Supplier.objects.create(
        centre=centre, name="Kantin Koperasi Pegawai Rutan Blora", kind=Supplier.Kind.CANTEEN, contact="Joko Susilo"
    )
    return Programme.objects.create(
        centre=centre,
        name="Bhakti Sosial Pemasyarakatan Peduli",
        rule=Programme.Rule.WEEKDAY,
        nth=Programme.Nth.THIRD,
        weekday=Programme.Weekday.FRIDAY,
        starts_on=datetime.date(2024, 11, 1),
        package=package,
        supplier=canteen,
        terms=Terms.GIFT,
        source_of_funds="Hasil usaha kantin",
        legal_basis="Program Akselerasi Menteri Imigrasi dan Pemasyarakatan; UU Nomor 22 Tahun 2022 tentang "
        "Pemasyarakatan.",
        aims="Kegiatan ini mendukung program Menteri Imigrasi dan Pemasyarakatan serta Asta Cita Presiden.",
    )
