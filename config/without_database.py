"""Settings for what needs no database, such as ``make check``: nothing is started, and nothing is kept."""

import os
import tempfile

os.environ["SECRET_KEY"] = "nothing is signed"
os.environ["DATA_DIR"] = tempfile.gettempdir() + "/peduli-without-database"

from config.settings import *  # noqa: F403

DATABASES = {"default": {"ENGINE": "django.db.backends.dummy"}}
