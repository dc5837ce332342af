"""Two phones, and two tabs, that send the same at the same moment: each thing once."""

import json
from collections import Counter

from django.utils import timezone

from distributions.handover.submissions import submit
from distributions.models import HandoverReport
from tests.at_once import at_once
from tests.distributions.handover_pages import approved_round, page
from tests.distributions.phone_records import closed, record
from tests.distributions.submissions import delivered, missed
from tests.factories import CentreFactory, cast
from tests.versions import fields_in


def test_records_that_come_at_once_on_several_ways_are_taken_once(committed_db):
    people = cast(CentreFactory())
    round = approved_round(people)
    records = [closed(round, record(one)) for one in round.recipients.all()]
    body = json.dumps({"records": records})

    def send(client):
        return client.post(page(round, "send_records"), body, content_type="application/json").json()["answers"]

    told = Counter(one["answer"] for answers in at_once(4, people.officer, send) for one in answers)

    assert told == {"accepted": 2, "known": 6}
    assert HandoverReport.objects.count() == round.recipients.served().count() == 2


def test_a_report_that_is_accepted_in_several_tabs_at_once_is_accepted_once(committed_db):
    people = cast(CentreFactory())
    round = approved_round(people)
    family, now = round.recipients.first(), timezone.now()
    for said in (delivered(family, recorded_at=now), missed(family, recorded_at=now)):
        submit(round, said, by=people.officer, now=now)
    address = page(round, "open_reports")

    def accept(client):
        return client.post(address, fields_in(client.get(address)) | {"decision": "accept"}).status_code

    tabs = at_once(3, people.coordinator, accept)

    assert sorted(tabs) == [200, 200, 302]
    assert round.reports.filter(verdict="accepted", kind="missed").count() == 1
    assert not round.reports.open().exists()
