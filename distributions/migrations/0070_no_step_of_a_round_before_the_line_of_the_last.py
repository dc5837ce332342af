"""A step of a round is taken only once the one before it is written down.

At the end of a transaction the last line says the state of the round (``round_step_is_written_down``); one that went
back and forth in between had another submitter then, and no line of it. Who took the step that a round is in, and when,
stays by other walls until the next step.
"""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0069_papers_are_signed_by_a_head"),)

    operations = (
        trigger(
            "round_step_follows_a_line",
            "distributions_round",
            "AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.state <> NEW.state)",
            """
            BEGIN
                IF OLD.state <> coalesce((SELECT to_state FROM distributions_roundtransition
                                           WHERE round_id = NEW.id ORDER BY id DESC LIMIT 1), 'draft') THEN
                    RAISE EXCEPTION 'a step of a round is written down before the next'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_step_follows_a_line';
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
