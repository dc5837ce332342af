"""The named cast and the things they work with: one factory per model.

The story is that of a small detention centre in Blora. ``cast(centre)`` makes its people, one per role; the outsider is
a coordinator of another centre. Regions are those of the tests' database: the regency of Blora (33.16).
"""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from aid.models import Item, Package, PackageLine, PackageVersion, Supplier
from centres.models import Centre, Letterhead, Membership, Official, Region, Role, User
from distributions.models import MovedDate, Pause, Programme, Recipient, Round, RoundLine, Stop
from families.models import Assessment, Eligibility, Family, FamilyInmate, Inmate, InmateList, Member

PASSWORD = "sembako untuk warga 2024"
LONG_AGO = datetime.date(2024, 1, 1)

NGLANJUK, PANOLAN, NGGINGGIL, GERSI = "33.16.05.2012", "33.16.04.2004", "33.16.03.2004", "33.16.08.2019"


def region(code: str) -> Region:
    """The region of a code; the tests' database holds the regency of Blora (33.16) with its ancestors."""
    return Region.objects.get(code=code)


class CentreFactory(DjangoModelFactory):
    class Meta:
        model = Centre

    code = factory.Sequence(lambda n: f"rutan-{n}")
    kind = Centre.Kind.RUTAN
    name = factory.Sequence(lambda n: f"Rutan Kelas IIB Contoh {n:04d}")
    full_name = factory.LazyAttribute(lambda centre: centre.name.replace("Rutan", "Rumah Tahanan Negara"))
    place = "Blora"
    regency = factory.LazyFunction(lambda: region("33.16"))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"petugas{n}")
    full_name = factory.Sequence(lambda n: f"Petugas {n:04d}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    centre = factory.SubFactory(CentreFactory)
    role = Role.COORDINATOR
    starts_on = LONG_AGO


class OfficialFactory(DjangoModelFactory):
    class Meta:
        model = Official

    centre = factory.SubFactory(CentreFactory)
    function = Official.Function.STAFF
    name = factory.Sequence(lambda n: f"Pegawai {n:04d}, S.H.")
    nip = factory.Sequence(lambda n: f"19800101200501{n:04d}")
    title = "Staf Pelayanan Tahanan"
    starts_on = LONG_AGO


class LetterheadFactory(DjangoModelFactory):
    class Meta:
        model = Letterhead

    centre = factory.SubFactory(CentreFactory)
    starts_on = LONG_AGO
    ministry = "Kementerian Imigrasi dan Pemasyarakatan Republik Indonesia"
    directorate = "Direktorat Jenderal Pemasyarakatan"
    regional_office = "Kantor Wilayah Jawa Tengah"
    centre_line = factory.LazyAttribute(lambda head: head.centre.full_name)


class InmateFactory(DjangoModelFactory):
    class Meta:
        model = Inmate

    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Warga Binaan {n:04d}")
    register_number = factory.Sequence(lambda n: f"B.I {n}/2024")


class InmateListFactory(DjangoModelFactory):
    """A list of inmates that was compared, and of which families were told."""

    class Meta:
        model = InmateList

    centre = factory.SubFactory(CentreFactory)
    listed_on = datetime.date(2024, 11, 1)
    digest = b"\0" * 32
    listed = 3
    here = 1
    unknown = 2
    compared_at = raised_at = datetime.datetime(2024, 11, 1, 3, tzinfo=datetime.UTC)


class FamilyFactory(DjangoModelFactory):
    """A proposed family of one contact, tied to one inmate. ``EligibleFamilyFactory`` may receive."""

    class Meta:
        model = Family
        skip_postgeneration_save = True

    class Params:
        contact = "Kartini Nurjanah"
        inmate = None

    centre = factory.SubFactory(CentreFactory)
    kk = factory.Sequence(lambda n: f"331604{n:010d}")
    village = factory.LazyFunction(lambda: region(PANOLAN))
    hamlet = "Karangtengah"
    rt = "002"
    rw = "005"
    household_size = 3
    registered_on = LONG_AGO

    @classmethod
    def _create(cls, model_class, *args, kk_block=None, **values):
        """Of a card that a file cut short, ``kk_block`` is all that is known: no number goes with it."""
        family = model_class(*args, **values)
        if kk_block:
            family.kk_block = kk_block
        family.save(force_insert=True)
        return family

    @factory.post_generation
    def household(self, create, extracted, *, contact=None, inmate=None, relation="wife", **kwargs):
        MemberFactory(centre=self.centre, family=self, is_contact=True, **({"name": contact} if contact else {}))
        inmate = inmate or InmateFactory(centre=self.centre)
        FamilyInmateFactory(centre=self.centre, family=self, inmate=inmate, relation=relation)


class EligibleFamilyFactory(FamilyFactory):
    eligibility = Eligibility.ELIGIBLE
    eligibility_basis = "Penilaian di rumah"
    eligibility_at = factory.LazyFunction(timezone.now)
    eligibility_by = factory.SubFactory(UserFactory)
    eligible_from = LONG_AGO


def surveyed(family: Family, on: datetime.date, *, score: int = 60) -> Family:
    """The family was surveyed on that day, and carries the score; by whom and with which answers is no matter."""
    at = datetime.datetime.combine(on, datetime.time(12), datetime.UTC)
    Assessment.objects.create(
        centre_id=family.centre_id,
        family=family,
        surveyed_on=on,
        score=score,
        surveyed_by=UserFactory(),
        recorded_at=at,
    )
    family.surveyed_on, family.need_score = on, score
    family.save(update_fields=["surveyed_on", "need_score"])
    return family


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    centre = factory.SubFactory(CentreFactory)
    family = factory.SubFactory(FamilyFactory)
    name = factory.Sequence(lambda n: f"Anggota {n:04d}")
    sex = Member.Sex.FEMALE
    birth_date = datetime.date(1982, 10, 17)
    nik = factory.Sequence(lambda n: f"331604571082{n + 1:04d}")


class FamilyInmateFactory(DjangoModelFactory):
    class Meta:
        model = FamilyInmate

    centre = factory.SubFactory(CentreFactory)
    family = factory.SubFactory(FamilyFactory)
    inmate = factory.SubFactory(InmateFactory)
    relation = FamilyInmate.Relation.WIFE


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item

    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Barang {n:04d}")
    unit = "kg"
    usual_price = 14_500


class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = Supplier

    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Kantin Koperasi {n:04d}")


class PackageFactory(DjangoModelFactory):
    class Meta:
        model = Package

    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Paket sembako {n:04d}")


class PackageVersionFactory(DjangoModelFactory):
    """A version with rice (10 kg) and sugar (2 kg)."""

    class Meta:
        model = PackageVersion
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)
    package = factory.SubFactory(PackageFactory, centre=factory.SelfAttribute("..centre"))
    starts_on = LONG_AGO

    @factory.post_generation
    def lines(self, create, extracted, **kwargs):
        contents = extracted if extracted is not None else (("Beras", "10"), ("Gula pasir", "2"))
        for name, quantity in contents:
            item = Item.objects.filter(centre=self.centre, name=name).first() or ItemFactory(
                centre=self.centre, name=name
            )
            PackageLine.objects.create(centre=self.centre, version=self, item=item, quantity=Decimal(quantity))


class ProgrammeFactory(DjangoModelFactory):
    """Every third Friday, four packages."""

    class Meta:
        model = Programme

    centre = factory.SubFactory(CentreFactory)
    name = factory.Sequence(lambda n: f"Bhakti Sosial {n:04d}")
    rule = Programme.Rule.WEEKDAY
    nth = Programme.Nth.THIRD
    weekday = Programme.Weekday.FRIDAY
    starts_on = LONG_AGO
    package = factory.LazyAttribute(lambda programme: PackageVersionFactory(centre=programme.centre).package)


class PauseFactory(DjangoModelFactory):
    """Two weeks in March 2026 without a round."""

    class Meta:
        model = Pause

    programme = factory.SubFactory(ProgrammeFactory)
    centre = factory.SelfAttribute("programme.centre")
    starts_on = datetime.date(2026, 3, 14)
    ends_on = datetime.date(2026, 3, 28)
    reason = "Idulfitri"


class MovedDateFactory(DjangoModelFactory):
    """The third Friday of December 2026 comes a week earlier."""

    class Meta:
        model = MovedDate

    programme = factory.SubFactory(ProgrammeFactory)
    centre = factory.SelfAttribute("programme.centre")
    occurrence_on = datetime.date(2026, 12, 18)
    date = datetime.date(2026, 12, 11)
    reason = "Sebelum Natal"


class RoundFactory(DjangoModelFactory):
    """A draft of November 2024 with its contents, and no families yet (see ``RecipientFactory``)."""

    class Meta:
        model = Round
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)
    programme = factory.SubFactory(ProgrammeFactory, centre=factory.SelfAttribute("..centre"))
    occurrence_on = datetime.date(2024, 11, 15)
    month = factory.LazyAttribute(lambda round: round.occurrence_on.replace(day=1))
    date = factory.SelfAttribute("occurrence_on")
    packages = 4
    package_version = factory.LazyAttribute(lambda round: round.programme.package.versions.get())

    @factory.post_generation
    def contents(self, create, extracted, **kwargs):
        for line in self.package_version.lines.select_related("item"):
            RoundLine.objects.create(
                centre=self.centre,
                round=self,
                item=line.item,
                item_name=line.item.name,
                unit=line.item.unit,
                quantity=line.quantity,
                unit_price=line.item.usual_price,
            )


class StopFactory(DjangoModelFactory):
    class Meta:
        model = Stop

    round = factory.SubFactory(RoundFactory)
    centre = factory.SelfAttribute("round.centre")
    village = factory.LazyFunction(lambda: region(PANOLAN))
    position = factory.LazyAttribute(lambda stop: stop.round.stops.count() + 1)


class RecipientFactory(DjangoModelFactory):
    """An eligible family in a draft round, at a stop in its village."""

    class Meta:
        model = Recipient

    round = factory.SubFactory(RoundFactory)
    centre = factory.SelfAttribute("round.centre")
    family = factory.SubFactory(EligibleFamilyFactory, centre=factory.SelfAttribute("..centre"))
    stop = factory.LazyAttribute(
        lambda recipient: (
            recipient.round.stops.filter(village=recipient.family.village).first()
            or StopFactory(round=recipient.round, village=recipient.family.village)
        )
    )
    position = factory.LazyAttribute(lambda recipient: recipient.round.recipients.count() + 1)
    contact_name = factory.LazyAttribute(lambda recipient: recipient.family.members.get(is_contact=True).name)
    village_name = factory.LazyAttribute(lambda recipient: recipient.family.village.name)
    district_name = factory.LazyAttribute(lambda recipient: recipient.family.village.parent.name)
    household_size = factory.SelfAttribute("family.household_size")
    reason = factory.LazyFunction(lambda: {"code": "never"})


def cast(centre: Centre) -> SimpleNamespace:
    """One user per role of the centre, and the outsider, who coordinates another centre; nearly every test has them.

    So they are made by two statements, and not by twenty.
    """
    elsewhere = CentreFactory()
    posts = [(role.value, role, centre) for role in Role] + [("outsider", Role.COORDINATOR, elsewhere)]
    users = User.objects.bulk_create(UserFactory.build(full_name=name.title()) for name, _role, _centre in posts)
    Membership.objects.bulk_create(
        MembershipFactory.build(user=user, centre=where, role=role)
        for user, (_name, role, where) in zip(users, posts, strict=True)
    )
    return SimpleNamespace(centre=centre, **{name: user for user, (name, _r, _c) in zip(users, posts, strict=True)})
