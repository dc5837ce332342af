"""A register of many rows is read in parts; until all are judged, they wait with the import, and nothing is saved."""

import django.contrib.postgres.fields
from django.db import migrations, models

from config.walls import known_words


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0031_need_is_weighed_by_dated_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerimport",
            name="parts",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="parts_judged",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="rows_in_parts",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="stage",
            field=models.CharField(
                choices=[
                    ("table", "Its table is to be read"),
                    ("rows", "Its rows are being judged"),
                    ("ready", "Read"),
                ],
                default="ready",
                max_length=5,
            ),
        ),
        known_words({"families_registerimport": {"stage": "table rows ready"}}),
        migrations.AddConstraint(
            model_name="registerimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("parts", None),
                        ("parts_judged", 0),
                        ("rows_in_parts", 0),
                        ("source__isnull", False),
                        ("stage", "table"),
                    ),
                    models.Q(
                        ("parts__isnull", False),
                        ("parts__len__gt", models.F("parts_judged")),
                        ("rows_in_parts__gte", models.F("parts__len")),
                        ("stage", "rows"),
                    ),
                    models.Q(("parts", None), ("parts_judged", 0), ("rows_in_parts", 0), ("stage", "ready")),
                    _connector="OR",
                ),
                name="register_import_is_read_step_by_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage", "ready"), models.Q(("confirmed_at", None), ("saved_families", 0)), _connector="OR"
                ),
                name="register_import_is_read_before_it_is_saved",
            ),
        ),
    ]
