"""The history of a round tells what its packages contain, who goes along, and in which order it is driven."""

import django.db.models.deletion
import django.db.models.functions.comparison
import pghistory.utils
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0009_days_in_our_time"),
        ("centres", "0010_failed_sign_ins_are_counted"),
        ("distributions", "0020_corrections_name_the_result"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="roundline",
            options={"ordering": ("id",), "verbose_name": "item in the package"},
        ),
        migrations.AlterModelOptions(
            name="roundstaff",
            options={"ordering": ("id",), "verbose_name": "who goes along"},
        ),
        migrations.AlterModelOptions(
            name="stop",
            options={"ordering": ("position", "id"), "verbose_name": "location"},
        ),
        migrations.AlterField(
            model_name="roundline",
            name="item_name",
            field=models.CharField(max_length=80, verbose_name="item"),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="quantity",
            field=models.DecimalField(decimal_places=3, max_digits=10, verbose_name="quantity per package"),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="unit",
            field=models.CharField(max_length=20, verbose_name="unit"),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="unit_price",
            field=models.PositiveIntegerField(null=True, verbose_name="price per unit (Rp)"),
        ),
        migrations.AlterField(
            model_name="roundstaff",
            name="official",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.official",
                verbose_name="official",
            ),
        ),
        migrations.AlterField(
            model_name="stop",
            name="at_centre",
            field=models.BooleanField(default=False, verbose_name="at the centre"),
        ),
        migrations.AlterField(
            model_name="stop",
            name="position",
            field=models.PositiveSmallIntegerField(verbose_name="place on the route"),
        ),
        migrations.AlterField(
            model_name="stop",
            name="village",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.region",
                verbose_name="village",
            ),
        ),
        migrations.CreateModel(
            name="RoundLineEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("item_name", models.CharField(max_length=80, verbose_name="item")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=10, verbose_name="quantity per package")),
                ("unit_price", models.PositiveIntegerField(null=True, verbose_name="price per unit (Rp)")),
                (
                    "centre",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="aid.item",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="distributions.roundline",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pgh_context__has_key", "actor")),
                        name="distributions_roundline_event_has_actor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity",
                                django.db.models.functions.comparison.Cast(
                                    models.Value("NaN", output_field=models.CharField()),
                                    models.DecimalField(decimal_places=3, max_digits=14),
                                ),
                            ),
                            _negated=True,
                        ),
                        name="distributions_roundline_event_quantity_is_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundStaffEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                (
                    "centre",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "official",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.official",
                        verbose_name="official",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="distributions.roundstaff",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="distributions.round",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pgh_context__has_key", "actor")),
                        name="distributions_roundstaff_event_has_actor",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StopEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("at_centre", models.BooleanField(default=False, verbose_name="at the centre")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place on the route")),
                (
                    "centre",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="distributions.stop",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="distributions.round",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="centres.region",
                        verbose_name="village",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pgh_context__has_key", "actor")), name="distributions_stop_event_has_actor"
                    )
                ],
            },
        ),
    ]
