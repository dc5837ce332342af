"""On which day it was handed over: asked on every day but the round's own, and named by papers, texts and closing."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.handover.day_forms import DayForm
from distributions.handover.submissions import submit
from distributions.models import Handover, HandoverReport
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.distributions.submissions import delivered as said_of
from tests.factories import CentreFactory, cast
from tests.read_page import words
from tests.standing import stands
from tests.versions import form_to

pytestmark = pytest.mark.django_db

D = datetime.date
DAY = datetime.timedelta(days=1)


@stands
def people():
    return cast(CentreFactory())


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def day_from_now(days):
    """The day as the form sends it."""
    return str(timezone.localdate() + days * DAY)


def planned(people, days):
    """A round of that many days from today on."""
    return approved_round(people, occurrence_on=timezone.localdate() + days * DAY)


def said_day(officer, round, **day):
    """Record the first family on its page, and return the day that was kept, or what the page asks."""
    family = round.recipients.first()
    answer = officer.post(page(round, "handover_recipient", family.pk), delivered(family, **day))
    if answer.status_code == 200:
        return answer.context["form"].errors
    return timezone.localdate(Handover.objects.get(recipient=family).handed_at)


def missed_on(officer, round, **day):
    """Say of the first family that nobody was at home, and return the day that was kept, or what the page asks."""
    family = round.recipients.first()
    said = {"key": str(uuid4()), "missed_reason": "not_home", **day}
    answer = officer.post(page(round, "recipient_missed", family.pk), said)
    if answer.status_code == 200:
        return answer.context["form"].errors
    return timezone.localdate(HandoverReport.objects.get(recipient=family).recorded_at)


# --- what is asked at the door


@pytest.mark.parametrize(("days", "offered"), [(1, [0]), (0, None), (-1, [0, -1])])
def test_the_day_is_asked_before_the_planned_one_and_after_and_not_on_it(officer, people, days, offered):
    round = planned(people, days)
    offered = offered and [*(day_from_now(one) for one in offered), "other"]

    for form in (
        officer.get(page(round, "handover_recipient", round.recipients.first().pk)).context["form"],
        *officer.get(page(round)).context["whole"].values(),
    ):
        asked = form.fields.get("when")
        assert (asked and [name for name, _label in asked.choices]) == offered
        assert form.initial.get("when") is None


@pytest.mark.parametrize(("days", "offered"), [(1, [0]), (0, None), (-1, [0, -1])])
def test_of_a_family_that_was_missed_the_day_is_asked_as_of_one_that_received(officer, people, days, offered):
    round = planned(people, days)
    family = round.recipients.first()
    offered = offered and [*(day_from_now(one) for one in offered), "other"]

    for form in (
        officer.get(page(round, "recipient_missed", family.pk)).context["form"],
        officer.get(page(round, "handover_recipient", family.pk)).context["missed_form"],
    ):
        asked = form.fields.get("when")
        assert (asked and [name for name, _label in asked.choices]) == offered
        assert form.initial.get("when") is None


def test_a_miss_without_its_day_is_not_recorded_and_keeps_its_reason(officer, people):
    round = planned(people, -1)
    assert missed_on(officer, round) == {"when": ["Pilih pada hari apa itu terjadi."]}
    assert HandoverReport.objects.count() == 0


def test_a_miss_is_of_the_day_that_is_said(officer, people):
    today = timezone.localdate()
    assert missed_on(officer, planned(people, 0)) == today
    assert missed_on(officer, planned(people, 2), when=day_from_now(0)) == today
    assert missed_on(officer, planned(people, -2), when=day_from_now(-2)) == today - 2 * DAY
    assert missed_on(officer, planned(people, -3), when="other", handed_on=f"{today - DAY}") == today - DAY
    tomorrow = missed_on(officer, planned(people, -3), when="other", handed_on=f"{today + DAY}")
    assert tomorrow == {"handed_on": ["Tanggal ini belum tiba."]}


def test_what_was_said_of_a_miss_is_offered_with_the_next_family(officer, people):
    round = planned(people, -2)
    missed_on(officer, round, when=day_from_now(-2))
    second = round.recipients.last()
    for name, form in (("handover_recipient", "form"), ("recipient_missed", "form")):
        shown = officer.get(page(round, name, second.pk)).context[form]
        assert shown["when"].value() == day_from_now(-2)


@pytest.mark.parametrize("days", [1, -1])
def test_another_day_is_said_plainly_with_the_ways_out(client, people, days):
    round = planned(people, days)
    client.force_login(people.coordinator)

    text = words(client.get(page(round)).content.decode())

    assert "Penyaluran ini dijadwalkan" in text
    assert "Pindahkan penyaluran ke hari ini" in text
    assert "Catat dari kertas" in text


def test_on_the_day_itself_nothing_is_said(officer, people):
    assert "Penyaluran ini dijadwalkan" not in officer.get(page(planned(people, 0))).content.decode()


def test_only_who_may_move_a_round_is_led_to_it_and_only_until_something_was_handed_over(client, people):
    round = planned(people, -1)
    client.force_login(people.officer)
    assert "Pindahkan penyaluran" not in client.get(page(round)).content.decode()
    said_day(client, round, when=day_from_now(-1))
    client.force_login(people.coordinator)
    assert "Pindahkan penyaluran" not in client.get(page(round)).content.decode()


@pytest.mark.parametrize("days", [1, -1])
def test_without_the_day_nothing_is_recorded(officer, people, days):
    assert said_day(officer, planned(people, days)) == {"when": ["Pilih pada hari apa paket diserahkan."]}
    assert HandoverReport.objects.count() == 0


def test_on_the_day_itself_it_is_recorded_as_before(officer, people):
    assert said_day(officer, planned(people, 0)) == timezone.localdate()


def test_today_the_planned_day_and_another_one_are_kept(officer, people):
    today = timezone.localdate()
    assert said_day(officer, planned(people, 2), when=day_from_now(0)) == today
    assert said_day(officer, planned(people, -2), when=day_from_now(-2)) == today - 2 * DAY
    assert said_day(officer, planned(people, -3), when="other", handed_on=f"{today - DAY}") == today - DAY


def test_the_planned_day_is_no_answer_before_it_has_come(officer, people):
    assert list(said_day(officer, planned(people, 1), when=day_from_now(1))) == ["when"]


@pytest.mark.parametrize("days", [2, 0, -2])
def test_a_page_that_was_left_open_overnight_asks_anew(officer, people, days):
    """What it called today is yesterday, on the planned day, too."""
    round = planned(people, days)
    assert said_day(officer, round, when=day_from_now(-1)) == {"when": ["Pilih pada hari apa paket diserahkan."]}
    stop = page(round, "hand_over_stop", round.stops.get().pk)
    officer.post(stop, form_to(officer.get(page(round)), stop) | {"when": day_from_now(-1)})
    assert HandoverReport.objects.count() == 0


def test_another_day_is_named_and_has_come(officer, people):
    round = planned(people, -3)
    assert said_day(officer, round, when="other") == {"handed_on": ["Pilih pada hari apa paket diserahkan."]}
    tomorrow = timezone.localdate() + DAY
    assert said_day(officer, round, when="other", handed_on=f"{tomorrow}") == {"handed_on": ["Tanggal ini belum tiba."]}


def test_a_part_of_the_package_asks_too(officer, people):
    round = planned(people, -1)
    rice, sugar = round.lines.all()
    said = {f"item_{rice.item_id}": "7,5", f"item_{sugar.item_id}": "2", "difference": "short"}
    family = round.recipients.first()
    address = page(round, "recipient_partial", family.pk)

    assert list(officer.post(address, delivered(family, **said)).context["form"].errors) == ["when"]
    officer.post(address, delivered(family, when=day_from_now(-1), **said))

    assert timezone.localdate(Handover.objects.get().handed_at) == round.date


def test_a_whole_location_asks_once(officer, people):
    round = planned(people, -1)
    address = page(round, "hand_over_stop", round.stops.get().pk)

    sent = form_to(officer.get(page(round)), address)
    refused = officer.post(address, sent, follow=True)
    assert "Pilih pada hari apa paket diserahkan." in refused.content.decode()
    assert HandoverReport.objects.count() == 0

    officer.post(address, sent | {"when": day_from_now(-1)})
    assert [timezone.localdate(one.handed_at) for one in Handover.objects.all()] == [round.date] * 2


def test_what_was_said_today_is_offered_for_the_next_to_the_same_person_only(client, people):
    round = planned(people, -2)
    rukmini = round.recipients.last()

    def offered():
        form = client.get(page(round, "handover_recipient", rukmini.pk)).context["form"]
        return form["when"].value(), form["handed_on"].value()

    client.force_login(people.officer)
    said_day(client, round, when="other", handed_on=f"{timezone.localdate() - DAY}")
    assert offered() == ("other", timezone.localdate() - DAY)
    client.force_login(people.coordinator)
    assert offered() == (None, None)


def test_what_was_recorded_yesterday_answers_nothing_today(officer, people):
    round = planned(people, -2)
    kartini, rukmini = round.recipients.all()
    yesterday = timezone.now() - DAY
    submit(round, said_of(kartini, recorded_at=yesterday), by=people.officer, now=yesterday)

    form = officer.get(page(round, "handover_recipient", rukmini.pk)).context["form"]

    assert form["when"].value() is None


def test_the_same_form_with_another_day_is_not_the_same(officer, people):
    round = planned(people, -2)
    family = round.recipients.first()
    said = delivered(family)

    for days in (-2, -2, 0):
        officer.post(page(round, "handover_recipient", family.pk), {**said, "when": day_from_now(days)})

    assert list(HandoverReport.objects.values_list("open_reason", flat=True)) == ["", "changed"]


def test_what_was_pressed_on_the_day_and_again_after_midnight_is_the_same(people):
    """On its own day nothing was asked; the planned day, said of it the next day, adds nothing."""
    for days, said in ((0, {}), (-1, {"when": day_from_now(-1)})):
        form = DayForm({"key": str(uuid4()), **said}, round=planned(people, days))
        assert form.is_valid()
        assert form.moment()["handed_on"] is None


@pytest.mark.parametrize(("days", "offered"), [(1, None), (0, 0), (-1, -1)])
def test_the_paper_is_of_the_planned_day_unless_that_has_not_come(officer, people, days, offered):
    head = officer.get(page(planned(people, days), "paper_entry")).context["head"]
    assert head["handed_on"].value() == (None if offered is None else timezone.localdate() + offered * DAY)


def test_a_day_is_proposed_to_who_moves_the_round(client, people):
    round = planned(people, 3)
    client.force_login(people.coordinator)
    address = reverse("distributions:round_time", args=[round.pk])
    today = timezone.localdate()

    assert client.get(f"{address}?tanggal={today}").context["form"]["date"].value() == today
    for nonsense in ("", "?tanggal=besok", "?tanggal=2026-13-01"):
        assert client.get(address + nonsense).context["form"]["date"].value() == round.date
