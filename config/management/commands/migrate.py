"""``manage.py migrate``: Django's own, as the owner of the tables; then the application's grants."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.db import connections

from config.database import as_owner
from config.grants import apply_grants, reset_login
from config.grouped_migrations import GroupingExecutor
from config.rows_in_the_way import rows_in_the_way_named

migrate.MigrationExecutor = GroupingExecutor  # type: ignore[attr-defined]  # Django offers no other way to choose it


class Command(migrate.Command):
    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        # The application must be able to sign in before it is granted anything; its role is made here if need be.
        reset_login(connections[options["database"]])
        with as_owner(options["database"]) as connection:
            with rows_in_the_way_named(connection):
                super().handle(*args, **options)
            if options["plan"] or options["check_unapplied"] or options["prune"]:
                return
            # The application may not make tables, so the throttle's is made here.
            call_command("createcachetable", database=options["database"], verbosity=0)
            executor = GroupingExecutor(connection)
            unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
            apply_grants(connection, complete=not unapplied)
