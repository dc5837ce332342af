"""Who signs the papers as head is the head on that day, and nobody of the cooperative hands over for the centre.

Looked at when the round is approved, where the names are copied: they are those of the officials that the round names.
"""

from django.db import migrations

from config.walls import trigger


def signs(name: str, signer: str, function: str) -> migrations.RunSQL:
    """Refuse to approve with a ``signer`` (the prefix of his columns) who isn't one on the day of the round."""
    return trigger(
        name,
        "distributions_round",
        "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.state = 'submitted' AND NEW.state = 'approved'"
        f" AND (NEW.{signer}_official_id IS NOT NULL OR NEW.{signer}_name <> ''))",
        f"""
        BEGIN
            PERFORM FROM centres_official
              WHERE id = NEW.{signer}_official_id AND centre_id = NEW.centre_id AND {function}
                AND NEW.date BETWEEN starts_on AND coalesce(ends_on, 'infinity')
                AND (NEW.{signer}_name, NEW.{signer}_nip) IN ((name, nip), ('', ''));
            IF NOT FOUND THEN
                RAISE EXCEPTION 'this is not who signs on that day'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        END
        """,
    )


class Migration(migrations.Migration):
    dependencies = (("distributions", "0016_a_second_person_approves"),)

    operations = (
        signs("round_head_is_head_on_that_day", "head", "function = 'head'"),
        signs("round_handed_over_by_an_official", "handing", "function <> 'cooperative'"),
    )
