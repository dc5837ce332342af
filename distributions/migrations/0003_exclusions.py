"""Families that the coordinator left out of a proposal, with the walls of a round's rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import never_truncated, same_centre, trigger


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0002_walls"),
        ("distributions", "0002_walls"),
        ("families", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                    "family",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.family",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.family",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exclusions",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("round", "family"), name="exclusion_once_per_round"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="exclusion_has_reason",
                        violation_error_message="Give the reason.",
                    ),
                ],
            },
        ),
        same_centre(
            ("distributions_exclusion", "round_id", "distributions_round"),
            ("distributions_exclusion", "family_id", "families_family"),
            ("distributions_exclusion", "replaced_by_id", "families_family"),
        ),
        never_truncated("distributions_exclusion"),
        trigger(
            "exclusions_frozen",
            "distributions_exclusion",
            "BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
            """
            BEGIN
                IF round_state(CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END)
                   NOT IN ('draft', 'submitted') THEN
                    RAISE EXCEPTION 'what was approved is frozen'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'exclusions_frozen';
                END IF;
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END
            """,
        ),
    ]
