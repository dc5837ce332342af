"""When, where and to whom: the programme, its rounds, and what was handed over."""

from distributions.models.activity import Attendance, Photo, Publication, Quote
from distributions.models.handover import (
    Handover,
    HandoverLine,
    HandoverReport,
    MissedReason,
    ReceivedBy,
    ReportResolution,
)
from distributions.models.programme import Programme
from distributions.models.round import (
    BEFORE_APPROVAL,
    FINISHED,
    FROZEN,
    RUNNING,
    Correction,
    Round,
    RoundChange,
    RoundIssue,
    RoundLine,
    RoundStaff,
    RoundTransition,
    State,
)
from distributions.models.stop import Exclusion, Recipient, Stop

__all__ = (
    "BEFORE_APPROVAL",
    "FINISHED",
    "FROZEN",
    "RUNNING",
    "Attendance",
    "Correction",
    "Exclusion",
    "Handover",
    "HandoverLine",
    "HandoverReport",
    "MissedReason",
    "Photo",
    "Programme",
    "Publication",
    "Quote",
    "ReceivedBy",
    "Recipient",
    "ReportResolution",
    "Round",
    "RoundChange",
    "RoundIssue",
    "RoundLine",
    "RoundStaff",
    "RoundTransition",
    "State",
    "Stop",
)
