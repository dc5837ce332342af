"""When, where and to whom: the programme, its rounds, and what was handed over."""

from distributions.models.activity import Attendance, Photo, Publication, Quote
from distributions.models.handover import (
    IN_OWN_WORDS,
    NO_FAULT,
    NOTICED,
    Handover,
    HandoverLine,
    HandoverReport,
    MissedReason,
    NoticeSettlement,
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
    "IN_OWN_WORDS",
    "NOTICED",
    "NO_FAULT",
    "RUNNING",
    "Attendance",
    "Correction",
    "Exclusion",
    "Handover",
    "HandoverLine",
    "HandoverReport",
    "MissedReason",
    "NoticeSettlement",
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
