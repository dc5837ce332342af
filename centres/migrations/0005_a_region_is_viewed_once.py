"""A viewer holds a region once at a time, as every other role."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centres", "0004_rows_stay_with_their_centre")]

    operations = [
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=("user", "region"),
                condition=models.Q(ends_on=None),
                name="membership_of_region_open_once",
                violation_error_message="This person already holds this role.",
            ),
        )
    ]
