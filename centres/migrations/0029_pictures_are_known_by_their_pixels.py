"""A picture that was sent before is known again, in whatever file it comes.

Of the signed papers that are there the pixels are read once; other pictures are known from the next one on.
"""

from contextlib import suppress
from io import BytesIO
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from centres.encryption import Unreadable, blind_index
from centres.pictures import clean_picture
from centres.private_files import PIXELS, content_of, path_of
from config.errors import Refused
from config.walls import check, never_truncated, same_centre


def read_signed_papers(apps: Any, schema_editor: Any) -> None:
    known = apps.get_model("centres", "PixelDigest").objects
    for stored in apps.get_model("centres", "StoredFile").objects.filter(kind="approval").order_by("pk"):
        # A file that is lost or altered says so where it is opened.
        with suppress(FileNotFoundError, Unreadable, Refused):
            content = content_of(path_of(stored.sha256).read_bytes(), stored.sha256)
            with clean_picture(BytesIO(content)) as picture:
                digest = blind_index(PIXELS, picture.sent.hex())
            known.get_or_create(centre_id=stored.centre_id, digest=digest, defaults={"file_id": stored.pk})


class Migration(migrations.Migration):
    dependencies = (("centres", "0028_texts_have_something_to_read"),)

    operations = (
        migrations.CreateModel(
            name="PixelDigest",
            fields=(
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField()),
                (
                    "centre",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pixels",
                        to="centres.storedfile",
                    ),
                ),
            ),
            options={
                "constraints": (
                    models.UniqueConstraint(fields=("centre", "digest"), name="pixel_digest_once_per_centre"),
                ),
            },
        ),
        # Whoever erases a family removes its proofs, and with them their digests.
        same_centre(
            ("centres_pixeldigest", "file_id", "centres_storedfile"), cascade=(("centres_pixeldigest", "file_id"),)
        ),
        check("pixel_digest_is_a_digest", "centres_pixeldigest", "octet_length(digest) = 32"),
        never_truncated("centres_pixeldigest"),
        migrations.RunPython(read_signed_papers, migrations.RunPython.noop),
    )
