"""The note of a delivery: its pages as photos or scans. Opening one is logged, as of every file but photos."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aid.forms import NotePagesForm
from aid.models import NotePage, Receipt
from aid.note_pages import add_note_pages
from centres.forms import add_refusal
from centres.permissions import roles
from centres.requests import CentreRequest
from centres.roles import MAY_KEEP_GOODS
from centres.sent_forms import once
from config.errors import Refused
from config.formats import quantity


@roles(*MAY_KEEP_GOODS)
@once
def note_pages(request: CentreRequest, pk: int) -> HttpResponse:
    """The pages that are kept, and a form to add more."""
    receipt = _receipt(request, pk)
    form = NotePagesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_note_pages(receipt, form.cleaned_data["pages"], by=request.user, now=timezone.now())
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            text = ngettext("%(count)s page added.", "%(count)s pages added.", len(added))
            messages.success(request, text % {"count": quantity(len(added))})
            return redirect("aid:receipt", pk)
    pages = receipt.note_pages.select_related("added_by")
    return render(request, "aid/note_pages.html", {"receipt": receipt, "form": form, "pages": pages})


@roles(*MAY_KEEP_GOODS)
@require_POST
@once
def remove_note_page(request: CentreRequest, pk: int, page_pk: int) -> HttpResponse:
    """Take a page away from the note; the history keeps that it was there."""
    get_object_or_404(NotePage, pk=page_pk, receipt=_receipt(request, pk)).delete()
    messages.success(request, _("The page was removed from this note."))
    return redirect("aid:note_pages", pk)


def _receipt(request: CentreRequest, pk: int) -> Receipt:
    return get_object_or_404(Receipt.objects.select_related("supplier"), pk=pk, centre=request.centre)
