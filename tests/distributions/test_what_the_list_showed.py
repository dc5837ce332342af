"""*Semua menerima lengkap* is said of those whom the page showed as waiting, and once."""

from uuid import uuid4

import pytest
from django.utils import timezone

from distributions.handover.submissions import undo
from distributions.models import Recipient
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.recorded import recorded
from tests.factories import CentreFactory, cast
from tests.read_page import words
from tests.standing import stands
from tests.versions import form_to

pytestmark = pytest.mark.django_db
SENT_BEFORE = "Formulir ini sudah pernah dikirim"
ONE_RECORDED = "1 keluarga tercatat menerima lengkap."


@stands
def people():
    return cast(CentreFactory())


@pytest.fixture
def round(people):
    return approved_round(people)


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def taken_back(people, recipient: Recipient) -> None:
    """By a colleague, at another page."""
    undo(recipient, key=uuid4(), channel="page", reason="Salah tekan", by=people.operator, now=recipient.recorded_at)


def states(round) -> list[str]:
    return list(round.recipients.order_by("pk").values_list("state", flat=True))


def button(officer, round):
    """Where the button of the only location leads, and what its form carries."""
    address = page(round, "hand_over_stop", round.stops.get().pk)
    return address, form_to(officer.get(page(round)), address)


def test_a_family_that_the_page_showed_as_recorded_stays_as_it_is_now(people, round, officer):
    """What was found: a miss that was undone meanwhile was recorded as received by a press at the old page."""
    missed, _waits = round.recipients.order_by("pk")
    recorded(missed, "missed", at=timezone.now(), by=people.operator)
    address, sent = button(officer, round)
    missed.refresh_from_db()
    taken_back(people, missed)

    shown = words(officer.post(address, sent, follow=True).content.decode())

    assert states(round) == ["planned", "served"]
    assert ONE_RECORDED in shown
    assert "1 keluarga di sini tidak tampil menunggu saat Anda membuka halaman" in shown
    officer.post(*button(officer, round))
    assert states(round) == ["served", "served"]


def test_a_family_that_was_recorded_meanwhile_stays_so(people, round, officer):
    address, sent = button(officer, round)
    recorded(round.recipients.order_by("pk").first(), "missed", at=timezone.now(), by=people.operator)

    shown = words(officer.post(address, sent, follow=True).content.decode())

    assert states(round) == ["missed", "served"]
    assert (ONE_RECORDED in shown, "tidak tampil menunggu" in shown) == (True, False)


def test_the_same_form_sent_once_more_after_an_undo_says_that_nothing_was_recorded(people, round, officer):
    """What was found: it said that a family was recorded, and none was."""
    address, sent = button(officer, round)
    officer.post(address, sent)
    again = words(officer.post(address, sent, follow=True).content.decode())
    assert "Semua di lokasi ini sudah tercatat." in again
    taken_back(people, round.recipients.order_by("pk").first())

    shown = words(officer.post(address, sent, follow=True).content.decode())

    assert states(round) == ["planned", "served"]
    assert (SENT_BEFORE in shown, "tercatat menerima lengkap" in shown, "tidak tampil" in shown) == (True, False, False)


def test_the_same_paper_list_sent_once_more_after_an_undo_says_so(people, round, officer):
    first, _second = round.recipients.order_by("pk")
    sent = {"key": str(uuid4()), "handed_on": str(round.date), f"r{first.pk}-result": "delivered"}
    officer.post(page(round, "paper_entry"), sent, follow=True)
    first.refresh_from_db()
    taken_back(people, first)

    shown = words(officer.post(page(round, "paper_entry"), sent, follow=True).content.decode())

    assert states(round) == ["planned", "planned"]
    assert (SENT_BEFORE in shown, "1 keluarga tercatat" in shown) == (True, False)


def test_a_form_that_names_nobody_says_it_of_nobody(round, officer):
    address, sent = button(officer, round)
    for named in ("", "x", "999999999"):
        shown = words(officer.post(address, sent | {"waiting": named}, follow=True).content.decode())
        assert "2 keluarga di sini tidak tampil menunggu" in shown
    assert states(round) == ["planned", "planned"]
