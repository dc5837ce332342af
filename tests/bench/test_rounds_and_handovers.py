"""The benchmark of hand-overs, in small."""

import datetime

import pytest

from bench import handovers
from bench.generate import Wanted, fill
from config.database import as_owner
from distributions.models import HandoverReport, Round, State

TODAY = datetime.date(2025, 7, 9)


@pytest.mark.usefixtures("committed_db")
def test_deliveries_are_measured_and_leave_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with as_owner() as owner:
        fill(owner, Wanted(families=300, centres=2, largest=200), today=TODAY, say=lambda _text: None)
    reports = HandoverReport.objects.count()

    handovers.measure(turns=1)

    said = capsys.readouterr().out
    assert "by 13 statements; plain SQL of its rows" in said
    assert "families by one press" in said
    assert HandoverReport.objects.count() == reports
    assert not Round.objects.filter(state=State.APPROVED).exists()
