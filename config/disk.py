"""What must be on the disk before anything relies on it."""

import os
from pathlib import Path


def sync_directory(path: Path) -> None:
    """Wait until the names in this directory are on the disk: a new file's own fsync doesn't promise them."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
