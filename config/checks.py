"""System checks of an installation as a whole."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError


@register
def no_example_accounts(**_kwargs: Any) -> list[CheckMessage]:
    """The example's accounts, whose passwords were printed, must not stand in a database of DATABASE_URL."""
    if "LOGINS" not in settings.DATABASES["default"]:
        return []
    try:
        found = get_user_model()._default_manager.filter(is_example=True).exists()
    except DatabaseError:
        return []  # not migrated yet, or not reachable, which other commands say better
    if not found:
        return []
    return [
        Error(
            "The database of DATABASE_URL holds accounts of the example.",
            hint="The example belongs in the embedded database: make run. Use a database without it here.",
            id="peduli.E001",
        )
    ]
