"""The register against a list of inmates: who is surely there, who is missing, and what a person has to say."""

import pytest

from families.inmate_lists.comparing import Known, compare
from families.inmate_lists.reading import Listed

TEGUH = Known(1, "Teguh Wibowo", "B.I 8/2024")


def L(name, number="", *, gone=False):
    return Listed(name, number, gone)


def said(known, *listed):
    result = compare(known, listed)
    doubts = {
        pk: (found.verdict.value, str(found.why), [one.name for one in found.meant])
        for pk, found in result.found.items()
    }
    return result.here, doubts, result.unknown


# What the register has, what the list says, and what comes of it: who is here, what is found, how many are nobody's.
CASES = {
    "the same number, however it is spaced": ([TEGUH], [L("TEGUH WIBOWO", "B I.8/2024")], ([1], {}, 0)),
    "the number, and a slip in the name": ([TEGUH], [L("TEGUH WIBOWOO", "B.I 8/2024")], ([1], {}, 0)),
    "a number without a name": ([TEGUH], [L("", "B.I 8/2024")], ([1], {}, 0)),
    "the number of somebody else": (
        [TEGUH],
        [L("KASNO", "B.I 8/2024")],
        ([], {1: ("unsure", "number_of_another", ["KASNO"])}, 0),
    ),
    "nobody of that number or name": (
        [TEGUH],
        [L("KASNO", "B.I 9/2024"), L("PONIRAN")],
        ([], {1: ("missing", "", [])}, 2),
    ),
    "the name alone, in the list": ([TEGUH], [L("Teguh Wibowo bin Karto")], ([1], {}, 0)),
    "the name alone, in the register": (
        [Known(1, "Moh. Yusuf", "")],
        [L("MUHAMMAD YUSUF", "A.I 1/2024")],
        ([1], {}, 0),
    ),
    "the name with another number": (
        [TEGUH],
        [L("TEGUH WIBOWO", "B.II 3/2024")],
        ([], {1: ("unsure", "other_number", ["TEGUH WIBOWO"])}, 0),
    ),
    "a name written nearly the same": (
        [Known(1, "Teguh Wibowo", "")],
        [L("TEGUH WIBAWO")],
        ([], {1: ("unsure", "near_name", ["TEGUH WIBAWO"])}, 0),
    ),
    "a name with a word by its first letter": (
        [Known(1, "Agus Teguh Wibowo", "")],
        [L("A. TEGUH WIBOWO")],
        ([], {1: ("unsure", "near_name", ["A. TEGUH WIBOWO"])}, 0),
    ),
    "two of that name in the list": (
        [Known(1, "Teguh Wibowo", "")],
        [L("TEGUH WIBOWO", "B.I 1/2024"), L("TEGUH WIBOWO", "B.I 2/2024")],
        ([], {1: ("unsure", "several", ["TEGUH WIBOWO", "TEGUH WIBOWO"])}, 0),
    ),
    "two of that name in the register": (
        [Known(1, "Slamet", ""), Known(2, "Slamet", "")],
        [L("SLAMET")],
        ([], {1: ("unsure", "several", ["SLAMET"]), 2: ("unsure", "several", ["SLAMET"])}, 0),
    ),
    "one of two by the number, so the other is missing": (
        [Known(1, "Slamet", "B.I 1/2024"), Known(2, "Slamet", "B.I 2/2024")],
        [L("SLAMET", "B.I 1/2024")],
        ([1], {2: ("missing", "", [])}, 0),
    ),
    "gone, as the list itself says": (
        [TEGUH],
        [L("TEGUH WIBOWO", "B.I 8/2024", gone=True)],
        ([], {1: ("missing", "said_gone", [])}, 0),
    ),
    "in the list, though released by the register": (
        [Known(1, "Teguh Wibowo", "B.I 8/2024", held=False)],
        [L("TEGUH WIBOWO", "B.I 8/2024")],
        ([], {1: ("unsure", "not_held", ["TEGUH WIBOWO"])}, 0),
    ),
    "not in the list, and released by the register": (
        [Known(1, "Teguh Wibowo", "B.I 8/2024", held=False)],
        [L("KASNO")],
        ([], {}, 1),
    ),
    "nearly somebody who is released by the register": (
        [Known(1, "Teguh Wibowo", "", held=False)],
        [L("TEGUH WIBAWO")],
        ([], {}, 1),
    ),
}


@pytest.mark.parametrize(("known", "listed", "expected"), CASES.values(), ids=CASES)
def test_who_is_in_a_list(known, listed, expected):
    assert said(known, *listed) == expected


def test_who_is_taken_by_number_is_nobody_elses_near_name():
    known = [Known(1, "Sutrisno", "B.I 1/2024"), Known(2, "Sutrisna", "")]

    assert said(known, L("SUTRISNO", "B.I 1/2024")) == ([1], {2: ("missing", "", [])}, 0)
