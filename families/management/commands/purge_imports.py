"""``manage.py purge_imports``: for a daily timer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from families.register_import.importing import purge_imports


class Command(BaseCommand):
    help = "Delete the rows of uploaded registers that are older than seven days."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{purge_imports(now=timezone.now())} rows were deleted.")
