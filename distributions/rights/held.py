"""All that is held about a family, and who saw it: what it may ask for by UU 27/2022, articles 5 and 7.

In Indonesian, whatever the reader's language is: it is handed to the family. Whole numbers stand in it, so
whoever makes it records that in the same transaction.
"""

import datetime
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from centres.access_log import in_words
from centres.encryption import Unreadable
from centres.identity import Masked
from centres.models import AccessLog, Centre, StoredFile
from centres.private_files import read_bytes
from centres.record_history import history_of
from config.errors import Refused
from config.formats import date_clock, plain_date, quantity
from distributions.models import Correction, Handover, HandoverLine, Recipient, SignedPage
from distributions.overview.family_story import Entry, story
from distributions.rounds.standing import correction_word
from families.models import Assessment, Family, FamilyInmate, Member, Proxy, RegisterImportRow, RemarksRead
from families.remarks import answers_in_words


@dataclass(frozen=True)
class Section:
    """A part of it: facts, each a name and what is said, a table with ``heads``, or pictures, each under its words."""

    title: str
    rows: list[list[str]] = field(default_factory=list)
    heads: Sequence[str] = ()
    pictures: Sequence[tuple[str, bytes | None]] = ()
    """JPEGs; None in the place of one whose bytes are lost."""

    def as_json(self) -> Any:
        if self.pictures:
            return {about: jpeg and b64encode(jpeg).decode() for about, jpeg in self.pictures}
        if self.heads:
            return [dict(zip(self.heads, row, strict=True)) for row in self.rows]
        return dict(self.rows)


def held_about(family: Family) -> list[Section]:
    """Everything, with the entries that were merged into it; call it in Indonesian."""
    entries = [family, *family.merged.order_by("pk")]
    zone = family.centre.zone
    found = [_household(entry) for entry in entries]
    found += [
        _people(entries),
        _proxies(entries),
        _inmates(entries),
        _needs(entries),
        _houses(entries),
        _received(entries),
        _story(entries, zone),
    ]
    found += [_signed(entries), _files(entries), _changes(entries, family.centre), _seen(entries, family.centre)]
    return found


def as_json(family: Family, sections: Iterable[Section], *, now: datetime.datetime) -> dict[str, Any]:
    """The same for a machine."""
    made = {"dibuat": now.astimezone(family.centre.zone).isoformat(timespec="minutes"), "oleh": family.centre.full_name}
    return made | {section.title: section.as_json() for section in sections}


def _household(family: Family) -> Section:
    village = family.village
    where = (family.hamlet, family.street, family.rt and f"RT {family.rt}", family.rw and f"RW {family.rw}")
    above = village.parent.full_name if village.parent else ""
    facts = {
        _("No. KK"): _whole(family.kk),
        _("Address"): ", ".join(filter(None, (*where, village.full_name, above))),
        _("Landmark"): family.landmark,
        _("Household size"): _number(family.household_size),
        _("Dependants"): _number(family.dependants),
        _("Remarks"): family.remarks,
        _("Registered"): plain_date(family.registered_on),
        _("Eligibility"): ": ".join(filter(None, (family.get_eligibility_display(), family.eligibility_basis))),
        _("Last received on"): _day(family.last_received_on),
        _("Last aid before Peduli"): " ".join(filter(None, (_day(family.aid_before_on), family.aid_before_note))),
    }
    rows = [[name, words] for name, words in facts.items() if words]
    return Section(_("Household no. %(number)d") % {"number": family.pk}, rows)


def _people(entries: Sequence[Family]) -> Section:
    heads = (_("Name"), "NIK", _("Place and date of birth"), _("Sex"), _("Phone"), _("In the household"))
    rows = []
    for member in Member.objects.filter(family__in=entries).order_by("family", "-is_contact", "pk"):
        born = ", ".join(filter(None, (member.birth_place, _day(member.birth_date))))
        stays = _("until %(day)s") % {"day": plain_date(member.left_on)} if member.left_on else _("yes")
        stays = _("contact") if member.is_contact else stays
        number = _whole(member.nik)
        rows.append([member.name, number, born, member.get_sex_display(), _whole(member.phone), stays])
    return Section(_("Members"), rows, heads)


def _proxies(entries: Sequence[Family]) -> Section:
    rows = [
        [proxy.name, proxy.relation, plain_date(proxy.from_on), _day(proxy.until), str(proxy.recorded_by)]
        for proxy in Proxy.objects.filter(family__in=entries).select_related("recorded_by").order_by("pk")
    ]
    return Section(_("Proxies"), rows, (_("Name"), _("Relation"), _("From"), _("Until"), _("Who")))


def _inmates(entries: Sequence[Family]) -> Section:
    ties = FamilyInmate.objects.filter(family__in=entries).select_related("inmate").order_by("pk")
    rows = [
        [
            tie.inmate.name,
            tie.inmate.register_number,
            tie.get_relation_display(),
            tie.inmate.get_status_display(),
            _day(tie.inmate.expected_release_on),
            _day(tie.inmate.held_on),
            _day(tie.inmate.unlisted_on),
        ]
        for tie in ties
    ]
    of_inmate = (_("Name"), _("Register number"), _("Relation"), _("Status"), _("Expected release"))
    heads = (*of_inmate, _("Known to be held on"), _("Not in the list of inmates of"))
    return Section(_("Inmates"), rows, heads)


def _needs(entries: Sequence[Family]) -> Section:
    rows = []
    for survey in Assessment.objects.filter(family__in=entries).select_related("surveyed_by").order_by("pk"):
        answers = [
            f"{name.verbose_name}: {_answer(survey, name.name)}"
            for name in Assessment._meta.local_fields
            if name.name not in ("id", "centre", "family", "surveyed_on", "score", "criteria_version", "surveyed_by")
            and name.name not in ("photo", "recorded_at")
        ]
        rows.append([plain_date(survey.surveyed_on), str(survey.score), "; ".join(answers), str(survey.surveyed_by)])
    for read in RemarksRead.objects.filter(family__in=entries).select_related("read_by").order_by("pk"):
        if read.answers:
            rows.append([plain_date(read.said_on), "", "; ".join(answers_in_words(read.answers)), str(read.read_by)])
    return Section(_("Assessments"), rows, (_("Day"), _("Points"), _("Answers"), _("Who")))


def _houses(entries: Sequence[Family]) -> Section:
    """The photos of its house, each once, with the day of the first survey that has it."""
    surveys = Assessment.objects.filter(family__in=entries).exclude(photo=None).select_related("photo")
    days: dict[StoredFile, datetime.date] = {}
    for survey in surveys.order_by("surveyed_on", "pk"):
        if survey.photo:
            days.setdefault(survey.photo, survey.surveyed_on)
    pictures = [(f"{plain_date(day)} ({photo.pk})", _jpeg(photo)) for photo, day in days.items()]
    return Section(_("Photos of the house"), pictures=pictures)


def _jpeg(photo: StoredFile) -> bytes | None:
    try:
        return read_bytes(photo)
    except (FileNotFoundError, Unreadable):
        return None


def _received(entries: Sequence[Family]) -> Section:
    places = Recipient.objects.filter(family__in=entries).without_cancelled().select_related("round").order_by("pk")
    set_right: dict[int | None, str] = {
        one.recipient_id: correction_word(one)
        for one in Correction.objects.filter(recipient__in=places).exclude(result="").order_by("pk")
    }
    lines = HandoverLine.objects.filter(handover__recipient__in=places, handover__voided_at=None)
    given: dict[int, list[str]] = {}
    for line in lines.select_related("item", "handover").order_by("pk"):
        said = f"{line.item.name} {quantity(line.quantity, line.item.unit)}"
        given.setdefault(line.handover.recipient_id, []).append(said)
    rows = [
        [
            f"{place.round.name}, {plain_date(place.round.date)}",
            ". ".join(filter(None, (place.get_state_display(), set_right.get(place.pk)))),
            place.received_by_name,
            ", ".join(given.get(place.pk, [])) or place.missed_note,
            " ".join(filter(None, (place.contact_name, place.address, place.village_name))),
        ]
        for place in places
    ]
    return Section(
        _("Rounds"), rows, (_("Round"), _("Status"), _("Received by"), _("Goods, or why not"), _("As on its papers"))
    )


def _story(entries: Sequence[Family], zone: datetime.tzinfo) -> Section:
    told: list[Entry] = sorted((one for entry in entries for one in story(entry, zone=zone)), key=lambda one: one.on)
    rows = [[plain_date(one.on), one.title, one.text, one.who] for one in told]
    return Section(_("What happened"), rows, (_("Day"), _("What"), _("Details"), _("Who")))


def _signed(entries: Sequence[Family]) -> Section:
    """Pictures of signed papers of its rounds: its name and its signature may stand on them."""
    pages = SignedPage.objects.filter(round__recipients__family__in=entries).distinct().select_related("round")
    rows = [
        [page.round.name, page.get_kind_display(), str(page.number), date_clock(page.added_at)]
        for page in pages.order_by("round__date", "round", "kind", "number")
    ]
    return Section(_("Signed papers"), rows, (_("Round"), _("Paper"), _("Page"), _("When")))


def _files(entries: Sequence[Family]) -> Section:
    rows = RegisterImportRow.objects.filter(family__in=entries).select_related("register_import__uploaded_by")
    return Section(
        _("Files of which it was read"),
        [
            [
                row.register_import.file_name,
                f"{row.sheet} {row.sheet_row}",
                date_clock(row.register_import.uploaded_at),
                str(row.register_import.uploaded_by or ""),
            ]
            for row in rows.order_by("pk")
        ],
        (_("File"), _("Row"), _("When"), _("Who")),
    )


def _changes(entries: Sequence[Family], centre: Centre) -> Section:
    rows: list[list[str]] = []
    for entry in entries:
        before = None
        while True:
            part = history_of(Family, entry.pk, centre=centre, before=before)
            for act in part.acts:
                for change in act.changes:
                    said = "; ".join(f"{one.label}: {one.old or '–'} → {one.new or '–'}" for one in change.fields)
                    rows.append([date_clock(act.at), change.what, said, act.actor])
            before = part.before
            if before is None:
                break
    return Section(_("History of changes"), rows, (_("When"), _("What"), _("From what to what"), _("Who")))


def _seen(entries: Sequence[Family], centre: Centre) -> Section:
    """Who saw, took away or printed it: numbers of its people, papers of its rounds, lists of all families."""
    people = Member.objects.filter(family__in=entries).values("pk")
    rounds = Recipient.objects.filter(family__in=entries).values("round")
    houses = Assessment.objects.filter(family__in=entries).exclude(photo=None).values("photo")
    proofs = Handover.objects.filter(recipient__family__in=entries).exclude(proof_file=None).values("proof_file")
    about = (
        Q(subject_kind="families.family", subject_id__in=[entry.pk for entry in entries])
        | Q(subject_kind="families.member", subject_id__in=people)
        | Q(subject_kind="centres.storedfile", subject_id__in=houses.union(proofs))
        | Q(subject_kind="distributions.round", subject_id__in=rounds, action=AccessLog.Action.PRINT)
        | Q(subject_kind__in=("families.family", "families.member"), subject_id=None)
    )
    lines = AccessLog.objects.filter(about, centre=centre, at__gte=_begin(entries)).select_related("actor")
    rows = [
        [date_clock(line.at), str(line.actor), line.get_action_display(), in_words(line.detail) or line.detail]
        for line in lines.order_by("at", "pk")
    ]
    return Section(_("Who saw it"), rows, (_("When"), _("Who"), _("What"), _("Details")))


def _begin(entries: Sequence[Family]) -> datetime.datetime:
    first = min(entry.registered_on for entry in entries)
    return datetime.datetime.combine(first, datetime.time(), entries[0].centre.zone)


def _whole(number: Masked) -> str:
    try:
        return number.reveal()
    except Refused:
        return _("can't be read")


def _day(day: datetime.date | None) -> str:
    return plain_date(day) if day else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _answer(survey: Assessment, name: str) -> str:
    """What was answered, in words where it was chosen from some."""
    value: object = getattr(survey, name)
    if in_words := getattr(survey, f"get_{name}_display", None):
        value = in_words()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)
