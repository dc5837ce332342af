"""An index on the inmates whose expected release is known, of which *Beranda* counts those that have come."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("families", "0016_whether_an_inmate_is_held"),)

    operations = (
        migrations.AddIndex(
            "inmate",
            models.Index(
                fields=["centre", "expected_release_on"],
                name="inmate_release_due",
                condition=Q(status="held", expected_release_on__isnull=False),
            ),
        ),
    )
