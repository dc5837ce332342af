"""One more kind of file: a photo of a family's house, seen at a survey."""

from django.db import migrations, models

from config.walls import other_check

BEFORE = "'photo', 'proof', 'approval', 'paper', 'logo', 'scan'"


class Migration(migrations.Migration):
    dependencies = (("centres", "0032_a_centre_keeps_an_administrator"),)

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
                ],
                max_length=10,
            ),
        ),
        other_check(
            "centres_storedfile_kind_is_known",
            "centres_storedfile",
            f"kind::text IN ({BEFORE}, 'house')",
            f"kind::text IN ({BEFORE})",
        ),
    )
