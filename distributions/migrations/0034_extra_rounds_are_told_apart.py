"""Two extra rounds of one day are held for different things, and so have different names."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("distributions", "0033_proposals_say_what_they_rest_on"),)

    operations = (
        migrations.AddConstraint(
            "round",
            models.UniqueConstraint(
                fields=("programme", "extra", "date"),
                condition=Q(occurrence_on=None) & ~Q(state="cancelled"),
                name="round_extra_once_a_day",
                violation_error_message=(
                    "There is such an extra round of the programme on that day already. Raise its number of packages."
                ),
            ),
        ),
    )
