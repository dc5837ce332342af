"""The Indonesian catalogue: ``python -m config.translations update|check|compile``.

English sentences stand in the source; ``locale/id/LC_MESSAGES/django.po`` holds the Indonesian ones, sorted and
without line references, so that two branches can add sentences without a conflict. Needs no gettext programs.
"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

BASE_DIR = Path(__file__).resolve().parent.parent
CATALOGUE = BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po"
ROOMS = ("config", "centres", "families", "aid", "distributions")
KEYWORDS: dict[str, Any] = {
    name + lazy: positions
    for lazy in ("", "_lazy")
    for name, positions in {
        "_": None,
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
} | {"gettext_noop": None}
HEADER = r"""# Indonesian of the screen; the msgid is the English. Kept sorted by: make messages
msgid ""
msgstr ""
"Language: id\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdif%]|\{\w*\}")


def source_files() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in sorted((BASE_DIR / room).rglob("*.py")) if "migrations" not in path.parts)
    for folder in ("templates", *(f"{room}/templates" for room in ROOMS)):
        yield from sorted(path for path in (BASE_DIR / folder).rglob("*") if path.suffix in (".html", ".txt"))


def messages_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Every (msgid or (singular, plural), context) of a Python file or a Django template."""
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    source = path.read_text()
    if path.suffix != ".py":
        # The template's text is blanked out, but its indentation would confuse Python's tokenizer.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    elif "gettext" not in source:
        return
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        yield message, context


def extracted_catalogue() -> "Catalog":
    catalogue = _catalogue_of(HEADER)
    for path in source_files():
        for message, context in messages_in(path):
            catalogue.add(message, context=context)
    return catalogue


def read_catalogue() -> "Catalog":
    """Read the .po file; of entries that a merge doubled, the first that has a translation counts."""
    if not CATALOGUE.exists():
        return _catalogue_of(HEADER)
    blocks = _one_msgstr_each(CATALOGUE.read_text()).split("\n\n")
    blocks[1:] = sorted(blocks[1:], key=lambda block: block.rstrip().endswith(' ""'))
    return _catalogue_of("\n\n".join(blocks))


def _catalogue_of(text: str) -> "Catalog":
    from babel.messages.pofile import read_po

    return read_po(io.StringIO(text), locale="id", ignore_obsolete=True)


def _one_msgstr_each(text: str) -> str:
    """Drop the second of two msgstr that a merge left under one msgid."""
    kept: list[str] = []
    has_msgstr = dropping = False
    for line in text.splitlines():
        if line.startswith("msgstr "):
            dropping, has_msgstr = has_msgstr, True
        elif not line.startswith('"'):
            dropping = has_msgstr = False
        if not dropping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def updated_catalogue() -> "Catalog":
    """What the source says now, with the translations that there are; obsolete ones are gone."""
    catalogue, old = extracted_catalogue(), read_catalogue()
    for message in catalogue:
        known = old.get(message.id, message.context) if message.id else None
        if known is None:
            continue
        message.string = (_translation(known),) if message.pluralizable else _translation(known)
        if known.fuzzy:
            message.flags.add("fuzzy")
    return catalogue


def rendered(catalogue: "Catalog") -> str:
    from babel.messages.pofile import write_po

    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER + body.getvalue().decode().lstrip("\n")


def update() -> int:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue = updated_catalogue()
    CATALOGUE.write_text(rendered(catalogue))
    missing = sum(1 for message in catalogue if message.id and not _translation(message))
    print(f"{CATALOGUE.relative_to(BASE_DIR)}: {len(catalogue)} sentences, {missing} without Indonesian")
    return 0


def check() -> int:
    catalogue = updated_catalogue()
    complaints = list(problems(catalogue))
    if not CATALOGUE.exists() or CATALOGUE.read_text() != rendered(catalogue):
        complaints.append("The catalogue is not in step with the source: run python -m config.translations update.")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


def problems(catalogue: "Catalog") -> Iterator[str]:
    """One line for every sentence that is missing, fuzzy, or has other placeholders than the English one."""
    for message in catalogue:
        if not message.id:
            continue
        english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        indonesian = _translation(message)
        if not indonesian:
            yield f"No Indonesian: {english[0]!r}"
        elif message.fuzzy:
            yield f"Fuzzy: {english[0]!r}"
        elif _placeholders(indonesian) != _placeholders(english[-1]):
            yield f"Other placeholders: {english[-1]!r} → {indonesian!r}"


def _translation(message: "Message") -> str:
    return message.string if isinstance(message.string, str) else (message.string or [""])[0]


def _placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def compile_catalogue(locale_dir: Path) -> Path:
    """Write the binary catalogue that Django reads to ``locale_dir``, unless it is that of the .po file; its path."""
    target = locale_dir / "id" / "LC_MESSAGES" / "django.mo"
    if target.exists() and target.stat().st_mtime_ns == CATALOGUE.stat().st_mtime_ns:
        return target
    from babel.messages.mofile import write_mo

    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = CATALOGUE.stat().st_mtime_ns
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        write_mo(draft, read_catalogue())
    os.utime(draft.name, ns=(stamp, stamp))
    os.replace(draft.name, target)
    return target


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        return update()
    if arguments == ["check"]:
        return check()
    if arguments == ["compile"]:
        from django.conf import settings

        compile_catalogue(settings.LOCALE_PATHS[0])
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
