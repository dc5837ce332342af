"""The cell that speaks of the inmate: a name, and what offices write into the same cell.

``SUTRISNO bin Karto⏎B.I 12/2025⏎Ekspirasi 12-03-2028``, ``Suami: Agus``, ``Istri dari Agus (Rutan Blora)``,
``Agus (suami)``. What is neither name, number, day nor relation is a remark about the inmate.
"""

import re
from dataclasses import dataclass, field

from families.register_import.cells import INVISIBLE, clean, is_nothing
from families.register_import.free_text import is_no_name, name_before
from families.register_import.relations import BEGINS, is_no_family, is_oneself, relation_alone


@dataclass
class Inmate:
    """What such a cell says, each part as it is written; ``relation`` is a standard word."""

    name: str = ""
    relation: str = ""
    said_of: str = ""
    """Whom the relation describes: "recipient", "inmate", or empty where the cell leaves it open."""
    register: str = ""
    free: str = ""
    """The day of release."""
    remarks: list[str] = field(default_factory=list)
    is_recipient: bool = False
    """Whether the cell says that he is the very person whom the row names: ``SUDARNO (YBS)``, ``KK sendiri``."""
    two: bool = False
    """Whether two inmates seem to be named."""


REGISTER = re.compile(
    r"(?:\b(?:no\b\.?\s*)?reg(?:ister|istrasi)?\b\.?\s*(?:no\b\.?)?[\s:.]*)?"
    r"\b([AB][.\s-]*(?:IV|V|I{1,3})[.\s-]*[ab]?[.\s-]*(?:no\.?\s*)?\d+\s*/\s*(?:[A-Za-z]+\s*/\s*)?(?:\d{4}|\d{2}))\b",
    re.IGNORECASE,
)
_MONTH = r"(?:\d{1,2}|[A-Za-z]{3,9})"
FREE = re.compile(
    r"\b(?:(?:tgl|tanggal)\.?\s*)?(?:ekspirasi|expirasi|eksp?|exp|bebas|berakhir|habis(?: masa)?(?: pidana)?"
    r"|release\w*)\b"
    rf"[\s.:]*(?P<day>\d{{1,2}}\s*[-/. ]\s*{_MONTH}\s*[-/. ]\s*(?:\d{{4}}|\d{{2}})"
    r"|\d{4}-\d{1,2}-\d{1,2}|[-–](?=\s*($|[\n;,)])))",
    re.IGNORECASE,
)
_NUMBER_OR_DASH = re.compile(r"[\d–-]")
_ALIAS = re.compile(r"^(?:als|alias|al|dgl|a\.?k\.?a)\b", re.IGNORECASE)
# An alias, or digits, of which the row's numbers are taken out later.
_ONE_WORD = re.compile(r"[^\W\d_]+|[\W\d]+")
_DEGREE = re.compile(r"^(?:[A-Z][A-Za-z]{0,3}\.\s*)*[A-Z][A-Za-z]{0,3}\.?$")
_SEPARATORS = re.compile(r"\s*[\n;]\s*|\s+[-–—]\s+|\s*[–—]\s*|\s*,\s*|\s*/\s+|\s+/\s*")
_PARENS = re.compile(r"\(([^()]*)\)?")
_DEAD = r"(?:alm|almh|almarhum|almarhumah)\b\.?\s*"
_DEAD_IN_PARENS = re.compile(r"\(\s*(alm|almh|almarhum|almarhumah)\.?\s*\)", re.IGNORECASE)
_OF = re.compile(
    rf"^\s*(?:(?:dari|dr|dri|drpd|daripada|of)\b\.?|(?=(?:{_DEAD})?(?:sdr|sdri|saudara|sdra|bpk|bp|ny|tn|sdr[ai]|wbp|tahanan|napi)\b))"
    rf"[\s:]*(?:(?:wbp|tahanan|napi|narapidana|warga binaan)\b[\s:.]*)?",
    re.IGNORECASE,
)
_SAID_BY_COLON = re.compile(r"^\s*(?:[:=]|a\.?\s?n\b\.?|bernama\b|yaitu\b)\s*", re.IGNORECASE)
_ADDRESS = frozenset(("ibu", "bapak", "bpk", "saudara", "saudari"))
"""These may be a form of address as well: ``Ibu Siti``."""
CUSTODY = re.compile(
    r"^(?:(?:di|dlm|dalam|tahanan|napi|narapidana|wbp|penghuni|ditahan|menjalani)\s+)*(?:rutan|lapas|lpka|lp)\b"
    r"(?!.*\b(?:pindah|mutasi|bebas)\b)|^(?:wbp|tahanan|napi|narapidana)$",
    re.IGNORECASE,
)


def read_inmate(value: object, *, said_of: str = "") -> Inmate:
    """What a cell says of the inmate. ``said_of`` is whom the title says that a bare relation describes."""
    text = INVISIBLE.sub(" ", value if isinstance(value, str) else clean(value)).strip()
    if is_nothing(text):
        return Inmate()
    read = Inmate()
    text = _take_number_and_day(text, read)
    text = re.sub(r"[ \t]+", " ", text).strip(" ,;\n–-")
    head, parts = _apart(text) if MORE_THAN_A_NAME.search(text) else (text, [])
    head = _take_relation(head, parts, read, said_of)
    _take_parts(head, parts, read, said_of)
    return read


def _take_number_and_day(text: str, read: Inmate) -> str:
    if not _NUMBER_OR_DASH.search(text):
        return text
    if match := REGISTER.search(text):
        read.register = match[1]
        text = text[: match.start()].rstrip(" ,;(/-–") + "\n" + text[match.end() :].lstrip(" ,;)/-–")
    if match := FREE.search(text):
        read.free = match["day"].strip("-– ")
        text = text[: match.start()].rstrip(" ,;(/-–") + "\n" + text[match.end() :].lstrip(" ,;)/")
    return text


def _apart(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text up to the first separator, and the parts behind it with what parts them from those before."""
    text = re.sub(r" +", " ", _DEAD_IN_PARENS.sub(r" \1. ", text))
    text = _PARENS.sub(lambda match: f"\x00{match[1].strip()}\x01", text)
    head, *rest = re.split(r"(\x00[^\x01]*\x01|" + _SEPARATORS.pattern + ")", text)
    parts: list[tuple[str, str]] = []
    sign = ""
    for piece in rest:
        if piece.startswith("\x00"):
            parts.append(("(", piece.strip("\x00\x01 ")))
        elif _SEPARATORS.fullmatch(piece):
            sign = piece.strip() or "\n"
        elif piece.strip(" ."):
            parts.append((sign, piece.strip()))
    return head.strip(), [(sign, part) for sign, part in parts if part]


def _take_relation(head: str, parts: list[tuple[str, str]], read: Inmate, said_of: str) -> str:
    """Take the relation with which the cell begins, and return the name behind it: see the docstring of the file."""
    begins = BEGINS.match(head)
    if not begins:
        return head
    word, behind = begins["word"].lower(), head[begins.end() :]
    relation = relation_alone(begins[0]) or relation_alone(begins["word"])
    if colon := _SAID_BY_COLON.match(behind):
        name, whom = behind[colon.end() :], said_of or "inmate"
    elif of := _OF.match(behind):
        name, whom = behind[of.end() :], "recipient"
    elif parts and not behind.strip(" ."):
        # ``Suami (Agus)``, ``Anaknya, Agus``, ``Anak – Agus``.
        name, whom = parts.pop(0)[1], "inmate" if begins["its"] else said_of
    elif not behind.strip(" ."):
        name, whom = "", said_of
    elif word in _ADDRESS:
        return head
    else:
        name, whom = behind, "inmate" if begins["its"] else said_of
    read.relation, read.said_of = relation or word.capitalize(), whom
    return name.strip(" ,")


def _take_parts(name: str, parts: list[tuple[str, str]], read: Inmate, said_of: str) -> None:
    """Sort what stands behind the name: a relation, of the name, another name, or a remark."""
    for sign, part in parts:
        relation = relation_alone(part)
        if is_oneself(part):
            read.is_recipient = True
        elif relation and not read.relation:
            read.relation, read.said_of = relation, "" if said_of == "inmate" else said_of
        elif sign == "," and _DEGREE.fullmatch(part) and len(part) <= 12 and not _looks_like_name(part):
            name += f", {part}"
        elif _ALIAS.match(part) or (sign == "(" and _ONE_WORD.fullmatch(part) and not is_no_family(part)):
            name += f" ({part})" if sign == "(" else f" {part}"
        elif sign != "(" and _looks_like_name(part):
            name += f"{sign} {part}" if sign == "," else f" {sign.strip() or '/'} {part}"
            read.two = True
        else:
            read.remarks.append(part)
    if is_oneself(name):
        read.is_recipient, name = True, ""
    elif is_no_name(name):
        name, remark = name_before(name)
        read.remarks.insert(0, remark)
    elif is_no_family(name) or CUSTODY.match(name):
        read.remarks.insert(0, name)
        name = ""
    read.name = name


def _looks_like_name(part: str) -> bool:
    """Whether a part could be another person's name: one to four words with capitals, no number and no prison."""
    words = part.split()
    return (
        1 <= len(words) <= 4
        and all(re.fullmatch(r"[A-Z][^\W\d_]*[.'’]?[^\W\d_]*\.?", word) for word in words)
        # Degrees are short, or have points within: ``S.Sos``.
        and any(len(word) > 3 and "." not in word[:-1] for word in words)
        and not CUSTODY.match(part)
        and not _STATE.search(part)
    )


MORE_THAN_A_NAME = re.compile(r"[(\n;,–—/]|\s-\s")
_STATE = re.compile(
    r"\b(?:bebas|pindah|mutasi|meninggal|wafat|alm|almh|pulang|keluar|blok|kamar|sel|rutan|lapas|lp|narkotika|tahanan"
    r"|napi|wbp|kasus|pasal|titipan|sudah|sdh|belum|eks|residivis|status|reg|ditahan|released?|deceased)\b",
    re.IGNORECASE,
)
