"""A centre's calendar is read by a secret link, of which the digest is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import check


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0012_moments_in_our_time"),
        ("distributions", "0026_departures_from_the_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                (
                    "centre",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="centres.centre",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar link",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="calendar_link_digest_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("centre",),
                        name="calendar_link_one_per_centre",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__gte", models.F("made_at")),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="calendar_link_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        check("calendar_link_digest_is_sha256", "distributions_calendarlink", "octet_length(digest) = 32"),
        check(
            "distributions_calendarlink_moments_in_our_time",
            "distributions_calendarlink",
            "made_at BETWEEN '2000-01-01Z' AND '2100-12-31Z' AND withdrawn_at BETWEEN '2000-01-01Z' AND '2100-12-31Z'",
        ),
    ]
