"""Who is whose: the words of a tie between the recipient and the inmate, and from whose side they are said.

An office writes the same tie from either side: ``Istri`` for what the recipient is, ``Suami: Agus`` for who is held.
"""

import re
from functools import lru_cache

from families.register_import.cells import clean, is_nothing

_KIND = (
    r"(?:\s+(?:kandung|kdg|kdng|knd|angkat|tiri|sulung|bungsu|sambung|siri|sah|ipar|mertua|ke[- ]?\d|pertama|kedua))*"
)
# The first pattern that fits wins, so *ibu mertua* is looked for before *ibu*.
RELATIONS = (
    ("Istri", r"(?:istri|isteri|istr|is|bini|wife|spouse \(f\))"),
    ("Suami", r"(?:suami|swami|sua|husband)"),
    ("Mertua", r"(?:(?:(?:ibu|bapak|ayah) )?(?:mertua|mertuo|mrt|mtr|mtua)|(?:mother|father|parent)[- ]in[- ]law)"),
    ("Ibu", r"(?:ibu|ibuk|ibunda|emak|mak|mamak|mama|amak|uma|inang|mother|mom)"),
    ("Ayah", r"(?:ayah|ayahanda|bapak|bapa|bpk|bp|papa|abah|abak|amang|father|dad)"),
    (
        "Kakak",
        r"(?:kakak|kaka|kk kdg|kk kandung|abang|uda|uni|teteh|mas|mbakyu|(?:older|elder) (?:brother|sister|sibling))",
    ),
    ("Adik", r"(?:adik|adek|adk|dik|younger (?:brother|sister|sibling))"),
    ("Cucu", r"(?:cucu|grand(?:son|daughter|child))"),
    ("Anak", r"(?:anak|ank|putra|putri|son|daughter|child)"),
    ("Kakek", r"(?:kakek|kkek|mbah kakung|mbah lanang|simbah kakung|grandfather)"),
    ("Nenek", r"(?:nenek|nnk|nnek|mbah putri|mbah wedok|simbah putri|grandmother)"),
    ("Paman", r"(?:paman|om|pakde|paklik|pak de|pak lik|uncle)"),
    ("Bibi", r"(?:bibi|tante|bude|bulik|bu de|bu lik|aunt)"),
    ("Saudara", r"(?:saudara|sdr|saudari|sdri|sepupu|brother|sister|sibling|cousin)"),
)
STANDARD = frozenset(name for name, _words in RELATIONS)
_ANYWHERE = tuple((name, re.compile(rf"\b{words}(?:nya)?\b", re.IGNORECASE)) for name, words in RELATIONS)
_ALONE = tuple(
    (name, re.compile(rf"(?:sbg |sebagai |as )?{words}(?:nya)?{_KIND}(?: saya| kami)?(?:\s*\(\w+\))?", re.IGNORECASE))
    for name, words in RELATIONS
)
# With these a cell begins that names the inmate behind them; *Putri*, *Mas* or *Is* may be of the name.
BEGINS = re.compile(
    r"(?P<word>istri|isteri|suami|ibu mertua|bapak mertua|ayah mertua|mertua|ibu|bapak|bpk|ayah|kakak|adik|adek|cucu"
    r"|anak|kakek|nenek|paman|bibi|saudara|saudari|sepupu|orang ?tua|ortu|wife|husband|mother|father|son|daughter"
    rf"|brother|sister)(?P<its>nya)?{_KIND}\b",
    re.IGNORECASE,
)
HOUSEHOLD_STATUS = re.compile(r"^(kk|kep\w*\.? ?(keluarga|kel|klg)|kepala|famili lain|family lain)\.?$", re.IGNORECASE)
NO_FAMILY = re.compile(
    r"\b(?:tetangga|ttgg|teman|temen|kawan|sahabat|pacar|tunangan|kenalan|rekan|majikan|atasan"
    r"|pengacara|advokat|lawyer|(?:penasi?e?hat|penasehat|kuasa|bantuan) hukum|ph|lbh"
    r"|neighbou?r|friend|acquaintance|relawan|volunteer|ketua (?:rt|rw)|perangkat desa|kader|pendamping"
    r"|pembina|petugas|pegawai|sipir|ustad\w*|kyai|pendeta|pastor|bukan (?:keluarga|kerabat|saudara|sanak|siapa)"
    r"|tidak ada hubungan|not an? (?:relative|family)|no relation|unrelated)\b",
    re.IGNORECASE,
)
ONESELF = re.compile(
    r"(?:(?:kk|kepala keluarga|kepala|ybs|wbp)[\s/,=-]*)?(?:diri |saya )?sendiri|dirinya(?: sendiri)?"
    r"|ybs|y\.b\.s|(?:yang|yg) (?:bersangkutan|ybs)|(?:him|her)?self|same person|orang (?:yang|yg) sama",
    re.IGNORECASE,
)
OTHER = re.compile(r"^(?:lain\w*|lain[- ]lain|other|dll|yang lain)$", re.IGNORECASE)
SEX = {
    "Istri": "P", "Suami": "L", "Ibu": "P", "Ayah": "L", "Kakek": "L", "Nenek": "P", "Paman": "L", "Bibi": "P",
}  # fmt: skip


def read_relation(value: object) -> str:
    """The relation to the inmate as a standard word, or as written where it is none of them.

    A status in the household (``Kepala Keluarga``, ``KK``) is no relation to anybody, and neither is ``Lainnya``.
    """
    return _read_relation(clean(value))


@lru_cache(1000)
def _read_relation(text: str) -> str:
    text = re.sub(r"\bbukan\s+\w+", "", text.lower()).strip(" ,;.")
    if is_nothing(text) or HOUSEHOLD_STATUS.match(text) or OTHER.match(text) or is_oneself(text):
        return ""
    if PARENT.fullmatch(text):
        return "Orang tua"
    # ``Mertua (orang tua istri)``: what stands in brackets explains the word.
    if before := relation_alone(text.partition("(")[0]):
        return before
    return next((name for name, pattern in _ANYWHERE if pattern.search(text)), text.capitalize())


# Of a column to be ticked: which of the two is known by the recipient's sex.
SPOUSE = re.compile(r"(?:(?:istri|isteri|suami|pasangan|spouse)(?: atau)?\s*)+", re.IGNORECASE)
PARENT = re.compile(r"(?:orang ?tua|ortu|parents?)(?: kandung)?", re.IGNORECASE)


def relation_alone(text: str) -> str:
    """The standard word of a text that says a relation and nothing else: ``ibu kdg``; an empty text for others."""
    bare = clean(text).strip(" .,;:()")
    return next((name for name, pattern in _ALONE if pattern.fullmatch(bare)), "")


def is_oneself(text: object) -> bool:
    """Whether a text says that the inmate is the person of the row: ``YBS``, ``KK sendiri``."""
    return bool(ONESELF.fullmatch(clean(text).strip(" .,;:()")))


def is_no_family(text: object) -> bool:
    """Whether a text says that somebody is a neighbour, a lawyer, a friend: nobody of the family."""
    return _is_no_family(clean(text))


@lru_cache(1000)
def _is_no_family(text: str) -> bool:
    return bool(NO_FAMILY.search(text))


def seen_from_other_side(relation: str, sex: str | None) -> str:
    """What the one is to the other, of this sex, if the other is ``relation`` to him; empty where no word says it."""
    if relation in ("Istri", "Suami"):
        return "Suami" if relation == "Istri" else "Istri"
    if relation in ("Ibu", "Ayah"):
        return "Anak"
    if relation in ("Kakek", "Nenek"):
        return "Cucu"
    by_sex = {"Anak": ("Ayah", "Ibu"), "Cucu": ("Kakek", "Nenek")}.get(relation)
    if by_sex:
        return {"L": by_sex[0], "P": by_sex[1]}.get(sex or "", "")
    return {"Kakak": "Adik", "Adik": "Kakak", "Saudara": "Saudara"}.get(relation, "")


def of_recipient(relation: str, said_of: str, sex: str | None) -> tuple[str, bool]:
    """What the recipient, of this sex, is to the inmate, and whether that is sure.

    ``said_of`` is whom the word describes: "recipient", "inmate", or empty where nobody said. The word of a man for
    a woman was said from the other side.
    """
    if relation == "Orang tua":
        return ("Anak" if said_of == "inmate" else {"L": "Ayah", "P": "Ibu"}.get(sex or "", "")), True
    if relation == "Pasangan":
        return {"L": "Suami", "P": "Istri"}.get(sex or "", ""), True
    turned = seen_from_other_side(relation, sex)
    fits, fits_turned = (name and (not sex or SEX.get(name) in (None, sex)) for name in (relation, turned))
    if said_of == "inmate":
        return (turned, True) if fits_turned else ("", not fits and relation not in SEX)
    if fits and (said_of == "recipient" or not fits_turned):
        return relation, True
    if fits_turned and not fits:
        return turned, True
    return ("" if fits else relation), not fits


def of_guardian(guardian: str, parent: str) -> str:
    """What a pupil's guardian is to the pupil's parent who is held: his wife where she is the pupil's mother."""
    return {("Ibu", "Ayah"): "Istri", ("Ayah", "Ibu"): "Suami"}.get((guardian, parent), "")
