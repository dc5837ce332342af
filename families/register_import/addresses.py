"""An address that stands in one cell, taken apart by its words."""

import re
from typing import Any

from families.register_import import cells as read
from families.register_import.villages import PROVINCE, VillageIndex

STREET = re.compile(r"(jl|jln|jalan|gang|gg)\b", re.IGNORECASE)
MARK = r"(?:desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab|rt|rw|dukuh|dusun|dk|dsn)(?![A-Za-z])"
PARTS = {
    "rtrw": re.compile(
        r"\brt[\s./:]*\d{1,3}\s*[\s/,.-]*\s*(?:rw[\s./:]*)?\d{1,3}(?!\d)|(?<![\w./])\d{1,3}\s*/\s*\d{1,3}$"
        r"|\brt[\s./:]*\d{1,3}(?!\d)",
        re.IGNORECASE,
    ),
    "desa": re.compile(rf"\b(?:desa|ds|kelurahan|kel)\b[.\s:]*([^,;]+?)(?=\s*(?:[,;]|\b{MARK}|$))", re.IGNORECASE),
    "kecamatan": re.compile(rf"\b(?:kecamatan|kec)\b[.\s:]*([^,;]+?)(?=\s*(?:[,;]|\b{MARK}|$))", re.IGNORECASE),
    "kabupaten": re.compile(r"\b(?:kabupaten|kab)\b[.\s:]*([^,;]+)", re.IGNORECASE),
    "dukuh": re.compile(rf"\b(?:dukuh|dusun|dk|dsn)\b[.\s:]*([^,;]+?)(?=\s*(?:[,;]|\b{MARK}|$))", re.IGNORECASE),
}

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
        if "desa" in cells:
            left = _without_places(left, cells, villages)
        elif "desa" not in place:
            left = _by_commas(line, cells, villages)
    elif line and (STREET.match(line) or "dukuh" in cells):
        left = line
    elif line:
        cells["dukuh"] = line
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
