"""NaN, which PostgreSQL holds to be above every number, is no quantity."""

from django.db import migrations

from config.numbers import is_a_number


class Migration(migrations.Migration):
    dependencies = (("distributions", "0013_names_in_the_history"),)

    operations = (
        migrations.AddConstraint("handoverline", is_a_number("quantity", table="handover_line")),
        migrations.AddConstraint("roundline", is_a_number("quantity", table="round_line")),
    )
