#!/usr/bin/env python
"""Entry point of every management command."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Leave by the front door, where the embedded database is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from django.core.management import execute_from_command_line

    from config.database import DatabaseUnavailable

    try:
        execute_from_command_line(sys.argv)
    except DatabaseUnavailable as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
