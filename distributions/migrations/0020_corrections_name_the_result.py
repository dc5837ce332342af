"""A correction says whether a family received after all, or did not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("distributions", "0019_release_days_are_copied"),)

    operations = (
        migrations.AlterField(
            "correction",
            "recipient",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="corrections",
                to="distributions.recipient",
            ),
        ),
        migrations.AddField(
            "correction",
            "result",
            models.CharField(
                blank=True,
                choices=[("received", "It received"), ("not_received", "It did not receive")],
                default="",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "correction",
            models.CheckConstraint(
                condition=models.Q(("result", ""))
                | models.Q(("recipient__isnull", False), ("result__in", ["received", "not_received"])),
                name="correction_result_is_of_a_family",
            ),
        ),
    )
