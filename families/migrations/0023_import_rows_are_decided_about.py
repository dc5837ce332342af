"""Rows of an import are joined, updated, kept aside, left out; those that became a family say that they are saved."""

import datetime

from django.conf import settings
from django.db import migrations, models

from config.walls import known_words


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0014_a_sent_form_is_known_by_its_key"),
        ("families", "0022_texts_hold_no_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="registerimportrow",
            name="offer",
            field=models.CharField(blank=True, max_length=6),
        ),
        migrations.AddField(
            model_name="registerimportrow",
            name="parked_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="registerimportrow",
            name="status",
            field=models.CharField(
                choices=[
                    ("valid", "Valid"),
                    ("review", "Needs checking"),
                    ("invalid", "Rejected"),
                    ("duplicate", "Duplicate"),
                    ("join", "Joins a household"),
                    ("update", "Updates a family"),
                    ("parked", "Incomplete"),
                    ("left_out", "Left out"),
                    ("saved", "Saved"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE families_registerimportrow DROP CONSTRAINT families_registerimportrow_status_is_known",
            # On the way back the one of 0021 is there again, for that to take away.
            "ALTER TABLE families_registerimportrow ADD CONSTRAINT families_registerimportrow_status_is_known"
            " CHECK (status IN ('valid', 'review', 'invalid', 'duplicate')) NOT VALID",
        ),
        migrations.RunSQL(
            "UPDATE families_registerimportrow SET status = 'saved' WHERE family_id IS NOT NULL",
            "UPDATE families_registerimportrow SET status = 'valid' WHERE status = 'saved'",
        ),
        known_words(
            {
                "families_registerimportrow": {
                    "status": "valid review invalid duplicate join update parked left_out saved",
                    "offer": "- join update",
                }
            }
        ),
        migrations.AddConstraint(
            model_name="registerimportrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("family__isnull", False), ("status", "saved")),
                    models.Q(models.Q(("status", "saved"), _negated=True), ("family", None)),
                    _connector="OR",
                ),
                name="register_import_row_is_saved_in_a_family",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimportrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parked_on__isnull", False), ("status", "parked")),
                    models.Q(models.Q(("status", "parked"), _negated=True), ("parked_on", None)),
                    _connector="OR",
                ),
                name="register_import_row_is_put_aside_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerimportrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("parked_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="register_import_row_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
    ]
