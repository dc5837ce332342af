"""A photo of a house is no logo, no signed paper, no photo of the activity and no proof: those are seen by others, or stay.

What kind a file is of never changes, so nothing is held.
"""

from django.db import migrations

from config.walls import trigger

# Columns that name pictures, by the wall of each.
ELSEWHERE = {
    "logo_is_no_house": ("centres_letterhead", "logo_id"),
    "delivery_note_is_no_house": ("aid_receipt", "note_photo_id"),
    "round_paper_is_no_house": ("distributions_round", "paper_photo_id"),
    "signed_page_is_no_house": ("distributions_signedpage", "file_id"),
    "photo_is_no_house": ("distributions_photo", "file_id"),
    "proof_is_no_house": ("distributions_handover", "proof_file_id"),
}


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0070_no_step_of_a_round_before_the_line_of_the_last"),
        ("families", "0045_houses_are_pictured"),
        ("aid", "0017_what_was_taken_back_is_not_paid"),
    )

    operations = tuple(
        trigger(
            name,
            table,
            f"BEFORE INSERT OR UPDATE OF {column} ON {{table}} FOR EACH ROW WHEN (NEW.{column} IS NOT NULL)",
            f"""
            BEGIN
                IF EXISTS (SELECT FROM centres_storedfile WHERE id = NEW.{column} AND kind = 'house') THEN
                    RAISE EXCEPTION 'a photo of a house is nothing else'
                        USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
                END IF;
                RETURN NEW;
            END
            """,
        )
        for name, (table, column) in ELSEWHERE.items()
    )
