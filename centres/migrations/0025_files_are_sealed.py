"""The files that rows name are sealed on the disk: papers and photos name people, and a file is what its name says.

Those of the example move to a folder of their own, as it has keys of its own. A file whose content is not that of its
name stays as it is, and is said to be altered.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import migrations

from centres.encryption import Unreadable, is_bound
from centres.private_files import content_of, path_of, sealed, write_whole


def seal_files(apps: Any, schema_editor: Any) -> None:
    for sha256, before in files(apps):
        kept = before.read_bytes()
        if not is_bound(kept) and hashlib.sha256(kept).hexdigest() == sha256:
            replace(before, path_of(sha256), sealed(sha256, kept))


def unseal_files(apps: Any, schema_editor: Any) -> None:
    for sha256, before in files(apps):
        try:
            replace(before, shared(sha256), content_of(before.read_bytes(), sha256))
        except Unreadable:
            continue


def files(apps: Any) -> Iterator[tuple[str, Path]]:
    """Each file of this database with its name; of the example, where it lay before, too."""
    stored = apps.get_model("centres", "StoredFile").objects
    for sha256 in stored.order_by("sha256").values_list("sha256", flat=True).distinct():
        for path in (path_of(sha256), shared(sha256)):
            if path.exists():
                yield sha256, path
                break


def shared(sha256: str) -> Path:
    """Where a file lay when the example had no folder of its own."""
    return Path(settings.DATA_DIR) / "files" / sha256[:2] / sha256


def replace(before: Path, path: Path, content: bytes) -> None:
    """Write a file in the place of another, for the same user of the machine."""
    owner = before.stat()
    write_whole(path, content)
    if os.geteuid() == 0:
        for made in (path, path.parent, path.parent.parent):
            os.chown(made, owner.st_uid, owner.st_gid)


class Migration(migrations.Migration):
    dependencies = (("centres", "0024_sign_ins_are_not_weakened_unseen"),)

    operations = (migrations.RunPython(seal_files, unseal_files),)
