"""Indexes on the few reports and recipients that wait for somebody, among all that there ever were."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = (("distributions", "0030_reports_are_bound_to_their_key"),)

    operations = (
        migrations.AddIndex(
            "handoverreport",
            models.Index(fields=["centre", "round"], name="report_open", condition=Q(verdict="open")),
        ),
        migrations.AddIndex(
            "recipient",
            models.Index(
                fields=["centre", "recorded_at"],
                name="recipient_noticed",
                condition=Q(state="missed", missed_reason__in=("deceased", "released")),
            ),
        ),
    )
