"""An extra round: besides those of the rule, without a date of it, and with what it is for and why."""

from django.db import migrations, models

from config.walls import trigger

STAYS = """
            BEGIN
                RAISE EXCEPTION 'what a round is held for stays as it was said' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'round_stays_extra';
            END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0024_names_are_there_once"),)

    operations = [
        migrations.RemoveConstraint(
            model_name="round",
            name="round_once_per_month",
        ),
        migrations.AddField(
            model_name="round",
            name="extra",
            field=models.CharField(
                blank=True,
                choices=[("make_up", "Make-up"), ("special_day", "Special day"), ("disaster", "Disaster")],
                editable=False,
                max_length=12,
                verbose_name="extra round for",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="extra_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="why an extra round"),
        ),
        migrations.AddField(
            model_name="roundevent",
            name="extra",
            field=models.CharField(
                blank=True,
                choices=[("make_up", "Make-up"), ("special_day", "Special day"), ("disaster", "Disaster")],
                editable=False,
                max_length=12,
                verbose_name="extra round for",
            ),
        ),
        migrations.AddField(
            model_name="roundevent",
            name="extra_reason",
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name="why an extra round"),
        ),
        migrations.AlterField(
            model_name="round",
            name="occurrence_on",
            field=models.DateField(editable=False, null=True, verbose_name="date by the rule"),
        ),
        migrations.AlterField(
            model_name="roundevent",
            name="occurrence_on",
            field=models.DateField(editable=False, null=True, verbose_name="date by the rule"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("occurrence_on__isnull", False)),
                fields=("programme", "month"),
                name="round_once_per_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extra", ""), ("extra_reason", ""), ("occurrence_on__isnull", False)),
                    models.Q(
                        ("extra__in", ["make_up", "special_day", "disaster"]),
                        ("occurrence_on", None),
                        models.Q(("extra_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="round_extra_has_a_reason",
                violation_error_message="Say what the extra round is for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurrence_on__isnull", False),
                    models.Q(("state__in", ("draft", "submitted")), _negated=True),
                    models.Q(("date__month", models.F("month__month")), ("date__year", models.F("month__year"))),
                    _connector="OR",
                ),
                name="round_extra_month_is_that_of_its_day",
            ),
        ),
        trigger(
            "round_stays_extra",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN ("
            "(OLD.extra, OLD.extra_reason, OLD.occurrence_on IS NULL)"
            " IS DISTINCT FROM (NEW.extra, NEW.extra_reason, NEW.occurrence_on IS NULL))",
            STAYS,
        ),
    ]
