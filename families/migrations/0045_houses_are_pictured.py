"""A survey may carry a photo of the house: a file of that kind, of one family, which goes with an erasure."""

import django.db.models.deletion
from django.db import migrations, models

from config.walls import same_centre, trigger

# As the owner, who may hold the row of the file: one picture is not taken for two families at once.
OF_ONE_FAMILY = trigger(
    "photo_of_a_house_is_of_one_family",
    "families_assessment",
    "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.photo_id IS NOT NULL)",
    """
    BEGIN
        PERFORM FROM centres_storedfile WHERE id = NEW.photo_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT FROM centres_storedfile f WHERE f.id = NEW.photo_id AND f.kind <> 'house')
           OR EXISTS (SELECT FROM families_assessment a WHERE a.photo_id = NEW.photo_id
                         AND a.family_id <> NEW.family_id) THEN
            RAISE EXCEPTION 'a photo of a house is of one family'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'photo_of_a_house_is_of_one_family';
        END IF;
        RETURN NEW;
    END
    """,
    definer=True,
)
# Surveys are only added to and files are never taken away, but by the owner's trigger.
ERASED = trigger(
    "erasure_removes_photos_of_houses",
    "families_erasure",
    "AFTER INSERT ON {table} FOR EACH ROW",
    """
    DECLARE photos bigint[];
    BEGIN
        SELECT array_agg(DISTINCT photo_id) INTO photos FROM families_assessment
         WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id AND photo_id IS NOT NULL;
        IF photos IS NOT NULL THEN
            -- No table is altered while a check of it waits for the end of the transaction.
            SET CONSTRAINTS ALL IMMEDIATE;
            ALTER TABLE families_assessment DISABLE TRIGGER families_assessment_append_only;
            UPDATE families_assessment SET photo_id = NULL
             WHERE family_id = NEW.family_id_erased AND centre_id = NEW.centre_id;
            ALTER TABLE families_assessment ENABLE TRIGGER families_assessment_append_only;
            DELETE FROM centres_storedfile WHERE id = ANY (photos);
        END IF;
        RETURN NULL;
    END
    """,
    definer=True,
)


class Migration(migrations.Migration):
    dependencies = (
        ("families", "0044_numbers_however_far_apart_their_digits_stand"),
        ("centres", "0033_photos_of_houses"),
    )

    operations = (
        migrations.AddField(
            model_name="assessment",
            name="photo",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centres.storedfile",
                verbose_name="photo of the house",
            ),
        ),
        same_centre(("families_assessment", "photo_id", "centres_storedfile")),
        OF_ONE_FAMILY,
        ERASED,
    )
