"""What the ledger says has happened, follows what it rests on, and was recorded by somebody who keeps goods.

A day is for clocks that go wrong, as in ``walls.has_happened``. ``role_held`` stands in the migrations of the rounds
(0016), which are all there before the first row is.
"""

from django.db import migrations, models

from config.walls import done_by, has_happened, trigger

RECORDED = ("recorded_by_id", "recorded_at", "storekeeper", "coordinator")


class Migration(migrations.Migration):
    dependencies = (("aid", "0014_texts_have_something_to_read"),)

    operations = (
        has_happened("receipt_has_happened", "aid_receipt", days=("received_on", "paid_on"), moments=("recorded_at",)),
        has_happened("issue_has_happened", "aid_issue", days=("issued_on",), moments=("recorded_at",)),
        has_happened("movement_has_happened", "aid_movement", days=("happened_on",), moments=("recorded_at",)),
        trigger(
            "movement_follows_what_it_rests_on",
            "aid_movement",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            """
            BEGIN
                IF EXISTS (
                    SELECT FROM added a
                      JOIN aid_lot l ON l.id = a.lot_id
                      JOIN aid_receipt r ON r.id = l.receipt_id
                      LEFT JOIN aid_issue i ON i.id = a.issue_id
                      LEFT JOIN aid_movement m ON m.id = a.reverses_id
                     WHERE a.happened_on < greatest(r.received_on, i.issued_on, m.happened_on)
                        OR a.recorded_at < greatest(r.recorded_at, i.recorded_at, m.recorded_at) - interval '1 day'
                ) THEN
                    RAISE EXCEPTION 'goods move after they came, went out, or moved before'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_follows_what_it_rests_on';
                END IF;
                RETURN NULL;
            END
            """,
        ),
        migrations.AddConstraint(
            "movement",
            models.UniqueConstraint(
                fields=("lot",), condition=models.Q(kind="receipt"), name="movement_receives_a_lot_once"
            ),
        ),
        done_by("receipt_by_who_keeps_goods", "aid_receipt", *RECORDED),
        done_by("issue_by_who_keeps_goods", "aid_issue", *RECORDED),
        done_by("movement_by_who_keeps_goods", "aid_movement", *RECORDED),
    )
