"""``make run`` and ``make serve``: bring an installation up to date and serve it on this machine.

    python -m config.run [--example]

Every start does the same: check the environment, start the database, migrate, load the regions and, if asked, the
example; then serve until Ctrl-C or SIGTERM, which stop web server and database. What stands in the way is said in one
sentence.
"""

import argparse
import hashlib
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
import environ
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils.module_loading import import_string
from gunicorn.app.base import Application

from config.database import DatabaseUnavailable

BASE_DIR = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m config.run", description="Serve Peduli on this machine.")
    parser.add_argument("--example", action="store_true", help="the example: a centre with a year of fictional data")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    environ.Env.read_env(BASE_DIR / ".env")
    if options.example:
        os.environ["EXAMPLE"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    port = checked_port(os.environ.get("PORT", "8000"))
    check_data_dir(Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").expanduser())
    try:
        prepare(example=options.example)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    serve(f"\nPeduli is at http://127.0.0.1:{port}/ (stop it with Ctrl-C).\n{first_step(port, options.example)}")


def checked_port(text: str) -> int:
    """The port to serve on; ends the process with a sentence when it is none, or taken."""
    port = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= port <= 65535:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise SystemExit(f"Port {port} may only be opened by root: choose another, such as PORT=8000.") from None
        except OSError:
            raise SystemExit(f"Port {port} is in use: stop what uses it, or choose another with PORT=8001.") from None
    return port


def check_data_dir(path: Path) -> None:
    """End the process with a sentence unless files can be made in DATA_DIR."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path):
            pass
    except OSError as error:
        raise SystemExit(f"DATA_DIR {path} can't be used: {error.strerror}.") from None


def prepare(*, example: bool) -> None:
    """Bring database and static files up to date."""
    print("Starting Peduli: the first start takes a minute, later ones take seconds.", flush=True)
    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_regions", verbosity=0, skip_checks=False)
        if example:
            call_command("load_example")
    except (CommandError, DatabaseUnavailable, ImproperlyConfigured) as error:
        raise SystemExit(str(error)) from None
    collect_static_files()
    connections.close_all()  # before gunicorn forks


def collect_static_files() -> None:
    """Copy, name by content and compress the static files, unless none has changed since."""
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    mark = settings.STATIC_ROOT / ".collected"
    if mark.exists() and mark.read_text() == state.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(state.hexdigest())


def first_step(port: int, example: bool) -> str:
    """How to begin while there is no centre yet; nothing once there is one."""
    if example:
        return ""
    # By name, as in urls.py: config imports none of the rooms.
    code = import_string("centres.accounts.first_run.one_time_code")()
    connections.close_all()  # before gunicorn forks
    return f"There is no centre yet. Begin at http://127.0.0.1:{port}/mulai/ with the code {code}\n" if code else ""


def serve(greeting: str) -> None:
    """Serve until Ctrl-C or SIGTERM; print ``greeting`` once the address answers."""

    class Server(Application):
        def init(self, parser: Any, opts: Any, args: Any) -> None:
            pass

        def load_config(self) -> None:
            self.load_config_from_module_name_or_filename("python:config.gunicorn")
            self.cfg.set("when_ready", lambda _arbiter: print(greeting, end="", flush=True))

        def load(self) -> Any:
            # Importing it sets Django up, which main() prepares the environment for.
            from config.wsgi import application

            return application

    Server().run()


if __name__ == "__main__":
    main(sys.argv[1:])
