"""The list of families begins with the eligible; its index follows."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0009_days_in_our_time"),
        ("families", "0010_days_in_our_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="family", name="family_longest_waiting"),
        migrations.AddIndex(
            model_name="family",
            index=models.Index(
                models.F("centre"),
                models.Case(
                    models.When(eligibility="eligible", then=0),
                    default=1,
                    output_field=models.SmallIntegerField(),
                ),
                models.OrderBy(models.F("last_aid_on"), nulls_first=True),
                models.F("id"),
                condition=models.Q(("merged_into", None), models.Q(("eligibility", "ended"), _negated=True)),
                name="family_eligible_first",
            ),
        ),
    ]
