"""Single cells of a register: from what an office wrote to what it means, and by which rule it was read.

Every function takes the raw cell (text, number, date or None) and returns the value with the set of rules that were
needed, in the words of ``codes``. Nothing is guessed: what has no one meaning comes back as None.
"""

import re
from datetime import date, timedelta
from typing import Any

Rules = set[str]

# What ticks something; digits count, so they don't.
TICK = re.compile(r"[√✓✔☑☒✗✘xv*●•■+]|ya|y", re.IGNORECASE)
INVISIBLE = re.compile("[\u00a0\u2000-\u200f\u202a-\u202f\u205f\u2060\u3000\ufeff]")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february nopebruari",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agust aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
NOTHING = re.compile(
    r"^\(?([-\u2013\u2014_.?*x0\s/]*|n/?a|nihil|kosong|menyusul|(msh|masih|sedang|dlm|dalam) (proses|diurus)|hilang"
    r"|(tidak|tdk|tak|ga|gak|blm|belum)( ada| di ?isi| terisi| punya| diketahui| tahu| jelas| jadi| tercetak)?)\)?$",
    re.IGNORECASE,
)
# ``sda``, ``- idem -``, ``sama dg atas``, or marks alone; a lone dash is nothing, not the same.
DITTO = re.compile(
    r"[\W_]*(?:s\W?d\W?a|idem|ditto|ibid|sama(?: (?:dg|dgn|dengan|spt|seperti))?(?: ?(?:di)? ?atas(?:nya)?)?)[\W_]*"
    r"|[\s-]*(?:\"|''|[”“〃]|,,|'')+[\s-]*",
    re.IGNORECASE,
)
# With these no such word begins: most cells of a long file need no closer look.
NO_DITTO = frozenset("0123456789ABCEFGHJKLMNOPQRTUVWXYZabcefghjklmnopqrtuvwxyz")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(3000, 80000)
DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[A-Za-z]{3,9})\.?\s*[-/. ,]\s*(\d{4}|\d{2})(?!\d)\.?\s*$")
ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+)?\s*$")
TITLES = re.compile(
    r"^(alm|almh|almarhum|almarhumah|bpk|bapak|bp|pak|ibu|bu|ny|nyonya|sdr|sdri|tn|tuan|sdra|mbah|mbok|mbak|oma|opa|sodara|saudara|saudari"
    r"|mr|mrs|ms)\b[.:\s]\s*",
    re.I,
)
DECEASED = re.compile(r"\(?\b(alm|almh|almarhum|almarhumah)\b\.?\)?", re.IGNORECASE)
NUMBER_WORDS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"]


def clean(value: Any) -> str:
    """Any cell as text with ordinary single spaces."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return " ".join(INVISIBLE.sub(" ", str(value)).split())


def is_nothing(value: Any) -> bool:
    """Whether a cell says that there is nothing: blank, dashes, 0, "belum punya" …"""
    return bool(NOTHING.match(clean(value)))


def is_ditto(value: Any) -> bool:
    """Whether a cell says that the one above holds for it, too: ``sda``, ``"`` …"""
    return isinstance(value, str) and value[:1] not in NO_DITTO and bool(DITTO.fullmatch(value.strip()))


def read_name(value: Any) -> tuple[str, Rules]:
    """A person's name: spaces, punctuation at the end, forms of address, capitals. ``MUH. ALI`` → ``Muh. Ali``."""
    raw = INVISIBLE.sub(" ", str(value or ""))
    rules: Rules = set()
    if is_nothing(raw) or not re.search(r"[^\W\d_]", raw):
        return "", rules
    name = " ".join(raw.split())
    if raw.startswith(" ") or "  " in raw.strip():
        rules.add("NAMA_SPASI")
    elif raw != raw.rstrip() and not name.endswith((".", ",", ";", ":")):
        rules.add("NAMA_TANDA_BACA")
    # The point of a degree is of the name, and that of an initial: ``Kusuma, S.H.``, ``Yohanes Bambang S.``
    without = (
        name.rstrip(",;: ") if re.search(r",.*\b[A-Za-z]\.[A-Za-z]+\.$|\w [A-Z]\.$", name) else name.rstrip(".,;: ")
    )
    if without != name:
        name = without
        rules.add("NAMA_TANDA_BACA")
    bare, said = (_without_odd_brackets(text) for text in (DECEASED.sub("", TITLES.sub("", name)), name))
    if bare and bare != said:
        name = bare
        rules.add("NAMA_SEBUTAN")
    name, comma, degrees = name.partition(",")
    if name.isupper() and len(name) > 1:
        rules.add("NAMA_KAPITAL")
    elif name.islower():
        rules.add("NAMA_KECIL")
    return (capitalised(name) if rules & {"NAMA_KAPITAL", "NAMA_KECIL"} else name) + comma + degrees, rules


def _without_odd_brackets(name: str) -> str:
    """A name without signs at its ends; brackets stay where they are a pair: ``Kasmini (non Katolik)``."""
    name = name.strip(" ,.")
    return name if name.count("(") == name.count(")") and not name.startswith("(") else name.strip(" ,.()")


def capitalised(name: str) -> str:
    """One capital per word: ``NUR'AINI`` → ``Nur'aini``, ``M.ALI`` → ``M.Ali``."""
    return re.sub(r"[^\W\d_]+(?:['\u2019`][^\W\d_]+)*", lambda word: word[0][0].upper() + word[0][1:].lower(), name)


def read_sex(value: Any) -> str | None:
    text = re.sub(r"[^a-z]", "", clean(value).lower())
    if text in {"l", "lk", "lki", "laki", "lakilaki", "pria", "cowok", "m"}:
        return "L"
    if text in {"p", "pr", "prp", "perempuan", "perempuam", "wanita", "w", "wnt", "f"}:
        return "P"
    return None


def read_date(value: Any, *, birth: bool, as_of: date) -> tuple[date | None, str, Rules]:
    """A date with what stands before it (a birth place), day before month. None where no such day exists.

    A two-digit year is the latest that lies before ``as_of`` for a birth, and in this century for a release.
    """
    if isinstance(value, date):
        return value, "", set()
    if isinstance(value, int | float):
        value = str(int(value)) if value == int(value) else ""
    text = clean(value).strip("'`")
    if re.fullmatch(r"\d{4,5}", text) and int(text) in EXCEL_SERIALS and not 1900 <= int(text) <= 2100:
        return EXCEL_EPOCH + timedelta(days=int(text)), "", {"TGL_SERIAL"}
    if written_close := _in_eight_digits(text):
        return written_close, "", set()
    iso = ISO_DATE.search(text)
    if iso:
        return _day(*map(int, iso.groups())), _place(text[: iso.start()]), set()
    match = DATE.search(text)
    if not match:
        return None, _place(re.split(r"\d", text)[0]), set()
    day, middle, last = match.groups()
    rules: Rules = set()
    if middle.isdigit():
        month = int(middle)
    else:
        month = MONTHS.get(middle.lower(), 0)
        rules.add("TGL_NAMA_BULAN")
    if "." in match[0].rstrip(". ") and middle.isdigit():
        rules.add("TGL_TITIK")
    year = int(last)
    if len(last) == 2:
        rules.add("TGL_TAHUN_DUA_ANGKA")
        year += 2000 if not birth or year <= as_of.year % 100 else 1900
    found = _day(year, month, int(day))
    place = _place(text[: match.start()])
    return found, place, (rules if found else set())


def _in_eight_digits(text: str) -> date | None:
    """The day of ``19870523`` or ``23051987``, as machines write it: no text is one in both ways."""
    if not re.fullmatch(r"\d{8}", text):
        return None
    ways = ((text[:4], text[4:6], text[6:]), (text[4:], text[2:4], text[:2]))
    found = (_day(*map(int, way)) for way in ways if way[0][:2] in ("19", "20"))
    return next(filter(None, found), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _place(text: str) -> str:
    place = text.strip(" ,/-.:;")
    return capitalised(place) if place.isupper() or place.islower() else place


def read_phone(value: Any) -> tuple[str | None, Rules, bool]:
    """An Indonesian number as 08…, the rules, and whether a number that is there could not be read."""
    text = clean(value)
    if is_nothing(text):
        return None, set(), False
    first = re.split(r"\s*(?:[/;,]|\bdan\b|\batau\b)\s*", text)[0]
    digits = re.sub(r"\D", "", first.split(".0")[0] if isinstance(value, float) else first)
    for prefix in ("0062", "62"):
        if digits.startswith(prefix):
            digits = digits[len(prefix) :].lstrip("0")
    number = "0" + digits.lstrip("0")
    if not re.fullmatch(r"0[2-9]\d{7,12}", number):
        return None, set(), True
    return number, ({"HP_FORMAT"} if isinstance(value, int | float) or text != number else set()), False


def read_rt_rw(value: Any) -> tuple[str | None, str | None, Rules, bool]:
    """RT and RW as three digits each, the rules, and whether something that is there could not be read.

    Where Excel made a date of ``3/1``, the day is the RT and the month the RW (Indonesian order); that is a warning.
    """
    if isinstance(value, date):
        return f"{value.day:03}", f"{value.month:03}", {"RTRW_TANGGAL"}, False
    text = clean(value)
    if is_nothing(text):
        return None, None, set(), False
    turned = re.fullmatch(r"(\d{1,2})[- ]([A-Za-z]{3,9})(?:[- ]\d{2,4})?", text)
    if turned and turned[2].lower() in MONTHS:
        return f"{int(turned[1]):03}", f"{MONTHS[turned[2].lower()]:03}", {"RTRW_TANGGAL"}, False
    if re.fullmatch(r"\d{3}/\d{3}", text):
        return text[:3], text[4:], set(), False
    joined = re.fullmatch(r"(\d{3})(\d{3})", text)
    numbers = joined.groups() if joined else re.findall(r"(?<!\d)\d{1,3}(?!\d)", text)
    if len(numbers) == 1 and re.match(r"(?i)rw", text):
        return None, f"{int(numbers[0]):03}", {"RTRW_FORMAT"}, False
    if not 1 <= len(numbers) <= 2:
        return None, None, set(), True
    rt, rw = [f"{int(number):03}" for number in numbers] if len(numbers) == 2 else (f"{int(numbers[0]):03}", None)
    if rw and re.match(r"(?i)rw", text):
        rt, rw = rw, rt
    return rt, rw, {"RTRW_FORMAT"}, False


def read_count(value: Any) -> tuple[int | None, Rules]:
    """A number of persons: ``3``, ``3 jiwa``, ``1 (satu)``, ``lima``."""
    if isinstance(value, int | float):
        # The range first: NaN and Infinity have no whole part.
        return (int(value), set()) if 0 <= value < 100 and value == int(value) else (None, set())
    text = clean(value).lower()
    match = re.match(r"[0-9]{1,2}(?!\d|e\d)", text)
    if match:
        return int(match[0]), (set() if text == match[0] else {"ANGKA_BERSATUAN"})
    word = re.match(r"[a-z]+", text)
    if word and word[0] in NUMBER_WORDS:
        return NUMBER_WORDS.index(word[0]), {"ANGKA_BERSATUAN"}
    return None, set()


def read_register_number(value: Any) -> str:
    """An inmate's register number in the form ``B.IIa 4/2024``; as written where it has another form."""
    text = clean(value)
    if is_nothing(text):
        return ""
    match = re.fullmatch(
        r"(?i)([AB])[.\s-]*(IV|V|I{1,3})[.\s-]*([ab]?)[.\s-]*(?:no\.?\s*)?(\d+)\s*/\s*(\d{4}|\d{2})", text
    )
    if not match:
        return text
    kind, roman, letter, number, year = match.groups()
    return f"{kind.upper()}.{roman.upper()}{letter.lower()} {int(number)}/{year if len(year) == 4 else '20' + year}"


def is_cut_number(cell: Any) -> bool:
    """Whether a cell holds an identity number as a number of 16 digits that ends in 0.

    Excel keeps 15 digits of a number, so this 0 stands for a digit that nobody knows any more.
    """
    return isinstance(cell, int | float) and cell == int(cell) and bool(re.fullmatch(r"\d{15}0", str(int(cell))))


LABEL_OF_NUMBER = re.compile(
    r"^\s*(?:(?:no|nomor|nmr)\b[\s.:]*)?(?:n\.?i\.?k|e?-?ktp(?:-?el)?|k\.?k|kartu (?:keluarga|klg)|id|identitas)\b"
    r"[\s.:=-]*(?=['\u2019]?\d)",
    re.IGNORECASE,
)


def read_nik_text(value: Any) -> tuple[str, Rules]:
    """What stands in the cell of an identity number, freed of what people put around the digits."""
    rules: Rules = set()
    if isinstance(value, str) and len(value) == 16 and value.isdecimal():
        # Nearly all of a long file are.
        return value, rules
    if isinstance(value, int | float):
        return (str(int(value)) if value == int(value) else str(value)), {"NIK_ANGKA"}
    text = str(value or "")
    if label := LABEL_OF_NUMBER.match(text):
        rules.add("NIK_LABEL")
        text = text[label.end() :]
    if INVISIBLE.search(text):
        rules.add("NIK_SPASI_TAK_TERLIHAT")
        text = INVISIBLE.sub("", text)
    if re.search(r"['\u2018\u2019`]", text):
        rules.add("NIK_APOSTROF")
        text = re.sub(r"['\u2018\u2019`]", "", text)
    if re.search(r"\s", text):
        rules.add("NIK_SPASI")
        text = re.sub(r"\s", "", text)
    if re.search(r"\d[.-]\d", text) and not re.search(r"(?i)e", text):
        rules.add("NIK_TITIK")
        text = re.sub(r"[.-]", "", text)
    return text, rules
