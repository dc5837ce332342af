"""The room of the centres: who and where we are."""

from typing import Any

from django.apps import AppConfig
from django.core.management import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CentresConfig(AppConfig):
    """Sees to it that the encryption keys exist once the tables do."""

    name = "centres"
    verbose_name = _("Centres")

    def ready(self) -> None:
        # Models can't be imported before all apps are known.
        from centres import second_factor

        second_factor.connect()
        post_migrate.connect(_make_keys, sender=self, dispatch_uid="centres.first_keys")


def _make_keys(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    # Models can't be imported before all apps are known.
    from centres import encryption
    from centres.models.keys import DataKey

    # Migrating back to nothing ends here, too.
    if DataKey._meta.db_table not in connections[using].introspection.table_names():
        return
    try:
        encryption.make_first_keys()
        encryption.verify_keys()
    except encryption.KeyRefused as refused:
        # One sentence instead of a traceback: every start of Peduli migrates, so it stops here.
        raise CommandError(str(refused)) from None
