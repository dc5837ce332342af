"""What the papers of a round say, kept from one occasion to the next.

It is written in the transaction of the approval, the change, the close or the correction, as data: a dozen queries and
no layout, so that no approval waits for Typst. The PDF is made of it when it is first printed, and is then fixed
(``kept``).
"""

import base64
import datetime
import json
import zlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aid.models import Movement
from centres.encryption import Unreadable, seal, unseal
from centres.models import User
from config.errors import Refused
from distributions.models import Correction, HandoverReport, PaperVersion, Round, RoundChange
from distributions.papers.bundle import Bundle, bundle_of
from distributions.papers.numbers import numbers_of
from distributions.papers.revisions import last_printed, line_of, printed_versions, revise
from distributions.papers.round_on_paper import read_round
from distributions.papers.wording import parts
from distributions.rounds.decisions import when_decided
from distributions.rounds.transitions import lock

SEALED_AS = "papers"
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
def version_to_print(round: Round, *, by: User, now: datetime.datetime) -> PaperVersion | None:
    """The version that is in force of an approved round; None of one that has no recipients.

    While the hand-over is recorded papers say what is known so far: each such print is a version of its own, if it says
    anything else than the last one. A round that was approved before versions were kept gets its first one now.

    Where the last one can't be opened, because it was sealed for another round, what the round says now is the next
    one. After close nothing follows but a correction: until then ``bundle_in`` refuses.
    """
    lock(round)
    last = round.paper_versions.last()
    if last is None:
        return keep_version(round, by=by, now=now)
    if not (round.is_running and (_went_on(round, last) or _readable(last) is None)):
        return last
    return _keep(round, Occasion.RECORDED, by=by, now=now)


def bundle_in(version: PaperVersion) -> Bundle:
    """What the papers of this version say. Raises Refused where that can't be opened."""
    if (bundle := _readable(version)) is None:
        raise Refused(CANNOT_BE_READ)
    return bundle


def _readable(version: PaperVersion) -> Bundle | None:
    """What the papers of this version say; None where it was sealed for another round, or is damaged."""
    try:
        packed = unseal(SEALED_AS, version.content, bound_to=_bound_to(version.centre_id, version.round_id))
    except Unreadable:
        return None
    bundle: Bundle = json.loads(zlib.decompress(base64.b64decode(packed)))
    return bundle


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
    cut = parts(on_paper)
    bundle = bundle_of(on_paper, cut, numbers=numbers_of(on_paper, parts=len(cut)))
    if last and (before := _before(round)):
        revise(bundle, before=before, line=line_of(round, occasion, now), printed=_printed(round))
        unchanged = occasion == Occasion.RECORDED and _packed(bundle) == _packed(before)
        if unchanged and _readable(last) is not None:
            return last
    return PaperVersion.objects.create(
        centre_id=round.centre_id,
        round=round,
        occasion=occasion,
        change=change,
        correction=correction,
        replaces=last,
        content=seal(SEALED_AS, _packed(bundle), bound_to=_bound_to(round.centre_id, round.pk)),
        by=by,
        at=now,
    )


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
    return base64.b64encode(zlib.compress(text.encode())).decode()


def _bound_to(centre: int, round: int) -> str:
    return f"centre {centre} papers of round {round}"
