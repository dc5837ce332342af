"""A programme has a name, an item of a round too, a publication links to a page, and a NIK changes with its digits."""

from django.db import migrations, models

from config.walls import says, trigger


class Migration(migrations.Migration):
    dependencies = (("distributions", "0050_records_of_who_has_a_place"),)

    operations = (
        says("programme_is_named", "distributions_programme", "name"),
        says("round_line_is_named", "distributions_roundline", "item_name", "unit"),
        migrations.AddConstraint(
            "publication",
            models.CheckConstraint(
                condition=models.Q(url="") | models.Q(url__regex="^https?://"),
                name="publication_links_to_a_page",
                violation_error_message="A link begins with http:// or https://.",
            ),
        ),
        # One way only: what was sealed without a digest may be sealed anew.
        trigger(
            "recipient_nik_changes_as_one",
            "distributions_recipient",
            "BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.nik_digest IS DISTINCT FROM NEW.nik_digest"
            " AND OLD.nik_last4_cipher IS NOT DISTINCT FROM NEW.nik_last4_cipher)",
            """
            BEGIN
                RAISE EXCEPTION 'a number changes with its digits'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'recipient_nik_changes_as_one';
            END
            """,
        ),
    )
