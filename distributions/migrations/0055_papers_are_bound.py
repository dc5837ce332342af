"""What a version of papers says is sealed for its place and its moment, and a printed paper has a keyed digest.

So a row that was written by SQL is no paper, nor is what another version said. Needs the keys where there are papers.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations, models

from centres.encryption import Unreadable, seal, unseal
from config.walls import check
from distributions.papers.bonds import bond_of, digest_of

SEALED_AS = "papers"
TABLES = ("distributions_paperversion", "distributions_paper")


def bind(apps: Any, schema_editor: Any) -> None:
    """Bind what stands there; a version that can't be opened stays as it is."""
    change(apps, schema_editor, lambda version: (by_round(version), bond_of(version)), digest_of)


def unbind(apps: Any, schema_editor: Any) -> None:
    change(apps, schema_editor, lambda version: (bond_of(version), by_round(version)), lambda _paper: b"")


def by_round(version: Any) -> str:
    """To what versions were bound before."""
    return f"centre {version.centre_id} papers of round {version.round_id}"


def change(
    apps: Any, schema_editor: Any, bonds: Callable[[Any], tuple[str, str]], digest: Callable[[Any], bytes]
) -> None:
    cursor = schema_editor.connection.cursor()
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for version in apps.get_model("distributions", "PaperVersion").objects.order_by("pk").iterator(chunk_size=100):
        before, now = bonds(version)
        try:
            said = unseal(SEALED_AS, version.content, bound_to=before)
        except Unreadable:
            continue
        version.content = seal(SEALED_AS, said, bound_to=now)
        version.save(update_fields=["content"])
    for paper in apps.get_model("distributions", "Paper").objects.order_by("pk").iterator(chunk_size=1000):
        paper.keyed_digest = digest(paper)
        paper.save(update_fields=["keyed_digest"])
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = (("distributions", "0054_signed_pages"),)

    operations = (
        migrations.AddField(
            "paper", "keyed_digest", models.BinaryField(editable=False, default=b""), preserve_default=False
        ),
        migrations.RunPython(bind, unbind),
        check("paper_has_its_keyed_digest", "distributions_paper", "octet_length(keyed_digest) = 32"),
    )
