"""A role that was given today may end at once: its last day is then the day before the first."""

import datetime

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = (("centres", "0026_access_is_logged_in_ones_own_name"),)

    operations = (
        migrations.RemoveConstraint("membership", "membership_ends_after_start"),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on") - datetime.timedelta(days=1)),
                name="membership_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ),
    )
