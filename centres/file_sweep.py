"""Removing what lies under ``DATA_DIR/files`` and is named by no row.

A file is written before the row that names it (see ``private_files``), so a form that is refused in between leaves its
bytes, which go with the answer (``refused_files_go``); a process that is killed leaves them, or a draft, for the sweep
of the day.
"""

import contextlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from centres.models import StoredFile
from centres.private_files import folder, path_of, try_to_lock, what_is_written
from config.errors import Refused

# Whatever is younger may belong to a request that is under way.
MIN_AGE = timedelta(hours=1)
DIGEST = re.compile(r"[0-9a-f]{64}")
DRAFT = re.compile(r"\.[0-9a-f]{64}\.[0-9a-f]{16}")


@dataclass(frozen=True)
class Leftovers:
    """Old files that no row names, old drafts, and how many other files there are."""

    unnamed: list[Path]
    drafts: list[Path]
    others: int


def find_leftovers(*, now: datetime) -> Leftovers:
    """Look through the whole store, with a query for each of its 256 folders. Files with other names are left alone."""
    unnamed: list[Path] = []
    drafts: list[Path] = []
    others = 0
    for directory in _folders():
        ages = _ages(directory, now)
        old = {name for name, age in ages.items() if age > MIN_AGE}
        digests = {name for name in ages if DIGEST.fullmatch(name)}
        named = set(StoredFile.objects.filter(sha256__in=digests & old).values_list("sha256", flat=True))
        nobodys = (digests & old) - named
        drafts += [directory / name for name in sorted(old) if DRAFT.fullmatch(name)]
        unnamed += [directory / name for name in sorted(nobodys)]
        others += len(digests) - len(nobodys)
    return Leftovers(unnamed, drafts, others)


def sweep_files(*, now: datetime, even_most: bool = False) -> list[Path]:
    """Remove the leftovers and return them.

    Raises Refused when more than half of all files would go: then this is rather another database, or one that a backup
    has not come back to yet. ``even_most`` removes them nevertheless.
    """
    found = find_leftovers(now=now)
    if len(found.unnamed) > found.others and not even_most:
        raise Refused(
            _(
                "%(unnamed)d of %(all)d files are unknown to this database. It may be another one, or a backup that is"
                " not restored completely. Nothing was removed."
            )
            % {"unnamed": len(found.unnamed), "all": len(found.unnamed) + found.others}
        )
    for draft in found.drafts:
        draft.unlink(missing_ok=True)
    return found.drafts + [path for path in found.unnamed if _removed(path)]


def remove_unnamed(sha256: str) -> bool:
    """Remove the bytes with this digest at once if no row names them any more; whether they are gone."""
    return _removed(path_of(sha256))


def refused_files_go(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what a request stored, and no row names when it is answered, is removed at once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with what_is_written() as digests:
            response = get_response(request)
        # The answer stands, whatever becomes of this: the sweep of the day looks again.
        with contextlib.suppress(DatabaseError, OSError):
            for digest in digests:
                remove_unnamed(digest)
        return response

    return middleware


def _removed(path: Path) -> bool:
    """Remove a file unless it has got a row, or gets one at this moment."""
    with transaction.atomic():
        if not try_to_lock(path.name):
            return False
        # Asked once more: a row that was committed before the lock was free is seen only now.
        if StoredFile.objects.filter(sha256=path.name).exists():
            return False
        path.unlink(missing_ok=True)
    return True


def _folders() -> Iterator[Path]:
    return (path for path in sorted(folder().glob("[0-9a-f][0-9a-f]")) if path.is_dir() and not path.is_symlink())


def _ages(directory: Path, now: datetime) -> dict[str, timedelta]:
    """How old each file of a folder is, by its name."""
    ages = {}
    with os.scandir(directory) as entries:
        for entry in entries:
            # A draft of a running upload may go at any moment.
            with contextlib.suppress(FileNotFoundError):
                if entry.is_file(follow_symlinks=False):
                    ages[entry.name] = timedelta(seconds=now.timestamp() - entry.stat().st_mtime)
    return ages
