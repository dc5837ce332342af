"""Days of the register lie between 2000 and 2100, births from 1900 on."""

import datetime

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0009_days_in_our_time"),
        ("families", "0009_numbers_change_with_their_digest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("surveyed_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="assessment_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="family",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registered_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("eligible_from__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("eligible_until__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("surveyed_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("last_received_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("aid_before_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="family_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="initialdetermination",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="initial_determination_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("expected_release_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="inmate_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("birth_date__range", (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))),
                    ("left_on__range", (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="member_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("as_of__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="register_import_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
    ]
