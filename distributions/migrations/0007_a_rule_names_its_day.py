"""A programme's rule is complete: what is NULL no longer passes for a day."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("distributions", "0006_approvals_and_hand_overs_hold")]

    operations = [
        migrations.RemoveConstraint("programme", "programme_rule_is_complete"),
        migrations.AddConstraint(
            "programme",
            models.CheckConstraint(
                condition=Q(rule="day", day__isnull=False, day__range=(1, 31))
                | Q(rule="weekday", nth__isnull=False, weekday__isnull=False, weekday__range=(0, 6)),
                name="programme_rule_is_complete",
                violation_error_message="Give the day, or which weekday of the month.",
            ),
        ),
    ]
