"""Of a family that was taken out of a proposal it is kept by what right it had its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("distributions", "0041_entries_of_one_family"),)

    operations = (migrations.AddField("exclusion", "had", models.JSONField(default=dict)),)
