"""Make a centre with its administrator: by options, or by answering questions."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from centres.accounts.first_run import NewAdministrator, NewCentre, start_centre
from centres.accounts.password_reset import first_link
from centres.history import acting_as
from centres.models import Centre, Region, User
from config.errors import Refused


class Command(BaseCommand):
    help = (
        "Make a centre, and its administrator with the roles of a small team. What is not given as an option is asked, "
        "when there is somebody to ask. The password comes from PEDULI_PASSWORD, or is asked; with --link a link is "
        "printed instead, by which the administrator chooses it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="", help="the short name: Rutan Kelas IIB Blora")
        parser.add_argument("--regency", default="", metavar="CODE", help="its regency or city by official code: 33.16")
        parser.add_argument("--username", default="", help="the administrator; an existing account gets the roles, too")
        parser.add_argument("--full-name", default="", help="the administrator's full name")
        parser.add_argument("--code", default="", help="a short code of the centre; made from its name otherwise")
        parser.add_argument("--kind", default="", choices=Centre.Kind.values, help="made from the name otherwise")
        parser.add_argument(
            "--official-name", default="", help="the name on papers; made from the short name otherwise"
        )
        parser.add_argument("--place", default="", help="the town before dates; made from the regency otherwise")
        parser.add_argument("--time-zone", default="", choices=Centre.Zone.values, help="that of the regency otherwise")
        parser.add_argument("--link", action="store_true", help="print a link for the first sign-in, ask no password")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"] or _asked("Name of the centre (Rutan Kelas IIB Blora)", "--name")
        regency = _regency(options["regency"] or _asked("Code of its regency or city (33.16)", "--regency"))
        username = options["username"] or _asked("User name of the administrator", "--username")
        known = User.objects.filter(username__iexact=username.strip()).exists()
        full_name = options["full_name"] or ("" if known else _asked("Full name of the administrator", "--full-name"))
        password = "" if known or options["link"] else _password(username, full_name)
        now = timezone.now()
        fields = {field: options[field] for field in ("code", "kind", "place", "time_zone")}
        try:
            with acting_as("start_centre"):
                centre, user = start_centre(
                    centre=NewCentre(name, regency, full_name=options["official_name"], **fields),
                    administrator=NewAdministrator(username, full_name, password),
                    now=now,
                )
                link = "" if user.has_usable_password() else first_link(user, centre=centre, now=now)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{centre.name} ({centre.code}) is made; {user.username} administers it.")
        if link:
            self.stdout.write(f"First sign-in, once and within 24 hours: the address of Peduli, followed by {link}")
        self.stdout.write("Approval needs a second person: add the head of the centre under Pengaturan, Pengguna.")


def _asked(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError(f"{option} is missing.")
    while True:
        if answer := input(f"{question}: ").strip():
            return answer


def _password(username: str, full_name: str) -> str:
    given = os.environ.get("PEDULI_PASSWORD", "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandError("There is no password: set PEDULI_PASSWORD, or use --link.")
    while True:
        password = getpass("Password (at least 12 characters): ")
        try:
            validate_password(password, User(username=username, full_name=full_name))
        except ValidationError as error:
            sys.stderr.write(" ".join(error.messages) + "\n")
            continue
        if getpass("The same password, once more: ") == password:
            return password
        sys.stderr.write("The two are not the same.\n")


def _regency(code: str) -> Region:
    regency = Region.objects.filter(code=code.strip(), level=Region.Level.REGENCY).first()
    if regency is None and not Region.objects.exists():
        raise CommandError("The regions are not loaded yet: run manage.py load_regions first.")
    if regency is None:
        raise CommandError(
            f"There is no regency or city with the code {code!r}; Kabupaten Blora, for example, is 33.16."
        )
    return regency
