"""What the form of a record carries, so that a test saves on what the page showed, as a browser does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from centres.versions import NAME

UNSENT = {"submit", "button", "file", "image", "reset"}


@dataclass
class SentForm:
    """A form of a page: where it goes ("" is the page itself), and what a browser would send of it untouched."""

    method: str = "get"
    action: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Those that say something: name and value."""

    @property
    def carries_version(self) -> bool:
        return NAME in self.fields


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.inside = self.in_main = False
        self.text = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.in_main = self.in_main or tag == "main"
        if tag == "form" and self.in_main:
            self.forms.append(SentForm(said.get("method", "get").lower(), said.get("action", "")))
            self.inside = True
        if not self.inside:
            return
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "input" and name and kind not in UNSENT:
            if kind not in ("checkbox", "radio") or "checked" in said:
                self._sends(name, said.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.text = name
            self._sends(name, "")
        elif tag == "select":
            self.select = name
        elif tag == "button" and name and said.get("type", "submit") == "submit":
            self.forms[-1].buttons.append((name, said.get("value", "")))
        elif tag == "option" and self.select and "selected" in said:
            self._sends(self.select, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.in_main = self.in_main and tag != "main"
        self.inside = self.inside and tag != "form"
        self.text = "" if tag == "textarea" else self.text
        self.select = "" if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.inside and self.text:
            self.forms[-1].fields[self.text][-1] += data.removeprefix("\n")

    def _sends(self, name: str, value: str) -> None:
        self.forms[-1].fields.setdefault(name, []).append(value)


def forms_in(response: HttpResponse) -> list[SentForm]:
    """The forms of a page, without those of the frame around it."""
    page = _Forms()
    page.feed(response.content.decode())
    return page.forms


def fields_in(response: HttpResponse) -> dict[str, list[str]]:
    """What the form of a record sends when nothing is touched."""
    return next(form.fields for form in forms_in(response) if form.carries_version)


def save(client: Client, url: str, data: dict[str, Any], **more: Any) -> HttpResponse:
    """Open the page of a form and send it with this data."""
    return client.post(url, {NAME: fields_in(client.get(url))[NAME], **data}, **more)


def form_to(response: HttpResponse, target: str, **having: str) -> dict[str, list[str]]:
    """What the form that goes to ``target`` sends untouched; of several the one with these fields."""
    return next(
        form.fields
        for form in forms_in(response)
        if form.action == target and all(form.fields.get(name) == [value] for name, value in having.items())
    )
