"""*Beranda* counts who is to be assessed again by the index by which it counts all that may receive."""

from django.db import migrations, models
from django.db.models import Q

CONDITION = Q(merged_into=None, eligibility="eligible", inmate_held=True)


class Migration(migrations.Migration):
    dependencies = (("families", "0027_an_erasure_empties_the_history"),)

    operations = (
        migrations.RemoveIndex("family", "family_may_receive"),
        migrations.AddIndex(
            "family",
            models.Index(
                fields=["centre", "last_aid_on", "eligible_from", "eligible_until", "surveyed_on"],
                name="family_may_receive",
                condition=CONDITION,
            ),
        ),
    )
