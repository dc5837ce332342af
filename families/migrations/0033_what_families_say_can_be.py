"""A score is one of an assessment, a household is of people, and the digest of a card changes with its number."""

from django.db import migrations

from config.walls import OWN_TABLES, check, says, trigger


def refuse(name: str, sentence: str) -> str:
    """The statement that refuses, under the wall's name."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"


CHANGES_AS_ONE = f"""
CREATE OR REPLACE FUNCTION family_kk_changes_as_one() RETURNS trigger LANGUAGE plpgsql{OWN_TABLES} AS $body$
BEGIN
    {{exception}}
    {refuse("family_kk_changes_as_one", "a number changes with its digest")}
END
$body$
"""
TRIGGER = """
CREATE TRIGGER family_kk_changes_as_one BEFORE UPDATE ON families_family FOR EACH ROW WHEN (
    (OLD.kk_cipher IS DISTINCT FROM NEW.kk_cipher) <> (OLD.kk_digest IS DISTINCT FROM NEW.kk_digest){beside})
    EXECUTE FUNCTION family_kk_changes_as_one()
"""
# What compares cards that were cut short: not in the history, which holds the digest that it changes with. Where it was
# never written, as the number could not be read, it is when the number is typed again.
BESIDE = """
    OR (OLD.kk_block IS DISTINCT FROM NEW.kk_block AND OLD.kk_digest IS NOT DISTINCT FROM NEW.kk_digest
        AND (OLD.kk_block IS NOT NULL OR NEW.kk_digest IS NULL))"""
# A card that was cut has no other digest that an erasure could take away.
ERASED = """
    IF OLD.kk_cipher IS NULL AND NEW.kk_cipher IS NULL AND NEW.kk_block IS NULL AND EXISTS (
        SELECT FROM families_erasure e WHERE e.family_id_erased = NEW.id AND e.transaction = txid_current()) THEN
        RETURN NEW;
    END IF;"""
DROP = "DROP TRIGGER family_kk_changes_as_one ON families_family"


class Migration(migrations.Migration):
    dependencies = (("families", "0032_long_files_are_read_in_parts"),)

    operations = (
        migrations.RunSQL(
            [DROP, CHANGES_AS_ONE.format(exception=ERASED), TRIGGER.format(beside=BESIDE)],
            [DROP, CHANGES_AS_ONE.format(exception=""), TRIGGER.format(beside="")],
        ),
        check(
            "family_kk_block_is_a_digest",
            "families_family",
            "kk_block IS NULL OR octet_length(kk_block) = 32",
            old_rows=False,
        ),
        check(
            "family_household_is_of_people",
            "families_family",
            "household_size IS NULL OR household_size BETWEEN 1 AND 99",
            old_rows=False,
        ),
        trigger(
            "family_scored_by_an_assessment",
            "families_family",
            "BEFORE INSERT OR UPDATE OF need_score, surveyed_on ON {table} FOR EACH ROW"
            " WHEN (NEW.need_score IS NOT NULL OR NEW.surveyed_on IS NOT NULL)",
            f"""
            BEGIN
                IF TG_OP = 'UPDATE' AND (OLD.need_score, OLD.surveyed_on)
                                        IS NOT DISTINCT FROM (NEW.need_score, NEW.surveyed_on) THEN
                    RETURN NEW;
                END IF;
                IF NOT EXISTS (SELECT FROM families_assessment a
                                WHERE a.family_id = NEW.id
                                  AND (a.score, a.surveyed_on) = (NEW.need_score, NEW.surveyed_on)) THEN
                    {refuse("family_scored_by_an_assessment", "the score of a family is that of a survey")}
                END IF;
                RETURN NEW;
            END
            """,
        ),
        trigger(
            "family_score_stays",
            "families_family",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.surveyed_on > NEW.surveyed_on"
            " OR (OLD.surveyed_on IS NOT NULL AND NEW.surveyed_on IS NULL))",
            f"BEGIN {refuse('family_score_stays', 'the latest survey counts')} END",
        ),
        says("inmate_is_named", "families_inmate", "name"),
    )
