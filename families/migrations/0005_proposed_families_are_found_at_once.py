"""An index for the families that an initial determination is for."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0002_walls"),
        ("families", "0004_removed_ties_leave_the_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="family",
            index=models.Index(
                condition=models.Q(("eligibility", "proposed"), ("merged_into", None), ("surveyed_on", None)),
                fields=["centre"],
                name="family_to_determine",
            ),
        ),
    ]
