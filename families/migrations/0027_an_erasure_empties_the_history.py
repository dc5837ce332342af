"""Whoever writes an Erasure empties the history of that family, too, and the notes of its surveys.

The application may add to a history and to surveys, and change nothing of them; so it is done by the owner's trigger.
"""

from django.db import migrations

from config.walls import trigger


class Migration(migrations.Migration):
    dependencies = (("families", "0026_columns_of_registers_are_kept"),)

    operations = (
        trigger(
            "erasure_empties_the_history",
            "families_erasure",
            "AFTER INSERT ON {table} FOR EACH ROW",
            """
            BEGIN
                UPDATE families_memberevent
                   SET name = '', birth_place = '', nik_digest = NULL, phone_digest = NULL, birth_digest = NULL
                 WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id;
                UPDATE families_familyevent
                   SET kk_digest = NULL, hamlet = '', street = '', rt = '', rw = '', landmark = '', remarks = '',
                       aid_before_note = '', eligibility_basis = ''
                 WHERE pgh_obj_id = NEW.family_id_erased AND centre_id = NEW.centre_id;
                -- Whose relation somebody is says who it is.
                DELETE FROM families_familyinmateevent
                 WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id;
                -- No table is altered while a check of it waits for the end of the transaction.
                SET CONSTRAINTS ALL IMMEDIATE;
                ALTER TABLE families_assessment DISABLE TRIGGER families_assessment_append_only;
                ALTER TABLE families_duplicatedecision DISABLE TRIGGER families_duplicatedecision_append_only;
                UPDATE families_assessment SET notes = ''
                 WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id;
                UPDATE families_duplicatedecision SET note = CASE note WHEN '' THEN '' ELSE '…' END
                 WHERE NEW.family_id_erased IN (first_id, second_id) AND centre_id = NEW.centre_id;
                ALTER TABLE families_assessment ENABLE TRIGGER families_assessment_append_only;
                ALTER TABLE families_duplicatedecision ENABLE TRIGGER families_duplicatedecision_append_only;
                RETURN NULL;
            END
            """,
            definer=True,
        ),
    )
