"""What the rotation proposed is kept with a round, and stays once that is submitted."""

from django.db import migrations, models
from django.db.models import Q

from config.walls import trigger

STAYS = """
BEGIN
    RAISE EXCEPTION 'what the rotation proposed stays once the round was submitted'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_proposed_stays';
END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0056_what_follows_from_records"),)

    operations = (
        migrations.AddField("round", "proposed", models.JSONField(default=dict, editable=False)),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=Q(proposed={}) | Q(planned_at__isnull=False), name="round_proposed_once_it_was_planned"
            ),
        ),
        trigger(
            "round_proposed_stays",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW"
            " WHEN (OLD.state <> 'draft' AND OLD.proposed IS DISTINCT FROM NEW.proposed)",
            STAYS,
        ),
    )
