"""*Cakupan*: what is counted, and what is drawn for whom."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from centres.models import Region, Role
from distributions.models import Correction
from distributions.overview import home
from distributions.overview.coverage import Area, Packages, Reach, districts, in_order, months_since, reach_of
from distributions.overview.coverage_picture import LINES, Picture
from distributions.rotation.right import month_after
from distributions.rounds.closing import close_round, correct_closed_round, settle_all
from families.models import Eligibility, Family
from tests.client import Client
from tests.distributions.months import NOW, approved_month, delivered, from_canteen, missed
from tests.factories import (
    GERSI,
    NGLANJUK,
    PANOLAN,
    CentreFactory,
    EligibleFamilyFactory,
    RecipientFactory,
    RoundFactory,
    cast,
    region,
)
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY = D(2024, 11, 20)
NOTHING = (Packages(),) * 12
KEDUNGTUBAN, CEPU = (331604, "Kedungtuban"), (331605, "Cepu")


@stands
def month() -> SimpleNamespace:
    """November 2024 in two villages: in Panolan one family received and one waits, in Nglanjuk one was missed."""
    month = approved_month(4, villages=(PANOLAN, NGLANJUK))
    from_canteen(month, rice="40", sugar="8")
    delivered(month, month.recipients[0])
    missed(month, month.recipients[1])
    return month


def closed(month: SimpleNamespace) -> None:
    for recipient in month.recipients[2:]:
        missed(month, recipient)
    settle_all(month.round, outcome="supplier", reason="Sisa", by=month.people.storekeeper, now=NOW)
    close_round(month.round, by=month.people.coordinator, now=NOW)


def by_name(reach: Reach) -> dict[str, Area]:
    return {area.name: area for area in reach.villages}


def of_centre(people: SimpleNamespace, today: datetime.date = TODAY) -> Reach:
    return reach_of(people.centre, today, plans=True)


# --- what is counted


def test_a_village_counts_its_families_and_in_each_month_its_packages(month):
    found = by_name(of_centre(month))
    since = month.recipients[0].family.registered_on
    assert found["Nglanjuk"] == Area(
        3316052012, "Nglanjuk", CEPU, 2, 0, 2, since, (*NOTHING[1:], Packages(planned=1, missed=1))
    )
    # The family in reserve lives in Panolan, too.
    assert found["Panolan"] == Area(
        3316042004, "Panolan", KEDUNGTUBAN, 3, 1, 2, since, (*NOTHING[1:], Packages(given=1, planned=1))
    )
    assert list(found) == ["Nglanjuk", "Panolan"]


def test_plans_that_are_not_approved_count_for_the_centres_own_people_only(month):
    draft = RoundFactory(centre=month.centre, occurrence_on=D(2024, 10, 18))
    RecipientFactory(round=draft, family=month.recipients[3].family)
    october = [by_name(reach_of(month.centre, TODAY, plans=plans))["Nglanjuk"].months[10] for plans in (True, False)]
    assert october == [Packages(planned=1), Packages()]


def test_a_correction_after_close_counts_as_it_says(month):
    closed(month)
    served, other = month.recipients[:2]
    for recipient, result in ((served, "not_received"), (other, "received")):
        correct_closed_round(
            month.round,
            recipient=recipient,
            result=Correction.Result(result),
            text="Sesuai tanda terima",
            reason="Salah catat",
            by=month.people.head,
            now=NOW,
        )
    reach = of_centre(month)
    assert {name: area.total for name, area in by_name(reach).items()} == {
        "Nglanjuk": Packages(given=1, missed=1),
        "Panolan": Packages(missed=2),
    }
    assert reach.packages == [4, 1, 0, 0, 0]


@pytest.mark.parametrize(("received", "reached"), [(D(2023, 11, 30), 0), (D(2023, 12, 1), 1), (D(2024, 11, 20), 1)])
def test_the_window_begins_with_the_first_of_the_month_eleven_months_ago_here_and_on_the_home_page(received, reached):
    family = EligibleFamilyFactory(aid_before_on=received, aid_before_note="Bansos")
    (village,) = reach_of(family.centre, TODAY, plans=True).villages
    assert (village.reached, village.waiting, village.never) == (reached, 1 - reached, 0)
    assert village.since == (None if reached else received)
    assert home.coverage(family.centre, TODAY).recent == reached


@pytest.mark.parametrize(
    ("since", "place"),
    [
        (D(2025, 1, 1), 0),
        (D(2024, 9, 1), 0),
        (D(2024, 8, 31), 1),
        (D(2024, 6, 1), 1),
        (D(2024, 5, 31), 2),
        (D(2023, 12, 1), 2),
        (D(2023, 11, 30), 3),
        (D(2022, 12, 1), 3),
        (D(2022, 11, 30), 4),
    ],
)
def test_a_wait_falls_into_the_class_of_its_calendar_months(since, place):
    family = EligibleFamilyFactory(registered_on=since)
    waits = reach_of(family.centre, TODAY, plans=True).waits
    assert waits == [(0, 1) if place == number else (0, 0) for number in range(5)]
    Family.objects.update(registered_on=D(2020, 1, 1), aid_before_on=since, aid_before_note="Bansos")
    waits = reach_of(family.centre, TODAY, plans=True).waits
    assert waits == [(1, 0) if place == number else (0, 0) for number in range(5)]


def test_who_may_not_receive_today_is_not_counted_but_its_packages_are(month):
    Family.objects.filter(pk=month.recipients[0].family_id).update(eligibility=Eligibility.SUSPENDED)
    reach = of_centre(month)
    assert (by_name(reach)["Panolan"].families, by_name(reach)["Panolan"].total.given) == (2, 1)
    assert reach.packages == [4, 0, 0, 0, 0]


def test_families_are_counted_by_their_packages(month):
    assert of_centre(month).packages == [4, 1, 0, 0, 0]


def test_a_district_is_the_sum_of_its_villages_and_the_longest_wait_stands_on_top():
    since = D(2024, 1, 1)
    one = Area(1, "A", (10, "X"), 2, 1, 1, since, (Packages(given=1), Packages()))
    two = Area(2, "B", (10, "X"), 3, 3, 0, None, (Packages(given=2), Packages(missed=1)))
    three = Area(3, "C", (20, "Y"), 1, 0, 0, D(2023, 1, 1), (Packages(), Packages()))
    four = Area(4, "D", (30, "Z"), 1, 0, 1, D(2024, 6, 1), (Packages(), Packages()))
    assert districts([one, two, three, four]) == [
        Area(30, "Z", (0, ""), 1, 0, 1, D(2024, 6, 1), (Packages(), Packages())),
        Area(20, "Y", (0, ""), 1, 0, 0, D(2023, 1, 1), (Packages(), Packages())),
        Area(10, "X", (0, ""), 5, 4, 1, since, (Packages(given=3), Packages(missed=1))),
    ]


# --- what is drawn


def drawn(area: Area, today: datetime.date = TODAY) -> str:
    """One letter a month: the square or the line of it, ``>`` where the line reaches today."""
    line = Picture(Reach([], [area]), today, discreet=False).line(area)
    kinds = {"given": "G", "planned": "P", "missed": "M"}
    lines = {"late": "=", "way": "-", "": "."}
    return "".join(kinds.get(cell.kind) or lines[cell.line] for cell in line.cells) + (">" * line.cells[-1].arrow)


def months(**packages: Packages) -> tuple[Packages, ...]:
    return tuple(packages.get(f"m{number}", Packages()) for number in range(12))


def test_the_warm_line_begins_after_the_last_package_or_where_the_wait_begins():
    given = Packages(given=1)
    village = (1, "A", (1, "X"))
    assert drawn(Area(*village, 2, 0, 2, D(2023, 1, 1), months())) == "============>"
    assert drawn(Area(*village, 1, 0, 1, D(2024, 9, 30), months())) == ".........===>"
    assert drawn(Area(*village, 2, 1, 0, D(2023, 5, 1), months(m2=given))) == "--G=========>"
    assert drawn(Area(*village, 2, 1, 1, D(2024, 10, 1), months(m2=given))) == "--G.......==>"
    assert drawn(Area(*village, 2, 1, 0, D(2023, 5, 1), months(m11=given))) == "-----------G>"
    assert drawn(Area(*village, 2, 2, 0, None, months(m2=given, m5=given))) == "--G--G......"
    plan = months(m2=given, m10=Packages(missed=1), m11=Packages(planned=1))
    assert drawn(Area(*village, 2, 1, 0, D(2023, 5, 1), plan)) == "--G=======MP>"


def test_nobody_was_reached_where_no_package_went_either():
    never = Area(1, "A", (1, "X"), 2, 0, 2, D(2024, 1, 1), NOTHING)
    assert never.nobody_reached
    assert not Area(1, "A", (1, "X"), 2, 0, 2, D(2024, 1, 1), months(m3=Packages(given=1))).nobody_reached
    assert not Area(1, "A", (1, "X"), 0, 0, 0, None, NOTHING).nobody_reached


def test_months_since_a_day_are_those_of_the_calendar():
    assert months_since(D(2024, 10, 31), D(2024, 11, 1)) == 1
    assert months_since(D(2024, 11, 1), D(2024, 11, 30)) == 0
    assert months_since(D(2024, 12, 1), D(2024, 11, 30)) == 0


def test_the_headline_says_what_was_found():
    def finding(*areas: Area) -> str:
        return Picture(Reach([], list(areas)), TODAY, discreet=False).finding()

    assert finding() == "Belum ada keluarga yang layak menerima"
    left = Area(1, "A", (1, "X"), 4, 1, 3, D(2024, 1, 1), NOTHING)
    more = Area(2, "B", (1, "X"), 4, 0, 4, D(2024, 1, 1), NOTHING)
    assert finding(left, more) == "7 dari 8 keluarga tidak menerima dalam 12 bulan, 7 di antaranya belum pernah"
    # Who is left behind is who stands on top: most of them have received, but long ago.
    longer = Area(1, "A", (1, "X"), 4, 1, 1, D(2023, 1, 1), NOTHING)
    assert finding(longer) == "3 dari 4 keluarga tidak menerima dalam 12 bulan, 1 di antaranya belum pernah"
    assert finding(Area(1, "A", (1, "X"), 4, 1, 0, D(2023, 1, 1), NOTHING)) == (
        "3 dari 4 keluarga tidak menerima dalam 12 bulan"
    )
    assert finding(Area(1, "A", (1, "X"), 4, 4, 0, None, NOTHING)) == "Semua keluarga layak menerima dalam 12 bulan"


@pytest.mark.parametrize(
    ("reached", "families", "share"),
    [(34, 55, 62), (1, 8, 13), (1, 3, 33), (0, 4, 0), (1, 400, 1), (399, 400, 99), (4, 4, 100)],
)
def test_the_share_is_the_nearest_and_says_none_and_all_of_nobody_and_everybody_only(reached, families, share):
    area = Area(1, "A", (1, "X"), families, reached, 0, D(2023, 1, 1), NOTHING)
    sentence = Picture(Reach([D(2023, 12, 1), D(2024, 11, 1)], [area]), TODAY, discreet=False).sentence()
    assert sentence == (
        f"Cakupan Desember 2023 sampai November 2024: {reached} dari {families} keluarga layak ({share}%) menerima."
    )


def test_where_all_were_reached_the_span_is_said():
    areas = [Area(1, "A", (1, "X"), 4, 4, 0, None, NOTHING), Area(2, "B", (1, "X"), 4, 1, 0, D(2023, 1, 1), NOTHING)]
    titles = [title for title, _lines in Picture(Reach([], areas), TODAY, discreet=False).groups(areas)]
    assert titles == ["Semua keluarga sudah menerima dalam 12 bulan", "Masih ada yang menunggu"]


def test_the_districts_with_the_least_share_reached_are_drawn_first():
    areas = [
        Area(number, f"K{number}", (0, ""), families, reached, 0, D(2023, 1, 1), NOTHING)
        for number, (families, reached) in enumerate([(10, 9), (4, 0), (2, 0), (8, 4), (8, 8), *[(1, 1)] * 8])
    ]
    bars = Picture(Reach([], areas), TODAY, discreet=False).by_district(areas)
    assert [bar.label for bar in bars][:5] == ["K1", "K2", "K3", "K0", "K4"]
    assert len(bars) == 10


@pytest.mark.parametrize(("discreet", "besides"), [(False, True), (True, False)])
def test_who_was_missed_in_a_month_with_packages_is_marked_beside_them(discreet, besides):
    area = Area(1, "A", (1, "X"), 4, 4, 0, None, (Packages(given=2, missed=1), Packages(given=2), Packages(missed=1)))
    cells = Picture(Reach([], [area]), TODAY, discreet=discreet).line(area).cells
    assert [cell.besides for cell in cells] == [besides, False, False]


def test_a_village_where_nobody_may_receive_any_more_is_not_said_to_be_reached_and_stands_last():
    gone = Area(1, "A", (1, "X"), 0, 0, 0, None, NOTHING)
    areas = in_order([gone, Area(2, "B", (1, "X"), 4, 4, 0, None, NOTHING)])
    picture = Picture(Reach([D(2023, 12, 1), D(2024, 11, 1)], [gone]), TODAY, discreet=False)
    assert [title for title, _lines in picture.groups(areas)] == [
        "Semua keluarga sudah menerima dalam 12 bulan",
        "Tidak ada lagi yang layak menerima di sana",
    ]
    assert picture.sentence() == "Cakupan Desember 2023 sampai November 2024."


@pytest.mark.parametrize(
    ("families", "reached", "never", "figures"),
    [
        (12, 5, 0, ("5", "7", "0")),
        (12, 4, 0, ("–", "–", "–")),
        (11, 5, 1, ("–", "–", "–")),
        (10, 0, 10, ("0", "0", "10")),
    ],
)
def test_of_a_district_nothing_is_shown_from_which_a_small_number_could_be_reckoned(families, reached, never, figures):
    area = Area(1, "A", (0, ""), families, reached, never, D(2023, 1, 1), NOTHING)
    shown = Picture(Reach([], [area]), TODAY, discreet=True).line(area).figures
    assert tuple(shown[name] for name in ("reached", "older", "never")) == figures


# --- for whom


@stands
def people() -> SimpleNamespace:
    """Six families of Panolan and one of Gersi, registered a year ago; one of Panolan received this month."""
    people = cast(CentreFactory())
    today = people.centre.local_date(timezone.now())
    since = month_after(today, -12)
    for number in range(6):
        more = {} if number else {"aid_before_on": today.replace(day=1), "aid_before_note": "Bansos"}
        EligibleFamilyFactory(centre=people.centre, registered_on=since, household__contact=f"Tuti {number}", **more)
    EligibleFamilyFactory(centre=people.centre, registered_on=since, village=region(GERSI))
    return people


def opened(people: SimpleNamespace, role: str, query: str = "") -> str:
    client = Client()
    client.force_login(getattr(people, role))
    page = words(client.get(f"{reverse('distributions:coverage')}{query}").content.decode())
    return re.sub(r"\d\d\.\d\d WIB", "", page)  # the foot of its print: between two pages the minute may end


def test_the_centres_own_people_see_villages(people):
    page = opened(people, Role.COORDINATOR)
    assert "6 dari 7 keluarga tidak menerima dalam 12 bulan, 6 di antaranya belum pernah" in page
    assert "Terlama menunggu: 12 bulan, di 2 desa." in page
    assert "Dalam 12 bulan Belum pernah Terlama menunggu" in page
    assert "Gersi Jepon" in page
    assert "0/1 1 12 bulan" in page
    assert "Panolan Kedungtuban" in page
    assert "1/6 5 12 bulan" in page


@pytest.mark.parametrize("role", [Role.HUMAS, Role.VIEWER, Role.ADMIN])
def test_who_only_looks_on_sees_districts_and_no_number_below_five(people, role):
    page = opened(people, role)
    assert "Angka di bawah lima dalam satu kecamatan tidak ditampilkan." in page
    assert "Panolan" not in page
    assert "Gersi" not in page
    assert "Jepon – – –" in page
    # Six, of whom five never received: the one who did could be reckoned from them.
    assert "Kedungtuban –/6 – 12 bulan" in page
    assert opened(people, role, "?kecamatan=331604") == page


def test_nobody_is_named(people):
    assert [role for role in Role if "Tuti" in opened(people, role)] == []


def test_a_district_opens_with_its_villages(people):
    others = Region.objects.filter(parent__code="33.16.05") | Region.objects.filter(parent__code__gt="33.16.08")
    for village in others.order_by("pk")[:LINES]:
        EligibleFamilyFactory(centre=people.centre, village=village)
    whole = opened(people, Role.HEAD)
    assert "Satu baris satu kecamatan" in whole
    one = opened(people, Role.HEAD, "?kecamatan=331604")
    assert "Kedungtuban:" in one
    assert "Satu baris satu desa/kelurahan" in one
    assert "Gersi" not in one


def test_a_district_where_no_family_lives_is_not_found(people):
    client = Client()
    client.force_login(people.head)
    for asked in ("331699", "x", "-1"):
        assert client.get(reverse("distributions:coverage"), {"kecamatan": asked}).status_code == 404


def test_what_has_no_line_is_summed_up_and_shown_on_demand():
    areas = [Area(number, f"Desa {number}", (1, "X"), 2, 1, 0, D(2023, 1, 1), NOTHING) for number in range(LINES + 2)]
    picture = Picture(Reach([], areas), TODAY, discreet=False)
    assert picture.rest(areas[LINES:]) == {"areas": 2, "families": 4, "reached": 2}


def test_before_the_first_eligible_family_the_page_says_how_it_begins():
    people = cast(CentreFactory())
    assert "Belum ada keluarga yang layak menerima" in opened(people, Role.HUMAS)
    assert "Lihat keluarga" in opened(people, Role.COORDINATOR)
    assert "Lihat keluarga" not in opened(people, Role.HUMAS)
