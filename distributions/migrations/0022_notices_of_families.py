"""Why a family was missed is known, and what was done about a notice that it raises is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import append_only, same_centre


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0009_days_in_our_time"),
        ("distributions", "0021_plans_have_a_history"),
        ("families", "0010_days_in_our_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeSettlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("note", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="recipient",
            name="missed_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_home", "Not at home"),
                    ("postponed", "Postponed"),
                    ("not_found", "Address not found"),
                    ("moved", "Moved away"),
                    ("refused", "Refused"),
                    ("deceased", "The recipient has died"),
                    ("released", "The inmate is released"),
                    ("other", "Other reason, not the family's doing"),
                    ("own_doing", "Other reason, the family's own doing"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "missed_reason__in",
                        [
                            "",
                            "not_home",
                            "postponed",
                            "not_found",
                            "moved",
                            "refused",
                            "deceased",
                            "released",
                            "other",
                            "own_doing",
                        ],
                    )
                ),
                name="recipient_missed_reason_is_known",
            ),
        ),
        migrations.AddField(
            model_name="noticesettlement",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="noticesettlement",
            name="centre",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.centre"
            ),
        ),
        migrations.AddField(
            model_name="noticesettlement",
            name="recipient",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settlements",
                to="distributions.recipient",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticesettlement",
            constraint=models.UniqueConstraint(fields=("recipient", "recorded_at"), name="notice_settled_once"),
        ),
        migrations.AddConstraint(
            model_name="noticesettlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="notice_settlement_has_note"
            ),
        ),
        same_centre(("distributions_noticesettlement", "recipient_id", "distributions_recipient")),
        append_only("distributions_noticesettlement"),
    ]
