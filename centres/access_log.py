"""Write down each reveal, export and print of personal data in the transaction that does it (UU 27/2022).

A line says in a short code which fields or which paper it was. The module that records a code says by ``explain`` what
it means to the reader of the log, and by ``call`` how a subject is called; this room knows none but its own.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from centres import identity
from centres.models import AccessLog, Centre, StoredFile, User
from centres.requests import SignedInRequest
from config.formats import plain_date

NUMBER = "%(number)s"
# Words, or what finds them for the number of a code.
Words = Promise | str | Callable[[int], str]
WORDS: dict[str, Words] = {}


def explain(words: Mapping[str, Words]) -> None:
    """Say what details mean in words; ``%(number)s`` in a code and its words stands for any number.

    Where the number is a key whose name is to be read, a function of the number stands in the place of words.
    Raises ValueError for a code that means something already.
    """
    if taken := WORDS.keys() & words.keys():
        raise ValueError(f"explained already: {', '.join(sorted(taken))}")
    WORDS.update(words)


explain(identity.NAMES)


@dataclass(frozen=True, slots=True)
class Calling:
    """How records of a model are called, and the roles that may read it; none are all that read the log."""

    names: Callable[[models.QuerySet[Any]], Iterable[tuple[int, str | None]]]
    readers: frozenset[str]


CALLED: dict[type[models.Model], Calling] = {}


def call(
    model: type[models.Model],
    names: Callable[[models.QuerySet[Any]], Iterable[tuple[int, str | None]]],
    *,
    readers: Collection[str] = (),
) -> None:
    """Say how the log calls a record of ``model``: ``names`` gives pairs of key and name for the rows of a queryset.

    With ``readers``, names of people who didn't sign up for it: shown to these roles only.
    Raises ValueError for a model that has its names already.
    """
    if model in CALLED:
        raise ValueError(f"called already: {model._meta.label}")
    CALLED[model] = Calling(names, frozenset(readers))


call(User, lambda users: ((user.pk, str(user)) for user in users))
call(Centre, lambda centres: centres.values_list("pk", "name"))
call(StoredFile, lambda files: ((file.pk, _("of %(day)s") % {"day": plain_date(file.stored_at)}) for file in files))


def names_of(
    lines: Iterable[AccessLog], *, centre: Centre, roles: Collection[str]
) -> dict[tuple[str, int], str | None]:
    """The names of the subjects of these lines by kind and key, one query a kind; None where none is left.

    Missing are those that a reader with these ``roles`` may not read, and whole lists. What another centre owns has no
    name here.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.subject_id is not None:
            keys[line.subject_kind].add(line.subject_id)
    found: dict[tuple[str, int], str | None] = {}
    for model, calling in CALLED.items():
        kind = model._meta.label_lower
        if kind not in keys or (calling.readers and not calling.readers.intersection(roles)):
            continue
        rows = model._default_manager.filter(pk__in=keys[kind])
        if any(field.name == "centre" for field in model._meta.fields):
            rows = rows.filter(centre=centre)
        names = dict(calling.names(rows))
        found |= {(kind, key): names.get(key) or None for key in keys[kind]}
    return found


def subject_model(kind: str) -> type[models.Model] | None:
    """The model of the subjects of this kind; None of one that there is no more: lines outlive it."""
    try:
        return apps.get_model(kind)
    except LookupError:
        return None


def in_words(detail: str) -> str | None:
    """What a detail means, in the language of the page; None when nobody explained it."""
    if detail in WORDS:
        return str(WORDS[detail])
    for code, words in WORDS.items():
        before, sign, after = code.partition(NUMBER)
        number = detail.removeprefix(before).removesuffix(after)
        if sign and number.isdecimal() and detail == f"{before}{number}{after}":
            return words(int(number)) if callable(words) else str(words) % {"number": number}
    return None


def record(
    request_or_actor: SignedInRequest | User,
    action: str,
    subject: models.Model | type[models.Model],
    *,
    detail: str = "",
    centre: Centre | None = None,
    now: datetime | None = None,
) -> AccessLog:
    """Record ``action`` on ``subject`` (an object, or a model for a whole list) and return the line.

    ``detail`` says which fields or which paper, never the personal data itself. The centre is, in this order:
    ``centre``, the subject's, the request's. Raises ``RuntimeError`` outside of ``transaction.atomic``: what can't be
    logged must not happen; ``ValueError`` for what the reader of the log would not understand.
    """
    return _write(request_or_actor, action, [subject], detail=detail, centre=centre, now=now)[0]


def record_each(
    request_or_actor: SignedInRequest | User, action: str, subjects: Sequence[models.Model], *, detail: str = ""
) -> list[AccessLog]:
    """A line for each of several records of one model, by one statement; see ``record``."""
    return _write(request_or_actor, action, subjects, detail=detail) if subjects else []


def _write(
    request_or_actor: SignedInRequest | User,
    action: str,
    subjects: Sequence[models.Model | type[models.Model]],
    *,
    detail: str,
    centre: Centre | None = None,
    now: datetime | None = None,
) -> list[AccessLog]:
    for subject in subjects:
        _require_understood(subject, detail)
    if not connection.in_atomic_block:
        raise RuntimeError("access is recorded in the transaction that gives it")
    if isinstance(request_or_actor, HttpRequest):
        request, actor = request_or_actor, request_or_actor.user
    else:
        request, actor = None, request_or_actor
    at, ip = now or timezone.now(), _address(request)
    return AccessLog.objects.bulk_create(
        AccessLog(
            centre_id=_centre_id(centre, subject, request),
            at=at,
            actor=actor,
            action=AccessLog.Action(action),
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk if isinstance(subject, models.Model) else None,
            detail=detail,
            ip=ip,
        )
        for subject in subjects
    )


def _require_understood(subject: models.Model | type[models.Model], detail: str) -> None:
    """Raise ValueError for what the reader of the log would not understand."""
    model = type(subject) if isinstance(subject, models.Model) else None
    if model is not None and model not in CALLED:
        raise ValueError(f"nobody said how {model._meta.label} is called")
    if detail and in_words(detail) is None:
        raise ValueError(f"nobody explained what {detail!r} means")
    if not isinstance(subject._meta.verbose_name, Promise):
        raise ValueError(f"{subject._meta.label} has no verbose_name that people read")


def _centre_id(
    centre: Centre | None, subject: models.Model | type[models.Model], request: SignedInRequest | None
) -> int | None:
    if centre is not None:
        return centre.pk
    if isinstance(subject, Centre):
        return subject.pk
    owner: int | None = getattr(subject, "centre_id", None) if isinstance(subject, models.Model) else None
    if owner is not None:
        return owner
    current: Centre | None = getattr(request, "centre", None)
    return current.pk if current else None


def _address(request: SignedInRequest | None) -> str | None:
    if request is None:
        return None
    try:
        address: str | None = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        # A local socket has no address.
        return None
    return address
