"""What the frame around every page shows: where we are, what the user may open, and in which language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centres.models import Role, User
from centres.roles import MAY_AUDIT, MAY_SEE_FAMILIES, MAY_SET_UP, STAFF, USES_GOODS, USES_REPORTS

EVERYBODY = frozenset(Role)
# In the session of the one who began, from Mulai until the first round is prepared.
SETTING_UP = "setting_up"


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry: who uses it, where it leads, and under which paths it is the current one."""

    label: Promise
    symbol: str
    view: str
    roles: frozenset[str]
    paths: tuple[str, ...]


MENU = (
    Entry(_("Home"), "home", "distributions:home", EVERYBODY, ()),
    Entry(
        _("Rounds"),
        "calendar",
        "distributions:rounds",
        STAFF,
        ("/periode/",),
    ),
    Entry(
        _("Families"),
        "family",
        "distributions:families",
        MAY_SEE_FAMILIES,
        ("/keluarga/", "/wbp/"),
    ),
    Entry(
        _("Goods"),
        "package",
        "distributions:goods_home",
        USES_GOODS,
        ("/barang/",),
    ),
    Entry(
        _("Coverage"),
        "coverage",
        "distributions:coverage",
        USES_REPORTS,
        (),
    ),
    Entry(
        _("Reports"),
        "report",
        "distributions:reports",
        USES_REPORTS,
        ("/laporan/",),
    ),
    Entry(
        _("Settings"),
        "settings",
        "centres:settings",
        frozenset({Role.ADMIN}),
        ("/pengaturan/",),
    ),
)
FOOTER = (
    Entry(
        _("Access log"),
        "eye",
        "centres:access_log",
        MAY_AUDIT,
        (),
    ),
    Entry(
        _("Settings"),
        "settings",
        "centres:settings",
        MAY_SET_UP,
        (),
    ),
)
# Which role a person with several is introduced by.
RANK = (
    Role.HEAD,
    Role.COORDINATOR,
    Role.ADMIN,
    Role.OPERATOR,
    Role.STOREKEEPER,
    Role.OFFICER,
    Role.HUMAS,
    Role.VIEWER,
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context ``frame``. Works for error pages too, when the middlewares did not get as far as the user."""
    user = _signed_in(request)
    centre = getattr(request, "centre", None)
    roles: frozenset[str] = getattr(request, "roles", frozenset())
    language = get_language() or "id"
    return {
        "frame": {
            "example": settings.EXAMPLE,
            "empty": _nobody_has_an_account,  # asked for by the sign-in page only
            "setting_up": reverse("distributions:start_steps") if user and _setting_up(request) else "",
            "centre": centre,
            "other_centres": [other for other in getattr(request, "centres", ()) if other != centre],
            "switch_url": reverse("centres:switch"),
            "nav": _entries(MENU, roles, request.path),
            "footer": _entries(FOOTER, roles, request.path),
            "search_url": reverse("distributions:find_family") if roles & MENU[2].roles else "",
            "suggest_url": reverse("distributions:suggest_families"),
            "user_name": str(user) if user else "",
            # For kept.js: whose the page is, and whether its address can be opened again.
            "who": who(user) if user else "",
            "gotten": request.method == "GET",
            "initials": user.initials if user else "",
            "role": next((role.label for role in RANK if role in roles), ""),
            "language": language,
            "other_language": {"code": "en", "name": "English"}
            if language == "id"
            else {"code": "id", "name": "Bahasa Indonesia"},
            "path": request.get_full_path() if request.method == "GET" else request.path,
            "now": timezone.now(),
        }
    }


def who(user: User) -> str:
    """Whose a page is, or a record on a phone: to be told from others, and nothing else."""
    return salted_hmac("centres.context.who", str(user.pk)).hexdigest()[:16]


def _signed_in(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _nobody_has_an_account() -> bool:
    return not User.objects.exists()


def _setting_up(request: HttpRequest) -> bool:
    return SETTING_UP in request.session and not request.path.startswith("/mulai/")


def _entries(menu: tuple[Entry, ...], roles: frozenset[str], path: str) -> list[dict[str, Any]]:
    entries = []
    for entry in menu:
        if entry.roles & roles:
            url = reverse(entry.view)
            current = path == url or path.startswith(entry.paths)
            entries.append({"label": entry.label, "symbol": entry.symbol, "url": url, "current": current})
    return entries
