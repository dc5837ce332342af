"""A programme may pause, and a date of its rule may be moved, each with a reason; its numbers have bounds."""

import datetime

import django.db.models.deletion
import pghistory.utils
from django.db import migrations, models
from django.db.migrations import RunSQL

from config.walls import check, never_truncated, same_centre, stays


def history_in_our_time(table: str, *days: str) -> RunSQL:
    """As ``moments_in_our_time`` gave the tables of before."""
    within = [f"{day} BETWEEN '1900-01-01' AND '2100-12-31'" for day in days]
    within += ["pgh_created_at BETWEEN '2000-01-01Z' AND '2100-12-31Z'"]
    return check(f"{table}_moments_in_our_time", table, " AND ".join(within))


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0010_moments_in_our_time"),
        ("centres", "0012_moments_in_our_time"),
        ("distributions", "0025_extra_rounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="MovedDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurrence_on", models.DateField(verbose_name="date by the rule")),
                ("date", models.DateField(verbose_name="date")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "moved date",
                "ordering": ("occurrence_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="MovedDateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("occurrence_on", models.DateField(verbose_name="date by the rule")),
                ("date", models.DateField(verbose_name="date")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "pause",
                "ordering": ("starts_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="PauseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="programme",
            name="programme_rule_is_complete",
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("day__isnull", False), ("day__range", (1, 31)), ("rule", "day")),
                    models.Q(
                        ("nth__in", (1, 2, 3, 4, -1)),
                        ("nth__isnull", False),
                        ("rule", "weekday"),
                        ("weekday__isnull", False),
                        ("weekday__range", (0, 6)),
                    ),
                    _connector="OR",
                ),
                name="programme_rule_is_complete",
                violation_error_message="Give the day, or which weekday of the month.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("packages_per_round__lte", 10000),
                    ("stops_per_round__lte", 10000),
                    ("family_rest_months__lte", 60),
                    ("village_rest_rounds__lte", 24),
                ),
                name="programme_numbers_within_bounds",
            ),
        ),
        migrations.AddField(
            model_name="moveddate",
            name="centre",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.centre"
            ),
        ),
        migrations.AddField(
            model_name="moveddate",
            name="programme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="moved_dates",
                to="distributions.programme",
            ),
        ),
        migrations.AddField(
            model_name="moveddateevent",
            name="centre",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.centre",
            ),
        ),
        migrations.AddField(
            model_name="moveddateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="distributions.moveddate",
            ),
        ),
        migrations.AddField(
            model_name="moveddateevent",
            name="programme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="distributions.programme",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="centre",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centres.centre"
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="programme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pauses",
                to="distributions.programme",
            ),
        ),
        migrations.AddField(
            model_name="pauseevent",
            name="centre",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="centres.centre",
            ),
        ),
        migrations.AddField(
            model_name="pauseevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="distributions.pause",
            ),
        ),
        migrations.AddField(
            model_name="pauseevent",
            name="programme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="distributions.programme",
            ),
        ),
        migrations.AddConstraint(
            model_name="moveddate",
            constraint=models.UniqueConstraint(fields=("programme", "occurrence_on"), name="moved_date_once"),
        ),
        migrations.AddConstraint(
            model_name="moveddate",
            constraint=models.CheckConstraint(
                condition=models.Q(("date", models.F("occurrence_on")), _negated=True),
                name="moved_date_is_another",
                violation_error_message="That is the date of the rule itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moveddate",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="moved_date_has_reason",
                violation_error_message="Give the reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moveddate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurrence_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("date__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="moveddate_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="moveddateevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("pgh_context__has_key", "actor")), name="distributions_moveddate_event_has_actor"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="pause_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="pause_has_reason",
                violation_error_message="Give the reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("ends_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="pause_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pauseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("pgh_context__has_key", "actor")), name="distributions_pause_event_has_actor"
            ),
        ),
        same_centre(
            ("distributions_pause", "programme_id", "distributions_programme"),
            ("distributions_moveddate", "programme_id", "distributions_programme"),
        ),
        stays("distributions_pause", "programme_id"),
        stays("distributions_moveddate", "programme_id", "occurrence_on"),
        never_truncated("distributions_pause", "distributions_moveddate"),
        # As the date of the round that is made from it.
        check(
            "moved_date_near_its_month",
            "distributions_moveddate",
            "date >= date_trunc('month', occurrence_on) - interval '1 month'"
            " AND date < date_trunc('month', occurrence_on) + interval '2 months'",
        ),
        history_in_our_time("distributions_pauseevent", "starts_on", "ends_on"),
        history_in_our_time("distributions_moveddateevent", "occurrence_on", "date"),
    ]
