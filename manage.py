#!/usr/bin/env python
"""Entry point of every management command."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Leave by the front door, where the embedded database is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Loaded only now: the signal may come while Django is.
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from config.database import DatabaseUnavailable

    try:
        execute_from_command_line(sys.argv)
    except (DatabaseUnavailable, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except ProgrammingError as error:
        if isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
            sys.exit(f"The database is not up to date ({error}): run manage.py migrate, then manage.py load_regions.")
        raise


if __name__ == "__main__":
    main()
