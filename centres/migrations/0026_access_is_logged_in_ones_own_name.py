"""A line of the access log is of who acts in this transaction, and of no time to come.

Who acts is what the history is told (``centres.history.acting_as``): a user, or the name of a command, which writes in
the name of the person for whom it runs.
"""

from django.db import migrations

from config.walls import has_happened, trigger


class Migration(migrations.Migration):
    dependencies = (("centres", "0025_files_are_sealed"),)

    operations = (
        trigger(
            "access_log_names_who_acts",
            "centres_accesslog",
            "AFTER INSERT ON {table} FOR EACH ROW",
            """
            DECLARE
                actor jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb -> 'actor';
            BEGIN
                IF actor IS NULL OR jsonb_typeof(actor) = 'number' AND actor <> to_jsonb(NEW.actor_id) THEN
                    RAISE EXCEPTION 'access is written down in the name of who has it'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_log_names_who_acts';
                END IF;
                RETURN NULL;
            END
            """,
        ),
        has_happened("access_log_has_happened", "centres_accesslog", moments=("at",)),
    )
