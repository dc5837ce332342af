"""What comes back of an issue is never more than went out with it, per lot."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("aid", "0002_walls"),)

    operations = (
        # After movement_moves_stock by its name: that one has locked the lots, so two returns of the same goods come
        # one after the other, and the second sees the first.
        trigger(
            "movement_returns_what_went_out",
            "aid_movement",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            """
            BEGIN
                IF EXISTS (
                    SELECT FROM (SELECT DISTINCT issue_id, lot_id FROM added
                                  WHERE kind IN ('return', 'reversal') AND issue_id IS NOT NULL) a
                     WHERE (SELECT sum(m.quantity) FROM aid_movement m
                              LEFT JOIN aid_movement r ON r.id = m.reverses_id
                             WHERE m.issue_id = a.issue_id AND m.lot_id = a.lot_id
                               AND coalesce(r.kind, m.kind) IN ('issue', 'return')) > 0
                ) THEN
                    RAISE EXCEPTION 'no more comes back than went out'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_returns_what_went_out';
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
