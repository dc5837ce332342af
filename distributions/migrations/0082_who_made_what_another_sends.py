"""Who recorded something on a phone stands beside who sent it: somebody of the centre, and only of what a phone made."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from config.walls import check, trigger

TABLE = "distributions_handoverreport"


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0081_what_is_recorded_of_rounds_has_happened"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.AddField(
            "handoverreport",
            "made_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        check("report_made_on_a_phone", TABLE, "channel = 'phone' OR made_by_id IS NULL"),
        trigger(
            "report_made_by_no_stranger",
            TABLE,
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            """
            BEGIN
                IF EXISTS (SELECT FROM added a
                            WHERE a.made_by_id IS NOT NULL
                              AND NOT EXISTS (SELECT FROM centres_membership m
                                               WHERE m.user_id = a.made_by_id AND m.centre_id = a.centre_id)) THEN
                    RAISE EXCEPTION 'who records has or had a role in the centre'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'report_made_by_no_stranger';
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
