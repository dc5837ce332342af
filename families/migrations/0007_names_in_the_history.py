"""What the history and the access log call these records and their columns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0006_rows_stay_with_their_family"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="family",
            options={"verbose_name": "family"},
        ),
        migrations.AlterModelOptions(
            name="familyinmate",
            options={"verbose_name": "tie to an inmate"},
        ),
        migrations.AlterModelOptions(
            name="inmate",
            options={"ordering": ("name", "id"), "verbose_name": "inmate"},
        ),
        migrations.AlterModelOptions(
            name="member",
            options={"verbose_name": "member of the household"},
        ),
        migrations.AlterModelOptions(
            name="registerimport",
            options={"verbose_name": "import"},
        ),
        migrations.AlterModelOptions(
            name="registerimportrow",
            options={"ordering": ("sheet_row",), "verbose_name": "row of an import"},
        ),
        migrations.AlterField(
            model_name="family",
            name="determination",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="families.initialdetermination",
                verbose_name="initial determination",
            ),
        ),
        migrations.AlterField(
            model_name="family",
            name="eligibility_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="decided at"),
        ),
        migrations.AlterField(
            model_name="family",
            name="eligibility_basis",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="basis of the decision"),
        ),
        migrations.AlterField(
            model_name="family",
            name="eligibility_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AlterField(
            model_name="family",
            name="eligible_from",
            field=models.DateField(editable=False, null=True, verbose_name="eligible from"),
        ),
        migrations.AlterField(
            model_name="family",
            name="eligible_until",
            field=models.DateField(editable=False, null=True, verbose_name="eligible until"),
        ),
        migrations.AlterField(
            model_name="family",
            name="kk_last4",
            field=models.CharField(blank=True, editable=False, max_length=4, verbose_name="No. KK"),
        ),
        migrations.AlterField(
            model_name="family",
            name="last_received_on",
            field=models.DateField(editable=False, null=True, verbose_name="last received on"),
        ),
        migrations.AlterField(
            model_name="family",
            name="merged_into",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="families.family",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="family",
            name="need_score",
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="need score"),
        ),
        migrations.AlterField(
            model_name="family",
            name="surveyed_on",
            field=models.DateField(editable=False, null=True, verbose_name="surveyed on"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="determination",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.initialdetermination",
                verbose_name="initial determination",
            ),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="eligibility_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="decided at"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="eligibility_basis",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="basis of the decision"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="eligibility_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="eligible_from",
            field=models.DateField(editable=False, null=True, verbose_name="eligible from"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="eligible_until",
            field=models.DateField(editable=False, null=True, verbose_name="eligible until"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="kk_last4",
            field=models.CharField(blank=True, editable=False, max_length=4, verbose_name="No. KK"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="last_received_on",
            field=models.DateField(editable=False, null=True, verbose_name="last received on"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="merged_into",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.family",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="need_score",
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="need score"),
        ),
        migrations.AlterField(
            model_name="familyevent",
            name="surveyed_on",
            field=models.DateField(editable=False, null=True, verbose_name="surveyed on"),
        ),
        migrations.AlterField(
            model_name="familyinmate",
            name="inmate",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ties",
                to="families.inmate",
                verbose_name="inmate",
            ),
        ),
        migrations.AlterField(
            model_name="familyinmateevent",
            name="inmate",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="families.inmate",
                verbose_name="inmate",
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="nik_last4",
            field=models.CharField(blank=True, editable=False, max_length=4, verbose_name="NIK"),
        ),
        migrations.AlterField(
            model_name="member",
            name="phone_last4",
            field=models.CharField(blank=True, editable=False, max_length=4, verbose_name="Phone"),
        ),
        migrations.AlterField(
            model_name="memberevent",
            name="nik_last4",
            field=models.CharField(blank=True, editable=False, max_length=4, verbose_name="NIK"),
        ),
        migrations.AlterField(
            model_name="memberevent",
            name="phone_last4",
            field=models.CharField(blank=True, editable=False, max_length=4, verbose_name="Phone"),
        ),
    ]
