"""*Cocokkan daftar WBP*: who is not in this month's list is told to the families, the plan and *Beranda*, once."""

import datetime
from io import StringIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from centres.models import Role
from config.errors import Refused
from distributions.models import Recipient
from distributions.overview.home import Coverage
from distributions.overview.waiting import waiting_for
from distributions.papers import pdf as papers
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.checks import check, check_reserve
from distributions.rounds.proposal import ProposalChanged, as_the_register_says
from distributions.rounds.snapshots import copy_register
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
from families.inmates import change_status, still_held
from families.merging import merge
from families.models import Inmate, InmateFinding, InmateList
from tests.distributions.blora import NOW, TODAY, blora, november
from tests.factories import CentreFactory, FamilyFactory, InmateFactory
from tests.families.blora import write_xlsx
from tests.paper_files import page_texts
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
FIRST, SECOND = D(2024, 11, 1), D(2024, 11, 3)
TITLES = ["No", "Nama", "No. Register", "Ket"]
NAMES = ("Teguh Wibowo", "Agus Salim", "Slamet Riyadi", "Kasno Utomo")


@stands
def people():
    people = blora(families=4)
    people.inmates = [family.ties.get().inmate for family in people.families]
    for number, (inmate, name) in enumerate(zip(people.inmates, NAMES, strict=True), start=1):
        Inmate.objects.filter(pk=inmate.pk).update(name=name, register_number=f"B.III {number}/2023")
        inmate.refresh_from_db()
    return people


def rows_of(inmates, *others):
    known = [[inmate.name.upper(), inmate.register_number, ""] for inmate in inmates]
    return [TITLES, *([n, *row] for n, row in enumerate([*known, *others], start=1))]


@pytest.fixture
def compare_now(people, tmp_path):
    """Compare a list with these inmates and other rows."""

    def _compare(inmates, *others, on=FIRST, at=NOW, centre=None):
        path = write_xlsx(tmp_path / "daftar.xlsx", rows_of(inmates, *others))
        return compare_list(path, centre=centre or people.centre, listed_on=on, by=people.operator, now=at)

    return _compare


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


def unlisted(people):
    return {inmate.name: inmate.unlisted_on for inmate in Inmate.objects.filter(centre=people.centre).unlisted()}


def counted(found):
    return found.listed, found.here, found.findings.missing().count(), found.findings.to_decide().count(), found.unknown


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


# What becomes of who is missing.


def test_the_registration_says_that_an_inmate_is_held_nevertheless(people, compare_now):
    compare_now(people.inmates[1:])
    inmate = Inmate.objects.get(pk=people.inmates[0].pk)

    still_held(inmate, unlisted_on=FIRST, now=NOW)
    with pytest.raises(Refused, match="sudah diselesaikan"):
        still_held(inmate, unlisted_on=FIRST, now=NOW)
    compare_now(people.inmates[1:])

    assert unlisted(people) == {}
    assert Inmate.objects.get(pk=inmate.pk).held_on == TODAY


def test_who_left_is_missing_no_more(people, compare_now):
    compare_now(people.inmates[1:])

    change_status(people.inmates[0], status="transferred", on=TODAY, now=NOW)

    assert unlisted(people) == {}


# Where it is told.


@pytest.fixture
def told(people, compare_now):
    """A round of four families, and Teguh Wibowo missing since."""
    round = november(people)
    compare_now(people.inmates[1:])
    return round


def as_now(round):
    recipients = list(round.recipients.select_related("stop"))
    copy_register(recipients)
    return recipients


def warning(name):
    ask = "Pastikan ke bagian registrasi apakah WBP masih berada di sini."
    return f"{name}: WBP-nya tidak tercantum dalam daftar WBP tanggal 1 November 2024. {ask}"


def test_a_plan_says_so_and_leaves_nobody_out(told):
    found = check(told, as_now(told))

    assert warning("Keluarga 0") in found.warnings
    assert (found.blocking, found.fine) == ([], ["Tidak ada data ganda."])


def test_so_does_the_plan_of_the_family_into_which_its_entry_was_merged(told, people):
    round = told
    round.recipients.filter(family=people.families[0]).delete()
    merge(people.families[0], into=people.families[1], note="", seen=None, by=people.coordinator, now=NOW)

    assert warning("Keluarga 1") in check(round, as_now(round)).warnings


def test_so_does_the_page_of_a_reserve_family(told, people):
    recipient = Recipient.objects.get(round=told, family=people.families[0])

    assert warning("Keluarga 0") in check_reserve(told, recipient, today=TODAY).warnings


def test_so_does_the_paper_that_the_head_signs_and_a_reprint_says_the_same(people, compare_now):
    compare_now(people.inmates[1:])
    round = november(people)
    sentence = "1 (satu) keluarga memiliki WBP yang tidak tercantum dalam daftar WBP terakhir yang dicocokkan."

    def printed() -> str:
        return " ".join(" ".join(page_texts(papers.proposal(round))).split())

    assert sentence in printed()
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    still_held(Inmate.objects.get(pk=people.inmates[0].pk), unlisted_on=FIRST, now=NOW)
    assert sentence in printed()


def test_who_read_of_nobody_missing_does_not_approve_it(people, compare_now):
    round = november(people)
    submit_round(round, by=people.coordinator, now=NOW)
    seen = as_the_register_says(round)
    compare_now(people.inmates[1:])

    with pytest.raises(ProposalChanged):
        approve_round(round, seen=seen, by=people.head, now=NOW)


def test_home_leads_to_who_is_missing_and_to_what_is_to_be_decided(people, compare_now):
    found = compare_now(people.inmates[2:], ["TEGUH WIBOWO", "B.II 7/2024", ""])

    waiting = waiting_for(people.centre, [Role.OPERATOR], [], Coverage(0, 0, 0, 0), TODAY)

    assert [(row.title, row.text, row.url) for row in waiting][::-1] == [
        (
            "1 WBP tidak tercantum dalam daftar WBP",
            "Tidak ada sejak daftar tanggal 1 November 2024. Pastikan ke bagian registrasi siapa yang masih ditahan di"
            " sini.",
            f"{reverse('families:inmates')}?status=unlisted",
        ),
        (
            "Daftar WBP tanggal 1 November 2024: masih ada yang harus diputuskan",
            "1 WBP mungkin ada di dalamnya, mungkin tidak.",
            found.get_absolute_url(),
        ),
    ]


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
    assert "1 WBP dari daftar itu tidak mempunyai keluarga dalam data: hanya dihitung, tidak disimpan." in page
    assert "Dalam daftar: TEGUH WIBOWO B.II 7/2024" in page
    assert "PONIRAN" not in page
    question = InmateFinding.objects.to_decide().get()
    address = reverse("families:inmate_list_decide", args=[question.inmate_list_id, question.pk])
    page = told_on(office.post(address, {"decision": "renumbered"}, follow=True))
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
    assert "Dicatat pada keluarganya" in told_on(office.post(address, follow=True))
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
    assert "2 WBP masih di sini." in told_on(office.post(address, {"why": "other_number"}, follow=True))
    assert "satu per satu" in told_on(office.post(address, {"why": "several"}, follow=True))


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
