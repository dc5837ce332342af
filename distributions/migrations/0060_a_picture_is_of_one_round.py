"""A picture belongs to one round: as its signed paper, a page, a photo or the proof of a hand-over, all of one round.

As the owner, who may hold the row of the file: one picture is not taken for two rounds at once.
"""

from django.db import migrations
from django.db.migrations.operations import RunSQL

from config.walls import trigger

# By the column with the file: when it is asked, and of which round a new row is.
ASKED = {
    "round_paper_is_of_no_other_round": (
        "distributions_round",
        "paper_photo_id",
        "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NEW.paper_photo_id IS DISTINCT FROM OLD.paper_photo_id"
        " AND NEW.paper_photo_id IS NOT NULL)",
        "NEW.id",
    ),
    "signed_page_is_of_no_other_round": (
        "distributions_signedpage",
        "file_id",
        "BEFORE INSERT ON {table} FOR EACH ROW",
        "NEW.round_id",
    ),
    "photo_is_of_no_other_round": (
        "distributions_photo",
        "file_id",
        "BEFORE INSERT OR UPDATE OF file_id ON {table} FOR EACH ROW",
        "NEW.round_id",
    ),
    "proof_is_of_no_other_round": (
        "distributions_handover",
        "proof_file_id",
        "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.proof_file_id IS NOT NULL)",
        "(SELECT round_id FROM distributions_recipient WHERE id = NEW.recipient_id)",
    ),
}
# A proof that is a round's signed paper, too, stays when its family is erased.
PAGE = "NOT EXISTS (SELECT FROM distributions_signedpage s WHERE s.file_id = f.id)"
PAPER = "NOT EXISTS (SELECT FROM distributions_round r WHERE r.paper_photo_id = f.id)"
REWRITTEN = """
    DO $do$
    BEGIN
        EXECUTE replace(pg_get_functiondef('erasure_empties_what_is_frozen'::regproc), '{before}', '{after}');
    END $do$
"""


def of_no_other_round(name: str, table: str, column: str, when: str, of_round: str) -> RunSQL:
    return trigger(
        name,
        table,
        when,
        f"""
        DECLARE
            file bigint := NEW.{column};
            ours bigint := {of_round};
        BEGIN
            PERFORM FROM centres_storedfile WHERE id = file FOR NO KEY UPDATE;
            IF EXISTS (SELECT FROM distributions_round r WHERE r.paper_photo_id = file AND r.id <> ours)
               OR EXISTS (SELECT FROM distributions_signedpage s WHERE s.file_id = file AND s.round_id <> ours)
               OR EXISTS (SELECT FROM distributions_photo p WHERE p.file_id = file AND p.round_id <> ours)
               OR EXISTS (SELECT FROM distributions_handover h JOIN distributions_recipient p ON p.id = h.recipient_id
                           WHERE h.proof_file_id = file AND p.round_id <> ours) THEN
                RAISE EXCEPTION 'a picture is of one round'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        END
        """,
        definer=True,
    )


class Migration(migrations.Migration):
    dependencies = (
        ("distributions", "0059_texts_have_something_to_read"),
        ("centres", "0029_pictures_are_known_by_their_pixels"),
    )

    operations = (
        *(
            of_no_other_round(name, table, column, when, of_round)
            for name, (table, column, when, of_round) in ASKED.items()
        ),
        RunSQL(
            [REWRITTEN.format(before=PAGE, after=f"{PAGE} AND {PAPER}")],
            [REWRITTEN.format(before=f"{PAGE} AND {PAPER}", after=PAGE)],
        ),
    )
