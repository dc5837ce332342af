"""A recipient's row says when an inmate of the family was to be released, frozen with what was approved."""

import datetime

from django.db import migrations, models

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0018_days_in_our_time"),)

    operations = (
        migrations.AddField("recipient", "release_on", models.DateField(null=True)),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("release_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)))),
                name="recipient_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        trigger(
            "recipient_release_is_frozen",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.release_on IS DISTINCT FROM NEW.release_on)",
            """
            BEGIN
                IF round_state(NEW.round_id) NOT IN ('draft', 'submitted') THEN
                    RAISE EXCEPTION 'what was approved is frozen'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'recipient_release_is_frozen';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
