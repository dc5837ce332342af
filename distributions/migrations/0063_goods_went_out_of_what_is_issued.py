"""A round is called issued once goods have gone out for it."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0062_who_takes_the_steps_of_a_round"),)

    operations = (
        trigger(
            "round_issued_with_goods",
            "distributions_round",
            "AFTER UPDATE ON {table} FOR EACH ROW WHEN (OLD.state = 'approved' AND NEW.state = 'issued')",
            """
            BEGIN
                IF NOT EXISTS (SELECT FROM distributions_roundissue d JOIN aid_movement m ON m.issue_id = d.issue_id
                                WHERE d.round_id = NEW.id HAVING sum(m.quantity) < 0) THEN
                    RAISE EXCEPTION 'goods of a round that is issued went out'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_issued_with_goods';
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
