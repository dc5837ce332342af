"""An address that stands in one cell, taken apart by its words."""

import re
from typing import Any

from families.register_import import cells as read
from families.register_import.villages import PROVINCE, VillageIndex, key
from families.villages import DISTRICT_PREFIX, REGENCY_PREFIX, VILLAGE_PREFIX

STREET = re.compile(r"(jl|jln|jalan|gang|gg)\b", re.IGNORECASE)
OF_A_STREET = re.compile(r"\b(?:jl|jln|jalan|gang|gg)[.\s]*$", re.IGNORECASE)
HAMLET = re.compile(r"^(?:dukuh|dusun|dk|dsn|ds|lingk(?:ungan)?)\b[.\s:]*", re.IGNORECASE)
MARK = r"(?:desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab|rt|rw|dukuh|dusun|dk|dsn)(?![A-Za-z])"
PARTS = {
    "rtrw": re.compile(
        r"\brt[\s./:]*\d{1,3}\s*[\s/,.-]*\s*(?:rw[\s./:]*)?\d{1,3}(?!\d)|(?<![\w./])\d{1,3}\s*/\s*\d{1,3}$"
        r"|^\d{1,3}\s*/\s*\d{1,3}(?=[\s,]+[a-z])|\brt[\s./:]*\d{1,3}(?!\d)",
        re.IGNORECASE,
    ),
    "desa": re.compile(rf"\b(?:desa|ds|kelurahan|kel)\b[.\s:]*([^,;]+?)(?=\s*(?:[,;]|\b{MARK}|$))", re.IGNORECASE),
    "kecamatan": re.compile(rf"\b(?:kecamatan|kec)\b[.\s:]*([^,;]+?)(?=\s*(?:[,;]|\b{MARK}|$))", re.IGNORECASE),
    "kabupaten": re.compile(r"\b(?:kabupaten|kab)\b[.\s:]*([^,;]+)", re.IGNORECASE),
    "dukuh": re.compile(rf"\b(?:dukuh|dusun|dk|dsn)\b[.\s:]*([^,;]+?)(?=\s*(?:[,;]|\b{MARK}|$))", re.IGNORECASE),
}

MIN_PARTS = 2
NO_VILLAGE = re.compile(r"(dukuh|dusun|dk|dsn|rt|rw|jl|jln|jalan|gang|gg|no)\b|[\d\s/.-]*$", re.IGNORECASE)


def split(cells: dict[str, Any], place: dict[str, str], villages: VillageIndex) -> tuple[str, set[str]]:
    """Fill the cells of an address from the one that holds it all, then from ``place``; what is left is the street.

    Returns the street and the rules that were used. Changes ``cells``.
    """
    line = read.clean(cells.get("alamat"))
    rules: set[str] = set()
    left = ""
    if line and "desa" not in cells:
        left, rules = _by_words(line, cells)
        if "desa" not in cells and "kecamatan" in cells:
            left = _without_village(left, cells, villages)
        if "desa" in cells:
            left = _without_places(left, cells, villages)
        elif "desa" not in place:
            left = _by_commas(line, cells, villages)
    elif line:
        left, rules = _beside_columns(line, cells, villages)
    villages.part(cells)
    for level, name in place.items():
        cells.setdefault(level, name)
    if left and not STREET.match(left) and "dukuh" not in cells:
        cells["dukuh"], left = left, ""
    if not {"rtrw", "rt", "rw"} & cells.keys() and (match := PARTS["rtrw"].search(left)):
        cells["rtrw"], left = match[0], left.replace(match[0], "").strip(" ,.-")
        rules = rules | {"ALAMAT_GABUNG"}
    hamlet = read.clean(cells.get("dukuh"))
    if not {"rtrw", "rt", "rw"} & cells.keys() and (match := PARTS["rtrw"].search(hamlet)):
        cells["rtrw"], cells["dukuh"] = match[0], hamlet.replace(match[0], "").strip(" ,.-")
        rules = rules | {"ALAMAT_GABUNG"}
    return left, rules


def _beside_columns(line: str, cells: dict[str, Any], villages: VillageIndex) -> tuple[str, set[str]]:
    """What an address says that stands in no column of its own: ``DUSUN KRAJAN RT 6/3`` beside *DUSUN*, *RT* and *RW*.

    What a column has already goes, where it says the same; what no column has is taken. What differs stays as written.
    """
    left, rules = "" if read.is_nothing(line) else line, set()
    told = set()
    for name, pattern in PARTS.items():
        match = pattern.search(left)
        if not match or OF_A_STREET.search(left[: match.start()]):
            continue
        text = (match[1] if pattern.groups else match[0]).strip()
        if not _is_said(name, cells):
            cells[name] = text
            for blank in ("rt", "rw") if name == "rtrw" else ():
                cells.pop(blank, None)
            rules |= set() if name == "dukuh" else {"ALAMAT_GABUNG"}
        elif not _is_same(name, text, cells):
            continue
        left = left.replace(match[0], ",", 1)
        told.add(name)
    parts = [part for part in (part.strip(" .;-") for part in left.split(",")) if part]
    parts = [part for part in parts if not _is_same("dukuh", part, cells)]
    is_wide = bool(told & {"kecamatan", "kabupaten"})
    while parts and (len(parts) > 1 or is_wide or _is_said("dukuh", cells)):
        last = PROVINCE.sub("", parts[-1])
        if not (villages.is_regency(last) or _is_same("kecamatan", last, cells)):
            break
        is_wide = True
        parts.pop()
    if parts and (len(parts) > 1 or is_wide or _is_said("dukuh", cells)) and _is_same("desa", parts[-1], cells):
        parts.pop()
    return ", ".join(parts), rules


def _is_said(name: str, cells: dict[str, Any]) -> bool:
    """Whether a part of an address stands in a column of its own."""
    names = ("rtrw", "rt", "rw") if name == "rtrw" else (name,)
    return any(not read.is_nothing(cells.get(one)) for one in names)


def _is_same(name: str, text: str, cells: dict[str, Any]) -> bool:
    """Whether a text says of a part of an address what its column says."""
    if name == "rtrw":
        rt, rw, *_rest = read.read_rt_rw(cells.get("rtrw") or cells.get("rt"))
        written = read.read_rt_rw(text)
        return written[0] == rt and written[1] in (None, rw or read.read_rt_rw(cells.get("rw"))[0])
    cell = read.clean(cells.get(name))
    if name == "dukuh":
        said, meant = (re.sub(r"\W", "", HAMLET.sub("", one)).casefold() for one in (text, cell))
    else:
        prefix = {"desa": VILLAGE_PREFIX, "kecamatan": DISTRICT_PREFIX, "kabupaten": REGENCY_PREFIX}[name]
        said, meant = (key(prefix.sub("", PROVINCE.sub("", one))) for one in (text, cell))
    return said == meant != ""


def _by_words(line: str, cells: dict[str, Any]) -> tuple[str, set[str]]:
    """Take each part that its word names, and return what isn't recognised."""
    left, rules = line, set()
    for name, pattern in PARTS.items():
        match = pattern.search(line)
        if match and name not in cells:
            cells[name] = (match[1] if pattern.groups else match[0]).strip()
            left = left.replace(match[0], ",")
            rules.add("ALAMAT_GABUNG")
    parts = [part.strip(" .;-") for part in left.split(",")]
    return ", ".join(part for part in parts if part), rules


def _without_village(left: str, cells: dict[str, Any], villages: VillageIndex) -> str:
    """What is left of an address of which one part is a village of the district that its word named: it goes, too."""
    parts = left.split(", ")
    found = [part for part in parts if villages.is_in(part, str(cells["kecamatan"]))]
    if len(parts) < MIN_PARTS or len(set(found)) != 1:
        return left
    cells["desa"] = found[0]
    return ", ".join(part for part in parts if part != found[0])


def _without_places(left: str, cells: dict[str, Any], villages: VillageIndex) -> str:
    """What is left of an address without the district and the regency behind the village that its word named."""
    parts = [part for part in left.split(", ") if part]
    while parts:
        last = PROVINCE.sub("", parts[-1])
        in_district = villages.is_in(str(cells["desa"]), last)
        if villages.is_regency(last) and not (in_district and "kecamatan" not in cells):
            cells.setdefault("kabupaten", last)
        elif villages.is_district(last) and "kecamatan" not in cells:
            cells["kecamatan"] = last
        elif last:
            break
        parts.pop()
    return ", ".join(parts)


def _by_commas(line: str, cells: dict[str, Any], villages: VillageIndex) -> str:
    """Of an address without words the last part is the village, or the district behind it."""
    parts = [part.strip() for part in PARTS["rtrw"].sub("", line).split(",") if part.strip()]
    if not parts:
        return ""
    if len(parts) > 2 and villages.is_regency(parts[-1]) and villages.is_district(parts[-2]):
        cells.setdefault("kabupaten", parts.pop())
    if len(parts) == 1 and (ending := _by_ending(parts[0], villages)):
        before, cells["desa"], district = ending
        cells.setdefault("kecamatan", district)
        return before
    # A hamlet, a street or a number is no village.
    if all(NO_VILLAGE.match(part) for part in parts):
        return ", ".join(parts)
    place = -1 if len(parts) == 1 or "kecamatan" in cells else -2
    cells["desa"] = parts[place]
    if place == -2:
        cells.setdefault("kecamatan", parts[-1])
    marked = PARTS["dukuh"].search(line)
    left = [part for part in parts[:place] if not (marked and marked[0] in part)]
    return ", ".join(left)


def _by_ending(text: str, villages: VillageIndex) -> tuple[str, str, str] | None:
    """An address without any comma as what stands before the village, the village and its district, where it ends so:
    ``Krajan Gagakan Sambong Blora``; None where no place or more than one is meant."""
    words = PROVINCE.sub("", text).split()
    found = set()
    for end in (len(words), len(words) - 1):
        if end < len(words) and not villages.is_regency(words[-1]):
            continue
        for middle in (end - 1, end - 2):
            district = " ".join(words[max(middle, 0) : end])
            if not villages.is_district(district):
                continue
            for begin in range(max(middle - 3, 0), middle):
                before, village = " ".join(words[:begin]), " ".join(words[begin:middle])
                # ``Jl. Raya Gambut Kec. Gambut``: the name may be the street's, unless its number parts them.
                if STREET.match(before) and not before[-1].isdigit():
                    continue
                if village[0].isalpha() and villages.is_in(village, district):
                    found.add((before, village, district))
    return found.pop() if len(found) == 1 else None
