"""*Penetapan awal* declares eligible what its page showed, and no family that it did not, or that is another by now."""

import pytest

from centres.history import acting_as
from centres.versions import NAME, sealed
from config.errors import ChangedMeanwhile
from families.eligibility import determine_initially, reject
from families.holding import lock_register
from families.models import Eligibility, Family, FamilyInmate, Inmate, Member
from families.need import Answers
from families.proposals import proposals_version
from families.survey import assess
from tests.at_once import meanwhile
from tests.factories import FamilyFactory, FamilyInmateFactory, InmateFactory, MembershipFactory, UserFactory
from tests.families.households import NOW, TODAY
from tests.families.pages import signed_in
from tests.read_page import words
from tests.versions import fields_in, save

URL = "/keluarga/penetapan-awal/"
CHANGED = "Data ini diubah setelah formulir dibuka; isian Anda belum disimpan."
DECIDED = {"basis": "SK 12/2024", "decided_on": "2024-11-04"}


@pytest.fixture
def family(centre):
    inmate = InmateFactory(centre=centre, name="Teguh Wibowo")
    return FamilyFactory(centre=centre, household__contact="Mujiati Maryati", household__inmate=inmate, hamlet="Lor")


def eligible() -> set[int]:
    return set(Family.objects.filter(eligibility=Eligibility.ELIGIBLE).values_list("pk", flat=True))


def another_name(family):
    Member.objects.filter(family=family).update(name="Mujiati")


def another_kk(family):
    family.kk = "3316012206230011"
    family.save()


def another_address(family):
    Family.objects.filter(pk=family.pk).update(hamlet="Kidul")


def another_member(family):
    Member.objects.create(centre=family.centre, family=family, name="Siti")


def another_inmate(family):
    FamilyInmateFactory(centre=family.centre, family=family, inmate=InmateFactory(centre=family.centre))


def no_inmate(family):
    FamilyInmate.objects.filter(family=family).delete()


def another_relation(family):
    FamilyInmate.objects.filter(family=family).update(relation=FamilyInmate.Relation.OTHER)


def inmate_released(family):
    Inmate.objects.filter(ties__family=family).update(status="released", status_on=TODAY)


def inmate_renamed(family):
    Inmate.objects.filter(ties__family=family).update(name="Teguh")


def surveyed(family):
    assess(family, answers=Answers(elderly=1), surveyed_on=TODAY, by=UserFactory(), now=NOW)


CHANGES = (
    another_name,
    another_kk,
    another_address,
    another_member,
    another_inmate,
    no_inmate,
    another_relation,
    inmate_released,
    inmate_renamed,
    surveyed,
)


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_a_family_that_changed_after_the_page_was_opened_is_not_declared(centre, family, change):
    by = UserFactory()
    seen = proposals_version(centre, [family.pk])
    with acting_as("test"):
        change(family)
    given = {"centre": centre, "decided_on": TODAY, "basis": "SK 12/2024", "by": by, "now": NOW}
    with pytest.raises(ChangedMeanwhile):
        determine_initially([family], seen=seen, **given)
    assert eligible() == set()
    determine_initially([family], seen=proposals_version(centre, [family.pk]), **given)
    assert eligible() == {family.pk}


@pytest.mark.django_db
def test_what_changed_of_a_family_that_is_not_ticked_asks_nobody(centre, family):
    other = FamilyFactory(centre=centre)
    client = signed_in(centre)
    fields = fields_in(client.get(URL))
    another_name(other)
    assert client.post(URL, fields | DECIDED | {"families": [family.pk]}).status_code == 302
    assert eligible() == {family.pk}


@pytest.mark.django_db
def test_a_family_that_the_page_did_not_show_is_not_declared(centre, family):
    client = signed_in(centre)
    fields = fields_in(client.get(URL))
    unseen = FamilyFactory(centre=centre, household__contact="Sri Astuti")

    answer = client.post(URL, fields | DECIDED | {"families": [family.pk, unseen.pk]})

    said = words(answer.content.decode())
    assert eligible() == set()
    assert CHANGED in said
    assert "Sri Astuti Halaman yang Anda kirim tidak menampilkan keluarga ini." in said
    again = fields_in(answer)
    assert (again["families"], again["basis"]) == ([str(family.pk), str(unseen.pk)], ["SK 12/2024"])
    assert client.post(URL, again).status_code == 302
    assert eligible() == {family.pk, unseen.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("version", [None, "", "x", "eyJwcm9wb3NhbHMiOnt9fQ:1t:x"])
def test_a_form_that_does_not_say_what_it_showed_declares_nobody(centre, family, version):
    client = signed_in(centre)
    sent = DECIDED | {"families": [family.pk]} | ({} if version is None else {NAME: version})
    answer = client.post(URL, sent)
    assert (answer.status_code, eligible()) == (200, set())
    assert CHANGED in words(answer.content.decode())
    assert client.post(URL, fields_in(answer)).status_code == 302


@pytest.mark.django_db
def test_a_family_of_another_centre_is_refused_and_not_named(centre, family):
    other = FamilyFactory(household__contact="Sri Astuti")
    answer = save(signed_in(centre), URL, DECIDED | {"families": [family.pk, other.pk]})
    said = words(answer.content.decode())
    assert eligible() == set()
    assert CHANGED in said
    assert "Sri Astuti" not in said


@pytest.mark.django_db
def test_who_was_decided_about_meanwhile_is_named_and_the_others_stay_ticked(centre, family):
    other = FamilyFactory(centre=centre, household__contact="Sri Astuti")
    client = signed_in(centre)
    fields = fields_in(client.get(URL))
    reject(other, reason="Mampu", by=UserFactory(), now=NOW)

    answer = client.post(URL, fields | DECIDED)

    assert "Sri Astuti Keluarga ini tidak lagi termasuk yang akan ditetapkan." in words(answer.content.decode())
    assert fields_in(answer)["families"] == [str(family.pk)]
    assert client.post(URL, fields_in(answer)).status_code == 302
    assert eligible() == {family.pk}


@pytest.mark.django_db
def test_what_changed_is_told_beside_what_is_wrong_with_the_form(centre, family):
    client = signed_in(centre)
    fields = fields_in(client.get(URL))
    another_name(family)
    answer = client.post(URL, fields | DECIDED | {"basis": ""})
    assert answer.context["form"].errors["basis"]
    assert CHANGED in words(answer.content.decode())


@pytest.mark.usefixtures("committed_db")
def test_it_is_said_who_changed_what_of_a_family_and_its_inmate(centre, family):
    adi = MembershipFactory(centre=centre, user__full_name="Adi Wibowo").user
    sri = MembershipFactory(centre=centre, user__full_name="Sri Astuti").user
    another_address(family)
    client = signed_in(centre)
    fields = fields_in(client.get(URL))
    with acting_as(adi):
        another_name(family)
    with acting_as(sri):
        inmate_released(family)

    answer = client.post(URL, fields | DECIDED)

    said = words(answer.content.decode())
    assert "Adi Wibowo ," in said
    assert "Mujiati Maryati → Mujiati" in said
    assert "Sri Astuti ," in said
    assert "Masih ditahan → Bebas" in said
    # What was there when the page was opened is no news.
    assert "Lor → Kidul" not in said
    assert "Berubah sementara itu" in said
    assert client.post(URL, fields_in(answer)).status_code == 302


@pytest.mark.usefixtures("committed_db")
def test_who_changes_a_household_at_the_same_moment_comes_before_the_decision(centre, family):
    user = MembershipFactory(centre=centre).user
    fields = fields_in(signed_in(centre).get(URL))

    def changed():
        lock_register(centre)
        another_name(family)

    answer = meanwhile(changed, user, lambda browser: browser.post(URL, fields | DECIDED))

    assert (answer.status_code, eligible()) == (200, set())
    assert CHANGED in words(answer.content.decode())


@pytest.mark.django_db
def test_the_version_of_many_families_is_small(centre):
    families = FamilyFactory.create_batch(20, centre=centre)
    version = sealed(proposals_version(centre, [family.pk for family in families]), centre)
    assert len(version) < 60 * len(families)
