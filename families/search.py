"""Finding families and inmates as a clerk types, and the pages of the long list by key."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from centres.encryption import blind_index
from centres.identity import phone_number, sixteen_digits
from centres.models import Centre
from centres.paging import DAY_OR_NONE, NUMBER, Column, Key, Page, Place, behind, cut
from centres.personal_numbers import plain
from config.errors import Refused
from families.identity_numbers import DIGITS
from families.models import Eligibility, Family, FamilyInmate, Inmate, Member
from families.models.family import ELIGIBLE_FIRST, Families, Named
from families.need import outdated_before

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE = 25
# The list begins with the eligible; both parts are sorted by the last aid, those without any first.
RANK = Column(re.compile("[01]"), int, str)
KEY = Key(rank=RANK, last_aid_on=DAY_OR_NONE, pk=NUMBER)
BY_AID = ("last_aid_on", "pk")
# So many are counted at most: more can be said, but not how many, without reading them all.
COUNTED = 1000
# So many who are called just so stand before those who are only called much the same.
EXACT = 10
SUGGESTED = 8
# Eight digits or more, whatever but letters sets them apart: a number that may be somebody's. It stays out of addresses
# and logs; static/js/search-field.js asks the same.
EIGHT_DIGITS = re.compile(r"(?:\d[\W_]*){8,}")
# A few digits and what sets them apart or hides the others: bullets, asterisks, an x.
ONLY_DIGITS = re.compile(r"[\s.\-/'()\u2022*xX]*\d[\d\s.\-/'()]*")
BETWEEN = re.compile(r"[\W_]+")
WORD = re.compile(r"\S+")


def is_number(text: str) -> bool:
    """Whether ``text`` holds what may be a NIK, No. KK or phone number, and so must be posted."""
    return bool(EIGHT_DIGITS.search(plain(text)))


def why_nobody(text: str) -> str:
    """Why a search by digits found nobody, and what to type instead; empty where ``text`` is a whole number or words.

    Only whole numbers are compared: the digits on the screen are not in the index, lest four of them name somebody.
    """
    if number := EIGHT_DIGITS.search(plain(text)):
        count = sum(sign.isdigit() for sign in number.group())
        if count == DIGITS:
            return ""
        return _(
            "A NIK or No. KK is found by all of its 16 digits only, and here are %(count)d. A phone number has to be"
            " whole, too. Or search by name."
        ) % {"count": count}
    if ONLY_DIGITS.fullmatch(typed(text)):
        return _(
            "The last digits that the screen shows find nobody. Type all 16 digits of the NIK or No. KK, or search by"
            " name."
        )
    return ""


def typed(text: str) -> str:
    """What was typed, with single spaces, and without the NUL that PostgreSQL can't take."""
    return " ".join(text.replace("\0", " ").split())


def find(centre: Centre, text: str) -> Families:
    """The families of the centre, ended ones included, that ``text`` names; those of a whole number, or of all words.

    Words are beginnings of words in names of the household and its inmates, register numbers, hamlet, village and
    district. Eight digits or more are compared with NIK, No. KK and phone as a whole.
    """
    families = Family.objects.filter(centre=centre, merged_into=None)
    text = typed(text)
    if not text:
        return families.none()
    if is_number(text):
        return families.filter(pk__in=_numbered(centre, text))
    return families.filter(_words(text))


def _numbered(centre: Centre, text: str) -> list[int]:
    """The families that have a number: as NIK, No. KK or phone, whatever stands around the digits, or as a word.

    What was merged leads to the family that stayed. One query, each part of which follows an index of its own: an OR of
    them, or a number without saying whether its owner is active, would read all families of the centre.
    """
    families, members = Family.objects.filter(centre=centre), Member.objects.filter(centre=centre)
    parts: list[QuerySet[Any]] = [families.filter(_words(text))]
    if kk := _index("kk", sixteen_digits, text):
        parts += (families.filter(kind, kk_digest=kk) for kind in (ACTIVE, ~ACTIVE))
    if nik := _index("nik", sixteen_digits, text):
        parts += (members.filter(active=active, nik_digest=nik) for active in (True, False))
    if phone := _index("phone", phone_number, text):
        parts += [members.filter(phone_digest=phone)]
    rows = [part.order_by().values_list(_stays(part.model))[:COUNTED] for part in parts]
    return [pk for (pk,) in rows[0].union(*rows[1:])]


def find_exactly(centre: Centre, text: str) -> list[int]:
    """Those whom ``text`` names as a whole: by the name of a person or an inmate, or by his number. One query.

    At most ten; a number of eight digits finds nobody here.
    """
    text = typed(text)
    if not text or is_number(text):
        return []
    named = Member.objects.filter(centre=centre, active=True, name__iexact=text).order_by()
    inmates = Inmate.objects.filter(Q(name__iexact=text) | Q(register_number__iexact=text), centre=centre)
    tied = FamilyInmate.objects.filter(inmate__in=inmates, family__merged_into=None)
    rows = named.values_list("family_id")[:EXACT].union(tied.values_list("family_id")[:EXACT])
    return sorted(pk for (pk,) in rows)[:EXACT]


ACTIVE = Q(merged_into=None) & ~Q(eligibility=Eligibility.ENDED)


def _stays(model: type[Model]) -> Coalesce:
    """The family that stands for a row now."""
    merged, own = ("family__merged_into_id", "family_id") if model is Member else ("merged_into_id", "pk")
    return Coalesce(F(merged), F(own))


def _index(field: str, normalise: Callable[[object], str], text: str) -> bytes | None:
    """The blind index of the digits in ``text``, None where they can be no such number."""
    number = EIGHT_DIGITS.search(plain(text))
    try:
        digits = normalise(BETWEEN.sub("", number.group()) if number else "")
    except Refused:
        return None
    return blind_index(field, digits) if digits else None


def _words(text: str) -> Q:
    # Quoted, a word goes through the same parser as what is searched: "B.IIa" and "8/2024" find themselves.
    words = (word.replace("'", "").replace("\\", "") for word in WORD.findall(text)[:8])
    query = " & ".join(f"'{word}':*" for word in words if word)
    return Q(search=SearchQuery(query, config="simple", search_type="raw")) if query else Q(pk=None)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; each stands in the page's address, an empty one does not."""

    words: str = ""
    village: str = ""  # as typed
    village_id: int | None = None  # None as long as the village is not known: no family lives there
    standing: str = ""
    received: str = ""

    def __bool__(self) -> bool:
        return self != Filters()

    def query(self, **more: str) -> str:
        """The query string that gives the same list again."""
        pairs = {"q": self.words, "desa": self.village, "kelayakan": self.standing, "terima": self.received} | more
        return urlencode({key: value for key, value in pairs.items() if value})


def matching(centre: Centre, filters: Filters, *, today: datetime.date) -> Families:
    """The families of the list: the active register unless the ended are asked for."""
    families = find(centre, filters.words) if filters.words else Family.objects.filter(centre=centre, merged_into=None)
    if filters.standing != Eligibility.ENDED:
        families = families.exclude(eligibility=Eligibility.ENDED)
    if filters.village:
        families = families.filter(village=filters.village_id)
    if filters.standing:
        families = families.filter(_standing(filters.standing, today))
        if filters.standing not in OF_ELIGIBLE:
            # Else the index would be read through all the eligible first.
            families = families.annotate(rank=ELIGIBLE_FIRST).filter(rank=1)
    if filters.received:
        families = families.filter(_received(filters.received, today))
    return families


OF_ELIGIBLE = (Eligibility.ELIGIBLE, "unsurveyed", "reassess", "expired")


def _standing(standing: str, today: datetime.date) -> Q:
    eligible = Q(eligibility=Eligibility.ELIGIBLE)
    return {
        "unsurveyed": eligible & Q(surveyed_on=None),
        "reassess": eligible & Q(surveyed_on__lt=outdated_before(today)),
        "expired": eligible & Q(eligible_until__lt=today),
        "to_verify": Q(eligibility=Eligibility.PROPOSED, surveyed_on__isnull=False),
    }.get(standing, Q(eligibility=standing))


def _received(received: str, today: datetime.date) -> Q:
    if received == "never":
        return Q(last_aid_on=None)
    return Q(last_aid_on=None) | Q(last_aid_on__lt=today - relativedelta(months=int(received)))


def family_page(
    families: Families, *, after: Place | None = None, before: Place | None = None, size: int = PAGE
) -> Page[Family]:
    """A page of at most ``size`` families after or before a place, with their village and its district.

    At most three queries, and as quick at the end of the list as at its beginning: nothing is counted or skipped.
    """
    families = families.select_related("village__parent").defer("search", "kk_cipher", "remarks")
    parts = _parts_before(families, before) if before else _parts_after(families, after)
    rows: list[Family] = []
    for part in parts:
        if len(rows) <= size:
            rows += part[: size + 1 - len(rows)]
    return cut(rows, KEY, size=size, begun=after is not None, backwards=before is not None)


@dataclass(frozen=True)
class Span:
    """Which families of how many a page shows, counted from 1; ``total`` is None for more than were counted."""

    first: int
    last: int
    total: int | None


def span_of(families: Families, page: Page[Family], *, counted: int = COUNTED) -> Span:
    """Where a page of these families stands; no query where one page holds all, else some that stop at ``counted``."""
    before = 0
    total = len(page.rows)
    if page.before or page.after:
        total = families.order_by()[: counted + 1].count()
    if page.before and total <= counted:
        before = sum(part.order_by().count() for part in _parts_before(families, KEY.read(page.before) or ()))
    return Span(before + 1, before + len(page.rows), total if total <= counted else None)


def exact_first(
    families: Families, exact: Sequence[int], *, after: Place | None = None, before: Place | None = None
) -> tuple[Page[Family], Span]:
    """A page with its span, as ``family_page``; the first one begins with those of ``exact`` that are among them."""
    rest = families.exclude(pk__in=exact) if exact else families
    page = family_page(rest, after=after, before=before)
    span = span_of(rest, page)
    first = family_page(families.filter(pk__in=exact), size=EXACT).rows if exact else []
    if first:
        shown = 0 if page.before else len(first)
        total = None if span.total is None else span.total + len(first)
        span = Span(span.first + len(first) - shown, span.last + len(first), total)
        page.rows[:0] = first[:shown]
    return page, span


def suggested(centre: Centre, text: str) -> "list[WithAnnotations[Family, Named]]":
    """The first few whom ``text`` means, in the order of the list, those who are called just so on top."""
    families = find(centre, text).exclude(eligibility=Eligibility.ENDED) if not is_number(text) else find(centre, text)
    exact = find_exactly(centre, text)
    parts = [families.filter(pk__in=exact)] if exact else []
    parts += _parts_after(families.exclude(pk__in=exact), None)
    rows: list[WithAnnotations[Family, Named]] = []
    for part in parts:
        described = part.with_contact().select_related("village__parent").defer("search", "kk_cipher", "remarks")
        rows += described[: SUGGESTED - len(rows)]
    return rows


def _parts_after(families: Families, place: Place | None) -> list[Families]:
    """The list from a place on. The null part and the dated part each follow the index by themselves."""
    families = families.annotate(rank=ELIGIBLE_FIRST)
    by_aid = (F("last_aid_on").asc(nulls_first=True), "pk")
    if place is None:
        return [families.order_by("rank", *by_aid)]
    rank, last_aid_on, pk = place
    same, others = families.filter(rank=rank), families.filter(rank__gt=rank).order_by("rank", *by_aid)
    dated = same.filter(last_aid_on__isnull=False)
    if last_aid_on is None:
        return [same.filter(last_aid_on=None, pk__gt=pk).order_by("pk"), dated.order_by(*by_aid), others]
    return [behind(dated, BY_AID, (last_aid_on, pk), newest_first=False).order_by(*by_aid), others]


def _parts_before(families: Families, place: Place) -> list[Families]:
    families = families.annotate(rank=ELIGIBLE_FIRST)
    by_aid = (F("last_aid_on").desc(nulls_last=True), "-pk")
    rank, last_aid_on, pk = place
    same, others = families.filter(rank=rank), families.filter(rank__lt=rank).order_by("-rank", *by_aid)
    never = same.filter(last_aid_on=None)
    if last_aid_on is None:
        return [never.filter(pk__lt=pk).order_by("-pk"), others]
    earlier = behind(same.filter(last_aid_on__isnull=False), BY_AID, (last_aid_on, pk), newest_first=True)
    return [earlier.order_by(*by_aid), never.order_by("-pk"), others]


def inmates(
    centre: Centre, text: str = "", *, status: str = "", due_on: datetime.date | None = None, unlisted: bool = False
) -> QuerySet[Inmate]:
    """The inmates of a centre by parts of the name and the register number, in any order.

    With ``due_on``, those of them whose expected release has come on that day, and who are held by the register; with
    ``unlisted``, those who were not in a list of inmates.
    """
    found = Inmate.objects.filter(centre=centre)
    if due_on:
        found = found.release_due(due_on)
    if unlisted:
        found = found.unlisted()
    text = typed(text)
    for word in text.split()[:8]:
        found = found.filter(Q(name__icontains=word) | Q(register_number__icontains=word))
    return found.filter(status=status) if status else found
