"""The benchmarks of rounds, of pages and of hand-overs, in small."""

import datetime

import pytest

from bench import handovers, pages, rounds
from bench.generate import Wanted, fill
from config.database import as_owner
from distributions.models import HandoverReport, Recipient, Round, State

TODAY = datetime.date(2025, 7, 9)


@pytest.mark.long
@pytest.mark.usefixtures("committed_db")
def test_rounds_and_deliveries_are_measured_and_leave_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with as_owner() as owner:
        fill(owner, Wanted(families=300, centres=2, largest=200), today=TODAY, say=lambda _text: None)
    reports, recipients = HandoverReport.objects.count(), list(Recipient.objects.order_by("pk").values())

    rounds.measure()
    pages.measure(requests=1)
    handovers.measure(turns=1)

    said = capsys.readouterr().out
    assert "A round of 250 of 1" in said
    assert "approved:" in said
    assert "A centre of 200 families beside one of 100" in said
    assert "     home:" in said
    assert " coverage:" in said
    assert " handover:" in said
    assert "by 11 statements; plain SQL of its rows" in said
    assert "families by one press" in said
    assert HandoverReport.objects.count() == reports
    assert list(Recipient.objects.order_by("pk").values()) == recipients
    assert not Round.objects.filter(state=State.APPROVED).exists()
