"""The real settings, with a database of the benchmark's own and the stock admin's list to compare with.

``BENCH_DATA_DIR`` names the folder of the embedded database, ``BENCH_DATABASE_URL`` another server. The variables of a
real installation (DATA_DIR, DATABASE_URL, PEDULI_KEY_FILE, and those in ``.env``) are never used.
"""

import os
from pathlib import Path

HOME = Path(os.environ.get("BENCH_DATA_DIR") or Path(__file__).resolve().parent.parent / "build" / "bench").resolve()
os.environ["DATA_DIR"] = str(HOME / "data")
os.environ["PEDULI_KEY_FILE"] = str(HOME / "keys" / "master.key")
# Empty, not missing: what is missing would be taken from .env.
os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", "")
os.environ["DATABASE_OWNER_URL"] = os.environ.get("BENCH_DATABASE_OWNER_URL", "")
os.environ["EXAMPLE"] = "0"
os.environ["HTTPS"] = "0"
os.environ["DEBUG"] = "0"

from config.settings import *  # noqa: E402, F403

ROOT_URLCONF = "bench.urls"
TELLS_OF_THE_PAST = True
