"""What the history and the access log call these records and their columns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0006_names_in_the_admin"),
        ("centres", "0007_names_in_the_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="packageline",
            options={"ordering": ("id",), "verbose_name": "item in the package"},
        ),
        migrations.AlterModelOptions(
            name="packageversion",
            options={"verbose_name": "contents of the package"},
        ),
        migrations.AlterModelOptions(
            name="receipt",
            options={"ordering": ("-received_on", "-id"), "verbose_name": "delivery"},
        ),
        migrations.AlterModelOptions(
            name="supplier",
            options={"ordering": ("name",), "verbose_name": "supplier"},
        ),
        migrations.AlterField(
            model_name="packageline",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="aid.item",
                verbose_name="item",
            ),
        ),
        migrations.AlterField(
            model_name="packageline",
            name="version",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="aid.packageversion",
                verbose_name="contents of the package",
            ),
        ),
        migrations.AlterField(
            model_name="packagelineevent",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="aid.item",
                verbose_name="item",
            ),
        ),
        migrations.AlterField(
            model_name="packagelineevent",
            name="version",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="aid.packageversion",
                verbose_name="contents of the package",
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="note_photo",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.storedfile",
                verbose_name="photo of the note",
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="recorded_at",
            field=models.DateTimeField(editable=False, verbose_name="recorded at"),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AlterField(
            model_name="receipt",
            name="supplier",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="aid.supplier",
                verbose_name="supplier",
            ),
        ),
        migrations.AlterField(
            model_name="receiptevent",
            name="note_photo",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.storedfile",
                verbose_name="photo of the note",
            ),
        ),
        migrations.AlterField(
            model_name="receiptevent",
            name="recorded_at",
            field=models.DateTimeField(editable=False, verbose_name="recorded at"),
        ),
        migrations.AlterField(
            model_name="receiptevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AlterField(
            model_name="receiptevent",
            name="supplier",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="aid.supplier",
                verbose_name="supplier",
            ),
        ),
    ]
