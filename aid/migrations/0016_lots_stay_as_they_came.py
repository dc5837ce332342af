"""What is said of a lot when it comes – item, price, code, expiry – stays: nothing but its balance ever changes.

The application may name a column for UPDATE, as it locks lots; a column that may be updated is one that can be changed
without a trace, for lots have no history.
"""

from django.db import migrations

from config.walls import trigger

SAID = ("receipt_id", "item_id", "unit_price", "code", "expires_on")
CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in SAID)


class Migration(migrations.Migration):
    dependencies = (("aid", "0015_movements_follow_what_they_rest_on"),)

    operations = (
        trigger(
            "lot_stays_as_it_came",
            "aid_lot",
            f"BEFORE UPDATE ON {{table}} FOR EACH ROW WHEN ({CHANGED})",
            """
            BEGIN
                RAISE EXCEPTION 'what is said of a lot stays'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_stays_as_it_came';
            END
            """,
        ),
    )
