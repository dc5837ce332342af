"""A centre says for how long it keeps the data of families that ended."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0018_names_of_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="centre",
            name="retention_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the end, or the last aid. Empty: until somebody erases them.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(12),
                    django.core.validators.MaxValueValidator(240),
                ],
                verbose_name="data of ended families are kept for (months)",
            ),
        ),
        migrations.AddField(
            model_name="centreevent",
            name="retention_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the end, or the last aid. Empty: until somebody erases them.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(12),
                    django.core.validators.MaxValueValidator(240),
                ],
                verbose_name="data of ended families are kept for (months)",
            ),
        ),
        migrations.AddConstraint(
            model_name="centre",
            constraint=models.CheckConstraint(
                condition=models.Q(("retention_months", None), ("retention_months__range", (12, 240)), _connector="OR"),
                name="centre_keeps_data_for_1_to_20_years",
            ),
        ),
    ]
