"""A round is approved, closed, and given a reserve family, on what is committed now.

A trigger that counts other rows sees them as its transaction does: in REPEATABLE READ and SERIALIZABLE as they were when
the transaction began. A round could be closed over a hand-over that was undone since, and two rounds approved with the
same family.
"""

from django.db import migrations

from config.walls import trigger

OLD_SNAPSHOT = "current_setting('transaction_isolation') IN ('repeatable read', 'serializable')"


def in_read_committed(name: str, table: str, decided: str) -> migrations.RunSQL:
    """Refuse what is ``decided`` in a transaction that doesn't see what others committed meanwhile."""
    return trigger(
        name,
        table,
        f"BEFORE UPDATE ON {{table}} FOR EACH ROW WHEN ({decided} AND {OLD_SNAPSHOT})",
        f"""
        BEGIN
            RAISE EXCEPTION 'this is decided in READ COMMITTED'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        END
        """,
    )


class Migration(migrations.Migration):
    dependencies = (("distributions", "0010_a_reserve_family_waits_in_one_round"),)

    operations = (
        in_read_committed("round_decided_on_what_is_committed", "distributions_round", "OLD.state <> NEW.state"),
        in_read_committed(
            "reserve_decided_on_what_is_committed",
            "distributions_recipient",
            "OLD.state = 'reserve' AND NEW.state <> 'reserve'",
        ),
    )
