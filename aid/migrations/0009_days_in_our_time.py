"""Days of the books lie between 2000 and 2100."""

import datetime

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0008_numbers_are_numbers"),
        ("centres", "0009_days_in_our_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="issue",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="issue_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="lot_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(("happened_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="movement_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="packageversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="package_version_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("paid_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="receipt_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
    ]
