"""NaN, which PostgreSQL holds to be above every number, is no quantity."""

from django.db import migrations

from config.numbers import is_a_number


class Migration(migrations.Migration):
    dependencies = (("aid", "0007_names_in_the_history"),)

    operations = (
        migrations.AddConstraint("lot", is_a_number("on_hand", table="lot")),
        migrations.AddConstraint("movement", is_a_number("quantity", table="movement")),
        migrations.AddConstraint("packageline", is_a_number("quantity", table="package_line")),
        migrations.AddConstraint("packagelineevent", is_a_number("quantity", table="aid_packageline_event")),
    )
