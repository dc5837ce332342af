"""Whom a family authorised to receive in its name, kept with the family."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from config.walls import moment_in_our_time, never_truncated, no_number, same_centre, stays, trigger

FROM, UNTIL = datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = (
        ("families", "0028_surveys_that_are_old_are_counted_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            "Proxy",
            [
                ("id", models.BigAutoField(primary_key=True, auto_created=True, serialize=False, verbose_name="ID")),
                ("centre", models.ForeignKey("centres.centre", PROTECT, related_name="+", editable=False)),
                (
                    "family",
                    models.ForeignKey("families.family", PROTECT, related_name="proxies", db_constraint=False),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("relation", models.CharField(max_length=60, verbose_name="what the proxy is to the family")),
                ("from_on", models.DateField(verbose_name="from")),
                ("until", models.DateField(null=True, blank=True, verbose_name="until")),
                ("recorded_by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("recorded_at", models.DateTimeField()),
                ("ended_by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, null=True, related_name="+")),
            ],
            options={"verbose_name": "proxy"},
        ),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=Q(("from_on__range", (FROM, UNTIL)), ("until__range", (FROM, UNTIL))),
                name="proxy_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=Q(name="", relation="") | (~Q(name="") & ~Q(relation="")), name="proxy_has_name_and_relation"
            ),
        ),
        migrations.AddConstraint(
            "proxy",
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("from_on")), name="proxy_ends_after_it_began"
            ),
        ),
        same_centre(("families_proxy", "family_id", "families_family")),
        stays("families_proxy", "family_id"),
        never_truncated("families_proxy"),
        moment_in_our_time("families_proxy", "recorded_at"),
        no_number("families_proxy", "proxy", "name", "relation"),
        trigger(
            "proxy_stays_as_it_is",
            "families_proxy",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.from_on <> NEW.from_on OR OLD.name <> NEW.name"
            " OR OLD.relation <> NEW.relation OR OLD.recorded_by_id <> NEW.recorded_by_id"
            " OR OLD.recorded_at <> NEW.recorded_at)",
            """
            BEGIN
                -- Erased, nothing is left of the person but that there was one.
                IF NOT EXISTS (SELECT FROM families_erasure e
                                WHERE e.family_id_erased = OLD.family_id AND e.transaction = txid_current()) THEN
                    RAISE EXCEPTION 'a proxy is ended, and recorded anew'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_stays_as_it_is';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
