"""A round of which a family was visited in vain does not take place later: it would have waited on the other day."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0039_texts_hold_no_number"),)

    operations = (
        # The last accepted report of a missed family is that of the miss, see recipient_recorded_by_its_report.
        trigger(
            "round_not_after_its_misses",
            "distributions_round",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.date <> NEW.date)",
            """
            BEGIN
                IF EXISTS (SELECT FROM distributions_recipient p
                             JOIN centres_centre c ON c.id = NEW.centre_id
                             JOIN LATERAL (
                                  SELECT s.recorded_at FROM distributions_handoverreport s
                                   WHERE s.recipient_id = p.id AND s.verdict = 'accepted'
                                   ORDER BY s.id DESC LIMIT 1) said ON true
                            WHERE p.round_id = NEW.id AND p.state = 'missed'
                              AND p.missed_reason NOT IN ('moved', 'refused', 'deceased', 'released')
                              AND NEW.date > (least(said.recorded_at, now()) AT TIME ZONE c.time_zone)::date) THEN
                    RAISE EXCEPTION 'a round of which a family was visited in vain does not take place later'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_not_after_its_misses';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
