"""Rows of an import that concern each other are found by keyed digests, so that one is judged without the whole file."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0029_families_have_proxies"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerimport",
            name="niks_look_cut",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="registerimportrow",
            name="links",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
    ]
