"""When, where and to whom: the programme, its rounds, and what was handed over."""

from distributions.models.activity import MOST_IN_PRESS, MOST_IN_REPORT, Attendance, Photo, Publication, Quote
from distributions.models.calendar import CalendarLink
from distributions.models.handover import (
    IN_OWN_WORDS,
    KNOWN_AHEAD,
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
from distributions.models.paper import SIGNED, Paper, PaperKind, PaperNumber, PaperVersion, SignedPage
from distributions.models.print_job import PrintJob
from distributions.models.programme import MovedDate, Pause, Programme
from distributions.models.round import (
    BEFORE_APPROVAL,
    FINISHED,
    FROZEN,
    RUNNING,
    Extra,
    Round,
    RoundIssue,
    RoundLine,
    RoundStaff,
    State,
)
from distributions.models.round_record import Correction, RoundChange, RoundTransition
from distributions.models.stop import Exclusion, Recipient, Stop

__all__ = (
    "BEFORE_APPROVAL",
    "FINISHED",
    "FROZEN",
    "IN_OWN_WORDS",
    "KNOWN_AHEAD",
    "MOST_IN_PRESS",
    "MOST_IN_REPORT",
    "NOTICED",
    "NO_FAULT",
    "RUNNING",
    "SIGNED",
    "Attendance",
    "CalendarLink",
    "Correction",
    "Exclusion",
    "Extra",
    "Handover",
    "HandoverLine",
    "HandoverReport",
    "MissedReason",
    "MovedDate",
    "NoticeSettlement",
    "Paper",
    "PaperKind",
    "PaperNumber",
    "PaperVersion",
    "Pause",
    "Photo",
    "PrintJob",
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
    "SignedPage",
    "State",
    "Stop",
)
