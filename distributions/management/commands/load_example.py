"""``manage.py load_example``: fill the example's database once, and print how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from centres.models import Centre
from distributions.example.centre import password_of
from distributions.example.story import sign_ins, tell


class Command(BaseCommand):
    help = "Load the example (EXAMPLE=1 only) and print its sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EXAMPLE:
            raise CommandError("The example has a database of its own: set EXAMPLE=1.")
        if not Centre.objects.exists():
            self.stdout.write("Making the example, which takes half a minute …")
            self.stdout.flush()
            tell(timezone.localdate())
        self.stdout.write("\nSign in to the example as:")
        for user in sign_ins():
            membership = user.memberships.filter(centre__isnull=False).first()
            role = membership.get_role_display() if membership else ""
            self.stdout.write(f"  {user.username:<12} {password_of(user.username)}   {user.full_name}, {role}")
