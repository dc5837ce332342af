"""Two pauses on just the same days are one: who takes one back would leave the other, and the month without a round."""

from django.db import migrations, models

ONE_OF_EACH = """
    SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
           set_config('pghistory.context_metadata', '{"actor": "migrate"}', true);
    DELETE FROM distributions_pause p USING distributions_pause q
     WHERE (q.programme_id, q.starts_on, q.ends_on) = (p.programme_id, p.starts_on, p.ends_on) AND q.id < p.id;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0064_steps_of_a_round_are_written_down"),)

    operations = (
        migrations.RunSQL(ONE_OF_EACH, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "pause",
            models.UniqueConstraint(
                fields=("programme", "starts_on", "ends_on"),
                name="pause_once",
                violation_error_message="There is already a pause on these days.",
            ),
        ),
    )
