"""What ties rows of one import together, so that a change of one is judged with what it concerns and nothing else."""

import json

from centres.encryption import blind_index
from families.names import bare_name
from families.register_import.duplicates import home_of, household_of_card, people_of, whole_of
from families.register_import.row import ReadRow, SheetRow


def near(read: ReadRow) -> list[str]:
    """What rows share that may be one person or one household: their status may follow from each other's."""
    values = read.values
    found = [
        ("raw", json.dumps(whole_of(read))),
        ("nik", values["nik"]),
        ("kk", values["no_kk"]),
        *(("person", person) for person in people_of(read)),
        ("home", json.dumps(home_of(read)) if home_of(read) else None),
        ("register", values["wbp_register"].casefold() if values["wbp_nama"] else None),
        ("card", json.dumps(household_of_card(read)) if household_of_card(read) else None),
    ]
    return [f"{kind} {text}" for kind, text in found if text]


def beside(read: ReadRow) -> list[str]:
    """What rows share of which only a warning tells: their inmate, by the number or, without one, by the bare name."""
    name, number = read.values["wbp_nama"], read.values["wbp_register"]
    if not name:
        return []
    return [f"inmate {name.lower()} {number}" if number else f"name {bare_name(name)}"]


def address(row: SheetRow) -> list[str]:
    """How the village of a row is written."""
    return [f"address {json.dumps(row.address, default=str)}"]


def tokens(import_id: int, texts: list[str]) -> list[int]:
    """Keyed digests of such texts, by which rows of one import are found; between imports they differ."""
    return [
        int.from_bytes(blind_index("import links", f"{import_id} {text}")[:8], "big", signed=True) for text in texts
    ]


def links_of(row: SheetRow, read: ReadRow, import_id: int) -> list[int]:
    """All by which a staged row is found."""
    return sorted(set(tokens(import_id, near(read) + beside(read) + address(row))))
