"""What a register's remarks say of aid before Peduli and of need: proposed to a person, and taken as that one says."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import User
from centres.versions import require_mark
from config.days import of_the_past
from config.errors import Refused
from config.formats import rupiah
from families.holding import lock_register
from families.models import Assessment, Family, RegisterImport, RegisterImportRow, RemarksRead

Housing = Assessment.Housing
MONTHS = (
    *(r"jan(?:uari)?", r"feb(?:ruari)?", r"mar(?:et)?", r"apr(?:il)?", r"mei", r"jun[i]?", r"jul[i]?"),
    *(r"ag(?:u(?:s(?:tus)?)?|t|s)", r"sep(?:t|tember)?", r"okt(?:ober)?", r"no[vp](?:ember|pember)?", r"des(?:ember)?"),
)
_YEAR = r"(?:(?:th|thn|tahun)\.?\s*)?(?P<year>20\d\d)"
MONTH = re.compile(
    rf"\b(?:(?:bln|bl|bulan)\.?\s*)?(?:{'|'.join(f'(?P<m{n}>{name})' for n, name in enumerate(MONTHS, start=1))})\b"
    rf"(?:[\s./'-]*{_YEAR}\b)?|\b(?P<number>0?[1-9]|1[0-2])[/.-](?P<of>20\d\d)\b",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:(?:th|thn|tahun)\.?\s*)(20\d\d)\b", re.IGNORECASE)
LAST_MONTH = re.compile(r"\b(?:bln|bulan)\s+(?:lalu|kemarin|kmrn|kmaren)\b", re.IGNORECASE)
RECEIVED = re.compile(
    r"\b(?:(?:pernah|sudah|sdh|sdah|udah|dah|telah|tlh|dulu|terakhir|trakhir)\s+){1,3}"
    r"(?:di)?(?:dapat|dpt|dapet|terima|trima|menerima|nerima|beri|bantu|kasih)\b"
    r"|\b(?:dapat|dpt|dapet|terima|menerima|nerima)\s+(?:bantuan|bansos|sembako|paket)\b"
    r"|\bterakhir\s+(?:bln|bulan)\b",
    re.IGNORECASE,
)
NEVER = re.compile(
    r"\b(?:belum|blm|tidak|tdk|tak|gak|nggak|bukan|tanpa|mohon|minta|perlu|butuh|ingin)\b", re.IGNORECASE
)
# What the state gives every month is no aid of the centre's.
OF_THE_STATE = re.compile(r"\b(?:pkh|bpnt|blt|bst|kis|kip|bpjs|dtks|dtsen|prakerja|raskin|rastra)\b", re.IGNORECASE)
PART = re.compile(r"[;\n|]|,(?!\d)|\.\s|\s[-–]\s|\b(?:tetapi|tapi|namun)\b", re.IGNORECASE)
COUNTED = {
    "elderly": re.compile(r"(?:(?<!\d)([1-9])\s*(?:org|orang)?\s*)?\b(?:lansia|jompo|lanjut usia)\b", re.IGNORECASE),
    "toddlers": re.compile(r"(?:(?<!\d)([1-9])\s*(?:org|orang|anak)?\s*)?\b(?:balita|bayi)\b", re.IGNORECASE),
}
SAID = {
    "pregnant": re.compile(r"\b(?:hamil|mengandung)\b", re.IGNORECASE),
    "disability": re.compile(
        r"\b(?:difabel|disabilitas|lumpuh|cacat|odgj|tuna\s?(?:netra|rungu|wicara|daksa|grahita))\b", re.IGNORECASE
    ),
    "has_sktm": re.compile(r"\bsktm\b", re.IGNORECASE),
}
HOUSING = (
    (Housing.UNFIT, re.compile(r"\b(?:rtlh|(?:tidak|tdk) layak huni|gubuk|reyot)\b", re.IGNORECASE)),
    (
        Housing.RENT,
        re.compile(
            r"(?<!karyawan )(?<!kerja )(?<!pegawai )(?<!buruh )"
            r"\b(?:(?:me)?ngontrak|kontrak(?:an)?|(?:me)?nyewa|sewa|kost?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Housing.FAMILY,
        re.compile(r"\b(?:me|nu)?(?:n?umpang)\b|\bikut (?:orang ?tua|ortu|mertua|saudara|sdr|anak)\b", re.IGNORECASE),
    ),
)
INCOME = re.compile(
    r"\b(?:penghasilan|pendapatan|gaji|upah)\b\D{0,20}?(?P<amount>\d[\d.,]*)\s*(?P<unit>rb|ribu|k|jt|juta)?\b(?P<per>.{0,12})",
    re.IGNORECASE,
)
OTHER_SPAN = re.compile(r"\b(?:hari|hr|harian|minggu|mgg|tahun|thn|panen)\b", re.IGNORECASE)
# A prefilter for the database, so that not all remarks of a large import are read: wider than what is found in them.
ANY = (
    r"dapat|dapet|dpt|terima|trima|nerima|bantu|kasih|beri|terakhir|lansia|jompo|lanjut usia|balita|bayi|hamil"
    r"|mengandung|difabel|disabilitas|lumpuh|cacat|odgj|tuna|sktm|rtlh|layak|gubuk|reyot|ontrak|sewa|nyewa|kos|umpang"
    r"|ikut|penghasilan|pendapatan|gaji|upah"
)
MOST_SAID = 50


@dataclass(frozen=True)
class Proposal:
    """What a text says: aid that was received and when, and answers to questions of a survey by their names."""

    aided: bool = False
    aid_on: datetime.date | None = None
    """The first day of the month; the latest one that may be meant where no year, or no month, is said."""
    aid_is_bound: bool = False
    """Whether that is the latest day that may be meant, and not the one that is said."""
    answers: dict[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.aided or bool(self.answers)


def read_remarks(text: str, *, as_of: datetime.date, household_size: int | None = None) -> Proposal:
    """What remarks say, written on ``as_of`` or before. Pure; what is denied or asked for is not said."""
    aid: tuple[datetime.date | None, bool] | None = None
    answers: dict[str, object] = {}
    for part in filter(None, (piece.strip() for piece in PART.split(text))):
        denied = bool(NEVER.search(part))
        if RECEIVED.search(part) and not denied and not OF_THE_STATE.search(part) and aid is None:
            aid = _aid_in(part, as_of)
        answers |= _housing_in(part)
        if denied:
            continue
        for name, pattern in COUNTED.items():
            if found := pattern.search(part):
                answers[name] = int(found[1] or 1)
        answers |= {name: True for name, pattern in SAID.items() if pattern.search(part)}
        answers |= _income_in(part, household_size)
    on, bound = aid or (None, False)
    return Proposal(aid is not None, on, bound, answers)


def _aid_in(part: str, as_of: datetime.date) -> tuple[datetime.date | None, bool]:
    if LAST_MONTH.search(part):
        return as_of.replace(day=1) - relativedelta(months=1), False
    if found := MONTH.search(part):
        if found["number"]:
            on = datetime.date(int(found["of"]), int(found["number"]), 1)
            return (on, False) if on <= as_of else (None, False)
        month = next(n for n in range(1, 13) if found[f"m{n}"])
        if found["year"]:
            on = datetime.date(int(found["year"]), month, 1)
            return (on, False) if on <= as_of else (None, False)
        on = datetime.date(as_of.year, month, 1)
        return (on if on <= as_of else on - relativedelta(years=1)), True
    if found := YEAR.search(part):
        return min(datetime.date(int(found[1]), 12, 1), as_of.replace(day=1)), True
    return None, False


def _housing_in(part: str) -> dict[str, object]:
    for housing, pattern in HOUSING:
        found = pattern.search(part)
        if found and not NEVER.search(part[: found.start()]):
            return {"housing": housing}
    return {}


def _income_in(part: str, household_size: int | None) -> dict[str, object]:
    found = INCOME.search(part)
    if not found or not household_size or OTHER_SPAN.search(found["per"]):
        return {}
    unit = (found["unit"] or "").lower()
    digits = found["amount"].rstrip(".,")
    if unit in ("jt", "juta"):
        amount = float(digits.replace(",", ".")) * 1_000_000 if digits.count(",") + digits.count(".") <= 1 else 0
    else:
        amount = int(re.sub(r"\D", "", digits)) * (1000 if unit else 1)
    # Of less than that a month nobody lives: another number is meant.
    return {"income_per_person": int(amount) // household_size} if 50_000 <= amount <= 100_000_000 else {}


@dataclass(frozen=True)
class Told:
    """A family of an import whose remarks say something that the register does not."""

    family: Family
    proposal: Proposal


def told_by(staged: RegisterImport) -> list[Told]:
    """The families that an import saved and whose remarks say something, which nobody has read yet; one query."""
    saved = staged.rows.filter(status=RegisterImportRow.Status.SAVED).values("family")
    families = Family.objects.filter(pk__in=saved, merged_into=None, remarks__iregex=ANY, remarks_read=None)
    found = []
    for family in families.with_contact().order_by("pk"):
        said = read_remarks(family.remarks, as_of=staged.as_of, household_size=family.household_size)
        if family.aid_before_on is not None or family.last_received_on is not None:
            said = Proposal(answers=said.answers)
        if family.surveyed_on is not None:
            said = Proposal(said.aided, said.aid_on, said.aid_is_bound)
        if said:
            found.append(Told(family, said))
    return found


def as_shown(told: Iterable[Told]) -> list[Any]:
    """What a page says of these families, by which it is known that somebody confirms what was read."""
    return sorted([one.family.pk, one.family.remarks, repr(one.proposal)] for one in told)


def take_remarks(
    staged: RegisterImport,
    *,
    aid: Mapping[int, datetime.date],
    needs: Collection[int],
    of: Collection[int],
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> int:
    """Take what remarks say, as somebody confirmed it; the words stay. Returns of how many families something is taken.

    ``of`` are the families that the page showed: none of them is asked about again. ``aid`` says when a family received
    aid before Peduli, ``needs`` of whom the rest holds until a survey; ``seen`` is the mark of what the page said.
    Raises Refused for a day to come.
    """
    today = staged.centre.local_date(now)
    for pk, on in aid.items():
        of_the_past(today).require(on, field=f"on-{pk}")
    with transaction.atomic():
        # Whoever changes a household holds the register; who surveys one, the family.
        lock_register(staged.centre)
        list(Family.objects.select_for_update().filter(pk__in=set(of)).order_by("pk").values_list("pk"))
        known = {told.family.pk: told for told in told_by(staged) if told.family.pk in set(of)}
        families = [told.family for told in known.values()]
        if not families:
            raise Refused(_("These remarks have been looked at already."))
        require_mark(seen, as_shown(known.values()), staged)
        for family in families:
            said = known[family.pk].proposal
            if family.pk in aid and said.aided:
                family.aid_before_on, family.aid_before_note = aid[family.pk], family.remarks[:160]
                family.save(update_fields=("aid_before_on", "aid_before_note"))
            answers = said.answers if family.pk in needs else {}
            RemarksRead.objects.create(
                centre_id=family.centre_id, family=family, said_on=staged.as_of, read_by=by, read_at=now, **answers
            )
    return sum(family.pk in aid or family.pk in needs for family in families)


def answers_in_words(answers: Mapping[str, object]) -> list[str]:
    """Answers as a page says them: the question, and what is counted or chosen."""
    found = []
    for name, value in answers.items():
        question = str(getattr(Assessment._meta.get_field(name), "verbose_name", name))
        if name == "housing":
            found.append(str(Housing(str(value)).label))
        elif value is True:
            found.append(question)
        else:
            amount = rupiah(int(str(value))) if name == "income_per_person" else value
            found.append(f"{question}: {amount}")
    return found
