"""A small centre in Blora with its programme: four packages every third Friday, rest of one month."""

import datetime
from types import SimpleNamespace

from centres.models import Official
from distributions.models import Round
from distributions.rounds.schedule import schedule_rounds
from tests.factories import (
    GERSI,
    NGGINGGIL,
    NGLANJUK,
    PANOLAN,
    CentreFactory,
    EligibleFamilyFactory,
    LetterheadFactory,
    OfficialFactory,
    ProgrammeFactory,
    cast,
    region,
)

NOW = datetime.datetime(2024, 11, 4, 2, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2024, 11, 4)
SIGNS = "Hendro Prasetyo"
VILLAGES = (NGLANJUK, PANOLAN, NGGINGGIL, GERSI)


def blora(*, families: int = 4, code: str = "rutan-blora", **programme: object) -> SimpleNamespace:
    """The centre, its people (cast), officials, programme and families in turn over four villages."""
    people = cast(CentreFactory(name="Rutan Kelas IIB Blora", code=code))
    centre = people.centre
    LetterheadFactory(centre=centre)
    people.head_official = OfficialFactory(
        centre=centre, function=Official.Function.HEAD, name=SIGNS, title="Kepala Rutan"
    )
    people.services = OfficialFactory(
        centre=centre, function=Official.Function.SERVICES_HEAD, title="Kasubsi Pelayanan Tahanan"
    )
    people.staff = [OfficialFactory(centre=centre) for _ in range(3)]
    people.programme = ProgrammeFactory(centre=centre, name="Bhakti Sosial Pemasyarakatan Peduli", **programme)
    people.families = [
        EligibleFamilyFactory(
            centre=centre,
            village=region(VILLAGES[n % 4]),
            eligibility_at=NOW - datetime.timedelta(days=30),
            registered_on=datetime.date(2024, 1, 1) + datetime.timedelta(days=n),
            household__contact=f"Keluarga {n}",
        )
        for n in range(families)
    ]
    return people


def november(people: SimpleNamespace, *, months: int = 1) -> Round:
    """The scheduled round of 15 November 2024 with its proposal."""
    made = schedule_rounds([people.programme], today=TODAY, months=months, now=NOW)
    return Round.objects.select_related("programme", "centre").get(pk=made[0].round.pk)
