"""The regency or city that somebody types: *blora*, *Kab. Blora*, *kota magelang*, *Kabupaten Blora, Jawa Tengah*."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from centres.models import Region
from config.errors import Refused

SUGGESTIONS = 20
# What stands before the name of a regency or city; a city is another place than the regency of its name.
KIND = re.compile(r"^(?:(kabupaten|kab)|(kota|kotamadya|kodya))\b[.\s:]*(?:adm(?:inistrasi)?\b[.\s]*)?", re.IGNORECASE)
# Official codes of regencies have four digits, so that the key finds the 514 among all regions.
FIRST, LAST = 1000, 9999


def bare(text: str) -> str:
    """Letters and digits alone, small: *Tanjung Pinang* and *tanjungpinang* are one name."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def said(text: str) -> list[str]:
    """What stands between the commas, with single spaces; an empty list when nothing is named."""
    parts = [" ".join(part.split()) for part in text.split(",")]
    return parts if bare(parts[0]) else []


def regency_label(regency: Region) -> str:
    """*Kabupaten Blora, Jawa Tengah*. ``find_regency`` reads it again."""
    return f"{regency.name}, {regency.above.name}"


def is_regency(text: str, name: str) -> bool:
    """Whether ``text`` names the regency: whole, without its kind, or with its kind however it is written."""
    kind, short = _kind(text)
    own_kind, own = _kind(name)
    return bare(text) in (bare(name), own) or (kind == own_kind and short == own)


def regencies_of_the_country() -> list[Region]:
    """All of them with their provinces, by code; one query."""
    rows = Region.objects.filter(level=Region.Level.REGENCY, pk__range=(FIRST, LAST))
    return list(rows.select_related("parent").order_by("pk"))


def find_regency(text: str, regencies: Sequence[Region]) -> Region:
    """The one regency or city that is meant, by its name or official code. Raises ``Refused`` with what could be."""
    parts = said(text)
    named = [
        regency
        for regency in regencies
        if parts and (is_regency(parts[0], regency.name) or is_regency(text, regency_label(regency)))
    ]
    found = [regency for regency in named if bare(regency.above.name).startswith(bare("".join(parts[1:2])))]
    found = found or [regency for regency in regencies if text.strip() in (regency.code, str(regency.pk))]
    if len(found) == 1:
        return found[0]
    labels = {regency_label(regency): _kind(regency.name)[1] for regency in regencies}
    near = process.extract(_kind(text.partition(",")[0])[1], labels, scorer=fuzz.ratio, limit=3, score_cutoff=75)
    meant = [regency_label(regency) for regency in found or named] or [label for _name, _score, label in near]
    raise Refused(which_of(meant) if meant else _("There is no regency or city of this name."))


def suggest_regencies(text: str, regencies: Sequence[Region]) -> list[str]:
    """Labels of those whose name has words that begin as typed, at most 20; those that begin so stand first."""
    parts = said(text)
    if not parts:
        return []
    short = _kind(parts[0])[1]
    words = re.findall(r"\w+", text.lower())
    found = [
        (not _kind(regency.name)[1].startswith(short), regency_label(regency))
        for regency in regencies
        if _begin(words, regency_label(regency)) or is_begun(parts[0], regency.name)
    ]
    return [label for _later, label in sorted(found)[:SUGGESTIONS]]


def is_begun(text: str, name: str) -> bool:
    """Whether the name begins with ``text``, whatever the spaces."""
    return bare(name).startswith(bare(text)) or _kind(name)[1].startswith(bare(text))


def which_of(labels: list[str]) -> str:
    """The question when several places may be meant."""
    return _("Which of these is meant: %(names)s?") % {"names": "; ".join(labels)}


def _kind(text: str) -> tuple[str, str]:
    """*kabupaten*, *kota* or "", and the bare name without it."""
    found = KIND.match(text)
    if not found or not bare(text[found.end() :]):
        return "", bare(text)
    return "kabupaten" if found[1] else "kota", bare(text[found.end() :])


def _begin(words: list[str], label: str) -> bool:
    """Whether each of the words begins one of the label's; *kab* begins *Kabupaten*."""
    own = re.findall(r"\w+", label.lower())
    return all(any(part.startswith(word) for part in own) for word in words)
