"""No moment lies outside the years 2000 to 2100: not what the application writes down of itself, nor in the history."""

from django.db import migrations

from config.walls import moments_in_our_time


class Migration(migrations.Migration):
    dependencies = (("centres", "0011_forms_are_carried_out_once"),)

    operations = (moments_in_our_time("centres"),)
