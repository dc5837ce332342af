"""A round keeps what its programme was called, and what it said of its basis and aims, when the round was approved.

The database writes them itself, with the approval. Of rounds that are approved already, the history of the programme
says how it was then, or, of what was done before the history began, how it was first.
"""

from django.db import migrations, models

from config.walls import trigger

SAID = ("name", "legal_basis", "aims")
VERBOSE = {"legal_basis": "legal basis of the programme then", "aims": "aims of the programme then"}
KEPT = ", ".join(f"programme_{column}" for column in SAID)
OF_ROUNDS = f"""
    ALTER TABLE distributions_round DISABLE TRIGGER USER;
    UPDATE distributions_round r
       SET ({KEPT}) = (
           SELECT e.name, e.legal_basis, e.aims FROM distributions_programmeevent e
            WHERE e.pgh_obj_id = r.programme_id AND e.pgh_label <> 'delete'
            ORDER BY e.pgh_created_at > r.approved_at,
                     CASE WHEN e.pgh_created_at <= r.approved_at THEN -e.pgh_id ELSE e.pgh_id END
            LIMIT 1)
     WHERE r.approved_at IS NOT NULL
       AND EXISTS (SELECT FROM distributions_programmeevent e
                    WHERE e.pgh_obj_id = r.programme_id AND e.pgh_label <> 'delete');
    UPDATE distributions_round r
       SET programme_name = p.name, programme_legal_basis = p.legal_basis, programme_aims = p.aims
      FROM distributions_programme p
     WHERE p.id = r.programme_id AND r.approved_at IS NOT NULL AND r.programme_name = '';
    ALTER TABLE distributions_round ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = (("distributions", "0078_clocks_of_phones"),)

    operations = (
        migrations.AddField(
            "round",
            "programme_name",
            models.CharField("name of the programme then", blank=True, default="", editable=False, max_length=120),
        ),
        *(
            migrations.AddField(
                "round",
                f"programme_{column}",
                models.TextField(words, blank=True, default="", editable=False),
            )
            for column, words in VERBOSE.items()
        ),
        migrations.RunSQL(f"SET CONSTRAINTS ALL IMMEDIATE; {OF_ROUNDS}", migrations.RunSQL.noop),
        trigger(
            "round_keeps_what_its_programme_said",
            "distributions_round",
            "BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW",
            f"""
            BEGIN
                IF NEW.approved_at IS NULL THEN
                    NEW.programme_name := ''; NEW.programme_legal_basis := ''; NEW.programme_aims := '';
                ELSIF TG_OP = 'UPDATE' AND OLD.approved_at IS NOT NULL THEN
                    NEW.programme_name := OLD.programme_name;
                    NEW.programme_legal_basis := OLD.programme_legal_basis;
                    NEW.programme_aims := OLD.programme_aims;
                ELSE
                    SELECT name, legal_basis, aims INTO {", ".join(f"NEW.programme_{column}" for column in SAID)}
                      FROM distributions_programme WHERE id = NEW.programme_id;
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
