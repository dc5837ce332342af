"""No survey of a family is recorded twice; what a page calls what is only added to."""

from django.db import migrations

from config.walls import trigger

ANSWERS = (
    "income_per_person", "dependants", "housing", "elderly", "toddlers", "pregnant", "disability", "breadwinner_held",
    "has_sktm", "decile", "notes",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("families", "0048_short_texts_are_looked_at_quickly"),)

    operations = (
        migrations.AlterModelOptions(
            "assessment", options={"ordering": ("-surveyed_on", "-id"), "verbose_name": "assessment"}
        ),
        migrations.AlterModelOptions("needweights", options={"verbose_name": "weights of need"}),
        # One with a photo shows something that the other doesn't.
        trigger(
            "assessment_is_there_once",
            "families_assessment",
            "BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.photo_id IS NULL)",
            f"""
            BEGIN
                PERFORM FROM families_family WHERE id = NEW.family_id FOR NO KEY UPDATE;
                IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable')
                   OR EXISTS (SELECT FROM families_assessment a
                            WHERE a.family_id = NEW.family_id AND a.surveyed_on = NEW.surveyed_on
                              AND ROW({", ".join(f"a.{name}" for name in ANSWERS)})
                                  IS NOT DISTINCT FROM ROW({", ".join(f"NEW.{name}" for name in ANSWERS)})) THEN
                    RAISE EXCEPTION 'This survey is recorded already.'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_is_there_once';
                END IF;
                RETURN NEW;
            END
            """,
        ),
    )
