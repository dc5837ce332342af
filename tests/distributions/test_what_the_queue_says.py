"""The queue of a round as it stands: who would take a free place, its own reserve, the others by their place."""

import datetime

import pytest
from django.urls import reverse

from distributions.models import Programme, Round
from distributions.pages.queue_rows import offered_rows
from distributions.rotation.reasons import sentence
from distributions.rounds.approval import approve_round, submit_round, use_reserve
from distributions.rounds.by_hand import Rotation, remove_family, swap_family
from distributions.rounds.proposal import undo_changes
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.distributions.recorded import recorded
from tests.factories import RecipientFactory, RoundFactory
from tests.standing import stands

pytestmark = pytest.mark.django_db

D = datetime.date
FREE = "Berikutnya menurut rotasi; ada tempat kosong."


@stands
def people():
    """Ten families in turn in four villages, for two packages at one location."""
    return blora(families=10, packages_per_round=2, stops_per_round=1)


@stands
def round(people):
    """November: families 0 and 4 of one village; 8, of that village, and 1 in reserve."""
    return november(people)


def queue(people, round: Round) -> list[tuple[int, str]]:
    """By their number the families of the queue, each with what it reads before its turn."""
    client = Client()
    client.force_login(people.coordinator)
    rows = client.get(reverse("distributions:waiting", args=[round.pk])).context["rows"]
    return [(people.families.index(row["family"]), row["why"].split(" Perkiraan")[0]) for row in rows]


def take_out(people, round: Round, number: int) -> None:
    there = round.recipients.planned().get(family=people.families[number])
    remove_family(there, reason="Pindah", by=people.coordinator, now=NOW)


def swap(people, round: Round, out: int, into: int) -> None:
    there = round.recipients.planned().get(family=people.families[out])
    swap_family(there, people.families[into], reason="Mendesak", by=people.coordinator, now=NOW)


def approve(people, round: Round) -> None:
    submit_round(round, by=people.coordinator, now=NOW)
    approve_round(round, by=people.head, now=NOW)


def called_reserve(said: list[tuple[int, str]]) -> list[int]:
    return [number for number, why in said if why.startswith("Cadangan")]


def never(number: int) -> str:
    return f"Belum pernah menerima, menunggu sejak {number + 1} Januari 2024"


def test_the_reserve_of_a_proposal_reads_why(people, round):
    said = queue(people, round)
    assert said[:2] == [
        (1, f"Cadangan: urutan berikutnya. {never(1)}; urutan ke‑1."),
        (8, f"Cadangan: sedesa dengan lokasi. {never(8)}; urutan ke‑7."),
    ]
    assert [number for number, _why in said[2:]] == [2, 3, 5, 6, 7, 9]
    assert called_reserve(said) == [1, 8]


@pytest.mark.parametrize("act", [lambda *_round: None, approve])
def test_other_locations_make_no_other_reserve(people, round, act):
    swap(people, round, 0, 3)
    swap(people, round, 4, 2)
    act(people, round)
    said = queue(people, round)
    assert called_reserve(said) == [1, 8]
    words = dict(said)
    assert words[1] == f"Cadangan: urutan berikutnya. {never(1)}; urutan ke‑1."
    # Its village is no location any more, and others come before it.
    assert words[8].startswith(f"Cadangan. {never(8)}; urutan ke‑")
    # Theirs are, but they are in nobody's reserve.
    assert words[6].startswith(f"{never(6)}; urutan ke‑")
    assert words[7].startswith(f"{never(7)}; urutan ke‑")


def test_ganti_calls_the_same_families_reserve(people, round):
    swap(people, round, 0, 3)
    swap(people, round, 4, 2)
    there = round.recipients.planned().first()
    offered = offered_rows(round, Rotation(round), "", NOW.date())
    assert there.family not in [row["family"] for row in offered]
    assert called_reserve([(people.families.index(row["family"]), row["why"]) for row in offered]) == [1, 8]


def test_who_would_take_a_free_place_is_told_so_and_is_the_first_of_the_queue(people, round):
    take_out(people, round, 0)
    said = queue(people, round)
    assert said[0] == (8, f"Cadangan. {FREE} {never(8)}; urutan ke‑1.")
    take_out(people, round, 4)
    said = queue(people, round)
    assert said[:2] == [(1, f"Cadangan. {FREE} {never(1)}; urutan ke‑1."), (5, f"{FREE} {never(5)}; urutan ke‑2.")]
    places = [int(why.split("urutan ke‑")[1].split(".")[0]) for _number, why in said if "urutan ke‑" in why]
    assert sorted(places) == list(range(1, 9))


def test_after_approval_no_place_is_free_for_the_others(people, round):
    take_out(people, round, 0)
    submit_round(round, by=people.coordinator, now=NOW)
    assert FREE in queue(people, round)[0][1]
    approve_round(round, by=people.head, now=NOW)
    assert [why for _number, why in queue(people, round) if FREE in why] == []
    # Nor does who received leave one.
    for recipient in round.recipients.planned():
        recorded(recipient, "served", at=NOW)
    said = queue(people, round)
    assert [why for _number, why in said if FREE in why] == []
    assert sorted(called_reserve(said)) == [1, 8]


def replace(people, round: Round, out: int, into: int, reason: str) -> None:
    rows = {recipient.family_id: recipient for recipient in round.recipients.all()}
    there, reserve = (rows[people.families[number].pk] for number in (out, into))
    use_reserve(round, reserve=reserve, instead_of=there, reason=reason, by=people.coordinator, now=NOW)


def given_to(people, number: int) -> str:
    return f"Tempatnya diberikan kepada {people.families[number].contact.name} oleh {people.coordinator}"


def test_who_gave_the_place_to_a_reserve_family_after_the_approval_reads_to_whom_and_why(people, round):
    approve(people, round)
    replace(people, round, 4, 8, "Pindah")
    said = dict(queue(people, round))
    assert said[4].startswith(f"{given_to(people, 8)} karena “Pindah”. Cadangan: sedesa dengan lokasi.")
    assert [number for number, why in said.items() if "Tempatnya diberikan" in why] == [4]
    replace(people, round, 0, 4, "Sakit")
    said = dict(queue(people, round))
    assert 4 not in said
    assert said[0].startswith(f"{given_to(people, 4)} karena “Sakit”.")
    replace(people, round, 4, 0, "Sembuh")
    assert dict(queue(people, round))[4].startswith(f"{given_to(people, 0)} karena “Sembuh”.")


def test_where_a_family_is_added_the_page_says_once_that_it_is_next(people, round):
    take_out(people, round, 0)
    first = offered_rows(round, Rotation(round), "", NOW.date())[0]
    assert (first["family"], first["why"]) == (people.families[8], f"Cadangan. {never(8)}; urutan ke‑1.")


NOT_THERE = "Desanya bukan lokasi periode ini."


@pytest.fixture
def nobody_is_due(people, round):
    """The programme has just begun, so nobody's turn ends."""
    Programme.objects.filter(pk=people.programme.pk).update(starts_on=D(2024, 11, 1))


@pytest.mark.usefixtures("nobody_is_due")
def test_who_has_more_right_than_somebody_with_a_place_reads_that_its_village_is_no_location(people, round):
    """Families 0 and 4 come; 1, 2 and 3 have waited longer than 4, and the others not."""
    said = dict(queue(people, round))
    assert said[2] == f"{never(2)}; urutan ke‑2. {NOT_THERE}"
    assert sorted(number for number, why in said.items() if NOT_THERE in why) == [2, 3]


@pytest.mark.usefixtures("nobody_is_due")
def test_who_was_missed_and_found_no_location_reads_so(people, round):
    """It was recorded only now, and the only location is in another village."""
    october = RoundFactory(centre=people.centre, programme=people.programme, occurrence_on=D(2024, 10, 18))
    recorded(RecipientFactory(round=october, family=people.families[3]), "missed")
    assert dict(queue(people, round))[3] == f"Terlewat 18 Oktober 2024; urutan ke‑1. {NOT_THERE}"


@pytest.mark.parametrize("how", ["swap", "take out"])
def test_a_reserve_family_is_near_a_location_only_as_long_as_that_is_one(people, round, how):
    """8 lives where 0 and 4 do, 1 elsewhere. When both have left for others, 8 is near nobody, and 5 is near 1.

    Nor is 8 the next of the queue then, since 1 and others have waited longer.
    """
    reserve = round.recipients.filter(state="reserve")

    def near() -> dict[int, bool | None]:
        return {people.families.index(one.family): one.reason.get("near") for one in reserve.select_related("family")}

    assert near() == {8: True, 1: False}
    swap(people, round, 0, 5)
    assert near() == {8: True, 1: True}
    if how == "swap":
        swap(people, round, 4, 2)
    else:
        take_out(people, round, 4)
    assert near() == {8: None, 1: True}
    assert sentence(reserve.get(family=people.families[8]).reason) == f"Cadangan. {never(8)}."
    undo_changes(round, now=NOW)
    assert near() == {8: True, 1: False}
