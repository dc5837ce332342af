"""The one form of a household, as it is typed and sent."""

import pytest
from django.urls import reverse

from centres.models import Role
from families.models import Family, Inmate
from tests.factories import FamilyFactory, FamilyInmateFactory, InmateFactory
from tests.families.households import KK, NIK
from tests.families.pages import contact_of, form_data, signed_in
from tests.versions import fields_in, save

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("field", ["name", "register_number"])
@pytest.mark.parametrize("typed", ["x" * 201, "\N{CJK UNIFIED IDEOGRAPH-4E2D}"])
def test_what_cannot_be_taken_of_an_inmate_is_said_beside_it(centre, field, typed):
    answer = signed_in(centre).post(reverse("families:add"), form_data(**{f"ties-0-{field}": typed}))
    assert answer.status_code == 200
    assert set(answer.context["entry"].ties.forms[0].errors) == {field}
    assert typed in answer.content.decode()


@pytest.mark.parametrize(
    ("nik", "said"),
    [
        ("2216045710820001", "Dua angka pertama bukan kode provinsi, jadi ada angka yang salah."),
        ("3316175710820001", "Tidak ada kecamatan berkode 331617, awal NIK ini. Cocokkan dengan KTP-el."),
    ],
)
def test_a_nik_that_begins_with_no_place_is_doubted(centre, nik, said):
    answer = signed_in(centre).post(reverse("families:add"), form_data(**{"members-0-nik": nik}))
    assert answer.context["entry"].members.forms[0].errors["nik"] == [said]


def test_an_old_code_of_a_district_is_taken_when_it_is_confirmed_and_no_province_never(centre):
    confirmed = {"members-0-nik_confirmed": "on"}
    client, url = signed_in(centre), reverse("families:add")
    assert client.post(url, form_data(**{"members-0-nik": "2216045710820001"} | confirmed)).status_code == 200
    assert client.post(url, form_data(**{"members-0-nik": "3316175710820001"} | confirmed)).status_code == 302
    assert contact_of(Family.objects.get()).nik.reveal() == "3316175710820001"


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
    assert save(client, reverse("families:change", args=[family.pk]), typed).status_code == 302
    family.refresh_from_db()
    assert (family.hamlet, family.kk.reveal(), family.members.count()) == ("Kidul", KK, 2)
    assert (contact_of(family).name, contact_of(family).nik.reveal()) == ("Kartini N.", NIK)
    assert [(tie.inmate, tie.relation) for tie in family.ties.all()] == [(inmate, "mother")]


@pytest.mark.parametrize("said", ["0", "-1", "9" * 30])
@pytest.mark.parametrize("rows", ["members", "ties"])
def test_rows_of_what_is_there_are_read_whatever_the_form_says_of_their_number(centre, rows, said):
    client = signed_in(centre)
    client.post(reverse("families:add"), form_data())
    address = reverse("families:change", args=[Family.objects.get().pk])
    fields = fields_in(client.get(address)) | {f"{rows}-INITIAL_FORMS": [said]}
    assert client.post(address, fields).status_code == 302
    family = Family.objects.get()
    assert ([one.name for one in family.members.all()], family.ties.count()) == (["Kartini Nurjanah"], 1)


def test_inmates_stand_in_the_order_in_which_they_were_tied(centre):
    family = FamilyFactory(centre=centre)
    for _n in range(4):
        FamilyInmateFactory(centre=centre, family=family, inmate=InmateFactory(centre=centre))
    page = signed_in(centre).get(reverse("families:change", args=[family.pk]))
    shown = [form.initial["inmate"] for form in page.context["entry"].ties if form.initial]
    assert shown == list(family.ties.order_by("pk").values_list("inmate", flat=True))


def test_villages_are_offered_as_one_types(centre):
    answer = signed_in(centre).get(reverse("families:villages"), {"q": "panol"})
    assert answer.json() == {"choices": ["Panolan, Kedungtuban"]}


@pytest.mark.parametrize(
    ("where", "typed"),
    [
        ("remarks", "anak bungsu 3316015103049491"),
        ("hamlet", "Krajan (0812 0000 1012)"),
        ("landmark", "rumah ibu, HP081200001012"),
        ("members-0-name", "Mujiati 3316 0457 1082 0001"),
        ("ties-0-register_number", "3316015103049491"),
        ("remarks", "ulang tahun 1 Mei 1990"),
        ("street", "gg. 01051990"),
        ("remarks", "lahir 12-03-2004"),
    ],
)
def test_no_number_of_a_person_and_no_birth_date_is_taken_elsewhere(centre, where, typed):
    typed_there = form_data(**{"members-0-birth_date": "01/05/1990", "members-0-nik": "", where: typed})
    answer = signed_in(centre).post(reverse("families:add"), typed_there)
    entry = answer.context["entry"]
    part, _sep, field = where.rpartition("-")
    form = {"": entry.form, "members-0": entry.members.forms[0], "ties-0": entry.ties.forms[0]}[part]
    assert list(form.errors) == [field]
    assert Family.objects.count() == 0


def test_the_day_on_which_somebody_else_was_born_is_a_day_like_another(centre):
    typed = form_data(
        **{"members-0-birth_date": "01/05/1990", "members-0-nik": "", "remarks": "kontrak s.d. 2 Mei 1990"}
    )
    assert signed_in(centre).post(reverse("families:add"), typed).status_code == 302
