"""An hour stands on pages and papers only where somebody set or recorded it: a day said afterwards has none."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from distributions.handover.day_forms import DayForm
from distributions.handover.submissions import submit
from distributions.models import Handover, Round
from distributions.papers.bundle import standing
from distributions.papers.receipt_list import receipt_list_document
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.approval import approve_on_paper, approve_round, submit_round
from tests.distributions.blora import NOW as PLANNED_AT
from tests.distributions.blora import blora, november
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.distributions.months import NOW, approved_month
from tests.distributions.submissions import delivered as said_of
from tests.pictures import signed_paper
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@stands
def month():
    return approved_month()


def shown(client, month, recipient):
    """What the list and the family's page say of when it received."""
    client.force_login(month.people.officer)
    listed = client.get(page(month.round)).content.decode()
    own = client.get(page(month.round, "handover_recipient", recipient.pk)).content.decode()
    return words(listed), words(own)


@pytest.mark.parametrize(
    ("channel", "recorded", "received", "known"),
    [
        ("page", NOW, NOW, True),
        ("page", NOW, NOW + DAY, False),
        ("paper", NOW, NOW, False),
        ("paper", NOW, NOW + DAY, False),
        ("phone", NOW, NOW + DAY, True),
    ],
)
def test_the_hour_is_known_where_it_was_recorded_at_once(client, month, channel, recorded, received, known):
    kartini = month.recipients[0]
    said = said_of(kartini, channel=channel, recorded_at=recorded)
    submit(month.round, said, by=month.people.officer, now=received)

    assert Handover.objects.with_hour(month.centre.zone).get().has_hour == known
    listed, own = shown(client, month, kartini)
    assert ("Diserahkan 10.00" in listed, "Diserahkan 15 November 2024" in listed) == (known, not known)
    assert f"Kapan 15 November 2024{', 10.00' if known else ' Bukti'}" in own


def test_today_said_as_another_day_is_now(client):
    people = blora(families=0)
    round = approved_round(people, occurrence_on=timezone.localdate() + DAY)
    form = DayForm({"key": str(uuid4()), "when": "other", "handed_on": str(timezone.localdate())}, round=round)
    assert form.is_valid()
    assert abs(form.moment()["recorded_at"] - timezone.now()) < datetime.timedelta(minutes=1)


def test_a_signature_on_paper_has_a_day_and_no_hour():
    """That at which somebody recorded it stands in the decision, as that."""
    people = blora(families=4)
    draft = november(people)
    assert standing(draft) == "disusun 4 November 2024 pukul 09.00 WIB"
    more = {"signer": "Hendro Prasetyo", "photo": signed_paper(), "by": people.coordinator, "now": NOW}
    round = approve_on_paper(draft, signed_on=datetime.date(2024, 11, 12), **more)
    assert standing(round) == "disetujui tertulis 12 November 2024"


def test_an_approval_on_the_screen_has_its_hour():
    people = blora(families=4)
    draft = november(people)
    submit_round(draft, by=people.coordinator, now=PLANNED_AT)
    round = approve_round(Round.objects.get(pk=draft.pk), by=people.head, now=PLANNED_AT)
    assert standing(round) == "disetujui 4 November 2024 pukul 09.00 WIB"


@pytest.mark.parametrize(
    ("hour", "said"), [(8, "Jumat, 15 November 2024, pukul 08.00 WIB"), (9, "Jumat, 15 November 2024")]
)
def test_what_is_to_be_signed_names_no_hour_before_the_approval(hour, said):
    """Approved at nine o'clock of the very day for which it was planned at eight."""
    people = blora(families=4)
    draft = november(people)
    now = datetime.datetime(2024, 11, 15, hour, tzinfo=people.centre.zone)
    submit_round(draft, by=people.coordinator, now=now)
    round = approve_round(Round.objects.get(pk=draft.pk), by=people.head, now=now)
    on_paper = read_round(round.pk)
    (part,) = parts(on_paper)
    assert dict(receipt_list_document(on_paper, part)["facts"])["Hari, tanggal"] == said


def test_the_hour_of_an_extra_round_is_asked(client):
    people = blora(families=4)
    client.force_login(people.coordinator)
    address = reverse("distributions:extra_round")
    form = client.get(address).context["form"]
    assert form["time"].value() == datetime.time(8)
    said = {
        "programme": people.programme.pk,
        "extra": "disaster",
        "extra_reason": "Banjir",
        "date": str(timezone.localdate() + DAY),
        "packages": "2",
    }
    assert client.post(address, said).context["form"].errors.keys() == {"time"}
    client.post(address, said | {"time": "13.30"})
    assert Round.objects.get(extra="disaster").time == datetime.time(13, 30)


def test_the_page_of_the_round_names_the_hour_until_it_took_place(client):
    people = blora(families=0)
    round = approved_round(people, occurrence_on=timezone.localdate())
    client.force_login(people.coordinator)
    family = round.recipients.first()
    assert "08.00" in client.get(reverse("distributions:round", args=[round.pk])).content.decode()
    client.post(page(round, "handover_recipient", family.pk), delivered(family))
    assert Handover.objects.with_hour(round.centre.zone).get().has_hour
