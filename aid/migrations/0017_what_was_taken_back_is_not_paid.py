"""A delivery of which nothing is left, because all of it was taken back or went back to its supplier, is not paid."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("aid", "0016_lots_stay_as_they_came"),)

    operations = (
        trigger(
            "receipt_paid_while_it_stands",
            "aid_receipt",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.paid_on IS NULL AND NEW.paid_on IS NOT NULL)",
            """
            BEGIN
                -- Whoever takes it back at the same moment holds its lots, and comes before or after.
                PERFORM 1 FROM aid_lot WHERE receipt_id = NEW.id ORDER BY id FOR UPDATE;
                IF NOT EXISTS (
                    SELECT FROM aid_lot l
                      JOIN aid_movement m ON m.lot_id = l.id
                      LEFT JOIN aid_movement r ON r.id = m.reverses_id
                     WHERE l.receipt_id = NEW.id AND coalesce(r.kind, m.kind) IN ('receipt', 'supplier')
                     GROUP BY l.id
                    HAVING sum(m.quantity) > 0
                ) THEN
                    RAISE EXCEPTION 'nothing of this delivery is left to be paid'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_paid_while_it_stands';
                END IF;
                RETURN NEW;
            END
            """,
            definer=True,
        ),
    )
