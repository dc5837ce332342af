"""The only way to a stored file: for signed-in members of its centre."""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from centres import access_log
from centres.encryption import Unreadable
from centres.models.access import AccessLog
from centres.models.files import StoredFile
from centres.permissions import everybody
from centres.private_files import is_for_all, read_bytes
from centres.requests import CentreRequest
from centres.roles import MAY_SEE_FAMILIES, STAFF

# Browsers show these by themselves; everything else is handed out for saving.
SHOWN = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
# Pictures of the activity and the logo stand on many pages. The others name the families: opening one is worth a line
# in the log.
UNLOGGED = {StoredFile.Kind.PHOTO, StoredFile.Kind.LOGO}
access_log.explain({kind.value: kind.label for kind in StoredFile.Kind if kind not in UNLOGGED})
# The storekeeper has the round's page, which leads to its signed approval, and notes of suppliers; no family's photo.
PAPERS = {StoredFile.Kind.APPROVAL, StoredFile.Kind.NOTE}


@everybody
@require_safe
def stored_file(request: CentreRequest, pk: int) -> FileResponse:
    """Send a file of the user's centre; 404 for any other, and for printed papers: those are known by their records."""
    files = StoredFile.objects.exclude(kind=StoredFile.Kind.PAPER)
    stored = get_object_or_404(files, pk=pk, centre=request.centre)
    if not _may_open(request, stored):
        raise PermissionDenied
    try:
        content = BytesIO(read_bytes(stored))
    except (FileNotFoundError, Unreadable):
        raise Http404 from None
    if stored.kind not in UNLOGGED:
        with transaction.atomic():
            access_log.record(request, AccessLog.Action.FILE, stored, detail=stored.kind)
    response = FileResponse(
        content,
        as_attachment=stored.media_type not in SHOWN,
        filename=stored.original_name or f"berkas-{stored.pk}{SHOWN.get(stored.media_type, '')}",
        content_type=stored.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    if stored.media_type != "application/pdf":
        # A sandbox would stop the browser's own PDF viewer.
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _may_open(request: CentreRequest, stored: StoredFile) -> bool:
    if request.roles & MAY_SEE_FAMILIES or (request.roles & STAFF and stored.kind in PAPERS):
        return True
    # Humas adds photos, and sees their own before the consent of those shown is recorded.
    own = stored.kind == StoredFile.Kind.PHOTO and stored.stored_by_id == request.user.pk
    return own or is_for_all(stored)
