"""Saving a letterhead. One that stands on an approved round's papers stays as it was printed."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import IO

from django.db.models import ForeignObjectRel
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.models import Centre, Letterhead, StoredFile, User
from centres.pictures import Picture, clean_picture
from centres.private_files import require_kind, store_picture
from centres.taken import taken_in_words
from centres.versions import Version, columns, require_seen, says, version_of
from config.errors import Refused

LINES = (
    "starts_on",
    "ministry",
    "directorate",
    "regional_office",
    "centre_line",
    "address",
    "phone",
    "website",
    "email",
    "proposal_number",
    "assignment_number",
    "minutes_number",
    "report_number",
    "logo",
)
DAY_TAKEN = gettext_lazy("There is a letterhead from this day already.")
letterhead_version = columns(*LINES)


def save_letterhead(
    letterhead: Letterhead,
    *,
    picture: IO[bytes] | None,
    without_logo: bool = False,
    seen: Version | None = None,
    by: User,
    now: datetime,
) -> Letterhead:
    """Save a new letterhead if there is none that was not ``seen`` (``letterheads_version``), or a changed one if it is
    what was (``letterhead_version``); with its logo, if one was chosen.

    Raises Refused when papers were approved with it: a change would alter what was signed. A newer version is then
    what is wanted. Raises Refused, too, for a picture that can't be read, and for a day that has a letterhead already.
    """
    _require_unused(letterhead)
    with _clean_logo(picture) as logo, taken_in_words(DAY_TAKEN, field="starts_on"):
        # None of a new one.
        stored = Letterhead.objects.select_for_update().filter(pk=letterhead.pk).first()
        if stored is None:
            # Of two who make one at the same moment, the second sees that of the first.
            centre = Centre.objects.select_for_update(no_key=True).get(pk=letterhead.centre_id)
            require_seen(seen, letterheads_version, centre)
        if logo is not None:
            kind = StoredFile.Kind.LOGO
            letterhead.logo = store_picture(logo, centre=letterhead.centre, by=by, kind=kind, now=now)
            require_kind(letterhead.logo, kind, field="picture")
        elif without_logo:
            letterhead.logo = None
        if stored is not None:
            is_said = says(letterhead_version, stored, **{name: getattr(letterhead, name) for name in LINES})
            require_seen(seen, letterhead_version, stored, is_said=is_said)
            _require_unused(letterhead)
        letterhead.save(update_fields=LINES if letterhead.pk else None)
    return letterhead


def letterheads_version(centre: Centre) -> Version:
    """Which letterheads the centre has, from which day on."""
    return version_of(Letterhead, Letterhead.objects.filter(centre=centre).order_by("pk"), ("starts_on",))


def _require_unused(letterhead: Letterhead) -> None:
    if letterhead.pk is not None and is_in_use(letterhead):
        raise Refused(_("Papers were approved with this letterhead. Make a new version from a later day."))


def _clean_logo(picture: IO[bytes] | None) -> AbstractContextManager[Picture | None]:
    try:
        return clean_picture(picture) if picture is not None else nullcontext()
    except Refused as refused:
        raise Refused(str(refused), field="picture") from None


def is_in_use(letterhead: Letterhead) -> bool:
    """Whether another table refers to this letterhead, as approved rounds do; its own history doesn't count."""
    relations = [
        relation
        for relation in Letterhead._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.name != "events"
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: letterhead}).exists()
        for relation in relations
        if not hasattr(relation.related_model, "pgh_tracked_model")
    )
