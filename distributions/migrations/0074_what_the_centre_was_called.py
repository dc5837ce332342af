"""A round keeps what its centre was called when it was approved: names on papers that are made later are those.

The database writes them itself, with the approval. Of rounds that are approved already, the history of the centre says
how it was called then, or, of what was done before the history began, how it was called first.
"""

from django.db import migrations, models

from config.walls import trigger

NAMES = ("name", "full_name", "place")
LENGTHS = {"name": 100, "full_name": 200, "place": 60}
VERBOSE = {"name": "short name of the centre", "full_name": "full name of the centre", "place": "place of the centre"}
KEPT = ", ".join(f"centre_{name}" for name in NAMES)
OF_ROUNDS = f"""
    ALTER TABLE distributions_round DISABLE TRIGGER USER;
    UPDATE distributions_round r
       SET ({KEPT}) = (
           SELECT e.name, e.full_name, e.place FROM centres_centreevent e
            WHERE e.pgh_obj_id = r.centre_id AND e.pgh_label <> 'delete'
            ORDER BY e.pgh_created_at > r.approved_at,
                     CASE WHEN e.pgh_created_at <= r.approved_at THEN -e.pgh_id ELSE e.pgh_id END
            LIMIT 1)
     WHERE r.approved_at IS NOT NULL AND EXISTS (SELECT FROM centres_centreevent e WHERE e.pgh_obj_id = r.centre_id);
    UPDATE distributions_round r SET centre_name = c.name, centre_full_name = c.full_name, centre_place = c.place
      FROM centres_centre c WHERE c.id = r.centre_id AND r.approved_at IS NOT NULL AND r.centre_name = '';
    ALTER TABLE distributions_round ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0073_long_prints_are_made_apart"),
        ("centres", "0032_a_centre_keeps_an_administrator"),
    )

    operations = (
        *(
            migrations.AddField(
                "round",
                f"centre_{name}",
                models.CharField(VERBOSE[name], blank=True, default="", editable=False, max_length=LENGTHS[name]),
            )
            for name in NAMES
        ),
        migrations.RunSQL(f"SET CONSTRAINTS ALL IMMEDIATE; {OF_ROUNDS}", migrations.RunSQL.noop),
        trigger(
            "round_keeps_what_its_centre_was_called",
            "distributions_round",
            "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW",
            f"""
            BEGIN
                IF NEW.approved_at IS NULL THEN
                    NEW.centre_name := ''; NEW.centre_full_name := ''; NEW.centre_place := '';
                ELSIF TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL THEN
                    NEW.centre_name := OLD.centre_name; NEW.centre_full_name := OLD.centre_full_name;
                    NEW.centre_place := OLD.centre_place;
                ELSE
                    SELECT name, full_name, place INTO {", ".join(f"NEW.centre_{name}" for name in NAMES)}
                      FROM centres_centre WHERE id = NEW.centre_id;
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
