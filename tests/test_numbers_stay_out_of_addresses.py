"""A NIK, No. KK or phone number that somebody searches for is posted: addresses are kept by browser and proxy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from distributions.rounds.planning import plan_round
from tests.distributions.blora import NOW, blora, november
from tests.factories import CentreFactory, FamilyFactory, InmateFactory, cast
from tests.read_page import words

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR, "templates")
NIK = "3316045710820003"

# Forms that ask by an address, and why each may: nothing can be typed into it.
ASKED_BY_ADDRESS = {
    "centres/access_log.html": "chooses what, who and a month from lists",
    "distributions/_choose_location.html": "chooses a location from a list",
    "distributions/print_some.html": "chooses a location and a state from lists",
    "distributions/regional.html": "chooses a year and a month from lists",
}


def test_no_form_that_takes_text_asks_by_an_address():
    asking = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for tag in re.findall("<form[^>]*>", path.read_text())
        if 'method="get"' in tag or "method=" not in tag
    }
    assert asking == set(ASKED_BY_ADDRESS)


def test_a_form_that_a_script_alone_reads_goes_nowhere_without_it():
    """The field page's, with the PIN and what is recorded: a dialog's form outside a dialog is never sent."""
    parts = [path for path in TEMPLATES.rglob("*.html") if "data-form=" in path.read_text()]
    forms = [tag for path in parts for tag in re.findall("<form [^>]*data-form=[^>]*>", path.read_text())]
    assert {path.name for path in parts} == {"_field_forms.html", "_field_parts.html"}
    assert (len(forms), [tag for tag in forms if 'method="dialog"' not in tag]) == (7, [])


@pytest.fixture
def operator(client):
    people = cast(CentreFactory())
    client.force_login(people.operator)
    client.centre = people.centre
    return client


WRITTEN = [
    *(NIK, "3316 0457 1082 0003", "0812-3456-789", "33160457"),
    *("3316_0457_1082_0003", "3316,0457,1082,0003", "3 3 1 6 | 0 4 5 7", "3316–0457–1082–0003"),
    *("③③①⑥⓪④⑤⑦①⓪⑧②⓪⓪⓪③", "❸❸❶❻⓿❹❺❼", "３３１６０４５７", "٣٣١٦٠٤٥٧١٠٨٢٠٠٠٣"),
]


@pytest.mark.parametrize("number", WRITTEN)
def test_a_number_that_is_searched_among_inmates_is_answered_in_place(operator, number):
    answer = operator.post(reverse("families:find_inmate"), {"q": number, "status": "held"})
    assert (answer.status_code, answer.context["rows"]) == (200, [])
    assert (answer.context["previous"], answer.context["next"]) == ("", "")
    assert f'value="{number}"' not in answer.content.decode()


@pytest.mark.parametrize("number", WRITTEN)
def test_nor_does_one_that_is_searched_among_families_stand_in_an_address(operator, number):
    answer = operator.post(reverse("distributions:find_family"), {"q": number}, follow=True)
    assert all("q=" not in address for address, _status in answer.redirect_chain)
    listed = operator.get(reverse("distributions:families"), {"q": number})
    assert f'value="{number}"' not in listed.content.decode()


@pytest.mark.parametrize("number", [NIK, "3316_0457_1082_0003", "3316,0457,1082,0003", "③③①⑥⓪④⑤⑦①⓪⑧②⓪⓪⓪③"])
def test_a_number_finds_its_family_however_it_is_written(operator, number):
    family = FamilyFactory(centre=operator.centre)
    member = family.members.get()
    member.nik = NIK
    member.save()
    answer = operator.post(reverse("distributions:find_family"), {"q": number})
    assert answer.url == reverse("distributions:family", args=[family.pk])


@pytest.mark.parametrize(
    ("said", "query"), [({"q": "budi 12"}, "q=budi+12"), ({"q": "", "status": "held"}, "status=held"), ({}, "")]
)
def test_words_and_a_status_lead_to_an_address(operator, said, query):
    assert operator.post(reverse("families:find_inmate"), said).url == f"{reverse('families:inmates')}?{query}"


def test_the_inmate_of_a_long_register_number_is_found_by_it(operator):
    inmate = InmateFactory(centre=operator.centre, register_number="2024/0011/789")
    assert operator.post(reverse("families:find_inmate"), {"q": "2024/0011/789"}).context["rows"] == [inmate]


def test_the_search_for_another_family_of_a_round_keeps_words_and_no_number(client):
    people = blora(families=3)
    round = november(people)
    plan_round(round, now=NOW)
    client.force_login(people.coordinator)
    recipient = round.recipients.first()
    for name, where in (("round_family", [round.pk, recipient.pk]), ("round_family_add", [round.pk])):
        page, find = reverse(f"distributions:{name}", args=where), reverse(f"distributions:{name}_find", args=where)
        assert f'action="{find}"' in client.get(page).content.decode()
        assert client.post(find, {"cari": " Wahyu "}).url == f"{page}?cari=Wahyu"
        answer = client.post(find, {"cari": NIK}, follow=True)
        assert answer.redirect_chain == [(page, 302)]
        assert "nomor dicari di bagian atas halaman" in words(answer.content.decode())
