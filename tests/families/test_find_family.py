"""The search box: words go into the address, numbers never."""

import pytest
from django.urls import reverse

from tests.factories import FamilyFactory, InmateFactory
from tests.families.pages import contact_of, signed_in
from tests.read_page import words

pytestmark = pytest.mark.django_db


def test_a_number_is_searched_by_post_and_leads_to_its_family(centre):
    family = FamilyFactory(centre=centre)
    client, url = signed_in(centre), reverse("distributions:find_family")
    for number in (family.kk.reveal(), contact_of(family).nik.reveal()):
        assert client.post(url, {"q": number}).url == reverse("distributions:family", args=[family.pk])
    assert client.post(url, {"q": "kartini"}).url == f"{reverse('distributions:families')}?q=kartini"
    missed = client.post(url, {"q": "3316045710829999"})
    assert (missed.status_code, missed.context["rows"]) == (200, [])
    assert b'value="3316045710829999"' in missed.content


def said(answer):
    return words(answer.content.decode())


ALL_SIXTEEN = "NIK atau No. KK hanya ditemukan dengan ke‑16 angkanya; di sini ada"
THE_LAST_FOUR = "Angka terakhir yang terlihat di layar tidak menemukan siapa pun."


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("33160457", 8),
        ("331604571082999", 15),
        ("33160457108299991", 17),
        ("3316 0457 1082 999", 15),
        ("3316.0457.1082.99991", 17),
        ("NIK 33160457", 8),
    ],
)
def test_a_number_of_another_length_is_told_that_sixteen_digits_are_needed(centre, text, count):
    FamilyFactory(centre=centre)
    answer = signed_in(centre).post(reverse("distributions:find_family"), {"q": text})
    assert answer.context["rows"] == []
    assert f"{ALL_SIXTEEN} {count}." in said(answer)


@pytest.mark.parametrize("text", ["3316045710829999", "3316 0457 1082 9999", "33.16.04.571082.9999"])
def test_a_whole_number_that_nobody_has_is_told_so(centre, text):
    answer = signed_in(centre).post(reverse("distributions:find_family"), {"q": text})
    assert "Tidak ada keluarga" in said(answer)
    assert ALL_SIXTEEN not in said(answer)


@pytest.mark.parametrize("pattern", ["{}", " {} ", "NIK {}", "{} Kartini"])
def test_a_whole_number_is_found_with_spaces_dots_and_words_around_it(centre, pattern):
    family = FamilyFactory(centre=centre)
    nik = contact_of(family).nik.reveal()
    for written in (nik, f"{nik[:6]} {nik[6:12]} {nik[12:]}", f"{nik[:6]}.{nik[6:12]}.{nik[12:]}"):
        answer = signed_in(centre).post(reverse("distributions:find_family"), {"q": pattern.format(written)})
        assert answer.url == reverse("distributions:family", args=[family.pk])


@pytest.mark.parametrize("text", ["{}", "••••{}", "xxxx {}", "*{}"])
def test_the_last_four_digits_of_the_screen_find_nobody_and_that_is_said(centre, text):
    family = FamilyFactory(centre=centre)
    four = text.format(contact_of(family).nik.last4)
    answer = signed_in(centre).get(reverse("distributions:families"), {"q": four})
    assert answer.context["rows"] == []
    assert THE_LAST_FOUR in said(answer)


@pytest.mark.parametrize("text", ["Kartono", "Jalan Mawar 12", "B.I 77/2025"])
def test_words_with_digits_among_them_are_words(centre, text):
    FamilyFactory(centre=centre)
    answer = signed_in(centre).get(reverse("distributions:families"), {"q": text})
    assert answer.context["rows"] == []
    assert "Angka terakhir" not in said(answer)


def test_digits_that_are_somebodys_register_number_find_them(centre):
    family = FamilyFactory(centre=centre, household__inmate=InmateFactory(centre=centre, register_number="77"))
    answer = signed_in(centre).get(reverse("distributions:families"), {"q": "77"})
    assert answer.context["rows"] == [family]


def test_nothing_typed_finds_everybody_and_says_nothing(centre):
    family = FamilyFactory(centre=centre)
    answer = signed_in(centre).get(reverse("distributions:families"), {"q": " "})
    assert (answer.context["rows"], answer.context["why_nobody"]) == ([family], "")


def test_a_number_is_not_searched_among_inmates_and_that_is_said(centre):
    inmate = InmateFactory(centre=centre, register_number="123/01/2024")
    client, url = signed_in(centre), reverse("families:find_inmate")
    assert client.post(url, {"q": "123/01/2024"}).context["rows"] == [inmate]
    answer = client.post(url, {"q": "3316045710829999"})
    assert answer.context["rows"] == []
    assert "NIK atau No. KK dicari di bagian atas halaman." in said(answer)
    assert 'value="3316045710829999"' not in answer.content.decode()
