"""What belongs to a round stays in it, and refers to things of the same round only.

The walls that freeze a round ask for the state of the round that a row has after the change: without this, a family or
a line of a closed round could be moved into a draft, and so taken out of what was closed.
"""

from django.db import migrations

from config.walls import stays

# What refers to a location or a family names the round, too: (table, column, target).
WITHIN_A_ROUND = (
    ("distributions_recipient", "stop_id", "distributions_stop"),
    ("distributions_photo", "stop_id", "distributions_stop"),
    ("distributions_handoverreport", "recipient_id", "distributions_recipient"),
    ("distributions_correction", "recipient_id", "distributions_recipient"),
)
TARGETS = ("distributions_stop", "distributions_recipient")


class Migration(migrations.Migration):
    dependencies = (("distributions", "0004_goods_of_a_closed_round"),)

    operations = (
        stays("distributions_programme"),
        stays("distributions_round", "programme_id"),
        *(
            stays(f"distributions_{kind}", "round_id")
            for kind in (
                "roundline",
                "roundstaff",
                "stop",
                "recipient",
                "exclusion",
                "attendance",
                "photo",
                "quote",
                "publication",
            )
        ),
        migrations.RunSQL(
            [f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_round UNIQUE (round_id, id)" for table in TARGETS],
            [f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_round" for table in TARGETS],
        ),
        migrations.RunSQL(
            [
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_same_round FOREIGN KEY (round_id, {column})"
                f" REFERENCES {target} (round_id, id)"
                for table, column, target in WITHIN_A_ROUND
            ],
            [
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_same_round"
                for table, column, _to in WITHIN_A_ROUND
            ],
        ),
        # The slip of one family is not made of the report about another.
        migrations.RunSQL(
            [
                "ALTER TABLE distributions_handoverreport"
                " ADD CONSTRAINT distributions_handoverreport_of_recipient UNIQUE (recipient_id, id)",
                "ALTER TABLE distributions_handover ADD CONSTRAINT distributions_handover_report_id_same_recipient"
                " FOREIGN KEY (recipient_id, report_id) REFERENCES distributions_handoverreport (recipient_id, id)",
            ],
            [
                "ALTER TABLE distributions_handover DROP CONSTRAINT distributions_handover_report_id_same_recipient",
                "ALTER TABLE distributions_handoverreport DROP CONSTRAINT distributions_handoverreport_of_recipient",
            ],
        ),
    )
