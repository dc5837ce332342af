"""*Cocokkan kolom* of a list of inmates: asked where it is unsure which has the names, said anew, and remembered."""

import datetime

import pytest
from django.urls import reverse

from centres.versions import NAME
from config.errors import ChangedMeanwhile, Refused
from families.inmate_lists.keeping import fingerprint as list_fingerprint
from families.inmate_lists.keeping import purge_lists, raise_notices
from families.inmate_lists.match_columns import (
    forget_list_columns,
    layouts_of_list,
    list_columns_version,
    match_list_columns,
)
from families.models import Inmate, InmateList, RegisterColumns
from families.register_import.against_register import fingerprint
from tests.distributions.blora import NOW
from tests.distributions.inmate_lists import NAMES, comparing_rows, counted, named_people, rows_of, unlisted
from tests.factories import FamilyInmateFactory, InmateFactory
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)
SECOND_ON = datetime.timedelta(seconds=1)
# No title says what the columns are, and the names are written in another way than in the register.
STRANGE = ["No", "Ybs", "Pamong", "Tempat"]
WRITTEN = ("Wibowo Teguh", "Salim Agus", "Riyadi Slamet", "Utomo Kasno")


@stands
def people():
    return named_people()


@pytest.fixture
def compare_now(people, tmp_path):
    return comparing_rows(people, tmp_path)


STRANGE_ROWS = [[n, name, "Bambang", "A"] for n, name in enumerate(WRITTEN, start=1)]
MEANT = {0: "number", 1: "nama", 2: "-", 3: "-"}


def match(people, found, fields, seen=None):
    (layout,) = layouts_of_list(found)
    return match_list_columns(found, {layout.digest_of: fields}, seen=seen, by=people.operator, now=NOW)


def test_a_list_whose_titles_say_nothing_is_asked_about_and_tells_nobody(people, compare_now):
    found = compare_now(STRANGE, *STRANGE_ROWS)

    assert (found.asks_columns, counted(found), found.raised_at) == (True, (0, 0, 0, 0, 0), None)
    assert not Inmate.objects.filter(unlisted_on__isnull=False).exists()
    with pytest.raises(Refused, match="kolom"):
        raise_notices(found, by=people.operator, now=NOW)
    (layout,) = layouts_of_list(found)
    assert [(column.title, column.cells, column.field) for column in layout.columns] == [
        ("No", ["1", "2", "3"], "number"),
        ("Ybs", list(WRITTEN[:3]), ""),
        ("Pamong", ["Bambang"], ""),
        ("Tempat", ["A"], ""),
    ]


def test_it_is_read_as_it_was_matched_and_so_is_the_next_one(people, compare_now):
    asked = compare_now(STRANGE, *STRANGE_ROWS)
    found = match(people, asked, MEANT)

    assert (found.listed, found.asks_columns) == (4, False)
    assert list(InmateList.objects.all()) == [found]
    again = compare_now(STRANGE, *[[n, name, "Bambang", "B"] for n, name in enumerate(NAMES[:3], start=1)])
    assert (counted(again), again.raised_at) == ((3, 3, 1, 0, 0), NOW)


def test_two_columns_that_both_name_inmates_are_asked_about(people, compare_now):
    rows = [[1, "TEGUH WIBOWO", "SLAMET RIYADI"], [2, "AGUS SALIM", "KASNO UTOMO"]]
    found = compare_now(["No", "Nama", "Nama Pelapor"], *rows)

    assert (found.asks_columns, found.raised_at) == (True, None)
    (layout,) = layouts_of_list(found)
    assert [(column.field, column.unsure) for column in layout.columns] == [
        ("number", False),
        ("nama", True),
        ("", False),
    ]
    matched = match(people, found, {0: "number", 1: "nama", 2: "-"})
    assert (matched.pk, matched.asks_columns, matched.raised_at) == (found.pk, False, NOW)


def test_who_was_told_missing_by_mistake_is_so_no_more(people, compare_now):
    titles = ["No", "Nama", "Nama Asli"]
    rows = [
        [1, "Teguh Wibowo", "Kasno Utomo"],
        [2, "Agus Salim", "Teguh Wibowo"],
        [3, "Slamet Riyadi", "-"],
    ]
    found = raise_notices(compare_now(titles, *rows), by=people.operator, now=NOW)
    assert list(Inmate.objects.unlisted().values_list("name", flat=True)) == ["Kasno Utomo"]

    again = match(people, found, {0: "number", 1: "-", 2: "nama"})

    missing = Inmate.objects.filter(centre=people.centre).unlisted().order_by("name").values_list("name", flat=True)
    assert (again.pk != found.pk, again.here, again.raised_at) == (True, 2, NOW)
    assert InmateList.objects.filter(pk=found.pk).exists()
    assert list(missing) == ["Agus Salim", "Slamet Riyadi"]


def test_matching_a_list_that_asked_first_takes_back_nothing_that_another_of_its_day_said(people, compare_now):
    compare_now(*rows_of(people.inmates))
    rows = [[1, "Teguh Wibowo", "Kasno Utomo"], [2, "Agus Salim", "Teguh Wibowo"], [3, "Slamet Riyadi", "-"]]

    again = match(people, compare_now(["No", "Nama", "Nama Asli"], *rows), {0: "number", 1: "-", 2: "nama"})

    assert (again.here, again.raised_at, unlisted(people)) == (2, NOW, {})


def test_a_list_that_is_read_otherwise_when_it_is_confirmed_notes_nobody_as_held(people, compare_now):
    rows = [[1, "Teguh Wibowo", "Kasno Utomo"], [2, "Agus Salim", "Teguh Wibowo"], [3, "Slamet Riyadi", "-"]]
    found = compare_now(["No", "Nama", "Nama Asli"], *rows)
    (layout,) = layouts_of_list(found)
    RegisterColumns.objects.create(
        centre=people.centre,
        fingerprint=list_fingerprint(layout.digest_of),
        fields={"0": "number", "1": "-", "2": "nama"},
        matched_by=people.operator,
        matched_at=NOW,
    )

    raise_notices(found, by=people.operator, now=NOW)

    assert set(Inmate.objects.filter(centre=people.centre).values_list("held_on", flat=True)) == {None}


def test_what_is_no_choice_is_refused(people, compare_now):
    found = compare_now(STRANGE, *STRANGE_ROWS)

    for fields, why in (
        ({0: "number", 1: "-", 2: "-", 3: "-"}, "nama"),
        ({0: "number", 1: "nama", 2: "nama", 3: "-"}, "dua kolom"),
        ({0: "nik", 1: "nama", 2: "-", 3: "-"}, "Pilih"),
    ):
        with pytest.raises(Refused, match=why):
            match(people, found, fields)
    assert RegisterColumns.objects.count() == 0


def test_two_who_match_at_the_same_time_hear_of_each_other(people, compare_now):
    found = compare_now(STRANGE, *STRANGE_ROWS)
    seen = list_columns_version(found)
    InmateList.objects.filter(pk=found.pk).update(compared_at=NOW + SECOND_ON)

    with pytest.raises(ChangedMeanwhile):
        match(people, found, MEANT, seen=seen)


def test_a_choice_is_forgotten_and_the_list_asks_again(people, compare_now):
    found = match(people, compare_now(STRANGE, *STRANGE_ROWS), MEANT)
    (layout,) = layouts_of_list(found)
    assert layout.remembered

    again = forget_list_columns(found, layout.digest_of, seen=None, by=people.operator, now=NOW)

    assert (again.listed, again.asks_columns, RegisterColumns.objects.count()) == (0, True, 0)
    with pytest.raises(Refused, match="tanpa pilihan"):
        forget_list_columns(again, layout.digest_of, seen=None, by=people.operator, now=NOW)


def test_what_was_matched_for_a_list_is_nothing_to_a_register(people, compare_now):
    match(people, compare_now(STRANGE, *STRANGE_ROWS), MEANT)

    assert {bytes(one.fingerprint) for one in RegisterColumns.objects.all()}.isdisjoint(
        {fingerprint(layout.digest_of) for layout in layouts_of_list(InmateList.objects.get())}
    )


def test_the_file_goes_after_seven_days_and_so_does_a_list_of_which_nobody_was_read(people, compare_now):
    asked = compare_now(STRANGE, *STRANGE_ROWS)
    read = compare_now(["No", "Nama"], *[[n, name] for n, name in enumerate(NAMES, start=1)])

    purge_lists(now=NOW + WEEK)
    assert InmateList.objects.exclude(source=None).count() == 2
    purge_lists(now=NOW + WEEK + SECOND_ON)

    assert list(InmateList.objects.all()) == [read]
    assert not InmateList.objects.filter(pk=asked.pk).exists()
    with pytest.raises(Refused, match="Unggah"):
        layouts_of_list(InmateList.objects.get())


# On the page.


@pytest.fixture
def office(client, people):
    client.force_login(people.operator)
    return client


def test_a_clerk_says_which_column_has_the_names(office, people, compare_now):
    found = compare_now(STRANGE, *STRANGE_ROWS)
    result = office.get(found.get_absolute_url()).content.decode()
    assert "Belum ada kolom nama WBP yang dikenali." in words(result)
    address = reverse("families:inmate_list_columns", args=[found.pk])
    assert address in result

    page = office.get(address).content.decode()
    assert "Wibowo Teguh; Salim Agus; Riyadi Slamet" in words(page)
    version = page.split(f'name="{NAME}" value="')[1].split('"')[0]
    answer = office.post(address, {NAME: version, "c0-1": "nama"}, follow=True)

    assert "Daftar dibaca dengan kolom ini." in words(answer.content.decode())
    assert InmateList.objects.get().listed == 4


def test_a_form_without_a_choice_comes_again_with_its_reason(office, compare_now):
    found = compare_now(STRANGE, *STRANGE_ROWS)
    address = reverse("families:inmate_list_columns", args=[found.pk])
    page = office.get(address).content.decode()
    version = page.split(f'name="{NAME}" value="')[1].split('"')[0]

    answer = office.post(address, {NAME: version})

    assert answer.status_code == 422
    assert "Tentukan kolom mana yang berisi nama WBP." in words(answer.content.decode())


def test_a_list_without_its_file_leads_back(office, people, compare_now):
    found = compare_now(["No", "Nama"], *[[n, name] for n, name in enumerate(NAMES, start=1)])
    InmateList.objects.update(source=None)

    answer = office.get(reverse("families:inmate_list_columns", args=[found.pk]), follow=True)

    assert "Berkas daftar ini sudah tidak ada. Unggah sekali lagi." in words(answer.content.decode())


# A long result.


def written(number):
    """A number as a name: digits of one are left out where names are compared."""
    return f"{chr(97 + number // 10) * 2}o {chr(97 + number % 10) * 2}i".title()


@pytest.fixture
def long_list(people, compare_now):
    """A list of four with 120 inmates missing, and 60 whose number is another."""

    def add(name, number=""):
        inmate = InmateFactory(centre=people.centre, name=name, register_number=number)
        FamilyInmateFactory(centre=people.centre, family=people.families[0], inmate=inmate)

    for number in range(120):
        add(f"Hilang {number:03}")
    for number in range(60):
        add(f"Tukar {written(number)}", f"B.I {number}/2020")
    rows = [[n, name, f"B.III {n}/2023"] for n, name in enumerate(NAMES, start=1)]
    rows += [[n + 5, f"Tukar {written(n)}", f"B.II {n}/2024"] for n in range(60)]
    return compare_now(["No", "Nama", "No. Register"], *rows)


def test_hundreds_who_are_missing_come_page_by_page_by_name(office, long_list):
    page = words(office.get(long_list.get_absolute_url()).content.decode())
    assert "120 WBP dalam data tidak ada" in page
    assert "Hilang 000" in page
    assert "Hilang 049" in page
    assert "Hilang 050" not in page

    last = long_list.findings.missing().order_by("pk")[49].pk
    following = words(office.get(long_list.get_absolute_url(), {"sesudah": last}).content.decode())
    assert "Hilang 050" in following
    assert "Hilang 049" not in following
    assert "Tukar" not in following


def test_of_many_questions_the_first_are_asked_and_the_others_counted(office, long_list):
    page = words(office.get(long_list.get_absolute_url()).content.decode())

    assert f"Tukar {written(49)}" in page
    assert f"Tukar {written(50)}" not in page
    assert "10 lagi muncul setelah ini diputuskan." in page
    assert "Semua orang yang sama: catat nomor barunya" in page
