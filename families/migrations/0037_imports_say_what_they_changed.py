"""An import says how many families that were there before got something of its rows."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("families", "0036_inmates_are_compared_with_a_list"),)

    operations = (
        migrations.AddField("registerimport", "changed_families", models.PositiveIntegerField(default=0)),
        migrations.RemoveConstraint("registerimport", "register_import_confirmed_by_somebody"),
        migrations.AddConstraint(
            "registerimport",
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, saved_families=0, changed_families=0)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                | Q(confirmed_at__isnull=False, uploaded_by=None),
                name="register_import_confirmed_by_somebody",
            ),
        ),
    )
