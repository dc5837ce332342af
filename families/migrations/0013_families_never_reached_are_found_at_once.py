"""An index on the families that never received, in the order in which *Beranda* names the first of them."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("families", "0012_moments_in_our_time"),)

    operations = (
        migrations.AddIndex(
            model_name="family",
            index=models.Index(
                fields=["centre", "registered_on", "id"],
                name="family_never_reached",
                condition=Q(merged_into=None, eligibility="eligible", last_aid_on=None),
            ),
        ),
    )
