"""One more kind of file: a page of a supplier's note."""

from django.db import migrations, models

from config.walls import other_check

BEFORE = "'photo', 'proof', 'approval', 'paper', 'logo', 'scan', 'house'"


class Migration(migrations.Migration):
    dependencies = (("centres", "0035_the_access_log_has_a_name"),)

    operations = (
        migrations.AlterField(
            model_name="storedfile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("photo", "Photo of the activity"),
                    ("proof", "Proof of the hand-over"),
                    ("approval", "Signed approval"),
                    ("paper", "Paper"),
                    ("logo", "Logo of the letterhead"),
                    ("scan", "Signed paper"),
                    ("house", "Photo of the house"),
                    ("note", "Note of a supplier"),
                ],
                max_length=10,
            ),
        ),
        other_check(
            "centres_storedfile_kind_is_known",
            "centres_storedfile",
            f"kind::text IN ({BEFORE}, 'note')",
            f"kind::text IN ({BEFORE})",
        ),
    )
