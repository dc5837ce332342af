"""Of a family that was taken out of a proposal it is kept by what right it had its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("distributions", "0043_an_erasure_empties_what_is_frozen"),)

    operations = (migrations.AddField("exclusion", "had", models.JSONField(default=dict)),)
