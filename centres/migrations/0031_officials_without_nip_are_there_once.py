"""The same official twice, without a NIP that tells two people of one name apart: papers would offer both."""

from django.db import migrations
from django.db.models import Q, UniqueConstraint
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = (("centres", "0030_access_is_logged_as_it_happens"),)

    operations = (
        migrations.AddConstraint(
            "official",
            UniqueConstraint(
                "centre",
                "function",
                "capacity",
                "starts_on",
                Lower("title"),
                Lower("name"),
                condition=Q(nip=""),
                name="official_without_nip_once",
                violation_error_message=(
                    "There is already an official of this name and position, from this day."
                    " If it is somebody else, give the NIP."
                ),
            ),
        ),
    )
