"""The first administrator and the first centre: by the page *Mulai* with a one-time code, or by ``start_centre``.

Whoever can read the console of the server may set it up; the code proves that to the page. Only its digest is kept,
under ``DATA_DIR``, until a centre exists; each start of the server makes a new code in place of the old one.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from centres.models import SMALL_TEAM, Centre, Membership, Region, Role, User
from config.errors import Refused

# Without letters and figures that are taken for one another. Twelve of them are 58 bits: nobody guesses that.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWX"
LENGTH = 12
# Two administrators who press at the same moment make one centre.
LOCK = 0x50454455
FULL_NAMES = {
    Centre.Kind.RUTAN: "Rumah Tahanan Negara",
    Centre.Kind.LAPAS: "Lembaga Pemasyarakatan",
    Centre.Kind.LPKA: "Lembaga Pembinaan Khusus Anak",
}
# The time zones by the first two digits of the official code (Keppres 41/1987); the others are western time.
CENTRAL, EASTERN = {51, 52, 53, 63, 64, 65, 71, 72, 73, 74, 75, 76}, {81, 82, 91, 92, 93, 94, 95, 96, 97}


@dataclass(frozen=True, slots=True)
class NewCentre:
    """A centre to be made. What is left empty follows from its short name and its regency."""

    name: str
    regency: Region
    code: str = ""
    kind: str = ""
    full_name: str = ""
    place: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class NewAdministrator:
    """The person who sets up a centre. Without a password they sign in by a link the first time.

    ``hashed`` is a password that was judged before, as Django keeps it.
    """

    username: str
    full_name: str = ""
    password: str = ""
    hashed: str = ""


def one_time_code() -> str | None:
    """A new code that opens *Mulai* once, in place of any earlier one; None when there is a centre already."""
    if Centre.objects.exists():
        _code_file().unlink(missing_ok=True)
        return None
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))
    path = _code_file()
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(_digest(letters))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def check_code(text: str) -> None:
    """Raise Refused unless ``text`` is the code of the console, however it is spaced and capitalised."""
    try:
        kept = _code_file().read_text()
    except FileNotFoundError:
        kept = ""
    if not (kept and hmac.compare_digest(kept, _digest(text))):
        raise Refused(_("This is not the code that the server printed when it last started."), field="code")


def start_first_centre(
    *, code: str, centre: NewCentre, administrator: NewAdministrator, now: datetime
) -> tuple[Centre, User]:
    """Make the first centre and its administrator, who may also open the stock admin, and use the code up.

    Raises Refused when the code is wrong or a centre exists already, and as ``start_centre`` does.
    """
    with transaction.atomic():
        _one_at_a_time()
        if Centre.objects.exists():
            raise Refused(_("Peduli is set up already. Sign in instead."))
        check_code(code)
        made = start_centre(centre=centre, administrator=administrator, now=now)
        transaction.on_commit(lambda: _code_file().unlink(missing_ok=True))
    return made


def start_centre(*, centre: NewCentre, administrator: NewAdministrator, now: datetime) -> tuple[Centre, User]:
    """Make a centre, and its administrator with the roles of a small team; return both.

    An account that exists already gets the roles of this centre, too. The first administrator of an installation may
    open the stock admin. The approval is not among the roles: it takes a second person.
    Raises Refused for a code, a user name or a password that can't be used.
    """
    with transaction.atomic():
        _one_at_a_time()
        first = not Centre.objects.exists()
        made = _make_centre(centre)
        user = _make_user(administrator, first=first)
        for role in (Role.ADMIN, *SMALL_TEAM):
            Membership.objects.create(user=user, role=role, centre=made, starts_on=made.local_date(now))
    return made, user


def kind_of(name: str) -> str:
    """The kind that a short name begins with: *Lapas Kelas IIA …* is a lapas; rutan when it says nothing."""
    first = name.split(" ")[0].lower() if name.strip() else ""
    return first if first in Centre.Kind.values else Centre.Kind.RUTAN


def full_name_of(name: str) -> str:
    """The name as papers write it: *Rutan Kelas IIB Blora* is *Rumah Tahanan Negara Kelas IIB Blora*."""
    first, _space, rest = name.partition(" ")
    return f"{FULL_NAMES[Centre.Kind(first.lower())]} {rest}" if first.lower() in Centre.Kind.values else name


def zone_of(regency: Region) -> str:
    """The time zone in which a regency lies."""
    province = int(regency.code[:2])
    return Centre.Zone.WITA if province in CENTRAL else Centre.Zone.WIT if province in EASTERN else Centre.Zone.WIB


def place_of(regency: Region) -> str:
    """The town that stands before a date: *Blora* for *Kabupaten Blora*."""
    name = regency.name
    for word in ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ", "Kab. "):
        name = name.removeprefix(word)
    return name


def _make_centre(new: NewCentre) -> Centre:
    name = " ".join(new.name.split())
    code = new.code or slugify(name)[:40]
    if not code or code != slugify(code):
        raise Refused(_("A code has small letters, digits and hyphens only."), field="code")
    if Centre.objects.filter(code=code).exists():
        raise Refused(_("There is already a centre with the code %(code)s.") % {"code": code}, field="code")
    return Centre.objects.create(
        code=code,
        kind=new.kind or kind_of(name),
        name=name,
        full_name=new.full_name or full_name_of(name),
        place=new.place or place_of(new.regency),
        regency=new.regency,
        time_zone=new.time_zone or zone_of(new.regency),
    )


def _make_user(new: NewAdministrator, *, first: bool) -> User:
    name = new.username.strip().lower()
    known = User.objects.filter(username__iexact=name).first()
    if known is not None:
        if first or new.password or new.hashed:
            raise Refused(_("This user name is taken. Choose another."), field="username")
        return known
    user = User(username=name, full_name=new.full_name.strip() or name, is_staff=first, is_superuser=first)
    if new.password:
        try:
            validate_password(new.password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="password") from None
        user.set_password(new.password)
    elif new.hashed:
        user.password = new.hashed
    else:
        user.set_unusable_password()
    user.save()
    return user


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _code_file() -> Path:
    return Path(settings.DATA_DIR) / "first_run_code"


def _digest(text: str) -> str:
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return hashlib.sha256(f"peduli first run {letters}".encode()).hexdigest()
