"""``manage.py purge_imports``: for a daily timer."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from families.inmate_lists.keeping import purge_lists
from families.register_import.importing import purge_imports


class Command(BaseCommand):
    help = "Delete the rows of uploaded registers, and what lists of inmates say, that are older than seven days."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        self.stdout.write(f"{purge_imports(now=now) + purge_lists(now=now)} rows were deleted.")
