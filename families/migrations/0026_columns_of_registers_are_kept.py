"""What the columns of a layout are is kept for a centre; the cells of an uploaded file as long as its rows, sealed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import bound, check, moment_in_our_time, sealed, stays


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0016_chosen_words_are_known"),
        ("families", "0025_family_cards_are_compared_without_their_last_digit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="registerimportrow",
            name="offer",
            field=models.CharField(
                blank=True,
                choices=[("join", "Joins a household"), ("update", "Updates a family")],
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="asks_columns",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="source",
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name="RegisterColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.BinaryField()),
                ("fields", models.JSONField()),
                ("matched_at", models.DateTimeField()),
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
                    "matched_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "columns of a register",
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "fingerprint"), name="register_columns_once_per_table")
                ],
            },
        ),
        check("register_import_source_is_sealed", "families_registerimport", sealed("source", 2, formats=(2,))),
        bound("register_import_source_is_bound", "families_registerimport", "source"),
        moment_in_our_time("families_registercolumns", "matched_at"),
        stays("families_registercolumns"),
        # HMAC-SHA256: the titles, in which names may stand, are not in it.
        check("register_columns_have_a_digest", "families_registercolumns", "octet_length(fingerprint) = 32"),
    ]
