"""The Indonesian catalogue: ``python -m config.translations update|check|compile``.

English sentences stand in the source; ``locale/id/LC_MESSAGES/django.po`` holds the Indonesian ones, sorted and
without line references, so that two branches can add sentences without a conflict. Needs no gettext programs.
"""

import io
import os
import re
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import PYTHON_FORMAT, Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
CATALOGUE = BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po"
ROOMS = ("config", "centres", "families", "aid", "distributions")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_noop": None,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")},
}
HEADER = r"""# Indonesian of the screen; the msgid is the English. Kept sorted by: make messages
msgid ""
msgstr ""
"Language: id\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
BRACES = re.compile(r"\{\w*\}")


def template_messages(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterable[tuple]:
    """Babel's extraction from a Django template, by way of the Python that Django makes of it for gettext."""
    source = templatize(file.read().decode(), origin=file.name)
    # The template's text is blanked out, but its indentation would confuse Python's tokenizer.
    python = "\n".join(line.lstrip() for line in source.splitlines())
    return extract_python(io.BytesIO(python.encode()), keywords, comment_tags, options)


# Babel takes functions, too, which its annotation leaves out.
METHODS: list[tuple[str, Any]] = [
    ("**/migrations", "ignore"),
    ("**.py", "python"),
    ("**.html", template_messages),
    ("**.txt", template_messages),
]


def extracted_catalogue() -> Catalog:
    catalogue = _catalogue_of(HEADER)
    for folder in (*ROOMS, "templates"):
        found = extract_from_dir(BASE_DIR / folder, METHODS, keywords=KEYWORDS)
        for _file, _line, message, _comments, context in found:
            catalogue.add(message, context=context)
    return catalogue


def read_catalogue() -> Catalog:
    """Read the .po file; of entries that a merge doubled, the first that has a translation counts."""
    if not CATALOGUE.exists():
        return _catalogue_of(HEADER)
    blocks = CATALOGUE.read_text().split("\n\n")
    blocks[1:] = sorted(blocks[1:], key=lambda block: block.rstrip().endswith(' ""'))
    return _catalogue_of("\n\n".join(blocks))


def _catalogue_of(text: str) -> Catalog:
    return read_po(io.StringIO(text), locale="id", ignore_obsolete=True)


def updated_catalogue() -> Catalog:
    """What the source says now, with the translations that there are; obsolete ones are gone."""
    catalogue = read_catalogue()
    catalogue.update(extracted_catalogue(), no_fuzzy_matching=True)
    return catalogue


def rendered(catalogue: Catalog) -> str:
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


def problems(catalogue: Catalog) -> Iterator[str]:
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


def _translation(message: Message) -> str:
    return message.string if isinstance(message.string, str) else (message.string or [""])[0]


def _placeholders(text: str) -> set[str]:
    found = {match.group() for pattern in (PYTHON_FORMAT, BRACES) for match in pattern.finditer(text)}
    # Python would fill in the "% d" of "5 % dari", too.
    return {placeholder for placeholder in found if " " not in placeholder}


class _WithSingulars:
    """A catalogue in which a word that is counted elsewhere ("family", "families") is also found by itself.

    Python finds it so from 3.11.3 on only; Debian 12 has 3.11.2, where such a word stayed English.
    """

    def __init__(self, catalogue: Catalog) -> None:
        self.charset = catalogue.charset
        self.catalogue = catalogue

    def __iter__(self) -> Iterator[Message]:
        for message in self.catalogue:
            yield message
            if message.pluralizable:
                yield Message(message.id[0], _translation(message), context=message.context)


def compile_catalogue(locale_dir: Path) -> Path:
    """Write the binary catalogue that Django reads to ``locale_dir``, unless it is that of the .po file; its path."""
    target = locale_dir / "id" / "LC_MESSAGES" / "django.mo"
    if target.exists() and target.stat().st_mtime_ns == CATALOGUE.stat().st_mtime_ns:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = CATALOGUE.stat().st_mtime_ns
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        write_mo(draft, _WithSingulars(read_catalogue()))  # type: ignore[arg-type]  # it iterates, and asks the charset
    os.utime(draft.name, ns=(stamp, stamp))
    os.replace(draft.name, target)
    return target


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        return update()
    if arguments == ["check"]:
        return check()
    if arguments == ["compile"]:
        compile_catalogue(settings.LOCALE_PATHS[0])
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
