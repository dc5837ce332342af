"""No moment lies outside the years 2000 to 2100: not what the application writes down of itself, nor in the history."""

from django.db import migrations

from config.walls import moments_in_our_time


class Migration(migrations.Migration):
    dependencies = (("aid", "0009_days_in_our_time"),)

    operations = (moments_in_our_time("aid"),)
