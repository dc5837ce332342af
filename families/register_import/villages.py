"""Finding the village that a person meant among the villages of one regency."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from families.register_import.cells import clean, is_nothing
from families.register_import.codes import OUTSIDE_REGENCY
from families.villages import DISTRICT_PREFIX, REGENCY_PREFIX, VILLAGE_PREFIX

# How a village's cell says its district, too: ``Sumberejo Kec. Japah``, ``Sumberejo (Japah)``.
WITH_DISTRICT = (
    re.compile(r"^(.+?)[\s,/-]*\b(?:kecamatan|kec)\b[.\s:]*([A-Za-z ]+)$", re.IGNORECASE),
    re.compile(r"^(.+?)\s*\(\s*(?:(?:kecamatan|kec)\b[.\s:]*)?([A-Za-z ]+?)\s*\)$", re.IGNORECASE),
)
# What follows a regency's name: ``Blora, Jawa Tengah``, ``Blora - Jateng``.
_PROVINCES = (
    r"jawa (?:tengah|timur|barat)|ja(?:teng|tim|bar)|banten|bali|lampung|d\.?i\.? ?yogyakarta|diy|dki(?: jakarta)?"
    r"|jakarta|nt[bt]|(?:sumatera|sumatra|kalimantan|sulawesi|papua|maluku|nusa tenggara)[a-z ]*|aceh|riau|jambi"
)
PROVINCE = re.compile(rf"[\s,/(–-]+(?:prov(?:insi)?\b[.\s:]*)?(?:{_PROVINCES})\)?$", re.IGNORECASE)
OTHER_REGENCY = re.compile(r"\b(?:kab(?:upaten)?|kota)\b[.\s]*([A-Za-z][A-Za-z ]+)", re.IGNORECASE)
NAMED_REGENCY = re.compile(r"[\s,/(-]+(?:kabupaten|kab)\b[.\s:]*([A-Za-z ]+)\)?$", re.IGNORECASE)
# What stands in parentheses or behind a comma after a village's name.
BEHIND = re.compile(r"^(?P<name>[^(,]+?)\s*[(,]\s*(?P<behind>[^(),]+?(?:,[^(),]+?)?)\s*\)?$")
# The district of a regency's own town is often called by it: ``Blora Kota``.
TOWN = re.compile(r"^kota\s+|\s+kota$", re.IGNORECASE)
# What a village is called outside Java, before its name; of some it is a part: *Negeri Lama*.
KIND = re.compile(
    r"^(?:kampung|kp|kampong|gampong|gp|nagari|negeri|pekon|tiyuh|lembang|desa adat|ohoi|distrik)\b[.\s]*",
    re.IGNORECASE,
)
# How their names are shortened.
SHORT = {"mns": "meunasah", "sei": "sungai", "sg": "sungai", "tj": "tanjung", "tjg": "tanjung", "tg": "tanjung"}
MAX_SLIPS = 2


@dataclass(frozen=True)
class Village:
    code: str
    name: str
    district_code: str
    district: str


@dataclass
class Found:
    """``village`` is None when a person has to choose; ``suggestions`` are the likely ones, best first."""

    village: Village | None
    codes: set[str] = field(default_factory=set)
    warnings: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    suggestions: list[Village] = field(default_factory=list)
    district_code: str | None = None


def key(name: str) -> str:
    """A place name as it is compared: letters only, so that ``Sumber Rejo`` is ``Sumberejo``'s close neighbour."""
    return re.sub(r"[^a-z]", "", name.lower())


class Country(Protocol):
    """The villages of the whole country, looked up one by one."""

    def by_code(self, code: str) -> Village | None: ...

    def named(self, name: str, district: str, regency: str) -> list[Village]:
        """Those of a name, at most six; ``district`` and ``regency`` narrow where they aren't empty."""
        ...


class VillageIndex:
    """The villages of one regency by name. ``elsewhere`` holds names of districts and regencies of the whole country,
    ``regencies`` those of the regencies alone, by which an address outside is told from a slip of the pen. ``country``
    finds the villages of other regencies."""

    def __init__(
        self,
        regency: str,
        villages: Iterable[Village],
        elsewhere: Iterable[str] = (),
        regencies: Iterable[str] = (),
        country: "Country | None" = None,
    ) -> None:
        self.regency = key(REGENCY_PREFIX.sub("", regency))
        self.by_code: dict[str, Village] = {}
        self._by_name: dict[str, list[Village]] = {}
        self._by_district: dict[str, dict[str, Village]] = {}
        self._districts: dict[str, str] = {}
        # A district that is called *Kota* and nothing else has no name left: an empty one would match every blank cell.
        elsewhere = {key(name) for name in elsewhere} - {""}
        for village in villages:
            self.by_code[village.code] = village
            self._by_name.setdefault(key(village.name), []).append(village)
            self._by_district.setdefault(village.district_code, {})[key(village.name)] = village
            self._districts[key(village.district)] = village.district_code
        self._country = country
        # ``Kota Ternate Selatan`` is a district of that town, and no other town.
        own_towns = {key(REGENCY_PREFIX.sub("", village.district)) for village in self.by_code.values()}
        self._other_regencies = elsewhere - {self.regency} - (own_towns - self._districts.keys())
        self._regencies = {key(name) for name in regencies} - {"", self.regency}
        self._other_districts = elsewhere - self._districts.keys()

    def find(self, cells: Mapping[str, object]) -> Found:
        """Look up ``desa`` with the help of ``kecamatan`` and ``kabupaten``; codes and warnings as in the legend.

        ``desa_kode`` is the village that a person chose on the preview.
        """
        code = str(cells.get("desa_kode", ""))
        chosen = self.by_code.get(code) or (self._country.by_code(code) if code and self._country else None)
        if chosen:
            return Found(chosen, set() if chosen.code in self.by_code else {OUTSIDE_REGENCY})
        raw, within = self._with_district(str(cells.get("desa") or ""))
        name, rules = self._known_name(*_village_name(raw))
        district_name = DISTRICT_PREFIX.sub("", clean(cells.get("kecamatan"))) or within
        if self._is_outside(cells, name, district_name):
            return self._outside(cells, name, district_name, rules)
        if not name:
            return Found(None, {"DESA_TIDAK_DIKENAL"})
        district_code, slip = self._district(district_name)
        found = self._in_district(name, district_code) if district_code else self._in_regency(name)
        if found.codes == {"DESA_TIDAK_DIKENAL"} and (written := _written_out(name)) != name:
            meant = self._in_district(written, district_code) if district_code else self._in_regency(written)
            if meant.village and not meant.codes:
                found = Found(meant.village, {"DESA_TYPO"}, suggestions=[meant.village])
        found.district_code = found.village.district_code if found.village else district_code
        if slip and found.village and not found.codes:
            found.rules.add("KEC_EJAAN")
        if not district_name and found.village and not found.codes:
            found.warnings.add("KEC_DARI_DESA")
        found.rules |= rules if "DESA_TYPO" not in found.codes else set()
        return found

    def _known_name(self, name: str, rules: set[str]) -> tuple[str, set[str]]:
        """A village's name without the word for what it is, where it is known by that alone: ``Kampung Sereh``."""
        bare = KIND.sub("", name)
        if bare and bare != name and key(name) not in self._by_name and key(bare) in self._by_name:
            return bare, {"DESA_AWALAN"}
        return name, rules

    def part(self, cells: dict[str, object]) -> None:
        """Put what the cells of village and district say of a district or a regency into cells of its own.

        ``Padangan Bojonegoro`` in the district's, ``Tegaldowo (Gunem Rembang)`` in the village's.
        """
        village = clean(cells.get("desa"))
        found = BEHIND.match(village) if "(" in village or "," in village else None
        if found and not self.is_district(found["behind"]):
            district, regency = self._regency_behind(found["behind"])
            if regency and key(regency) != self.regency:
                cells |= {"desa": found["name"], "kabupaten": regency}
                if district:
                    cells["kecamatan"] = district
        district, regency = self._regency_behind(clean(cells.get("kecamatan")))
        if district and regency:
            cells["kecamatan"] = district
            cells.setdefault("kabupaten", regency)

    def _regency_behind(self, text: str) -> tuple[str, str]:
        """A text that ends with a regency as what stands before it, and the regency; both empty where none does."""
        if " " not in text and "," not in text:
            return "", ""
        return self._regency_of_several(text)

    def _regency_of_several(self, text: str) -> tuple[str, str]:
        bare = PROVINCE.sub("", text).strip(" ,")
        if marked := OTHER_REGENCY.search(bare):
            return bare[: marked.start()].strip(" ,(-/"), marked[1].strip()
        name = key(DISTRICT_PREFIX.sub("", bare))
        if name in self._districts or (name in self._other_districts and name not in self._regencies):
            return "", ""
        words = re.findall(r"[^\s,/()-]+", bare)
        for count in (2, 1):
            last = " ".join(words[-count:])
            if len(words) >= count and key(last) in self._regencies | {self.regency}:
                return " ".join(words[:-count]), last
        return "", ""

    def is_regency(self, text: str) -> bool:
        """Whether a text is the name of a regency, this one or another."""
        return key(REGENCY_PREFIX.sub("", clean(text))) in self._regencies | ({self.regency} - {""})

    def is_in(self, village: str, district: str) -> bool:
        """Whether a district here has a village of this name."""
        code, _slip = self._district(DISTRICT_PREFIX.sub("", clean(district)))
        return bool(code) and key(_village_name(village)[0]) in self._by_district[str(code)]

    def is_village(self, text: str) -> bool:
        """Whether a text is the name of a village here, as a column of villages has it; no slips are looked for."""
        raw, _within = self._with_district(text)
        return key(_village_name(raw)[0]) in self._by_name

    def is_same(self, name: str | None, village: Village) -> bool:
        """Whether a name means a village, but for a slip; nothing contradicts nothing."""
        return not name or OSA.distance(key(_village_name(name)[0]), key(village.name)) <= MAX_SLIPS

    def is_district(self, text: str) -> bool:
        """Whether a text is the name of a district here."""
        return key(DISTRICT_PREFIX.sub("", clean(text))) in self._districts

    def _with_district(self, raw: str) -> tuple[str, str]:
        """A village's cell without what it says of the regency, and the district that it names, or an empty text."""
        text = clean(raw)
        without_province = PROVINCE.sub("", text)
        regency = NAMED_REGENCY.search(without_province)
        if regency and key(regency[1]) == self.regency:
            text = without_province[: regency.start()].strip(" ,/-")
        for pattern in WITH_DISTRICT:
            if (match := pattern.match(text)) and (pattern is WITH_DISTRICT[0] or self.is_district(match[2])):
                return match[1].strip(), match[2].strip()
        first, _blank, last = text.rpartition(" ")
        known = key(_village_name(text)[0]) in self._by_name
        if first and not known and self.is_district(last) and key(_village_name(first)[0]) in self._by_name:
            return first, last
        return (text if text != clean(raw) else raw), ""

    def _is_outside(self, cells: Mapping[str, object], name: str, district: str) -> bool:
        regency = key(PROVINCE.sub("", REGENCY_PREFIX.sub("", clean(cells.get("kabupaten")))))
        if regency and self.regency and OSA.distance(regency, self.regency) > MAX_SLIPS:
            return True
        for cell in ("desa", "kecamatan", "alamat", "dukuh"):
            if any(key(other) in self._other_regencies for other in OTHER_REGENCY.findall(clean(cells.get(cell)))):
                return True
        if not district and key(name) not in self._by_name and key(name.rpartition(" ")[2]) in self._regencies:
            return " " in name
        return key(district) in self._other_districts and key(name) not in self._by_name

    def _outside(self, cells: Mapping[str, object], name: str, district: str, rules: set[str]) -> Found:
        """The village of another regency, where what is written means one; else those that it may mean."""
        regency = PROVINCE.sub("", REGENCY_PREFIX.sub("", clean(cells.get("kabupaten"))))
        if within := OTHER_REGENCY.search(name):
            name, regency = name[: within.start()].strip(" ,(-/"), regency or within[1].strip()
        elif not district and not regency:
            name, _blank, regency = name.rpartition(" ")
        found = self._country.named(name, district, regency) if self._country and name else []
        village = found[0] if len(found) == 1 else None
        suggestions = [] if village else found
        return Found(village, {OUTSIDE_REGENCY}, rules=rules, suggestions=suggestions)

    def _district(self, name: str) -> tuple[str | None, bool]:
        if is_nothing(name):
            return None, False
        exact = self._districts.get(key(name)) or self._districts.get(key(TOWN.sub("", name)))
        if exact:
            return exact, False
        close = _closest(key(name), self._districts)
        return (self._districts[close[0]], True) if len(close) == 1 else (None, False)

    def _in_district(self, name: str, district_code: str) -> Found:
        names = self._by_district[district_code]
        if key(name) in names:
            return Found(names[key(name)])
        if (
            len(elsewhere := self._by_name.get(key(name), [])) == 1
            and self._districts.get(self.regency) == district_code
        ):
            # Who wrote the regency's name meant the regency, and not its district of the same name.
            return Found(elsewhere[0], {"DESA_KEC_TIDAK_COCOK"}, suggestions=elsewhere)
        if key(name) in self._by_name:
            return Found(None, {"DESA_KEC_TIDAK_COCOK"}, suggestions=self._by_name[key(name)])
        close = _closest(key(name), names)
        if close:
            return Found(names[close[0]], {"DESA_TYPO"}, suggestions=[names[near] for near in close])
        return Found(None, {"DESA_TIDAK_DIKENAL"})

    def _in_regency(self, name: str) -> Found:
        same = self._by_name.get(key(name), [])
        if len(same) == 1:
            return Found(same[0])
        if same:
            return Found(None, {"DESA_AMBIGU"}, suggestions=same)
        near = [village for close in _closest(key(name), self._by_name) for village in self._by_name[close]]
        if near:
            return Found(near[0] if len(near) == 1 else None, {"DESA_TYPO"}, suggestions=near)
        return Found(None, {"DESA_TIDAK_DIKENAL"})


def _written_out(name: str) -> str:
    """A name whose first word is shortened, with that word written out: ``Mns. Drang``."""
    first, _blank, rest = name.partition(" ")
    return f"{SHORT.get(first.lower().strip('.'), first)} {rest}".strip()


def _village_name(raw: str) -> tuple[str, set[str]]:
    text = clean(raw)
    name = VILLAGE_PREFIX.sub("", text) or text
    if is_nothing(name):
        return "", set()
    if name != text:
        return name, {"DESA_AWALAN"}
    rules = {"DESA_SPASI"} if raw != text else set()
    return name, rules | ({"DESA_KAPITAL"} if name.isupper() or name.islower() else set())


def _closest(name: str, names: Iterable[str]) -> list[str]:
    """The names that are fewest slips away, at most two, and one for a name of up to four letters."""
    slips = MAX_SLIPS if len(name) > 4 else 1
    hits = process.extract(name, list(names), scorer=OSA.distance, score_cutoff=slips, limit=5)
    return [hit[0] for hit in hits if hit[1] == hits[0][1]]
