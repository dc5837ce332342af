"""What stands against submitting or approving a round, and what one should know before."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.models import Official
from config.days import against_approval_on
from config.formats import month_year, plain_date, quantity
from config.rows import among, among_digests
from distributions.models import RUNNING, Recipient, Round, RoundLine, State
from distributions.rotation.candidates import resting
from distributions.rounds.contents import standard_package
from distributions.rounds.dates import occurrences
from distributions.rounds.forecasts import would_receive
from distributions.rounds.outdated import SAID, changed_since_planned
from distributions.rounds.planning import SIGNERS, against_signer, name_signers
from distributions.rounds.snapshots import copy_register
from families.models import Family, Member

# An eligibility that runs out this soon after the round is worth a survey at the door.
SOON_DAYS = 31
# So many of those who would come are named.
NAMED = 5


@dataclass(slots=True)
class Findings:
    """Sentences: ``blocking`` ones forbid to go on, ``warnings`` are to be known, ``fine`` says what was checked.

    What the first two say stands in ``facts``, too, in no language: by it is known whether somebody has read them.
    """

    blocking: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    fine: list[str] = field(default_factory=list)
    off_rule: bool = False
    """Whether the programme pauses on the round's day, or its rule gives no round for that month any more."""
    facts: list[list[Any]] = field(default_factory=list)

    def block(self, sentence: str, *fact: Any) -> None:
        """Forbid to go on; ``fact`` is what the sentence says."""
        self.blocking.append(sentence)
        self.facts.append(["blocking", *fact])

    def warn(self, sentence: str, *fact: Any) -> None:
        """Let something be known before; ``fact`` is what the sentence says."""
        self.warnings.append(sentence)
        self.facts.append(["warning", *fact])


def check(
    round: Round,
    recipients: Sequence[Recipient] | None = None,
    lines: Sequence[RoundLine] | None = None,
    *,
    today: datetime.date | None = None,
) -> Findings:
    """Re-check a round before it is submitted or approved; with ``today``, by a press of that day.

    Reads only: a few queries beside ``recipients`` and the ``lines`` of its package. Who signs is filled in, unsaved.
    """
    found = Findings()
    name_signers(round)  # as the papers do
    if today and (late := against_approval_on(today, round_date=round.date)):
        found.block(late, "late", round.date)
    if recipients is None:
        recipients = list(round.recipients.all())
    expected = [r for r in recipients if r.state == Recipient.State.PLANNED]
    _check_number(round, expected, found)
    _check_rule(round, found)
    _check_age(round, found, today)
    _check_eligibility(round, expected, found)
    if today and round.state == State.DRAFT:
        _check_lapsing(round, found, today)
    for family, (free, said) in _against_resting(round, expected).items():
        words = _("%(rest)s Make the proposal anew, or replace this family.") % {"rest": said}
        found.block(words, "rests", family, free)
    doubles = _check_doubles(round, expected, found)
    _check_notices(round, expected, found)
    _check_people(round, found)
    _check_prices(standard_package(round) if lines is None else lines, found)
    leaving = _check_releases(expected, found, until=round.date) | _check_lists(expected, found)
    if not found.blocking and expected and not doubles:
        found.fine.append(
            _("Nobody is in two rounds.")
            if leaving
            else _("Nobody is in two rounds. By the register, an inmate of each family is held here.")
        )
    return found


def _check_number(round: Round, expected: Sequence[Recipient], found: Findings) -> None:
    if not expected:
        found.block(_("No family is planned."), "nobody")
    if len(expected) > round.packages:
        found.block(
            _(
                "%(families)s families are planned, but only %(packages)s can receive."
                " Take some out, or raise the number of packages."
            )
            % {"families": quantity(len(expected)), "packages": quantity(round.packages)},
            *("too many", len(expected), round.packages),
        )


def check_reserve(round: Round, reserve: Recipient, *, today: datetime.date) -> Findings:
    """What stands against a reserve family, and what one should know, before it takes a place in an approved round.

    Reads only: by what the register says now, in seven queries. The day that counts is that of the round, or today.
    """
    found = Findings()
    copy_register([reserve])
    _check_eligibility(round, [reserve], found)
    for family, (free, said) in _against_resting(round, [reserve]).items():
        found.block(said, "rests", family, free)
    _check_doubles(round, [reserve], found)
    _check_notices(round, [reserve], found)
    _check_releases([reserve], found, until=max(round.date, today))
    _check_lists([reserve], found)
    return found


def reserve_as_shown(found: Findings) -> list[Any]:
    """What a page says of a reserve family, by which it is known that somebody has read it."""
    return sorted(found.facts, key=str)


def _check_eligibility(round: Round, expected: list[Recipient], found: Findings) -> None:
    # Columns and not rows: a round may have thousands of families.
    eligible = {
        pk: (until, surveyed_on)
        for pk, until, surveyed_on in Family.objects.eligible(at=round.date)
        .filter(pk__in=among(r.family_id for r in expected))
        .values_list("pk", "eligible_until", "surveyed_on")
    }
    soon = round.date + datetime.timedelta(days=SOON_DAYS)
    unsurveyed = 0
    for recipient in expected:
        if recipient.family_id not in eligible:
            words = _("%(name)s may not receive on %(date)s. Replace this family, or renew its eligibility.")
            if recipient.state == Recipient.State.RESERVE:
                words = _(
                    "%(name)s may not receive on %(date)s. Take another of the reserve, or renew its eligibility."
                )
            found.block(
                words % {"name": recipient.contact_name, "date": plain_date(round.date)},
                *("not eligible", recipient.family_id, round.date),
            )
            continue
        until, surveyed_on = eligible[recipient.family_id]
        if until is not None and until <= soon:
            found.warn(
                _("The assessment of %(name)s is valid until %(date)s. Assess anew at the door.")
                % {"name": recipient.contact_name, "date": plain_date(until)},
                *("ends soon", recipient.family_id, until),
            )
        unsurveyed += surveyed_on is None
    if unsurveyed:
        found.warn(
            ngettext(
                "%(count)s family has not been surveyed yet; survey it at the door.",
                "%(count)s families have not been surveyed yet; survey them at the door.",
                unsurveyed,
            )
            % {"count": quantity(unsurveyed)},
            *("unsurveyed", unsurveyed),
        )


def _against_resting(round: Round, expected: list[Recipient]) -> dict[int, tuple[datetime.date, str]]:
    """Of whoever received elsewhere since the rotation chose it: a rest is never waived, but by hand.

    By its family, from which month it may receive again, and that in words.
    """
    chosen = [recipient for recipient in expected if not recipient.by_hand]
    free = resting(round, [recipient.family_id for recipient in chosen])
    words = _("%(name)s has received and rests; this family may receive again from %(month)s.")
    return {
        one.family_id: (month, words % {"name": one.contact_name, "month": month_year(month)})
        for one in chosen
        if (month := free.get(one.family_id))
    }


def _check_rule(round: Round, found: Findings) -> None:
    """A change of the rule moves drafts, but cancels none: that the round should not be is for people to decide."""
    if round.is_extra:
        return
    programme = round.programme
    pause = programme.pauses.filter(starts_on__lte=round.date, ends_on__gte=round.date).first()
    if pause is not None:
        words = _("The programme pauses on %(date)s (%(reason)s). Move the round to another day, or cancel it.")
        said = words % {"date": plain_date(round.date), "reason": pause.reason}
        found.warn(said, "pause", round.date, pause.reason)
    elif not occurrences(programme, round.month, round.month + relativedelta(day=31)):
        words = _("By the rule of the programme no round falls in %(month)s any more. Cancel it if it is not to be.")
        found.warn(words % {"month": month_year(round.month)}, "off the rule", round.month)
    else:
        return
    found.off_rule = True


def _check_lapsing(round: Round, found: Findings, today: datetime.date) -> None:
    """Whose turn it would be, but whose eligibility ends before the day: somebody has to assess it anew in time."""
    lapsing = would_receive(round, today=today)
    names = Member.objects.contacts().filter(family__in=[one.family for one in lapsing[:NAMED]])
    known = dict(names.values_list("family_id", "name"))
    for one in lapsing[:NAMED]:
        assert one.eligible_until is not None
        words = _("%(name)s would receive in this round, but is eligible until %(date)s only. Assess anew before that.")
        said = words % {"name": known.get(one.family, "–"), "date": plain_date(one.eligible_until)}
        found.warn(said, "lapses", one.family, one.eligible_until)
    if more := len(lapsing[NAMED:]):
        words = ngettext("So would %(count)s more family.", "So would %(count)s more families.", more)
        found.warn(words % {"count": quantity(more)}, "lapse", more)


def _check_age(round: Round, found: Findings, today: datetime.date | None) -> None:
    """What changed since does not forbid the round: in a large centre a family is assessed nearly every day."""
    changed = changed_since_planned(round, today=today) if round.planned_at else []
    if not changed:
        return
    if round.state == State.DRAFT:
        words = _("Since this proposal was made this has changed: %(what)s. Make the proposal anew.")
    else:
        words = _("Since this proposal was made this has changed: %(what)s. Send it back if it is to be made anew.")
    found.warn(words % {"what": ", ".join(str(SAID[what]) for what in changed)}, "changed since", *changed)


def _check_doubles(round: Round, expected: list[Recipient], found: Findings) -> bool:
    """Whether somebody stands undecided in another approved round, by family or by the contact's NIK."""
    digests = [bytes(r.nik_digest) for r in expected if r.nik_digest]
    families = [r.family_id for r in expected]
    others = list(
        Recipient.objects.planned()
        .filter(centre_id=round.centre_id, round__state__in=RUNNING)
        .filter(
            Q(family__in=among(families))
            | Q(family__merged_into__in=among(families))
            | Q(nik_digest__in=among_digests(digests))
        )
        .exclude(round=round)
        .select_related("round", "family")
        .order_by("pk")
    )
    by_family = {r.family.merged_into_id or r.family_id: r for r in others}
    by_nik = {bytes(r.nik_digest): r for r in others if r.nik_digest}
    doubles = False
    for recipient in expected:
        digest = bytes(recipient.nik_digest) if recipient.nik_digest else b""
        other = by_family.get(recipient.family_id) or by_nik.get(digest)
        if other is not None:
            doubles = True
            found.block(
                _("%(name)s is also in the round of %(month)s, where nothing is recorded yet. Record that one first.")
                % {"name": recipient.contact_name, "month": other.round.name},
                *("waits elsewhere", recipient.family_id, other.round_id),
            )
    return doubles


def _check_releases(expected: list[Recipient], found: Findings, *, until: datetime.date) -> bool:
    """Whether an inmate is to be released by that day: that is to be confirmed, and excludes nobody."""
    leaving = [r for r in expected if r.release_on is not None and r.release_on <= until]
    for r in leaving:
        found.warn(
            _(
                "%(name)s: by the register, the inmate's release is due on %(date)s. Confirm with the registration that"
                " the inmate is still held here."
            )
            % {"name": r.contact_name, "date": plain_date(r.release_on)},
            *("release", r.family_id, r.release_on),
        )
    return bool(leaving)


def _check_lists(expected: list[Recipient], found: Findings) -> bool:
    """Whether an inmate was not in a list of inmates: that is to be confirmed, too, and excludes nobody."""
    unlisted = [r for r in expected if r.unlisted_on is not None]
    for r in unlisted:
        found.warn(
            _(
                "%(name)s: the inmate is not in the list of inmates of %(date)s. Confirm with the registration that the"
                " inmate is still held here."
            )
            % {"name": r.contact_name, "date": plain_date(r.unlisted_on)},
            *("unlisted", r.family_id, r.unlisted_on),
        )
    return bool(unlisted)


def _check_notices(round: Round, expected: list[Recipient], found: Findings) -> None:
    """What was heard at the door of these families, and nobody has looked into yet."""
    names = {recipient.family_id: recipient.contact_name for recipient in expected}
    for notice in Recipient.objects.noticed().filter(centre_id=round.centre_id, family__in=among(names)).order_by("pk"):
        found.warn(
            _("%(name)s: at the last hand-over it was heard: %(what)s. Look at the family first.")
            % {"name": names[notice.family_id], "what": notice.get_missed_reason_display()},
            *("heard", notice.family_id, notice.missed_reason),
        )


def _check_prices(lines: Sequence[RoundLine], found: Findings) -> None:
    unpriced = [line.item_name for line in lines if line.unit_price is None]
    if unpriced:
        words = _("No price yet for %(items)s, so the total value is not known.")
        found.warn(words % {"items": ", ".join(unpriced)}, "unpriced", *sorted(unpriced))


def _check_people(round: Round, found: Findings) -> None:
    for name in SIGNERS:
        if refusal := against_signer(round, name):
            found.block(refusal, "signer", name, getattr(round, f"{name}_id"), round.date)
    serving = Official.objects.filter(centre=round.centre_id).signing(Official.Function.HEAD, round.date)
    if serving is not None and round.head_official_id not in (None, serving.pk):
        # The round named its head when it was made; an acting one is often appointed only later.
        found.warn(
            _("%(title)s on %(date)s is %(name)s, but the papers name somebody else. Change the officials if need be.")
            % {"title": serving.signing_title, "date": plain_date(round.date), "name": serving.name},
            *("another head", serving.pk, round.date),
        )
    if round.head_official_id is None:
        found.warn(_("No head of the centre is recorded for that day; papers show a dotted line."), "no head")
    if round.handing_official_id is None:
        found.warn(_("Nobody is named who hands over; papers show a dotted line."), "nobody hands over")
