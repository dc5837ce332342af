"""By which weights a centre scores need, from which day on; a survey names the weights under which it was made."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from config.walls import append_only, moment_in_our_time, no_number

FROM, UNTIL = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
PROTECT = django.db.models.deletion.PROTECT
WEIGHTS = (
    "income_per_person",
    "dependants",
    "breadwinner_held",
    "housing",
    "elderly",
    "toddlers",
    "disability",
    "pregnant",
    "has_sktm",
    "decile",
)


class Migration(migrations.Migration):
    dependencies = (
        ("families", "0030_rows_that_concern_each_other"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            "NeedWeights",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                ("centre", models.ForeignKey("centres.centre", PROTECT, related_name="+", editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                *((name, models.PositiveSmallIntegerField()) for name in WEIGHTS),
                ("basis", models.CharField(max_length=300, verbose_name="basis of the decision")),
                ("decided_by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            "needweights",
            models.CheckConstraint(
                condition=Q(starts_on__range=(FROM, UNTIL)),
                name="need_weights_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            "needweights",
            models.UniqueConstraint(fields=("centre", "starts_on"), name="need_weights_start_once_a_day"),
        ),
        migrations.AddConstraint(
            "needweights", models.CheckConstraint(condition=~Q(basis=""), name="need_weights_have_a_basis")
        ),
        migrations.AddConstraint(
            "needweights",
            models.CheckConstraint(
                condition=Q(
                    income_per_person=100
                    - F("dependants")
                    - F("breadwinner_held")
                    - F("housing")
                    - F("elderly")
                    - F("toddlers")
                    - F("disability")
                    - F("pregnant")
                    - F("has_sktm")
                    - F("decile")
                ),
                name="need_weights_make_a_hundred",
            ),
        ),
        append_only("families_needweights"),
        moment_in_our_time("families_needweights", "recorded_at"),
        no_number("families_needweights", "need_weights", "basis"),
    )
