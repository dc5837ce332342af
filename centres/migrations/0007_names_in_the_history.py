"""What the history and the access log call these records and their columns."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0006_names_in_the_admin"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="storedfile",
            options={"verbose_name": "file"},
        ),
        migrations.AlterField(
            model_name="letterhead",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.storedfile",
                verbose_name="logo",
            ),
        ),
        migrations.AlterField(
            model_name="letterheadevent",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.storedfile",
                verbose_name="logo",
            ),
        ),
    ]
