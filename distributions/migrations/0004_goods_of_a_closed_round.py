"""The goods of a closed round don't move any more, and only a closed round is corrected.

The round is locked before its state is read: whoever closes it at the same moment is waited for.
"""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0003_exclusions"), ("aid", "0003_no_more_comes_back_than_went_out"))

    operations = (
        trigger(
            "movement_in_an_open_round",
            "aid_movement",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            """
            BEGIN
                PERFORM 1 FROM distributions_round WHERE id IN (
                    SELECT ri.round_id FROM distributions_roundissue ri JOIN added a ON a.issue_id = ri.issue_id)
                  ORDER BY id FOR SHARE;
                IF EXISTS (SELECT FROM added a
                             JOIN distributions_roundissue ri ON ri.issue_id = a.issue_id
                             JOIN distributions_round r ON r.id = ri.round_id
                            WHERE r.state NOT IN ('approved', 'issued')) THEN
                    RAISE EXCEPTION 'the goods of a closed round do not move'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'movement_in_an_open_round';
                END IF;
                RETURN NULL;
            END
            """,
        ),
        trigger(
            "issue_in_an_open_round",
            "distributions_roundissue",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                PERFORM 1 FROM distributions_round WHERE id = NEW.round_id FOR SHARE;
                IF round_state(NEW.round_id) NOT IN ('approved', 'issued') THEN
                    RAISE EXCEPTION 'goods are issued to an approved round that is still open'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'issue_in_an_open_round';
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "correction_of_a_closed_round",
            "distributions_correction",
            "BEFORE INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                IF round_state(NEW.round_id) <> 'closed' THEN
                    RAISE EXCEPTION 'only a closed round is corrected'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'correction_of_a_closed_round';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
