"""What is counted of all families of a centre stands in the index of its villages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("families", "0034_proxies_stay_ended"),)

    operations = (
        migrations.RemoveIndex("family", "family_of_village"),
        migrations.AddIndex(
            "family",
            models.Index(
                fields=("centre", "village"),
                name="family_of_village",
                include=(
                    "id",
                    "registered_on",
                    "last_aid_on",
                    "need_score",
                    "eligibility",
                    "eligible_from",
                    "eligible_until",
                    "inmate_held",
                    "eligibility_at",
                    "merged_into",
                ),
            ),
        ),
    )
