"""Of two programmes of a centre whose names differ in capitals alone, nobody knows which is meant."""

from django.db import migrations
from django.db.models import UniqueConstraint
from django.db.models.functions import Lower

ONCE = UniqueConstraint(
    "centre",
    Lower("name"),
    name="programme_name_once",
    violation_error_message="There is already a programme of this name.",
)


class Migration(migrations.Migration):
    dependencies = (("distributions", "0023_moments_in_our_time"),)

    operations = (
        migrations.RemoveConstraint("programme", "programme_name_once"),
        migrations.AddConstraint("programme", ONCE),
    )
