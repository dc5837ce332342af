"""An open report may be accepted after all: by a report of the coordinator that says the same, which its settlement names."""

import django.db.models.deletion
from django.db import migrations, models

from config.walls import done_by, same_centre, trigger

TABLE = "distributions_reportresolution"


def added_rows(name: str, condition: str, sentence: str) -> migrations.RunSQL:
    """Refuse settlements ``a`` of reports ``o`` of which the condition holds; ``s`` is what was accepted, if anything."""
    return trigger(
        name,
        TABLE,
        "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        f"""
        BEGIN
            IF EXISTS (SELECT FROM added a
                         JOIN distributions_handoverreport o ON o.id = a.report_id
                         LEFT JOIN distributions_handoverreport s ON s.id = a.accepted_as_id
                        WHERE {condition}) THEN
                RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        END
        """,
    )


class Migration(migrations.Migration):
    dependencies = (("distributions", "0076_what_python_can_read"),)

    operations = (
        migrations.AddField(
            "reportresolution",
            "accepted_as",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accepted_for",
                to="distributions.handoverreport",
            ),
        ),
        same_centre((TABLE, "accepted_as_id", "distributions_handoverreport")),
        added_rows("resolution_of_an_open_report", "o.verdict <> 'open'", "only what is open is settled"),
        # What was said is sealed, so the database compares what it can read.
        added_rows(
            "resolution_accepts_what_was_said",
            """a.accepted_as_id IS NOT NULL AND (
                   (s.verdict, s.round_id, s.kind, s.missed_reason, s.received_at, s.actor_id)
                   IS DISTINCT FROM
                   ('accepted', o.round_id, o.kind, o.missed_reason, a.at, a.by_id)
                   OR s.id < o.id OR s.recipient_id <> coalesce(o.recipient_id, s.recipient_id))""",
            "what is accepted is what the report said",
        ),
        done_by("resolution_by_the_coordinator", TABLE, "by_id", "at", "coordinator"),
    )
