"""What a register's remarks say of need is taken as somebody confirmed it, until the first survey."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from config.walls import known_words, moment_in_our_time, never_truncated, same_centre, trigger

FROM, UNTIL = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = (
        ("families", "0037_imports_say_what_they_changed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            "RemarksRead",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                ("centre", models.ForeignKey("centres.centre", PROTECT, related_name="+", editable=False)),
                (
                    "family",
                    models.OneToOneField("families.family", PROTECT, related_name="remarks_read", db_constraint=False),
                ),
                ("said_on", models.DateField(verbose_name="said on")),
                (
                    "income_per_person",
                    models.PositiveIntegerField(null=True, verbose_name="monthly income per person (Rp)"),
                ),
                (
                    "housing",
                    models.CharField(
                        max_length=8,
                        blank=True,
                        choices=[
                            ("own", "Own house"),
                            ("family", "With relatives"),
                            ("rent", "Rented"),
                            ("unfit", "Unfit to live in"),
                        ],
                        verbose_name="housing",
                    ),
                ),
                ("elderly", models.PositiveSmallIntegerField(default=0, verbose_name="elderly persons")),
                ("toddlers", models.PositiveSmallIntegerField(default=0, verbose_name="toddlers")),
                ("pregnant", models.BooleanField(default=False, verbose_name="somebody is pregnant")),
                ("disability", models.BooleanField(default=False, verbose_name="somebody lives with a disability")),
                ("has_sktm", models.BooleanField(default=False, verbose_name="has an SKTM")),
                ("read_by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("read_at", models.DateTimeField()),
            ],
            options={"verbose_name": "remarks that were read"},
        ),
        migrations.AddConstraint(
            "remarksread",
            models.CheckConstraint(
                condition=Q(("said_on__range", (FROM, UNTIL))),
                name="remarks_read_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            "remarksread",
            models.CheckConstraint(condition=Q(elderly__lte=9, toddlers__lte=9), name="remarks_read_count_few"),
        ),
        same_centre(("families_remarksread", "family_id", "families_family")),
        known_words({"families_remarksread": {"housing": "- own family rent unfit"}}),
        moment_in_our_time("families_remarksread", "read_at"),
        never_truncated("families_remarksread"),
        trigger(
            "remarks_read_stay_as_they_are",
            "families_remarksread",
            "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
            """
            BEGIN
                -- Erased, nothing is left of what was said of a family.
                IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM families_erasure e
                    WHERE e.family_id_erased = OLD.family_id AND e.transaction = txid_current()) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'what was read of remarks stays as it is'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'remarks_read_stay_as_they_are';
            END
            """,
        ),
    )
