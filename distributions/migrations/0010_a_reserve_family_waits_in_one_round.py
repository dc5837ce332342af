"""A reserve family for which nothing is recorded yet in another approved round takes no place in this one."""

from django.db import migrations

from config.walls import trigger

# The family is held, so that of an approval and a reserve at one moment the second sees the first.
RESERVE = """
BEGIN
    IF round_state(NEW.round_id) NOT IN ('approved', 'issued') THEN
        RETURN NEW;
    END IF;
    PERFORM FROM families_family WHERE id = NEW.family_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM distributions_recipient other JOIN distributions_round r ON r.id = other.round_id
         WHERE other.family_id = NEW.family_id AND other.round_id <> NEW.round_id AND other.state = 'planned'
           AND r.state IN ('approved', 'issued')
    ) THEN
        RAISE EXCEPTION 'this family waits in another approved round'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reserve_without_doubles';
    END IF;
    RETURN NEW;
END
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0009_a_family_waits_in_one_approved_round"),)

    operations = (
        trigger(
            "reserve_without_doubles",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state = 'reserve' AND NEW.state <> 'reserve')",
            RESERVE,
        ),
    )
