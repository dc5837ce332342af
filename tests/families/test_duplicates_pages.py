"""The queue of possible duplicates, a pair side by side, and what is decided about it."""

import pytest
from django.urls import reverse

from centres.models import Role
from centres.versions import sealed
from families.models import DuplicateDecision, Family
from tests.factories import CentreFactory, EligibleFamilyFactory, FamilyFactory
from tests.families.pages import contact_of, signed_in
from tests.read_page import words
from tests.versions import form_to, save

pytestmark = pytest.mark.django_db
QUEUE = "families:duplicates"


@pytest.fixture
def one(centre):
    return FamilyFactory(centre=centre, household__contact="Kartini Nurjanah")


@pytest.fixture
def other(centre, one):
    return EligibleFamilyFactory(centre=centre, household__contact="Kartini Nurjannah", rt="003")


def page_of(one, other):
    return reverse("families:pair", args=[one.pk, other.pk])


def test_the_queue_shows_a_pair_side_by_side_with_what_differs(centre, one, other):
    answer = signed_in(centre).get(reverse(QUEUE))
    ((pair, _shown),) = answer.context["pairs"]
    assert [line.label for line in pair.lines if line.differs] == [
        "Penerima", "NIK", "No. KK", "WBP", "Alamat", "Kelayakan",
    ]  # fmt: skip
    text = words(answer.content.decode())
    assert "Nama hampir sama dan tanggal lahir sama" in text
    assert "1 pasangan untuk dilihat" in text
    nik = contact_of(one).nik
    assert (str(nik) in text, nik.reveal() in text, "1982" in text) == (True, False, False)


def test_the_eligible_entry_is_offered_to_stay_then_who_received_then_the_older(centre, one, other):
    def offered():
        return signed_in(centre).get(reverse(QUEUE)).context["pairs"][0][0].stays

    assert offered() == other.pk
    Family.objects.filter(pk=other.pk).update(
        eligibility="proposed",
        eligibility_at=None,
        eligibility_by=None,
        aid_before_on="2024-01-01",
        aid_before_note="Bansos",
    )
    assert offered() == other.pk
    Family.objects.filter(pk=other.pk).update(aid_before_on=None)
    assert offered() == one.pk


@pytest.mark.parametrize("stays", [0, 1])
def test_a_pair_is_merged_and_separated_again_on_the_page_of_who_went(centre, one, other, stays):
    both = (one, other)
    client = signed_in(centre, Role.OPERATOR)
    answer = save(client, page_of(one, other), {"act": "merge", "stays": both[stays].pk, "note": "KK lama"})
    assert answer.url == reverse(QUEUE)
    goes = Family.objects.get(pk=both[1 - stays].pk)
    assert goes.merged_into_id == both[stays].pk
    assert DuplicateDecision.objects.get().note == "KK lama"
    story = words(client.get(reverse("distributions:family", args=[both[stays].pk])).content.decode())
    assert "Digabung dengan entri lain KK lama" in story
    went = client.get(reverse("distributions:family", args=[goes.pk])).content.decode()
    assert "Batalkan penggabungan" in went
    address = reverse("families:separate", args=[goes.pk])
    page = client.get(reverse("distributions:family", args=[goes.pk]))
    # Undone and merged anew meanwhile, into another entry.
    third = FamilyFactory(centre=centre)
    Family.objects.filter(pk=goes.pk).update(merged_into=third)
    stale = client.post(address, form_to(page, address), follow=True)
    assert "Ini berubah setelah halaman dibuka" in words(stale.content.decode())
    assert Family.objects.get(pk=goes.pk).merged_into == third
    Family.objects.filter(pk=goes.pk).update(merged_into=both[stays])
    answer = client.post(address, form_to(page, address))
    assert answer.url == reverse("distributions:family", args=[goes.pk])
    assert Family.objects.get(pk=goes.pk).merged_into is None


def test_not_the_same_is_remembered_listed_and_asked_again(centre, one, other):
    client = signed_in(centre)
    save(client, page_of(one, other), {"act": "apart", "note": "kakak beradik"})
    queue = client.get(reverse(QUEUE))
    assert (queue.context["pairs"], [pair.one.family for pair in queue.context["apart"]]) == ([], [one])
    assert "Tidak ada keluarga yang tampak terdaftar dua kali" in words(queue.content.decode())
    pair = client.get(page_of(one, other)).content.decode()
    assert "Tanyakan lagi pasangan ini" in pair
    save(client, page_of(one, other), {"act": "again"})
    assert len(client.get(reverse(QUEUE)).context["pairs"]) == 1


def test_what_is_refused_is_said_on_the_page_of_the_pair(centre, one, other):
    client = signed_in(centre)
    answer = save(client, page_of(one, other), {"act": "merge", "stays": ""})
    assert "Pilih entri yang dipertahankan." in words(answer.content.decode())
    assert Family.objects.filter(merged_into=None).count() == 2


def test_who_looked_at_an_older_page_is_told_what_changed(centre, one, other):
    client = signed_in(centre)
    old = client.get(page_of(one, other)).context["shown"]
    Family.objects.filter(pk=other.pk).update(eligibility="suspended")
    answer = client.post(page_of(one, other), {"act": "merge", "stays": one.pk, "version": sealed(old.seen, one)})
    assert answer.status_code == 200
    assert Family.objects.get(pk=other.pk).merged_into is None


def test_a_family_of_another_centre_and_a_pair_in_the_wrong_order_are_not_there(centre, one, other):
    client = signed_in(centre)
    stranger = FamilyFactory(centre=CentreFactory())
    for page in (page_of(one, stranger), page_of(other, one), page_of(one, one)):
        assert client.get(page).status_code == 404
    assert client.post(reverse("families:separate", args=[stranger.pk])).status_code == 404


def test_who_only_looks_decides_nothing(centre, one, other):
    page = signed_in(centre, Role.HEAD).get(reverse(QUEUE)).content.decode()
    assert ("Kartini Nurjannah" in page, "Gabungkan" in page) == (True, False)


def test_the_queue_goes_on_after_ten_pairs(centre):
    for number in range(6):
        FamilyFactory(centre=centre, kk=None, household__contact="Siti Aminah", rt=f"{number:03}")
    client, url = signed_in(centre), reverse(QUEUE)
    first = client.get(url)
    second = client.get(f"{url}?{first.context['next']}")
    shown = [
        [(pair.one.family.pk, pair.other.family.pk) for pair, _ in page.context["pairs"]] for page in (first, second)
    ]
    assert (first.context["count"], [len(page) for page in shown]) == (15, [10, 5])
    assert shown[0] + shown[1] == sorted(shown[0] + shown[1])
    assert len(set(shown[0] + shown[1])) == 15
    past = client.get(f"{url}?sesudah=9~1~1")
    assert "Itu semuanya" in words(past.content.decode())


def test_the_inmates_are_shown_with_their_numbers_and_relations(centre, one, other):
    pair = signed_in(centre).get(page_of(one, other)).context["pair"]
    inmates = next(line for line in pair.lines if line.label == "WBP")
    assert (inmates.one, inmates.other) == tuple(
        f"{each.ties.get().inmate.name}, {each.ties.get().inmate.register_number}, istri" for each in (one, other)
    )
