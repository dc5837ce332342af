"""Who attended stays as it was said when the round was closed."""

from django.db import migrations

from config.walls import trigger

FROZEN = """
DECLARE
    the_round bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
BEGIN
    IF round_state(the_round) IN ('closed', 'cancelled') THEN
        RAISE EXCEPTION 'a closed round does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attendance_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0007_a_rule_names_its_day"),)

    operations = (
        trigger(
            "attendance_frozen",
            "distributions_attendance",
            "BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW",
            FROZEN,
        ),
    )
