"""What a family may ask for: all that is held about it, to be handed to it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_DECIDE
from distributions.rights.handing_out import FORMS, hand_out
from families.models import Family


@require_POST
@roles(*MAY_DECIDE)
def family_held(request: CentreRequest, pk: int, form: str) -> HttpResponse:
    """Everything about a family and who saw it, as a file; written down in the access log in the same transaction."""
    if form not in FORMS:
        raise Http404
    families = Family.objects.select_related("village__parent", "centre")
    family = get_object_or_404(families, centre=request.centre, pk=pk)
    content = hand_out(family, form, by=request, now=timezone.now())
    response = HttpResponse(content, content_type=f"application/{form}", headers={"Cache-Control": "private, no-store"})
    response["Content-Disposition"] = f'attachment; filename="data-keluarga-{family.pk}.{form}"'
    return response
