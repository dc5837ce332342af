"""*Cocokkan kolom*, whatever a file lists: the page of its columns, and what is done with what its form says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from centres.requests import CentreRequest
from centres.versions import NAME, Version, opened, sealed
from config.errors import Refused
from families.models import InmateList, RegisterImport
from families.register_import.match_columns import Layout, columns_said, columns_shown, digest_chosen

Read = TypeVar("Read", RegisterImport, InmateList)


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says of the columns of each table, or (``forgets``) of which table nothing said is to count."""

    columns: dict[str, dict[int, str]]
    forgets: str | None
    seen: Version


@dataclass(frozen=True, slots=True)
class ColumnPage(Generic[Read]):
    """What differs from file to file.

    ``template`` calls what was read ``called``. ``carry_out`` does what a form says, tells about it, and returns what
    was read then, whose page is next.
    """

    template: str
    called: str
    layouts: Callable[[Read], list[Layout]]
    choices: Mapping[str, Promise | str]
    version: Callable[[Read], Version]
    carry_out: Callable[[CentreRequest, Read, Said], Read]

    def answer(self, request: CentreRequest, read: Read) -> HttpResponse:
        """The page; where its file is gone, the page of what was read from it."""
        try:
            layouts = self.layouts(read)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(read)
        error = ""
        if request.method == "POST":
            try:
                return redirect(self.carry_out(request, read, _said(request, read, layouts)))
            except Refused as refused:
                error = str(refused)
        context = {
            self.called: read,
            "layouts": columns_shown(layouts, request.POST.dict()),
            "choices": self.choices.items(),
            "version": sealed(self.version(read), read),
            "error": error,
        }
        return render(request, self.template, context, status=422 if error else 200)


def _said(request: CentreRequest, read: Read, layouts: list[Layout]) -> Said:
    sent = request.POST.dict()
    return Said(
        columns=columns_said(layouts, sent),
        forgets=digest_chosen(layouts, sent["forget"]) if "forget" in sent else None,
        seen=opened(sent.get(NAME, ""), read),
    )
