"""Long prints: made paper by paper in a thread of its own, while the page that asked says how far it is.

How far it is stands in a row (``PrintJob``), so any web process can tell. Whoever makes it holds an advisory lock,
which PostgreSQL lets go whatever ends that thread, its process or the machine: so nobody has to guess by the clock
whether a print is still being made. Typst works in a child with limits, which takes turns with other long prints and is
ended when the print is cancelled. What was made is kept sealed for an hour, so that an answer that was lost can be
fetched again; its papers are logged as printed when it is.
"""

import contextlib
import datetime
import errno
import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from centres.child_process import ChildStopped
from centres.encryption import Unreadable, seal_bytes, unseal_bytes
from centres.history import acting_as
from centres.models import User
from centres.paper_engine import TooLong, render
from centres.private_files import write_whole
from config.errors import Refused, place_of
from distributions.models import PaperKind, PrintJob, Round
from distributions.papers.bundle import NOTHING_RECORDED
from distributions.papers.kept import LinkOf, named
from distributions.papers.printing import kinds_of, pdfs_of, versions_of

# Rows of families from which on a print takes longer than a second here.
LONG = 300
# What a paper has of each family: those that hold other papers have their rows, too.
ROWS = {PaperKind.SIGNING_FILE: 3, PaperKind.REPORT: 2}
KEPT = datetime.timedelta(hours=1)
TOLD = datetime.timedelta(days=1)
# Until then its thread may not have come to the lock yet.
BEGINS_WITHIN = datetime.timedelta(seconds=10)
# Of the advisory locks with two numbers, those of long prints; the second is the job's.
LOCK_CLASS = 7_233_117
FIELD = "print"
HELD = """
    SELECT EXISTS (SELECT FROM pg_locks
                    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
Clock = Callable[[], datetime.datetime]
State, Failure = PrintJob.State, PrintJob.Failure

logger = logging.getLogger(__name__)


def is_long(round: Round, kinds: Sequence[PaperKind]) -> bool:
    """Whether to print these takes longer than somebody should wait for a page. One query."""
    return round.recipients.count() * sum(ROWS.get(kind, 1) for kind in kinds) > LONG


def ask_for_print(
    round: Round,
    kinds: Sequence[PaperKind],
    *,
    archive: bool,
    link_of: LinkOf,
    by: User,
    now: datetime.datetime,
) -> PrintJob:
    """Begin a print once this is committed, and return it; where ``by`` has one that is being made, that one.

    Raises Refused for a paper that there is not yet.
    """
    if not set(kinds) <= set(kinds_of(round)):
        raise Refused(NOTHING_RECORDED)
    sweep_prints(now=now)
    job, is_new = _job_of(by, round, kinds=list(kinds), archive=archive, asked_at=now)
    if is_new:
        transaction.on_commit(partial(_begin, job.pk, link_of))
    return job


def _job_of(by: User, round: Round, *, tries: int = 3, **said: Any) -> tuple[PrintJob, bool]:
    """A new print, or the one that is being made, which the wall lets nobody have beside another."""
    while True:
        tries -= 1
        here = {"centre_id": round.centre_id, "round": round, "asked_by": by, "token": secrets.token_urlsafe(16)}
        try:
            with transaction.atomic():
                return PrintJob.objects.create(**here, **said), True
        except IntegrityError:
            if running := PrintJob.objects.making().filter(centre=round.centre_id, asked_by=by).first():
                return running, False
            # The one that stood in the way has ended in between.
            if not tries:
                raise


def _begin(pk: int, link_of: LinkOf) -> None:
    """Let a thread make it. It dies with its process: that is known at once, and the page says so."""
    language = translation.get_language()
    threading.Thread(target=_work, args=(pk, link_of, language), name=f"print {pk}", daemon=True).start()


def _work(pk: int, link_of: LinkOf, language: str) -> None:
    try:
        with translation.override(language), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, pk])
            make_print(pk, link_of=link_of)
    except Exception as error:  # nobody else would hear of it
        logger.error("A long print was left, %s.", place_of(error))
    finally:
        connection.close()


def make_print(pk: int, *, link_of: LinkOf, clock: Clock = timezone.now) -> None:
    """Make what was asked for, or write down why it can't be; of a print that is over, nothing."""
    job = PrintJob.objects.select_related("round__centre", "asked_by").filter(pk=pk).first()
    if job is None or not job.is_making:
        return
    try:
        with acting_as(job.asked_by):
            content = _made(job, link_of, clock())
            write_whole(_path(job), seal_bytes(FIELD, content, bound_to=job.token))
    except ChildStopped:
        return
    except TooLong:
        _end(job, State.FAILED, failure=Failure.TOO_LONG, now=clock())
    except Refused as refused:
        _end(job, State.FAILED, failure=Failure.REFUSED, said=str(refused)[:300], now=clock())
    except Exception as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        logger.error("A long print failed, %s.", place_of(error))
        _end(job, State.FAILED, failure=Failure.DISK_FULL if full else Failure.FAULT, now=clock())
    else:
        if not _end(job, State.READY, done=job.total, now=clock()):
            _path(job).unlink(missing_ok=True)


def _made(job: PrintJob, link_of: LinkOf, now: datetime.datetime) -> bytes:
    """The bytes of the PDF, or of the ZIP. Raises ChildStopped once the print is over."""
    kinds = [PaperKind(kind) for kind in job.kinds]
    with transaction.atomic():
        versions = versions_of(job.round, kinds, by=job.asked_by, now=now)
    make = partial(render, stopped=lambda: not PrintJob.objects.making().filter(pk=job.pk).exists())
    made = []
    for name, pdf in pdfs_of(job.round, versions, link_of=link_of, by=job.asked_by, now=now, make=make):
        made.append((name, pdf))
        if not PrintJob.objects.making().filter(pk=job.pk).update(done=len(made)):
            raise ChildStopped
    if not job.archive:
        return made[0][1]
    return zipped(made)


def zipped(papers: Sequence[tuple[str, bytes]]) -> bytes:
    """One ZIP of papers, each by its name."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as bundle:  # a PDF is packed already
        for name, content in papers:
            bundle.writestr(name, content)
    return archive.getvalue()


def cancel_print(job: PrintJob, *, now: datetime.datetime) -> bool:
    """Stop making it; False where it was over already."""
    return _end(job, State.CANCELLED, now=now)


def _end(job: PrintJob, state: PrintJob.State, *, now: datetime.datetime, **more: object) -> bool:
    ended_at = max(now, job.asked_at)  # a clock may be set back meanwhile
    return bool(PrintJob.objects.making().filter(pk=job.pk).update(state=state, ended_at=ended_at, **more))


def is_made(job: PrintJob, *, now: datetime.datetime) -> bool:
    """Whether somebody makes it. One query."""
    if not job.is_making:
        return False
    if now < job.asked_at + BEGINS_WITHIN:
        return True
    with connection.cursor() as cursor:
        cursor.execute(HELD, [LOCK_CLASS, job.pk])
        (held,) = cursor.fetchone()
    return bool(held)


def prints_of(round: Round, *, by: User, now: datetime.datetime) -> "models.QuerySet[PrintJob]":
    """The long prints of a round that this person asked for and may still want, newest first."""
    recent = Q(ended_at=None) | Q(ended_at__gt=now - KEPT)
    return PrintJob.objects.filter(recent, round=round, asked_by=by).exclude(state=State.CANCELLED).order_by("-pk")


def is_kept(job: PrintJob, *, now: datetime.datetime) -> bool:
    """Whether what was made can be fetched."""
    return job.is_ready and job.ended_at is not None and now < job.ended_at + KEPT


def bytes_of_print(job: PrintJob, *, now: datetime.datetime) -> tuple[str, bytes]:
    """Name and bytes of what was made. Raises Refused when it is not kept any more."""
    if is_kept(job, now=now):
        with contextlib.suppress(FileNotFoundError, Unreadable):
            return name_of(job), unseal_bytes(FIELD, _path(job).read_bytes(), bound_to=job.token)
    raise Refused(_("This print is not kept any more. Print it again."))


def name_of(job: PrintJob) -> str:
    """The name of its file."""
    return f"berkas-{named(job.round)}.zip" if job.archive else f"{job.kinds[0]}-{named(job.round)}.pdf"


def sweep_prints(*, now: datetime.datetime) -> None:
    """Say of prints whose process ended that they stopped; forget what is not kept any more."""
    for job in PrintJob.objects.making():
        if not is_made(job, now=now):
            _end(job, State.FAILED, failure=Failure.STOPPED, now=now)
    PrintJob.objects.filter(ended_at__lt=now - TOLD).delete()
    for path in _folder().glob("*"):
        # Drafts of processes that were killed, too. Another sweep may be quicker.
        with contextlib.suppress(FileNotFoundError):
            if now.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
                path.unlink()


def _path(job: PrintJob) -> Path:
    return _folder() / job.token


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "prints"
