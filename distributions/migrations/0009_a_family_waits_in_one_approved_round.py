"""A family for which nothing is recorded yet in an approved round is not approved in another."""

from django.db import migrations

from config.walls import trigger

# The families are held, so that of two rounds that are approved at one moment the second sees the first.
APPROVAL = """
BEGIN
    PERFORM FROM families_family f
      WHERE f.id IN (SELECT family_id FROM distributions_recipient WHERE round_id = NEW.id AND state = 'planned')
      ORDER BY f.id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM distributions_recipient mine
          JOIN distributions_recipient other ON other.family_id = mine.family_id AND other.round_id <> mine.round_id
          JOIN distributions_round r ON r.id = other.round_id
         WHERE mine.round_id = NEW.id AND mine.state = 'planned' AND other.state = 'planned'
           AND r.state IN ('approved', 'issued')
    ) THEN
        RAISE EXCEPTION 'a family waits in another approved round'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_approved_without_doubles';
    END IF;
    RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0008_attendance_is_frozen_at_close"),)

    operations = (
        trigger(
            "round_approved_without_doubles",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> 'approved' AND NEW.state = 'approved')",
            APPROVAL,
        ),
    )
