"""The rows of an uploaded register as they are kept until they are saved: sealed, with what each says."""

import itertools
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centres.encryption import Unreadable, seal, unseal
from config.errors import Refused
from config.rows import write_columns
from families.models import RegisterImport, RegisterImportRow
from families.register_import.links import links_of
from families.register_import.row import Decision, ReadRow, SheetRow
from families.register_import.villages import Village

SEALED_AS = "register import"
SOURCE = "register file"
PART = "register part"
NOT_AS_NOW = gettext_lazy("This file was uploaded before Peduli was brought up to date. Upload it again.")
PIECE = 64 * 1024
"""So many bytes are unpacked at a time: the cells of a long file take ten times as many."""


def packed(sheets: list[dict[str, Any]]) -> str:
    """The cells of a file in one short text: a line for the sheets, and one for each of their rows."""
    heads = [sheet | {"rows": len(sheet["rows"])} for sheet in sheets]
    lines = itertools.chain([heads], *(sheet["rows"] for sheet in sheets))
    return _short(_dense(line) for line in lines)


def cells_of(staged: RegisterImport) -> list[dict[str, Any]]:
    """The cells of an uploaded file, decrypted. Raises Refused where they are gone."""
    if staged.source is None:
        raise Refused(_("The rows of this import are gone. Upload the file again."))
    try:
        text = unseal(SOURCE, staged.source, bound_to=bound_to(staged.centre_id, staged.pk))
    except Unreadable:
        raise Refused(_("A row of this import can't be read. Discard it and upload the file again.")) from None
    return unpacked(text)


def unpacked(text: str) -> list[dict[str, Any]]:
    """What ``packed`` made one text of.

    Line by line, as a file says the same over and over (``Istri``, a district): held once, that is half the memory.
    """
    lines = _lines_of_short(text)
    sheets: list[dict[str, Any]] = json.loads(next(lines))
    texts: dict[str, str] = {}
    held = texts.setdefault
    for sheet in sheets:
        sheet["rows"] = [
            [held(value, value) if isinstance(value, str) else value for value in json.loads(line)]
            for line in itertools.islice(lines, sheet["rows"])
        ]
    return sheets


def _dense(said: Any) -> str:
    return json.dumps(said, separators=(",", ":"))


def _short(lines: Iterable[str]) -> str:
    packer = zlib.compressobj(1)
    pieces = [packer.compress(f"{line}\n".encode()) for line in lines]
    return b64encode(b"".join([*pieces, packer.flush()])).decode()


def _lines_of_short(text: str) -> Iterator[bytes]:
    """Its lines. Raises Refused for what was kept before there were lines, which is gone within seven days."""
    rest = b""
    try:
        unpacker, packed = zlib.decompressobj(), b64decode(text)
        for start in range(0, len(packed), PIECE):
            *lines, rest = (rest + unpacker.decompress(packed[start : start + PIECE])).split(b"\n")
            yield from lines
    except (ValueError, zlib.error):
        raise Refused(NOT_AS_NOW) from None
    if rest:
        raise Refused(NOT_AS_NOW)


def sealed_part(rows: Sequence[SheetRow], whose: str) -> bytes:
    """Some rows of a table that nobody has judged yet; short, as all parts of a file go to the database at once."""
    part = [[row.sheet, row.number, _cells_of(row)] for row in rows]
    return seal(PART, _short([_dense(part)]), bound_to=whose)


def rows_of_part(part: bytes, whose: str) -> list[SheetRow]:
    """The same rows, decrypted."""
    try:
        text = unseal(PART, part, bound_to=whose)
    except Unreadable:
        raise Refused(_("A row of this import can't be read. Discard it and upload the file again.")) from None
    return [_sheet_row(sheet, number, cells) for sheet, number, cells in json.loads(next(_lines_of_short(text)))]


def write_down(changes: Sequence[tuple[RegisterImportRow, SheetRow, ReadRow]], *, on: date) -> None:
    """Keep what rows say now; what is put aside on this day is kept from it on."""
    changed = []
    for row, cells, read in changes:
        row.status, row.codes, row.offer = read.status, read.codes, read.offer
        if row.status != RegisterImportRow.Status.PARKED:
            row.parked_on = None
        elif row.parked_on is None:
            row.parked_on = on
        if _content(cells, read) != _opened(row):
            row.content = sealed(cells, read, bound_to(row.centre_id, row.register_import_id))
            row.links = links_of(cells, read, row.register_import_id)
            changed.append(row)
    write_columns(changed, ("status", "codes", "offer", "content", "links", "parked_on"))


def sheet_row_of(row: RegisterImportRow) -> SheetRow:
    """The cells of a staged row, decrypted."""
    return replace(_sheet_row(row.sheet, row.sheet_row, _opened(row)), saved=row.family_id is not None)


def _sheet_row(sheet: str, number: int, content: dict[str, Any]) -> SheetRow:
    return SheetRow(
        sheet,
        number,
        {name: _loaded(cell) for name, cell in content["cells"].items()},
        content["extras"],
        frozenset(content["repeated"]),
        frozenset(content["accepted"]),
        # None of them stands in what was staged before they were read.
        frozenset(content.get("unsure", ())),
        content.get("place", {}),
        {name: _loaded(cell) for name, cell in content.get("typed", {}).items()},
        Decision(content.get("decision", "")),
        doubts=frozenset(content.get("doubts", ())),
    )


def read_of(row: RegisterImportRow) -> ReadRow:
    """What a staged row says, decrypted, as it was last judged."""
    read = _opened(row)["read"]
    read["values"] = {name: _loaded(value) for name, value in read["values"].items()}
    read["suggestions"] = [Village(**village) for village in read["suggestions"]]
    return ReadRow(**read)


def _opened(row: RegisterImportRow) -> dict[str, Any]:
    if row.content is None:
        raise Refused(_("The rows of this import are gone. Upload the file again."))
    whose = bound_to(row.centre_id, row.register_import_id)
    try:
        opened: dict[str, Any] = json.loads(unseal(SEALED_AS, row.content, bound_to=whose))
    except Unreadable:
        raise Refused(_("A row of this import can't be read. Discard it and upload the file again.")) from None
    return opened


def _content(row: SheetRow, read: ReadRow) -> dict[str, Any]:
    # Not by ``asdict``, which copies every value and took a third of reading a file.
    said = vars(read) | {
        "values": {name: _dumped(value) for name, value in read.values.items()},
        "suggestions": [vars(village) for village in read.suggestions],
    }
    return _cells_of(row) | {"read": said}


def _cells_of(row: SheetRow) -> dict[str, Any]:
    return {
        "cells": {name: _dumped(cell) if isinstance(cell, date) else cell for name, cell in row.cells.items()},
        "extras": row.extras,
        "repeated": _in_order(row.repeated),
        "accepted": _in_order(row.accepted),
        "unsure": _in_order(row.unsure),
        "place": row.place,
        "typed": {name: _dumped(cell) for name, cell in row.typed.items()},
        "decision": row.decision.value,
        "doubts": _in_order(row.doubts),
    }


def _in_order(texts: frozenset[str]) -> list[str]:
    return sorted(texts) if texts else []


def sealed(row: SheetRow, read: ReadRow, whose: str) -> bytes:
    return seal(SEALED_AS, json.dumps(_content(row, read), ensure_ascii=False), bound_to=whose)


def bound_to(centre_id: int, import_id: int) -> str:
    """Whose a staged row is: it opens in no other import."""
    return f"centre {centre_id} import {import_id}"


def _dumped(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _loaded(value: Any) -> Any:
    return date.fromisoformat(value["date"]) if isinstance(value, dict) else value
