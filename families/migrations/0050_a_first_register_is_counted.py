"""The tables of the register are counted while the first register goes in, as autovacuum comes only afterwards.

Where PostgreSQL last counted a table while that was empty, it plans to read the whole of it for each new row, foreign
keys' own questions among them, and keeps to that plan while the table grows: the first register of an installation took
minutes. The ties come last of a family's rows, see ``register_import.saving``.
"""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("families", "0049_a_survey_is_recorded_once"),)

    operations = (
        trigger(
            "first_register_is_counted",
            "families_familyinmate",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            """
            DECLARE many bigint := (SELECT count(*) FROM added);
            BEGIN
                -- Of a table that was never counted this is -1. Of a larger one the plans are good, whatever comes.
                IF many >= 100 AND (SELECT reltuples < 2 * many FROM pg_class
                                     WHERE oid = 'families_family'::regclass) THEN
                    ANALYZE families_family, families_member, families_inmate, families_familyinmate;
                END IF;
                RETURN NULL;
            END
            """,
            definer=True,
        ),
    )
