"""The settings under test: the real ones, in a folder of their own that is gone afterwards."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

# Compiled modules are kept, whatever Python is told elsewhere: a worker has them in 5 s of the processor instead of 18.
sys.dont_write_bytecode = False
MEMORY = Path("/dev/shm")


def _in_memory() -> Path | None:
    """Memory as a folder, where it is free: a copy of a database takes half a second on a disk and no time there."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return MEMORY if usable and shutil.disk_usage(MEMORY).free > 4 << 30 else None


# The workers of pytest-xdist are children of the first process and share its folder, and so one embedded server.
if "PEDULI_TEST_HOME" not in os.environ:
    os.environ["PEDULI_TEST_HOME"] = tempfile.mkdtemp(prefix="peduli-test-", dir=_in_memory())
    atexit.register(shutil.rmtree, os.environ["PEDULI_TEST_HOME"], ignore_errors=True)
TEST_HOME = Path(os.environ["PEDULI_TEST_HOME"])
os.environ["DATA_DIR"] = str(TEST_HOME / "data")
os.environ["PEDULI_KEY_FILE"] = str(TEST_HOME / "keys" / "master.key")
os.environ.pop("EXAMPLE", None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STATIC_ROOT, STORAGES, TEMPLATES  # noqa: E402
from tests.strict_templates import LoudUndefined  # noqa: E402

DATABASES["default"]["DURABLE"] = False
TELLS_OF_THE_PAST = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = LoudUndefined("%s")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # else each client of a test would read all static files first
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow by intention
