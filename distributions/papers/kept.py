"""Papers of an approved round, fixed: printed again years later, they are the same bytes.

The PDF of a version is made when somebody first prints it, and kept as a private file with its SHA-256. The code on it
leads to its record.
"""

import datetime
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.encryption import Unreadable
from centres.models import Centre, StoredFile, User
from centres.paper_engine import render
from centres.private_files import read_bytes, store_bytes
from centres.qr_codes import qr_code
from config.errors import Refused
from distributions.models import Paper, PaperKind, PaperVersion, Programme, Round, State
from distributions.papers.bonds import digest_of, is_genuine
from distributions.papers.bundle import PaperFile, numbers_on, paper_file
from distributions.papers.versions import bundle_in, decided_versions

PAGE = re.compile(rb"/Type ?/Page\b")
NOT_PRINTED_HERE = gettext_lazy(
    "This paper was not printed by Peduli, or its record was changed since. Don't rely on it; tell the administrator."
)
LinkOf = Callable[[str], str]


def paper_of(
    version: PaperVersion,
    kind: PaperKind,
    *,
    link_of: LinkOf,
    by: User,
    now: datetime.datetime,
    make: Callable[[PaperFile], bytes] = render,
) -> Paper:
    """The paper of this version, made now if nobody printed it before. ``link_of`` gives the address of a token."""
    if known := _known(version, kind):
        return known
    token = secrets.token_urlsafe(16)
    pdf = make(paper_file(bundle_in(version), kind, code=qr_code(link_of(token))))
    with transaction.atomic():
        stored = store_bytes(
            pdf,
            centre=version.centre,
            by=by,
            kind=StoredFile.Kind.PAPER,
            media_type="application/pdf",
            now=now,
            original_name=f"{kind}-{named(version.round)}.pdf",
        )
        try:
            with transaction.atomic():
                return _recorded(version, kind, stored, token=token, sheets=len(PAGE.findall(pdf)), by=by, now=now)
        except IntegrityError:
            # Somebody else printed it first, so theirs is the paper.
            if known := _known(version, kind):
                return known
            raise


def _recorded(
    version: PaperVersion,
    kind: PaperKind,
    stored: StoredFile,
    *,
    token: str,
    sheets: int,
    by: User,
    now: datetime.datetime,
) -> Paper:
    paper = Paper(
        centre=version.centre,
        round=version.round,
        version=version,
        kind=kind,
        token=token,
        sha256=stored.sha256,
        sheets=sheets,
        file=stored,
        made_by=by,
        made_at=now,
    )
    paper.keyed_digest = digest_of(paper)
    paper.save(force_insert=True)
    return paper


def bytes_of(paper: Paper) -> bytes:
    """The paper as it was printed. Raises Refused when its bytes are gone, or it is not what was printed."""
    if not is_genuine(paper):
        raise Refused(NOT_PRINTED_HERE)
    try:
        return read_bytes(paper.file)
    except FileNotFoundError:
        raise Refused(_("The file of this paper is not kept any more; its number and digest are.")) from None
    except Unreadable:
        raise Refused(_("The file of this paper was changed in the store. Bring it back from a backup.")) from None


def recognised(content: Iterable[bytes], *, centre: Centre | None = None) -> Paper | None:
    """Which paper these bytes are, unaltered; None if no such paper was printed (by this ``centre``).

    One whose row alone says so is None, too.
    """
    digest = hashlib.sha256()
    for chunk in content:
        digest.update(chunk)
    papers = Paper.objects.filter(sha256=digest.hexdigest()).select_related("version", "round__centre", "made_by")
    if centre is not None:
        papers = papers.filter(centre=centre)
    return next(filter(is_genuine, papers.order_by("pk")), None)


def numbers_of(paper: Paper) -> list[str]:
    """The numbers on the paper, as they were printed. Raises Refused where Peduli did not print it."""
    if not is_genuine(paper):
        raise Refused(NOT_PRINTED_HERE)
    return numbers_on(bundle_in(paper.version), PaperKind(paper.kind))


def newest_of(paper: Paper) -> bool:
    """Whether the papers of its round still say what it says."""
    versions = PaperVersion.objects.filter(round=paper.round_id)
    last = (versions if paper.kind == PaperKind.REPORT else decided_versions(paper.round)).last()
    return last is None or last.pk == paper.version_id


def named(round: Round) -> str:
    """What the files of a round are called, of each another name: 2024-11; of one held in another month 2024-11-28 and
    for which month; of an extra round its day and what it is for. Where there are several programmes, which.
    """
    return "-".join(filter(None, (_when_named(round), _programme_named(round))))


def _when_named(round: Round) -> str:
    if not round.is_extra:
        month = f"{round.month:%Y-%m}"
        return month if round.is_in_its_month else f"{round.date:%Y-%m-%d}-untuk-{month}"
    with translation.override("id"):
        found = f"{round.date:%Y-%m-%d}-tambahan-{slugify(round.get_extra_display())}"
    # Of those that stand there is one of a kind on a day.
    return f"{found}-batal-{round.pk}" if round.state == State.CANCELLED else found


def _programme_named(round: Round) -> str:
    """The programme in letters that every computer keeps; its number where these are none, or those of another one."""
    programmes = dict(Programme.objects.filter(centre=round.centre_id).order_by("pk").values_list("pk", "name"))
    if len(programmes) == 1:
        return ""
    letters = {pk: slugify(name)[:60].strip("-") for pk, name in programmes.items()}
    own = letters.pop(round.programme_id)
    return own if own and own not in letters.values() else f"{own}-{round.programme_id}".strip("-")


def _known(version: PaperVersion, kind: PaperKind) -> Paper | None:
    return version.papers.filter(kind=kind).select_related("file").first()
