"""A register of 400 fictional families as a centre keeps it, with the errors that such files have and their shares."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from centres.models import Region
from tests.families.blora import write_xlsx

ROWS = 400
TITLE = [
    "No",
    "Nama Penerima",
    "NIK",
    "No. KK",
    "Tempat, Tgl Lahir",
    "L/P",
    "Hubungan dg WBP",
    "Nama WBP",
    "No. Register",
    "Tgl Bebas",
    "Dukuh",
    "RT/RW",
    "Desa/Kel",
    "Kecamatan",
    "Jml Tanggungan",
    "No. HP/WA",
    "Ket.",
]
WOMEN = [
    "Sumiyem",
    "Partini",
    "Wagiyem",
    "Lasmini",
    "Mujiati",
    "Ngatini",
    "Rukmini",
    "Darsih",
    "Suparti",
    "Tuminah",
    "Sulastri",
    "Warsini",
]
MEN = [
    "Suyatno",
    "Kasno",
    "Tarmuji",
    "Wagimin",
    "Ngadimin",
    "Pardi",
    "Lasiman",
    "Teguh",
    "Zaenal",
    "Joko",
    "Imam",
    "Suroso",
]
LAST = [
    "Wibowo",
    "Utami",
    "Hariyanto",
    "Susanti",
    "Kurniawan",
    "Maryati",
    "Nugroho",
    "Handayani",
    "Riyadi",
    "Fatimah",
    "Santoso",
    "Lestari",
]
HAMLETS = [
    "Krajan",
    "Ngasem",
    "Tegalrejo",
    "Karangtengah",
    "Nglebok",
    "Gendongan",
    "Sumberagung",
]
SAME_PERSON = (
    "Nama Penerima",
    "Tempat, Tgl Lahir",
    "L/P",
    "Hubungan dg WBP",
    "Desa/Kel",
    "Kecamatan",
    "Nama WBP",
)
# How many of the 400 rows have which error; the rest is written untidily, but clear.
ERRORS = {
    "nik_short": 9,
    "nik_scientific": 4,
    "nik_cut": 6,
    "nik_empty": 5,
    "nik_letter": 4,
    "date": 6,
    "no_inmate": 4,
    "village_slip": 12,
    "village_twice": 3,
    "released": 40,
    "same_card": 7,
    "same_row": 6,
    "near": 2,
    "sex": 2,
    "other_date": 2,
    "relation": 2,
}


def large_register(path: Path, *, seed: int = 400) -> tuple[Path, dict[int, dict[str, Any]]]:
    """Write the file; returns it with what is true of each row, by its number in the sheet."""
    random = Random(seed)
    villages = [
        (village.name, village.above.name, village.code)
        for village in Region.objects.filter(level=Region.Level.VILLAGE, parent__code__startswith="33.16.")
        .select_related("parent")
        .order_by("code")
    ]
    often = Counter(name for name, _district, _code in villages)
    rows: list[dict[str, Any]] = []
    kinds = [kind for kind, count in ERRORS.items() for _each in range(count)]
    places = dict(zip(random.sample(range(40, ROWS), len(kinds)), kinds, strict=True))
    truth: dict[int, dict[str, Any]] = {}
    for index in range(ROWS):
        kind = places.get(index, "")
        row = _family(random, index, [v for v in villages if (often[v[0]] > 1) == (kind == "village_twice")])
        truth[index + 2] = row | {"kind": kind}
        rows.append(_with_error(dict(row), kind, random, rows))
    cells = [TITLE, *([index, *(row[name] for name in TITLE[1:])] for index, row in enumerate(rows, start=1))]
    return write_xlsx(path, cells), truth


def _family(random: Random, index: int, villages: list[tuple[str, str, str]]) -> dict[str, Any]:
    woman = random.random() < 0.8
    born = date(1955, 1, 1) + timedelta(days=random.randrange(16000))
    village, district, code = random.choice(villages)
    place = code.replace(".", "")[:6]
    day = born.day + (40 if woman else 0)
    relation = random.choice(["Istri", "Ibu", "Kakak"] if woman else ["Ayah", "Adik", "Anak"])
    name = f"{random.choice(WOMEN if woman else MEN)} {random.choice(LAST)}"
    return {
        "Nama Penerima": name,
        "NIK": f"{place}{day:02}{born:%m%y}{1001 + index}",
        "No. KK": f"{place}{random.randrange(1, 29):02}{random.randrange(1, 13):02}15{5001 + index}",
        "Tempat, Tgl Lahir": f"Blora, {born:%d-%m-%Y}",
        "L/P": "P" if woman else "L",
        "Hubungan dg WBP": relation,
        "Nama WBP": f"{random.choice(MEN)} {random.choice(LAST)}",
        "No. Register": f"B.I {index + 1}/2024",
        "Tgl Bebas": "30/11/2030",
        "Dukuh": random.choice(HAMLETS),
        "RT/RW": f"{random.randrange(1, 9):03}/{random.randrange(1, 9):03}",
        "Desa/Kel": village.upper() if random.random() < 0.3 else village,
        "Kecamatan": district,
        "Jml Tanggungan": random.choice([1, 2, 3, "4 jiwa", "2 (dua)"]),
        "No. HP/WA": f"0812{random.randrange(10**7, 10**8)}" if random.random() < 0.6 else "-",
        "Ket.": "",
    }


def _with_error(row: dict[str, Any], kind: str, random: Random, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    other = earlier[random.randrange(30)] if len(earlier) > 30 else row
    wrong: dict[str, dict[str, Any]] = {
        "nik_short": {"NIK": row["NIK"][:15]},
        "nik_scientific": {"NIK": "3,31612E+15"},
        "nik_cut": {"NIK": int(row["NIK"][:15] + "0")},
        "nik_empty": {"NIK": "belum ada"},
        "nik_letter": {"NIK": row["NIK"].replace("0", "O", 1)},
        "date": {"Tempat, Tgl Lahir": "Blora, 31-02-1980"},
        "no_inmate": {"Nama WBP": "", "No. Register": ""},
        "village_slip": {"Desa/Kel": row["Desa/Kel"][:2] + row["Desa/Kel"][3:]},
        "village_twice": {"Kecamatan": ""},
        "released": {"Tgl Bebas": "01/02/2024"},
        "same_card": {"No. KK": other["No. KK"]},
        "same_row": other,
        "near": {
            **{
                name: other[name]
                for name in ("Nama Penerima", "Tempat, Tgl Lahir", "Desa/Kel", "Kecamatan", "Nama WBP")
            },
            "NIK": other["NIK"][:15] + str((int(other["NIK"][15]) + 5) % 10),
            "L/P": other["L/P"],
            "Hubungan dg WBP": other["Hubungan dg WBP"],
        },
        "sex": {"L/P": "L" if row["L/P"] == "P" else "P"},
        "other_date": {"Tempat, Tgl Lahir": "Blora, 01-01-1990"},
        "relation": {"Hubungan dg WBP": "Suami" if row["L/P"] == "P" else "Istri"},
    }
    return row | wrong.get(kind, {})
