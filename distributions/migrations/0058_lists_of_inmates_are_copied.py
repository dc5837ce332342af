"""A recipient's row says since which list of inmates one of the family's is missing, frozen with what was approved."""

import datetime

from django.db import migrations, models

from config.walls import trigger

OURS = (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0057_what_the_rotation_proposed"),
        ("families", "0036_inmates_are_compared_with_a_list"),
    )

    operations = (
        migrations.AddField("recipient", "unlisted_on", models.DateField(null=True)),
        migrations.RemoveConstraint("recipient", "recipient_days_in_our_time"),
        migrations.AddConstraint(
            "recipient",
            models.CheckConstraint(
                condition=models.Q(("release_on__range", OURS), ("unlisted_on__range", OURS)),
                name="recipient_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        trigger(
            "recipient_list_is_frozen",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.unlisted_on IS DISTINCT FROM NEW.unlisted_on)",
            """
            BEGIN
                IF round_state(NEW.round_id) NOT IN ('draft', 'submitted') THEN
                    RAISE EXCEPTION 'what was approved is frozen'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'recipient_list_is_frozen';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
