"""Pages of the register: what they show, to whom, with how many queries."""

import datetime
import gzip

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import AccessLog, Role
from families.models import Eligibility, Family, Inmate
from tests.factories import (
    GERSI,
    CentreFactory,
    EligibleFamilyFactory,
    FamilyFactory,
    MembershipFactory,
    RecipientFactory,
    RoundFactory,
    cast,
    region,
)
from tests.families.households import KK, NIK

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return CentreFactory()


def signed_in(centre, role=Role.COORDINATOR) -> Client:
    client = Client()
    client.force_login(MembershipFactory(centre=centre, role=role).user)
    client.get(reverse("account_change_password"))  # the first page after signing in notes the time in the session
    return client


def contact_of(family):
    return family.members.get(is_contact=True)


def form_data(**more):
    blank = {"members-TOTAL_FORMS": 2, "members-INITIAL_FORMS": 0, "ties-TOTAL_FORMS": 1, "ties-INITIAL_FORMS": 0}
    return (
        blank
        | {
            "contact": "0",
            "kk": KK,
            "village": "Panolan",
            "rt": "2",
            "members-0-name": "Kartini Nurjanah",
            "members-0-nik": NIK,
            "ties-0-name": "Teguh Wibowo",
            "ties-0-relation": "wife",
        }
        | more
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_few_queries(centre, count, django_assert_num_queries):
    for _each in range(count):
        family = EligibleFamilyFactory(centre=centre, village=region(GERSI))
        RecipientFactory(round=RoundFactory(centre=centre), family=family)
    client = signed_in(centre)
    with django_assert_num_queries(9):
        answer = client.get(reverse("distributions:families"))
    assert answer.status_code == 200
    assert answer.content.count(b'class="trail"') == count


def test_a_full_list_page_is_small_on_the_wire(centre):
    for number in range(27):
        FamilyFactory(centre=centre, household__contact=f"Kartini {number}")
    answer = signed_in(centre).get(reverse("distributions:families"))
    assert answer.content.count(b"<tr ") == 26
    assert len(gzip.compress(answer.content)) < 12_000


def test_the_list_pages_forth_and_back(centre):
    families = [FamilyFactory(centre=centre) for _each in range(30)]
    client, url = signed_in(centre), reverse("distributions:families")
    second = client.get(url, {"sesudah": f"~{families[24].pk}"})
    assert [row.pk for row in second.context["rows"]] == [family.pk for family in families[25:]]
    first = client.get(f"{url}?{second.context['previous']}")
    assert [row.pk for row in first.context["rows"]] == [family.pk for family in families[:25]]
    assert (first.context["previous"], bool(first.context["next"])) == ("", True)


def test_the_list_is_filtered_by_what_stands_in_the_address(centre):
    here = EligibleFamilyFactory(centre=centre)
    there = FamilyFactory(centre=centre, village=region(GERSI), aid_before_on="2020-01-01", aid_before_note="BLT")
    client, url = signed_in(centre), reverse("distributions:families")
    for query, expected in (
        ({"desa": there.village_id}, [there]),
        ({"kelayakan": "eligible"}, [here]),
        ({"kelayakan": "unsurveyed"}, [here]),
        ({"terima": "never"}, [here]),
        ({"terima": "12"}, [here, there]),
        ({"q": "gersi"}, [there]),
        ({"q": contact_of(here).nik.reveal()}, [here, there]),
        ({"desa": "nonsense", "sesudah": "~~"}, [here, there]),
    ):
        assert client.get(url, query).context["rows"] == expected, query


def test_a_number_is_searched_by_post_and_leads_to_its_family(centre):
    family = FamilyFactory(centre=centre)
    client, url = signed_in(centre), reverse("distributions:find_family")
    for number in (family.kk.reveal(), contact_of(family).nik.reveal()):
        assert client.post(url, {"q": number}).url == reverse("distributions:family", args=[family.pk])
    assert client.post(url, {"q": "kartini"}).url == f"{reverse('distributions:families')}?q=kartini"
    missed = client.post(url, {"q": "3316045710829999"})
    assert (missed.status_code, missed.context["rows"]) == (200, [])
    assert b'value="3316045710829999"' in missed.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_story_takes_the_same_few_queries(centre, count, django_assert_num_queries):
    family = EligibleFamilyFactory(centre=centre)
    for month in range(count):
        occurrence = datetime.date(2024, 11 - month, 15)
        RecipientFactory(round=RoundFactory(centre=centre, occurrence_on=occurrence), family=family)
    client = signed_in(centre)
    with django_assert_num_queries(11):
        answer = client.get(reverse("distributions:family", args=[family.pk]))
    assert len(answer.context["events"]) == count + 2


def test_the_story_masks_numbers_and_shows_no_birth_date(centre):
    family = FamilyFactory(centre=centre)
    contact = contact_of(family)
    page = signed_in(centre).get(reverse("distributions:family", args=[family.pk])).content.decode()
    assert str(contact.nik) in page
    for secret in (contact.nik.reveal(), family.kk.reveal(), "1982", "17 Okt"):
        assert secret not in page


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_number_is_shown_in_full_and_logged(centre, headers):
    family = FamilyFactory(centre=centre)
    contact = contact_of(family)
    client = signed_in(centre, Role.OPERATOR)
    url = reverse("distributions:family_reveal", args=[family.pk])
    answer = client.post(url, {"which": f"nik-{contact.pk}"}, headers=headers)
    assert contact.nik.reveal() in answer.content.decode()
    assert family.kk.reveal() not in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert list(AccessLog.objects.values_list("action", "subject_kind", "subject_id", "detail")) == [
        ("reveal", "families.member", contact.pk, "nik")
    ]


def test_a_number_of_another_family_or_of_nobody_is_not_shown(centre):
    family, other = FamilyFactory(centre=centre), FamilyFactory(centre=centre)
    client = signed_in(centre)
    url = reverse("distributions:family_reveal", args=[family.pk])
    for which in (f"nik-{contact_of(other).pk}", "nik-x", "name", "", f"phone-{contact_of(family).pk}"):
        assert client.post(url, {"which": which}).status_code == 404
    assert AccessLog.objects.count() == 0


def test_an_officer_reads_the_story_but_reveals_nothing(centre):
    family = FamilyFactory(centre=centre)
    client = signed_in(centre, Role.OFFICER)
    assert client.get(reverse("distributions:family", args=[family.pk])).status_code == 200
    assert client.post(reverse("distributions:family_reveal", args=[family.pk]), {"which": "kk"}).status_code == 403


def test_a_family_is_added_by_the_form(centre):
    client = signed_in(centre, Role.OPERATOR)
    answer = client.post(reverse("families:add"), form_data())
    family = Family.objects.get()
    assert answer.url == reverse("distributions:family", args=[family.pk])
    assert (family.village.name, family.rt, contact_of(family).nik.reveal()) == ("Panolan", "002", NIK)
    assert Inmate.objects.get().name == "Teguh Wibowo"


def test_the_form_says_what_is_wrong_by_the_field_and_keeps_what_was_typed(centre):
    client = signed_in(centre)
    answer = client.post(
        reverse("families:add"),
        form_data(
            village="Panolon",
            kk="12",
            **{"members-0-birth_date": "1990-01-01", "members-1-nik": "3316045713820001", "ties-0-relation": ""},
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    entry = answer.context["entry"]
    assert "Panolan, Kedungtuban" in entry.form.errors["village"][0]
    assert set(entry.form.errors) == {"village", "kk"}
    assert set(entry.members.forms[0].errors) == {"nik"}
    assert set(entry.members.forms[1].errors) == {"nik", "name"}
    assert set(entry.ties.forms[0].errors) == {"relation"}
    assert 'value="Panolon"' in page
    assert Family.objects.count() == 0


def test_a_nik_that_differs_is_taken_when_it_is_confirmed(centre):
    typed = form_data(**{"members-0-birth_date": "1990-01-01", "members-0-nik_confirmed": "on"})
    assert signed_in(centre).post(reverse("families:add"), typed).status_code == 302


@pytest.mark.parametrize(("second", "field"), [({"members-0-nik": ""}, "kk"), ({"kk": ""}, "nik")])
def test_a_known_number_gives_a_link_to_its_family(centre, second, field):
    client = signed_in(centre)
    client.post(reverse("families:add"), form_data())
    answer = client.post(reverse("families:add"), form_data(**second))
    entry = answer.context["entry"]
    form = entry.form if field == "kk" else entry.members.forms[0]
    assert list(form.errors) == [field]
    assert reverse("distributions:family", args=[Family.objects.get().pk]) in answer.content.decode()


def test_a_family_is_changed_by_the_same_form(centre):
    client = signed_in(centre)
    client.post(reverse("families:add"), form_data())
    family = Family.objects.get()
    contact, inmate = contact_of(family), Inmate.objects.get()
    page = client.get(reverse("families:change", args=[family.pk])).content.decode()
    assert str(contact.nik) in page
    assert NIK not in page
    typed = form_data(
        kk="",
        hamlet="Kidul",
        **{
            "members-INITIAL_FORMS": 2,
            "members-0-member": contact.pk,
            "members-0-name": "Kartini N.",
            "members-0-nik": "",
            "members-1-name": "Dimas",
            "ties-0-name": "",
            "ties-0-inmate": inmate.pk,
            "ties-0-relation": "mother",
        },
    )
    assert client.post(reverse("families:change", args=[family.pk]), typed).status_code == 302
    family.refresh_from_db()
    assert (family.hamlet, family.kk.reveal(), family.members.count()) == ("Kidul", KK, 2)
    assert (contact_of(family).name, contact_of(family).nik.reveal()) == ("Kartini N.", NIK)
    assert [(tie.inmate, tie.relation) for tie in family.ties.all()] == [(inmate, "mother")]


def test_families_are_declared_eligible_in_one_act(centre):
    families = [FamilyFactory(centre=centre) for _each in range(3)]
    client, url = signed_in(centre), reverse("families:determine")
    assert client.get(url).content.count(b" checked") == 4
    typed = {"families": [families[0].pk, families[2].pk], "basis": "SK 12/2024", "decided_on": "2024-11-04"}
    assert client.post(url, typed | {"basis": ""}).context["form"].errors["basis"]
    assert client.post(url, typed).status_code == 302
    assert Family.objects.filter(eligibility=Eligibility.ELIGIBLE).count() == 2


def test_a_survey_is_recorded_and_explained(centre):
    family = FamilyFactory(centre=centre)
    client = signed_in(centre, Role.OFFICER)
    typed = {
        "surveyed_on": "2024-11-04",
        "income_per_person": "450.000",
        "dependants": "2",
        "housing": "rent",
        "elderly": "0",
        "toddlers": "0",
        "breadwinner_held": "on",
    }
    answer = client.post(reverse("families:survey", args=[family.pk]), typed, follow=True)
    assert answer.context["score"].total == 44
    assert client.post(reverse("families:survey", args=[family.pk]), {}).context["form"].errors
    family.refresh_from_db()
    assert family.need_score == 44


def test_the_coordinator_decides_with_a_reason(centre):
    family = FamilyFactory(centre=centre)
    client = signed_in(centre)
    for act, typed, expected in (
        ("verifikasi", {"basis": "Survei", "from_on": "2024-11-04"}, "eligible"),
        ("tangguhkan", {"reason": "Pindah"}, "suspended"),
        ("lanjutkan", {"reason": "Kembali"}, "eligible"),
        ("tolak", {"reason": "Mampu"}, "rejected"),
        ("usulkan", {"reason": "Berubah"}, "proposed"),
        ("akhiri", {"reason": "Bebas"}, "ended"),
    ):
        url = reverse("families:decide", args=[family.pk, act])
        assert client.get(url).status_code == 200
        assert client.post(url, {}).context["form"].errors
        assert client.post(url, typed).status_code == 302
        family.refresh_from_db()
        assert family.eligibility == expected
    refused = client.post(reverse("families:decide", args=[family.pk, "lanjutkan"]), {"reason": "x"})
    assert refused.context["form"].non_field_errors()
    assert client.get(reverse("families:decide", args=[family.pk, "hapus"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_inmates_are_listed_with_few_queries(centre, count, django_assert_num_queries):
    for _each in range(count):
        FamilyFactory(centre=centre)
    client = signed_in(centre, Role.HEAD)
    with django_assert_num_queries(6):
        answer = client.get(reverse("families:inmates"))
    assert len(answer.context["rows"]) == count


def test_inmates_page_by_name_and_the_address_names_nobody(centre):
    for number in range(27):
        Inmate.objects.create(centre=centre, name=f"Warga {number:02d}")
    client, url = signed_in(centre), reverse("families:inmates")
    first = client.get(url)
    second = client.get(f"{url}?{first.context['next']}")
    assert [row.name for row in second.context["rows"]] == ["Warga 25", "Warga 26"]
    back = client.get(f"{url}?{second.context['previous']}")
    assert [row.name for row in back.context["rows"]] == [row.name for row in first.context["rows"]]
    assert "Warga" not in first.context["next"]


def test_an_inmate_is_added_changed_and_released(centre):
    client = signed_in(centre, Role.OPERATOR)
    client.post(reverse("families:inmate_add"), {"name": "Teguh  Wibowo", "register_number": "B.I 1/2024"})
    inmate = Inmate.objects.get()
    twice = client.post(reverse("families:inmate_add"), {"name": "Agus", "register_number": "b.i 1/2024"})
    assert list(twice.context["form"].errors) == ["register_number"]
    client.post(
        reverse("families:inmate_change", args=[inmate.pk]), {"name": "Teguh W.", "register_number": "B.I 1/2024"}
    )
    url = reverse("families:inmate_status", args=[inmate.pk])
    assert client.post(url, {"status": "released", "on": "2999-01-01"}).context["form"].errors["on"]
    assert client.post(url, {"status": "released", "on": "2024-11-04"}).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.name, inmate.status) == ("Teguh W.", "released")
    assert client.get(reverse("families:inmate", args=[inmate.pk])).status_code == 200


def test_villages_of_other_regencies_are_offered(centre):
    assert signed_in(centre).get(reverse("families:villages"), {"q": "pan"}).json() == {"villages": []}


READ = {"operator", "officer", "coordinator", "head"}
EDIT = {"operator", "coordinator"}


def test_each_page_opens_for_its_roles_only(centre):
    family = EligibleFamilyFactory(centre=centre)
    inmate = family.ties.get().inmate
    people = cast(centre)
    table = {
        reverse("distributions:families"): READ,
        reverse("distributions:family", args=[family.pk]): READ,
        reverse("families:add"): EDIT,
        reverse("families:change", args=[family.pk]): EDIT,
        reverse("families:survey", args=[family.pk]): {"operator", "officer", "coordinator"},
        reverse("families:decide", args=[family.pk, "tolak"]): {"coordinator"},
        reverse("families:determine"): {"coordinator"},
        reverse("families:inmates"): EDIT | {"head"},
        reverse("families:inmate", args=[inmate.pk]): EDIT | {"head"},
        reverse("families:inmate_add"): EDIT,
        reverse("families:inmate_change", args=[inmate.pk]): EDIT,
        reverse("families:inmate_status", args=[inmate.pk]): EDIT,
        reverse("families:villages"): EDIT,
    }
    for url, allowed in table.items():
        for role in Role:
            client = Client()
            client.force_login(getattr(people, role.value))
            assert client.get(url).status_code == (200 if role.value in allowed else 403), (url, role)
        client.force_login(people.outsider)
        personal = str(family.pk) in url or str(inmate.pk) in url
        assert client.get(url).status_code == (404 if personal else 200), url
