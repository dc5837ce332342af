"""What the papers of a round say, kept from one occasion to the next.

It is written in the transaction of the approval, the change, the close or the correction, as data: a dozen queries and
no layout, so that no approval waits for Typst. The PDF is made of it when it is first printed, and is then fixed
(``kept``).
"""

import base64
import datetime
import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aid.models import Movement
from centres.encryption import Unreadable, seal, unseal
from centres.models import User
from config.errors import Refused
from distributions.models import Correction, HandoverReport, PaperKind, PaperVersion, Round, RoundChange
from distributions.papers.activity_report import report_document
from distributions.papers.bonds import bond_of, is_genuine
from distributions.papers.bundle import Bundle, bundle_of, cut_in, numbered_parts
from distributions.papers.numbers import numbers_of
from distributions.papers.revisions import (
    keep_words,
    last_printed,
    line_of,
    printed_versions,
    revise,
    same_in,
    untouched_by,
)
from distributions.papers.round_on_paper import RoundOnPaper, read_round
from distributions.papers.wording import Part, parts
from distributions.rounds.decisions import when_decided
from distributions.rounds.transitions import lock

SEALED_AS = "papers"
# What of the report comes after close: news, photos, and scans of what was signed.
COMPLETED_BY = ("further", "photos", "scans")
Occasion = PaperVersion.Occasion
CANNOT_BE_READ = _("What was kept of these papers can't be opened. Bring it back from a backup.")


@when_decided
def keep_version(
    round: Round,
    *,
    change: RoundChange | None = None,
    correction: Correction | None = None,
    by: User,
    now: datetime.datetime,
) -> PaperVersion | None:
    """Keep what the papers say from this decision on. None of a round that has no recipients, which has no papers."""
    if change is not None:
        return _keep(round, Occasion.CHANGED, change=change, by=by, now=now)
    if correction is not None:
        return _keep(round, Occasion.CORRECTED, correction=correction, by=by, now=now)
    return _keep(round, Occasion.CLOSED if round.is_closed else Occasion.APPROVED, by=by, now=now)


@transaction.atomic
def versions_to_print(
    round: Round, kinds: Sequence[PaperKind], *, by: User, now: datetime.datetime
) -> dict[PaperKind, PaperVersion | None]:
    """The version of each paper that is in force of an approved round; None of one that has no recipients.

    While the hand-over is recorded papers say what is known so far: each such print is a version of its own, if it says
    anything else than the last one. A round that was approved before versions were kept gets its first one now.

    Where the last one can't be opened, because it was sealed for another one, what the round says now is the next one;
    so it is where Peduli did not print a paper of it (``bonds.is_genuine``). After close nothing follows but a
    correction: until then ``bundle_in`` and ``kept.bytes_of`` refuse.

    Photos and news come after close: for the report it is a version of its own if that says anything else than the
    last one. All other papers stay those of the version before.
    """
    lock(round)
    in_force = _in_force(round, by=by, now=now)
    versions: dict[PaperKind, PaperVersion | None] = dict.fromkeys(kinds, in_force)
    if in_force and PaperKind.REPORT in versions:
        versions[PaperKind.REPORT] = _reported(round, in_force, by=by, now=now)
    return versions


def _in_force(round: Round, *, by: User, now: datetime.datetime) -> PaperVersion | None:
    last = decided_versions(round).last()
    if last is None:
        return keep_version(round, by=by, now=now)
    if not round.is_running or (_is_ours(last) and not _went_on(round, last)):
        return last
    return _keep(round, Occasion.RECORDED, by=by, now=now)


def _reported(round: Round, in_force: PaperVersion, *, by: User, now: datetime.datetime) -> PaperVersion:
    last = round.paper_versions.last() or in_force
    bundle = _readable(last) or bundle_in(in_force)
    on_paper = read_round(round.pk)
    report = report_document(on_paper, numbers=numbers_of(on_paper, parts=len(bundle["parts"])))
    if report and round.is_closed and (said := bundle.get("report")):
        # All else keeps the words of the close, however a later Peduli would put them.
        report = said | {key: report[key] for key in COMPLETED_BY}
    completed: Bundle = bundle | {"report": report}
    before: Bundle = json.loads(json.dumps(bundle))
    revise(completed, before=before, line=line_of(round, Occasion.REPORTED, now), printed=_printed(round))
    if report is None or _packed(completed) == _packed(bundle):
        return last
    return _kept(round, completed, occasion=Occasion.REPORTED, by=by, now=now)


def decided_versions(round: Round) -> QuerySet[PaperVersion]:
    """The versions of all papers but the report, which is completed in between."""
    return round.paper_versions.exclude(occasion=Occasion.REPORTED)


def list_numbers(version: PaperVersion) -> dict[int, str] | None:
    """What the lists of this version are called, by their numbers; None where that can't be opened."""
    bundle = _readable(version)
    return None if bundle is None else {number: minutes["part"] for number, (minutes, _) in numbered_parts(bundle)}


def bundle_in(version: PaperVersion) -> Bundle:
    """What the papers of this version say. Raises Refused where that can't be opened."""
    if (bundle := _readable(version)) is None:
        raise Refused(CANNOT_BE_READ)
    return bundle


def _readable(version: PaperVersion) -> Bundle | None:
    """What the papers of this version say; None where it was sealed for another version, or is damaged."""
    try:
        packed = unseal(SEALED_AS, version.content, bound_to=bond_of(version))
    except Unreadable:
        return None
    bundle: Bundle = json.loads(zlib.decompress(base64.b64decode(packed)))
    return bundle


def _is_ours(version: PaperVersion) -> bool:
    """Whether Peduli wrote this version, and printed each of its papers: of a kind there is one."""
    return _readable(version) is not None and all(map(is_genuine, version.papers.all()))


def _keep(
    round: Round,
    occasion: PaperVersion.Occasion,
    *,
    change: RoundChange | None = None,
    correction: Correction | None = None,
    by: User,
    now: datetime.datetime,
) -> PaperVersion | None:
    on_paper = read_round(round.pk)
    if not on_paper.recipients:
        return None
    last = round.paper_versions.last()
    before = _before(round) if last else None
    cut = parts(on_paper, cut_in(before) if before else ())
    bundle = bundle_of(on_paper, cut, numbers=numbers_of(on_paper, parts=len(cut)))
    if last and before:
        _keep_words(bundle, on_paper, cut, before=before, occasion=occasion, change=change, correction=correction)
        revise(bundle, before=before, line=line_of(round, occasion, now), printed=_printed(round))
        unchanged = occasion == Occasion.RECORDED and _packed(bundle) == _packed(before)
        if unchanged and _is_ours(last):
            return decided_versions(round).last()
    return _kept(round, bundle, occasion=occasion, change=change, correction=correction, by=by, now=now)


def _keep_words(
    bundle: Bundle,
    on_paper: RoundOnPaper,
    cut: Sequence[Part],
    *,
    before: Bundle,
    occasion: str,
    change: RoundChange | None,
    correction: Correction | None,
) -> None:
    """Leave the words of ``before`` to all papers of which nothing else is different."""
    if not all(one.contact_name for one in (*on_paper.recipients, *on_paper.reserves)):
        return  # what was erased is written anew nowhere
    untouched = untouched_by(occasion, change)
    if correction is not None:
        others = [one for one in on_paper.corrections if one.pk != correction.pk]
        numbers = numbers_of(on_paper, parts=len(cut))
        untouched = same_in(bundle, bundle_of(replace(on_paper, corrections=others), cut, numbers=numbers))
    keep_words(bundle, before=before, untouched=untouched)


def _kept(round: Round, bundle: Bundle, *, now: datetime.datetime, **what: Any) -> PaperVersion:
    """Keep this as the last version of the round."""
    version = PaperVersion(
        centre_id=round.centre_id,
        round=round,
        replaces=round.paper_versions.last(),
        at=now,
        **what,
    )
    version.content = seal(SEALED_AS, _packed(bundle), bound_to=bond_of(version))
    version.save(force_insert=True)
    return version


def _before(round: Round) -> Bundle | None:
    """What the last version says that can be opened."""
    said = (_readable(version) for version in round.paper_versions.order_by("-pk").iterator())
    return next((bundle for bundle in said if bundle is not None), None)


def _printed(round: Round) -> dict[str, str]:
    """The mark of the last print of each document of the round, as far as it can be opened."""
    papers = printed_versions(round)
    said = {pk: _readable(version) for pk, version in PaperVersion.objects.in_bulk(set(papers.values())).items()}
    return last_printed({pk: bundle for pk, bundle in said.items() if bundle is not None}, papers)


def _went_on(round: Round, last: PaperVersion) -> bool:
    """Whether goods went out or something was reported since."""
    reports = HandoverReport.objects.filter(round=round, received_at__gte=last.at)
    goods = Movement.objects.filter(issue__round_issue__round=round, recorded_at__gte=last.at)
    return reports.exists() or goods.exists()


def _packed(bundle: Any) -> str:
    text = json.dumps(bundle, ensure_ascii=False, sort_keys=True)
    # At the usual level a round of thousands takes twice as long, for a sixth less.
    return base64.b64encode(zlib.compress(text.encode(), level=3)).decode()
