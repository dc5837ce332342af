"""No number of a person stands in how a round went."""

from django.db import migrations

from config.walls import no_number


class Migration(migrations.Migration):
    dependencies = (("distributions", "0048_minutes_of_goods"),)

    operations = (no_number("distributions_round", "round_went", "how_it_went", old_rows=False),)
