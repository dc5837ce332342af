"""Terms, roles and letterheads lie between 2000 and 2100."""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0008_sealed_secrets_keep_their_form"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="letterhead",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="letterhead_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("ends_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="membership_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="official",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("ends_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="official_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
    ]
