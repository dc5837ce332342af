"""Days lie between 2000 and 2100; a round takes place near its month, and not after what was handed over of it."""

import datetime

from django.conf import settings
from django.db import migrations, models

from config.walls import check, trigger


class Migration(migrations.Migration):
    dependencies = [
        ("aid", "0009_days_in_our_time"),
        ("centres", "0009_days_in_our_time"),
        ("distributions", "0017_only_officials_sign"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "handed_at__range",
                        (
                            datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        ),
                    )
                ),
                name="handover_moments_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoverreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "recorded_at__range",
                        (
                            datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        ),
                    )
                ),
                name="handover_report_moments_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("ends_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="programme_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "published_at__range",
                        (
                            datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                            datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.UTC),
                        ),
                    )
                ),
                name="publication_moments_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurrence_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("month__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("date__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                    ("paper_signed_on__range", (datetime.date(2000, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="round_days_in_our_time",
                violation_error_message="A day lies outside the years 2000 to 2100.",
            ),
        ),
        check(
            "round_date_near_its_month",
            "distributions_round",
            "date >= month - interval '1 month' AND date < month + interval '2 months'",
            old_rows=False,
        ),
        # Moments are kept in UTC, where a day begins later than here: this is up to a day wider than the form.
        check(
            "round_paper_signed_for_this_proposal",
            "distributions_round",
            "paper_signed_on >= (planned_at AT TIME ZONE 'UTC')::date"
            " AND paper_signed_on >= (approved_at AT TIME ZONE 'UTC')::date - 60"
            " AND paper_signed_on <= (approved_at AT TIME ZONE 'UTC')::date + 1",
            old_rows=False,
        ),
        trigger(
            "round_not_after_its_hand_overs",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.date <> NEW.date)",
            """
            BEGIN
                IF EXISTS (SELECT FROM distributions_handover h
                             JOIN distributions_recipient p ON p.id = h.recipient_id
                             JOIN centres_centre c ON c.id = NEW.centre_id
                            WHERE p.round_id = NEW.id AND h.voided_at IS NULL
                              AND NEW.date > (least(h.handed_at, now()) AT TIME ZONE c.time_zone)::date) THEN
                    RAISE EXCEPTION 'a round that has begun does not take place later'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_not_after_its_hand_overs';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    ]
