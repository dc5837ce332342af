"""Whoever takes a step of a round writes it down, before the transaction ends: the story of a round leaves none out."""

from django.db import migrations

from config.walls import OWN_TABLES

FUNCTION = f"""
    CREATE FUNCTION round_step_is_written_down() RETURNS trigger LANGUAGE plpgsql{OWN_TABLES} AS $$
    BEGIN
        IF (SELECT state FROM distributions_round WHERE id = NEW.id) IS DISTINCT FROM
           (SELECT to_state FROM distributions_roundtransition WHERE round_id = NEW.id ORDER BY id DESC LIMIT 1) THEN
            RAISE EXCEPTION 'a step of a round is written down'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'round_step_is_written_down';
        END IF;
        RETURN NULL;
    END
    $$
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0063_goods_went_out_of_what_is_issued"),)

    operations = (
        migrations.RunSQL(
            [
                FUNCTION,
                # The line follows its step.
                "CREATE CONSTRAINT TRIGGER round_step_is_written_down AFTER UPDATE ON distributions_round"
                " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state <> NEW.state)"
                " EXECUTE FUNCTION round_step_is_written_down()",
            ],
            [
                "DROP TRIGGER round_step_is_written_down ON distributions_round",
                "DROP FUNCTION round_step_is_written_down()",
            ],
        ),
    )
