"""Secrets that an installation makes for itself on its first start."""

import os
import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """Return the secret kept in ``path`` (mode 0600), making it first if there is none.

    Two processes may start at once: the file appears whole by ``os.link``, and the loser reads the winner's.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
