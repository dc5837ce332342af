"""What the stock admin calls these records."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0005_a_region_is_viewed_once"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="centre",
            options={"ordering": ("name",), "verbose_name": "centre", "verbose_name_plural": "centres"},
        ),
        migrations.AlterModelOptions(
            name="letterhead",
            options={"verbose_name": "letterhead", "verbose_name_plural": "letterheads"},
        ),
        migrations.AlterModelOptions(
            name="membership",
            options={"verbose_name": "role", "verbose_name_plural": "roles"},
        ),
        migrations.AlterModelOptions(
            name="official",
            options={"ordering": ("function", "name"), "verbose_name": "official", "verbose_name_plural": "officials"},
        ),
        migrations.AlterModelOptions(
            name="region",
            options={"ordering": ("id",), "verbose_name": "region", "verbose_name_plural": "regions"},
        ),
        migrations.AlterField(
            model_name="membership",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="centres.centre",
                verbose_name="centre",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="region",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.region",
                verbose_name="region",
            ),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.centre",
                verbose_name="centre",
            ),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="region",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.region",
                verbose_name="region",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="code",
            field=models.CharField(max_length=13, unique=True, verbose_name="code"),
        ),
        migrations.AlterField(
            model_name="region",
            name="level",
            field=models.CharField(
                choices=[
                    ("province", "Province"),
                    ("regency", "Regency"),
                    ("district", "District"),
                    ("village", "Village"),
                ],
                max_length=8,
                verbose_name="level",
            ),
        ),
        migrations.AlterField(
            model_name="region",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
    ]
