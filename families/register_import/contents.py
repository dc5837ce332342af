"""What the cells of a column look like, as a vote beside its title: a title can be unknown, or say another thing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from families.register_import import cells as read
from families.register_import import relations
from families.register_import.free_text import reads_as_name
from families.register_import.inmates import read_inmate

SAMPLE = 60
MOST = 0.6
"""The share of a column's filled cells from which it is taken for what they look like."""
NUMBER_OF_16 = re.compile(r"\d{6}(\d{2})(0[1-9]|1[0-2])\d{6}")
CUT = re.compile(r"\d([.,]\d+)?E\+1[4-6]", re.IGNORECASE)
HELD = re.compile(
    r"(?:narapidana|napi|tahanan|titipan|wbp|bebas|mutasi|cuti|pulang|asimilasi|pb|cb|cmb)\b[\w\s./()-]{0,40}",
    re.IGNORECASE,
)
# A family card has *Orang tua* and *Famili lain* for these.
NO_STATUS = frozenset({"Ibu", "Ayah", "Kakak", "Adik", "Kakek", "Nenek", "Paman", "Bibi"})
# What no register asks for, but an export of a form has.
EMAIL, LINK, MOMENT, ON_MAP = "email", "link", "moment", "on_map"
_NEVER_ASKED = (
    (EMAIL, re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")),
    (LINK, re.compile(r"(?:https?://|www\.)\S+(?:\s*[,;\s]\s*https?://\S+)*", re.IGNORECASE)),
    # To the minute: a day of birth is written so at midnight alone.
    (
        MOMENT,
        re.compile(
            r"(?=.*\d{1,2}[:.]\d{2})(?!.*\b0?0[:.]00(?:[:.]00)?\b)\d{1,4}[-/]\d{1,2}[-/]\d{1,4}[ T,]+\d{1,2}[:.]\d{2}.*"
        ),
    ),
    (ON_MAP, re.compile(r"-?\d{1,2}[.,]\d{2,}\s*[,;]\s*-?\d{2,3}[.,]\d{2,}")),
)
# Whoever receives is grown up: later days are those of a visit, of a case, of an interview.
NO_RECIPIENT_BORN_SINCE = 2012
LATELY = re.compile(r"(?<!\d)20(?:1[2-9]|[2-9]\d)(?!\d)")
LIFE = re.compile(r"^(hidup|meninggal\w*|mati|wafat|alm|almh|almarhum\w*)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """The share of a column's filled cells that look like each field, by the field's name; of at most 60 cells."""

    shares: dict[str, float]
    household_status: bool
    """Whether a cell says what only a status in the household can be: ``Kepala Keluarga``."""
    is_text: bool = False
    """Whether most cells are of letters."""
    is_count: bool = False
    """Whether all cells are small numbers."""
    women: float | None = None
    """The share of women's numbers among those that can be a NIK, None where there are none."""
    is_empty: bool = False
    """Whether no cell says anything."""
    is_ticked: bool = False
    """Whether all cells are ticks."""
    is_of_kin: bool = False
    """Whether a cell says what nobody is called on a family card: ``Ibu``, ``Kakak``."""

    def share(self, field: str) -> float:
        return self.shares.get(field, 0.0)

    def best(self) -> str | None:
        """The field that most of the cells look like, or None."""
        field = max(self.shares, key=self.share, default=None)
        return field if field and self.share(field) >= MOST else None


def look_at(values: Sequence[Any], *, is_village: Callable[[str], bool], is_district: Callable[[str], bool]) -> Look:
    """Look at the cells of one column, blank ones left out."""
    filled = [value for value in values if not (read.is_nothing(value) or read.is_ditto(value))][:SAMPLE]
    votes: dict[str, int] = {}
    for value in filled:
        for field in _looks_like(value, is_village, is_district):
            votes[field] = votes.get(field, 0) + 1
    shares = {field: count / len(filled) for field, count in votes.items()}
    # A family card's digits hold the day of its issue, never 41 to 71: of such a column no cell has a woman's day.
    if any(_days(value) > 40 for value in filled):
        shares.pop("no_kk", None)
    else:
        shares.pop("nik", None)
    letters = sum(bool(re.match(r"[^\W\d_]{2}", read.clean(value))) for value in filled)
    household_status = any(relations.HOUSEHOLD_STATUS.match(read.clean(value)) for value in filled)
    counts = bool(filled) and all(isinstance(value, int | float) and 0 <= value < 100 for value in filled)
    days = [day for value in filled if (day := _days(value))]
    women = sum(day > 40 for day in days) / len(days) if days else None
    of_kin = any(relations.relation_alone(read.clean(value)) in NO_STATUS for value in filled)
    ticked = bool(filled) and all(read.TICK.fullmatch(read.clean(value)) for value in filled)
    return Look(shares, household_status, letters > MOST * len(filled), counts, women, not filled, ticked, of_kin)


def _looks_like(value: Any, is_village: Callable[[str], bool], is_district: Callable[[str], bool]) -> set[str]:
    if isinstance(value, dict):
        return {"tgl_lahir"} if int(value["date"][:4]) < NO_RECIPIENT_BORN_SINCE else set()
    if _days(value) or CUT.fullmatch(read.clean(value)):
        return {"nik", "no_kk"}
    text = read.clean(value)
    if never_asked := next((kind for kind, pattern in _NEVER_ASKED if pattern.fullmatch(text)), None):
        return {never_asked}
    found = set()
    if read.read_sex(text):
        found.add("jk")
    if re.fullmatch(r"(\+?62|0)8[\d\s.-]{7,14}", text):
        found.add("hp")
    if (read.DATE.search(text) or read.ISO_DATE.search(text)) and not LATELY.search(text):
        found.add("tgl_lahir" if text[:1].isdigit() else "ttl")
    if LIFE.match(text):
        found.add("status")
    if re.fullmatch(r"(?i)(rt\b)?[\s.:]*\d{1,3}\s*[/-]\s*(rw\b)?[\s.:]*\d{1,3}", text):
        found.add("rtrw")
    if relations.relation_alone(text) or relations.PARENT.fullmatch(text):
        found.add("hubungan")
    if HELD.fullmatch(text):
        found.add("status_wbp")
    found |= _looks_like_inmate(value)
    if re.search(r"[A-Za-z]{3}", text):
        if is_village(text):
            found.add("desa")
        if is_district(text):
            found.add("kecamatan")
    if re.fullmatch(r"(?i)[AB][.\s-]*(IV|V|I{1,3})[.\s-]*[ab]?[.\s-]*(?:no\.?\s*)?\d+\s*/\s*\d{2,4}", text):
        found.add("wbp_register")
    return found


def _looks_like_inmate(value: Any) -> set[str]:
    """Whether a cell names somebody together with the relation to him, or with his number or last day."""
    inmate = read_inmate(value)
    if not inmate.name or not reads_as_name(inmate.name, read.clean(value)):
        return set()
    return ({"wbp_hubungan"} if inmate.relation else set()) | (
        {"wbp_nama"} if inmate.register or inmate.free else set()
    )


def _days(value: Any) -> int:
    """Digits 7 and 8 of an identity number, 0 where the cell holds none."""
    text, _rules = read.read_nik_text(value) if not isinstance(value, dict) else ("", set())
    match = NUMBER_OF_16.fullmatch(text)
    return int(match[1]) if match and 1 <= int(match[1]) % 40 <= 31 else 0
