"""The first block of Beranda: what waits for this person, with one button; or truly nothing, and what comes next."""

import datetime
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from centres.models import Role
from distributions.handover.submissions import hand_over_all
from distributions.models import Publication, Round, State
from distributions.overview.hero import Hero, hero
from distributions.overview.home import Coverage
from distributions.overview.waiting import NEWS_DAYS, Rank, waiting_for
from distributions.rounds.approval import approve_round, send_back, submit_round
from distributions.rounds.closing import close_round, settle_all
from distributions.rounds.transitions import transition
from tests.access_table import TABLE
from tests.distributions.blora import blora, november
from tests.distributions.goods import called_issued
from tests.distributions.months import APPROVED, NOW, TODAY, approved_month, delivered, from_canteen, missed
from tests.distributions.turns import turns_of
from tests.factories import InmateFactory, MembershipFactory, RecipientFactory, RoundFactory, UserFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)
NOBODY = Coverage(0, 0, 0, 0)
EVERYBODY = [role.value for role in Role]


def ranks(people, *roles, today: D = TODAY, reach: Coverage = NOBODY, second_person: bool = True) -> list[Rank]:
    turns = turns_of(people, *roles, today=today, second_person=second_person)
    return [item.rank for item in waiting_for(people.centre, roles, turns, reach, today)]


def first(people, *roles, today: D = TODAY, reach: Coverage = NOBODY, second_person: bool = True) -> Hero:
    turns = turns_of(people, *roles, today=today, second_person=second_person)
    waiting = waiting_for(people.centre, roles, turns, reach, today)
    return hero(people.centre, roles, waiting, turns, today)


def brief(found: Hero) -> tuple[str, str, str, str]:
    return (found.above, found.title, found.action, found.who)


@stands
def month():
    """Approved for 15 November 2024, with goods and nothing recorded."""
    month = approved_month()
    from_canteen(month)
    return month


def record_all(month) -> None:
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])


def close(month) -> None:
    record_all(month)
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)


def december(month, state: str = State.SUBMITTED) -> Round:
    """The round after, of the same programme, waiting for the head."""
    round = RoundFactory(centre=month.centre, programme=month.round.programme, occurrence_on=D(2024, 12, 20))
    RecipientFactory(round=round)
    return transition(round, state, by=month.people.coordinator, now=NOW) if state != State.DRAFT else round


# --- the head


def test_the_head_reads_of_the_approval_though_an_older_round_is_to_be_closed(month):
    """What was found: his first block told of the closing, which is the Kasubsi's."""
    record_all(month)
    december(month)
    found = first(month.people, Role.HEAD)
    assert brief(found) == (
        "Periode penyaluran Desember 2024",
        "Setujui penyaluran Jumat, 20 Desember 2024",
        "Baca dan putuskan",
        "",
    )
    assert found.url == reverse("distributions:approval", args=[Round.objects.get(state=State.SUBMITTED).pk])
    assert first(month.people, Role.COORDINATOR).title == "Tutup periode"


def test_the_head_without_a_decision_reads_whose_turn_it_is(month):
    record_all(month)
    found = first(month.people, Role.HEAD)
    assert (found.title, found.text) == ("Tidak ada yang menunggu Anda", "Berikutnya: Tutup periode.")
    assert (found.action, found.who) == ("", "Kasubsi Pelayanan Tahanan")


def test_what_the_head_submitted_does_not_wait_for_that_head(month):
    december(month)
    assert Rank.DECIDE not in ranks(month.people, Role.HEAD, second_person=False)
    assert first(month.people, Role.HEAD, second_person=True).turn.round.month == D(2024, 12, 1)


@pytest.mark.parametrize(("day", "waits"), [(19, False), (20, True), (21, True)])
def test_from_its_day_on_a_round_without_approval_comes_before_the_next_month_for_who_planned_it(month, day, waits):
    today = D(2024, 12, day)
    close(month)
    december(month)
    assert (Rank.DECIDE in ranks(month.people, Role.COORDINATOR, today=today)) is waits
    found = first(month.people, Role.COORDINATOR, today=today)
    assert (found.turn is not None and found.turn.round.month == D(2024, 12, 1) and found.waits) is waits


@pytest.mark.parametrize(("days", "is_head"), [(-1, False), (0, True), (1, True)])
def test_an_acting_head_is_one_until_the_last_day_only(days, is_head):
    people = blora(families=4)
    submit_round(november(people), by=people.coordinator, now=NOW)
    today = people.centre.local_date(timezone.now())
    acting = UserFactory()
    MembershipFactory(user=acting, centre=people.centre, role=Role.OFFICER)
    MembershipFactory(
        user=acting, centre=people.centre, role=Role.HEAD, starts_on=today - 7 * DAY, ends_on=today + days * DAY
    )
    html = opened(acting)
    assert ("Baca dan putuskan" in html) is is_head
    assert (reverse("distributions:approval", args=[Round.objects.get(centre=people.centre).pk]) in html) is is_head


# --- those who act on a round


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR])
def test_from_the_day_on_the_officer_hands_over(month, role):
    assert brief(first(month.people, role)) == (
        "Periode penyaluran November 2024",
        "Catat penyaluran: tinggal 2 keluarga",
        "Buka halaman penyaluran",
        "",
    )


def test_the_day_before_families_and_villages_are_told_and_before_that_the_officer_reads_what_comes(month):
    assert ranks(month.people, Role.OFFICER, today=TODAY - DAY) == [Rank.TELL]
    assert first(month.people, Role.OFFICER, today=TODAY - DAY).title == "November 2024 diadakan besok"
    assert ranks(month.people, Role.OFFICER, today=TODAY - 2 * DAY) == []
    assert brief(first(month.people, Role.OFFICER, today=TODAY - 2 * DAY)) == (
        "Hari ini tidak ada yang menunggu Anda. Berikutnya, pada periode November 2024:",
        "Salurkan pada Jumat, 15 November 2024",
        "Buka halaman penyaluran",
        "",
    )


def test_the_operator_enters_the_signed_list(month):
    found = first(month.people, Role.OPERATOR)
    assert (found.title, found.action) == ("November 2024: 2 keluarga belum dicatat", "Catat dari kertas")
    assert found.url == reverse("distributions:paper_entry", args=[month.round.pk])
    assert ranks(month.people, Role.OPERATOR, today=TODAY - DAY) == []


@pytest.mark.parametrize(("days", "waits"), [(-1, []), (0, [Rank.GOODS]), (1, [Rank.GOODS])])
def test_the_storekeeper_records_the_goods_from_the_day_on(days, waits):
    people = approved_month().people
    assert ranks(people, Role.STOREKEEPER, today=TODAY + days * DAY) == waits
    found = first(people, Role.STOREKEEPER, today=TODAY + days * DAY)
    assert (found.title, found.action) == ("Catat barang dari kantin", "Langsung dari kantin")
    assert found.above.startswith("Periode" if waits else "Hari ini tidak ada")


def test_the_storekeeper_says_where_the_rest_went_and_then_nothing_waits(month):
    record_all(month)
    found = first(month.people, Role.STOREKEEPER)
    assert (found.title, found.action) == ("November 2024: ada barang tersisa", "Pertanggungjawabkan barang")
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    assert ranks(month.people, Role.STOREKEEPER) == []


def test_the_coordinator_prepares_the_first_draft_and_changes_each_that_was_sent_back():
    people = blora(families=4)
    round = november(people, months=2)
    assert ranks(people, Role.COORDINATOR, today=D(2024, 11, 4)) == [Rank.PREPARE]
    found = first(people, Role.COORDINATOR, today=D(2024, 11, 4))
    assert (found.title, found.action, found.post) == (
        "Siapkan penyaluran Jumat, 15 November 2024",
        "Siapkan November 2024",
        True,
    )
    submit_round(round, by=people.coordinator, now=NOW)
    send_back(round, note="Tambah satu desa", by=people.head, now=NOW)
    assert ranks(people, Role.COORDINATOR, today=D(2024, 11, 4)) == [Rank.SENT_BACK, Rank.PREPARE]
    assert first(people, Role.COORDINATOR, today=D(2024, 11, 4)).text == "Dikembalikan: Tambah satu desa"


def test_of_several_roles_the_most_urgent_thing_comes_first(month):
    december(month)
    InmateFactory(centre=month.centre, expected_release_on=TODAY)
    reach = Coverage(0, 0, 0, proposed=2)
    assert ranks(month.people, *EVERYBODY, reach=reach)[:5] == [
        Rank.HAND_OVER,
        Rank.DECIDE,
        Rank.PROPOSED,
        Rank.RELEASES,
        Rank.SET_UP,
    ]
    for stop in month.round.stops.all():
        hand_over_all(stop, key=uuid4(), channel="page", by=month.people.officer, now=APPROVED)
    assert ranks(month.people, *EVERYBODY, reach=reach)[:2] == [Rank.DECIDE, Rank.CLOSE]
    assert first(month.people, *EVERYBODY, reach=reach).title == "Setujui penyaluran Jumat, 20 Desember 2024"


# --- those who don't


@pytest.mark.parametrize(("days", "waits"), [(NEWS_DAYS, True), (NEWS_DAYS + 1, False)])
def test_humas_publishes_while_it_is_news(month, days, waits):
    close(month)
    assert ranks(month.people, Role.HUMAS, today=TODAY + days * DAY) == ([Rank.PRESS] if waits else [])


def test_humas_is_led_to_the_press_release_until_it_appeared(month):
    assert brief(first(month.people, Role.HUMAS))[2:] == ("Buka laporan", "Petugas lapangan")
    close(month)
    found = first(month.people, Role.HUMAS)
    assert (found.title, found.action) == ("November 2024 belum dipublikasikan", "Buka siaran pers")
    Publication.objects.create(centre=month.centre, round=month.round, outlet="Blora Pos", published_at=NOW)
    assert brief(first(month.people, Role.HUMAS)) == (
        "Tidak ada yang menunggu Anda. Laporan terakhir:",
        "Hasil November 2024",
        "Buka laporan",
        "",
    )


def test_the_viewer_reads_the_last_result_and_when_the_next_comes(month):
    close(month)
    december(month)
    found = first(month.people, Role.VIEWER)
    assert (found.title, found.text) == (
        "Hasil November 2024",
        "1 dari 2 keluarga menerima. Penyaluran berikutnya Jumat, 20 Desember 2024.",
    )
    assert found.url == reverse("distributions:report", args=[month.round.pk])
    late = first(month.people, Role.VIEWER, today=D(2024, 12, 21))
    assert late.text == "1 dari 2 keluarga menerima. Penyaluran Jumat, 20 Desember 2024 belum ditutup."
    assert first(month.people, Role.VIEWER, today=D(2024, 12, 20)).text == found.text


def test_the_administrator_reads_what_is_left_to_set_up_and_else_finds_the_accounts():
    people = blora(families=2)
    november(people)
    assert ranks(people, Role.ADMIN) == [Rank.SET_UP]
    found = first(people, Role.ADMIN)
    assert (found.title, found.text) == ("Masih ada 1 langkah penyiapan", "Pemasok")
    month = approved_month()
    assert "Kop surat" in first(month.people, Role.ADMIN).text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.STOREKEEPER, Role.OPERATOR, Role.HUMAS, Role.VIEWER])
def test_without_an_open_round_everybody_reads_when_the_next_is(role):
    people = blora(families=4)
    found = first(people, role, today=D(2024, 11, 4))
    assert (found.title, found.text) == (
        "Tidak ada yang menunggu Anda",
        "Penyaluran berikutnya Jumat, 15 November 2024; Kasubsi Pelayanan Tahanan yang menyiapkannya.",
    )
    assert found.url == ""
    assert first(people, Role.COORDINATOR, today=D(2024, 11, 4)).action == "Siapkan November 2024"


def test_a_round_to_come_is_prepared_before_what_only_is_to_be_confirmed():
    people = blora(families=4)
    InmateFactory(centre=people.centre, expected_release_on=D(2024, 11, 1))
    assert ranks(people, Role.COORDINATOR, today=D(2024, 11, 4)) == [Rank.PREPARE, Rank.RELEASES]
    found = first(people, Role.COORDINATOR, today=D(2024, 11, 4))
    assert (found.title, found.url, found.post) == (
        "Siapkan penyaluran Jumat, 15 November 2024",
        reverse("distributions:prepare_month"),
        True,
    )


def test_what_takes_a_press_only_is_no_link_in_the_list():
    people = blora(families=4)
    waiting = waiting_for(people.centre, [Role.COORDINATOR], [], NOBODY, D(2024, 11, 4))
    assert [item.page for item in waiting] == [reverse("distributions:rounds")]


# --- on the page


def opened(user) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("distributions:home"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture(params=["draft", "submitted", "approved", "issued", "recorded"])
def at_work(request):
    """A centre of Blora at each station of its round."""
    people = blora(families=2)
    round, stage = november(people), request.param
    stages = ["draft", "submitted", "approved", "issued", "recorded"]
    if stages.index(stage) > 0:
        submit_round(round, by=people.coordinator, now=NOW)
    if stages.index(stage) > 1:
        approve_round(round, by=people.head, now=NOW)
    if stages.index(stage) > 2:
        called_issued(round, by=people.storekeeper, now=NOW)
    if stages.index(stage) > 3:
        for stop in round.stops.all():
            hand_over_all(stop, key=uuid4(), channel="page", by=people.officer, now=NOW)
    return people


def is_open_to(role: str, path: str) -> bool:
    """Whether the table of addresses lets a role in wherever the address leads; that the table is kept is tested."""
    row = TABLE.get(resolve(path.partition("?")[0]).view_name)
    return row is not None and not row.narrower and role in row.roles


def test_each_role_has_one_hero_with_at_most_one_button_and_no_closed_door(at_work):
    for role in EVERYBODY:
        user = getattr(at_work, role)
        html = opened(user)
        block = re.search(r'<section class="hero".*?</section>', html, re.S)[0]
        assert len(re.findall(r'class="btn[^"]*big"', block)) <= 1
        assert len(re.findall(r"<h1>", html)) == 1
        client = Client()
        client.force_login(user)
        content = re.search(r"<main.*?</main>", html, re.S)[0]
        for path in set(re.findall(r'<a [^>]*href="(/[^"]*)"', content)):
            in_the_block = f'href="{path}"' in block
            if in_the_block or not is_open_to(role, path):
                assert client.get(path).status_code in (200, 302), f"{role}: {path}"
        for path in set(re.findall(r'<form method="post" action="(/[^"]*)"', content)):
            assert client.post(path).status_code == 302, f"{role}: {path}"


def test_where_nothing_waits_the_page_says_so_once(month, client):
    client.force_login(month.people.head)
    shown = client.get("/").content.decode()
    assert "Tidak ada yang menunggu Anda" in shown
    assert "Juga menunggu Anda" not in shown
