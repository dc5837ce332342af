"""Once a round is approved its families keep their numbers: lists with them are printed and signed."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0028_nothing_happens_before_approval"),)

    operations = (
        trigger(
            "recipient_keeps_its_number",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.position <> NEW.position)",
            """
            BEGIN
                IF round_state(NEW.round_id) NOT IN ('draft', 'submitted') THEN
                    RAISE EXCEPTION 'a family keeps the number under which it was approved'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'recipient_keeps_its_number';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
