"""A family that is typed in by hand is looked for in the register before it is saved."""

import datetime

import pytest
from django.urls import reverse

from centres.access_log import in_words
from centres.models import AccessLog, Role
from families.alike import Typed, alike_to
from families.models import Family
from families.models.cards import card_block
from tests.factories import GERSI, PANOLAN, CentreFactory, FamilyFactory, InmateFactory, region
from tests.families.households import KK, NIK
from tests.families.pages import form_data, signed_in
from tests.read_page import words

pytestmark = pytest.mark.django_db
D = datetime.date


LONG_AGO = D(1950, 1, 1)


def known(centre, name="Kartini Nurjanah", born=LONG_AGO, **more):
    """A family of the register that has nothing in common with what is typed but what is told."""
    given = {"kk": None, "village": region(GERSI), "hamlet": "", "rt": "", "rw": "", "household__contact": name} | more
    family = FamilyFactory(centre=centre, **given)
    contact = family.members.get()
    # Whatever number the factory has come to, it is not the one that is typed.
    contact.birth_date, contact.nik = born, f"331604571082{9000 + family.pk % 1000}"
    contact.save()
    return family


def said(centre, **typed):
    """Family and reasons, as far as the form is typed."""
    client = signed_in(centre, Role.OPERATOR)
    answer = client.post(reverse("families:alike"), form_data(**typed))
    return [(one.family, [str(why) for why in one.why]) for one in answer.context["alike"]]


BORN = {"members-0-birth_date": "17/10/1982"}
ANOTHER_NAME = {"members-0-name": "Lestari"}


@pytest.mark.parametrize(
    ("family", "typed", "why"),
    [
        ({}, {}, []),
        ({"kk": KK}, ANOTHER_NAME, ["No. KK sama"]),
        ({"kk": "3316041209120004"}, ANOTHER_NAME, []),
        ({"born": D(1982, 10, 17)}, BORN, ["Nama hampir sama dan tanggal lahir sama"]),
        ({"name": "Kartini Nurjannah", "born": D(1982, 10, 17)}, BORN, ["Nama hampir sama dan tanggal lahir sama"]),
        ({"born": D(1982, 10, 17)}, BORN | ANOTHER_NAME, []),
        ({"village": PANOLAN}, {}, ["Nama hampir sama dan alamat sama"]),
        ({"village": PANOLAN, "name": "Kartini Nurjannah"}, {}, []),
        ({"village": PANOLAN, "name": "Kartini Nurjannah", "rt": "002"}, {}, ["Nama hampir sama dan alamat sama"]),
        ({"village": PANOLAN, "name": "Kartini Nurjannah", "rt": "003"}, {}, []),
        (
            {"village": PANOLAN, "name": "Kartini Nurjannah", "hamlet": "Krajan"},
            {"hamlet": "krajan"},
            ["Nama hampir sama dan alamat sama"],
        ),
    ],
)
def test_what_is_typed_is_compared_with_the_register(centre, family, typed, why):
    if "village" in family:
        family = family | {"village": region(family["village"])}
    found = known(centre, **family)
    known(CentreFactory(), **family)
    assert said(centre, **typed) == ([(found, why)] if why else [])


def test_the_same_nik_and_a_card_that_was_cut(centre):
    family = known(centre, "Lestari")
    member = family.members.get()
    member.nik = NIK
    member.save()
    cut = known(centre, "Rohani", kk_block=card_block(KK))
    assert said(centre) == [(family, ["NIK sama"]), (cut, ["No. KK sama, sejauh angkanya diketahui"])]


@pytest.mark.parametrize(
    ("relation", "typed", "found"), [("mother", "wife", True), ("wife", "wife", False), ("wife", "mother", True)]
)
def test_the_inmate_of_a_family_in_the_same_village_unless_both_are_wives(centre, relation, typed, found):
    inmate = InmateFactory(centre=centre, name="Teguh Wibowo", register_number="")
    family = known(centre, "Rohani", village=region(PANOLAN), household__inmate=inmate, household__relation=relation)
    why = ["WBP sama dan desa sama"]
    assert said(centre, **{"ties-0-relation": typed}) == ([(family, why)] if found else [])
    family.village = region(GERSI)
    family.save()
    assert said(centre, **{"ties-0-relation": typed}) == []


def test_the_inmate_of_a_family_of_much_the_same_name_in_another_village(centre):
    inmate = InmateFactory(centre=centre, name="Teguh Wibowo", register_number="")
    family = known(centre, "Kartini Nurjannah", village=region(GERSI), household__inmate=inmate)
    assert said(centre) == [(family, ["WBP sama dan nama mirip"])]


def test_a_form_that_is_hardly_begun_means_nobody(centre):
    known(centre)
    nothing = dict.fromkeys(("members-0-name", "members-0-nik", "ties-0-name", "ties-0-relation", "kk", "village"), "")
    assert said(centre, **nothing) == []


def test_it_is_asked_before_a_second_family_is_saved_and_saved_once_it_is_said(centre):
    family = known(centre, village=region(PANOLAN))
    client, url = signed_in(centre, Role.OPERATOR), reverse("families:add")
    answer = client.post(url, form_data())
    page = words(answer.content.decode())
    assert answer.status_code == 200
    assert "Apakah ini salah satu keluarga dalam daftar berikut?" in page
    assert reverse("distributions:family", args=[family.pk]) in answer.content.decode()
    assert Family.objects.count() == 1
    assert f'name="another" value="{family.pk}"' in answer.content.decode()
    # Of one that came meanwhile, or by what else was typed, nobody said that it is another.
    second = known(centre, village=region(PANOLAN))
    both = client.post(url, form_data(another=str(family.pk))).content.decode()
    assert reverse("distributions:family", args=[second.pk]) in both
    assert client.post(url, form_data(another="1")).status_code == 200
    assert Family.objects.count() == 2
    assert client.post(url, form_data(another=f"{family.pk} {second.pk}")).status_code == 302
    assert Family.objects.count() == 3


def test_what_is_there_for_certain_is_refused_whatever_is_said(centre):
    known(centre, kk=KK)
    client, url = signed_in(centre, Role.OPERATOR), reverse("families:add")
    for more in ({}, {"another": "1"}):
        answer = client.post(url, form_data(**more))
        assert "Nomor KK ini milik keluarga" in str(answer.context["entry"].form.errors["kk"])
    assert Family.objects.count() == 1


def test_no_number_of_the_register_is_in_the_answer(centre):
    known(centre, village=region(PANOLAN), kk="3316041209129999")
    answer = signed_in(centre).post(reverse("families:alike"), form_data())
    assert "9999" not in answer.content.decode()
    assert "Kartini Nurjanah" in answer.content.decode()


def compared() -> list[int]:
    return list(AccessLog.objects.filter(detail="compared").order_by("pk").values_list("subject_id", flat=True))


def test_an_answer_that_confirms_a_date_of_birth_is_logged_once_an_hour(centre):
    family = known(centre, born=D(1982, 10, 17))
    client = signed_in(centre, Role.OPERATOR)
    for _again in range(3):
        client.post(reverse("families:alike"), form_data(**BORN))
    assert compared() == [family.pk]
    assert in_words("compared") == "nomor atau tanggal lahir yang diketik sesuai dengan datanya"


def test_an_answer_by_address_alone_confirms_nothing(centre):
    known(centre, village=region(PANOLAN))
    answer = signed_in(centre, Role.OPERATOR).post(reverse("families:alike"), form_data())
    assert "Kartini Nurjanah" in answer.content.decode()
    assert compared() == []


def test_a_second_family_that_is_asked_about_before_it_is_saved_is_logged_too(centre):
    family = known(centre, born=D(1982, 10, 17))
    signed_in(centre, Role.OPERATOR).post(reverse("families:add"), form_data(**BORN))
    assert compared() == [family.pk]


def test_of_one_name_with_many_dates_only_the_first_is_compared(centre):
    family = known(centre, born=D(1982, 10, 17))
    people = (("Kartini Nurjanah", D(1982, 10, 16)), ("Kartini Nurjanah", D(1982, 10, 17)))
    assert alike_to(centre, Typed(people=people)) == []
    assert [one.family for one in alike_to(centre, Typed(people=people[::-1]))] == [family]
