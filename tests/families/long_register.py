"""A register of so many families that it is read and saved in parts."""

import csv
import io

from tests.families.blora import table


def register_of(count: int) -> bytes:
    """A CSV file with so many families that have nothing to do with each other."""
    families = [
        {
            "NIK": f"33160152{1 + n // 400:02}90{1001 + n}",
            "No. KK": f"33160623{1 + n // 400:02}09{1001 + n}",
            "Tempat, Tgl Lahir": f"Blora, 12-{1 + n // 400:02}-1990",
            "Nama Penerima": f"Sri {_letters(n)}",
            "Nama WBP": f"Kasno {_letters(n)}",
            "No. Register": f"B.I {n}/2024",
            "RT/RW": f"{1 + n % 9:03}/{1 + n % 7:03}",
        }
        for n in range(count)
    ]
    text = io.StringIO()
    csv.writer(text).writerows(table(*families))
    return text.getvalue().encode()


def _letters(number: int) -> str:
    return "".join("bcdfghjklm"[int(digit)] + "a" for digit in f"{number:04}").title()
