"""Keeping what belongs to a round besides the goods: who attended, photos, words, and where it was published."""

import datetime
from collections.abc import Iterable
from contextlib import ExitStack

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from centres.models import Official, StoredFile, User
from centres.pictures import Picture, clean_picture
from centres.private_files import for_all
from centres.versions import Version, columns, require_seen, says, version_of
from config.errors import Refused
from config.readable import has_something_to_read
from distributions.models import Attendance, Photo, Round, Stop
from distributions.rounds.pictures import keep_picture
from distributions.rounds.transitions import lock

MAX_PHOTOS = 60


@for_all(StoredFile.Kind.PHOTO)
def may_be_published(stored: StoredFile) -> bool:
    """Whether the people on a photo agreed to its publication."""
    return Photo.objects.filter(file=stored, may_publish=True).exists()


def attendance_version(round: Round) -> Version:
    """Who is written down as present. One query."""
    return version_of(Attendance, round.attendances.all(), ("name", "title", "official"))


def record_attendance(
    round: Round, *, officials: Iterable[Official], others: Iterable[tuple[str, str]], seen: Version | None = None
) -> list[Attendance]:
    """Write down who was there: officials as they are called now, and others by (name, position).

    Replaces what was recorded before, row by row, so that the history shows who was added and removed. Refused once
    the round is closed.
    """
    wanted: dict[str, tuple[Official | None, str]] = {
        official.name: (official, official.signing_title) for official in officials
    }
    wanted |= {name.strip(): (None, title.strip()) for name, title in others if has_something_to_read(name)}
    with transaction.atomic():
        lock(round)
        _require_not_closed(round)
        kept = {row.name: row for row in round.attendances.all()}
        there = {name: (row.official, row.title) for name, row in kept.items()}
        require_seen(seen, attendance_version, round, is_said=lambda: there == wanted)
        for name, row in kept.items():
            if name not in wanted:
                row.delete()
        for name, (official, title) in wanted.items():
            row = kept.get(name) or Attendance(centre_id=round.centre_id, round=round, name=name)
            if there.get(name) != (official, title):
                row.official, row.title = official, title
                row.save()
        return list(round.attendances.all())


def add_photos(
    round: Round, uploads: Iterable[UploadedFile], *, stop: Stop | None, credit: str, by: User, now: datetime.datetime
) -> list[Photo]:
    """Store pictures of the round; nobody's consent is assumed. All of them are stored, or none.

    Returns those that are new: a picture is there once, so that whoever takes its consent back takes back all of it.
    """
    uploads = list(uploads)
    _require_room(round, len(uploads))
    with ExitStack() as pictures:
        # All are read before one is stored, and before the round is locked: sixty take their time.
        clean = [pictures.enter_context(clean_picture(upload.file)) for upload in uploads if upload.file is not None]
        with transaction.atomic():
            lock(round)
            stored = [_kept(round, picture, by, now) for picture in clean]
            known = set(round.photos.values_list("file", flat=True))
            new = [file for file in dict.fromkeys(stored) if file.pk not in known]
            _require_room(round, len(new))
            return [_photo(round, file, stop, credit, by, now) for file in new]


def _require_room(round: Round, more: int) -> None:
    if round.photos.count() + more > MAX_PHOTOS:
        raise Refused(_("A round keeps at most %(count)d photos. Choose the best.") % {"count": MAX_PHOTOS})


def _kept(round: Round, picture: Picture, by: User, now: datetime.datetime) -> StoredFile:
    return keep_picture(round, picture, kind=StoredFile.Kind.PHOTO, field="photos", by=by, now=now)


def _photo(round: Round, file: StoredFile, stop: Stop | None, credit: str, by: User, now: datetime.datetime) -> Photo:
    return Photo.objects.create(
        centre_id=round.centre_id,
        round=round,
        stop=stop,
        file=file,
        credit=credit.strip(),
        added_by=by,
        added_at=now,
    )


account_version = columns("how_it_went", "obstacles")


def write_account(round: Round, *, how_it_went: str, obstacles: str, seen: Version | None = None) -> Round:
    """Write how the round went and what hindered it, for its report and texts; refused once it is closed."""
    with transaction.atomic():
        lock(round)
        _require_not_closed(round)
        written = {"how_it_went": how_it_went.strip(), "obstacles": obstacles.strip()}
        require_seen(seen, account_version, round, is_said=says(account_version, round, **written))
        round.how_it_went, round.obstacles = written["how_it_went"], written["obstacles"]
        round.save(update_fields=("how_it_went", "obstacles"))
        return round


def _require_not_closed(round: Round) -> None:
    if round.is_finished:
        raise Refused(_("This round is closed. What was recorded stays as it is."))
