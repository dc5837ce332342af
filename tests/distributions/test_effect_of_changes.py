"""What a change by hand does: whose turn moves, and how fair the proposal is before and after."""

import datetime
import re

import pytest
from django.urls import reverse

from config.errors import Refused
from distributions.models import Round
from distributions.rotation.choose import Rules, Situation
from distributions.rotation.effect import Effect, Moved, effect
from distributions.rotation.forecast import Coming
from distributions.rotation.right import Candidate
from distributions.rounds.by_hand import add_family, remove_family, swap_family
from distributions.rounds.transitions import transition
from tests.client import Client
from tests.distributions.blora import NOW, blora, november
from tests.versions import save

D = datetime.date
NOVEMBER, DECEMBER, JANUARY, FEBRUARY = D(2024, 11, 15), D(2024, 12, 20), D(2025, 1, 17), D(2025, 2, 21)
# Of one village, the first waits longest; a round serves one of them.
QUEUE = [Candidate(month, 1, None, D(2024, month, 1)) for month in range(1, 5)]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of_queue(pinned: int, *coming: datetime.date, horizon: datetime.date) -> Effect:
    rounds = [Coming(date) for date in coming]
    return effect(QUEUE, Rules(1, 1), Situation(NOVEMBER, pinned={pinned: 1}), rounds, horizon=horizon)


def test_who_is_put_in_front_moves_all_whom_it_passes():
    assert of_queue(3, DECEMBER, JANUARY, FEBRUARY, horizon=D(2025, 3, 21)) == Effect(
        later=[Moved(1, NOVEMBER, DECEMBER, 1), Moved(2, DECEMBER, JANUARY, 1)],
        earlier=[Moved(3, JANUARY, NOVEMBER, -2)],
        longest=(10, 11),
        passed_over=(0, 2),
    )


def test_of_a_turn_beyond_the_rounds_planned_ahead_the_least_is_known():
    found = of_queue(3, DECEMBER, horizon=JANUARY)
    assert found.later == [Moved(1, NOVEMBER, DECEMBER, 1), Moved(2, DECEMBER, None, 1)]
    assert found.earlier == [Moved(3, None, NOVEMBER, -2)]
    # Family 2 waits eleven months at least, and counts although no round is known.
    assert found.longest == (10, 11)


def test_the_proposal_itself_moves_nobody():
    nothing = Effect([], [], longest=(10, 10), passed_over=(0, 0), unchanged=True)
    assert of_queue(1, DECEMBER, horizon=JANUARY) == nothing


def test_who_rests_is_not_passed_over():
    rested = Candidate(9, 1, None, D(2023, 1, 1), last_aid_on=D(2024, 10, 18))
    later = Candidate(8, 1, None, D(2024, 10, 1), last_aid_on=D(2024, 10, 30), counts_for=D(2024, 8, 1))
    rules = Rules(1, 1, family_rest_months=2)
    for pinned, passed_over in ((4, 3), (8, 4)):
        now = Situation(NOVEMBER, pinned={pinned: 1})
        found = effect([*QUEUE, rested, later], rules, now, [], horizon=DECEMBER)
        assert found.passed_over == (0, passed_over)


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def people(self):
        return blora(families=12, packages_per_round=2)

    def text(self, people, round: Round, who: str = "coordinator", **headers: str) -> str:
        url = reverse("distributions:effect", args=[round.pk])
        return " ".join(signed_in(getattr(people, who)).get(url, headers=headers).content.decode().split())

    def test_the_plan_says_who_loses_a_turn_and_by_how_much(self, people):
        round = november(people)
        first = round.recipients.get(family=people.families[0])
        swap_family(first, people.families[9], reason="Lebih mendesak", by=people.coordinator, now=NOW)
        shown = self.text(people, round, HX_Request="true")
        assert "Giliran: Desember 2024, semula November 2024, mundur 1 bulan." in shown
        assert "Giliran: November 2024, semula Maret 2025, maju 4 bulan." in shown
        assert shown.count("mundur 1 bulan") == 4
        assert "sebelum diubah: 0" in shown
        assert "8 keluarga" in shown
        assert "<html" not in shown
        assert "Perubahan usulan November 2024" in self.text(people, round, "head")

    def test_siapkan_and_the_approval_load_it_where_something_was_changed(self, people):
        round = november(people)
        link = f'hx-get="{reverse("distributions:effect", args=[round.pk])}"'
        client = signed_in(people.coordinator)
        prepare = reverse("distributions:prepare", args=[round.pk])
        assert link not in client.get(prepare).content.decode()
        remove_family(round.recipients.first(), reason="Pindah", by=people.coordinator, now=NOW)
        assert link in client.get(prepare).content.decode()
        transition(round, "submitted", by=people.coordinator, now=NOW)
        shown = signed_in(people.head).get(reverse("distributions:approval", args=[round.pk]))
        assert link in shown.content.decode()
        assert "mundur" in self.text(people, round, "head")

    def test_the_changes_are_undone_by_one_press(self, people):
        round = november(people)
        client, prepare = signed_in(people.coordinator), reverse("distributions:prepare", args=[round.pk])
        proposed = list(round.recipients.values_list("family", "state", "reason"))
        assert "Batalkan perubahan keluarga" not in client.get(prepare).content.decode()
        remove_family(round.recipients.first(), reason="Pindah", by=people.coordinator, now=NOW)
        add_family(round, people.families[9], reason="Lebih mendesak")
        assert "Batalkan perubahan keluarga" in client.get(prepare).content.decode()
        pressed = {"batal-ubah": "1", "seen": client.get(prepare).context["seen"]}
        shown = client.post(prepare, pressed, follow=True).content.decode()
        assert "Daftar keluarga kembali seperti usulan rotasi." in shown
        assert "Akibat perubahan" not in shown
        assert list(round.recipients.values_list("family", "state", "reason")) == proposed
        assert not round.exclusions.exists()

    @pytest.mark.parametrize("sent", ["what was shown before", "nothing"])
    def test_what_a_colleague_changed_meanwhile_is_not_undone_unseen(self, people, sent):
        round = november(people)
        client, prepare = signed_in(people.coordinator), reverse("distributions:prepare", args=[round.pk])
        remove_family(round.recipients.first(), reason="Pindah", by=people.coordinator, now=NOW)
        pressed = {"batal-ubah": "1"}
        if sent != "nothing":
            pressed["seen"] = client.get(prepare).context["seen"]
        add_family(round, people.families[9], reason="Lebih mendesak")
        there = list(round.recipients.values_list("family", "state"))
        answer = client.post(prepare, pressed)
        assert answer.status_code == 200
        assert answer.context["stale"]
        assert list(round.recipients.values_list("family", "state")) == there

    def test_without_a_change_nobody_loses_a_turn(self, people):
        shown = self.text(people, november(people))
        assert "Tidak ada keluarga yang gilirannya mundur." in shown
        assert shown.count("sama seperti tanpa perubahan") == 2

    def test_the_first_eight_are_named_and_the_others_counted(self):
        people = blora(families=24, packages_per_round=2)
        round = november(people)
        first = round.recipients.get(family=people.families[0])
        swap_family(first, people.families[23], reason="Lebih mendesak", by=people.coordinator, now=NOW)
        shown = self.text(people, round)
        named = re.findall(r"<b>(Keluarga \d+)</b>", shown)
        assert (named[0], named[-1], len(named)) == ("Keluarga 0", "Keluarga 23", 9)
        assert shown.count("mundur 1 bulan") == 8
        assert "Giliran 3 keluarga lain juga mundur." in shown

    def test_where_the_programme_ends_no_later_turn_is_made_up(self):
        people = blora(families=6, packages_per_round=2, ends_on=D(2024, 12, 31))
        round = november(people)
        for family in people.families[:2]:
            recipient = round.recipients.get(family=family)
            other = people.families[4 if family == people.families[0] else 5]
            swap_family(recipient, other, reason="Lebih mendesak", by=people.coordinator, now=NOW)
        shown = self.text(people, round)
        assert "Giliran semula Desember 2024; kini tidak ada selama program berjalan." in shown
        assert "Giliran November 2024; semula tidak ada selama program berjalan." in shown

    def test_what_is_approved_is_not_compared_any_more(self, people):
        round = november(people)
        transition(round, "submitted", by=people.coordinator, now=NOW)
        transition(round, "approved", by=people.head, now=NOW)
        assert signed_in(people.head).get(reverse("distributions:effect", args=[round.pk])).status_code == 404

    def test_who_is_next_by_the_rotation_is_added_without_a_reason(self, people):
        round = november(people)
        remove_family(round.recipients.get(family=people.families[0]), reason="Pindah", by=people.coordinator, now=NOW)
        client, url = signed_in(people.coordinator), reverse("distributions:round_family_add", args=[round.pk])
        shown = client.get(url).content.decode()
        assert shown.count("Giliran berikutnya menurut rotasi; tidak perlu alasan.") == 1
        refused = client.post(url, {"family": str(people.families[7].pk)})
        assert refused.context["form"].errors == {"reason": ["Isi alasannya."]}
        refused = client.post(url, {"family": str(people.families[7].pk), "reason": "other"})
        assert list(refused.context["form"].errors) == ["other_reason"]
        assert round.recipients.planned().count() == 1
        save(client, url, {"family": str(people.families[2].pk)})
        added = round.recipients.planned().get(family=people.families[2])
        assert (added.by_hand, added.hand_reason, added.reason["code"]) == (False, "", "never")
        found = client.get(url, {"cari": "Keluarga 3"}).context
        assert people.families[3].pk in {row["family"].pk for row in found["offered"]} - found["free"]

    def test_who_is_found_by_name_and_is_next_needs_no_reason_either(self, people):
        round = november(people)
        remove_family(round.recipients.get(family=people.families[0]), reason="Pindah", by=people.coordinator, now=NOW)
        client, url = signed_in(people.coordinator), reverse("distributions:round_family_add", args=[round.pk])
        assert "tidak perlu alasan" in client.get(url, {"cari": "Keluarga 2"}).content.decode()
        save(client, f"{url}?cari=Keluarga+2", {"family": str(people.families[2].pk), "reason": "other"})
        assert round.recipients.planned().get(family=people.families[2]).by_hand is False

    def test_the_operation_asks_for_the_reason_too(self, people):
        round = november(people)
        remove_family(round.recipients.get(family=people.families[0]), reason="Pindah", by=people.coordinator, now=NOW)
        with pytest.raises(Refused, match="Isi alasannya"):
            add_family(round, people.families[3])
        assert add_family(round, people.families[2]).by_hand is False
