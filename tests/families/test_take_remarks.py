"""What the remarks of an import say is proposed on its page, and taken as somebody confirms it, once."""

import datetime

import pytest
from django.urls import reverse

from centres.models import Role
from centres.versions import NAME
from config.errors import Refused
from families.models import Assessment, Erasure, Family, RemarksRead
from families.need import Answers
from families.register_import.importing import confirm_import
from families.remarks import take_remarks, told_by
from families.survey import assess
from tests.factories import FamilyFactory, MembershipFactory, UserFactory
from tests.families.conftest import NOW
from tests.read_page import words
from tests.versions import fields_in
from tests.walls import adding_is_refused, copied, deleting_is_refused, not_granted

pytestmark = pytest.mark.django_db
D = datetime.date
JULY = D(2024, 7, 1)
REMARKS = ("dulu sdh dapat bln Juli; ngontrak, 2 lansia", "sdh pernah dapat", "warung kecil")


@pytest.fixture
def clerk(centre):
    return MembershipFactory(centre=centre, role=Role.COORDINATOR).user


@pytest.fixture
def saved(stage, clerk):
    """An import of three families, of which two say something."""
    return confirm_import(stage(*({"Ket.": text} for text in REMARKS)), by=clerk, now=NOW)


@pytest.fixture
def families(saved):
    return list(Family.objects.order_by("pk"))


def taken(family):
    family.refresh_from_db()
    read = RemarksRead.objects.filter(family=family).first()
    return family.aid_before_on, read and read.answers


def test_nothing_is_taken_before_somebody_says_so(saved, families):
    assert [taken(family) for family in families] == [(None, None)] * 3
    assert [told.family for told in told_by(saved)] == families[:2]


def test_what_is_confirmed_is_taken_and_the_words_stay(saved, families, clerk):
    first, second, _third = families

    assert take_remarks(saved, aid={first.pk: JULY}, needs=[first.pk], of=[first.pk, second.pk], by=clerk, now=NOW) == 1

    assert taken(first) == (JULY, {"housing": "rent", "elderly": 2})
    assert (first.remarks, first.aid_before_note) == (REMARKS[0], REMARKS[0])
    # What was not ticked is not asked about again, and nothing of it is taken.
    assert taken(second) == (None, {})
    assert told_by(saved) == []
    with pytest.raises(Refused, match="sudah"):
        take_remarks(saved, aid={first.pk: JULY}, needs=[], of=[first.pk], by=clerk, now=NOW)


def test_a_day_to_come_is_refused(saved, families, clerk):
    with pytest.raises(Refused) as refused:
        take_remarks(saved, aid={families[0].pk: D(2024, 11, 1)}, needs=[], of=[families[0].pk], by=clerk, now=NOW)
    assert refused.value.field == f"on-{families[0].pk}"


def test_aid_that_is_known_and_need_that_was_surveyed_are_not_asked_about(saved, families, clerk):
    Family.objects.filter(pk=families[0].pk).update(aid_before_on=JULY, aid_before_note="Beras")
    assert [bool(told.proposal.aided) for told in told_by(saved)] == [False, True]

    assess(families[0], answers=Answers(), surveyed_on=NOW.date(), by=clerk, now=NOW)
    assert [told.family for told in told_by(saved)] == [families[1]]


def test_the_page_proposes_asks_for_what_is_not_said_and_takes(saved, families, clerk, client):
    client.force_login(clerk)
    first, second, _third = families
    address = reverse("families:import_remarks", args=[saved.pk])
    assert "Keterangan 2 keluarga menyebut bantuan" in words(client.get(saved.get_absolute_url()).content.decode())
    page = client.get(address).content.decode()
    assert 'value="01/07/2024"' in page
    assert "Tahun atau bulannya tidak disebut: paling lambat Juli 2024." in words(page)
    assert "Kontrak, lansia: 2" in words(page)
    assert "Tidak disebut kapan." in words(page)

    said = {
        "of": [first.pk, second.pk],
        f"aid-{first.pk}": "on",
        f"on-{first.pk}": "1/6/2024",
        f"aid-{second.pk}": "on",
    }
    said |= {NAME: fields_in(client.get(address))[NAME]}
    answer = client.post(address, said)
    assert answer.status_code == 422
    assert "Isi tanggalnya, atau hilangkan centangnya." in words(answer.content.decode())
    assert [taken(family) for family in families] == [(None, None)] * 3

    answer = client.post(address, said | {f"on-{second.pk}": "2/5/2024", f"need-{first.pk}": "on"}, follow=True)
    assert "Diambil dari 2 keluarga." in words(answer.content.decode())
    assert taken(first) == (D(2024, 6, 1), {"housing": "rent", "elderly": 2})
    assert taken(second) == (D(2024, 5, 2), {})
    assert "sudah" in words(client.post(address, said, follow=True).content.decode())


def test_remarks_that_changed_after_the_page_was_opened_are_shown_again(saved, families, clerk, client):
    client.force_login(clerk)
    first, second, _third = families
    address = reverse("families:import_remarks", args=[saved.pk])
    sent = fields_in(client.get(address)) | {f"on-{second.pk}": "2/5/2024", f"aid-{second.pk}": "on"}
    Family.objects.filter(pk=first.pk).update(remarks="dapat bantuan Juli 2024, kontrak, lansia 3")
    for said in (sent, {**sent, NAME: ""}):
        answer = client.post(address, said)
        assert answer.status_code == 422
        assert "Ini berubah setelah halaman dibuka" in words(answer.content.decode())
    assert [taken(family) for family in families] == [(None, None)] * 3
    again = fields_in(answer)
    assert again[f"on-{second.pk}"] == ["2/5/2024"]
    assert client.post(address, again).status_code == 302


def test_the_family_says_it_until_the_survey_whose_form_is_filled_with_it(saved, families, clerk, client):
    client.force_login(clerk)
    first = families[0]
    take_remarks(saved, aid={}, needs=[first.pk], of=[first.pk], by=clerk, now=NOW)
    story = reverse("distributions:family", args=[first.pk])
    assert "Menurut data impor: Kontrak, lansia: 2" in words(client.get(story).content.decode())

    form = client.get(reverse("families:survey", args=[first.pk])).content.decode()
    assert 'name="elderly" value="2"' in form
    assert '<option value="rent" selected>' in form or 'value="rent" ' in form

    assess(first, answers=Answers(elderly=1), surveyed_on=NOW.date(), by=clerk, now=NOW)
    assert "Menurut data impor" not in words(client.get(story).content.decode())
    assert Assessment.objects.get().elderly == 1


# What the database refuses.


@pytest.fixture
def read():
    family = FamilyFactory()
    more = {"said_on": JULY, "read_by": UserFactory(), "read_at": NOW}
    return RemarksRead.objects.create(centre=family.centre, family=family, **more)


def test_what_was_read_stays_as_it_is_until_its_family_is_erased(read):
    with not_granted():
        RemarksRead.objects.update(elderly=1)
    deleting_is_refused("remarks_read_stay_as_they_are", read)

    more = {"ground": "Permintaan", "erased_by": UserFactory(), "erased_at": NOW}
    Erasure.objects.create(centre=read.centre, family_id_erased=read.family_id, **more)
    read.delete()
    assert not RemarksRead.objects.exists()


def test_what_is_read_of_a_family_is_within_bounds(read):
    adding_is_refused("remarks_read_count_few", other_than(read, elderly=10))
    adding_is_refused("remarks_read_days_in_our_time", other_than(read, said_on=D(1999, 12, 31)))
    adding_is_refused("families_remarksread_housing_is_known", other_than(read, housing="castle"))
    adding_is_refused("families_remarksread_family_id_same_centre", copied(read, family=FamilyFactory()))
    adding_is_refused("families_remarksread_family_id_key", copied(read))
    late = datetime.datetime(1999, 12, 31, tzinfo=datetime.UTC)
    adding_is_refused("families_remarksread_read_at_in_our_time", other_than(read, read_at=late))


def other_than(read, **changes):
    return copied(read, family=FamilyFactory(centre=read.centre), **changes)
