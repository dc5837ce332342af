"""How far the clock of a phone was off stands with its report; what no clock can say is kept for the coordinator."""

from django.db import migrations, models

from config.walls import check, other_check

TABLE = "distributions_handoverreport"
REASONS = "open_reason::text IN ('', 'changed', 'second', 'late', 'unplanned'{})"


class Migration(migrations.Migration):
    dependencies = (("distributions", "0077_open_reports_become_facts"),)

    operations = (
        migrations.AddField("handoverreport", "clock_ahead", models.IntegerField(null=True)),
        migrations.AddField("handoverreport", "clock_doubtful", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField(
            "handoverreport",
            "open_reason",
            models.CharField(
                blank=True,
                choices=[
                    ("changed", "Sent again with other content"),
                    ("second", "A second report for the same family"),
                    ("late", "Arrived after the round was closed"),
                    ("unplanned", "The family is not in the plan"),
                    ("clock", "The phone's clock can't be right"),
                ],
                max_length=10,
            ),
        ),
        other_check(
            "distributions_handoverreport_open_reason_is_known", TABLE, REASONS.format(", 'clock'"), REASONS.format("")
        ),
        check(
            "report_clock_of_a_phone",
            TABLE,
            "channel = 'phone' OR (clock_ahead IS NULL AND NOT clock_doubtful)",
        ),
    )
