"""A proxy that was ended stays ended, and who ended it stays named: only an earlier day may follow."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("families", "0033_what_families_say_can_be"),)

    operations = (
        trigger(
            "proxy_is_only_ended",
            "families_proxy",
            "BEFORE UPDATE ON {table} FOR EACH ROW"
            " WHEN ((OLD.until, OLD.ended_by_id) IS DISTINCT FROM (NEW.until, NEW.ended_by_id)"
            " AND (NEW.until < coalesce(OLD.until, 'infinity') AND NEW.ended_by_id IS NOT NULL) IS NOT TRUE)",
            """
            BEGIN
                RAISE EXCEPTION 'a proxy that has ended is recorded anew, by somebody'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_is_only_ended';
            END
            """,
        ),
    )
