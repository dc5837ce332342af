"""A form that comes as no page of ours sends it is answered in a human sentence, without the names of hidden fields."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from config.errors import NOT_AS_THE_PAGE_SENDS_IT
from distributions.handover.submissions import submit
from distributions.models import Recipient
from tests.distributions.handover_pages import approved_round
from tests.distributions.submissions import missed
from tests.factories import CentreFactory, cast
from tests.read_page import words
from tests.standing import stands

pytestmark = pytest.mark.django_db
INTERNAL = ("UUID", "Key", "TOTAL_FORMS", "Recorded at", "Report:", "tersembunyi", "Hidden")


@stands
def people():
    return cast(CentreFactory())


@stands
def round(people):
    return approved_round(people, occurrence_on=timezone.localdate())


@stands
def family(round):
    return round.recipients.first()


def crafted(people, round, family):
    """Each form with a hidden field, by its address, with what is wrong in it."""
    one = ("distributions:handover_recipient", [round.pk, family.pk], {"key": "x", "received_by": "contact"})
    return [
        (people.officer, *one),
        (people.officer, "distributions:recipient_missed", one[1], {"key": "", "missed_reason": "not_home"}),
        (people.officer, "distributions:hand_over_stop", [round.pk, family.stop_id], {"key": "x"}),
        (people.officer, "distributions:paper_entry", [round.pk], {"key": "x", f"r{family.pk}-result": "delivered"}),
        (people.coordinator, "distributions:open_reports", [round.pk], {"version": "x", "decision": "keep"}),
        (people.coordinator, "aid:new_receipt", [], {"received_on": str(round.date), "terms": "gift"}),
        (people.coordinator, "families:add", [], {"kk": "1"}),
    ]


@pytest.mark.parametrize("number", range(7))
def test_a_hidden_field_that_came_along_wrong_is_not_named(client, people, round, family, number):
    user, name, arguments, said = crafted(people, round, family)[number]
    client.force_login(user)

    text = words(client.post(reverse(name, args=arguments), said, follow=True).content.decode())

    assert str(NOT_AS_THE_PAGE_SENDS_IT) in text
    assert [name for name in INTERNAL if name in text] == []
    assert Recipient.objects.served().count() == 0


def test_so_is_the_one_of_a_notice(client, people, round, family):
    said = missed(family, reason="deceased", recorded_at=timezone.now())
    submit(round, said, by=people.officer, now=timezone.now())
    client.force_login(people.coordinator)
    address = reverse("distributions:family_notice", args=[family.family_id, family.pk])
    text = words(client.post(address, {"recorded_at": "kemarin", "note": "Sudah"}, follow=True).content.decode())
    assert str(NOT_AS_THE_PAGE_SENDS_IT) in text


def test_what_people_fill_in_is_still_named(client, people, round, family):
    client.force_login(people.officer)
    address = reverse("distributions:recipient_missed", args=[round.pk, family.pk])
    text = words(client.post(address, {"key": str(uuid4())}).content.decode())
    assert "Mengapa belum diserahkan?" in text
    assert str(NOT_AS_THE_PAGE_SENDS_IT) not in text
