"""No goods go out for a round before the day of its approval."""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0031_what_waits_is_found_at_once"),)

    operations = (
        trigger(
            "round_issue_not_before_approval",
            "distributions_roundissue",
            "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
            """
            BEGIN
                IF EXISTS (
                    SELECT FROM added a
                      JOIN aid_issue i ON i.id = a.issue_id
                      JOIN distributions_round r ON r.id = a.round_id
                     WHERE i.issued_on < round_approved_on(r.centre_id, r.approved_at, r.paper_signed_on)
                ) THEN
                    RAISE EXCEPTION 'no goods go out for a round before it is approved'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'round_issue_not_before_approval';
                END IF;
                RETURN NULL;
            END
            """,
        ),
    )
