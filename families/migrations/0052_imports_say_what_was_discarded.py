"""An import says how many of its rows were discarded once others were saved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("families", "0051_what_is_decided_has_happened"),)

    operations = (migrations.AddField("registerimport", "discarded_rows", models.PositiveIntegerField(default=0)),)
