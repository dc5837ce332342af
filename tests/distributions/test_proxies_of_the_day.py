"""Whom a family authorised may receive on the day of the hand-over, whatever day was planned."""

import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from distributions.models import Handover, HandoverReport
from families.models import Proxy
from tests.client import Client
from tests.distributions.handover_pages import approved_round, delivered, page
from tests.factories import CentreFactory, cast
from tests.standing import stands

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER, TODAY_ONLY, ENDED = "Bu Nanti", "Bu Kini", "Bu Dulu"


@stands
def people():
    return cast(CentreFactory())


@pytest.fixture
def officer(client, people):
    client.force_login(people.officer)
    return client


def authorised(family, name: str, from_on: datetime.date, until: datetime.date | None = None) -> Proxy:
    said = {"name": name, "relation": "tetangga", "from_on": from_on, "until": until}
    by = {"recorded_by": cast(family.centre).operator, "recorded_at": timezone.now()}
    return Proxy.objects.create(centre=family.centre, family=family, **said, **by)


def offered(officer: Client, round, family) -> list[str]:
    form = officer.get(page(round, "handover_recipient", family.pk)).context["form"]
    return [proxy.name for proxy in form["proxy"].field.queryset] if "proxy" in form.fields else []


def test_before_the_planned_day_who_is_authorised_today_is_offered(officer, people):
    """What was found: the form of today offered who may receive on the planned day only, and not who may today."""
    today = timezone.localdate()
    round = approved_round(people, occurrence_on=today + 5 * DAY)
    family = round.recipients.first()
    later = authorised(family.family, LATER, today + 5 * DAY)
    now = authorised(family.family, TODAY_ONLY, today, today)

    assert offered(officer, round, family) == [TODAY_ONLY]

    address = page(round, "handover_recipient", family.pk)
    said = delivered(family, received_by="proxy", when=f"{today}")
    assert list(officer.post(address, said | {"proxy": later.pk}).context["form"].errors) == ["proxy"]
    officer.post(address, said | {"proxy": now.pk})
    family.refresh_from_db()
    assert (family.received_by_name, Handover.objects.get().proxy_relation) == (TODAY_ONLY, "tetangga")


def test_on_the_planned_day_itself_who_is_authorised_then_is_offered(officer, people):
    today = timezone.localdate()
    round = approved_round(people)
    family = round.recipients.first()
    authorised(family.family, ENDED, today - 9 * DAY, today - DAY)
    authorised(family.family, TODAY_ONLY, today)
    assert offered(officer, round, family) == [TODAY_ONLY]


def test_who_received_is_authorised_on_the_day_that_is_said(officer, people):
    today = timezone.localdate()
    round = approved_round(people, occurrence_on=today - 3 * DAY)
    family = round.recipients.first()
    ended = authorised(family.family, ENDED, today - 9 * DAY, today - 2 * DAY)
    now = authorised(family.family, TODAY_ONLY, today)
    assert offered(officer, round, family) == [ENDED, TODAY_ONLY]
    address = page(round, "handover_recipient", family.pk)
    said = delivered(family, received_by="proxy")
    for when, proxy in ((today, ended), (today - 3 * DAY, now)):
        refused = officer.post(address, said | {"when": f"{when}", "proxy": proxy.pk}).context["form"]
        assert list(refused.errors) == ["proxy"]
        assert "tidak diberi kuasa menerima pada" in str(refused.errors["proxy"])
    assert not HandoverReport.objects.exists()

    officer.post(address, said | {"when": f"{today - 3 * DAY}", "proxy": ended.pk})

    family.refresh_from_db()
    assert family.received_by_name == ENDED


def test_of_a_paper_list_those_count_who_were_authorised_on_its_day(officer, people):
    today = timezone.localdate()
    round = approved_round(people, occurrence_on=today - 3 * DAY)
    family = round.recipients.first()
    authorised(family.family, TODAY_ONLY, today)
    said = {"result": "delivered", "received_by": "proxy", "name": TODAY_ONLY.lower()}
    lines = {f"r{family.pk}-{name}": value for name, value in said.items()}
    address = page(round, "paper_entry")

    answer = officer.post(address, {"key": str(uuid4()), "handed_on": f"{today - 3 * DAY}", **lines})
    assert [list(row.errors) for row in answer.context["rows"]] == [["relation"]]
    officer.post(address, {"key": str(uuid4()), "handed_on": f"{today}", **lines})

    family.refresh_from_db()
    assert (family.received_by_name, Handover.objects.get().proxy_relation) == (TODAY_ONLY, "tetangga")
