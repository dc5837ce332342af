"""A line of the access log is written down as it happens: nobody dates what he looked at today in a year that is past.

In a database that tells a story of former months (the example, tests, benchmarks) a line may be of its past; which one
that is, its owner says with each migrate (``config.grants``).
"""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("centres", "0029_pictures_are_known_by_their_pixels"),)

    operations = (
        migrations.RunSQL(
            "CREATE FUNCTION public.tells_of_the_past() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false'",
            "DROP FUNCTION public.tells_of_the_past()",
        ),
        trigger(
            "access_log_is_of_now",
            "centres_accesslog",
            "AFTER INSERT ON {table} FOR EACH ROW WHEN (NEW.at < now() - interval '1 day')",
            """
            BEGIN
                IF NOT tells_of_the_past() THEN
                    RAISE EXCEPTION 'access is written down as it happens'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_log_is_of_now';
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
