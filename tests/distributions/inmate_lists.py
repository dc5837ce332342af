"""Four families whose inmates have names, and lists that are compared with them."""

import datetime

from families.inmate_lists.keeping import compare_list
from families.models import Inmate
from tests.distributions.blora import NOW, blora
from tests.families.blora import write_xlsx

FIRST = datetime.date(2024, 11, 1)
TITLES = ["No", "Nama", "No. Register", "Ket"]
NAMES = ("Teguh Wibowo", "Agus Salim", "Slamet Riyadi", "Kasno Utomo")


def named_people():
    """A centre with its people, and its inmates as ``inmates``."""
    people = blora(families=4)
    people.inmates = [family.ties.get().inmate for family in people.families]
    for number, (inmate, name) in enumerate(zip(people.inmates, NAMES, strict=True), start=1):
        Inmate.objects.filter(pk=inmate.pk).update(name=name, register_number=f"B.III {number}/2023")
        inmate.refresh_from_db()
    return people


def rows_of(inmates, *others):
    """A list with these inmates and other rows."""
    known = [[inmate.name.upper(), inmate.register_number, ""] for inmate in inmates]
    return [TITLES, *([n, *row] for n, row in enumerate([*known, *others], start=1))]


def comparing(people, folder):
    """How a list with some inmates and other rows is compared."""

    def _compare(inmates, *others, on=FIRST, at=NOW, centre=None):
        return comparing_rows(people, folder)(*rows_of(inmates, *others), on=on, at=at, centre=centre)

    return _compare


def comparing_rows(people, folder):
    """How a file with these rows is compared."""

    def _compare(*rows, on=FIRST, at=NOW, centre=None):
        path = write_xlsx(folder / "daftar.xlsx", [list(row) for row in rows])
        return compare_list(path, centre=centre or people.centre, listed_on=on, by=people.operator, now=at)

    return _compare


def unlisted(people):
    """Since when who is missing, by name."""
    return {inmate.name: inmate.unlisted_on for inmate in Inmate.objects.filter(centre=people.centre).unlisted()}


def counted(found):
    """How many a list names, who of them is here, missing, to be decided, and nobody's of the register."""
    return found.listed, found.here, found.findings.missing().count(), found.findings.to_decide().count(), found.unknown
