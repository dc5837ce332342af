"""*Cocokkan daftar WBP*: who is not in this month's list is told to the families, the plan and *Beranda*, once."""

import datetime
from io import StringIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from config.errors import Refused
from families.inmate_lists.keeping import (
    compare_list,
    decide,
    decide_alike,
    discard_list,
    meant_by,
    new_number,
    purge_lists,
    raise_notices,
)
from families.inmates import change_status
from families.models import Inmate, InmateFinding, InmateList
from tests.distributions.blora import NOW, TODAY
from tests.distributions.inmate_lists import FIRST, NAMES, comparing, counted, named_people, rows_of, unlisted
from tests.factories import CentreFactory, FamilyFactory, InmateFactory
from tests.families.blora import write_xlsx
from tests.read_page import words
from tests.standing import stands
from tests.versions import form_to

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SECOND = datetime.date(2024, 11, 3)


@stands
def people():
    return named_people()


@pytest.fixture
def compare_now(people, tmp_path):
    return comparing(people, tmp_path)


def everything():
    """Every row of the tables of families, and their history."""
    rows = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname LIKE 'families%%' ORDER BY relname",
            [],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {name} t ORDER BY 1")
            rows[name] = [row for (row,) in cursor.fetchall()]
    return rows


def test_who_is_missing_is_told_and_the_others_are_only_counted(people, compare_now):
    found = compare_now(people.inmates[1:], ["PONIRAN", "B.I 77/2024", ""])

    assert counted(found) == (4, 3, 1, 0, 1)
    assert unlisted(people) == {"Teguh Wibowo": FIRST}
    assert (found.raised_at, found.raised_by) == (NOW, people.operator)
    assert "PONIRAN" not in str(everything())


def test_the_same_file_twice_changes_nothing(people, compare_now):
    found = compare_now(people.inmates[1:])
    before = everything()

    assert compare_now(people.inmates[1:]).pk == found.pk
    assert everything() == before


def test_the_next_list_that_has_an_inmate_settles_it(people, compare_now):
    compare_now(people.inmates[1:])

    compare_now(people.inmates, on=SECOND)

    assert unlisted(people) == {}


def test_a_list_of_before_raises_nothing_of_who_is_known_to_be_held_since(people, compare_now):
    compare_now(people.inmates, on=SECOND)

    compare_now(people.inmates[1:], on=FIRST)
    compare_now(people.inmates[1:], on=SECOND)
    assert unlisted(people) == {}

    compare_now(people.inmates[1:], on=SECOND + DAY)
    assert unlisted(people) == {"Teguh Wibowo": SECOND + DAY}


def test_the_first_list_without_an_inmate_counts(people, compare_now):
    compare_now(people.inmates[1:], on=FIRST)
    compare_now(people.inmates[1:], on=SECOND)

    assert unlisted(people) == {"Teguh Wibowo": FIRST}


def test_a_list_of_a_day_to_come_is_refused(compare_now, people):
    with pytest.raises(Refused) as refused:
        compare_now(people.inmates, on=TODAY + DAY)
    assert refused.value.field == "listed_on"


def test_a_list_in_which_most_are_missing_asks_first(people, compare_now):
    found = compare_now(people.inmates[:1], ["PONIRAN", "B.I 77/2024", ""])

    assert (found.raised_at, unlisted(people)) == (None, {})

    raise_notices(found, by=people.operator, now=NOW)
    assert unlisted(people) == dict.fromkeys(NAMES[1:], FIRST)
    with pytest.raises(Refused, match="sudah diberi tahu"):
        raise_notices(found, by=people.operator, now=NOW)
    with pytest.raises(Refused, match="daftar ini tetap"):
        discard_list(found)


def held_on(people):
    """On which day who was last known to be held, by name."""
    return dict(Inmate.objects.filter(centre=people.centre).values_list("name", "held_on"))


def test_a_list_that_asks_first_says_of_nobody_that_he_is_held_until_it_counts(people, compare_now):
    compare_now(people.inmates[1:])
    before = everything()
    found = compare_now(people.inmates[:1], ["PONIRAN", "B.I 77/2024", ""], on=SECOND)
    assert (found.raised_at, unlisted(people), held_on(people)["Teguh Wibowo"]) == (None, {"Teguh Wibowo": FIRST}, None)

    discard_list(found)
    assert everything() == before

    found = compare_now(people.inmates[:1], ["PONIRAN", "B.I 77/2024", ""], on=SECOND)
    raise_notices(found, by=people.operator, now=NOW)
    assert unlisted(people) == dict.fromkeys(NAMES[1:], SECOND)
    assert held_on(people) == {"Teguh Wibowo": SECOND, **dict.fromkeys(NAMES[1:], FIRST)}


def test_a_list_that_asked_first_and_has_no_file_any_more_is_uploaded_again(people, compare_now):
    found = compare_now(people.inmates[:1])
    purge_lists(now=NOW + 8 * DAY)

    with pytest.raises(Refused, match="Unggah sekali lagi"):
        raise_notices(found, by=people.operator, now=NOW)

    assert (unlisted(people), set(held_on(people).values())) == ({}, {None})
    raise_notices(compare_now(people.inmates[:1]), by=people.operator, now=NOW)
    assert unlisted(people) == dict.fromkeys(NAMES[1:], FIRST)


def test_half_of_them_missing_is_told_at_once(people, compare_now):
    assert compare_now(people.inmates[:2]).raised_at == NOW


def test_a_list_of_another_centre_is_dropped_without_a_trace(people, compare_now):
    before = everything()

    discard_list(compare_now([], ["PONIRAN", "B.I 77/2024", ""]))

    assert everything() == before


def test_a_sheet_that_was_not_read_asks_first(people, tmp_path):
    path = tmp_path / "daftar.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("Narapidana", rows_of(people.inmates[1:])), ("Tahanan", rows_of(people.inmates[:1]))):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet.hide()

    found = compare_list(path, centre=people.centre, listed_on=FIRST, by=people.operator, now=NOW)

    assert (counted(found), found.raised_at, unlisted(people)) == ((3, 3, 1, 0, 0), None, {})


def test_an_inmate_of_another_centre_is_not_compared(people, compare_now):
    other = FamilyFactory(centre=CentreFactory()).ties.get().inmate

    compare_now(people.inmates)

    other.refresh_from_db()
    assert (other.held_on, other.unlisted_on) == (None, None)


def test_an_inmate_whose_family_has_ended_or_who_has_none_is_not_compared(people, compare_now):
    InmateFactory(centre=people.centre, name="Tanpa Keluarga")
    type(people.families[0]).objects.filter(pk=people.families[0].pk).update(
        eligibility="ended", eligibility_by=people.head
    )

    assert counted(compare_now(people.inmates[1:])) == (3, 3, 0, 0, 0)


# What is unsure.


@pytest.fixture
def question(people, compare_now):
    """Teguh Wibowo is in the list with another register number."""
    found = compare_now(people.inmates[1:], ["TEGUH WIBOWO", "B.II 7/2024", ""])
    return found.findings.get(inmate=people.inmates[0])


def test_what_is_unsure_is_asked_with_what_the_list_says(question, people):
    assert (question.why, [one.number for one in meant_by(question)]) == ("other_number", ["B.II 7/2024"])
    assert unlisted(people) == {}
    assert "B.II 7/2024" not in str(everything())


@pytest.mark.parametrize(
    ("decision", "number", "missing"),
    [
        ("here", "B.III 1/2023", {}),
        ("renumbered", "B.II 7/2024", {}),
        ("absent", "B.III 1/2023", {"Teguh Wibowo": FIRST}),
    ],
)
def test_a_question_is_decided_once_and_then_the_list_is_forgotten(question, people, decision, number, missing):
    decide(question, decision=decision, by=people.operator, now=NOW)

    done = InmateFinding.objects.get(pk=question.pk)
    assert (done.decision, done.decided_by, done.content) == (decision, people.operator, None)
    assert Inmate.objects.get(pk=question.inmate_id).register_number == number
    assert unlisted(people) == missing
    with pytest.raises(Refused, match="sudah diputuskan"):
        decide(question, decision="here", by=people.operator, now=NOW)


def test_the_same_file_again_keeps_what_was_decided(question, people, compare_now):
    decide(question, decision="here", by=people.operator, now=NOW)

    compare_now(people.inmates[1:], ["TEGUH WIBOWO", "B.II 7/2024", ""])

    assert counted(InmateList.objects.get()) == (4, 3, 0, 0, 0)


def test_a_number_of_another_inmate_is_not_taken_over(question, people):
    InmateFactory(centre=people.centre, register_number="B.II 7/2024")

    with pytest.raises(Refused, match="nomor register"):
        decide(question, decision="renumbered", by=people.operator, now=NOW)
    assert InmateFinding.objects.get(pk=question.pk).decision == ""


def test_questions_of_one_kind_are_answered_at_once(people, compare_now):
    others = (["TEGUH WIBOWO", "B.II 1/2024", ""], ["AGUS SALIM", "B.II 2/2024", ""])
    found = compare_now(people.inmates[2:], *others)

    assert decide_alike(found, why="other_number", decision="renumbered", by=people.operator, now=NOW) == 2

    numbers = [Inmate.objects.get(pk=inmate.pk).register_number for inmate in people.inmates[:2]]
    assert numbers == ["B.II 1/2024", "B.II 2/2024"]
    assert counted(found) == (4, 2, 0, 0, 0)


def test_who_is_released_by_the_register_and_in_the_list_may_be_held_again(people, compare_now):
    change_status(people.inmates[0], status="released", on=FIRST - DAY, now=NOW)
    question = compare_now(people.inmates).findings.get()

    decide(question, decision="here", by=people.operator, now=NOW)

    inmate = Inmate.objects.get(pk=people.inmates[0].pk)
    assert (inmate.status, inmate.status_on, inmate.held_on) == ("held", FIRST, FIRST)


def test_after_seven_days_the_question_stays_and_the_list_is_forgotten(question, people):
    assert purge_lists(now=NOW + 7 * DAY) == 0
    assert purge_lists(now=NOW + 7 * DAY + datetime.timedelta(seconds=1)) == 1

    question.refresh_from_db()
    assert (meant_by(question), new_number(question)) == ([], "")
    decide(question, decision="absent", by=people.operator, now=NOW + 8 * DAY)
    assert unlisted(people) == {"Teguh Wibowo": FIRST}


# On the page.


@pytest.fixture
def office(client, people):
    client.force_login(people.operator)
    return client


def told_on(answer):
    return words(answer.content.decode())


def test_a_clerk_uploads_a_list_and_decides(people, office, tmp_path):
    rows = rows_of(people.inmates[2:], ["TEGUH WIBOWO", "B.II 7/2024", ""], ["PONIRAN", "B.I 77/2024", ""])
    path = write_xlsx(tmp_path / "daftar.xlsx", rows)
    file = SimpleUploadedFile("daftar.xlsx", path.read_bytes())

    answer = office.post(reverse("families:inmate_lists"), {"file": file, "listed_on": "1/11/2024"}, follow=True)

    page = told_on(answer)
    assert "Daftar WBP tanggal 1 November 2024" in page
    assert "Berkas ini memuat 4 nama WBP." in page
    assert "2 masih di sini" in page
    assert "1 WBP dari daftar itu tidak mempunyai keluarga dalam data: hanya dihitung." in page
    assert "Dalam daftar: TEGUH WIBOWO B.II 7/2024" in page
    assert "PONIRAN" not in page
    question = InmateFinding.objects.to_decide().get()
    address = reverse("families:inmate_list_decide", args=[question.inmate_list_id, question.pk])
    sent = form_to(answer, address) | {"decision": "renumbered"}
    page = told_on(office.post(address, sent, follow=True))
    assert "Teguh Wibowo: Masih di sini, dengan nomor register dari daftar." in page
    missing = office.get(reverse("families:inmates"), {"status": "unlisted"})
    assert "Agus Salim" in told_on(missing)
    assert "Slamet Riyadi" not in told_on(missing)


@pytest.mark.parametrize("name", ["distributions:family", "families:inmate"])
def test_the_pages_of_family_and_inmate_ask_and_take_the_answer(people, office, compare_now, name):
    compare_now(people.inmates[1:])
    inmate = people.inmates[0]
    of = {"distributions:family": people.families[0], "families:inmate": inmate}
    sentence = "Teguh Wibowo tidak tercantum dalam daftar WBP tanggal 1 November 2024: mungkin sudah bebas atau pindah."

    assert sentence in told_on(office.get(reverse(name, args=[of[name].pk])))
    office.post(reverse("families:inmate_still_held", args=[inmate.pk]), {"unlisted_on": "2024-11-01"})
    assert sentence not in told_on(office.get(reverse(name, args=[of[name].pk])))


def test_a_list_that_asks_first_is_confirmed_or_dropped_on_its_page(people, office, compare_now):
    found = compare_now(people.inmates[:1])
    assert "Apakah ini daftar lengkap UPT ini? 3 WBP dalam data tidak ada" in told_on(
        office.get(found.get_absolute_url())
    )

    address = reverse("families:inmate_list_tell", args=[found.pk])
    sent = form_to(office.get(found.get_absolute_url()), address)
    assert "Dicatat pada keluarganya" in told_on(office.post(address, sent, follow=True))
    assert unlisted(people) == dict.fromkeys(NAMES[1:], FIRST)
    assert "daftar ini tetap ada" in told_on(office.post(address, {"discard": "1"}, follow=True))

    other = compare_now([], ["PONIRAN", "", ""])
    office.post(reverse("families:inmate_list_tell", args=[other.pk]), {"discard": "1"})
    assert list(InmateList.objects.all()) == [found]


def test_questions_of_one_kind_are_answered_at_once_on_the_page(people, office, compare_now):
    others = (["TEGUH WIBOWO", "B.II 1/2024", ""], ["AGUS SALIM", "B.II 2/2024", ""])
    found = compare_now(people.inmates[2:], *others)
    assert "Semua orang yang sama: catat nomor barunya" in told_on(office.get(found.get_absolute_url()))

    address = reverse("families:inmate_list_decide_all", args=[found.pk])
    sent = form_to(office.get(found.get_absolute_url()), address, why="other_number")
    assert "2 WBP masih di sini." in told_on(office.post(address, sent, follow=True))
    assert "satu per satu" in told_on(office.post(address, {"why": "several"}, follow=True))


# What the page showed is what is answered.

CHANGED = "Ini berubah setelah halaman dibuka; belum ada yang disimpan. Lihat sekali lagi."


def change_the_inmate(people, compare_now):
    Inmate.objects.filter(pk=people.inmates[0].pk).update(register_number="B.II 8/2024")


def compare_anew(people, compare_now):
    """The same list from another file: another of it may be meant by now."""
    finding = InmateFinding.objects.get(inmate=people.inmates[0])
    finding.content = None
    finding.save()


@pytest.mark.parametrize("change", [change_the_inmate, compare_anew])
def test_a_question_that_changed_after_the_page_was_opened_is_asked_again(people, office, compare_now, change):
    found = compare_now(people.inmates[2:], ["TEGUH WIBOWO", "B.II 1/2024", ""], ["AGUS SALIM", "B.II 2/2024", ""])
    question = InmateFinding.objects.get(inmate=people.inmates[0])
    shown = office.get(found.get_absolute_url())
    one = reverse("families:inmate_list_decide", args=[found.pk, question.pk])
    kind = reverse("families:inmate_list_decide_all", args=[found.pk])
    change(people, compare_now)
    before = Inmate.objects.get(pk=people.inmates[0].pk).register_number

    for address, sent in (
        (one, form_to(shown, one) | {"decision": "renumbered"}),
        (one, {"decision": "here"}),
        (kind, form_to(shown, kind)),
    ):
        assert CHANGED in told_on(office.post(address, sent, follow=True))
    assert found.findings.to_decide().count() == 2
    assert Inmate.objects.get(pk=people.inmates[0].pk).register_number == before


def test_another_question_of_the_kind_is_not_answered_with_those_that_were_shown(people, office, compare_now):
    others = (["TEGUH WIBOWO", "B.II 1/2024", ""], ["AGUS SALIM", "B.II 2/2024", ""])
    found = compare_now(people.inmates[2:], *others)
    kind = reverse("families:inmate_list_decide_all", args=[found.pk])
    shown = office.get(found.get_absolute_url())
    InmateFinding.objects.create(
        centre=people.centre, inmate_list=found, inmate=people.inmates[2], verdict="unsure", why="other_number"
    )
    assert CHANGED in told_on(office.post(kind, form_to(shown, kind), follow=True))
    assert found.findings.to_decide().count() == 3


def test_families_are_told_of_the_missing_that_were_shown_and_of_no_others(people, office, compare_now):
    found = compare_now(people.inmates[:1])
    address = reverse("families:inmate_list_tell", args=[found.pk])
    shown = office.get(found.get_absolute_url())
    InmateFinding.objects.create(
        centre=people.centre, inmate_list=found, inmate=people.inmates[0], verdict="missing", why=""
    )
    assert CHANGED in told_on(office.post(address, form_to(shown, address), follow=True))
    assert unlisted(people) == {}


# By the command.


def command(people, path, *options):
    out = StringIO()
    call_command("compare_inmates", str(path), "--centre", people.centre.code, *options, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_compares_and_tells(people, tmp_path):
    path = write_xlsx(tmp_path / "daftar.xlsx", rows_of(people.inmates[1:], ["PONIRAN", "B.I 77/2024", ""]))
    said = (
        "4 inmates are listed: 3 of the register are still here, 1 are not in the list, 0 are to be decided;"
        " 1 have no family in the register."
    )

    assert command(people, path, "--as-of", "2024-11-01", "--dry-run") == [said, "Nothing was kept."]
    assert unlisted(people) == {}

    assert command(people, path, "--as-of", "2024-11-01") == [said]
    assert unlisted(people) == {"Teguh Wibowo": FIRST}
    assert InmateList.objects.get().compared_by is None


def test_the_command_is_told_what_a_column_is(people, tmp_path):
    rows = [["No", "Pegawai", "Ybs"], [1, "TEGUH WIBOWO", "SLAMET RIYADI"], [2, "AGUS SALIM", "KASNO UTOMO"]]
    path = write_xlsx(tmp_path / "daftar.xlsx", rows)

    assert command(people, path, "--dry-run", "--map", "Ybs=nama")[0].startswith(
        "2 inmates are listed: 2 of the register are still here, 2 are not in the list"
    )


def test_the_command_asks_what_a_column_is_where_none_has_names(people, tmp_path):
    path = write_xlsx(tmp_path / "daftar.xlsx", [["No", "Ybs"], [1, "WIBOWO TEGUH"], [2, "SALIM AGUS"]])

    with pytest.raises(CommandError, match="--map"):
        command(people, path)
    assert command(people, path, "--map", "Ybs=nama")[0].startswith("2 inmates are listed")


@pytest.mark.parametrize("option", ["--dry-run", "--as-of=2024-11-01"])
def test_the_command_asks_which_of_two_columns_has_the_names_and_tells_nobody(people, tmp_path, option):
    rows = [["No", "Nama", "Nama Pelapor"], [1, "TEGUH WIBOWO", "SLAMET RIYADI"], [2, "AGUS SALIM", "KASNO UTOMO"]]
    path = write_xlsx(tmp_path / "daftar.xlsx", rows)

    with pytest.raises(CommandError, match=r"which column has the names .* no family was told.* --map"):
        command(people, path, option)
    assert (unlisted(people), InmateList.objects.filter(raised_at=None).count()) == ({}, InmateList.objects.count())
    command(people, path, option, "--map", "Nama=nama")
    assert InmateList.objects.exclude(raised_at=None).count() == InmateList.objects.count()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--centre", "nowhere"), "no centre"),
        (("--by", "nobody"), "no user"),
        (("--as-of", "2100-01-01"), "belum tiba"),
    ],
)
def test_the_command_says_what_it_can_not_do(people, tmp_path, options, why):
    path = write_xlsx(tmp_path / "daftar.xlsx", rows_of(people.inmates))

    with pytest.raises(CommandError, match=why):
        command(people, path, *options)
