"""``manage.py createsuperuser``: Django's own, with an actor for the history of the account."""

from typing import Any

import pghistory
from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with pghistory.context(actor="createsuperuser"):
            super().handle(*args, **options)
