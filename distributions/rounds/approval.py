"""Submitting a round, deciding about it, and what may still change afterwards."""

import datetime
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import takewhile
from typing import IO, Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext as _

from centres import versions
from centres.indonesian import in_indonesian
from centres.models import Letterhead, Membership, Official, Region, StoredFile, User
from centres.pdf_pages import scanned_pages
from centres.private_files import store_picture
from centres.taken import taken_in_words
from centres.versions import Version
from config.days import require_approved_by, require_round_date, require_signed
from config.errors import Refused, reason_given, required
from config.formats import plain_date
from distributions.models import (
    BEFORE_APPROVAL,
    KNOWN_AHEAD,
    RUNNING,
    Handover,
    PaperKind,
    Recipient,
    Round,
    RoundChange,
    State,
)
from distributions.rounds.by_hand import keep_proposal
from distributions.rounds.changes import recorded_reason
from distributions.rounds.checks import Findings, check, check_reserve, reserve_as_shown
from distributions.rounds.decisions import decided
from distributions.rounds.pictures import other_round_of
from distributions.rounds.planning import (
    details_version,
    order_version,
    set_staff,
    set_stop_order,
)
from distributions.rounds.proposal import Proposal, as_the_register_says, changed, require_seen
from distributions.rounds.sent_back import outline
from distributions.rounds.signed_pages import keep_pages
from distributions.rounds.snapshots import refresh_snapshots
from distributions.rounds.stops import with_stops
from distributions.rounds.transitions import CANCELLABLE, lock, require_state, transition
from families.holding import hold_families

# Of characters, in what a change says of before and after.
ROOM = 300
# Where a round stands, and since when.
state_version = versions.columns("state", "submitted_at", "approved_at")


@transaction.atomic
def submit_round(round: Round, *, seen: Proposal | None = None, by: User, now: datetime.datetime) -> Round:
    """Hand the draft to the head. Refused while a family in it may not receive, or where it is not what was ``seen``.

    Here and below None means that nobody was shown anything.
    """
    require_state(lock(round), State.DRAFT)
    recipients = refresh_snapshots(round)
    today = round.centre.local_date(now)
    found = _as_seen(round, recipients, seen, today=today)
    # The head could approve it on no day any more; a paper that was signed in time is recorded without submitting.
    require_approved_by(today, round_date=round.date)
    _refuse_what_blocks(found)
    keep_proposal(round, today=today)
    return transition(round, State.SUBMITTED, by=by, now=now)


@transaction.atomic
def approve_round(round: Round, *, seen: Proposal | None = None, by: User, now: datetime.datetime) -> Round:
    """Approve a submitted round: check it again, freeze it. Only a head approves, and not who submitted.

    Except in a centre with a single officer; the round then carries ``approved_alone``, which its papers say.
    The families are copied anew from the register, so what changed there since it was ``seen`` counts as a change, too.
    """
    require_state(lock(round), State.SUBMITTED)
    today = round.centre.local_date(now)
    if not Membership.objects.of_heads(round.centre_id, today).filter(user=by).exists():
        raise Refused(_("Only the head of the centre approves a round."))
    if not round.may_be_approved_by(by, on=today):
        raise Refused(_("Whoever submitted a round cannot approve it. Ask the head, or record the signed paper."))
    _lock_families(round)
    found = _as_seen(round, refresh_snapshots(round), seen, today=today)
    require_approved_by(today, round_date=round.date)
    _refuse_what_blocks(found)
    _freeze(round)
    alone = round.submitted_by_id == by.pk
    return transition(round, State.APPROVED, by=by, now=now, along={"approved_alone": alone})


def approve_on_paper(
    round: Round,
    *,
    signed_on: datetime.date,
    signer: str,
    photo: IO[bytes],
    seen: Proposal | None = None,
    by: User,
    now: datetime.datetime,
) -> Round:
    """Record that the head approved on paper: when, who, and a photo of it. A draft is submitted by the same act.

    ``signer`` is the name of an official who was head on that day, and not who records it (``_require_head_signed``).
    The signed paper is the second person here, so there is none without its photo, and one paper approves one round.
    Of a submitted round that is kept which was printed: what the register says since then stands on no signed paper.
    The ``photo`` may be a PDF: its last page has the signatures, those before are kept as signed pages of *Usulan*.
    """
    require_state(round, *BEFORE_APPROVAL)
    _require_signed(round, signed_on, now)
    signer = required(signer, _("Say who signed."), field="signer")
    _require_head_signed(round, signer, signed_on, by=by, now=now)
    # Read before anything is locked, and stored when nothing is left that could refuse.
    with ExitStack() as opened:
        *others, picture = [opened.enter_context(page) for page in scanned_pages([photo], field="photo")]
        opened.enter_context(transaction.atomic())
        require_state(lock(round), *BEFORE_APPROVAL)
        _require_signed(round, signed_on, now)  # the proposal may have been made anew meanwhile
        _require_head_signed(round, signer, signed_on, by=by, now=now)
        _lock_families(round)
        if round.state == State.DRAFT:
            refresh_snapshots(round)
            transition(round, State.SUBMITTED, by=by, now=now)
        recipients = with_stops(round, round.recipients.all())
        _refuse_what_blocks(_as_seen(round, recipients, seen))
        kind = StoredFile.Kind.APPROVAL
        stored = store_picture(picture, centre=round.centre, by=by, kind=kind, now=now)
        _refuse_known_photo(round, stored)
        paper = {"paper_signed_on": signed_on, "paper_signer": signer, "paper_photo": stored}
        _freeze(round)
        approved = transition(round, State.APPROVED, by=by, now=now, along=paper)
        if others:
            keep_pages(round, others, kind=PaperKind.PROPOSAL, first=None, field="photo", by=by, now=now)
        return approved


def heads_who_may_have_signed(round: Round, *, today: datetime.date) -> list[str]:
    """The names of those who were head on a day on which the proposal could be signed, the latest first."""
    first = round.centre.local_date(round.planned_at) if round.planned_at else today
    heads = Official.objects.filter(centre_id=round.centre_id, function=Official.Function.HEAD, starts_on__lte=today)
    found = heads.filter(Q(ends_on=None) | Q(ends_on__gte=min(first, today))).order_by("-starts_on", "-pk")
    return list(dict.fromkeys(found.values_list("name", flat=True)))


@transaction.atomic
def send_back(round: Round, *, note: str, seen: Proposal | None = None, by: User, now: datetime.datetime) -> Round:
    """Return a submitted round to its coordinator with a note on what to change.

    What it was is kept with the note: when it is submitted again, the head reads what was changed.
    """
    require_state(lock(round), State.SUBMITTED)
    sent = as_the_register_says(round, today=round.centre.local_date(now))
    if seen is not None and seen != sent:
        raise changed()
    return transition(round, State.DRAFT, by=by, now=now, note=note, shown=outline(sent))


@transaction.atomic
def cancel_round(round: Round, *, reason: str, seen: Version | None = None, by: User, now: datetime.datetime) -> Round:
    """Cancel a round before its goods are issued. Its month stays taken: no second round is made for it.

    Refused where it has come into another state than was ``seen`` (``state_version``): an approved round is another
    thing to cancel than a draft.
    """
    require_state(lock(round), *CANCELLABLE)
    versions.require_seen(seen, state_version, round)
    if round.recipients.served().exists():
        raise Refused(_("A family has already received. Undo that first, or close the round instead."))
    return transition(round, State.CANCELLED, by=by, now=now, note=reason)


@transaction.atomic
def move_date(
    round: Round,
    *,
    date: datetime.date,
    time: datetime.time,
    reason: str,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> RoundChange:
    """Move an approved round to another day near its month, or to another time.

    Once something was handed over, or a family was visited in vain, the round took place: it is not moved beyond the
    day of the first of what stands, nor beyond today.
    """
    require_state(lock(round), *RUNNING)
    versions.require_seen(seen, details_version("date", "time"), round)
    require_round_date(date, round.month)
    _require_not_before_approval(round, date)
    _require_not_after_records(round, date, now)
    old, new = f"{round.date} {round.time:%H:%M}", f"{date} {time:%H:%M}"
    change = _note_change(round, RoundChange.What.DATE, old, new, reason, by, now)
    round.date, round.time = date, time
    with taken_in_words():
        round.save(update_fields=["date", "time"])
    decided(round, change=change, by=by, now=now)
    return change


@transaction.atomic
def change_staff(
    round: Round,
    *,
    staff: Iterable[Official],
    reason: str,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> RoundChange:
    """Say anew who goes along with an approved round."""
    require_state(lock(round), *RUNNING)
    versions.require_seen(seen, details_version("staff"), round)
    staff = list(staff)
    old, new = _written(round.staff.values_list("name", flat=True), (official.name for official in staff))
    change = _note_change(round, RoundChange.What.STAFF, old, new, reason, by, now)
    set_staff(round, staff)
    decided(round, change=change, by=by, now=now)
    return change


@transaction.atomic
def reorder_stops(
    round: Round,
    *,
    order: Iterable[int],
    reason: str,
    seen: Version | None = None,
    by: User,
    now: datetime.datetime,
) -> RoundChange:
    """Bring the locations of an approved round into another order (their ids)."""
    require_state(lock(round), *RUNNING)
    versions.require_seen(seen, order_version, round)
    order = list(order)
    names = _names_of_stops(round)
    old, new = _written(names.values(), (names.get(pk, "") for pk in order))
    change = _note_change(round, RoundChange.What.ORDER, old, new, reason, by, now)
    set_stop_order(round, order)
    decided(round, change=change, by=by, now=now)
    return change


@transaction.atomic
def use_reserve(
    round: Round,
    *,
    reserve: Recipient,
    instead_of: Recipient,
    reason: str = "",
    seen: str | None = None,
    by: User,
    now: datetime.datetime,
) -> RoundChange:
    """Let a reserve family receive in the place of one that was missed, or is not to be visited any more.

    A family without a record goes to the reserve in exchange, for the ``reason`` that is given. A missed one stays
    missed and comes first next time; why it does not receive is recorded already, and so no other reason is noted.
    Refused for a family that may not receive any more, or waits in another approved round; ``seen`` is the mark of what
    was said of it (``reserve_as_shown``), None where nobody was told.
    ``old`` and ``new`` of the change are the ids of the two recipients: names stand in the recipients only.
    """
    require_state(lock(round), *RUNNING)
    both = Recipient.objects.select_for_update().filter(round=round, pk__in=(reserve.pk, instead_of.pk)).order_by("pk")
    rows = {recipient.pk: recipient for recipient in both}
    reserve, instead_of = rows[reserve.pk], rows[instead_of.pk]
    if reserve.state != Recipient.State.RESERVE:
        raise Refused(_("This family is not in reserve any more."), field="reserve")
    if instead_of.state not in (Recipient.State.PLANNED, Recipient.State.MISSED):
        raise Refused(_("This family has received already."), field="instead_of")
    if round.recipients.replaced().filter(pk=instead_of.pk).exists():
        raise Refused(_("Another family receives in the place of this one already."), field="instead_of")
    # Whoever suspends this family, or approves it in another round, comes before this check or after.
    hold_families([reserve.family_id])
    found = check_reserve(round, reserve, today=round.centre.local_date(now))
    versions.require_mark(seen, reserve_as_shown(found), reserve)
    if found.blocking:
        raise Refused(" ".join(found.blocking), field="reserve")
    if instead_of.is_missed:
        reason = in_indonesian(recorded_reason(instead_of))
    change = _note_change(round, RoundChange.What.RESERVE, str(instead_of.pk), str(reserve.pk), reason, by, now)
    if instead_of.state == Recipient.State.PLANNED:
        instead_of.state = Recipient.State.RESERVE
        instead_of.save(update_fields=["state"])
    reserve.state = Recipient.State.PLANNED
    reserve.save(update_fields=["state"])
    decided(round, change=change, by=by, now=now)
    return change


def _require_signed(round: Round, signed_on: datetime.date, now: datetime.datetime) -> None:
    local_date = round.centre.local_date
    planned_on = local_date(round.planned_at) if round.planned_at else None
    require_signed(signed_on, round_date=round.date, planned_on=planned_on, today=local_date(now))


def _require_head_signed(
    round: Round, signer: str, signed_on: datetime.date, *, by: User, now: datetime.datetime
) -> None:
    """Refuse whom nobody named head for that day, and who would sign what they record and submit themselves."""
    signing = list(Official.objects.filter(centre_id=round.centre_id, name=signer).heads(signed_on))
    if not signing:
        raise Refused(
            _("%(name)s was not head of the centre on %(day)s. Choose who signed, or put the officials right first.")
            % {"name": signer, "day": plain_date(signed_on)},
            field="signer",
        )
    today = round.centre.local_date(now)
    is_second = round.submitted_by_id not in (None, by.pk) and (
        Membership.objects.of_heads(round.centre_id, today).filter(user=by).exists()
    )
    if any(official.is_of(by) for official in signing) and not (is_second or round.has_only(by, on=today)):
        raise Refused(_("Whoever signed can't record it alone: it takes a second person."), field="signer")


def _require_not_before_approval(round: Round, date: datetime.date) -> None:
    if round.approved_on is not None and date < round.approved_on and date != round.date:
        raise Refused(
            _("The round was approved on %(day)s; it can't be earlier than that.")
            % {"day": plain_date(round.approved_on)},
            field="date",
        )


def _require_not_after_records(round: Round, date: datetime.date, now: datetime.datetime) -> None:
    """A round that has begun took place, on the day of its first hand-over, or of the first visit, at the latest."""
    if date == round.date:
        return
    standing = Handover.objects.filter(recipient__round=round, voided_at=None)
    first = standing.aggregate(first=Min("handed_at"))["first"]
    # The clock of a phone may be ahead.
    if first is not None and date > (day := round.centre.local_date(min(first, now))):
        raise Refused(
            _("A package was handed over on %(day)s already; the round can't be later than that.")
            % {"day": plain_date(day)},
            field="date",
        )
    in_vain = round.recipients.missed().exclude(missed_reason__in=KNOWN_AHEAD).with_day(round.centre.zone)
    missed = in_vain.order_by("happened_on", "position").first()
    if missed and date > (day := min(missed.happened_on, round.centre.local_date(now))):
        raise Refused(
            _(
                "%(name)s was recorded as not handed over on %(day)s already; the round can't be later than that."
                " Undo it first: the family may receive on the other day."
            )
            % {"name": missed, "day": plain_date(day)},
            field="date",
        )


def _names_of_stops(round: Round) -> dict[int, str]:
    """The villages by name, those of one name with their district; the centre itself by its own."""
    villages = {stop.pk: stop.village for stop in round.stops.select_related("village__parent")}
    alike = Counter(village.name for village in villages.values() if village)

    def name(village: Region | None) -> str:
        if village is None:
            return str(round.centre)
        return f"{village.name} ({village.parent})" if alike[village.name] > 1 else village.name

    return {pk: name(village) for pk, village in villages.items()}


def _written(old: Iterable[str], new: Iterable[str]) -> tuple[str, str]:
    """Two lists of names as a change says them; of long ones what both begin with is left out, and then what is more.

    So what differs is said, however much it is: a name is shorter than half of what there is room for.
    """
    before, after = list(old), list(new)
    if max(len(", ".join(names)) for names in (before, after)) > ROOM:
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
        left_out = ["…"] if same else []
        before, after = [*left_out, *before[same:]], [*left_out, *after[same:]]
    return _shortened(", ".join(before)), _shortened(", ".join(after))


def _shortened(text: str) -> str:
    return text if len(text) <= ROOM else f"{text[: ROOM - 1]}…"


def _note_change(
    round: Round, what: str, old: str, new: str, reason: str, by: User, now: datetime.datetime
) -> RoundChange:
    """Written before the change itself: the database refuses a change that is not named in its transaction."""
    reason = reason_given(reason)
    if old == new:
        raise Refused(_("Nothing was changed."))
    return RoundChange.objects.create(
        centre_id=round.centre_id, round=round, what=what, old=old, new=new, reason=reason, by=by, at=now
    )


def _refuse_known_photo(round: Round, photo: StoredFile) -> None:
    """The same picture is stored once: it may be one of something else, or the paper of another round."""
    if photo.kind != StoredFile.Kind.APPROVAL:
        raise Refused(_("This picture was added elsewhere already. Take a photo of the signed paper."), field="photo")
    if other := other_round_of(round, photo):
        raise Refused(
            _("This is the photo of the paper of %(month)s. Each round has its own signed paper.")
            % {"month": other.name},
            field="photo",
        )


def _as_seen(
    round: Round, recipients: list[Recipient], seen: Proposal | None, *, today: datetime.date | None = None
) -> Findings:
    """Check the round again, as its page did; refuse what was not seen, or of which something else is found."""
    found = check(round, recipients, today=today)
    require_seen(round, seen, recipients, found)
    return found


def _refuse_what_blocks(found: Findings) -> None:
    if found.blocking:
        raise Refused(" ".join(found.blocking))


def _freeze(round: Round) -> None:
    """Copy officials and letterhead as they are now; the transition that follows makes them and the families stay."""
    round.packages = round.recipients.planned().count()
    for prefix, official in (("handing", round.handing_official), ("head", round.head_official)):
        names: tuple[Any, ...] = (official.name, official.nip, official.signing_title) if official else ("", "", "")
        round_columns = (f"{prefix}_name", f"{prefix}_nip", f"{prefix}_title")
        for column, value in zip(round_columns, names, strict=True):
            setattr(round, column, value)
    round.letterhead = Letterhead.objects.filter(centre_id=round.centre_id).at(round.date).first()
    round.save()


def _lock_families(round: Round) -> None:
    """Let whoever suspends one of these families, or approves it in another round, come before this check or after."""
    hold_families(round.recipients.values_list("family", flat=True))
