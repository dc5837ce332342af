"""Who is not in a list of inmates: what becomes of that, and that plan, papers, pages and *Beranda* say so."""

import pytest
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
from families.inmates import change_status, still_held
from families.merging import merge
from families.models import Inmate
from tests.distributions.blora import NOW, TODAY, november
from tests.distributions.inmate_lists import FIRST, comparing, named_people, unlisted
from tests.paper_files import page_texts
from tests.standing import stands

pytestmark = pytest.mark.django_db


@stands
def people():
    return named_people()


@pytest.fixture
def compare_now(people, tmp_path):
    return comparing(people, tmp_path)


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
