"""A small centre whose round goes onto paper, what happens to it, and what the papers say: for the tests of papers."""

import datetime

from centres.models import Centre, Official, Role
from distributions.models import HandoverLine, Recipient, Round
from distributions.papers.round_on_paper import read_round
from tests import factories, paper_files
from tests.distributions.recorded import recorded, written_down

AT = datetime.datetime(2024, 11, 12, 3, 5, tzinfo=datetime.UTC)
HANDED = AT + datetime.timedelta(hours=2)
NAMES = ("Kartini Nurjanah", "Siti Aminah", "Sukarti", "Endang Sulistyowati")
VILLAGES = (factories.PANOLAN, factories.NGLANJUK, factories.NGGINGGIL, factories.GERSI)


def blora() -> Centre:
    """A centre with its letterhead and the two officials who sign."""
    centre = factories.CentreFactory(name="Rutan Kelas IIB Blora", place="Blora")
    factories.LetterheadFactory(centre=centre, address="Jalan Contoh Nomor 1, Blora")
    factories.OfficialFactory(
        centre=centre,
        function=Official.Function.HEAD,
        name="Budi Santoso, S.H.",
        nip="198001012005011001",
        title="Kepala Rutan Kelas IIB Blora",
    )
    factories.OfficialFactory(
        centre=centre,
        function=Official.Function.SERVICES_HEAD,
        name="Andi Wijaya, S.H.",
        nip="198505052008011002",
        title="Kasubsi Pelayanan Tahanan",
    )
    return centre


def november(centre: Centre) -> Round:
    """A draft of 15 November 2024, whose goods come from the canteen, with nobody in it yet."""
    programme = factories.ProgrammeFactory(centre=centre, name="Bhakti Sosial Pemasyarakatan Peduli")
    return factories.RoundFactory(
        centre=centre, programme=programme, supplier=factories.SupplierFactory(centre=centre, name="Kantin Koperasi")
    )


def add_recipient(round, index=0, *, village=None, **changes):
    family = factories.EligibleFamilyFactory(
        centre=round.centre,
        village=village or factories.region(VILLAGES[index % 4]),
        household__contact=NAMES[index % 4],
        household__inmate=factories.InmateFactory(centre=round.centre, name=f"Warga Rahasia {index}"),
        remarks="catatan dalam",
    )
    values = {"contact_name": NAMES[index % 4], "nik_last4": f"{index + 1:04}", "address": "Dukuh Karangtengah"}
    return factories.RecipientFactory(round=round, family=family, rt="002", rw="005", **(values | changes))


def four_in(round: Round) -> list[Recipient]:
    """A family in each of four villages."""
    return [add_recipient(round, index) for index in range(4)]


def text_of(pdf):
    return " ".join(paper_files.page_texts(pdf))


def approve(round, **changes):
    """The round as it stands after approval, whatever leads there, with the names that it froze."""
    head, coordinator = (
        factories.MembershipFactory(user__full_name=name, centre=round.centre, role=role).user
        for name, role in (("Budi Santoso", Role.HEAD), ("Andi Wijaya", Role.COORDINATOR))
    )
    values = {
        "state": "approved",
        "submitted_at": AT,
        "submitted_by": coordinator,
        "approved_at": HANDED,
        "approved_by": head,
        "handing_official": Official.objects.filter(centre=round.centre, name="Andi Wijaya, S.H.").first(),
        "head_official": Official.objects.filter(centre=round.centre, name="Budi Santoso, S.H.").first(),
        "handing_name": "Andi Wijaya, S.H.",
        "handing_nip": "198505052008011002",
        "handing_title": "Kasubsi Pelayanan Tahanan",
        "head_name": "Budi Santoso, S.H.",
        "head_nip": "198001012005011001",
        "head_title": "Plh. Kepala Rutan Kelas IIB Blora",
        "letterhead": read_round(round.pk).letterhead,
    }
    submitted = {key: value for key, value in values.items() if not key.startswith("approved")} | {"state": "submitted"}
    Round.objects.filter(pk=round.pk).update(**submitted)
    written_down(round, "draft")
    Round.objects.filter(pk=round.pk).update(**(values | changes))
    written_down(round, "submitted")
    return round


def hand_over(recipient, *, received_by="contact", name="", relation="", quantities=None):
    slip = {"received_by": received_by, "proxy_relation": relation}
    recorded(recipient, "served", at=HANDED, slip=slip, received_by_name=name)
    handover = recipient.handovers.get()
    for line in recipient.round.lines.all():
        HandoverLine.objects.create(
            centre=recipient.centre,
            handover=handover,
            item=line.item,
            quantity=(quantities or {}).get(line.item_name, line.quantity),
        )


def miss(recipient, reason="not_home"):
    recorded(recipient, "missed", at=HANDED, reason=reason)
