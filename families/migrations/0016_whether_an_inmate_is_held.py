"""A family says whether an inmate of theirs is held, so that nobody asks it of each family of a centre.

The database computes it, whatever is sent: whenever the ties of a family or its inmates change, its search column is
written anew (``family_search_refresh``), and with it this. The family is locked then, and what is counted is what is
committed by that moment, so that two inmates who are released at once don't each leave it to the other.
"""

from django.db import migrations, models
from django.db.models import Q

from config.walls import trigger

HELD = """
    EXISTS (SELECT FROM families_familyinmate t JOIN families_inmate i ON i.id = t.inmate_id
             WHERE t.family_id = {family}.id AND i.status = 'held')
"""


class Migration(migrations.Migration):
    dependencies = (("families", "0015_numbers_are_bound_to_their_row"),)

    operations = (
        migrations.AddField("family", "inmate_held", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(
            f"UPDATE families_family f SET inmate_held = true WHERE {HELD.format(family='f')}", migrations.RunSQL.noop
        ),
        trigger(
            "family_inmate_held_follows",
            "families_family",
            "BEFORE INSERT OR UPDATE OF search, inmate_held ON {table} FOR EACH ROW",
            f"""
            BEGIN
                NEW.inmate_held := {HELD.format(family="NEW")};
                RETURN NEW;
            END
            """,
        ),
        migrations.RemoveIndex("family", "family_to_determine"),
        migrations.AddIndex(
            "family",
            models.Index(
                fields=["centre", "surveyed_on"],
                name="family_proposed",
                condition=Q(merged_into=None, eligibility="proposed"),
            ),
        ),
        migrations.AddIndex(
            "family",
            models.Index(
                fields=["centre", "last_aid_on", "eligible_from", "eligible_until"],
                name="family_may_receive",
                condition=Q(merged_into=None, eligibility="eligible", inmate_held=True),
            ),
        ),
    )
