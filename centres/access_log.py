"""Write down each reveal, export and print of personal data in the transaction that does it (UU 27/2022)."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone

from centres.models import AccessLog, Centre, User
from centres.requests import SignedInRequest


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
    logged must not happen.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("access is recorded in the transaction that gives it")
    if isinstance(request_or_actor, HttpRequest):
        request, actor = request_or_actor, request_or_actor.user
    else:
        request, actor = None, request_or_actor
    return AccessLog.objects.create(
        centre_id=_centre_id(centre, subject, request),
        at=now or timezone.now(),
        actor=actor,
        action=AccessLog.Action(action),
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk if isinstance(subject, models.Model) else None,
        detail=detail,
        ip=_address(request),
    )


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
