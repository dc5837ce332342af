"""An inmate whose expected release has come: who decides is told to ask the registration, and nobody is left out."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Role
from distributions.models import Recipient, Round
from distributions.overview.home import Coverage
from distributions.overview.waiting import waiting_for
from distributions.papers import pdf as papers
from distributions.rounds.approval import approve_round, submit_round
from distributions.rounds.by_hand import add_family, remove_family
from distributions.rounds.checks import check, check_reserve
from distributions.rounds.proposal import ProposalChanged, as_the_register_says
from distributions.rounds.snapshots import copy_register
from families.models import Inmate
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.factories import FamilyInmateFactory, InmateFactory
from tests.paper_files import page_texts
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
ROUND = D(2024, 11, 15)
FINE = "Tidak ada data ganda. Menurut data, setiap keluarga memiliki WBP yang berada di sini."
NO_DOUBLES = "Tidak ada data ganda."


@stands
def people():
    return blora(families=4)


@pytest.fixture
def round(people) -> Round:
    return november(people)


def inmate_of(family) -> Inmate:
    return family.ties.get().inmate


def released(family, on: datetime.date | None, **more) -> None:
    Inmate.objects.filter(pk=inmate_of(family).pk).update(expected_release_on=on, **more)


def found(round):
    return check(round, _as_now(round))


def _as_now(round) -> list[Recipient]:
    recipients = list(round.recipients.select_related("stop"))
    copy_register(recipients)
    return recipients


def warning(name: str, day: str) -> str:
    ask = "Pastikan ke bagian registrasi apakah WBP masih berada di sini."
    return f"{name}: menurut data, WBP-nya bebas pada {day}. {ask}"


def told(answer) -> str:
    return words(answer.content.decode())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (ROUND - DAY, "14 November 2024"),
        (ROUND, "15 November 2024"),
        (D(2024, 10, 1), "1 Oktober 2024"),
        (ROUND + DAY, None),
        (None, None),
    ],
)
def test_a_release_by_the_day_of_the_round_is_to_be_confirmed(people, round, on, day):
    released(people.families[0], on)
    said = found(round)
    expected = [warning("Keluarga 0", day)] if day else []
    assert [w for w in said.warnings if "bebas" in w] == expected
    assert said.blocking == []
    assert said.fine == [NO_DOUBLES if day else FINE]


def test_who_left_already_is_not_planned_and_is_not_asked_about(people, round):
    released(people.families[0], ROUND - DAY, status=Inmate.Status.RELEASED, status_on=ROUND - DAY)
    said = found(round)
    assert [w for w in said.warnings if "bebas" in w] == []
    assert len(said.blocking) == 1


def test_of_several_inmates_the_one_who_is_released_first_is_asked_about(people, round):
    family = people.families[0]
    released(family, ROUND + 30 * DAY)
    other = InmateFactory(centre=people.centre, expected_release_on=ROUND - DAY)
    FamilyInmateFactory(centre=people.centre, family=family, inmate=other)
    assert [w for w in found(round).warnings if "bebas" in w] == [warning("Keluarga 0", "14 November 2024")]
    Inmate.objects.filter(pk=other.pk).update(status=Inmate.Status.TRANSFERRED, status_on=ROUND - DAY)
    assert [w for w in found(round).warnings if "bebas" in w] == []


def test_the_family_is_proposed_all_the_same_and_may_be_submitted_and_approved(people):
    released(people.families[0], ROUND - DAY)
    round = november(people)
    assert people.families[0].pk in set(round.recipients.planned().values_list("family", flat=True))
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    row = round.recipients.get(family=people.families[0])
    released(people.families[0], ROUND + DAY)
    row.refresh_from_db()
    assert row.release_on == ROUND - DAY


def test_a_family_that_is_added_by_hand_brings_its_day(people, round):
    family = people.families[0]
    remove_family(round.recipients.get(family=family), reason="Coba", by=people.coordinator, now=NOW)
    released(family, ROUND)
    assert add_family(round, family, reason="Kembali").release_on == ROUND


def test_the_draft_and_the_approval_say_so(people, round):
    released(people.families[0], ROUND)
    sentence = warning("Keluarga 0", "15 November 2024")
    draft = signed_in(people.coordinator).get(reverse("distributions:prepare", args=[round.pk]))
    assert sentence in told(draft)
    assert FINE not in told(draft)
    submit_round(round, by=people.coordinator, now=NOW)
    assert sentence in told(signed_in(people.head).get(reverse("distributions:approval", args=[round.pk])))


def test_who_read_of_no_release_does_not_approve_one(people, round):
    submit_round(round, by=people.coordinator, now=NOW)
    seen = as_the_register_says(round)
    released(people.families[0], ROUND)
    with pytest.raises(ProposalChanged):
        approve_round(round, seen=seen, by=people.head, now=NOW)


def test_the_paper_that_the_head_signs_says_so_and_a_reprint_says_the_same(people):
    released(people.families[0], ROUND)
    round = november(people)
    sentence = "1 (satu) keluarga memiliki WBP yang menurut register bebas paling lambat pada hari penyaluran."

    def printed() -> str:
        return " ".join(" ".join(page_texts(papers.proposal(round))).split())

    assert sentence in printed()
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    released(people.families[0], ROUND + DAY)
    assert sentence in printed()


# --- the family's page and Beranda, which know today


def today(people) -> datetime.date:
    return people.centre.local_date(timezone.now())


@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (1, False), (None, False)])
def test_the_page_of_the_family_and_of_the_inmate_ask_from_that_day_on(people, days, due):
    family = people.families[0]
    released(family, None if days is None else today(people) + days * DAY)
    client = signed_in(people.coordinator)
    for name, pk in (("distributions:family", family.pk), ("families:inmate", inmate_of(family).pk)):
        page = told(client.get(reverse(name, args=[pk])))
        assert ("Pastikan ke bagian registrasi" in page) is due
        assert ("Masih di sini: ubah tanggalnya" in page) is due
    page = told(signed_in(people.officer).get(reverse("distributions:family", args=[family.pk])))
    assert ("Pastikan ke bagian registrasi" in page) is due
    assert "Masih di sini: ubah tanggalnya" not in page


def test_the_page_of_the_family_asks_ahead_of_its_next_turn(people):
    family = people.families[0]
    round = november(people)
    month = (today(people) + 40 * DAY).replace(day=1)
    Round.objects.filter(pk=round.pk).update(occurrence_on=month, month=month, date=month + 10 * DAY)
    page = reverse("distributions:family", args=[family.pk])
    for on, due in ((month + 10 * DAY, True), (month + 11 * DAY, False)):
        released(family, on)
        assert ("Pastikan ke bagian registrasi" in told(signed_in(people.operator).get(page))) is due


def test_who_left_is_not_asked_about_any_more(people):
    released(people.families[0], today(people) - DAY, status=Inmate.Status.RELEASED, status_on=today(people))
    page = reverse("distributions:family", args=[people.families[0].pk])
    assert "Pastikan ke bagian registrasi" not in told(signed_in(people.coordinator).get(page))


@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (1, False)])
def test_home_tells_the_clerks_and_leads_to_those_inmates(people, days, due):
    released(people.families[0], ROUND + days * DAY)
    nobody = Coverage(0, 0, 0, 0)

    def waits(role) -> list[tuple[str, str]]:
        return [(w.title, w.url) for w in waiting_for(people.centre, [role], [], nobody, ROUND)]

    notice = ("1 WBP: perkiraan tanggal bebas sudah tiba", f"{reverse('families:inmates')}?status=due")
    for role in (Role.OPERATOR, Role.COORDINATOR):
        assert (notice in waits(role)) is due
    for role in (Role.OFFICER, Role.STOREKEEPER, Role.HUMAS, Role.VIEWER, Role.ADMIN):
        assert notice not in waits(role)


def test_the_list_of_inmates_shows_those_whose_release_is_due(people):
    for family, days in zip(people.families, (-1, 0, 1, None), strict=True):
        released(family, None if days is None else today(people) + days * DAY)
    rows = signed_in(people.operator).get(f"{reverse('families:inmates')}?status=due").context["rows"]
    assert {row.pk for row in rows} == {inmate_of(family).pk for family in people.families[:2]}


@pytest.mark.parametrize(
    ("on", "day"),
    [(ROUND - DAY, "14 November 2024"), (ROUND, "15 November 2024"), (ROUND + DAY, None), (None, None)],
)
def test_who_calls_a_reserve_family_is_told_by_the_register_of_today(people, on, day):
    round = november(people)
    row = round.recipients.planned().first()
    Recipient.objects.filter(pk=row.pk).update(state=Recipient.State.RESERVE)
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)
    row.refresh_from_db()
    released(row.family, on)
    said = check_reserve(round, row, today=D(2024, 11, 4))
    assert [w for w in said.warnings if "bebas" in w] == ([warning(row.contact_name, day)] if day else [])
    assert said.blocking == []
    # When the day of the round has passed, today counts.
    late = check_reserve(round, row, today=ROUND + DAY)
    assert len([w for w in late.warnings if "bebas" in w]) == (on is not None)

    page = signed_in(people.coordinator).get(reverse("distributions:use_reserve", args=[round.pk, row.pk]))
    assert ("Pastikan ke bagian registrasi" in told(page)) is (on is not None)
